// SPDX-License-Identifier: Apache-2.0
// What "none seen" leaves possible: Poisson's zero, times an outage as long as the longest mean repair.
#include "analysis/gate/unseen.hpp"

#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/small_models.hpp"

namespace bulkhead {
namespace {

/// Faults by chance of these mean repairs, over an objective of components.
Model striking(const std::vector<Duration>& repairs) {
  Model model;
  for (const Duration repair : repairs) {
    FaultSpec f = test::fault("component_loss", {"component part"}, Duration::zero(), repair);
    f.at.reset();
    f.mttf = Distribution::exponential(Duration::days(100));
    model.faults.push_back(f);
  }
  ObjectiveSpec objective;
  objective.service = "part";
  objective.components = {"component part"};
  model.objectives = {objective};
  return model;
}

std::optional<double> unseen(const char* metric, const Model& model, double denominator, std::size_t n) {
  const std::vector<Sample> none(n, {0, denominator, 0});
  return unseen_at_most({find_metric(metric), 0, "part", "", {}}, model, Duration::days(30), none, 0.025);
}

}  // namespace

TEST_CASE("None seen leaves room for so many events, each a loss of all for the longest mean repair", "[analysis]") {
  // -log(0.025) = 3.688879 events in 40 replications of 30 days, one of a day: 3.688879 / (40 * 30) of the time.
  const Model model = striking({Duration::hours(2), Duration::days(1)});
  CHECK(*unseen("lost_requests_ratio", model, 30 * 86400, 40) == Approx(3.688879 / 1200).epsilon(1e-6));
  CHECK(*unseen("availability", model, 30 * 86400, 40) == Approx(3.688879 / 1200).epsilon(1e-6));
  // As many incidents in 40 * 30 days of years, and as many minutes of a day each.
  const double years = 30.0 / 365.25;
  CHECK(*unseen("incidents_per_year", model, years, 40) == Approx(3.688879 / (40 * years)).epsilon(1e-6));
  CHECK(*unseen("minutes_lost_per_year", model, years, 40) == Approx(3.688879 * 1440 / (40 * years)).epsilon(1e-6));
  // Of components a second is a request: a day's seconds, in 3.688879 of 40 replications.
  CHECK(*unseen("lost_requests", model, 1, 40) == Approx(3.688879 * 86400 / 40).epsilon(1e-6));
}

TEST_CASE("What is never repaired may be lost to the end of the span", "[analysis]") {
  CHECK(*unseen("lost_requests_ratio", striking({Duration::never()}), 30 * 86400, 40) ==
        Approx(3.688879 / 40).epsilon(1e-6));
}

TEST_CASE("What waits for parts is lost longer, and what waits for company perhaps to the end", "[analysis]") {
  Model model = striking({Duration::days(1)});
  model.faults[0].crew = "crew";
  model.crews = {{"crew"}};
  model.crews[0].parts = 1;
  model.crews[0].resupply = Distribution::fixed(Duration::days(2));
  CHECK(*unseen("lost_requests_ratio", model, 30 * 86400, 40) == Approx(3 * 3.688879 / 1200).epsilon(1e-6));
  model.crews[0].begins_at = 2;
  CHECK(*unseen("lost_requests_ratio", model, 30 * 86400, 40) == Approx(3.688879 / 40).epsilon(1e-6));
}

TEST_CASE("Where no fault strikes by chance, none seen hides nothing", "[analysis]") {
  Model model = striking({Duration::days(1)});
  model.faults[0].mttf.reset();
  model.faults[0].at = Duration::days(1);
  CHECK_FALSE(unseen("lost_requests_ratio", model, 30 * 86400, 40));
}

}  // namespace bulkhead
