// SPDX-License-Identifier: Apache-2.0
// SARIF as plain data becomes text, read back by a parser that is not the writer's: what tools of code scanning rely
// on.
#include "analysis/report/sarif.hpp"

#include <nlohmann/json.hpp>

#include "analysis/review/review.hpp"
#include "tests/catch.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::json;

SarifResult result(int line, const std::string& message = "web waits for db without a timeout") {
  SarifResult out;
  out.rule = "call-without-timeout";
  out.level = "warning";
  out.message = message;
  out.key = "services.web.calls.db";
  out.file = "my shop/a b.yaml";
  out.line = out.end_line = line;
  out.column = 3;
  out.end_column = 5;
  return out;
}

Json written(const std::vector<SarifResult>& results) {
  return Json::parse(
      sarif_text({"category/", {{"call-without-timeout", "warning", "", "A call.", "Why.", "assumed"}}, results}));
}

std::string fingerprint(const Json& result) {
  return result["partialFingerprints"]["bulkhead/v1"];
}

}  // namespace

TEST_CASE("A SARIF log names its version, its tool, its rules, and where a result is", "[analysis]") {
  const Json log = written({result(7)});
  CHECK(log["version"] == "2.1.0");
  const Json& run = log["runs"][0];
  CHECK(run["tool"]["driver"]["name"] == "bulkhead");
  CHECK(run["columnKind"] == "unicodeCodePoints");
  const Json& one = run["results"][0];
  CHECK(run["tool"]["driver"]["rules"][one["ruleIndex"].get<std::size_t>()]["id"] == one["ruleId"]);
  CHECK(one["level"] == "warning");
  const Json& place = one["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"] == Json{{"uri", "my%20shop/a%20b.yaml"}, {"uriBaseId", "%SRCROOT%"}});
  CHECK(place["region"] == Json{{"startLine", 7}, {"startColumn", 3}, {"endLine", 7}, {"endColumn", 5}});
  CHECK_FALSE(one.contains("suppressions"));
}

TEST_CASE("A result's fingerprint stays when its line moves, and tells equal results apart", "[analysis]") {
  const Json first = written({result(7), result(9)})["runs"][0]["results"];
  const Json moved = written({result(70), result(90)})["runs"][0]["results"];
  CHECK(fingerprint(first[0]) == fingerprint(moved[0]));
  CHECK(fingerprint(first[1]) == fingerprint(moved[1]));
  CHECK(fingerprint(first[0]) != fingerprint(first[1]));
  CHECK(fingerprint(written({result(7, "another")})["runs"][0]["results"][0]) != fingerprint(first[0]));
}

TEST_CASE("A suppressed result says why, and a result without a place has none", "[analysis]") {
  SarifResult one = result(7);
  one.suppression = "a drill";
  one.file.clear();
  const Json json = written({one})["runs"][0]["results"][0];
  CHECK(json["suppressions"] == Json::array({{{"kind", "inSource"}, {"justification", "a drill"}}}));
  CHECK_FALSE(json.contains("locations"));
}

TEST_CASE("Bytes that are no UTF-8 do not break the log", "[analysis]") {
  CHECK(written({result(1, "broken \xff byte")})["runs"][0]["results"].size() == 1);
}

TEST_CASE("A review as SARIF has every finding, and the rule of each", "[analysis]") {
  const std::string text = R"(bulkhead: 1
name: shop
topology: {tokyo: {zones: [a]}}
services: {web: {replicas: {per_zone: 1}, calls: {db: {}}}, db: {replicas: {per_zone: 1}}}
clients: {users: {to: web, peak: 10/s}}
objectives: {web: {success: 99%}}
suppress: [{rule: call-without-timeout, because: "a drill"}]
rules: {mine: {each: services.*, when: exists calls, say: "{path} calls"}}
)";
  const Loaded loaded = load("shop.yaml", {{}, {}, {{"shop.yaml", text}}});
  REQUIRE(loaded.scenario);
  const std::vector<ScenarioReview> reviews{review_rules(*loaded.scenario)};
  const Json run = Json::parse(sarif_text(review_sarif(reviews)))["runs"][0];
  REQUIRE(run["results"].size() == 2);
  for (const Json& one : run["results"]) {
    const auto index = one["ruleIndex"].get<std::size_t>();
    CHECK(run["tool"]["driver"]["rules"][index]["id"] == one["ruleId"]);
    CHECK(one.contains("suppressions") == (one["ruleId"] == "call-without-timeout"));
  }
  CHECK(run["tool"]["driver"]["rules"].size() == rules().size() + 1);
}

}  // namespace bulkhead
