// SPDX-License-Identifier: Apache-2.0
// Shocks: what strikes several at once and leaves each to be repaired by itself, against chains by hand and the engine's chain.
#include "tests/theory/hand_chain.hpp"
#include "tests/theory/measured.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Strikes `any` of the units u/1 ... u/n (0: each by itself), which are repaired as `unit`.
FaultSpec shock_of(const std::string& name, int n, int any, const Distribution& mttf) {
  FaultSpec out = loss_by_chance(name, unit_names("u", n), mttf, exponential_h(1 / mu));
  out.any = any;
  out.repaired_as = {"unit"};
  return out;
}

}  // namespace

// With a beta factor b: U -2(1-b) lambda-> S   U -b lambda-> D   S -lambda-> D   S -mu-> U   D -r mu-> S   r crews. Were the set repaired as one,
// D would go to U.
TEST_CASE("Two units of a common cause that are repaired one by one are a chain of three states", "[theory]") {
  const double b = 0.2;
  for (const int crews : {1, 2}) {
    Model model = k_of_n(2, 1, exponential_h(1 / ((1 - b) * lambda)), exponential_h(1 / mu));
    model.faults.front().crew = "crew";
    model.crews = {{"crew", crews}};
    model.faults.push_back(shock_of("unit-common", 2, 2, exponential_h(1 / (b * lambda))));
    Hand hand(3, {0, 0, 1});
    enum { U, S, D };
    hand.go(U, S, 2 * (1 - b) * lambda);
    hand.go(U, D, b * lambda);
    hand.go(S, D, lambda);
    hand.go(S, U, mu);
    hand.go(D, S, crews * mu);
    check(model, hand, static_cast<std::uint64_t>(crews), 200);
    CHECK(exact(model).states == 3);
  }
}

