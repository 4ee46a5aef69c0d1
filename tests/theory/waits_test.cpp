// SPDX-License-Identifier: Apache-2.0
// Who lives on for a time without what it needs, and takes a time to start again: chains by hand, solved here, beside the
// engine's chain and the simulation.
#include "tests/theory/hand_chain.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// `component system` needs k of n units; without them it lives on for a grace, if there is one, and it starts anew for a restart.
Model waiting(int n, int k, const std::optional<Distribution>& grace, const std::optional<Distribution>& restart) {
  Model model = k_of_n(n, k, exponential_h(1 / lambda), exponential_h(1 / mu));
  NeedSpec& need = model.topology.components.front().needs.front();
  if (grace) need.need = NeedKind::after_grace, need.grace = *grace;
  need.restart = restart;
  return model;
}

}  // namespace

// U: mains; B: no mains, on battery; O: no mains, battery empty; R: mains again, starting. The battery lasts 1/g, a start 1/r.
//   U -lambda-> B   B -mu-> U   B -g-> O   O -mu-> R   R -r-> U   R -lambda-> O
// Balance, with U = 1: B = lambda / (mu + g); what enters {O, R} leaves it: r R = g B; mu O = (r + lambda) R.
TEST_CASE("Mains, a battery and a restart are a chain of four states", "[theory]") {
  const double g = 0.4, r = 0.7;
  const Model model = waiting(1, 1, exponential_h(1 / g), exponential_h(1 / r));
  Hand hand(4, {0, 0, 1, 1});
  enum { U, B, O, R };
  hand.go(U, B, lambda);
  hand.go(B, U, mu);
  hand.go(B, O, g);
  hand.go(O, R, mu);
  hand.go(R, U, r);
  hand.go(R, O, lambda);
  const double battery = lambda / (mu + g), starting = g * battery / r, out = (r + lambda) * starting / mu;
  CHECK_THAT(hand.unmet(), WithinRel((out + starting) / (1 + battery + out + starting), 1e-12));
  check(model, hand, 1);
  CHECK(exact(model).states == 4);
}

// Two of three, and a cluster that has stood still starts in 1/r; i are down. S0, S1: it starts, with as many down.
//   0 -3 lambda-> 1 -2 lambda-> 2 -lambda-> 3   3 -3 mu-> 2 -2 mu-> S1 -mu-> S0   S0 -3 lambda-> S1 -2 lambda-> 2   1 -mu-> 0   Si -r-> i
TEST_CASE("A cluster that starts anew once it has lost its quorum is a chain of six states", "[theory]") {
  const double r = 0.3;
  const Model model = waiting(3, 2, std::nullopt, exponential_h(1 / r));
  Hand hand(6, {0, 0, 1, 1, 1, 1});
  enum { Z, One, Two, Three, S0, S1 };
  hand.go(Z, One, 3 * lambda);
  hand.go(One, Z, mu);
  hand.go(One, Two, 2 * lambda);
  hand.go(Two, Three, lambda);
  hand.go(Three, Two, 3 * mu);
  hand.go(Two, S1, 2 * mu);
  hand.go(S1, S0, mu);
  hand.go(S0, S1, 3 * lambda);
  hand.go(S1, Two, 2 * lambda);
  hand.go(S1, One, r);
  hand.go(S0, Z, r);
  check(model, hand, 2);
  CHECK(exact(model).states == 6);
}

// From U a cycle is an up time, 1/lambda, and a down time of the unit; the system is out when the down time D exceeds the grace
// c, for D - c and a start s, in which nothing else is asked for as the unit that fails while it starts is out with it:
// with D exponential, P(D > c) = exp(-mu c), and D - c is exponential again. While it starts for s the unit fails with
// 1 - exp(-lambda s), is down for 1/mu, and the start begins again: w = (1 - e)/lambda + (1 - e)(1/mu + w), e = exp(-lambda s).
// So w = (1 - e)(1/lambda + 1/mu)/e, and the outages of a cycle, 1/lambda + 1/mu long and longer by w with P(D > c), last P (1/mu + w).
TEST_CASE("A battery and a start of fixed length are as a renewal argument says", "[theory]") {
  const double c = 6, s = 3, e = std::exp(-lambda * s), p = std::exp(-mu * c);
  const double w = (1 - e) * (1 / lambda + 1 / mu) / e;
  const double unmet = p * (1 / mu + w) / (1 / lambda + 1 / mu + p * w);
  const Outages seen = outages(waiting(1, 1, fixed_h(c), fixed_h(s)), 20'000, 100, down("component system"), 3);
  CHECK_THAT(seen.loss.mean, WithinAbs(unmet, 4 * seen.loss.error));
  CHECK(seen.loss.error < 0.02 * unmet);
}

// Units with takeovers or without, on one supply of power with a battery, under a system that starts anew: all that can be said.
TEST_CASE("Chain and simulation agree on graces and restarts, whatever is said of them", "[theory]") {
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    INFO("seed " << seed);
    Draws dice({seed, 98}, 0);
    const auto real = [&](double from, double to) { return from + dice.uniform() * (to - from); };
    const int n = 2 + static_cast<int>(dice.uniform() * 2), k = n > 2 && dice.chance(0.5) ? 2 : 1;
    const auto some_time = [&] {
      const double mean = real(0.5, 4);
      return n == 2 && dice.chance(0.4)
                 ? Distribution::gamma_shape_mean(2, Duration::s(static_cast<std::int64_t>(mean * kHour)))
                 : exponential_h(mean);
    };
    Model model = waiting(n, k, std::nullopt, std::nullopt);
    add_troubles(model, n, true);
    for (auto& part : model.topology.components)
      for (NeedSpec& need : part.needs) {
        const bool takes_over = part.name == "system" && dice.chance(0.4);
        if (takes_over) need.takeover = TakeoverSpec{fixed_h(0), exponential_h(real(0.3, 2)), {real(0.6, 1)}};
        if (dice.chance(0.6)) need.need = NeedKind::after_grace, need.grace = some_time();
        if (dice.chance(0.6)) need.restart = some_time();
      }
    if (dice.chance(0.5)) one_crew(model);
    const MarkovReview review = exact(model);
    const Outages seen = outages(model, 20'000, 25, down("component system"), seed);
    CHECK_THAT(seen.loss.mean, WithinAbs(*review.unmet, 4 * seen.loss.error));
    CHECK_THAT(seen.per_8760h.mean, WithinAbs(review.outages_per_year * 8760 / 8766, 4 * seen.per_8760h.error));
    CHECK(seen.loss.error < 0.05 * seen.loss.mean);
  }
}
