// SPDX-License-Identifier: Apache-2.0
// Members that all serve, and whose failures must be noticed and routed around: chains by hand beside the engine's chain and
// the simulation.
#include "tests/theory/hand_chain.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// `component system` needs k of n units, all of which serve.
Model all_serve(int n, int k, double mttf_h, double repair_h, TakeoverSpec takeover) {
  Model model = k_of_n(n, k, exponential_h(mttf_h), exponential_h(repair_h));
  takeover.serving = Serving::all;
  model.topology.components.front().needs.front().takeover = takeover;
  return model;
}

}  // namespace

// B: both serve; S: one has failed and is left out; N: it is not, and only its repair helps; D: both are down.
//   B -2c lambda-> S   B -2(1-c) lambda-> N   S, N -mu-> B   S, N -lambda-> D   D -r mu-> S    r crews
// Balance, with B = 1: S + N = 2 lambda/mu, N = 2(1-c) lambda/(lambda + mu), D = lambda (S + N)/(r mu). To the first outage from B it takes
// h = 1/2 lambda + c g, from S g = (1 + mu h)/(lambda + mu); without repair g = 1/lambda.
TEST_CASE("Two that both serve under imperfect coverage are the textbook's chain of four states", "[theory]") {
  const double c = 0.9;
  for (const int crews : {1, 2}) {
    Model model = all_serve(2, 1, 1 / lambda, 1 / mu, {fixed_h(0), fixed_h(0), {c}});
    model.crews = {{"crew", crews}};
    model.faults.front().crew = "crew";
    Hand hand(4, {0, 0, 1, 1});
    enum { B, S, N, D };
    hand.go(B, S, 2 * c * lambda);
    hand.go(B, N, 2 * (1 - c) * lambda);
    for (const auto state : {S, N}) hand.go(state, B, mu);
    for (const auto state : {S, N}) hand.go(state, D, lambda);
    hand.go(D, S, crews * mu);
    const double one = 2 * lambda / mu, stuck = 2 * (1 - c) * lambda / (lambda + mu),
                 both = lambda * one / (crews * mu);
    CHECK_THAT(hand.unmet(), WithinRel((stuck + both) / (1 + one + both), 1e-12));
    CHECK_THAT(hand.first_outage_h(),
               WithinRel((1 / (2 * lambda) + c / (lambda + mu)) / (1 - c * mu / (lambda + mu)), 1e-12));
    check(model, hand, static_cast<std::uint64_t>(crews), 150);
    CHECK(exact(model).states == 4);
    Model left = model;
    left.faults.front().repair.reset();
    CHECK_THAT(exact(left).mean_time_to_first_outage_s, WithinRel((1 + 2 * c) / (2 * lambda) * kHour, 1e-9));
  }
}

// U: one has failed, and nobody knows, so that its repair has not begun; T: it is being left out. When both are down everybody
// knows. Who is back serves again at once, also from T and N.
//   B -2 lambda-> U   U -n c-> T   U -n (1-c)-> N   T -s-> S   T, N, S -mu-> B   U, T, N, S -lambda-> D   D -r mu-> S
TEST_CASE("Two that both serve are interrupted until a failure is noticed and routed around", "[theory]") {
  const double n = 2, s = 0.5, c = 0.8;
  for (const int crews : {1, 2}) {
    Model model = all_serve(2, 1, 1 / lambda, 1 / mu, {exponential_h(1 / n), exponential_h(1 / s), {c}});
    model.crews = {{"crew", crews}};
    model.faults.front().crew = "crew";
    Hand hand(6, {0, 1, 1, 1, 0, 1});
    enum { B, U, T, N, S, D };
    hand.go(B, U, 2 * lambda);
    hand.go(U, T, n * c);
    hand.go(U, N, n * (1 - c));
    hand.go(T, S, s);
    for (const auto state : {T, N, S}) hand.go(state, B, mu);
    for (const auto state : {U, T, N, S}) hand.go(state, D, lambda);
    hand.go(D, S, crews * mu);
    check(model, hand, static_cast<std::uint64_t>(10 + crews));
    CHECK(exact(model).states == 6);
  }
}

