// SPDX-License-Identifier: Apache-2.0
// Weighted k of n: groups whose members count for their votes or capacities, held against sums over all states.
#include <fmt/format.h>

#include <map>
#include <vector>

#include "tests/theory/answers.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Unit {
  int weight;
  double down;
};

// The probability that what is up weighs less than `needed`: unit by unit, how likely each weight is.
double too_light(const std::vector<Unit>& units, int needed) {
  std::map<int, double> by_weight{{0, 1.0}};
  for (const auto& [weight, down] : units) {
    std::map<int, double> next;
    for (const auto& [sum, p] : by_weight) {
      next[sum] += p * down;
      next[sum + weight] += p * (1 - down);
    }
    by_weight = std::move(next);
  }
  double out = 0;
  for (const auto& [sum, p] : by_weight)
    if (sum < needed) out += p;
  return out;
}

// A plant of components c-0, c-1, ..., each with its own weight and unavailability.
std::string plant(const std::vector<Unit>& units, int needed, const std::string& more = "") {
  std::string components, members, weights, faults;
  for (std::size_t i = 0; i < units.size(); ++i) {
    components += fmt::format("  c-{}: {{}}\n", i);
    members += fmt::format("{}component c-{}", i == 0 ? "" : ", ", i);
    weights += fmt::format("{}component c-{}: {}", i == 0 ? "" : ", ", i, units[i].weight);
    faults +=
        fmt::format("  f-{}: {{kind: component_loss, target: component c-{}, unavailability: {}, repair: 1h{}}}\n", i,
                    i, units[i].down, more);
  }
  return fmt::format(
      "bulkhead: 1\nname: plant\ncomponents:\n{}  plant: {{needs: {{units: {{target: [{}], at_least: {}, weights: "
      "{{{}}}}}}}}}\nobjectives: {{plant: {{success: 100%, quiet: 0s}}}}\nfaults:\n{}run: {{horizon: 365d, "
      "replications: 40, seed: 3}}\n",
      components, members, needed, weights, faults);
}

}  // namespace

// Three members of weights 2, 6 and 4, and 5 are needed: the second alone, or the first and the third together. With
// unavailabilities 0.1, 0.2, 0.3 it fails with 0.2 x (1 - 0.9 x 0.7) = 0.2 x 0.37 = 0.074.
TEST_CASE("Three members of unequal weight hold as the sum over their states says", "[theory]") {
  const std::vector<Unit> units{{2, 0.1}, {6, 0.2}, {4, 0.3}};
  CHECK_THAT(too_light(units, 5), WithinRel(0.074, 1e-12));
  const Model model = model_of(plant(units, 5));
  const QuestionReview plant = question(model, "plant", 3);
  CHECK_THAT(*plant.unavailability, WithinRel(0.074, 1e-12));
  // Minimal cuts: the second with the first, and the second with the third; besides, the plant itself, which no fault strikes.
  CHECK(plant.cut_sets_by_order == std::vector<std::uint64_t>{0, 0, 2, 0});
  REQUIRE(plant.markov);
  CHECK_THAT(plant.markov->down, WithinRel(0.074, 1e-9));
  const Lost lost = simulated(model, 40, 7).at("plant");
  CHECK(std::abs(lost.mean - 0.074) <= 4 * lost.error);
}

// Birnbaum's importance, P(fails | it is down) - P(fails | it is up): of the second 1 - 0.9 x 0.7 = 0.37; of the first, which matters
// where the second is down and the third up, 0.2 x 0.7 = 0.14; of the third 0.2 x 0.9.
TEST_CASE("Members are as important as their weights make them", "[theory]") {
  const QuestionReview one = question(model_of(plant({{2, 0.1}, {6, 0.2}, {4, 0.3}}, 5)), "plant");
  std::map<std::string, double> birnbaum;
  for (const NamedImportance& event : one.importance) birnbaum[event.event] = event.of.birnbaum;
  CHECK_THAT(birnbaum.at("component c-1"), WithinRel(0.37, 1e-12));
  CHECK_THAT(birnbaum.at("component c-0"), WithinRel(0.14, 1e-12));
  CHECK_THAT(birnbaum.at("component c-2"), WithinRel(0.2 * 0.9, 1e-12));
}

