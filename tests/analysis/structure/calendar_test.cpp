// SPDX-License-Identifier: Apache-2.0
// Clocks that keep to the calendar: tests at common times by integrals over their period, fixed lengths by refusal.
#include "analysis/structure/calendar.hpp"

#include <cmath>

#include "tests/analysis/structure/promised.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

TestOut out_after(double fixed_s) {
  TestOut out;
  out.lengths = std::make_shared<const std::vector<Likely>>(std::vector<Likely>{{fixed_s, 1}});
  return out;
}

}  // namespace

// Failures at the rate l found by tests every T, repaired at once: down 1 - (1 - exp(-l T))/(l T) of the time.
TEST_CASE("A failure that is found at the next test waits as renewal theory says", "[analysis]") {
  const double rate = 1e-3, every = 168;
  const double down = 1 - (1 - std::exp(-rate * every)) / (rate * every);
  const double wait = rounds_of({every}, 1 / rate, out_after(0)).wait_s;
  CHECK_THAT(wait / (wait + 1 / rate), WithinRel(down, 1e-9));
  CHECK_THAT(down, WithinRel(0.07948711121820684, 1e-9));
  // A component that comes up T - x before the next test, and fails rarely: the wait is that of a uniform instant, T/2.
  CHECK_THAT(rounds_of({10}, 1e7, out_after(3)).wait_s, WithinRel(5.0, 1e-4));
}

// Two components, one of which suffices, fail at the rate 1/m = 1/1000 and are tested together every T = 168. At an age of
// t both are down with (1 - exp(-t/m))^2. With a = exp(-T/m) the mean over t is
//     1 - 2 m/T (1 - a) + m/(2 T) (1 - a^2) = 0.0083102,
// where independent ages would give 0.0794871^2 = 0.0063182.
TEST_CASE("Components that are tested at the same times are down together more often than apart", "[analysis]") {
  const double m = 1000, T = 168, a = std::exp(-T / m);
  const double both = 1 - 2 * m / T * (1 - a) + m / (2 * T) * (1 - a * a);
  CHECK_THAT(both, WithinAbs(0.0083102, 1e-7));
  Builder builder = promised("web", 2);
  builder.service("web");
  builder.clients("web", 10, load_balancer());
  FaultSpec& fault = by_chance(builder, "zone_loss", {"zone r/a", "zone r/b"}, 1000, 1);
  fault.repair = Distribution::fixed(Duration::zero());
  fault.found_every = Duration::hours(168);
  const QuestionReview review = first(builder);
  CHECK_THAT(*review.unavailability, WithinRel(both, 1e-9));
  CHECK_THAT(review.cut_sets.front().probability, WithinRel(both, 1e-9));
  // Without one of the two nothing is lost; if it has happened, the other is down with its mean.
  const double alone = 1 - m / T * (1 - a);
  CHECK_THAT(review.importance.front().of.fussell_vesely, WithinRel(1.0, 1e-9));
  CHECK_THAT(review.importance.front().of.achievement, WithinRel(alone / both, 1e-9));
}

// The same with a repair of R = 20, at every test for who has failed, with p the chance that one has: whoever was up at a
// test has failed by the next with 1 - exp(-T/m), whoever was repaired with 1 - exp(-(T - R)/m), so that
// p = p (1 - exp(-(T - R)/m)) + (1 - p)(1 - exp(-T/m)). At the phase t one is down with
//     p [t < R: 1, else 1 - exp(-(t - R)/m)] + (1 - p)(1 - exp(-t/m)),
// which is squared and summed here by the midpoints of 168,000 phases.
TEST_CASE("Repairs after tests at the same times are done at the same times too", "[analysis]") {
  const double m = 1000, T = 168, R = 20;
  const double failed = 1 - std::exp(-T / m), again = 1 - std::exp(-(T - R) / m);
  const double p = failed / (1 - again + failed);
  constexpr int kPhases = 168'000;
  double both = 0, one = 0;
  for (int i = 0; i < kPhases; ++i) {
    const double t = (i + 0.5) * T / kPhases;
    const double down = p * (t < R ? 1 : 1 - std::exp(-(t - R) / m)) + (1 - p) * (1 - std::exp(-t / m));
    one += down / kPhases;
    both += down * down / kPhases;
  }
  const auto review = [&](std::vector<std::string> zones, const Distribution& repair) {
    Builder builder = promised("web", static_cast<int>(zones.size()));
    builder.service("web");
    builder.clients("web", 10, load_balancer());
    FaultSpec& fault = by_chance(builder, "zone_loss", std::move(zones), 1000, 20);
    fault.repair = repair;
    fault.found_every = Duration::hours(168);
    return first(builder);
  };
  const Distribution fixed = Distribution::fixed(Duration::hours(20));
  CHECK_THAT(*review({"zone r/a"}, fixed).unavailability, WithinRel(one, 1e-6));
  CHECK_THAT(*review({"zone r/a", "zone r/b"}, fixed).unavailability, WithinRel(both, 1e-6));
  // A repair of 20 h, a minute more or less, is hardly another, though it comes by quantiles.
  const Distribution about = Distribution::uniform(Duration::minutes(1199), Duration::minutes(1201));
  CHECK_THAT(*review({"zone r/a", "zone r/b"}, about).unavailability, WithinRel(both, 1e-4));
}