// R: one has failed, that is not covered, and everything is rebooted without it, in 1/b; only then its repair begins.
//   B -2c lambda-> S   B -2(1-c) lambda-> R   R -b-> S   S -mu-> B   R, S -lambda-> D   D -r mu-> S
// Source: K. Trivedi, Probability and Statistics with Reliability, Queuing, and Computer Science Applications, the multiprocessor
// whose uncovered failures are followed by a reboot.
TEST_CASE("An uncovered failure may cost a reboot instead of a repair", "[theory]") {
  const double c = 0.9, b = 2;
  for (const int crews : {1, 2}) {
    TakeoverSpec takeover{fixed_h(0), fixed_h(0), {c}};
    takeover.uncovered = exponential_h(1 / b);
    Model model = all_serve(2, 1, 1 / lambda, 1 / mu, takeover);
    model.crews = {{"crew", crews}};
    model.faults.front().crew = "crew";
    Hand hand(4, {0, 1, 0, 1});
    enum { B, R, S, D };
    hand.go(B, S, 2 * c * lambda);
    hand.go(B, R, 2 * (1 - c) * lambda);
    hand.go(R, S, b);
    hand.go(S, B, mu);
    for (const auto state : {R, S}) hand.go(state, D, lambda);
    hand.go(D, S, crews * mu);
    check(model, hand, static_cast<std::uint64_t>(30 + crews), 300);
    CHECK(exact(model).states == 4);
  }
}

// What must be up is as many as without a takeover; q = lambda/(lambda + mu) is down, and 2 of 3 are up for 1 - 3q^2 + 2q^3.
TEST_CASE("Where every failure is routed around at once, that all serve changes nothing", "[theory]") {
  const double q = lambda / (lambda + mu);
  CHECK_THAT(*exact(all_serve(3, 2, 1 / lambda, 1 / mu, {})).unmet, WithinRel(3 * q * q - 2 * q * q * q, 1e-9));
}

// By hand over what each of three is: up, left out, or stuck; weights 2, 1, 1, of which 2 must be up, and nobody stuck. A unit is
// stuck while it is down after a failure that was not covered, unless all were down since: then all are left out. Each is
// repaired by itself. While none is down a failure is covered with probability c[0], while one is with c[1].
TEST_CASE("Those that all serve may weigh unlike, and be covered otherwise while one of them is down", "[theory]") {
  const std::array c = GENERATE(std::array{0.7, 0.7}, std::array{0.95, 0.4});
  const std::array weights{2, 1, 1};
  Model model = all_serve(3, 2, 1 / lambda, 1 / mu, {fixed_h(0), fixed_h(0), {c.begin(), c.end()}});
  model.topology.components.front().needs.front().weights = {weights.begin(), weights.end()};
  enum { up, out, stuck };
  const auto digit = [](int state, int unit) { return state / (unit == 0 ? 1 : unit == 1 ? 3 : 9) % 3; };
  const auto with = [&](int state, int unit, int what) {
    return state + (what - digit(state, unit)) * (unit == 0 ? 1 : unit == 1 ? 3 : 9);
  };
  std::vector<char> lost;
  for (int state = 0; state < 27; ++state) {
    int weight = 0;
    bool any_stuck = false;
    for (int unit = 0; unit < 3; ++unit) {
      weight += digit(state, unit) == up ? weights[static_cast<std::size_t>(unit)] : 0;
      any_stuck |= digit(state, unit) == stuck;
    }
    lost.push_back(weight < 2 || any_stuck);
  }
  Hand hand(27, lost);
  constexpr int all_out = out * 13;
  const auto all_down = [&](int state) { return digit(state, 0) > 0 && digit(state, 1) > 0 && digit(state, 2) > 0; };
  const auto go = [&](int from, int to, double rate) {
    hand.go(static_cast<std::size_t>(from), static_cast<std::size_t>(all_down(to) ? all_out : to), rate);
  };
  for (int state = 0; state < 27; ++state)
    for (int unit = 0; unit < 3; ++unit) {
      const double covered = state == 0 ? c[0] : c[1];  // with both others down all are out
      if (digit(state, unit) == up) go(state, with(state, unit, out), covered * lambda);
      if (digit(state, unit) == up) go(state, with(state, unit, stuck), (1 - covered) * lambda);
      if (digit(state, unit) != up) go(state, with(state, unit, up), mu);
    }
  check(model, hand, 20);
}

// Of n disks n - 2 must be up. The second failure meets a read error with probability 1 - c, where the first is being rebuilt:
//   0 -n lambda-> 1   1 -(n-1) lambda c-> 2   1 -(n-1) lambda (1-c)-> lost   2 -(n-2) lambda-> lost   1 -mu-> 0   2 -r mu-> 1
// With a = (n-1) lambda and b = (n-2) lambda: T0 = 1/(n lambda) + T1, (a + mu) T1 = 1 + mu T0 + c a T2, (b + r mu) T2 = 1 + r mu T1.
TEST_CASE("A second parity disk whose rebuild meets read errors loses data as its chain of three states", "[theory]") {
  const int n = 8;
  const double c = 0.9, a = (n - 1) * lambda, b = (n - 2) * lambda;
  for (const int r : {1, 2}) {
    Model model = all_serve(n, n - 2, 1 / lambda, 1 / mu, {fixed_h(0), fixed_h(0), {1, c}});
    model.crews = {{"crew", r}};
    model.faults.front().crew = "crew";
    const double one = (1 + mu / (n * lambda) + c * a / (b + r * mu)) / (a - c * a * r * mu / (b + r * mu));
    CHECK_THAT(exact(model).mean_time_to_first_outage_s, WithinRel((1 / (n * lambda) + one) * kHour, 1e-9));
  }
}

