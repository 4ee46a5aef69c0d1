// SPDX-License-Identifier: Apache-2.0
// The gate's verdicts for programs: JSON, JUnit, SARIF. What parsers of others make of them is tests/report/read_back.
#include <cstdlib>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/analysis/report/made_up.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using nlohmann::json;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::vector<std::string> fingerprints(const GateVerdicts& verdicts) {
  std::vector<std::string> out;
  const json log = json::parse(gate_sarif(verdicts));
  for (const json& result : log["runs"][0]["results"])
    out.push_back(result["partialFingerprints"]["primaryLocationLineHash"]);
  return out;
}

}  // namespace

TEST_CASE("The gate's JSON has counts, runs and rows, and null where there is no number", "[analysis]") {
  GateVerdicts verdicts = made_up_red();
  verdicts.rows[0].mean = std::numeric_limits<double>::quiet_NaN();
  const json out = json::parse(gate_json(verdicts));
  CHECK(out["schema_version"] == 1);
  CHECK(out["exit_code"] == 3);
  CHECK(out["counts"]["missed"] == 1);
  CHECK(out["counts"]["warned"] == 1);
  CHECK(out["runs"][0]["budget"] == 1000);
  CHECK(out["rows"][0]["mean"].is_null());
  CHECK(out["rows"][1]["interval"] == json({0.9985, 0.9989}));
  CHECK(out["rows"][1]["red"] == true);
  CHECK(out["rows"][1]["place"]["line"] == 41);
  CHECK(out["rows"][2]["lacks_evidence"] == true);
  CHECK(out["rows"][2]["interval"].is_null());
  CHECK(out["rows"][5]["place"]["line"].is_null());
}

TEST_CASE("The gate's JSON has one order of keys", "[analysis]") {
  std::vector<std::string> keys;
  const auto out = nlohmann::ordered_json::parse(gate_json(made_up_red()));
  for (const auto& item : out.items()) keys.push_back(item.key());
  CHECK(keys ==
        std::vector<std::string>{"schema_version", "exit_code", "strict", "interrupted", "counts", "runs", "rows"});
}

TEST_CASE("JUnit has a failure for what is red, an error for what lacks evidence, and skips what says nothing",
          "[analysis]") {
  const std::string xml = gate_junit(made_up_red());
  CHECK_THAT(xml,
             contains_text("<testsuite name=\"az-power.main\" tests=\"8\" failures=\"2\" errors=\"1\" skipped=\"2\""));
  CHECK_THAT(xml,
             contains_text("<failure message=\"missed: 99.87 % ± 0.02, wanted at least 99.95 %\" type=\"missed\">"));
  CHECK_THAT(xml, contains_text("<error message=\"inconclusive: 2m01s ± 20s, wanted at most 2m00s\" "));
  CHECK_THAT(xml, contains_text("<skipped message=\"not exercised: no incident, wanted at most 2m00s\" "));
  CHECK_THAT(xml, contains_text("<skipped message=\"missed (warns): 99.87 %"));
  CHECK_THAT(xml, contains_text("classname=\"az-power.main\" name=\"silo.availability_ratio(frontend) &gt;=\" "
                                "file=\"scenarios/az-power.yaml\" line=\"41\" time=\"0\">"));
  CHECK_THAT(xml, contains_text("seed 1, 400 replications\nrepeat: bulkhead explain scenarios/az-power.yaml "));
}

TEST_CASE("JUnit has a suite for each point, with the point in the names of its cases", "[analysis]") {
  GateVerdicts verdicts = made_up_green();
  for (const char* point : {"replicas=4", "replicas=8"}) {
    verdicts.rows.push_back(made_up_missed());
    verdicts.rows.back().point = point;
  }
  const std::string xml = gate_junit(verdicts);
  CHECK_THAT(xml, contains_text("<testsuite name=\"az-power.main [replicas=4]\" tests=\"1\" failures=\"1\""));
  CHECK_THAT(xml, contains_text("name=\"silo.availability_ratio(frontend) &gt;= [replicas=8]\""));
  CHECK_THAT(xml, contains_text("<testsuites name=\"bulkhead check\" tests=\"3\" failures=\"2\""));
}