// Two of them tested in turn, T/2 apart, and mended at once; by hand:
//     2/T Int_0^(T/2) (1 - e^-(t/m)) (1 - e^-((t + T/2)/m)) dt = 1 - 2/x (1 - e^-x) + e^-(x/2) (1 - e^-x)/x,   x = T/m,
// which for small x is 5 x^2/24, where tests at the same times give x^2/3.
TEST_CASE("Components that are tested in turn are down together five eighths as often", "[analysis]") {
  const auto review = [](double every_h, const auto& change) {
    Builder builder = promised("web", 2);
    builder.service("web");
    builder.clients("web", 10, load_balancer());
    FaultSpec& fault = by_chance(builder, "zone_loss", {"zone r/a", "zone r/b"}, 1000, 1);
    fault.repair = Distribution::fixed(Duration::zero());
    fault.found_every = Duration::from_seconds(every_h * 3600);
    change(builder.model().faults);
    return *first(builder).unavailability;
  };
  const auto staggered = [](std::vector<FaultSpec>& faults) { faults.front().found_staggered = true; };
  const auto together = [](std::vector<FaultSpec>&) {};
  for (const double every : {1.0, 168.0, 4380.0}) {
    const double x = every / 1000;
    const double in_turn = 1 + std::expm1(-x) * (2 / x - std::exp(-x / 2) / x);
    CHECK_THAT(review(every, staggered), WithinRel(in_turn, every < 2 ? 1e-6 : 1e-9));
    const auto by_hand = [](std::vector<FaultSpec>& faults) {
      faults.push_back(faults.front());
      faults.front().targets.pop_back();
      faults.back().targets.erase(faults.back().targets.begin());
      faults.back().name = "later";
      faults.back().found_first = Duration::ns(faults.back().found_every->count() / 2);
    };
    CHECK_THAT(review(every, by_hand), WithinRel(in_turn, every < 2 ? 1e-6 : 1e-9));
  }
  CHECK_THAT(review(1, staggered), WithinRel(5e-6 / 24, 1e-3));
  CHECK_THAT(review(1, together), WithinRel(1e-6 / 3, 1e-3));
}

// One tested every 100 h and one every 200 h, failing at 1/m = 1/1000 and mended at once, over the 200 h in which both come again;
// and three, in turn, with a repair of R = 20 h each, as above by phases t of their own.
TEST_CASE("Tests of several periods, and of several targets in turn, are summed over the period of all", "[analysis]") {
  constexpr int kPhases = 336'000;  // so that all jumps lie between two
  const double m = 1000;
  Builder builder = promised("web", 2);
  builder.service("web");
  builder.clients("web", 10, load_balancer());
  for (const auto& [zone, every] : {std::pair("zone r/a", 100), std::pair("zone r/b", 200)}) {
    FaultSpec& fault = by_chance(builder, "zone_loss", {zone}, 1000, 1);
    fault.repair = Distribution::fixed(Duration::zero());
    fault.found_every = Duration::hours(every);
  }
  double both = 0;
  for (int i = 0; i < kPhases; ++i) {
    const double t = (i + 0.5) * 200 / kPhases;
    both += std::expm1(-std::fmod(t, 100) / m) * std::expm1(-t / m) / kPhases;
  }
  CHECK_THAT(*first(builder).unavailability, WithinRel(both, 1e-6));

  const double T = 168, R = 20;
  const double failed = 1 - std::exp(-T / m), again = 1 - std::exp(-(T - R) / m);
  const double p = failed / (1 - again + failed);
  const auto down = [&](double t) {
    t = std::fmod(t + T, T);
    return p * (t < R ? 1 : 1 - std::exp(-(t - R) / m)) + (1 - p) * (1 - std::exp(-t / m));
  };
  double all = 0;
  for (int i = 0; i < kPhases; ++i) {
    const double t = (i + 0.5) * T / kPhases;
    all += down(t) * down(t - T / 3) * down(t - 2 * T / 3) / kPhases;
  }
  Builder three = promised("web", 3);
  three.service("web");
  three.clients("web", 10, load_balancer());
  FaultSpec& fault = by_chance(three, "zone_loss", {"zone r/a", "zone r/b", "zone r/c"}, 1000, 20);
  fault.repair = Distribution::fixed(Duration::hours(20));
  fault.found_every = Duration::hours(168);
  fault.found_staggered = true;
  CHECK_THAT(*first(three).unavailability, WithinRel(all, 1e-6));
}

