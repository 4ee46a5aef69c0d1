// SPDX-License-Identifier: Apache-2.0
// Members of takeovers and targets with spares, compared by everything that names one of them.
#include "analysis/rare/symmetry.hpp"

#include <algorithm>
#include <string>

namespace bulkhead {
namespace {

enum class Named { none, some, all };

template <class Name>
Named named(const std::vector<Name>& members, const std::vector<Name>& by) {
  const auto count = std::count_if(members.begin(), members.end(), [&](const Name& member) {
    return std::find(by.begin(), by.end(), member) != by.end();
  });
  if (count == 0) return Named::none;
  return static_cast<std::size_t>(count) == members.size() ? Named::all : Named::some;
}

bool same_to_group(const std::vector<ComponentId>& members, const NeedGroup& other) {
  if (std::find(members.begin(), members.end(), other.needer) != members.end()) return false;
  if (named(members, other.for_takeover) != Named::none) return false;
  const bool plain = !other.takeover && other.ends.empty() && other.weights.empty();
  const Named by = named(members, other.of);
  return by == Named::none || (by == Named::all && plain);
}

bool same_to_fault(const std::vector<std::string>& members, const FaultSpec& fault) {
  const Named struck = named(members, fault.targets);
  const bool one_clock_each = fault.mttf && fault.any == 0 && fault.active == 0;
  return (struck == Named::none || (struck == Named::all && one_clock_each)) &&
         named(members, fault.only_while) != Named::some && named(members, fault.from) == Named::none &&
         named(members, fault.to) == Named::none;
}

/// To all but the group or the fault whose members they are.
bool alike(const Plan& plan, const ObjectiveSpec& objective, const std::vector<ComponentId>& members,
           const NeedGroup* group, const FaultSpec* spared) {
  const Graph& graph = plan.estate().graph;
  std::vector<std::string> names;
  for (const auto id : members) names.push_back(graph.name(id));
  const auto same_group = [&](const NeedGroup& other) { return &other == group || same_to_group(members, other); };
  const auto own = [&](ComponentId id) { return graph.kind(id) == "component"; };
  const auto same = [&](const FaultSpec& fault) {
    return &fault == spared ? named(names, fault.only_while) != Named::some : same_to_fault(names, fault);
  };
  return std::all_of(graph.groups().begin(), graph.groups().end(), same_group) &&
         std::all_of(members.begin(), members.end(), own) && named(names, objective.components) != Named::some &&
         std::all_of(plan.model().faults.begin(), plan.model().faults.end(), same);
}

}  // namespace

std::vector<std::uint32_t> groups_that_remember(const Plan& plan, const ObjectiveSpec& objective) {
  const auto& groups = plan.estate().graph.groups();
  std::vector<std::uint32_t> out;
  for (std::uint32_t g = 0; g < groups.size(); ++g)
    if (groups[g].takeover && !alike(plan, objective, groups[g].of, &groups[g], nullptr)) out.push_back(g);
  return out;
}

std::vector<std::uint32_t> faults_that_remember(const Plan& plan, const ObjectiveSpec& objective) {
  const Graph& graph = plan.estate().graph;
  const auto& faults = plan.model().faults;
  std::vector<std::uint32_t> out;
  for (std::uint32_t f = 0; f < faults.size(); ++f) {
    if (faults[f].active == 0) continue;
    std::vector<ComponentId> targets;
    for (const auto& name : faults[f].targets) targets.push_back(graph.id(name));
    if (!alike(plan, objective, targets, nullptr, &faults[f])) out.push_back(f);
  }
  return out;
}

}  // namespace bulkhead