TEST_CASE("Two rows of one name are two cases, and a row without a scenario has a class", "[analysis]") {
  GateVerdicts verdicts = made_up_green();
  verdicts.rows.push_back(verdicts.rows[0]);
  CHECK_THAT(gate_junit(verdicts), contains_text("name=\"silo.mttr_s(frontend) &lt;= (2)\""));
  verdicts.rows[1].scenario = verdicts.rows[1].experiment = "";
  CHECK_THAT(gate_junit(verdicts), contains_text("classname=\"main.main\""));
}

TEST_CASE("No hostile text leaves its element", "[analysis]") {
  const std::string xml = gate_junit(made_up_hostile());
  CHECK(count(xml, "<failure ") == 2);
  CHECK(count(xml, "</failure>") == 2);
  CHECK(count(xml, "<script") == 0);
  CHECK(count(xml, "]]>") == 0);
  CHECK(xml.find_first_of("\x01\x1B\x7F\xFF\xFE") == std::string::npos);
}

TEST_CASE("SARIF tells what needs a person, with rule, place and command", "[analysis]") {
  const json log = json::parse(gate_sarif(made_up_red()));
  CHECK(log["version"] == "2.1.0");
  const json& results = log["runs"][0]["results"];
  REQUIRE(results.size() == 5);
  CHECK(results[0]["ruleId"] == "availability_ratio/at-least");
  CHECK(results[0]["level"] == "error");
  CHECK(results[0]["locations"][0]["physicalLocation"]["region"] ==
        json({{"startLine", 41}, {"startColumn", 5}, {"endLine", 41}, {"endColumn", 42}}));
  CHECK(results[0]["properties"]["seed"] == 1);
  CHECK(results[0]["properties"]["mean"] == 0.9987);
  CHECK(results[1]["level"] == "warning");
  CHECK(results[2]["level"] == "note");
  CHECK(results[4]["ruleId"] == "mttr_s/baseline");
  CHECK(log["runs"][0]["tool"]["driver"]["rules"].size() == 3);
  CHECK(json::parse(gate_sarif(made_up_green()))["runs"][0]["results"].empty());
}

TEST_CASE("A result of SARIF stays the same one when its line, its threshold and its figure move", "[analysis]") {
  GateVerdicts moved = made_up_red();
  for (GateRow& row : moved.rows) {
    row.place.line += 7;
    row.sentence += "9";
    row.found = "other";
    row.mean = 0.5;
  }
  const std::vector<std::string> prints = fingerprints(made_up_red());
  CHECK(fingerprints(moved) == prints);
  CHECK(std::set<std::string>(prints.begin(), prints.end()).size() == prints.size());
}

TEST_CASE("SARIF names files by relative references without blanks", "[analysis]") {
  const json log = json::parse(gate_sarif(made_up_hostile()));
  const std::string uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
  CHECK(uri.starts_with("dir%2Ca%3Ab/%5D%5D%3E"));
  CHECK(uri.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/%") ==
        std::string::npos);
}

// Run by tests/report/read_back, which hands what is written here to parsers of others.
TEST_CASE("The reports of made-up verdicts are written to the folder BULKHEAD_REPORTS", "[.][read_back]") {
  const char* folder = std::getenv("BULKHEAD_REPORTS");
  REQUIRE(folder != nullptr);
  const std::pair<const char*, GateVerdicts> all[] = {{"nothing", GateVerdicts{}},
                                                      {"green", made_up_green()},
                                                      {"red", made_up_red()},
                                                      {"hostile", made_up_hostile()},
                                                      {"many", made_up_many(400)}};
  for (const auto& [name, verdicts] : all) {
    const std::string path = std::string(folder) + "/" + name;
    std::ofstream(path + ".json") << gate_json(verdicts);
    std::ofstream(path + ".xml") << gate_junit(verdicts);
    std::ofstream(path + ".sarif") << gate_sarif(verdicts);
    std::ofstream(path + ".md") << gate_markdown(verdicts);
    std::ofstream(path + ".commands") << gate_github(verdicts);
    REQUIRE(std::ofstream(path + ".summary.md") << gate_github_summary(verdicts));
  }
}