// What strikes all of n targets that are tested in turn is found every T/n, and waits as if tested so often: alone for
// 1 - (1 - e^-y)/y of the time, y = T/(n m).
TEST_CASE("A common cause is found at the first test of any", "[analysis]") {
  Builder builder = promised("web", 2);
  builder.service("web");
  builder.clients("web", 10, load_balancer());
  FaultSpec& fault = by_chance(builder, "zone_loss", {"zone r/a", "zone r/b"}, 1000, 1);
  fault.repair = Distribution::fixed(Duration::zero());
  fault.found_every = Duration::hours(168);
  fault.found_staggered = true;
  fault.any = 2;
  const double y = 0.084;
  CHECK_THAT(*first(builder).unavailability, WithinRel(1 + std::expm1(-y) / y, 1e-9));
}

TEST_CASE("Clocks that keep to the calendar in different steps are refused a figure together, not alone",
          "[analysis]") {
  const auto answer = [](int zones, const auto& change) {
    Builder builder = promised("web", zones);
    builder.service("web");
    builder.clients("web", 10, load_balancer());
    by_chance(builder, "zone_loss", {"zone r/a"}, 100, 10);
    if (zones > 1) by_chance(builder, "zone_loss", {"zone r/b"}, 100, 10);
    for (FaultSpec& fault : builder.model().faults) change(fault);
    return first(builder);
  };
  const auto fix = [](FaultSpec& fault) {
    fault.mttf = Distribution::fixed(Duration::hours(100));
    fault.repair = Distribution::fixed(Duration::hours(10));
  };
  // One alone is down 10 of 110 h. Two begin together and stay together: 1/11 of the time both are down, not 1/121.
  CHECK_THAT(*answer(1, fix).unavailability, WithinRel(1.0 / 11, 1e-12));
  const QuestionReview two = answer(2, fix);
  CHECK_FALSE(two.unavailability.has_value());
  REQUIRE(two.refused.size() == 1);
  CHECK(two.refused.front() ==
        "the clocks of fault-0, fault-1 keep to the calendar (tests, or lives and repairs of fixed lengths), and so to "
        "one another");
  // Tests every 168 and 169 h come again after 168 x 169 h only.
  const QuestionReview tests =
      answer(2, [](FaultSpec& fault) { fault.found_every = Duration::hours(fault.name == "fault-0" ? 168 : 169); });
  CHECK(tests.unavailability.has_value());  // 169 of one
  const QuestionReview others =
      answer(2, [](FaultSpec& fault) { fault.found_every = Duration::hours(fault.name == "fault-0" ? 1680 : 1689); });
  CHECK_FALSE(others.unavailability.has_value());  // 563 of one
}

// k of n units with lives of m, tested every T, repaired in r, all exponential but the tests. The truth is the mean over the
// phase of the binomial of what is down, from the periodic solution of the three states up, hidden and in repair: another
// program's matrix exponentials and Gauss-Legendre sums. A Weibull repair of shape 1 is the
// same law by its quantiles; the last case, where lives and repairs are alike, is held against that alone.
TEST_CASE("Repairs of any length after tests are summed to the last digits", "[analysis]") {
  struct Case {
    int n, k;
    double mttf_h, every_h, repair_h, down;
  };
  for (const Case& c : {Case{6, 4, 900, 200, 15, 0.030974930137}, Case{2, 1, 100, 10, 15, 0.0277836442},
                        Case{2, 1, 900, 200, 400, 0.1275653155}, Case{4, 1, 1000, 10, 200, 8.376590425e-4},
                        Case{8, 1, 50, 10, 30, 8.267514935e-4}, Case{2, 1, 100, 10, 100, 0}}) {
    double down[2];
    for (const bool by_quantiles : {false, true}) {
      Model model;
      const auto hours = [](double h) { return Duration::from_seconds(3600 * h); };
      std::vector<std::string> units;
      for (int i = 1; i <= c.n; ++i) units.push_back("component u/" + std::to_string(i));
      model.topology.components = {{"u", c.n, {}}, {"system", 0, {{"units", units, c.k}}}};
      ObjectiveSpec objective{"system"};
      objective.components = {"component system"};
      model.objectives = {objective};
      FaultSpec fault;
      fault.name = "u";
      fault.kind = "component_loss";
      fault.targets = units;
      fault.mttf = Distribution::exponential(hours(c.mttf_h));
      fault.repair = by_quantiles ? Distribution::weibull_shape_scale(1, hours(c.repair_h))
                                  : Distribution::exponential(hours(c.repair_h));
      fault.found_every = hours(c.every_h);
      model.faults = {fault};
      down[by_quantiles] = *review_structure(model, 2).questions.front().unavailability;
    }
    if (c.down > 0) CHECK_THAT(down[0], WithinRel(c.down, 1e-9));
    CHECK_THAT(down[1], WithinRel(down[0], 2e-6));
  }
}
