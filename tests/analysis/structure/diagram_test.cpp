// SPDX-License-Identifier: Apache-2.0
// Decision diagrams against every combination of events, on random functions and on small ones by arithmetic.
#include "analysis/structure/diagram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "analysis/structure/cut_sets.hpp"
#include "sim/random.hpp"
#include "tests/analysis/structure/enumeration.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// A function of `events` events, with or without negations.
class RandomFormula {
 public:
  RandomFormula(std::uint64_t seed, int events, bool coherent) : draws_(stream_key(seed, 0, 99, 1), 0) {
    for (int e = 0; e < events; ++e)
      nodes_.push_back(formula.event("e" + std::to_string(e), 0.05 + 0.9 * draws_.uniform()));
    const auto leaves = nodes_.size();
    for (int g = 0; g < 8; ++g) nodes_.push_back(gate(coherent));
    top = nodes_.back();
    for (std::size_t n = leaves; n < nodes_.size(); ++n)
      top = formula.any({top, formula.all({nodes_[n], nodes_[n - 1]})});
  }

  Formula formula;
  FormulaId top = 0;

 private:
  std::size_t below(std::size_t n) {
    return std::min(n - 1, static_cast<std::size_t>(draws_.uniform() * static_cast<double>(n)));
  }

  FormulaId gate(bool coherent) {
    std::vector<FormulaId> of;
    std::vector<Counted> counted;
    for (int i = 0; i < 3; ++i) {
      of.push_back(nodes_[below(nodes_.size())]);
      counted.push_back({of.back(), 1 + static_cast<int>(below(2))});
    }
    Counted nested{of[0], 1, counted};
    counted.push_back(nested);
    switch (below(coherent ? 3 : 5)) {
      case 0:
        return formula.all(of);
      case 1:
        return formula.any(of);
      case 2:
        return formula.at_least(3, counted);
      case 3:
        return formula.odd(of);
      default:
        return formula.negation(of.front());
    }
  }

  Draws draws_;
  std::vector<FormulaId> nodes_;
};

/// All minimal combinations that make the top true, as bits.
std::set<std::uint32_t> minimal(const Formula& formula, FormulaId top) {
  const std::uint32_t all = 1u << formula.events().size();
  std::set<std::uint32_t> out;
  for (std::uint32_t happened = 0; happened < all; ++happened) {
    bool least = value(formula, top, happened);
    for (std::uint32_t part = (happened - 1) & happened; least && part != happened; part = (part - 1) & happened) {
      if (value(formula, top, part)) least = false;
      if (part == 0) break;
    }
    if (least) out.insert(happened);
  }
  return out;
}

std::uint32_t bits(const std::vector<EventNo>& events) {
  std::uint32_t out = 0;
  for (const EventNo e : events) out |= 1u << e;
  return out;
}

}  // namespace

TEST_CASE("A diagram has the probability of the sum over all combinations", "[analysis]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    RandomFormula random(seed, 8, seed % 2 == 0);
    const Diagram diagram(random.formula, random.top);
    CHECK_THAT(diagram.probability(), WithinAbs(enumerated(random.formula, random.top), 1e-12));
    if (seed % 2 == 0) CHECK(diagram.coherent());
  }
}

TEST_CASE("Importance is what the definitions give with the event's probability set to 1 and to 0", "[analysis]") {
  for (std::uint64_t seed = 100; seed < 120; ++seed) {
    RandomFormula random(seed, 7, true);
    const Diagram diagram(random.formula, random.top);
    const double top = diagram.probability();
    if (top <= 0) continue;
    const auto importance = diagram.importance();
    for (EventNo e = 0; e < importance.size(); ++e) {
      Formula other = random.formula;
      const auto conditional = [&](bool happened) {
        double sum = 0;
        for (std::uint32_t h = 0; h < 128; ++h) {
          if (((h >> e & 1) != 0) != happened) continue;
          double p = 1;
          for (EventNo o = 0; o < 7; ++o)
            if (o != e) p *= (h >> o & 1) != 0 ? other.events()[o].probability : 1 - other.events()[o].probability;
          if (value(other, random.top, h)) sum += p;
        }
        return sum;
      };
      const double with = conditional(true), without = conditional(false);
      CHECK_THAT(importance[e].birnbaum, WithinAbs(with - without, 1e-12));
      CHECK_THAT(importance[e].fussell_vesely, WithinAbs(1 - without / top, 1e-9));
      CHECK_THAT(importance[e].achievement, WithinAbs(with / top, 1e-9));
      if (without > 1e-9) CHECK_THAT(importance[e].reduction, WithinRel(top / without, 1e-9));
    }
  }
}

