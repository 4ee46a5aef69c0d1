// SPDX-License-Identifier: Apache-2.0
// The headline figures of the shipped application's scenarios, as printed, against the committed lines; and databases
// byte by byte.
//
// A difference is no failure of arithmetic but a change that a person should read: figures moved. When that is meant,
// the file that the test names holds the new lines, and the commit says why.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "analysis/report_cells.hpp"
#include "analysis/results.hpp"
#include "analysis/store.hpp"
#include "tests/analysis/records.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::string kRoot = BULKHEAD_SOURCE_DIR;

void run(const std::string& scenario, const std::string& db, const std::string& options) {
  const std::string command =
      "cd '" + kRoot + "' && '" + BULKHEAD_BINARY + "' run " + scenario + " --quiet --db '" + db + "' " + options;
  INFO(command);
  REQUIRE(std::system((command + " >/dev/null").c_str()) == 0);
}

/// One line for each variant: its headline figures with their intervals, as the table prints them.
std::string lines_of(const std::string& db) {
  std::string out;
  for (const RunResult& result : read_results(open_results(db)))
    for (const VariantResult& variant : result.variants) {
      out += result.scenario + ' ' + variant.name;
      for (const char* name :
           {"availability_ratio", "mttd_s", "mttr_s", "blast_radius_ratio", "customer_minutes_lost", "actions"})
        out += std::string(" | ") + name + ' ' +
               format_figure(*find_metric(name), *result.estimate(variant.name, result.headline, name));
      out += '\n';
    }
  return out;
}

}  // namespace

TEST_CASE("The headline figures of az-power and az-gray in twenty replications are the committed ones", "[golden]") {
  const Folder folder;
  std::string lines;
  for (const char* name : {"az-power", "az-gray"}) {
    const std::string db = folder / (std::string(name) + ".db");
    run(std::string("scenarios/online-boutique/") + name + ".yaml", db, "--replications 20");
    lines += lines_of(db);
  }
  const auto now = std::filesystem::temp_directory_path() / "headlines.txt";
  std::ofstream(now) << lines;
  INFO("what tests/golden/headlines.txt should hold now stands in " << now);
  CHECK(lines == text_of(kRoot + "/tests/golden/headlines.txt"));
}

TEST_CASE("A database has the same bytes for one, two and seven threads", "[golden]") {
  const Folder folder;
  const std::string scenario = "scenarios/online-boutique/az-power.yaml";
  run(scenario, folder / "1.db", "--replications 8 --jobs 1");
  const std::string one = text_of(folder / "1.db");
  REQUIRE(one.size() > 10000);
  for (const char* jobs : {"2", "7"}) {
    run(scenario, folder / "other.db", std::string("--replications 8 --jobs ") + jobs);
    CHECK(text_of(folder / "other.db") == one);
  }
}
