// SPDX-License-Identifier: Apache-2.0
// What changed between two files, and what it did; an unchanged file has changed nothing.
#include "analysis/diff/changes.hpp"

#include "analysis/diff/diff.hpp"
#include "tests/catch.hpp"
#include "tests/scenarios/language/workbench.hpp"

namespace bulkhead {
namespace {

Scenario scenario(const std::string& more, const std::vector<std::string>& sets = {}) {
  Loaded loaded = test::load_text(test::kSmallest + more, {{}, sets});
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  return std::move(*loaded.scenario);
}

std::string shown(const std::vector<Change>& changes) {
  std::string text;
  for (const Change& c : changes) text += c.path + ": " + c.before + " -> " + c.after + "\n";
  return text;
}

const std::string kLoss =
    "faults: {lost: {kind: zone_loss, target: zone a, at: 1h, for: 1h}}\nrun: {horizon: 4h, replications: 60}\n";

}  // namespace

TEST_CASE("Changed values are named by their path, with both values", "[analysis]") {
  const Scenario before = scenario("");
  const Scenario after = scenario("", {"services.web.capacity=200/s", "run.horizon=30d"});
  const auto changes = changes_between(before.experiments[0].variants[0].file, after.experiments[0].variants[0].file);
  CHECK(shown(changes) == "services.web.capacity: 100/s -> 200/s\nrun.horizon: 365d -> 30d\n");
}

TEST_CASE("An entry that came or went is one change", "[analysis]") {
  const Scenario with = scenario(kLoss);
  const Scenario without = scenario(kLoss, {"faults=null"});
  const Resolved& a = with.experiments[0].variants[0].file;
  const Resolved& b = without.experiments[0].variants[0].file;
  CHECK_THAT(shown(changes_between(a, b)), test::contains_text("faults: {lost: {kind: zone_loss"));
  CHECK_THAT(shown(changes_between(b, a)), test::contains_text("faults:  -> {lost: {kind: zone_loss"));
  CHECK(changes_between(a, a).empty());
  // What a file is called is no design.
  const Scenario named = scenario(kLoss, {"name=another", "about=the same"});
  CHECK(changes_between(a, named.experiments[0].variants[0].file).empty());
}

TEST_CASE("Equal models are not simulated, and a default written out is no change", "[analysis]") {
  const DesignDiff diff = diff_designs(scenario(kLoss), scenario(kLoss, {"services.web.errors=0"}), 1);
  REQUIRE(diff.pairs.size() == 1);
  CHECK(diff.pairs[0].changes.empty());
  CHECK(diff.pairs[0].equal);
  CHECK(diff.pairs[0].figures.empty());
}

TEST_CASE("What a change does is told metric by metric, on the same chance", "[analysis]") {
  // Nobody reacts, so the time to recover is the fault's duration: one hour, then two.
  const DesignDiff diff = diff_designs(scenario(kLoss), scenario(kLoss, {"faults.lost.for=2h"}), 1);
  REQUIRE(diff.pairs.size() == 1);
  const auto& figures = diff.pairs[0].figures;
  const auto mttr =
      std::find_if(figures.begin(), figures.end(), [](const DiffFigure& f) { return f.metric->name == "mttr_s"; });
  REQUIRE(mttr != figures.end());
  CHECK(*mttr->before.mean == Approx(3600));
  CHECK(*mttr->after.mean == Approx(7200));
  CHECK(mttr->difference.verdict == Verdict::worse);
}

TEST_CASE("Variants are matched by name, and what has no partner is named", "[analysis]") {
  const Scenario before = scenario(kLoss + "variants: {silo: {routing: zonal}, pool: {routing: regional}}\n");
  const Scenario after =
      scenario(kLoss + "variants: {silo: {routing: zonal}, cell: {routing: cell, cells: {count: 3}}}\n");
  const DesignDiff diff = diff_designs(before, after, 1);
  REQUIRE(diff.pairs.size() == 1);
  CHECK(diff.pairs[0].after == "silo");
  CHECK(diff.only_before == std::vector<std::string>{"main pool"});
  CHECK(diff.only_after == std::vector<std::string>{"main cell"});
}

}  // namespace bulkhead
