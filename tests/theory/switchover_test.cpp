// SPDX-License-Identifier: Apache-2.0
// Standby with a switch-over that takes time, may fail, and may go back: chains by hand, solved here, beside the engine's
// chain and the simulation.
#include "tests/theory/hand_chain.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// `component system` needs k of n units by takeover; those that stand by are spares.
Model standby(int n, int k, double mttf_h, double repair_h, const TakeoverSpec& takeover) {
  Model model = k_of_n(n, k, exponential_h(mttf_h), exponential_h(repair_h));
  model.topology.components.front().needs.front().takeover = takeover;
  model.faults.front().standby = true;
  return model;
}

}  // namespace

// U: one serves, one stands by. At lambda the one in service fails: T (c), the switch is under way; N (1 - c), it does not
// work, and only the repair helps. S: the other serves; D: both are down. A cold spare fails in none of T, N, U.
//   U -c lambda-> T   U -(1-c) lambda-> N   T -s-> S   T -mu-> U   N -mu-> U   S -mu-> U   S -lambda-> D   D -r mu-> S    r crews
// Balance, with U = 1: T = c lambda / (s + mu), N = (1 - c) lambda / mu, S = s T / mu (flow between {U, T, N} and {S, D}), D = lambda S / (r mu).
TEST_CASE("A cold standby that is switched to in time 1/s with coverage c is a chain of five states", "[theory]") {
  const double s = 0.5, c = 0.9;
  for (const int crews : {1, 2}) {
    Model model = standby(2, 1, 1 / lambda, 1 / mu, {fixed_h(0), exponential_h(1 / s), {c}});
    model.crews = {{"crew", crews}};
    model.faults.front().crew = "crew";
    Hand hand(5, {0, 1, 1, 0, 1});
    enum { U, T, N, S, D };
    hand.go(U, T, c * lambda);
    hand.go(U, N, (1 - c) * lambda);
    hand.go(T, S, s);
    hand.go(T, U, mu);
    hand.go(N, U, mu);
    hand.go(S, U, mu);
    hand.go(S, D, lambda);
    hand.go(D, S, crews * mu);
    const double taking = c * lambda / (s + mu), stuck = (1 - c) * lambda / mu, other = s * taking / mu,
                 both = lambda * other / (crews * mu);
    CHECK_THAT(hand.unmet(), WithinRel((taking + stuck + both) / (1 + taking + stuck + other + both), 1e-12));
    CHECK_THAT(hand.first_outage_h(), WithinRel(1 / lambda, 1e-12));  // every failure interrupts
    check(model, hand, static_cast<std::uint64_t>(crews));
    CHECK(exact(model).states == 5);
    CHECK_THAT(exact(model).by_takeovers, WithinRel((taking + stuck) / (taking + stuck + both), 1e-9));
  }
}

