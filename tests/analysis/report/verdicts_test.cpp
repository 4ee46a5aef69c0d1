// SPDX-License-Identifier: Apache-2.0
// What rows mean together: exit codes, urgency, counts.
#include "analysis/report/parts.hpp"
#include "tests/analysis/report/made_up.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

int exit_of(std::vector<GateRow> rows, bool strict = false) {
  GateVerdicts verdicts = made_up_green();
  for (GateRow& row : rows) verdicts.rows.push_back(std::move(row));
  verdicts.strict = strict;
  return exit_code(verdicts);
}

GateRow warning(GateRow row) {
  row.level = GateLevel::warn;
  return row;
}

}  // namespace

TEST_CASE("The exit code is that of the worst row: missed, worse, not enough evidence, well", "[analysis]") {
  const GateRow worse = made_up_baseline(GateOutcome::worse), open = made_up_open(GateOutcome::inconclusive);
  CHECK(exit_of({}) == 0);
  CHECK(exit_of({open}) == 5);
  CHECK(exit_of({open, worse}) == 4);
  CHECK(exit_of({open, worse, made_up_missed()}) == 3);
}

TEST_CASE("What only warns makes no gate red", "[analysis]") {
  CHECK(exit_of({warning(made_up_missed()), warning(made_up_baseline(GateOutcome::worse)),
                 warning(made_up_open(GateOutcome::inconclusive))}) == 0);
}

TEST_CASE("Only a strict gate asks for evidence of the baseline and for incidents", "[analysis]") {
  const GateRow untold = made_up_open(GateOutcome::not_exercised), unsure = made_up_baseline(GateOutcome::inconclusive);
  CHECK(exit_of({untold, unsure}) == 0);
  CHECK(exit_of({untold}, true) == 5);
  CHECK(exit_of({unsure}, true) == 5);
}

TEST_CASE("An interrupted gate says so, whatever it has seen", "[analysis]") {
  GateVerdicts verdicts = made_up_red();
  verdicts.interrupted = true;
  CHECK(exit_code(verdicts) == 130);
  CHECK(summary_of(verdicts).starts_with("interrupted; until then 1 met, 1 missed, "));
}

TEST_CASE("The summary counts every row once", "[analysis]") {
  CHECK(summary_of(made_up_red()) ==
        "1 met, 1 missed, 1 worse, 1 inconclusive, 1 not exercised, 1 better, 1 same, 1 warned (exit code 3)");
  CHECK(summary_of(GateVerdicts{}) == "nothing was asked (exit code 0)");
}

TEST_CASE("A row without its run gets a group of its own", "[analysis]") {
  GateVerdicts verdicts = made_up_green();
  verdicts.rows.push_back(made_up_missed());
  verdicts.rows.back().point = "replicas=4";
  const auto groups = groups_of(verdicts);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].run != nullptr);
  CHECK(groups[1].run == nullptr);
  CHECK(groups[1].rows.size() == 1);
}
