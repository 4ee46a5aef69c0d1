// SPDX-License-Identifier: Apache-2.0
// Dominators of a structure function, gate by gate, and the side of a negation on which events stand.
#include <algorithm>
#include <optional>

#include "analysis/structure/formula.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

using Events = std::vector<EventNo>;  // sorted

/// What each node is while nothing has happened, and the events that change it each alone.
class Dominators {
 public:
  explicit Dominators(const Formula& formula) : formula_(&formula), known_(formula.nodes().size()) {}

  struct Node {
    bool idle = false;
    Events change;
  };

  const Node& at(FormulaId id) {
    if (!known_[id]) known_[id] = find(formula_->nodes()[id]);
    return *known_[id];
  }

 private:
  Node find(const FormulaNode& node) {
    switch (node.kind) {
      case GateKind::constant:
        return {node.number == 1, {}};
      case GateKind::event:
        return {false, {static_cast<EventNo>(node.number)}};
      case GateKind::negation:
        return {!at(node.of.front()).idle, at(node.of.front()).change};
      case GateKind::all:
        return count(static_cast<int>(node.of.size()), leaves(node.of));
      case GateKind::any:
        return count(1, leaves(node.of));
      case GateKind::at_least:
        return count(node.number, node.counted);
      case GateKind::odd:
        break;
    }
    BULKHEAD_CHECK(false, "an exclusive or has no dominators");
    return {};
  }

  static std::vector<Counted> leaves(const std::vector<FormulaId>& of) {
    std::vector<Counted> out;
    for (const FormulaId id : of) out.push_back({id});
    return out;
  }

  Node count(int needed, const std::vector<Counted>& counted) {
    std::map<EventNo, int> change;
    const int idle = weigh(counted, change);
    Node out{idle >= needed, {}};
    for (const auto& [event, by] : change)
      if ((idle + by >= needed) != out.idle) out.change.push_back(event);
    return out;
  }

  /// The worth while nothing has happened; adds to `change` by how much each event alone changes it.
  int weigh(const std::vector<Counted>& counted, std::map<EventNo, int>& change) {
    int sum = 0;
    for (const Counted& one : counted) {
      const Node& gate = at(one.node);
      std::map<EventNo, int> within;
      const int inside = one.inside.empty() ? one.weight : weigh(one.inside, within);
      for (const auto& [event, by] : within)
        if (gate.idle && !std::binary_search(gate.change.begin(), gate.change.end(), event)) change[event] += by;
      for (const EventNo event : gate.change) change[event] += gate.idle ? -inside : inside + within[event];
      sum += gate.idle ? inside : 0;
    }
    return sum;
  }

  const Formula* formula_;
  std::vector<std::optional<Node>> known_;
};

constexpr int kAsItIs = 1, kNegated = 2, kBoth = 3;

/// Marks every node by the sides of negations on which it stands.
void mark(const Formula& formula, FormulaId id, int side, std::vector<int>& sides) {
  if ((sides[id] & side) == side) return;
  sides[id] |= side;
  const FormulaNode& node = formula.nodes()[id];
  int below = side;
  if (node.kind == GateKind::odd) below = kBoth;
  if (node.kind == GateKind::negation) below = (side & kAsItIs) << 1 | (side & kNegated) >> 1;
  for (const FormulaId part : node.of) mark(formula, part, below, sides);
  const auto members = [&](const auto& self, const std::vector<Counted>& counted) -> void {
    for (const Counted& one : counted) {
      mark(formula, one.node, below, sides);
      self(self, one.inside);
    }
  };
  members(members, node.counted);
}

std::vector<int> sides_of(const Formula& formula, FormulaId top) {
  std::vector<int> sides(formula.nodes().size());
  mark(formula, top, kAsItIs, sides);
  return sides;
}

}  // namespace

std::vector<EventNo> single_points(const Formula& formula, FormulaId top) {
  BULKHEAD_CHECK(coherent_by_gates(formula, top), "only a coherent formula has dominators");
  Dominators dominators(formula);
  const auto& found = dominators.at(top);
  BULKHEAD_CHECK(!found.idle, "nothing has failed while nothing has happened");
  return found.change;
}

std::vector<char> events_below(const Formula& formula, FormulaId top) {
  const auto sides = sides_of(formula, top);
  std::vector<char> out;
  for (const BasicEvent& event : formula.events()) out.push_back(sides[event.node] != 0);
  return out;
}

bool can_fail(const Formula& formula, FormulaId top) {
  const auto sides = sides_of(formula, top);
  return std::any_of(formula.events().begin(), formula.events().end(),
                     [&](const BasicEvent& event) { return event.possible && sides[event.node] != 0; });
}

bool coherent_by_gates(const Formula& formula, FormulaId top) {
  const auto sides = sides_of(formula, top);
  return std::all_of(formula.events().begin(), formula.events().end(),
                     [&](const BasicEvent& event) { return sides[event.node] <= kAsItIs; });
}

}  // namespace bulkhead
