// SPDX-License-Identifier: Apache-2.0
// Crews that have a way to go, repairs that go by how many are down, spares that fail unseen, and replacement before failure:
// closed forms and chains by hand, solved here, beside the engine's chain and the simulation.
#include "tests/theory/hand_chain.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

// 0: the crew is away; Ti: it is on its way, i are down; Ri: it repairs one of i.
//   0 -2 lambda-> T1 -lambda-> T2   T1 -t-> R1   T2 -t-> R2   R1 -mu-> 0   R1 -lambda-> R2   R2 -mu-> R1
TEST_CASE("A crew that has a way to go when it was idle is a chain of five states", "[theory]") {
  const double t = 0.25;
  Model model = k_of_n(2, 1, exponential_h(1 / lambda), exponential_h(1 / mu));
  one_crew(model);
  model.crews.front().travel = exponential_h(1 / t);
  Hand hand(5, {0, 0, 1, 0, 1});
  enum { Z, T1, T2, R1, R2 };
  hand.go(Z, T1, 2 * lambda);
  hand.go(T1, T2, lambda);
  hand.go(T1, R1, t);
  hand.go(T2, R2, t);
  hand.go(R1, Z, mu);
  hand.go(R1, R2, lambda);
  hand.go(R2, R1, mu);
  check(model, hand, 1, 250);
  CHECK(exact(model).states == 5);
}

// Of three, i that are down are repaired i^2 mu an hour: p1 = 3 lambda/mu, p2 = p1 2 lambda/(4 mu), p3 = p2 lambda/(9 mu), of p0.
TEST_CASE("Repairs that go faster the more are down are a birth and death chain", "[theory]") {
  Model model = k_of_n(3, 2, exponential_h(1 / lambda), exponential_h(1 / mu));
  model.faults.front().repair_acceleration = {1, 2, 3};
  Hand hand(4, {0, 0, 1, 1});
  for (std::size_t down = 0; down < 3; ++down) {
    const auto i = static_cast<double>(down);
    hand.go(down, down + 1, (3 - i) * lambda);
    hand.go(down + 1, down, (i + 1) * (i + 1) * mu);
  }
  const double p1 = 3 * lambda / mu, p2 = p1 * 2 * lambda / (4 * mu), p3 = p2 * lambda / (9 * mu);
  CHECK_THAT(hand.unmet(), WithinRel((p2 + p3) / (1 + p1 + p2 + p3), 1e-12));
  check(model, hand, 2, 200);
  CHECK(exact(model).states == 4);
}

// U: one serves, a spare stands by; L: the spare has failed, and nobody knows; K: it is known, and is repaired; T: the one in
// service has failed, and is taken over from; D: both are down, and that is known, as who is asked to serve does not.
//   U -lambda-> T   U -d lambda-> L   L -f-> K   L -lambda-> D   K -mu-> U   K -lambda-> D
//   T -s-> K   T -mu-> U   T -d lambda-> D   D -2 mu-> K
TEST_CASE("A standby whose failure shows when it is tested or needed is a chain of five states", "[theory]") {
  const double d = 0.6, f = 0.02, s = 0.5;
  Model model = k_of_n(2, 1, exponential_h(1 / lambda), exponential_h(1 / mu));
  model.topology.components.front().needs.front().takeover = TakeoverSpec{fixed_h(0), exponential_h(1 / s)};
  FaultSpec& fault = model.faults.front();
  fault.standby = true;
  fault.dormancy = d;
  fault.found = exponential_h(1 / f);
  fault.found_of_spares = true;
  Hand hand(5, {0, 0, 0, 1, 1});
  enum { U, L, K, T, D };
  hand.go(U, T, lambda);
  hand.go(U, L, d * lambda);
  hand.go(L, K, f);
  hand.go(L, D, lambda);
  hand.go(K, U, mu);
  hand.go(K, D, lambda);
  hand.go(T, K, s);
  hand.go(T, U, mu);
  hand.go(T, D, d * lambda);
  hand.go(D, K, 2 * mu);
  check(model, hand, 3, 200);  // the engine's tells the two apart, as who is asked goes by name
  // Without a takeover spares take their turns at once: no T.
  Model at_once = model;
  at_once.topology.components.front().needs.front().takeover.reset();
  at_once.faults.front().standby = false;
  at_once.faults.front().active = 1;
  Hand turns(4, {0, 0, 0, 1});
  enum { U2, L2, K2, D2 };
  turns.go(U2, K2, lambda);
  turns.go(U2, L2, d * lambda);
  turns.go(L2, K2, f);
  turns.go(L2, D2, lambda);
  turns.go(K2, U2, mu);
  turns.go(K2, D2, lambda);
  turns.go(D2, K2, 2 * mu);
  check(at_once, turns, 4, 200);
}

