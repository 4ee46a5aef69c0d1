// SPDX-License-Identifier: Apache-2.0
// Needs become component names, and must be without a cycle.
#include <fmt/format.h>

#include <algorithm>

#include "models/topology/order.hpp"
#include "models/world/estate.hpp"
#include "scenarios/language/check.hpp"

namespace bulkhead {
namespace {

void resolve_group(Examined& e, NeedSpec& need, Resolved& group) {
  const Resolved* after = group.find("after");
  if (after && group.find("need")->given) {
    e.diagnostics.error(after->key_at,
                        "`after` and `need` contradict each other: a need with a grace is hard once the grace is over",
                        {}, "remove one of the two");
  }
  if (after) group.remove("need");
  need.of = resolve_targets(e, need.of, *group.find("target"));
  const auto members = static_cast<int>(need.of.size());
  if (need.at_least > members && members > 0) {
    e.diagnostics.error(group.find("at_least")->at,
                        fmt::format("`at_least` is {}, but the group has {} members", need.at_least, members),
                        std::to_string(members));
  }
  if (need.at_least == 0) need.at_least = members;
}

void resolve_groups(Examined& e, std::vector<NeedSpec>& needs, Resolved* file) {
  for (auto& need : needs) resolve_group(e, need, *file->find(need.name));
}

// Whose `needs` to point at, for a component of a cycle.
TextSpan place_of(const Examined& e, const std::string& component) {
  const std::string name = component.substr(component.find(' ') + 1);
  if (component.compare(0, 5, "tool ") == 0) return e.key_at({"tools", name, "needs"});
  return e.key_at({"services", name.substr(0, name.find('@')), "needs"});
}

bool is_declared(const std::string& component) {
  return component.compare(0, 5, "tool ") == 0 || component.compare(0, 5, "pool ") == 0;
}

void check_cycles(Examined& e) {
  const Model& m = e.document.model;
  const auto components = declare_components({m.topology, m.services, m.clients, m.routing, m.cells});
  const auto position = [&](const std::string& name) {
    const auto at = std::lower_bound(components.begin(), components.end(), name,
                                     [](const ComponentSpec& c, const std::string& n) { return c.name < n; });
    return static_cast<std::uint32_t>(at - components.begin());
  };
  Arcs arcs;
  for (std::uint32_t v = 0; v < components.size(); ++v) {
    for (const auto& need : components[v].needs) {
      for (const auto& of : need.of) arcs.emplace_back(v, position(of));
    }
  }
  const auto cycle = find_cycle(static_cast<std::uint32_t>(components.size()), arcs);
  if (cycle.empty()) return;
  std::string shown;
  TextSpan at = e.file.at;
  for (const auto v : cycle) {
    shown += components[v].name + " -> ";
    if (is_declared(components[v].name)) at = place_of(e, components[v].name);
  }
  e.diagnostics.error(at, fmt::format("needs go round in a circle: {}{}", shown, components[cycle[0]].name), {},
                      "remove one of these needs");
}

}  // namespace

void resolve_needs(Examined& e) {
  const std::size_t before = e.diagnostics.count();
  for (auto& tool : e.document.model.topology.tools)
    resolve_groups(e, tool.needs, e.file.find("tools")->find(tool.name)->find("needs"));
  for (auto& service : e.document.model.services)
    resolve_groups(e, service.needs, e.file.find("services")->find(service.name)->find("needs"));
  if (e.diagnostics.count() == before) check_cycles(e);
}

}  // namespace bulkhead
