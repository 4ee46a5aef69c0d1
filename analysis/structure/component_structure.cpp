// SPDX-License-Identifier: Apache-2.0
// Needs as gates, and reachability in rounds.
#include "analysis/structure/component_structure.hpp"

#include <map>

namespace bulkhead {
std::pair<std::string, std::string> ends_of_link(const std::string& link) {
  const auto begin = link.find(' ') + 1, dots = link.find("..");
  return {"node " + link.substr(begin, dots - begin), "node " + link.substr(dots + 2)};
}

ComponentStructure::ComponentStructure(const std::vector<ComponentSpec>& declared, const Graph& graph,
                                       const FaultEvents& events, Formula& formula)
    : declared_(&declared), graph_(&graph), events_(&events), formula_(&formula), up_(graph.size()) {}

FormulaId ComponentStructure::up(ComponentId id) {
  if (!up_[id]) up_[id] = own(id, kNone);
  return *up_[id];
}

FormulaId ComponentStructure::up_within(ComponentId id, ComponentId container) {
  return own(id, container);
}

FormulaId ComponentStructure::own(ComponentId id, ComponentId except) {
  std::vector<FormulaId> all{formula_->negation(events_->struck(id))};
  for (const NeedSpec& need : (*declared_)[id].needs) {
    const bool excepted = except != kNone && need.of.size() == 1 && need.of.front() == graph_->name(except);
    if (need.need == NeedKind::hard && !excepted) all.push_back(met(need));
  }
  return formula_->all(std::move(all));
}

FormulaId ComponentStructure::met(const NeedSpec& need) {
  if (!need.connected.empty()) return connected(need);
  std::vector<Counted> members;
  std::vector<FormulaId> all;
  for (const std::string& name : need.of) {
    all.push_back(up(graph_->id(name)));
    members.push_back({all.back()});
  }
  const int n = static_cast<int>(members.size());
  if (need.at_least == n) return formula_->all(std::move(all));
  if (need.at_least == 1) return formula_->any(std::move(all));
  return formula_->at_least(need.at_least, std::move(members));
}

FormulaId ComponentStructure::connected(const NeedSpec& need) {
  struct Link {
    std::string a, b;
    FormulaId up;
  };
  std::vector<Link> links;
  std::map<std::string, FormulaId> node_up;
  for (const std::string& name : need.of) {
    const FormulaId is_up = up(graph_->id(name));
    if (name.rfind("node ", 0) == 0) {
      node_up[name] = is_up;
    } else {
      const auto [a, b] = ends_of_link(name);
      links.push_back({a, b, is_up});
    }
  }
  std::map<std::string, FormulaId> reached;
  for (const auto& [name, is_up] : node_up) reached[name] = formula_->constant(false);
  reached[need.connected.front()] = node_up.at(need.connected.front());
  for (std::size_t round = 1; round < node_up.size(); ++round) {
    std::map<std::string, std::vector<FormulaId>> ways;
    for (const auto& [name, now] : reached) ways[name].push_back(now);
    for (const Link& link : links) {
      ways[link.a].push_back(formula_->all({link.up, reached.at(link.b)}));
      ways[link.b].push_back(formula_->all({link.up, reached.at(link.a)}));
    }
    for (auto& [name, way] : ways)
      if (name != need.connected.front())
        reached[name] = formula_->all({node_up.at(name), formula_->any(std::move(way))});
  }
  return reached.at(need.connected.back());
}

}  // namespace bulkhead
