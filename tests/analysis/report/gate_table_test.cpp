// SPDX-License-Identifier: Apache-2.0
// The gate's verdicts on a terminal.
#include <sstream>

#include "analysis/format.hpp"
#include "tests/analysis/report/made_up.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("A gate that is well is told in a line for each expectation and one for all", "[analysis]") {
  CHECK(gate_table(made_up_green()) ==
        "az-power: one of three zones loses power\n"
        "400 of at most 1000 replications, seed 1\n"
        "  met  silo.mttr(frontend) <= 10m                                     6m02s ± 9s\n"
        "\n"
        "1 met (exit code 0)\n");
}

TEST_CASE("A missed row comes first, with its interval, its story and the command that repeats it", "[analysis]") {
  CHECK(gate_table(made_up_red())
            .starts_with("MISSED: silo.availability(frontend) >= 99.95%\n"
                         "  99.87 % ± 0.02, wanted at least 99.95 %\n"
                         "  in az-power, scenarios/az-power.yaml:41\n"
                         "  because: the contract promises it\n"
                         "  | 1h00m00s zone_power_loss strikes zone tokyo/c\n"
                         "  | 1h03m00s the alarm of frontend sees it\n"
                         "  | 1h06m00s the last customer is moved: 55k customer-minutes lost\n"
                         "  repeat:\n"
                         "    bulkhead explain scenarios/az-power.yaml --variant silo --seed 1 \\\n"
                         "      --replication 17\n"
                         "\n"
                         "WORSE: silo.mttr(frontend) against the baseline\n"
                         "  6m02s ± 9s, baseline 5m00s, 5 % tolerated\n"));
}

TEST_CASE("What is well stands in one line, whatever else is red", "[analysis]") {
  const std::string table = gate_table(made_up_red());
  CHECK_THAT(table, contains_text("\n  The program's predictions have moved since the baseline.\n"));
  CHECK_THAT(table,
             contains_text("\n  met            silo.mttr(frontend) <= 10m                           6m02s ± 9s\n"
                           "  not exercised  silo.mttd(frontend) <= 2m                           no incident\n"));
  CHECK_THAT(table, contains_text("1 better, 1 same, 1\nwarned (exit code 3)\n"));
}

TEST_CASE("A command with quotes is never broken over lines", "[analysis]") {
  GateVerdicts verdicts = made_up_red();
  verdicts.rows[1].repeat =
      "bulkhead explain 'a folder with blanks in its name/and a file with blanks in its name.yaml' --seed 1";
  CHECK_THAT(gate_table(verdicts), contains_text("\n    " + verdicts.rows[1].repeat + "\n"));
}

TEST_CASE("The gate's table is at most 80 columns wide", "[analysis]") {
  for (const GateVerdicts& verdicts : {made_up_green(), made_up_red(), made_up_many(30)})
    for (const std::string& line : lines_of(gate_table(verdicts))) CHECK(display_width(line) <= 80);
}

TEST_CASE("No line of the table is a command of GitHub or moves the cursor", "[analysis]") {
  const std::string table = gate_table(made_up_hostile());
  CHECK(table.find("##[") == std::string::npos);
  CHECK(table.find('\x1B') == std::string::npos);
  for (const std::string& line : lines_of(table)) {
    const std::size_t first = line.find_first_not_of(' ');
    CHECK((first == std::string::npos || line.compare(first, 2, "::") != 0));
  }
}

TEST_CASE("A table without rows says that nothing was asked", "[analysis]") {
  CHECK(gate_table(GateVerdicts{}) == "nothing was asked (exit code 0)\n");
}
