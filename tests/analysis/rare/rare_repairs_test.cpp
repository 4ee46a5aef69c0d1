// SPDX-License-Identifier: Apache-2.0
// Rare events where repairs wait, spares stand, failures are hidden, and others take over: against chains and
// integrals.
#include <cmath>

#include "analysis/rare/estimator.hpp"
#include "analysis/structure/markov.hpp"
#include "tests/catch.hpp"
#include "tests/models/parts.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

Model promised(Model model, const std::string& component, double horizon_h = 876'000) {
  model.objectives = {{"it", 0.999, Duration::minutes(5), Duration::zero(), true, {"component " + component}}};
  model.horizon = hours(horizon_h);
  return model;
}

/// Unavailability within 4 standard errors of the truth, each at most 0.6 of `precision`.
void check_repairs(const Model& model, RareMethod method, double truth, double precision = 0.08) {
  RareBudget budget;
  budget.precision = precision;
  REQUIRE(RareEvents::method_for(model, model.objectives.front()) == method);
  const RareResult result = simulate_rare(model, model.objectives.front(), method, 1, budget);
  for (const auto& one : rare_figures(result, {7, 7})) {
    if (one.metric->name != "lost_requests_ratio") continue;
    INFO(one.estimate.mean.value_or(-1) << ", expected " << truth << "; " << one.estimate.note);
    REQUIRE(one.estimate.ci95);
    const double error = (one.estimate.ci95->high - one.estimate.ci95->low) / 2 / 1.96;
    CHECK(error < 0.6 * precision * truth);
    CHECK(std::fabs(*one.estimate.mean - truth) <= 4 * error);
    return;
  }
  FAIL(result.trouble);
}

}  // namespace

TEST_CASE("Rare: one crew for three units of which one is needed", "[analysis]") {
  // pi_i = 3!/(3-i)! r^i with r = 5/1000: 1, 0.015, 1.5e-4, 7.5e-7.
  auto model = k_of_n(3, 1, exponential_h(1000), exponential_h(5));
  one_crew(model);
  check_repairs(promised(model, "system"), RareMethod::cycles, 7.5e-7 / (1 + 0.015 + 1.5e-4 + 7.5e-7));
}

TEST_CASE("Rare: two cold spares, and a cycle that ends whoever runs", "[analysis]") {
  // Only the one that runs fails: pi_i = r^i / i! with r = 0.01.
  auto model = k_of_n(3, 1, exponential_h(1000), exponential_h(10));
  model.faults[0].active = 1;
  const double r = 0.01;
  check_repairs(promised(model, "system"), RareMethod::cycles, r * r * r / 6 / (1 + r + r * r / 2 + r * r * r / 6));
}

TEST_CASE("Rare: two warm spares", "[analysis]") {
  // One crew; the one that runs fails at l, a spare at 0.2 l: pi_0 = 1, pi_1 = 1.4 r, pi_2 = 1.2 r pi_1, pi_3 = r pi_2.
  auto model = k_of_n(3, 1, exponential_h(1000), exponential_h(5));
  model.faults[0].active = 1;
  model.faults[0].dormancy = 0.2;
  one_crew(model);
  const double r = 0.005, three = 1.4 * 1.2 * r * r * r;
  check_repairs(promised(model, "system"), RareMethod::cycles, three / (1 + 1.4 * r + 1.4 * 1.2 * r * r + three));
}

TEST_CASE("Rare: a load that three share fails the last of them eight times as often", "[analysis]") {
  // Repair each: pi_1 = 3 a_0 r, pi_2 = 2 a_1 r / 2 pi_1, pi_3 = a_2 r / 3 pi_2 with a = 0.5, 2, 4 and r = 0.002.
  auto model = k_of_n(3, 1, exponential_h(1000), exponential_h(2));
  model.faults[0].acceleration = {0.5, 2, 4};
  const double r = 0.002, one = 1.5 * r, two = one * 2 * r, three = two * 4 * r / 3;
  check_repairs(promised(model, "system"), RareMethod::cycles, three / (1 + one + two + three));
}