TEST_CASE("Many members of random weights hold as the sum over their states says, exactly and by the chain",
          "[theory]") {
  std::uint64_t state = 88172645463325252ull;
  const auto below = [&](std::uint64_t n) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return static_cast<int>(state % n);
  };
  for (int round = 0; round < 12; ++round) {
    std::vector<Unit> units;
    int all = 0;
    for (int i = 0; i < 3 + round; ++i) {
      units.push_back({1 + below(round % 2 == 0 ? 5 : 900'000), 0.01 + 0.02 * below(20)});
      all += units.back().weight;
    }
    const int needed = 1 + below(static_cast<std::uint64_t>(std::min(all, 1'000'000)));
    CAPTURE(round, needed, all);
    const QuestionReview one = question(model_of(plant(units, needed)), "plant");
    CHECK_THAT(*one.unavailability, WithinAbs(too_light(units, needed), 1e-13));
    if (one.markov) CHECK_THAT(one.markov->down, WithinRel(*one.unavailability, 1e-7));
  }
}

// 200 members of weight 5, of which 900 must be up, are 180 of 200 equal ones: with q = 1 % more than twenty down.
TEST_CASE("A large set of equal weights is as good as one without weights", "[theory]") {
  const std::string head =
      "bulkhead: 1\nname: large\ncomponents: {c: {count: 200}, plant: {needs: {units: {target: component c, ";
  const std::string tail =
      "}}}}\nobjectives: {plant: {success: 100%, quiet: 0s}}\nfaults: {f: {kind: component_loss, target: component c, "
      "unavailability: 1%, repair: 1h}}\n";
  const auto failed = [&](const std::string& group) {
    return *question(model_of(head + group + tail), "plant", 1).unavailability;
  };
  double more_than_20 = 0;
  for (int down = 21; down <= 200; ++down)
    more_than_20 += std::exp(std::lgamma(201.0) - std::lgamma(down + 1.0) - std::lgamma(201.0 - down) +
                             down * std::log(0.01) + (200 - down) * std::log(0.99));
  CHECK_THAT(failed("at_least: 900, weights: {component c: 5}"), WithinRel(more_than_20, 1e-9));
  CHECK_THAT(failed("at_least: 180"), WithinRel(more_than_20, 1e-9));
  // 100 of weight 1 and 100 of weight 3, 400 in all, and 380 are needed: more than 20 down by weight.
  std::vector<Unit> units(100, {1, 0.01});
  units.insert(units.end(), 100, {3, 0.01});
  CHECK_THAT(failed("at_least: 380, weights: {component c/1*: 1, component c/0*: 3, component c/200: 1}"),
             WithinRel(too_light(
                           [&] {
                             std::vector<Unit> named(101, {1, 0.01});   // 100 to 199, and 200
                             named.insert(named.end(), 99, {3, 0.01});  // 001 to 099
                             return named;
                           }(),
                           380),
                       1e-9));
}

// Two of three in parallel repair: with one crew the chain of states (a up?, b up?, c up?) must tell members of unequal weight
// apart. Weights 2, 1, 1, and 2 are needed: down only with the first down and one other. Rates l = 1/9 an hour, m = 1.
TEST_CASE("With one crew the chain tells members of unequal weight apart", "[theory]") {
  std::string text = plant({{2, 0.1}, {1, 0.1}, {1, 0.1}}, 2);
  for (std::size_t at; (at = text.find("unavailability: 0.1, repair: 1h")) != std::string::npos;)
    text.replace(at, 31, "mttf: 9h, repair: 1h, crew: one");
  const Model model = model_of(text + "crews: {one: {}}\n");
  const QuestionReview one = question(model, "plant");
  REQUIRE(one.markov);
  const Lost lost = simulated(model, 60, 11).at("plant");
  CHECK(std::abs(lost.mean - one.markov->down) <= 4 * lost.error);
  // In the line of one crew the order of arrival matters not for who is down: all permutations are alike. By number down of
  // three equals: p0, p1 = 3 x p0, p2 = 6 x^2 p0, p3 = 6 x^3 p0 with x = 1/9; of two down the first is one with 2/3.
  const double x = 1.0 / 9, sum = 1 + 3 * x + 6 * x * x + 6 * x * x * x;
  CHECK_THAT(one.markov->down, WithinRel((6 * x * x * 2 / 3 + 6 * x * x * x) / sum, 1e-9));
}
