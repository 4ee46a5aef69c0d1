// SPDX-License-Identifier: Apache-2.0
// Sets of targets that are struck together: what scenarios make of the models of common causes, by the sum over all sets.
#include <array>
#include <cmath>
#include <tuple>
#include <vector>

#include "analysis/replication.hpp"
#include "analysis/structure/review.hpp"
#include "scenarios/language/scenario.hpp"
#include "tests/analysis/structure/enumeration.hpp"
#include "tests/catch.hpp"
#include "tests/scenarios/language/workbench.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

// Three valves of which one suffices; the long-run share of time that one of them is down is 10 %.
Model valves(const std::string& factors) {
  const Loaded loaded = test::load_text(
      "bulkhead: 1\n"
      "name: valves\n"
      "components:\n"
      "  valve: {count: 3}\n"
      "  group: {needs: {v: {target: component valve/*, at_least: 1}}}\n"
      "objectives: {group: {success: 100%, quiet: 0s}}\n"
      "faults: {v: {kind: component_loss, target: component valve/*, unavailability: 10%, repair: 2h, common_cause: " +
      factors +
      "}}\n"
      "run: {horizon: 3650d}\n");
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  return loaded.scenario->experiments[0].variants[0].model;
}

// Sets of one, two and three valves are down with these probabilities, each on its own.
double all_down(const std::array<double, 3>& by_size) {
  return test::failed_by_sets(by_size)[7];
}

const std::tuple<const char*, std::array<double, 3>> kModels[] = {
    {"20%", {0.08, 0, 0.02}},
    {"{mgl: [20%, 10%]}", {0.1 * 0.8, 0.1 * 0.2 * 0.9 / 2, 0.1 * 0.2 * 0.1}},
    {"{mgl: [20%]}", {0.1 * 0.8, 0.1 * 0.2 / 2, 0}},  // pairs only
    {"{alpha: [70%, 20%, 10%]}", {0.1 * 0.7 / 1.4, 0.1 * 0.2 / 1.4, 0.1 * 3 * 0.1 / 1.4}},
    {"{phi: [70%, 20%, 10%]}", {0.07, 0.02, 0.01}}};

}  // namespace

TEST_CASE("Targets that fail in sets are all down as the sum over all sets says", "[theory]") {
  for (const auto& [factors, by_size] : kModels) {
    INFO(factors);
    const Model model = valves(factors);
    CHECK_THAT(*review_structure(model, 2).questions[0].unavailability, WithinRel(all_down(by_size), 1e-9));
    double lost = 0, squares = 0, span = 0;
    constexpr int kReplications = 20;
    Runner runner(model);
    for (std::uint64_t r = 0; r < kReplications; ++r) {
      const Record record = runner.run(1, r);
      for (const MetricTerm& term : record.metrics) {
        if (term.metric != "lost_requests_ratio") continue;
        lost += term.numerator / kReplications;
        squares += term.numerator * term.numerator / kReplications;
        span = term.denominator;
      }
    }
    const double error = std::sqrt((squares - lost * lost) / (kReplications - 1));
    CHECK(std::abs(lost - all_down(by_size) * span) <= 4 * error);
  }
}

// Two valves whose lives are Weibull (shape 2, scale 1000 h), of which a tenth of the rate strikes both: the scale of a part p is
// 1000 h / sqrt(p), and the mean life Gamma(1.5) = sqrt(pi)/2 of that: 934.2 h alone, 2802.5 h together. Repaired in 50 h on average, a
// valve is down by itself with q1 = 50/984.2, both by their common cause with q2 = 50/2852.5, and both in all with
// 1 - (1 - q1^2)(1 - q2), whatever the laws.
TEST_CASE("Weibull lives with a common cause are as long together as they are without", "[theory]") {
  const Loaded loaded = test::load_text(
      "bulkhead: 1\n"
      "name: worn\n"
      "components:\n"
      "  valve: {count: 2}\n"
      "  group: {needs: {v: {target: component valve/*, at_least: 1}}}\n"
      "objectives: {group: {success: 100%, quiet: 0s}}\n"
      "faults: {v: {kind: component_loss, target: component valve/*, mttf: {weibull: {shape: 2, scale: 1000h}}, "
      "repair: 50h, "
      "common_cause: 10%}}\n"
      "run: {warm_up: 3650d, horizon: 73000d}\n");
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  const Model model = loaded.scenario->experiments[0].variants[0].model;
  REQUIRE(model.faults.size() == 2);
  const Distribution whole = Distribution::weibull_shape_scale(2, Duration::hours(1000));
  for (const double t_h : {10.0, 700.0, 3000.0}) {  // cumulative hazards of a new valve add up to those of its law
    const double sum =
        model.faults[0].mttf->cumulative_hazard(3600 * t_h) + model.faults[1].mttf->cumulative_hazard(3600 * t_h);
    CHECK_THAT(sum, WithinRel(whole.cumulative_hazard(3600 * t_h), 1e-9));
  }
  const double mean_h = 1000 * std::sqrt(std::acos(-1.0)) / 2;
  const double q1 = 50 / (50 + mean_h / std::sqrt(0.9)), q2 = 50 / (50 + mean_h / std::sqrt(0.1));
  const double both = 1 - (1 - q1 * q1) * (1 - q2);
  CHECK_THAT(*review_structure(model, 2).questions[0].unavailability, WithinRel(both, 1e-9));
  std::vector<double> shares;
  Runner runner(model);
  for (std::uint64_t r = 0; r < 20; ++r)
    for (const MetricTerm& term : runner.run(41, r).metrics)
      if (term.metric == "lost_requests_ratio") shares.push_back(term.numerator / term.denominator);
  double mean = 0, squares = 0;
  for (const double share : shares) mean += share / 20;
  for (const double share : shares) squares += (share - mean) * (share - mean);
  CHECK(std::abs(mean - both) <= 4 * std::sqrt(squares / 19 / 20));
}