TEST_CASE("Rare: spares that may not start", "[analysis]") {
  // The chain of tests/analysis/structure/markov_test.cpp: pi_1 = r, 2 pi_2 = (q + pi_1) r, 3 p pi_3 = r (q^2 + q pi_1 +
  // pi_2), with p = 0.9, q = 0.1, r = 0.01. Chances of starts are not tilted: q^2 is seen as often as it comes.
  auto model = k_of_n(3, 1, exponential_h(1000), exponential_h(10));
  model.faults[0].active = 1;
  model.faults[0].starts = 0.9;
  const double r = 0.01, q = 0.1, two = (q + r) * r / 2, three = r * (q * q + q * r + two) / (3 * 0.9);
  check_repairs(promised(model, "system"), RareMethod::cycles, three / (1 + r + two + three), 0.15);
}

TEST_CASE("Rare: windows see what has come together before they begin", "[analysis]") {
  // One of four, one crew: an outage comes together in a repair's time or two, 12.5 h each. A window is one mean time
  // between failures long, 312 h, so that some per cent of what is lost in it has begun before. Beside the exact chain.
  auto model = k_of_n(4, 1, exponential_h(1250), exponential_h(12.5));
  one_crew(model);
  model = promised(model, "system", 750);
  const auto chain = markov_review(model, model.objectives.front(), {750 * 3600.0}).review;
  REQUIRE(chain);
  check_repairs(model, RareMethod::windows, chain->moments.front().mean_unmet, 0.012);
}

TEST_CASE("Rare: windows where warm spares share a load and the span is short", "[analysis]") {
  // Beside the exact chain, up to the horizon; repairs take 2 % of it.
  auto model = k_of_n(4, 1, exponential_h(1000), exponential_h(10));
  model.faults[0].active = 2;
  model.faults[0].dormancy = 0.3;
  model.faults[0].acceleration = {1, 1.5, 2};
  model = promised(model, "system", 500);
  const auto chain = markov_review(model, model.objectives.front(), {500 * 3600.0}).review;
  REQUIRE(chain);
  check_repairs(model, RareMethod::windows, chain->moments.front().mean_unmet, 0.03);
}

TEST_CASE("Rare: clocks that stand while the system is down", "[analysis]") {
  // Two of four needed, repair each, no fourth failure: pi_i = C(4,i) r^i up to i = 3, with r = 0.005.
  auto model = k_of_n(4, 2, exponential_h(1000), exponential_h(5));
  model.faults[0].only_while = {"component system"};
  const double r = 0.005;
  check_repairs(promised(model, "system"), RareMethod::cycles, 4 * r * r * r / (1 + 4 * r + 6 * r * r + 4 * r * r * r));
}

