// SPDX-License-Identifier: Apache-2.0
// Needs as gates, and reachability by taking out node after node.
#include "analysis/structure/component_structure.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "models/world/names.hpp"

namespace bulkhead {
namespace {

/// From which node one gets to which other one, and when.
class Ways {
 public:
  void add(Formula& formula, ComponentId from, ComponentId to, FormulaId when) {
    const auto [found, fresh] = from_[from].try_emplace(to, when);
    if (!fresh) found->second = formula.any({found->second, when});
    into_[to].insert(from);
  }

  /// All nodes that one gets to, the nearest first.
  std::vector<ComponentId> outwards(ComponentId source) {
    std::vector<ComponentId> out{source};
    std::set<ComponentId> seen{source};
    for (std::size_t i = 0; i < out.size(); ++i)
      for (const auto& [to, when] : from_[out[i]])
        if (seen.insert(to).second) out.push_back(to);
    return out;
  }

  void take_out(Formula& formula, ComponentId node, FormulaId up) {
    const auto onward = std::exchange(from_[node], {});
    for (const ComponentId from : std::exchange(into_[node], {})) {
      const FormulaId first = from_[from].extract(node).mapped();
      for (const auto& [to, second] : onward)
        if (to != from) add(formula, from, to, formula.all({first, up, second}));
    }
    for (const auto& [to, when] : onward) into_[to].erase(node);
  }

  std::map<ComponentId, FormulaId> further(Formula& formula, const std::map<ComponentId, FormulaId>& reached) {
    std::map<ComponentId, FormulaId> out = reached;
    for (const auto& [from, when] : reached)
      for (const auto& [to, way] : from_[from]) {
        const FormulaId both = formula.all({when, way});
        const auto [found, fresh] = out.try_emplace(to, both);
        if (!fresh) found->second = formula.any({found->second, both});
      }
    return out;
  }

 private:
  std::map<ComponentId, std::map<ComponentId, FormulaId>> from_;
  std::map<ComponentId, std::set<ComponentId>> into_;
};

}  // namespace

LinkEnds ends_of_link(const std::string& link) {
  const bool one_way = link.find(names::kOneWay) != std::string::npos;
  const std::string_view between = one_way ? names::kOneWay : names::kBothWays;
  const auto begin = link.find(' ') + 1, at = link.find(between);
  return {"node " + link.substr(begin, at - begin), "node " + link.substr(at + between.size()), one_way};
}

ComponentStructure::ComponentStructure(const Graph& graph, const FaultEvents& events, Formula& formula, Graces graces)
    : graph_(&graph), events_(&events), formula_(&formula), graces_(graces), up_(graph.size()) {}

FormulaId ComponentStructure::up(ComponentId id) {
  if (!up_[id]) up_[id] = own(id, kNone);
  return *up_[id];
}

FormulaId ComponentStructure::passes(ComponentId id) {
  const auto hole = events_->swallowed().find(id);
  if (hole == events_->swallowed().end()) return up(id);
  return formula_->all({up(id), formula_->negation(hole->second)});
}

FormulaId ComponentStructure::up_within(ComponentId id, ComponentId container) {
  return own(id, container);
}

FormulaId ComponentStructure::own(ComponentId id, ComponentId except) {
  std::vector<FormulaId> all{formula_->negation(events_->struck(id))};
  for (const std::uint32_t group : graph_->groups_of(id)) {
    const NeedGroup& need = graph_->groups()[group];
    const bool excepted = need.of.size() == 1 && need.of.front() == except;
    if (counts(need) && !excepted) all.push_back(met(need));
  }
  return formula_->all(std::move(all));
}

bool ComponentStructure::counts(const NeedGroup& need) {
  if (need.need == NeedKind::hard) return true;
  return need.need == NeedKind::after_grace && graces_ == Graces::none && can_fail(*formula_, met(need));
}

FormulaId ComponentStructure::met(const NeedGroup& need) {
  if (!need.ends.empty()) return connected(need);
  std::vector<Counted> members;
  std::vector<FormulaId> all;
  for (std::size_t i = 0; i < need.of.size(); ++i) {
    all.push_back(up(need.of[i]));
    members.push_back({all.back(), weight_of(need, i)});
  }
  if (need.needs_all()) return formula_->all(std::move(all));
  if (need.at_least == 1) return formula_->any(std::move(all));
  std::stable_sort(members.begin(), members.end(),  // keeps diagrams small
                   [](const Counted& a, const Counted& b) { return a.weight > b.weight; });
  return formula_->at_least(need.at_least, std::move(members));
}

// Nodes that are no ends are taken out one after another, those with the fewest neighbours first; each leaves behind the
// ways that led through it. Among the ends it then takes as many rounds as there are.
FormulaId ComponentStructure::connected(const NeedGroup& need) {
  Ways ways;
  for (const ComponentId id : need.of) {
    if (graph_->kind(id) == "node") continue;
    const auto [a, b, one_way] = ends_of_link(graph_->name(id));
    ways.add(*formula_, graph_->id(a), graph_->id(b), up(id));
    if (!one_way) ways.add(*formula_, graph_->id(b), graph_->id(a), up(id));
  }
  for (const ComponentId node : ways.outwards(need.ends.front()))
    if (std::find(need.ends.begin(), need.ends.end(), node) == need.ends.end())
      ways.take_out(*formula_, node, up(node));
  std::vector<FormulaId> all;
  std::map<ComponentId, FormulaId> reached{{need.ends.front(), formula_->constant(true)}};
  for (std::size_t round = 1; round < need.ends.size(); ++round) reached = ways.further(*formula_, reached);
  for (const ComponentId end : need.ends) {
    all.push_back(up(end));
    all.push_back(reached.at(end));
  }
  return formula_->all(std::move(all));
}

}  // namespace bulkhead
