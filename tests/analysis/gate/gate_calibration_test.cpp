// SPDX-License-Identifier: Apache-2.0
// How often does the gate cry wolf, and how often does it miss one? Hidden, because it takes minutes: "[gate-calibration]".
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <limits>

#include "analysis/gate/gate.hpp"
#include "analysis/load_whole.hpp"
#include "analysis/replication.hpp"
#include "analysis/replications.hpp"
#include "tests/catch.hpp"

namespace bulkhead {
namespace {

const std::string kFile = std::string(BULKHEAD_SOURCE_DIR) + "/scenarios/gate/zone-by-chance.yaml";

Scenario scenario_with(std::uint64_t seed, std::vector<std::string> sets) {
  sets.push_back(fmt::format("run.seed={}", seed));
  Loaded loaded = load_whole(kFile, {{}, sets});
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  return std::move(*loaded.scenario);
}

struct Checked {
  GateVerdicts verdicts;
  BaselineRun run;
};

/// What `bulkhead check` does, without its database.
Checked check(const Scenario& scenario, const Baseline* baseline) {
  const Experiment& experiment = scenario.experiments.front();
  GateSettings settings;
  settings.budget = static_cast<std::uint64_t>(experiment.run.replications);
  settings.baseline = baseline;
  settings.to_the_end = baseline == nullptr;
  Gate gate(scenario, experiment, settings);
  Experiment joint = experiment;
  joint.variants.insert(joint.variants.end(), gate.alongside().begin(), gate.alongside().end());
  ReplicationPlan plan;
  plan.variants = joint.variants.size();
  plan.replications = settings.budget;
  plan.jobs = default_jobs();
  Stories all(plan.variants, std::numeric_limits<std::uint64_t>::max());
  plan.make_simulate = [&] { return runners_of(joint, all); };
  plan.deliver = [&](std::vector<Record>&& records) { return !gate.enough(records); };
  run_replications(plan);
  Checked out;
  gate.report(out.verdicts);
  out.run = gate.as_baseline();
  return out;
}

bool has(const GateVerdicts& verdicts, GateOutcome outcome) {
  return std::any_of(verdicts.rows.begin(), verdicts.rows.end(),
                     [&](const GateRow& r) { return r.baseline && r.outcome == outcome; });
}

/// A baseline that holds figures alone, as a results database does: other seeds are then independent runs.
Baseline figures_of(BaselineRun run) {
  for (BaselineVariant& v : run.variants) v.config.clear();
  return {"figures", true, "", {std::move(run)}};
}

}  // namespace

TEST_CASE("An unchanged design is hardly ever red, with other seeds for check and baseline",
          "[.][calibration][gate-calibration]") {
  constexpr int kPairs = 200;
  int red_replayed = 0, red_figures = 0;
  for (std::uint64_t i = 0; i < kPairs; ++i) {
    const BaselineRun before = check(scenario_with(20000 + i, {}), nullptr).run;
    const Baseline whole{"baseline.json", false, "", {before}};
    const Baseline figures = figures_of(before);
    const Scenario now = scenario_with(30000 + i, {});
    red_replayed += has(check(now, &whole).verdicts, GateOutcome::worse);
    red_figures += has(check(now, &figures).verdicts, GateOutcome::worse);
  }
  std::printf("| unchanged, baseline.json | %d | %d |\n| unchanged, figures of another seed alone | %d | %d |\n",
              kPairs, red_replayed, kPairs, red_figures);
  CHECK(red_replayed <= 2);
  CHECK(red_figures <= 2);
}

TEST_CASE("A design that loses a fifth more is told in nearly every check", "[.][calibration][gate-calibration]") {
  constexpr int kChecks = 100;
  int red = 0;
  double before_lost = 0, now_lost = 0;
  for (std::uint64_t i = 0; i < kChecks; ++i) {
    const BaselineRun before = check(scenario_with(40000 + i, {}), nullptr).run;
    const Baseline whole{"baseline.json", false, "", {before}};
    const Checked now = check(scenario_with(40000 + i, {"people.on-call.diagnose=9m"}), &whole);
    red += has(now.verdicts, GateOutcome::worse);
    for (const GateRow& row : now.verdicts.rows)
      if (row.metric == "lost_requests_ratio" && row.mean) now_lost += *row.mean, before_lost += *row.threshold;
  }
  std::printf("| %.1f %% more requests lost, paired | %d | %d |\n", (now_lost / before_lost - 1) * 100, kChecks, red);
  CHECK(red >= 95);
}

}  // namespace bulkhead