TEST_CASE("Rare: three failures between two weekly inspections", "[analysis]") {
  // One of three, 1/100,000 h each, found every 168 h and repaired at once: the mean of (1 - e^(-a t))^3 over 168 h
  // = (a 168)^3 / 4 (1 - 6/5 a 168 + ...) = 1.183e-9; by Simpson's rule.
  double sum = 0;
  for (int i = 0; i <= 100; ++i)
    sum += (i == 0 || i == 100 ? 1 : i % 2 == 1 ? 4 : 2) * std::pow(-std::expm1(-1.68e-5 * i), 3);
  for (const Distribution& at_once : {fixed_h(0), Distribution::exponential(Duration::ns(1))}) {
    auto model = k_of_n(3, 1, exponential_h(100'000), at_once);
    model.faults[0].found_every = Duration::hours(168);
    check_repairs(promised(model, "system", 8736), RareMethod::windows, sum / 300);
  }
}

TEST_CASE("Rare: failures that looks miss by chance are left to plain simulation", "[analysis]") {
  auto model = k_of_n(2, 1, exponential_h(100'000), fixed_h(1));
  model.faults[0].found_every = Duration::hours(168);
  model.faults[0].found_misses = 0.5;
  model = promised(model, "system");
  CHECK_FALSE(RareEvents::method_for(model, model.objectives.front()));
}

TEST_CASE("Rare: a primary and its hot standby, noticed and taken over in exponential times", "[analysis]") {
  // The chain of five states of tests/theory/repairable_test.cpp: 3.302174701966638e-4 with 0.05 h each.
  auto model = k_of_n(2, 1, exponential_h(2000), exponential_h(24));
  one_crew(model);
  model.topology.components[0].needs[0].takeover = TakeoverSpec{exponential_h(0.05), exponential_h(0.05), {1}};
  check_repairs(promised(model, "system"), RareMethod::cycles, 0.0003302174701966638);
}

TEST_CASE("Rare: two that both serve, and one failure in a thousand that is not routed around", "[analysis]") {
  // The chain of four states of tests/theory/active_active_test.cpp.
  const double l = 1.0 / 2000, m = 1.0 / 24, c = 0.999;
  auto model = k_of_n(2, 1, exponential_h(1 / l), exponential_h(1 / m));
  model.topology.components[0].needs[0].takeover = TakeoverSpec{fixed_h(0), fixed_h(0), {c}, {}, Serving::all};
  const double stuck = 2 * (1 - c) * l / (l + m), both = l / m * l / m;
  check_repairs(promised(model, "system"), RareMethod::cycles, (stuck + both) / ((1 + l / m) * (1 + l / m)));
}

TEST_CASE("Rare: cold and warm spares that are switched to, may not start, and give the place back", "[analysis]") {
  // Three units that may stand in for one another, and a hot one beside them: the top is down when both branches are.
  // Beside the exact chain, with and without a fail-back.
  for (const bool fails_back : {false, true}) {
    auto model = k_of_n(3, 1, exponential_h(2000), exponential_h(20));
    auto& own = model.topology.components;
    auto& takeover = own[0].needs[0].takeover.emplace();
    takeover = TakeoverSpec{fixed_h(0), exponential_h(2), {0.9}};
    if (fails_back) takeover.fail_back = exponential_h(1);
    own.insert(own.begin() + 1, {"top", 0, {{"branches", {"component system", "component w"}, 1}}});
    own.push_back({"w", 0, {}});
    model.faults[0].standby = true;
    model.faults[0].dormancy = 0.3;
    model.faults[0].starts = 0.9;
    model.faults.push_back(loss_by_chance("wear", {"component w"}, exponential_h(1000), exponential_h(10)));
    model = promised(model, "top");
    const auto chain = markov_review(model, model.objectives.front(), {}).review;
    REQUIRE(chain);
    check_repairs(model, RareMethod::cycles, *chain->unmet);
  }
}

TEST_CASE("Rare: who serves counts where one of two fails ten times as often", "[analysis]") {
  // The system is down for every takeover, so that it matters whether the weak one serves: it seldom does, though
  // balanced failures strike it as often as the other. Beside the exact chain.
  auto model = k_of_n(2, 1, exponential_h(2000), exponential_h(24));
  model.faults = {loss_by_chance("strong", {"component u/2"}, exponential_h(20'000), exponential_h(24)),
                  loss_by_chance("weak", {"component u/1"}, exponential_h(2000), exponential_h(24))};
  model.topology.components[0].needs[0].takeover = TakeoverSpec{exponential_h(0.05), exponential_h(0.05), {1}};
  model = promised(model, "system");
  const auto chain = markov_review(model, model.objectives.front(), {}).review;
  REQUIRE(chain);
  check_repairs(model, RareMethod::cycles, *chain->unmet);
}

TEST_CASE("Rare: the workstation cluster of SRDS 2000 misses its minimum 2.34 millionths of the time", "[analysis]") {
  // N = 2, one crew that inspects every class and repairs what it has seen first; one workstation must be reached.
  // Haverkort, Hermanns, Katoen, SRDS 2000; 2.3398233646e-6 from the chain of 276 states.
  const auto part = [](std::string name, std::vector<NeedSpec> needs) {
    return PartSpec{std::move(name), 0, std::move(needs)};
  };
  const auto need = [](std::string name, std::vector<std::string> of, int k) {
    return NeedSpec{std::move(name), std::move(of), k};
  };
  const std::vector<std::string> left = unit_names("left", 2), right = unit_names("right", 2);
  std::vector<std::string> every = left;
  every.insert(every.end(), right.begin(), right.end());
  Model model;
  model.topology.components = {
      part("across", {need("joined", {"component line", "component switch-left", "component switch-right"}, 3),
                      need("machines", every, 1)}),
      {"left", 2, {}},
      part("left-star", {need("machines", left, 1), need("switch", {"component switch-left"}, 1)}),
      part("line", {}),
      part("minimum", {need("any", {"component across", "component left-star", "component right-star"}, 1)}),
      {"right", 2, {}},
      part("right-star", {need("machines", right, 1), need("switch", {"component switch-right"}, 1)}),
      part("switch-left", {}),
      part("switch-right", {})};
  model.faults = {loss_by_chance("left", left, exponential_h(500), exponential_h(0.5)),
                  loss_by_chance("line", {"component line"}, exponential_h(5000), exponential_h(8)),
                  loss_by_chance("right", right, exponential_h(500), exponential_h(0.5)),
                  loss_by_chance("switch-left", {"component switch-left"}, exponential_h(4000), exponential_h(4)),
                  loss_by_chance("switch-right", {"component switch-right"}, exponential_h(4000), exponential_h(4))};
  one_crew(model);
  model.crews[0].order = CrewOrder::first_inspected;
  model.crews[0].inspect = exponential_h(0.1);
  check_repairs(promised(model, "minimum"), RareMethod::cycles, 2.3398233646470155e-06, 0.2);
}

TEST_CASE("Rare: a pair that takes the crew from whatever it is at", "[analysis]") {
  // The pair has the crew as if alone: 1, 2 r, 2 r^2 with r = 5/1000; three others fail ten times as often.
  auto model = k_of_n(2, 1, exponential_h(1000), exponential_h(5));
  model.topology.components.push_back({"v", 3, {}});
  model.faults.push_back(loss_by_chance("volts", unit_names("v", 3), exponential_h(100), exponential_h(5)));
  one_crew(model);
  model.crews[0].priority = {"unit"};
  model.crews[0].preempts = true;
  check_repairs(promised(model, "system"), RareMethod::cycles, 5e-5 / (1 + 0.01 + 5e-5), 0.1);
}

TEST_CASE("Rare: a cycle ends only when every part that was ordered has come", "[analysis]") {
  auto model = k_of_n(3, 1, exponential_h(1000), exponential_h(5));
  one_crew(model);
  model.crews[0].parts = 1;
  model.crews[0].resupply = exponential_h(50);
  model = promised(model, "system");
  const auto chain = markov_review(model, model.objectives.front(), {}).review;
  REQUIRE(chain);
  CHECK(*chain->unmet > 10 * 7.5e-7);  // with parts at hand it would be that, as above
  check_repairs(model, RareMethod::cycles, *chain->unmet, 0.1);
  // A store that is filled up in a year is no matter of cycles.
  model.crews[0].resupply = exponential_h(8766);
  CHECK(RareEvents::method_for(model, model.objectives.front()) == RareMethod::windows);
  // Nor is one of which something is always on its way.
  model.crews[0].resupply = exponential_h(2000);
  CHECK(RareEvents::method_for(model, model.objectives.front()) == RareMethod::windows);
}

TEST_CASE("Rare: a crew that waits for company is left to windows, repairs of all that wait are not", "[analysis]") {
  auto model = promised(k_of_n(4, 1, exponential_h(1000), exponential_h(5)), "system", 200'000);
  one_crew(model);
  model.crews[0].batch = true;
  const auto batch = markov_review(model, model.objectives.front(), {}).review;
  REQUIRE(batch);
  check_repairs(model, RareMethod::cycles, *batch->unmet, 0.15);
  model.crews[0].batch = false;
  model.crews[0].begins_at = 2;
  const auto company = markov_review(model, model.objectives.front(), {}).review;
  REQUIRE(company);
  check_repairs(model, RareMethod::windows, *company->unmet, 0.15);
}

TEST_CASE("Rare: three failures between two inspections in turn", "[analysis]") {
  // One of three, 1/100,000 h each, found every 168 h, 56 h apart, and repaired at once: the mean over 56 h of the product of
  // 1 - e^(-a t) at t, t + 56 and t + 112 h; by Simpson's rule.
  auto model = k_of_n(3, 1, exponential_h(100'000), fixed_h(0));
  model.faults[0].found_every = Duration::hours(168);
  model.faults[0].found_staggered = true;
  double sum = 0;
  for (int i = 0; i <= 100; ++i) {
    const double t = 0.56 * i, a = 1e-5;
    sum += (i == 0 || i == 100 ? 1
            : i % 2 == 1       ? 4
                               : 2) *
           -std::expm1(-a * t) * std::expm1(-a * (t + 56)) * std::expm1(-a * (t + 112));
  }
  check_repairs(promised(model, "system", 8736), RareMethod::windows, sum / 300);
}
