// SPDX-License-Identifier: Apache-2.0
// Needs as gates, and reachability in rounds.
#include "analysis/structure/component_structure.hpp"

#include <map>
#include <string_view>

#include "models/world/names.hpp"

namespace bulkhead {

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
  for (const ComponentId member : need.of) {
    all.push_back(up(member));
    members.push_back({all.back()});
  }
  const int n = static_cast<int>(members.size());
  if (need.at_least == n) return formula_->all(std::move(all));
  if (need.at_least == 1) return formula_->any(std::move(all));
  return formula_->at_least(need.at_least, std::move(members));
}

FormulaId ComponentStructure::connected(const NeedGroup& need) {
  struct Link {
    ComponentId a, b;
    FormulaId up;
    bool one_way;
  };
  std::vector<Link> links;
  std::map<ComponentId, FormulaId> node_up;
  for (const ComponentId id : need.of) {
    const FormulaId is_up = up(id);
    if (graph_->kind(id) == "node") {
      node_up[id] = is_up;
    } else {
      const auto [a, b, one_way] = ends_of_link(graph_->name(id));
      links.push_back({graph_->id(a), graph_->id(b), is_up, one_way});
    }
  }
  std::map<ComponentId, FormulaId> reached;
  for (const auto& [node, is_up] : node_up) reached[node] = formula_->constant(false);
  reached[need.ends.front()] = node_up.at(need.ends.front());
  for (std::size_t round = 1; round < node_up.size(); ++round) {
    std::map<ComponentId, std::vector<FormulaId>> ways;
    for (const auto& [node, now] : reached) ways[node].push_back(now);
    for (const Link& link : links) {
      if (!link.one_way) ways[link.a].push_back(formula_->all({link.up, reached.at(link.b)}));
      ways[link.b].push_back(formula_->all({link.up, reached.at(link.a)}));
    }
    for (auto& [node, way] : ways)
      if (node != need.ends.front()) reached[node] = formula_->all({node_up.at(node), formula_->any(std::move(way))});
  }
  std::vector<FormulaId> all;
  for (const ComponentId end : need.ends) all.push_back(reached.at(end));
  return formula_->all(std::move(all));
}

}  // namespace bulkhead