// S0, S1, S2: one serves, and so many of the two on standby are down; N0, N1: who served is stuck, and so many others are down;
// D: all are down. Hot ones, each repaired by itself.
TEST_CASE("A member on standby may take over worse while another is down", "[theory]") {
  const std::array c{0.95, 0.5};
  Model model = k_of_n(3, 1, exponential_h(1 / lambda), exponential_h(1 / mu));
  model.topology.components.front().needs.front().takeover = TakeoverSpec{fixed_h(0), fixed_h(0), {c.begin(), c.end()}};
  enum { S0, S1, S2, N0, N1, D };
  Hand hand(6, {0, 0, 0, 1, 1, 1});
  hand.go(S0, S1, (c[0] + 2) * lambda);
  hand.go(S0, N0, (1 - c[0]) * lambda);
  hand.go(S1, S2, (c[1] + 1) * lambda);
  hand.go(S1, N1, (1 - c[1]) * lambda);
  hand.go(S2, D, lambda);
  hand.go(N0, N1, 2 * lambda);
  hand.go(N1, D, lambda);
  hand.go(S1, S0, mu);
  hand.go(S2, S1, 2 * mu);
  hand.go(N0, S0, mu);
  hand.go(N1, S1, mu);
  hand.go(N1, N0, mu);
  hand.go(D, S2, 3 * mu);
  check(model, hand, 30, 200);
}

// Six units of different makes, too many states to be solved at once: from the beginning every failure is an outage.
TEST_CASE("Where every failure interrupts, the first outage comes with the first failure, however large the chain",
          "[theory]") {
  Model model = all_serve(6, 3, 1, 1, {fixed_h(0), exponential_h(1), {0.9}});
  model.faults.clear();
  double rate = 0;
  for (int i = 1; i <= 6; ++i) {
    const std::string unit = "u/" + std::to_string(i);
    model.faults.push_back(
        loss_by_chance(unit, {"component " + unit}, exponential_h(1000.0 * i), exponential_h(10.0 + i)));
    rate += 1 / (1000.0 * i);
  }
  const MarkovReview review = exact(model);
  CHECK(review.states > 2000);
  CHECK_THAT(review.mean_time_to_first_outage_s, WithinRel(kHour / rate, 1e-9));
}

// Two or three units that wear out and break, perhaps on one supply of power; another seed for each.
TEST_CASE("Chain and simulation agree where all serve, whatever is said of it", "[theory]") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    INFO("seed " << seed);
    Draws dice({seed, 98}, 0);
    const auto real = [&](double from, double to) { return from + dice.uniform() * (to - from); };
    const int n = 2 + static_cast<int>(dice.uniform() * 2), k = n > 2 && dice.chance(0.5) ? 2 : 1;
    TakeoverSpec takeover{fixed_h(0), fixed_h(0), {dice.chance(0.3) ? 1 : real(0.5, 1)}};
    if (n > 2 && dice.chance(0.5)) takeover.coverage.push_back(real(0.3, 1));
    if (dice.chance(0.4)) takeover.uncovered = exponential_h(real(0.5, 5));
    if (dice.chance(0.6)) takeover.notice = exponential_h(real(0.2, 2));
    if (dice.chance(0.7)) takeover.time = exponential_h(real(0.2, 3));
    Model model = all_serve(n, k, real(30, 80), real(3, 10), takeover);
    add_troubles(model, n, dice.chance(0.5));
    if (dice.chance(0.3)) model.faults.front().acceleration = {1, real(0.5, 3)};
    if (dice.chance(0.3)) model.faults.back().found = exponential_h(real(0.5, 4));
    if (dice.chance(0.6)) one_crew(model);
    const MarkovReview review = exact(model);
    const Outages seen = outages(model, 20'000, 25, down("component system"), seed);
    CHECK_THAT(seen.loss.mean, WithinAbs(*review.unmet, 4 * seen.loss.error));
    CHECK_THAT(seen.per_8760h.mean, WithinAbs(review.outages_per_year * 8760 / 8766, 4 * seen.per_8760h.error));
    CHECK_THAT(seen.heals_per_h.mean, WithinAbs(review.repairs_per_s * kHour, 4 * seen.heals_per_h.error));
    CHECK(seen.loss.error < 0.04 * seen.loss.mean);
  }
}