// Tests every c find a spare that has failed: with nothing else to see it, and a primary that never fails, it is down for
// (c + r) - (1 - e^-lambda c)/lambda of c + r hours in the mean, as tests come again c after each repair only if r is a
// multiple of c. Here r = c: from one test after which it is good to the next such a test it fails with q = 1 - e^-lambda c within
// c, is found at its end, and is back c later, at a test: a round is c (1 + q) long, and up for (1 - e^-lambda c)/lambda of it.
TEST_CASE("A spare that tests at fixed times find is down as a renewal argument says", "[theory]") {
  const double c = 50, q = 1 - std::exp(-lambda * c);
  Model model = k_of_n(2, 1, exponential_h(1 / lambda), fixed_h(c));
  model.topology.components.front().needs.front().takeover = TakeoverSpec{fixed_h(0), exponential_h(1)};
  FaultSpec& fault = model.faults.front();
  fault.targets = {"component u/2"};
  fault.standby = true;
  fault.dormancy = 1;
  fault.found_every = Duration::hours(50);
  fault.found_of_spares = true;
  const Outages seen = outages(model, 20'000, 60, down("component u/2"), 5);
  CHECK_THAT(seen.loss.mean, WithinAbs(1 - q / lambda / (c * (1 + q)), 4 * seen.loss.error));
  CHECK(seen.loss.error < 0.02 * seen.loss.mean);
}

// Weibull of shape 2: E[min(X, T)] = mean erf(T/scale), F(T) = 1 - exp(-(T/scale)^2). A renewal takes F of a repair, or 1 - F of a
// replacement. R. Barlow, F. Proschan, "Mathematical Theory of Reliability", 1965, chapter 4 (age replacement).
TEST_CASE("Replacement at an age is available as the renewal theorem says", "[theory]") {
  const double mean = 1000, scale = mean / (std::sqrt(M_PI) / 2), age = 800, repair = 40, replacement = 5;
  Model model = k_of_n(1, 1, Distribution::weibull_shape_mean(2, Duration::hours(1000)), fixed_h(repair));
  model.faults.push_back(loss_by_chance("overhaul", {"component u/1"}, fixed_h(age), fixed_h(replacement)));
  for (FaultSpec& fault : model.faults) {
    fault.targets = {"component u/1"};
    fault.only_while = {"component u/1"};
  }
  model.faults.front().renews = {"overhaul"};
  model.faults.back().renews = {"unit"};
  const double failed = 1 - std::exp(-(age / scale) * (age / scale)), up = mean * std::erf(age / scale);
  const double out = failed * repair + (1 - failed) * replacement;
  const Outages seen = outages(model, 50'000, 60, down("component system"), 6);
  CHECK_THAT(seen.loss.mean, WithinAbs(out / (up + out), 4 * seen.loss.error));
  CHECK(seen.loss.error < 0.02 * seen.loss.mean);
  CHECK_THAT(seen.per_8760h.mean, WithinAbs(8760 / (up + out), 4 * seen.per_8760h.error));
}

// A, B: phases of life, each 1/w; F: failed; M: overhauled at any time while it is up, then as good as new.
//   A -w-> B   B -w-> F   F -mu-> A   A -m-> M   B -m-> M   M -r-> A
TEST_CASE("An overhaul that comes at any time and makes as good as new is a chain of four states", "[theory]") {
  const double w = 0.02, m = 0.03, r = 0.5;
  Model model = k_of_n(1, 1, Distribution::gamma_shape_mean(2, Duration::hours(100)), exponential_h(1 / mu));
  model.faults.push_back(loss_by_chance("overhaul", {"component u/1"}, exponential_h(1 / m), exponential_h(1 / r)));
  for (FaultSpec& fault : model.faults) {
    fault.targets = {"component u/1"};
    fault.only_while = {"component u/1"};
  }
  model.faults.back().renews = {"unit"};
  Hand hand(4, {0, 0, 1, 1});
  enum { A, B, F, M };
  hand.go(A, B, w);
  hand.go(B, F, w);
  hand.go(F, A, mu);
  hand.go(A, M, m);
  hand.go(B, M, m);
  hand.go(M, A, r);
  check(model, hand, 7);  // the engine's has five: in M it knows the phase that the overhaul ends
}

// While the crew is there, for w hours, the unit is down with d' = l (1 - d) - m d, and for the other 24 - w with d' = l (1 - d): from d0 as it
// comes, d1 = a + (d0 - a) E1 as it leaves, a = l/(l + m), E1 = e^-(l + m) w, and d0 = 1 - (1 - d1) E2, E2 = e^-l (24 - w), again.
TEST_CASE("A crew that works eight hours a day leaves what it is at for the night", "[theory]") {
  const double l = 1.0 / 200, m = 1.0 / 4, w = 8;
  const double a = l / (l + m), e1 = std::exp(-(l + m) * w), e2 = std::exp(-l * (24 - w));
  const double d0 = (1 - e2 + a * (1 - e1) * e2) / (1 - e1 * e2), d1 = a + (d0 - a) * e1;
  const double unmet = (a * w + (d0 - a) * (1 - e1) / (l + m) + (24 - w) - (1 - d1) * (1 - e2) / l) / 24;
  CHECK_THAT(unmet, WithinAbs(0.0643807, 1e-7));
  Model model = k_of_n(1, 1, exponential_h(1 / l), exponential_h(1 / m));
  one_crew(model);
  model.begins = Duration::hours(12);
  for (const auto& [from, to] : {std::pair(9, 17), {20, 4}}) {
    model.crews.front().from = Duration::hours(from);
    model.crews.front().to = Duration::hours(to);
    const Outages seen = outages(model, 100'000, 60, down("component system"), static_cast<std::uint64_t>(from));
    CHECK_THAT(seen.loss.mean, WithinAbs(unmet, 4 * seen.loss.error));
    CHECK(seen.loss.error < 0.01 * unmet);
  }
}

// Work of 20 h that begins at 12:00 of a day on which the crew is there from 9 to 17: 5 h, 8 h, and 7 h on the third day, until 16:00.
// It travels for the first hour.
TEST_CASE("A repair goes on in the morning where it was left", "[theory]") {
  for (const bool travels : {false, true}) {
    Model model = k_of_n(1, 1, exponential_h(1), fixed_h(travels ? 19 : 20));
    model.faults.front().mttf.reset();
    model.faults.front().at = Duration::hours(12);
    one_crew(model);
    model.crews.front().from = Duration::hours(9);
    model.crews.front().to = Duration::hours(17);
    if (travels) model.crews.front().travel = fixed_h(1);
    const Outages seen = outages(model, 100, 2, down("component system"));
    CHECK_THAT(seen.loss.mean * 100, WithinAbs(24 + 24 + 4, 1e-9));
  }
}

// Weibull of shape 2 and scale 1,000 h. As bad as old, repairs of no length leave a power-law process: (t/1000)^2 = 4 failures until 2,000 h.
// Kijima's model between: from the age a left, the next failure comes at the age sqrt(a^2 + 10^6 E), E exponential.
TEST_CASE("Repairs that restore a part of the age lie between as good as new and as bad as old", "[theory]") {
  double before = 0;
  for (const double restores : {1.0, 0.5, 0.0}) {
    Model model =
        k_of_n(1, 1, Distribution::weibull_shape_scale(2, Duration::hours(1000)), Distribution::fixed(Duration::s(1)));
    model.faults.front().restores = restores;
    const Outages seen = outages(model, 2'000, 4'000, down("component system"), 8);
    double expected = 0;
    Draws draws({8, 8}, 0);
    for (int run = 0; run < 20'000; ++run)
      for (double age = 0, t = 0;;) {
        const double next = std::sqrt(age * age - 1e6 * std::log(1 - draws.uniform()));
        t += next - age;
        if (t > 2000) break;
        expected += 1.0 / 20'000;
        age = next * (1 - restores);
      }
    if (restores == 0) CHECK_THAT(expected, WithinAbs(4, 0.06));
    const double per_run = seen.per_8760h.mean * 2000 / 8760, error = seen.per_8760h.error * 2000 / 8760;
    CHECK_THAT(per_run, WithinAbs(expected, 4 * error + 0.06));
    CHECK(per_run > before + 0.2);
    before = per_run;
  }
}

// Aged 500 h: P(life > 1000 | life > 500) = exp(-(1 - 1/4)).
TEST_CASE("A unit that has run for a time before has what is left of its life", "[theory]") {
  Model model = k_of_n(1, 1, Distribution::weibull_shape_scale(2, Duration::hours(1000)), exponential_h(1));
  model.faults.front().aged = Duration::hours(500);
  model.faults.front().repair.reset();
  const Outages seen = outages(model, 500, 20'000, down("component system"), 9);
  const double alone = 1 - std::exp(-0.75), failed = seen.per_8760h.mean * 500 / 8760;
  CHECK_THAT(failed, WithinAbs(alone, 4 * seen.per_8760h.error * 500 / 8760));
  CHECK(seen.per_8760h.error < 0.02 * seen.per_8760h.mean);
}

TEST_CASE("Chain and simulation agree on ways, paces of repair, hidden spares and overhauls, whatever is said",
          "[theory]") {
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    INFO("seed " << seed);
    Draws dice({seed, 97}, 0);
    const auto real = [&](double from, double to) { return from + dice.uniform() * (to - from); };
    const int n = 2 + static_cast<int>(dice.uniform() * 2), k = n > 2 && dice.chance(0.5) ? 2 : 1;
    Model model = k_of_n(n, k, exponential_h(real(30, 80)), exponential_h(real(3, 10)));
    add_troubles(model, n, dice.chance(0.5));
    FaultSpec &unit = model.faults.front(), &wreck = model.faults.back();
    if (dice.chance(0.6)) {
      TakeoverSpec takeover{fixed_h(0), exponential_h(real(0.2, 3)), {dice.chance(0.5) ? 1 : real(0.5, 1)}};
      if (dice.chance(0.5)) takeover.notice = exponential_h(real(0.2, 2));
      if (dice.chance(0.3)) takeover.fail_back = exponential_h(real(0.2, 1));
      model.topology.components.front().needs.front().takeover = takeover;
      unit.standby = true;
    } else {
      unit.active = k;
    }
    unit.dormancy = real(0.2, 1);
    unit.found = exponential_h(real(5, 50));
    unit.found_of_spares = dice.chance(0.8);
    if (dice.chance(0.4)) unit.starts = real(0.5, 1);
    for (FaultSpec* fault : {&unit, &wreck})
      if (dice.chance(0.5)) fault->repair_acceleration = {1, real(0.5, 3)};
    if (n == 2 && dice.chance(0.6)) {
      wreck.mttf = Distribution::gamma_shape_mean(2, Duration::hours(90));
      model.faults.push_back(loss_by_chance("zeal", unit_names("u", n), exponential_h(60), exponential_h(1)));
      model.faults.back().renews = {"wreck"};
    }
    if (dice.chance(0.7)) {
      one_crew(model);
      if (dice.chance(0.7)) model.crews.front().travel = exponential_h(real(1, 6));
      if (dice.chance(0.3)) model.crews.front().begins_at = 2;
    }
    const MarkovReview review = exact(model);
    const Outages seen = outages(model, 20'000, 25, down("component system"), seed);
    CHECK_THAT(seen.loss.mean, WithinAbs(*review.unmet, 4 * seen.loss.error));
    CHECK_THAT(seen.per_8760h.mean, WithinAbs(review.outages_per_year * 8760 / 8766, 4 * seen.per_8760h.error));
    CHECK_THAT(seen.heals_per_h.mean, WithinAbs(review.repairs_per_s * kHour, 4 * seen.heals_per_h.error));
    CHECK(seen.loss.error < 0.08 * seen.loss.mean);
  }
}
