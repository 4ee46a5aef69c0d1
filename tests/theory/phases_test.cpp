// SPDX-License-Identifier: Apache-2.0
// Times that are made of exponential phases: a gamma of whole shape passes them in a row, a mixture draws one of some. The
// engine's chain and the simulation against chains by hand, over components, clocks and phases.
#include "tests/theory/hand_chain.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Distribution gamma_h(double shape, double mean_h) {
  return Distribution::gamma_shape_mean(shape, hours(mean_h));
}

/// Short with probability `share`, else long.
Distribution either_h(double share, double short_h, double long_h) {
  return Distribution::mixture({{share, exponential_h(short_h)}, {1 - share, exponential_h(long_h)}});
}

}  // namespace

// U: both are up; a, b: one is down, and its repair is in its first or second phase, each passed at 2 mu; A, B: so are both, one waits.
TEST_CASE("A repair in two phases under one crew is a chain of five states", "[theory]") {
  Model model = k_of_n(2, 1, exponential_h(1 / lambda), gamma_h(2, 1 / mu));
  one_crew(model);
  enum { U, a, b, A, B };
  Hand hand(5, {0, 0, 0, 1, 1});
  hand.go(U, a, 2 * lambda);
  hand.go(a, b, 2 * mu);
  hand.go(b, U, 2 * mu);
  hand.go(a, A, lambda);
  hand.go(b, B, lambda);
  hand.go(A, B, 2 * mu);
  hand.go(B, a, 2 * mu);
  check(model, hand, 1, 200);
  CHECK(exact(model).states == 5);
}