// By how many are down. A shock (s) strikes two of three, each pair alike: of those that are up all fail.
TEST_CASE("A shock that draws two of three strikes those of them that are up", "[theory]") {
  const double s = lambda / 2;
  Model model = k_of_n(3, 2, exponential_h(1 / lambda), exponential_h(1 / mu));
  model.faults.push_back(shock_of("shock", 3, 2, exponential_h(1 / s)));
  Hand hand(4, {0, 0, 1, 1});
  hand.go(0, 1, 3 * lambda);
  hand.go(0, 2, s);
  hand.go(1, 2, 2 * lambda + s * 2 / 3);
  hand.go(1, 3, s / 3);
  hand.go(2, 3, lambda + s * 2 / 3);
  for (const std::size_t down : {1u, 2u, 3u}) hand.go(down, down - 1, static_cast<double>(down) * mu);
  const Outages seen = outages(model, 20'000, 100, down("component system"));
  check(seen.loss, hand.unmet(), 0.02);
  check(seen.per_8760h, hand.outages_per_h() * 8760, 0.02);
}

namespace {

FaultSpec struck_first(std::vector<std::string> targets) {
  FaultSpec start = shock_of("start", static_cast<int>(targets.size()), 0, exponential_h(1));
  start.targets = std::move(targets);
  start.mttf.reset();
  start.at = Duration::zero();
  return start;
}

}  // namespace

// From down at 0 the probability to be down is q + (1 - q) e^(-r t), with r = lambda + mu and q = lambda/r; its mean until T.
TEST_CASE("A shock at an instant leaves a unit to begin down", "[theory]") {
  Model model = k_of_n(1, 1, exponential_h(1 / lambda), exponential_h(1 / mu));
  model.faults.push_back(struck_first({"component u/1"}));
  const double r = lambda + mu, q = lambda / r, T = 20;
  const double mean = q + (1 - q) * (1 - std::exp(-r * T)) / (r * T);
  check(outages(model, T, 20'000, down("component system")).loss, mean, 0.02);
  const MarkovReview chain = exact(model, "component system", {T * kHour});
  CHECK_THAT(chain.moments[0].unmet, WithinRel(q + (1 - q) * std::exp(-r * T), 1e-9));
  CHECK_THAT(chain.moments[0].mean_unmet, WithinRel(mean, 1e-9));
  CHECK_THAT(chain.moments[0].outages, WithinRel(1 + lambda * T * (1 - mean), 1e-9));  // with the one that it begins in
  CHECK_THAT(*chain.unmet, WithinRel(q, 1e-9));
  CHECK(chain.mean_time_to_first_outage_s == 0);
}

// Of two units one is left to serve: h1 = (1 + mu h0)/(lambda + mu), h0 = 1/(2 lambda) + h1, so that h1 = 1/lambda + mu/(2 lambda^2).
// A cold spare is asked to serve at once, and is all that is left: the same from there, but that h0 = 1/lambda + h1.
TEST_CASE("The first outage of a pair that begins with one unit is told from there", "[theory]") {
  Model pair = k_of_n(2, 1, exponential_h(1 / lambda), exponential_h(1 / mu));
  Model spare = pair;
  spare.faults.front().active = 1;
  const double both = 1 / lambda + mu / (2 * lambda * lambda), one = 1 / lambda + mu / (lambda * lambda);
  CHECK_THAT(exact(pair).mean_time_to_first_outage_s, WithinRel((both + 1 / (2 * lambda)) * kHour, 1e-9));
  for (const auto& [model, truth] : {std::pair(&pair, both), {&spare, one}}) {
    model->faults.push_back(struck_first({"component u/1"}));
    CHECK_THAT(exact(*model).mean_time_to_first_outage_s, WithinRel(truth * kHour, 1e-9));
    const Outages seen = outages(*model, 20 * truth, 2'000, down("component system"), 5);
    CHECK_THAT(seen.first_h.mean, WithinAbs(truth, 4 * seen.first_h.error));
  }
}

// Struck first, and repaired in one of two ways: half begin in the one, half in the other, and both are solved by hand.
TEST_CASE("A beginning that chance decides is each of its ways by its chance", "[theory]") {
  Model model = k_of_n(1, 1, exponential_h(1 / lambda), exponential_h(1 / mu));
  model.faults.front().repair = Distribution::mixture({{0.5, exponential_h(1)}, {0.5, exponential_h(19)}});
  model.faults.push_back(struck_first({"component u/1"}));
  const MarkovReview chain = exact(model, "component system", {kHour});
  REQUIRE(chain.moments.size() == 1);
  double unmet = 0;
  for (const double first : {1.0, 1.0 / 19}) {
    Hand hand(3, {1, 1, 0});  // repaired as it begins, repaired in the other way, up
    const double other = first == 1 ? 1.0 / 19 : 1;
    hand.go(0, 2, first);
    hand.go(1, 2, other);
    hand.go(2, 0, lambda / 2);
    hand.go(2, 1, lambda / 2);
    unmet += hand.unmet_at(1) / 2;
  }
  CHECK_THAT(chain.moments[0].unmet, WithinRel(unmet, 1e-7));
  CHECK(chain.moments[0].outage == 1);
  CHECK(chain.mean_time_to_first_outage_s == 0);
  CHECK_THAT(*chain.unmet, WithinRel(10 / (1 / lambda + 10), 1e-9));
}

// What is struck together comes into the line by name. The figures are of a solver of its own.
TEST_CASE("Units that a shock strikes are told apart where their order in a line matters", "[theory]") {
  Model serving = k_of_n(3, 2, exponential_h(400), exponential_h(10));
  serving.topology.components.front().needs.front().takeover = TakeoverSpec{fixed_h(0), exponential_h(4)};
  serving.faults.push_back(shock_of("shock", 3, 2, exponential_h(100)));
  serving.faults.back().targets = {"component u/2", "component u/3"};
  one_crew(serving);
  CHECK_THAT(*exact(serving).unmet, WithinRel(0.115286, 1e-5));
  CHECK_THAT(exact(serving).outages_per_year, WithinRel(116.331, 1e-5));
  Model weighing = k_of_n(3, 3, exponential_h(400), exponential_h(10));
  weighing.topology.components.front().needs.front().weights = {1, 2, 1};
  weighing.faults.push_back(shock_of("shock", 3, 3, exponential_h(100)));
  one_crew(weighing);
  CHECK_THAT(*exact(weighing).unmet, WithinRel(0.204851, 1e-5));
}

// Units of which all, pairs, or single ones are struck, with all that may be said of their repair; another seed for each.
TEST_CASE("Chain and simulation agree on shocks, whatever is said of repairs", "[theory]") {
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    INFO("seed " << seed);
    Draws dice({seed, 97}, 0);
    const auto real = [&](double from, double to) { return from + dice.uniform() * (to - from); };
    const int n = 2 + static_cast<int>(dice.uniform() * 2), k = n > 2 && dice.chance(0.5) ? 2 : 1;
    Model model = k_of_n(n, k, exponential_h(real(60, 120)), exponential_h(real(3, 8)));
    model.faults.reserve(6);
    FaultSpec& unit = model.faults.front();
    if (dice.chance(0.3)) unit.acceleration = {1, real(0.5, 3)};
    if (dice.chance(0.3)) unit.found = exponential_h(real(0.5, 3));
    if (dice.chance(0.3)) {
      TakeoverSpec takeover{fixed_h(0), exponential_h(1), {real(0.6, 1)}};
      if (dice.chance(0.5)) takeover.notice = exponential_h(1);
      if (dice.chance(0.5)) takeover.serving = Serving::all;
      model.topology.components.front().needs.front().takeover = takeover;
    }
    model.faults.push_back(shock_of("shock-all", n, n, exponential_h(real(100, 300))));
    if (dice.chance(0.5)) {
      FaultSpec pair = shock_of("shock-pair", 2, 2, exponential_h(real(100, 300)));
      if (dice.chance(0.5)) pair.only_while = {"component system"};
      model.faults.push_back(pair);
    }
    if (dice.chance(0.5)) model.faults.push_back(shock_of("shock-single", n, 0, exponential_h(real(200, 400))));
    if (dice.chance(0.3)) add_troubles(model, n, dice.chance(0.5));
    if (dice.chance(0.5)) {
      model.crews = {{"crew"}};
      unit.crew = "crew";
    }
    const MarkovReview review = exact(model);
    const Outages seen = outages(model, 20'000, 40, down("component system"), seed);
    CHECK_THAT(seen.loss.mean, WithinAbs(*review.unmet, 4 * seen.loss.error));
    CHECK_THAT(seen.per_8760h.mean, WithinAbs(review.outages_per_year * 8760 / 8766, 4 * seen.per_8760h.error));
    CHECK_THAT(seen.heals_per_h.mean, WithinAbs(review.repairs_per_s * kHour, 4 * seen.heals_per_h.error));
    CHECK(seen.loss.error < 0.15 * seen.loss.mean);
  }
}

// A fails at l, and takes B along in a share p of its failures; B fails at k by itself; each is repaired by itself, at m and n. A shock that
// strikes both while A is up, beside what strikes A alone: UU, DU (A down), UD, DD.
TEST_CASE("A failure that takes something else along strikes both, each of which is repaired by its own rules",
          "[theory]") {
  const double l = 1.0 / 1000, p = 0.3, m = 1.0 / 10, k = 1.0 / 500, n = 1.0 / 5;
  Model model;
  model.topology.components = {
      {"a", 0, {}}, {"b", 0, {}}, {"system", 0, {{"either", {"component a", "component b"}, 1}}}};
  model.faults = {loss_by_chance("a", {"component a"}, exponential_h(1 / (l * (1 - p))), exponential_h(1 / m)),
                  loss_by_chance("along", {"component a", "component b"}, exponential_h(1 / (l * p)), exponential_h(1)),
                  loss_by_chance("b", {"component b"}, exponential_h(1 / k), exponential_h(1 / n))};
  FaultSpec& along = model.faults[1];
  along.any = 2;
  along.repaired_as = {"a", "b"};
  along.only_while = {"component a"};
  Hand hand(4, {0, 0, 0, 1});
  enum { UU, DU, UD, DD };
  hand.go(UU, DU, l * (1 - p));
  hand.go(UU, DD, l * p);
  hand.go(UU, UD, k);
  hand.go(DU, DD, k);
  hand.go(DU, UU, m);
  hand.go(UD, DD, l);
  hand.go(UD, UU, n);
  hand.go(DD, UD, m);
  hand.go(DD, DU, n);
  CHECK_THAT(hand.unmet(), WithinRel(0.00107295, 1e-5));
  check(model, hand, 6, 1000);
}

// Two kinds of failure of each of three units, and a shock of each unit that is both: either kind of failure is down until it is repaired.
TEST_CASE("A shock of several faults strikes each of its targets once, by all of them", "[theory]") {
  Model model = k_of_n(3, 2, exponential_h(300), exponential_h(10));
  model.faults.push_back(loss_by_chance("wreck", unit_names("u", 3), exponential_h(500), exponential_h(4)));
  model.faults.push_back(loss_by_chance("blow", unit_names("u", 3), exponential_h(400), exponential_h(1)));
  model.faults.back().repaired_as = {"unit", "wreck"};
  const MarkovReview review = exact(model);
  const Outages seen = outages(model, 20'000, 200, down("component system"), 9);
  CHECK_THAT(seen.loss.mean, WithinAbs(*review.unmet, 4 * seen.loss.error));
  CHECK_THAT(seen.per_8760h.mean, WithinAbs(review.outages_per_year * 8760 / 8766, 4 * seen.per_8760h.error));
  CHECK(seen.loss.error < 0.02 * seen.loss.mean);
}
