// SPDX-License-Identifier: Apache-2.0
// Wholes or parts, and sums over phases.
#include "analysis/structure/share_diagrams.hpp"

#include <algorithm>
#include <set>

namespace bulkhead {
namespace {

/// Is it more than an event, which no diagram is too large for?
bool is_gate(const Formula& formula, FormulaId id) {
  const FormulaNode& node = formula.nodes()[id];
  return node.kind != GateKind::event && node.kind != GateKind::constant;
}

/// What of which any makes the top true.
std::vector<FormulaId> parts_of(Formula& formula, FormulaId top) {
  const FormulaNode node = formula.nodes()[top];
  if (node.kind == GateKind::any) return node.of;
  const FormulaNode below = node.kind == GateKind::negation ? formula.nodes()[node.of.front()] : node;
  if (node.kind != GateKind::negation || below.kind != GateKind::all) return {};
  std::vector<FormulaId> out;
  for (const FormulaId id : below.of) out.push_back(formula.negation(id));
  return out;
}

std::vector<Diagram> parts_or_whole(Formula& formula, const Failing& share, std::optional<std::string>& too_large) {
  std::vector<Diagram> out;
  try {
    out.emplace_back(formula, share.top);
    return out;
  } catch (const DiagramTooLarge& error) {
    too_large = error.what();
  }
  const auto parts = coherent_by_gates(formula, share.top) ? parts_of(formula, share.top) : std::vector<FormulaId>{};
  const auto gates = std::count_if(parts.begin(), parts.end(), [&](FormulaId part) { return is_gate(formula, part); });
  if (gates < 2) throw DiagramTooLarge(*too_large);
  for (const FormulaId part : parts) out.emplace_back(formula, part);
  return out;
}

}  // namespace

std::vector<Failing> failing(Formula& formula, const std::vector<StructuralShare>& shares, Graces graces) {
  std::vector<Failing> out;
  for (const StructuralShare& share : shares)
    out.push_back({share.weight, formula.negation(graces == Graces::none ? share.no_graces : share.up)});
  return out;
}

std::vector<CalendarClock> Diagrams::clocks_among(const std::vector<CalendarClock>& all) const {
  std::set<EventNo> mine;
  for (const Diagram& part : parts) mine.insert(part.order().begin(), part.order().end());
  std::vector<CalendarClock> out;
  for (const CalendarClock& clock : all)
    if (mine.count(clock.event)) out.push_back(clock);
  return out;
}

Bounds Diagrams::bounds() const {
  Bounds out{0, 1};
  for (const Diagram& part : parts) {
    const double p = part.probability();
    out.low = std::max(out.low, p);
    out.high *= 1 - p;
  }
  if (whole()) return {out.low, out.low};
  return {out.low, 1 - out.high};
}

Diagrams diagrams_of(StructuralModel& structure, const Failing& share, std::optional<std::string>& too_large) {
  Diagrams out{share.weight, parts_or_whole(structure.formula, share, too_large)};
  const auto clocks = out.clocks_among(structure.calendar);
  if (clocks.size() > 1 && calendar_objection(clocks).empty()) out.phases.emplace(clocks);
  return out;
}

Bounds sum_of(std::vector<Diagrams>& shares) {
  Bounds sum;
  for (Diagrams& share : shares)
    share.at_each_phase([&](double part) {
      const Bounds here = share.bounds();
      sum.low += part * share.weight * here.low;
      sum.high += part * share.weight * here.high;
    });
  return sum;
}

std::optional<Bounds> unavailability_of(StructuralModel& structure, const std::vector<Failing>& shares) {
  std::optional<std::string> too_large;
  std::vector<Diagrams> all;
  try {
    for (const Failing& share : shares) all.push_back(diagrams_of(structure, share, too_large));
  } catch (const DiagramTooLarge&) {
    return std::nullopt;
  }
  return sum_of(all);
}

}  // namespace bulkhead
