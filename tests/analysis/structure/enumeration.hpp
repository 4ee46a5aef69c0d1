// SPDX-License-Identifier: Apache-2.0
/// Structure functions by trying every combination of events: slow, and independent of any diagram.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "analysis/structure/formula.hpp"

namespace bulkhead::test {

/// Of three members, of which each single set of one, two and three fails with the given probability: how likely it is that
/// just those of a mask have failed, by mask. The sum over all states of the seven sets.
inline std::array<double, 8> failed_by_sets(const std::array<double, 3>& by_size) {
  std::array<double, 8> failed{};
  for (unsigned state = 0; state < 128; ++state) {
    double p = 1;
    unsigned which = 0;
    for (unsigned set = 1; set < 8; ++set) {
      const double q = by_size[static_cast<std::size_t>(std::popcount(set)) - 1];
      const bool happens = (state >> (set - 1) & 1) != 0;
      p *= happens ? q : 1 - q;
      if (happens) which |= set;
    }
    failed[which] += p;
  }
  return failed;
}

/// The value of a node when the events in `happened` (a bit each) have happened.
inline bool value(const Formula& formula, FormulaId id, std::uint32_t happened) {
  const FormulaNode& node = formula.nodes()[id];
  const auto count = [&](const auto& self, const std::vector<Counted>& counted) -> int {
    int sum = 0;
    for (const Counted& one : counted)
      if (value(formula, one.node, happened)) sum += one.inside.empty() ? one.weight : self(self, one.inside);
    return sum;
  };
  int of = 0;
  for (const FormulaId part : node.of) of += value(formula, part, happened) ? 1 : 0;
  switch (node.kind) {
    case GateKind::constant:
      return node.number == 1;
    case GateKind::event:
      return (happened >> node.number & 1) != 0;
    case GateKind::all:
      return of == static_cast<int>(node.of.size());
    case GateKind::any:
      return of > 0;
    case GateKind::odd:
      return of % 2 == 1;
    case GateKind::negation:
      return of == 0;
    case GateKind::at_least:
      return count(count, node.counted) >= node.number;
  }
  return false;
}

/// The probability of the top: the sum over all combinations.
inline double enumerated(const Formula& formula, FormulaId top) {
  const auto n = formula.events().size();
  double sum = 0;
  for (std::uint32_t happened = 0; happened < (1u << n); ++happened) {
    double p = 1;
    for (std::size_t e = 0; e < n; ++e) {
      const double q = formula.events()[e].probability;
      p *= (happened >> e & 1) != 0 ? q : 1 - q;
    }
    if (value(formula, top, happened)) sum += p;
  }
  return sum;
}

}  // namespace bulkhead::test
