// SPDX-License-Identifier: Apache-2.0
// Architectures are overlays of routing and nothing more: the simulation does not know their names.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/analysis/records.hpp"
#include "tests/theory/scenario_files.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void check_equal(const Record& a, const Record& b) {
  CHECK(a.fingerprint == b.fingerprint);
  REQUIRE(a.metrics.size() == b.metrics.size());
  for (std::size_t i = 0; i < a.metrics.size(); ++i) {
    CHECK(a.metrics[i].metric == b.metrics[i].metric);
    CHECK(a.metrics[i].numerator == b.metrics[i].numerator);
    CHECK(a.metrics[i].denominator == b.metrics[i].denominator);
  }
}

}  // namespace

TEST_CASE("No source of sim and models names an architecture", "[theory]") {
  const std::filesystem::path root = BULKHEAD_SOURCE_DIR;
  int sources = 0;
  for (const char* folder : {"sim", "models"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      if (!entry.is_regular_file()) continue;
      ++sources;
      INFO(entry.path());
      const std::string text = text_of(entry.path());
      CHECK(text.find("silo") == std::string::npos);
      CHECK(text.find("decoupled") == std::string::npos);
    }
  CHECK(sources > 50);
}

TEST_CASE("Renaming a variant changes its name and no figure", "[theory]") {
  const std::string text = text_of(shipped("online-boutique/az-gray.yaml"));
  const Scenario as_shipped = scenario_of(shipped("online-boutique/az-gray.yaml"));
  // The same models under other names: the shipped file with other variants, beside a copy of what it includes.
  const Folder folder;
  std::filesystem::copy_file(shipped("online-boutique/application.yaml"), folder / "application.yaml");
  std::ofstream(folder / "renamed.yaml") << text << "variants: {silo: null, decoupled: null, cell: null, "
                                         << "pillars: {routing: zonal}, web-of-calls: {routing: regional}}\n";
  const Scenario renamed = scenario_of(folder / "renamed.yaml");
  const std::pair<const char*, const char*> names[] = {{"silo", "pillars"}, {"decoupled", "web-of-calls"}};
  for (const auto& [before, after] : names) {
    INFO(after);
    const Outcomes a = simulated(as_shipped.experiments.front(), before, 3);
    const Outcomes b = simulated(renamed.experiments.front(), after, 3);
    for (std::size_t r = 0; r < a.records.size(); ++r) check_equal(a.records[r], b.records[r]);
  }
}

TEST_CASE("Without response, boot and re-admission a fault that breaches throughout is recovered from when it ends",
          "[theory]") {
  // The fault lasts 20 to 90 minutes by chance and breaks the objective from its first instant to its last.
  const Scenario file = theory("gray-zone-shift", {"faults.gray.for={uniform: [20m, 90m]}", "run.replications=20"});
  const Outcomes outcomes = simulated(file, "main", "stays");
  for (const Record& record : outcomes.records) {
    REQUIRE(record.incidents.size() == 1);
    CHECK(record.incidents[0].begin == record.faults.at(0).begin);
    CHECK(record.incidents[0].end == record.faults.at(0).end);
  }
}