// Units of which some are frail (f), others not (s), anew after each repair: the phases of those that run, or N, none does. Who is frail
// at first is chance, so that nothing is told of the beginning.
TEST_CASE("Lives that are a mixture are a chain of six states under one crew", "[theory]") {
  const double p = 0.3, frail = 1.0 / 20, sound = 1.0 / 150;
  Model model = k_of_n(2, 1, either_h(p, 1 / frail, 1 / sound), exponential_h(1 / mu));
  one_crew(model);
  enum { ff, fs, ss, f, s, N };
  Hand hand(6, {0, 0, 0, 0, 0, 1});
  hand.go(ff, f, 2 * frail);
  hand.go(fs, s, frail);
  hand.go(fs, f, sound);
  hand.go(ss, s, 2 * sound);
  hand.go(f, N, frail);
  hand.go(s, N, sound);
  hand.go(f, ff, mu * p);
  hand.go(f, fs, mu * (1 - p));
  hand.go(s, fs, mu * p);
  hand.go(s, ss, mu * (1 - p));
  hand.go(N, f, mu * p);
  hand.go(N, s, mu * (1 - p));
  const MarkovReview chain = exact(model, "component system", {kHour});
  CHECK(chain.states == 6);
  CHECK_THAT(*chain.unmet, WithinRel(hand.unmet(), 1e-9));
  CHECK_THAT(chain.outages_per_year, WithinRel(hand.outages_per_h() * 8766, 1e-9));
  const Outages seen = outages(model, 100'000, 100, down("component system"), 3);
  CHECK_THAT(chain.mean_time_to_first_outage_s, WithinAbs(seen.first_h.mean * kHour, 4 * seen.first_h.error * kHour));
  // One unit alone is up for longer than t with p exp(-frail t) + (1 - p) exp(-sound t).
  Model one = k_of_n(1, 1, model.faults.front().mttf.value(), exponential_h(1 / mu));
  one.faults.front().repair.reset();
  const MarkovReview alone = exact(one, "component system", {100 * kHour});
  CHECK_THAT(alone.moments[0].outage,
             WithinRel(1 - p * std::exp(-frail * 100) - (1 - p) * std::exp(-sound * 100), 1e-9));
  CHECK_THAT(alone.mean_time_to_first_outage_s, WithinRel((p / frail + (1 - p) / sound) * kHour, 1e-9));
  CHECK_THAT(seen.loss.mean, WithinAbs(hand.unmet(), 4 * seen.loss.error));
  CHECK(seen.loss.error < 0.02 * hand.unmet());
}

// Of ten failures nine are mended by a reboot (r: short, one waits: R), the tenth takes long (s, S).
TEST_CASE("A reboot that does not always help is a mixture, and under one crew a chain of five states", "[theory]") {
  const double p = 0.9, quick = 1.0, slow = 1.0 / 50;
  Model model = k_of_n(2, 1, exponential_h(1 / lambda), either_h(p, 1 / quick, 1 / slow));
  one_crew(model);
  enum { U, r, s, R, S };
  Hand hand(5, {0, 0, 0, 1, 1});
  hand.go(U, r, 2 * lambda * p);
  hand.go(U, s, 2 * lambda * (1 - p));
  hand.go(r, U, quick);
  hand.go(s, U, slow);
  hand.go(r, R, lambda);
  hand.go(s, S, lambda);
  for (const auto& [from, rate] : {std::pair{R, quick}, std::pair{S, slow}}) {
    hand.go(from, r, rate * p);
    hand.go(from, s, rate * (1 - p));
  }
  check(model, hand, 2, 400);
  CHECK(exact(model).states == 5);
}

// The core is repaired at once, at mu; what the edge has behind it of two phases stays. By core (up or not) and phase of the edge
// (0: up, 1, 2): state = phase + 3 if the core is down.
TEST_CASE("A repair that is put off goes on in the phase where it was", "[theory]") {
  Model model;
  model.topology.components = {
      {"system", 0, {{"any", {"component core", "component edge"}, 1}}}, {"core", 0, {}}, {"edge", 0, {}}};
  model.faults = {loss_by_chance("core", {"component core"}, exponential_h(1 / lambda), exponential_h(1 / mu)),
                  loss_by_chance("edge", {"component edge"}, exponential_h(1 / lambda), gamma_h(2, 2 / mu))};
  one_crew(model);
  model.crews[0].priority = {"core", "edge"};
  model.crews[0].preempts = true;
  Hand hand(6, {0, 0, 0, 0, 1, 1});
  for (const std::size_t phase : {0u, 1u, 2u}) {
    hand.go(phase, phase + 3, lambda);
    hand.go(phase + 3, phase, mu);
  }
  hand.go(0, 1, lambda);
  hand.go(3, 4, lambda);
  hand.go(1, 2, mu);
  hand.go(2, 0, mu);
  check(model, hand, 3, 200);
  CHECK(exact(model).states == 7);  // to wait and to be put off in the first phase are two, with the same future
}

// One serves and ages at full speed, the other stands by and ages at d; both live two phases, each passed at 2 lambda. A(i,j): the
// one that serves is in phase i, the other in j; L(i): one is left; D: none is.
TEST_CASE("A warm spare takes over with the age that it has", "[theory]") {
  const double d = 0.4, step = 2 * lambda;
  Model model = k_of_n(2, 1, gamma_h(2, 1 / lambda), exponential_h(1 / mu));
  model.faults.front().active = 1;
  model.faults.front().dormancy = d;
  const auto A = [](int i, int j) { return static_cast<std::size_t>(2 * (i - 1) + j - 1); };
  const auto L = [](int i) { return static_cast<std::size_t>(3 + i); };
  const std::size_t D = 6;
  Hand hand(7, {0, 0, 0, 0, 0, 0, 1});
  for (const int j : {1, 2}) {
    hand.go(A(1, j), A(2, j), step);
    hand.go(A(2, j), L(j), step);
    hand.go(A(j, 1), A(j, 2), d * step);
    hand.go(A(j, 2), L(j), d * step);
    hand.go(L(j), A(j, 1), mu);
  }
  hand.go(L(1), L(2), step);
  hand.go(L(2), D, step);
  hand.go(D, L(1), 2 * mu);
  check(model, hand, 4, 400);
}

TEST_CASE("One that lives three phases and is left lasts their sum, two in turn twice that", "[theory]") {
  Model one = k_of_n(1, 1, gamma_h(3, 100), exponential_h(1));
  one.faults.front().repair.reset();
  const MarkovReview alone = exact(one, "component system", {50 * kHour});
  CHECK_THAT(alone.mean_time_to_first_outage_s, WithinRel(100 * kHour, 1e-9));
  const double x = 1.5;  // 50 h of three phases of 100/3 h
  CHECK_THAT(alone.moments[0].unmet, WithinRel(1 - std::exp(-x) * (1 + x + x * x / 2), 1e-9));
  Model two = k_of_n(2, 1, gamma_h(3, 100), exponential_h(1));
  two.faults.front().repair.reset();
  two.faults.front().active = 1;
  CHECK_THAT(exact(two).mean_time_to_first_outage_s, WithinRel(200 * kHour, 1e-9));
}

// B: both serve; u, v: one has failed, and nobody knows for two phases, each passed at 2n; S: it is left out and repaired; D: both are
// down.
TEST_CASE("A failure may be noticed in phases", "[theory]") {
  const double n = 1;
  Model model = k_of_n(2, 1, exponential_h(1 / lambda), exponential_h(1 / mu));
  TakeoverSpec takeover{gamma_h(2, 1 / n)};
  takeover.serving = Serving::all;
  model.topology.components.front().needs.front().takeover = takeover;
  one_crew(model);
  enum { B, u, v, S, D };
  Hand hand(5, {0, 1, 1, 0, 1});
  hand.go(B, u, 2 * lambda);
  hand.go(u, v, 2 * n);
  hand.go(v, S, 2 * n);
  hand.go(S, B, mu);
  for (const auto state : {u, v, S}) hand.go(state, D, lambda);
  hand.go(D, S, mu);
  check(model, hand, 5, 100);
  CHECK(exact(model).states == 5);
}

// Three that age, of which one serves: who is next goes by name, whatever its age. The figures are of a solver of its own.
TEST_CASE("Members that age are told apart where who is next goes by name", "[theory]") {
  Model over = k_of_n(3, 1, gamma_h(2, 100), exponential_h(50));
  over.topology.components.front().needs.front().takeover = TakeoverSpec{fixed_h(0), exponential_h(2)};
  CHECK_THAT(*exact(over).unmet, WithinRel(0.054513, 1e-5));
  CHECK_THAT(exact(over).outages_per_year, WithinRel(99.1396, 1e-5));
  Model turns = k_of_n(3, 1, gamma_h(2, 100), exponential_h(50));
  turns.faults.front().active = 1;
  turns.faults.front().dormancy = 0.5;
  CHECK_THAT(*exact(turns).unmet, WithinRel(0.0234524, 1e-5));
  CHECK_THAT(exact(turns).outages_per_year, WithinRel(12.3350, 1e-5));
}

TEST_CASE("What is made of no exponential phases has no chain, and the reason is told", "[theory]") {
  const auto refused = [](const Distribution& mttf, const Distribution& repair) {
    Model model = k_of_n(2, 1, mttf, repair);
    one_crew(model);
    ObjectiveSpec promise{"system"};
    promise.components = {"component system"};
    promise.success = 1;
    return markov_review(model, promise, {}).refused;
  };
  const Distribution plain = exponential_h(10);
  CHECK(refused(plain, gamma_h(2.5, 10)) == "the repair of unit is neither exponential nor made of exponential phases");
  CHECK(refused(plain, Distribution::mixture({{0.5, plain}, {0.5, fixed_h(1)}})) ==
        "the repair of unit is neither exponential nor made of exponential phases");
  CHECK(refused(Distribution::weibull_shape_mean(2, hours(10)), plain) ==
        "the time to failure of unit is neither exponential nor made of exponential phases");
  CHECK(refused(plain, Distribution::gamma_mean_cv(hours(10), 0.7071068)).empty());
}

// Units that wear out in phases, are found, mended and replaced in phases, perhaps break otherwise too; another seed for each.
TEST_CASE("Chain and simulation agree on phases, whatever is said of faults and crews", "[theory]") {
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    INFO("seed " << seed);
    Draws dice({seed, 99}, 0);
    const auto real = [&](double from, double to) { return from + dice.uniform() * (to - from); };
    const auto repair = [&](double mean) {
      const double which = dice.uniform();
      return which < 0.4   ? gamma_h(which < 0.2 ? 2 : 3, mean)
             : which < 0.8 ? either_h(0.8, mean / 2, 3 * mean)
                           : exponential_h(mean);
    };
    const int n = 2 + static_cast<int>(dice.uniform() * 2), k = n > 2 && dice.chance(0.5) ? 2 : 1;
    Model model =
        k_of_n(n, k, dice.chance(0.5) ? gamma_h(2, real(40, 80)) : exponential_h(real(40, 80)), repair(real(4, 10)));
    model.faults.reserve(3);
    FaultSpec& wear = model.faults.front();
    if (dice.chance(0.3)) wear.acceleration = {1, real(0.5, 3)};
    if (dice.chance(0.3)) wear.active = k;
    if (wear.active > 0 && dice.chance(0.5)) wear.dormancy = real(0.1, 0.9);
    if (wear.active > 0 && dice.chance(0.5)) wear.starts = real(0.7, 1);
    if (dice.chance(0.4)) wear.found = repair(real(0.5, 3));
    if (wear.active == 0 && dice.chance(0.6)) add_troubles(model, n, dice.chance(0.5));
    if (wear.active == 0 && dice.chance(0.5)) {
      TakeoverSpec takeover{fixed_h(0), repair(real(0.3, 2)), {real(0.6, 1)}};
      if (dice.chance(0.5)) takeover.notice = repair(real(0.3, 2));
      if (dice.chance(0.5)) takeover.uncovered = repair(real(1, 4));
      if (dice.chance(0.5)) takeover.serving = Serving::all;
      if (takeover.serving == Serving::needed && dice.chance(0.5)) takeover.fail_back = repair(real(0.3, 1));
      model.topology.components.front().needs.front().takeover = takeover;
    }
    if (dice.chance(0.7)) one_crew(model);
    if (!model.crews.empty()) {
      CrewSpec& crew = model.crews.front();
      if (dice.chance(0.3)) crew.inspect = exponential_h(1);
      if (dice.chance(0.3)) crew.preempts = true;
      if (crew.preempts) crew.priority = {model.faults.back().name, wear.name};
      if (crew.preempts && model.faults.size() == 1) crew.priority = {wear.name};
      if (!crew.preempts && dice.chance(0.3)) crew.batch = true;
    }
    const MarkovReview review = exact(model);
    const Outages seen = outages(model, 20'000, 30, down("component system"), seed);
    CHECK_THAT(seen.loss.mean, WithinAbs(*review.unmet, 4 * seen.loss.error));
    CHECK_THAT(seen.per_8760h.mean, WithinAbs(review.outages_per_year * 8760 / 8766, 4 * seen.per_8760h.error));
    CHECK_THAT(seen.heals_per_h.mean, WithinAbs(review.repairs_per_s * kHour, 4 * seen.heals_per_h.error));
    CHECK(seen.loss.error < 0.15 * seen.loss.mean);
  }
}
