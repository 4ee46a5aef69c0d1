// SPDX-License-Identifier: Apache-2.0
// Rare events among detectors, reactions, a daily curve and a fault at a fixed instant: beside plain simulation.
#include <algorithm>
#include <cmath>

#include "analysis/comparison.hpp"
#include "analysis/rare/estimator.hpp"
#include "analysis/replication.hpp"
#include "tests/catch.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

/// Four days of a daily curve over three zones, which are lost every `mttf` for a mean of 2 h; zone a also from hour 20
/// to hour 26. The provider tells after 10 min, and traffic leaves until all is well. The objective is missed where a
/// zone is lost while another one is, until traffic has left both.
Model days_of_zones(Duration mttf) {
  Model model = three_zones(300, Via::load_balancer);
  const std::vector<std::string> zones = {"zone r/a", "zone r/b", "zone r/c"};
  model.horizon = Duration::days(4);
  model.clients.front().daily.trough = 0.4;
  model.detection.push_back(
      detector("feed", "provider", zones, {{"delay", Distribution::fixed(Duration::minutes(10))}}));
  model.response.push_back(automatic("leave", "feed", "shift"));
  model.response.front().until_clear = true;
  FaultSpec chance = fault("zone_loss", zones, Duration::zero());
  chance.at.reset();
  chance.name = "by-chance";
  chance.mttf = Distribution::exponential(mttf);
  chance.repair = Distribution::exponential(Duration::hours(2));
  model.faults = {fault("zone_loss", {"zone r/a"}, Duration::hours(20), Duration::hours(6)), chance};
  model.faults.front().name = "at-hour-20";
  model.objectives = {{"web", 0.6, Duration::minutes(5), Duration::zero(), true, {}}};
  return model;
}

struct Got {
  double mean = 0;
  double error = 0;
};

Got got(const Estimate& estimate) {
  INFO(estimate.note);
  REQUIRE(estimate.ci95);
  return {*estimate.mean, (estimate.ci95->high - estimate.ci95->low) / 2 / 1.96};
}

}  // namespace

TEST_CASE("Windows agree with plain simulation where people, machines and the clock take part", "[analysis]") {
  // Once with a window inside the span (a failure every 40 h), once with the span as the window (every 200 h).
  for (const int mttf_h : {120, 600}) {
    const Model model = days_of_zones(Duration::hours(mttf_h));
    const ObjectiveSpec& objective = model.objectives.front();
    REQUIRE(RareEvents::method_for(model, objective) == RareMethod::windows);
    Runner runner(model);
    Comparison plain(1, 1);
    for (std::uint64_t r = 0; r < (mttf_h == 120 ? 2000u : 8000u); ++r) plain.add(0, runner.run(1, r));
    RareBudget budget;
    budget.precision = 0.1;
    const RareResult rare = simulate_rare(model, objective, RareMethod::windows, 2, budget);
    for (const auto& figure : rare_figures(rare, {7, 7})) {
      if (figure.metric->name != "lost_requests_ratio" && figure.metric->name != "incidents_per_year") continue;
      const Got a = got(plain.estimate(0, "web", *figure.metric));
      const Got b = got(figure.estimate);
      INFO(mttf_h << " h, " << figure.metric->name << ": plain " << a.mean << ", windows " << b.mean);
      CHECK(a.error < 0.1 * a.mean);
      CHECK(b.error < 0.06 * b.mean);
      CHECK(std::fabs(a.mean - b.mean) <= 4 * std::hypot(a.error, b.error));
    }
  }
}
