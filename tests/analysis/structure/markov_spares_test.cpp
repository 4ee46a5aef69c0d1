// SPDX-License-Identifier: Apache-2.0
// Exact answers where clocks run at paces: warm spares, shared loads, and starts that fail, against closed forms.
#include <cmath>

#include "analysis/structure/markov.hpp"
#include "tests/analysis/structure/chain_parts.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinRel;

// One of two: 0 failed -(l + d l)-> 1 -(l)-> 2; one crew. Without repair 1/(l + d l) + 1/l on average to the end.
TEST_CASE("A warm spare fails at a part of the rate", "[analysis]") {
  const double l = 0.01, m = 0.1, d = 0.3;
  Model model = k_of_n_h(2, 1, 100, 10);
  model.faults.front().active = 1;
  model.faults.front().dormancy = d;
  one_crew(model);
  const MarkovReview review = review_of(model, promise({"component system"}));
  const double one = l * (1 + d) / m, two = one * l / m;
  CHECK(review.states == 3);
  CHECK_THAT(*review.unmet, WithinRel(two / (1 + one + two), 1e-9));
  CHECK_THAT(review.outages_per_year, WithinRel(one * l / (1 + one + two) * 8766, 1e-9));
  model.faults.front().repair.reset();
  CHECK_THAT(review_of(model, promise({"component system"})).mean_time_to_first_outage_s / kHour,
             WithinRel(1 / (l * (1 + d)) + 1 / l, 1e-9));
  // Hot spares are as all that run.
  Model hot = k_of_n_h(3, 1, 100, 10), all = hot;
  hot.faults.front().active = 1;
  hot.faults.front().dormancy = 1;
  CHECK_THAT(*review_of(hot, promise({"component system"})).unmet,
             WithinRel(*review_of(all, promise({"component system"})).unmet, 1e-9));
}

// Three of which one suffices: each that is left fails at a_k l while k are down: 0 -(3 a0 l)-> 1 -(2 a1 l)-> 2 -(a2 l)-> 3.
TEST_CASE("Those that share a load fail faster by the number that is down", "[analysis]") {
  const double l = 0.01, m = 0.1, a[] = {0.8, 1.5, 3};
  Model model = k_of_n_h(3, 1, 100, 10);
  model.faults.front().acceleration = {0.8, 1.5, 3};
  one_crew(model);
  const double one = 3 * a[0] * l / m, two = one * 2 * a[1] * l / m, three = two * a[2] * l / m;
  const MarkovReview review = review_of(model, promise({"component system"}));
  CHECK(review.states == 4);
  CHECK_THAT(*review.unmet, WithinRel(three / (1 + one + two + three), 1e-9));
  model.faults.front().repair.reset();
  CHECK_THAT(review_of(model, promise({"component system"})).mean_time_to_first_outage_s / kHour,
             WithinRel((1 / (3 * a[0]) + 1 / (2 * a[1]) + 1 / a[2]) / l, 1e-9));
  // One of them runs: 0 -(a0 l)-> 1 -(a1 l)-> 2 -(a2 l)-> 3, and the other two do not age.
  model.faults.front().active = 1;
  CHECK_THAT(review_of(model, promise({"component system"})).mean_time_to_first_outage_s / kHour,
             WithinRel((1 / a[0] + 1 / a[1] + 1 / a[2]) / l, 1e-9));
  // At pace 0 they halt: two of three needed, and no third failure.
  Model halting = k_of_n_h(3, 2, 100, 10), resting = halting;
  halting.faults.front().acceleration = {1, 1, 0};
  resting.faults.front().only_while = {"component system"};
  CHECK_THAT(*review_of(halting, promise({"component system"})).unmet,
             WithinRel(*review_of(resting, promise({"component system"})).unmet, 1e-9));
}

// One of three runs, cold, each repaired by itself. When one fails, spares are asked until one starts (p); from 3 failed
// the first that is back is asked. Flow up over a cut is flow down over it, and only single repairs lead down.
TEST_CASE("A spare that does not start fails at once, and the next is asked", "[analysis]") {
  const double l = 0.01, m = 0.1, p = 0.8, q = 1 - p;
  Model model = k_of_n_h(3, 1, 100, 10);
  model.faults.front().active = 1;
  model.faults.front().starts = p;
  const MarkovReview review = review_of(model, promise({"component system"}));
  CHECK(review.states == 4);
  const double one = l / m;                                                // m one = l
  const double two = (l * q + l * one) / (2 * m);                          // 2 m two = l q + l one
  const double three = (l * q * q + l * q * one + l * two) / (3 * m * p);  // 3 m p three = l q^2 + l q one + l two
  CHECK_THAT(*review.unmet, WithinRel(three / (1 + one + two + three), 1e-9));
  CHECK_THAT(review.mean_outage_s / kHour, WithinRel(1 / (3 * m * p), 1e-9));
  // Without repair each spare is asked once, and adds a life if it starts.
  model.faults.front().repair.reset();
  CHECK_THAT(review_of(model, promise({"component system"})).mean_time_to_first_outage_s / kHour,
             WithinRel((1 + 2 * p) / l, 1e-9));
}

// Three units of which one runs, and a second fault on all of them: spares that age, may not start, and are found late;
// loads that are shared; clocks that rest with the power; a crew that inspects.
TEST_CASE("Chain and simulation agree where spares age, loads are shared, and starts fail", "[analysis]") {
  Model model = k_of_n_h(3, 2, 60, 8);
  model.topology.components.push_back({"v", 0, {}});
  model.faults.push_back(loss_by_chance("volts", {"component v"}, exponential_h(100), exponential_h(10)));
  model.faults.push_back(loss_by_chance("wreck", unit_names("u", 3), exponential_h(200), exponential_h(20)));
  one_crew(model);
  model.crews.front().inspect = exponential_h(1);
  FaultSpec& units = model.faults.front();
  units.active = 1;
  units.dormancy = 0.4;
  units.starts = 0.7;
  units.acceleration = {1, 2.5, 0.5};
  units.only_while = {"component v"};
  units.found = exponential_h(5);
  model.faults.back().acceleration = {1, 3};
  const MarkovReview review = review_of(model, promise({"component system"}));
  const Outages simulated = outages(model, 20'000, 60, down("component system"));
  CHECK(std::fabs(simulated.loss.mean - *review.unmet) < 4 * simulated.loss.error);
  CHECK(std::fabs(simulated.per_8760h.mean - review.outages_per_year * 8760 / 8766) < 4 * simulated.per_8760h.error);
  CHECK(std::fabs(simulated.heals_per_h.mean - review.repairs_per_s * kHour) < 4 * simulated.heals_per_h.error);
  CHECK(simulated.loss.error < 0.02 * simulated.loss.mean);
}
