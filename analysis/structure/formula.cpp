// SPDX-License-Identifier: Apache-2.0
// Nodes of structure functions, each made once.
#include "analysis/structure/formula.hpp"

#include <algorithm>
#include <tuple>

#include "sim/check.hpp"

namespace bulkhead {

bool Counted::operator<(const Counted& other) const {
  return std::tie(node, weight, inside) < std::tie(other.node, other.weight, other.inside);
}

bool FormulaNode::operator<(const FormulaNode& other) const {
  return std::tie(kind, number, of, counted) < std::tie(other.kind, other.number, other.of, other.counted);
}

int worth(const std::vector<Counted>& counted) {
  int sum = 0;
  for (const Counted& one : counted) sum += one.inside.empty() ? one.weight : worth(one.inside);
  return sum;
}

FormulaId Formula::node(FormulaNode node) {
  const auto [it, fresh] = known_.emplace(node, static_cast<FormulaId>(nodes_.size()));
  if (fresh) nodes_.push_back(std::move(node));
  return it->second;
}

bool Formula::is(FormulaId id, bool value) const {
  return nodes_[id].kind == GateKind::constant && (nodes_[id].number == 1) == value;
}

FormulaId Formula::event(const std::string& name, double probability, bool possible) {
  const auto [it, fresh] = named_.emplace(name, static_cast<EventNo>(events_.size()));
  if (fresh) {
    events_.push_back({name, probability, possible, static_cast<FormulaId>(nodes_.size())});
    nodes_.push_back({GateKind::event, static_cast<int>(it->second)});
  }
  BULKHEAD_CHECK(events_[it->second].probability == probability, "a basic event has one probability");
  return events_[it->second].node;
}

FormulaId Formula::join(GateKind kind, std::vector<FormulaId> of) {
  const bool neutral = kind == GateKind::all;
  std::vector<FormulaId> kept;
  for (const FormulaId id : of) {
    if (is(id, !neutral)) return constant(!neutral);
    if (!is(id, neutral) && std::find(kept.begin(), kept.end(), id) == kept.end()) kept.push_back(id);
  }
  if (kept.empty()) return constant(neutral);
  return kept.size() == 1 ? kept.front() : node({kind, 0, std::move(kept)});
}

FormulaId Formula::negation(FormulaId of) {
  if (nodes_[of].kind == GateKind::constant) return constant(nodes_[of].number == 0);
  if (nodes_[of].kind == GateKind::negation) return nodes_[of].of.front();
  return node({GateKind::negation, 0, {of}});
}

FormulaId Formula::at_least(int needed, std::vector<Counted> counted) {
  if (needed <= 0) return constant(true);
  if (worth(counted) < needed) return constant(false);
  return node({GateKind::at_least, needed, {}, std::move(counted)});
}

}  // namespace bulkhead