TEST_CASE("Minimal cut sets are the minimal combinations, up to every order, coherent or not", "[analysis]") {
  for (std::uint64_t seed = 200; seed < 240; ++seed) {
    RandomFormula random(seed, 7, seed % 2 == 0);
    const Diagram diagram(random.formula, random.top);
    const auto expected = minimal(random.formula, random.top);
    for (int order = 1; order <= 7; ++order) {
      std::set<std::uint32_t> wanted, found;
      for (const auto set : expected)
        if (std::popcount(set) <= order) wanted.insert(set);
      const CutSets sets = minimal_cut_sets(diagram, order);
      for (const CutSet& set : sets.sets) found.insert(bits(set.events));
      CHECK(found == wanted);
      std::uint64_t counted = 0;
      for (const auto n : sets.count_by_order) counted += n;
      CHECK(counted == wanted.size());
    }
    const auto smallest = diagram.smallest();
    CHECK(smallest.has_value() == !expected.empty());
    int fewest = 99;
    for (const auto set : expected) fewest = std::min(fewest, std::popcount(set));
    if (smallest) CHECK(static_cast<int>(smallest->size()) == fewest);
  }
}

TEST_CASE("Single points of failure by dominators are the minimal cut sets of one event", "[analysis]") {
  for (std::uint64_t seed = 300; seed < 360; ++seed) {
    RandomFormula random(seed, 8, true);
    if (value(random.formula, random.top, 0)) continue;
    std::set<EventNo> by_dominators, by_cut_sets;
    for (const EventNo e : single_points(random.formula, random.top)) by_dominators.insert(e);
    for (const CutSet& set : minimal_cut_sets(Diagram(random.formula, random.top), 1).sets)
      by_cut_sets.insert(set.events.front());
    CHECK(by_dominators == by_cut_sets);
  }
}

TEST_CASE("Two of three with q = 0.1 fail with 3 q^2 (1 - q) + q^3 = 0.028", "[analysis]") {
  Formula formula;
  std::vector<Counted> members;
  for (const char* name : {"a", "b", "c"}) members.push_back({formula.event(name, 0.1)});
  const Diagram diagram(formula, formula.at_least(2, members));
  CHECK_THAT(diagram.probability(), WithinAbs(0.028, 1e-15));
  // dP/dq of one: another of the two others exactly: 2 q (1 - q) = 0.18.
  CHECK_THAT(diagram.importance()[0].birnbaum, WithinAbs(0.18, 1e-15));
  CHECK(diagram.smallest()->size() == 2);
}

TEST_CASE("Risk reduction worth is infinite for an event without which the top is impossible", "[analysis]") {
  Formula formula;
  const FormulaId a = formula.event("a", 1e-9), b = formula.event("b", 1e-9);
  const auto importance = Diagram(formula, formula.all({a, b})).importance();
  CHECK(std::isinf(importance[0].reduction));
  CHECK(importance[0].fussell_vesely == 1);
  CHECK_THAT(importance[0].achievement, WithinRel(1e9, 1e-9));
}

TEST_CASE("A diagram beyond the bound is refused with a sentence", "[analysis]") {
  // Pairs (x_i and y_i) or ..., with all x before all y in the walk: 2^20 paths must be told apart.
  Formula formula;
  std::vector<FormulaId> xs, ys, pairs;
  for (int i = 0; i < 20; ++i) xs.push_back(formula.event("x" + std::to_string(i), 0.1));
  for (int i = 0; i < 20; ++i) ys.push_back(formula.event("y" + std::to_string(i), 0.1));
  for (int i = 0; i < 20; ++i) pairs.push_back(formula.all({xs[i], ys[i]}));
  const FormulaId top = formula.all({formula.any(xs), formula.any(pairs)});
  CHECK_THROWS_AS(Diagram(formula, top, 100'000), DiagramTooLarge);
  // Nothing of it stays behind: 1 - (1 - 0.01)^20.
  CHECK_THAT(Diagram(formula, formula.any(pairs)).probability(), WithinAbs(1 - std::pow(0.99, 20), 1e-12));
}

// More than d of n events with q = 0.01, as "not at least n - d of those that have not happened": the binomial sum. Such diagrams are
// deep and have more nodes than the library begins with, so that it collects its garbage within one operation.
TEST_CASE("Large k of n are exact, with garbage collected on the way", "[analysis]") {
  for (const int n : {200, 400, 500, 800, 1500})
    for (const int d : {5, 20, 40}) {
      Formula formula;
      std::vector<Counted> left;
      for (int i = 0; i < n; ++i) left.push_back({formula.negation(formula.event("e" + std::to_string(i), 0.01))});
      const Diagram diagram(formula, formula.negation(formula.at_least(n - d, left)));
      double more = 0;
      for (int k = d + 1; k <= n; ++k)
        more += std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) + k * std::log(0.01) +
                         (n - k) * std::log(0.99));
      CAPTURE(n, d);
      CHECK_THAT(diagram.probability(), WithinRel(more, 1e-9));
      CHECK(diagram.nodes().size() ==
            static_cast<std::size_t>((d + 1) * (n - d) + 2));  // how many are missing, by place
    }
}
