// SPDX-License-Identifier: Apache-2.0
// Every rule of the review finds its smallest case, and is silent about the mended one (tests/review).
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "analysis/review/review.hpp"
#include "analysis/review/words.hpp"
#include "tests/catch.hpp"

namespace bulkhead {
namespace {

namespace fs = std::filesystem;

const std::string kFolder = std::string(BULKHEAD_SOURCE_DIR) + "/tests/review/";

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

ScenarioReview review_file(const std::string& path) {
  Loaded loaded = load(path);
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  check_review_words(*loaded.scenario, loaded.diagnostics);
  CHECK(loaded.problems() == "");
  return review_rules(*loaded.scenario);
}

/// The findings of one rule, one a line: "3:20: warning: ...".
std::string lines_of(const ScenarioReview& review, std::string_view rule) {
  std::ostringstream out;
  for (const Finding& finding : review.findings)
    if (finding.rule == rule)
      out << finding.at.line << ':' << finding.at.column << ": " << to_string(finding.severity) << ": "
          << finding.message << '\n';
  return out.str();
}

}  // namespace

TEST_CASE("Every rule finds its smallest case and is silent about the mended one", "[analysis]") {
  for (const Rule& rule : rules()) {
    const std::string stem = kFolder + std::string(rule.name);
    INFO(rule.name);
    REQUIRE(fs::exists(stem + ".yaml"));
    const std::string found = lines_of(review_file(stem + ".yaml"), rule.name);
    if (std::getenv("BULKHEAD_UPDATE_EXPECTED")) std::ofstream(stem + ".expected", std::ios::binary) << found;
    CHECK(found != "");
    CHECK(found == read(stem + ".expected"));
    CHECK(lines_of(review_file(stem + ".mended.yaml"), rule.name) == "");
  }
}

TEST_CASE("Every case of the folder belongs to a rule", "[analysis]") {
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    const std::string name = entry.path().filename().string();
    if (name == "README.md") continue;
    INFO(name);
    CHECK(find_rule(name.substr(0, name.find('.'))));
  }
}

TEST_CASE("A mended case is clean of errors and warnings of all rules but the ones that it is not about",
          "[analysis]") {
  for (const Rule& rule : rules()) {
    const ScenarioReview review = review_file(kFolder + std::string(rule.name) + ".mended.yaml");
    for (const Finding& finding : review.findings) {
      INFO(rule.name << ": " << finding.rule << ": " << finding.message);
      CHECK(finding.severity != Severity::error);
    }
  }
}

TEST_CASE("The registry of rules is sorted, and every row is complete", "[analysis]") {
  CHECK(std::is_sorted(rules().begin(), rules().end(), [](const Rule& a, const Rule& b) { return a.name < b.name; }));
  for (const Rule& rule : rules()) {
    INFO(rule.name);
    CHECK(rule.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
    for (const std::string_view text : {rule.about, rule.why, rule.instead}) CHECK(text.ends_with('.'));
    CHECK(rule.source != "");
    CHECK(rule.look != nullptr);
  }
}

TEST_CASE("The manual's page of rules is the registry's print-out", "[analysis]") {
  const std::string page = std::string(BULKHEAD_SOURCE_DIR) + "/docs/rules.md";
  if (std::getenv("BULKHEAD_UPDATE_EXPECTED")) std::ofstream(page, std::ios::binary) << rules_page();
  CHECK(read(page) == rules_page());
}

TEST_CASE("Shipped scenarios have no finding that is not accepted with its reason", "[analysis]") {
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(BULKHEAD_SOURCE_DIR) / "scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    for (const Finding& finding : review_file(entry.path().string()).findings) {
      INFO(entry.path().string() << ":" << finding.at.line << ": " << finding.rule << ": " << finding.message);
      CHECK(finding.suppressed);
    }
  }
}

TEST_CASE("Equal findings of several variants are one, which lists them", "[analysis]") {
  const std::string text = R"(bulkhead: 1
name: shop
topology: {tokyo: {zones: [a, b]}}
services: {web: {replicas: {per_zone: 1}, calls: {db: {}}}, db: {replicas: {per_zone: 1}}}
clients: {users: {to: web, peak: 10/s}}
objectives: {web: {success: 99%}}
variants:
  silo: {routing: zonal}
  timed: {services: {web: {calls: {db: {timeout: 1s}}}}}
  decoupled: {routing: regional}
)";
  const Loaded loaded = load("shop.yaml", {{}, {}, {{"shop.yaml", text}}});
  REQUIRE(loaded.scenario);
  const ScenarioReview review = review_rules(*loaded.scenario);
  REQUIRE(review.findings.size() == 1);
  CHECK(review.findings[0].seen_in == std::vector<std::string>{"main silo", "main decoupled"});
  CHECK_FALSE(review.findings[0].everywhere);
  CHECK(review_rules(*loaded.scenario, "silo").findings[0].everywhere);
}

TEST_CASE("A circle of calls that retries is walked once, and a call at a multiplicity is no retry", "[analysis]") {
  const std::string text = R"(bulkhead: 1
name: shop
topology: {tokyo: {zones: [a]}}
services:
  web: {replicas: {per_zone: 1}, calls: {a: {timeout: 1s, times: 5, retries: 2}}}
  a: {replicas: {per_zone: 1}, calls: {b: {timeout: 1s, share: 10%, retries: 1}}}
  b: {replicas: {per_zone: 1}, calls: {a: {timeout: 1s, share: 10%, retries: 1}}}
clients: {users: {to: web, peak: 10/s}}
objectives: {web: {success: 99%}}
)";
  const Loaded loaded = load("shop.yaml", {{}, {}, {{"shop.yaml", text}}});
  REQUIRE(loaded.scenario);
  CHECK(lines_of(review_rules(*loaded.scenario), "retry-amplification") ==
        "6:69: warning: one request to web can become 3 x 2 = 6 attempts at b\n");
}

}  // namespace bulkhead