// The same with a switch that takes no time: U -c lambda-> S, U -(1-c) lambda-> N. From U the first outage is h = 1/lambda + c g away, from
// S g = (1 + mu h)/(lambda + mu); so h = (1/lambda + c/(lambda + mu)) / (1 - c mu/(lambda + mu)).
TEST_CASE("A cold standby under imperfect coverage lives as the textbook says", "[theory]") {
  const double c = 0.9;
  const Model model = standby(2, 1, 1 / lambda, 1 / mu, {fixed_h(0), fixed_h(0), {c}});
  const double h = (1 / lambda + c / (lambda + mu)) / (1 - c * mu / (lambda + mu));
  CHECK_THAT(exact(model).mean_time_to_first_outage_s, WithinRel(h * kHour, 1e-9));
  const Outages seen = outages(model, 20'000, 2000, down("component system"), 3);
  CHECK_THAT(seen.first_h.mean, WithinAbs(h, 4 * seen.first_h.error));
  CHECK(seen.first_h.error < 0.03 * h);
  // Without repair the spare adds its life where the switch works: 1/lambda + c/lambda.
  Model left = model;
  left.faults.front().repair.reset();
  CHECK_THAT(exact(left).mean_time_to_first_outage_s, WithinRel((1 + c) / lambda * kHour, 1e-9));
}

// H: the one in service has failed, and nobody knows; its repair has not begun. A warm spare fails at d lambda while it
// stands by, and is asked to start (p) when it is to serve, as is one that is back.
//   U -lambda-> H   U -d lambda-> S   H -n c-> T   H -n (1-c)-> N   H, T, N -d lambda-> D
//   T -s p-> S   T -s (1-p)-> D   T -mu p-> U   N -mu p-> U   S -mu-> U   S -lambda-> D   D -r mu p-> S
// Who is back and does not start fails again: T stays T, N stays N, D stays D.
TEST_CASE("A warm standby that is noticed, switched to and has to start is a chain of six states", "[theory]") {
  const double n = 2, s = 0.5, c = 0.8, d = 0.3, p = 0.7;
  for (const int crews : {1, 2}) {
    Model model = standby(2, 1, 1 / lambda, 1 / mu, {exponential_h(1 / n), exponential_h(1 / s), {c}});
    model.crews = {{"crew", crews}};
    model.faults.front().crew = "crew";
    model.faults.front().dormancy = d;
    model.faults.front().starts = p;
    Hand hand(6, {0, 1, 1, 1, 0, 1});
    enum { U, H, T, N, S, D };
    hand.go(U, H, lambda);
    hand.go(U, S, d * lambda);
    hand.go(H, T, n * c);
    hand.go(H, N, n * (1 - c));
    for (const auto state : {H, T, N}) hand.go(state, D, d * lambda);
    hand.go(T, S, s * p);
    hand.go(T, D, s * (1 - p));
    hand.go(T, U, mu * p);
    hand.go(N, U, mu * p);
    hand.go(S, U, mu);
    hand.go(S, D, lambda);
    hand.go(D, S, crews * mu * p);
    check(model, hand, static_cast<std::uint64_t>(10 + crews));
    CHECK(exact(model).states == 6);
  }
}

// Number 1 is the primary: when it is back it takes its place again, and for a time 1/b nobody serves (R). One crew, first
// come first served. S: 2 serves, 1 is repaired; V: 1 serves, 2 is repaired; D: 1 is repaired, then 2; E: 2, then 1.
//   U -c lambda-> T   U -(1-c) lambda-> N   T -s-> S   T -mu-> U   N -mu-> U   S -mu-> R   S -lambda-> D   R -b-> U
//   D -mu-> V   V -mu-> U   V -lambda-> E   E -mu-> S
TEST_CASE("A primary that takes its place back interrupts once more", "[theory]") {
  const double s = 0.5, c = 0.9, b = 0.8;
  Model model = standby(2, 1, 1 / lambda, 1 / mu, {fixed_h(0), exponential_h(1 / s), {c}, exponential_h(1 / b)});
  one_crew(model);
  Hand hand(8, {0, 1, 1, 0, 1, 1, 0, 1});
  enum { U, T, N, S, R, D, V, E };
  hand.go(U, T, c * lambda);
  hand.go(U, N, (1 - c) * lambda);
  hand.go(T, S, s);
  hand.go(T, U, mu);
  hand.go(N, U, mu);
  hand.go(S, R, mu);
  hand.go(S, D, lambda);
  hand.go(R, U, b);
  hand.go(D, V, mu);
  hand.go(V, U, mu);
  hand.go(V, E, lambda);
  hand.go(E, S, mu);
  check(model, hand, 20);
  CHECK(exact(model).states == 8);
  // At once it costs nothing, and where both are alike it is then as if nobody went back.
  Model at_once = model, never = model;
  at_once.topology.components.front().needs.front().takeover->fail_back = fixed_h(0);
  never.topology.components.front().needs.front().takeover->fail_back.reset();
  CHECK_THAT(*exact(at_once).unmet, WithinRel(*exact(never).unmet, 1e-9));
  CHECK(*exact(model).unmet > 1.05 * *exact(never).unmet);
}

// A primary (l1, m1) and a cold standby of another make (l2, m2), each repaired by itself, switched to in 1/s. By hand: 1 or 2
// serves while the other stands by (P, B) or is repaired (P2, B1); the switch from 1 or from 2 (T1, T2); both down (D).
//   P -l1-> T1   T1 -s-> B1   T1 -m1-> P   B1 -m1-> B (or P, with a fail-back at once)   B1 -l2-> D   B -l2-> T2
//   T2 -s-> P2   T2 -m2-> B   P2 -m2-> P   P2 -l1-> D   D -m1-> P2   D -m2-> B1
TEST_CASE("Who serves matters where the standby is of another make", "[theory]") {
  const double l1 = 0.01, m1 = 0.1, l2 = 0.05, m2 = 0.2, s = 0.5;
  for (const bool fails_back : {false, true}) {
    Model model = standby(2, 1, 1, 1, {fixed_h(0), exponential_h(1 / s), {1}});
    model.faults = {loss_by_chance("one", {"component u/1"}, exponential_h(1 / l1), exponential_h(1 / m1)),
                    loss_by_chance("two", {"component u/2"}, exponential_h(1 / l2), exponential_h(1 / m2))};
    for (auto& fault : model.faults) fault.standby = true;
    if (fails_back) model.topology.components.front().needs.front().takeover->fail_back = fixed_h(0);
    Hand hand(7, {0, 1, 0, 0, 1, 0, 1});
    enum { P, T1, B1, B, T2, P2, D };
    hand.go(P, T1, l1);
    hand.go(T1, B1, s);
    hand.go(T1, P, m1);
    hand.go(B1, fails_back ? P : B, m1);
    hand.go(B1, D, l2);
    if (!fails_back) hand.go(B, T2, l2);
    if (fails_back) hand.go(B, P, 1);  // never reached
    hand.go(T2, P2, s);
    hand.go(T2, B, m2);
    hand.go(P2, P, m2);
    hand.go(P2, D, l1);
    hand.go(D, P2, m1);
    hand.go(D, B1, m2);
    check(model, hand, fails_back ? 31 : 30);
    CHECK(exact(model).states == (fails_back ? 5U : 7U));
  }
}

// As `active` alone says it: a takeover that takes no time and always works.
TEST_CASE("A switch that takes no time and always works is a spare's turn", "[theory]") {
  Model taken = standby(4, 2, 1 / lambda, 1 / mu, {}), plain = taken;
  plain.topology.components.front().needs.front().takeover.reset();
  plain.faults.front().standby = false;
  plain.faults.front().active = 2;
  for (Model* model : {&taken, &plain}) {
    model->faults.front().dormancy = 0.2;
    model->faults.front().starts = 0.9;
    model->faults.front().acceleration = {1, 1.5};
    one_crew(*model);
  }
  const MarkovReview a = exact(taken), b = exact(plain);
  CHECK_THAT(*a.unmet, WithinRel(*b.unmet, 1e-9));
  CHECK_THAT(a.outages_per_year, WithinRel(b.outages_per_year, 1e-9));
  CHECK_THAT(a.mean_time_to_first_outage_s, WithinRel(b.mean_time_to_first_outage_s, 1e-9));
  // The same draws, the same lives: the same outages.
  const Outages by_takeover = outages(taken, 20'000, 10, down("component system"));
  const Outages by_turns = outages(plain, 20'000, 10, down("component system"));
  CHECK_THAT(by_takeover.loss.mean, WithinRel(by_turns.loss.mean, 1e-6));
}

// Three hot units of which one serves. Each return to an earlier one interrupts; 2, which is no primary, does not come back for 3.
TEST_CASE("Where only the primary takes its place back, others that are back stand by", "[theory]") {
  const auto outages_of = [](bool primaries) {
    TakeoverSpec takeover{fixed_h(0), fixed_h(0), {1}, exponential_h(1)};
    takeover.to_primaries = primaries;
    Model model = standby(3, 1, 1 / lambda, 1 / mu, takeover);
    model.faults.front().dormancy = 1;
    return exact(model).outages_per_year;
  };
  CHECK(outages_of(true) < 0.99 * outages_of(false));
}

// Two or three units of which one or two serve, perhaps on one supply of power; they wear out while they serve and break at any
// time; all that can be said of spares and takeovers. Another seed for each.
TEST_CASE("Chain and simulation agree on standby, whatever is said of it", "[theory]") {
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    INFO("seed " << seed);
    Draws dice({seed, 99}, 0);
    const auto real = [&](double from, double to) { return from + dice.uniform() * (to - from); };
    const int n = 2 + static_cast<int>(dice.uniform() * 2), k = n > 2 && dice.chance(0.5) ? 2 : 1;
    TakeoverSpec takeover{fixed_h(0), fixed_h(0), {dice.chance(0.5) ? 1 : real(0.5, 1)}};
    if (dice.chance(0.3)) takeover.uncovered = exponential_h(real(0.5, 5));
    if (dice.chance(0.6)) takeover.notice = exponential_h(real(0.2, 2));
    if (dice.chance(0.7)) takeover.time = exponential_h(real(0.2, 3));
    if (dice.chance(0.5)) takeover.fail_back = dice.chance(0.3) ? fixed_h(0) : exponential_h(real(0.2, 3));
    takeover.to_primaries = takeover.fail_back && seed % 2 == 0;
    Model model = standby(n, k, real(30, 80), real(3, 10), takeover);
    add_troubles(model, n, dice.chance(0.5));
    for (auto* fault : {&model.faults.front(), &model.faults.back()}) {
      fault->standby = fault == &model.faults.front() || dice.chance(0.5);
      if (!fault->standby) continue;
      if (dice.chance(0.6)) fault->dormancy = real(0, 1);
      if (dice.chance(0.6)) fault->starts = real(0.5, 1);
      if (dice.chance(0.3)) fault->acceleration = {1, real(0.5, 3)};
      if (dice.chance(0.3)) fault->found = exponential_h(real(0.5, 4));
    }
    if (dice.chance(0.6)) one_crew(model);
    const MarkovReview review = exact(model);
    const Outages seen = outages(model, 20'000, 25, down("component system"), seed);
    CHECK_THAT(seen.loss.mean, WithinAbs(*review.unmet, 4 * seen.loss.error));
    CHECK_THAT(seen.per_8760h.mean, WithinAbs(review.outages_per_year * 8760 / 8766, 4 * seen.per_8760h.error));
    CHECK_THAT(seen.heals_per_h.mean, WithinAbs(review.repairs_per_s * kHour, 4 * seen.heals_per_h.error));
    CHECK(seen.loss.error < 0.03 * seen.loss.mean);
  }
}

// One entry for all three units, and one for each that says the same: the chain counts the first, and tells the others
// apart. Where failures that nobody knew become known together, who is first in the line goes by name, and as units that
// both faults have struck are not like others it tells them apart by itself.
TEST_CASE("Whether units that stand by are counted or told apart changes no figure", "[theory]") {
  for (const int k : {1, 2})
    for (const double notice_h : {0.0, 1.0})
      for (const bool stand_by : {true, false}) {
        const auto notice = notice_h > 0 ? exponential_h(notice_h) : fixed_h(0);
        Model model = standby(3, k, 50, 5, {notice, exponential_h(2), {0.8}});
        model.faults.front().standby = stand_by;
        if (stand_by) model.faults.front().dormancy = 0.4;
        if (stand_by) model.faults.front().starts = 0.7;
        model.faults.push_back(loss_by_chance("wreck", unit_names("u", 3), exponential_h(120), exponential_h(9)));
        one_crew(model);
        Model apart = model;
        apart.faults.clear();
        for (const auto& fault : model.faults)
          for (const auto& unit : fault.targets) {
            apart.faults.push_back(fault);
            apart.faults.back().name += unit.substr(unit.find('/') + 1);
            apart.faults.back().targets = {unit};
          }
        const MarkovReview a = exact(model), b = exact(apart);
        CHECK((notice_h > 0 ? a.states == b.states : 5 * a.states < b.states));
        CHECK_THAT(*a.unmet, WithinRel(*b.unmet, 1e-9));
        CHECK_THAT(a.outages_per_year, WithinRel(b.outages_per_year, 1e-9));
        CHECK_THAT(a.repairs_per_s, WithinRel(b.repairs_per_s, 1e-9));
        CHECK_THAT(a.mean_time_to_first_outage_s, WithinRel(b.mean_time_to_first_outage_s, 1e-9));
      }
}

// What one unit is promised depends on who serves, and on when its failure is noticed, by a group above it.
TEST_CASE("The availability of a member that stands by is asked of the group above it", "[theory]") {
  Model model = standby(2, 1, 1 / lambda, 1 / mu, {exponential_h(5), exponential_h(2), {0.8}});
  const Outages first = outages(model, 20'000, 60, down("component u/1"), 40);
  CHECK_THAT(first.loss.mean, WithinAbs(*exact(model, "component u/1").unmet, 4 * first.loss.error));
  CHECK(first.loss.error < 0.02 * first.loss.mean);
  model.faults.front().standby = false;  // both age, and repair begins when the takeover has noticed
  const Outages hot = outages(model, 20'000, 60, down("component u/1"), 41);
  CHECK_THAT(hot.loss.mean, WithinAbs(*exact(model, "component u/1").unmet, 4 * hot.loss.error));
}

namespace {

/// The same where the takeover needs a switch that fails at `a` and is repaired at `b`.
Model switched(Model model, double a, double b) {
  model.topology.components.push_back({"x", 0, {}});
  model.topology.components.front().needs.front().takeover->needs = {"component x"};
  model.faults.push_back(loss_by_chance("jam", {"component x"}, exponential_h(1 / a), exponential_h(1 / b)));
  return model;
}

}  // namespace

// With the switch up (1) or down (0), to which it goes at a, and back at b. U: one serves, one stands by. T: being taken over; W: that
// waits for the switch. S: the other serves. D: both are down, and who is back first serves at once, whatever the switch does.
//   U -lambda-> T   T1 -s-> S1   T0 -s-> W   W -b-> S1   T, W -mu-> U   S -mu-> U   S -lambda-> D   D -2 mu-> S
TEST_CASE("A cold standby waits for the switch that the takeover needs", "[theory]") {
  const double a = 1.0 / 60, b = 1.0 / 15, s = 0.5;
  const Model model = switched(standby(2, 1, 1 / lambda, 1 / mu, {fixed_h(0), exponential_h(1 / s)}), a, b);
  Hand hand(9, {0, 0, 1, 1, 1, 0, 0, 1, 1});
  enum { U1, U0, T1, T0, W, S1, S0, D1, D0 };
  for (const auto& [up, down] : {std::pair(U1, U0), {T1, T0}, {S1, S0}, {D1, D0}}) {
    hand.go(up, down, a);
    hand.go(down, up, b);
  }
  hand.go(T1, S1, s);
  hand.go(T0, W, s);
  hand.go(W, S1, b);
  hand.go(W, U0, mu);
  for (const auto& [before, taking, other, both] : {std::tuple(U1, T1, S1, D1), {U0, T0, S0, D0}}) {
    hand.go(before, taking, lambda);
    hand.go(taking, before, mu);
    hand.go(other, before, mu);
    hand.go(other, both, lambda);
    hand.go(both, other, 2 * mu);
  }
  check(model, hand, 21);
}

// A switch that takes no time to use and is not repaired: the spare serves if the switch has outlived the first unit, which it does for
// lambda/(lambda + a). So R(t) = exp(-lambda t) (1 + lambda/a (1 - exp(-a t))), with the mean 1/lambda + 1/(lambda + a).
TEST_CASE("A standby behind a switch that can fail lives as the textbook says", "[theory]") {
  const double a = 1.0 / 60;
  Model model = switched(standby(2, 1, 1 / lambda, 1 / mu, {fixed_h(0), fixed_h(0)}), a, 1);
  for (FaultSpec& fault : model.faults) fault.repair.reset();
  const double mean = 1 / lambda + 1 / (lambda + a);
  CHECK_THAT(exact(model).mean_time_to_first_outage_s, WithinRel(mean * kHour, 1e-9));
  const double t = 130, lives = std::exp(-lambda * t) * (1 + lambda / a * (1 - std::exp(-a * t)));
  CHECK_THAT(exact(model, "component system", {t * kHour}).moments[0].unmet, WithinRel(1 - lives, 1e-9));
  const Outages seen = outages(model, 2'000, 4'000, down("component system"), 22);
  CHECK_THAT(seen.first_h.mean, WithinAbs(mean, 4 * seen.first_h.error));
}

// B: both serve. O: one is left out. W: not yet, for the switch is down, and the other's service is lost, too. D: both are down.
//   B1 -2 lambda-> O1   B0 -2 lambda-> W   W -b-> O1   W -mu-> B0   W -lambda-> D0   O -mu-> B   O -lambda-> D   D -2 mu-> O
TEST_CASE("Who all serve wait to be left out for what the takeover needs", "[theory]") {
  const double a = 1.0 / 60, b = 1.0 / 15;
  Model model = k_of_n(2, 1, exponential_h(1 / lambda), exponential_h(1 / mu));
  TakeoverSpec& takeover = model.topology.components.front().needs.front().takeover.emplace();
  takeover.serving = Serving::all;
  model = switched(model, a, b);
  Hand hand(7, {0, 0, 0, 0, 1, 1, 1});
  enum { B1, B0, O1, O0, W, D1, D0 };
  for (const auto& [up, down] : {std::pair(B1, B0), {O1, O0}, {D1, D0}}) {
    hand.go(up, down, a);
    hand.go(down, up, b);
  }
  hand.go(B1, O1, 2 * lambda);
  hand.go(B0, W, 2 * lambda);
  hand.go(W, O1, b);
  hand.go(W, B0, mu);
  hand.go(W, D0, lambda);
  for (const auto& [all, one, none] : {std::tuple(B1, O1, D1), {B0, O0, D0}}) {
    hand.go(one, all, mu);
    hand.go(one, none, lambda);
    hand.go(none, one, 2 * mu);
  }
  check(model, hand, 23);
}

// Revertive, at once: P, the first serves; S, the second does. The fail-back waits for the switch, so that S lives on with both up (R).
// Failures are frequent, l = 4 lambda.
//   P1 -l-> S1   P0 -l-> W   W -b-> S1   W -mu-> P0   S1 -mu-> P1   S0 -mu-> R   R -b-> P1   R -l-> V   S -l-> D
// V: the second has failed while the first stands by, and the switch is down. V -b-> F1   V -mu-> R
// F1, F0: the first serves, the second is repaired. F -mu-> P   F -l-> D
TEST_CASE("A fail-back begins only while what the takeover needs is up", "[theory]") {
  const double a = 1.0 / 60, b = 1.0 / 15, l = 4 * lambda;
  Model model = standby(2, 1, 1 / l, 1 / mu, {fixed_h(0), fixed_h(0)});
  model.topology.components.front().needs.front().takeover->fail_back = fixed_h(0);
  model = switched(model, a, b);
  model.crews = {{"crew", 1}};
  model.faults.front().crew = "crew";
  enum { P1, P0, W, S1, S0, R, V, F1, F0, D1S, D0S, D1F, D0F };
  Hand hand(13, {0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1});
  for (const auto& [up, down] : {std::pair(P1, P0), {S1, S0}, {F1, F0}, {D1S, D0S}, {D1F, D0F}}) {
    hand.go(up, down, a);
    hand.go(down, up, b);
  }
  hand.go(P1, S1, l);
  hand.go(P0, W, l);
  hand.go(W, S1, b);
  hand.go(W, P0, mu);
  hand.go(S1, P1, mu);
  hand.go(S0, R, mu);
  hand.go(R, P1, b);
  hand.go(R, V, l);
  hand.go(V, F1, b);
  hand.go(V, R, mu);
  hand.go(F1, P1, mu);
  hand.go(F0, P0, mu);
  // Both are down, and the crew has begun with the first (S) or with the second (F).
  for (const auto& [second, first, both_s, both_f] : {std::tuple(S1, F1, D1S, D1F), {S0, F0, D0S, D0F}}) {
    hand.go(second, both_s, l);
    hand.go(first, both_f, l);
    hand.go(both_s, first, mu);
    hand.go(both_f, second, mu);
  }
  check(model, hand, 24);
}
