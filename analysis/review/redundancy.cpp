// SPDX-License-Identifier: Apache-2.0
// What one failure takes away, and what is promised beyond what there is.
#include "analysis/review/redundancy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "analysis/review/capacity.hpp"
#include "analysis/structure/component_structure.hpp"
#include "analysis/structure/formula.hpp"
#include "analysis/structure/structure.hpp"
#include "models/traffic/network.hpp"
#include "models/world/names.hpp"

namespace bulkhead {
namespace {

constexpr double kAll = 1 - 1e-9;  // of the customers, in spite of rounding
constexpr std::size_t kShownNames = 4;

/// The objective's own service or components, and the ends that one of them connects: there is no being without them.
std::set<std::string> meant_itself(const Model& model, const ObjectiveSpec& objective) {
  std::set<std::string> out(objective.components.begin(), objective.components.end());
  if (out.empty()) out.insert(names::of("service", objective.service));
  for (const PartSpec& part : model.topology.components)
    if (part.name == objective.service)
      for (const NeedSpec& need : part.needs) out.insert(need.connected.begin(), need.connected.end());
  return out;
}

/// Who cuts off everybody alone, with or without graces, among what faults of the file strike; a fault of several at once is
/// nobody.
std::set<std::string> fatal(StructuralModel& structure, const StructuralQuestion& question, Graces graces) {
  std::map<std::string, double> share;
  for (const StructuralShare& part : question.shares) {
    const FormulaId fails = structure.formula.negation(graces == Graces::none ? part.no_graces : part.up);
    if (structure.formula.nodes()[fails].kind == GateKind::constant) continue;  // it never is up, or never down
    if (!coherent_by_gates(structure.formula, fails)) continue;
    for (const EventNo e : single_points(structure.formula, fails))
      if (structure.formula.events()[e].possible) share[structure.formula.events()[e].name] += part.weight;
  }
  std::set<std::string> out;
  for (const auto& [name, weight] : share)
    if (weight >= kAll && name.rfind("fault ", 0) != 0) out.insert(name);
  return out;
}

/// Does a fault of it last for longer, on average, than somebody lives on without it?
bool outlasts_a_grace(const Model& model, const Graph& graph, const std::string& name) {
  const auto strikes = [&](const FaultSpec& fault) {
    return std::find(fault.targets.begin(), fault.targets.end(), name) != fault.targets.end();
  };
  const ComponentId id = graph.find(name);
  if (id == graph.size()) return false;
  for (const std::uint32_t g : graph.groups_with(id)) {
    const NeedGroup& group = graph.groups()[g];
    if (group.need != NeedKind::after_grace) continue;
    for (const FaultSpec& fault : model.faults)
      if (strikes(fault) && (!fault.repair || fault.repair->mean_seconds() > group.grace.mean_seconds())) return true;
  }
  return false;
}

/// What a component cannot be without, itself included.
std::set<ComponentId> foundations(const Graph& graph, ComponentId component) {
  std::set<ComponentId> out;
  std::vector<ComponentId> next{component};
  while (!next.empty()) {
    const ComponentId id = next.back();
    next.pop_back();
    if (!out.insert(id).second) continue;
    for (const auto g : graph.groups_of(id)) {
      const NeedGroup& group = graph.groups()[g];
      if (group.needs_all() && group.need == NeedKind::hard) next.insert(next.end(), group.of.begin(), group.of.end());
    }
  }
  return out;
}

/// The most specific place that takes away more members, or weight, than the group can lose.
std::optional<ComponentId> shared_place(const Graph& graph, const std::set<ComponentId>& own, const NeedSpec& need) {
  const int spare = weight_of_all(need) - need.at_least;
  std::map<ComponentId, int> takes;
  for (std::size_t i = 0; i < need.of.size(); ++i)
    for (const ComponentId id : foundations(graph, graph.id(need.of[i])))
      if (!own.count(id) && graph.kind(id) != "region") takes[id] += weight_of(need, i);
  std::optional<ComponentId> place;
  for (const auto& [id, weight] : takes)
    if (weight > spare && (!place || graph.position(id) > graph.position(*place))) place = id;
  return place;
}

/// `path`: of who needs it, by its name in the end; `component`: one of it.
void look_at_needs(const Graph& graph, std::vector<std::string> path, const std::string& component,
                   const std::vector<NeedSpec>& needs, Findings& findings) {
  const std::string name = path.back();
  path.insert(path.end(), {"needs", ""});
  for (const NeedSpec& need : needs) {
    const int size = weight_of_all(need);
    if (!need.connected.empty() || need.at_least >= size || need.at_least < 1) continue;
    const auto place = shared_place(graph, foundations(graph, graph.id(component)), need);
    if (!place) continue;
    path.back() = need.name;
    findings.add(path,
                 fmt::format("{} of {}{} are enough for {}, and {} takes more than {} of them", need.at_least, size,
                             need.weights.empty() ? "" : " by weight", name, graph.name(*place), size - need.at_least));
  }
}

/// Instances of a service in a region of one zone, by rack: where spares stand together.
void look_at_racks(const Reviewed& reviewed, std::uint32_t s, Findings& findings) {
  const Estate& estate = reviewed.estate();
  const ServiceSpec& service = reviewed.model.services[s];
  for (const PoolId p : estate.pools_of(s)) {
    const Pool& pool = estate.pools[p];
    if (pool.zone == kNone || pool.cell != kNone || estate.regions[pool.region].zones.size() > 1) continue;
    const double needed =
        std::max(1.0, std::ceil(reviewed.load(pool.region, s) / reviewed.instance_rps(s) * (1 - 1e-9)));
    std::map<std::string, int> racks;
    for (InstanceId i = pool.first; i < pool.first + pool.count; ++i) {
      const std::string& host = estate.graph.name(estate.instances[i].anchor);
      if (host.rfind("host ", 0) == 0) ++racks["rack " + host.substr(5, host.rfind('/') - 5)];
    }
    for (const auto& [rack, count] : racks) {
      if (pool.count <= needed || pool.count - count >= needed) continue;
      findings.add({"services", service.name, "replicas"},
                   fmt::format("{:g} of {} instances of {} are enough, and {} takes {} of them", needed, pool.count,
                               service.name, rack, count));
      break;
    }
  }
}

}  // namespace

void look_single_point_of_failure(const Reviewed& reviewed, Findings& findings) {
  if (reviewed.model.faults.empty()) return;
  StructuralModel structure = structure_of(reviewed.model, reviewed.estate(), Questions::objectives);
  const bool zones_said = !carries_without_a_zone(reviewed);  // by static-stability
  for (std::size_t q = 0; q < structure.questions.size(); ++q) {
    const auto at_once = fatal(structure, structure.questions[q], Graces::endless);
    const auto in_the_end = fatal(structure, structure.questions[q], Graces::none);
    std::vector<std::string> names(in_the_end.begin(), in_the_end.end());
    const auto own = meant_itself(reviewed.model, reviewed.model.objectives[q]);
    std::erase_if(names, [&](const std::string& name) {
      return own.count(name) > 0 || (zones_said && name.rfind("zone ", 0) == 0) ||
             (at_once.count(name) == 0 && !outlasts_a_grace(reviewed.model, reviewed.estate().graph, name));
    });
    if (names.empty()) continue;
    const std::string more = names.size() > kShownNames ? fmt::format(" and {} more", names.size() - kShownNames) : "";
    const bool several = names.size() > 1;
    names.resize(std::min(names.size(), kShownNames));
    findings.add(
        {"objectives", structure.questions[q].name},
        fmt::format("{}{}{} alone takes all of {} down, and faults of this file strike {}", several ? "each of " : "",
                    fmt::join(names, ", "), more, structure.questions[q].name, several ? "them" : "it"));
  }
}

void look_redundancy_in_one_place(const Reviewed& reviewed, Findings& findings) {
  const Model& model = reviewed.model;
  const Graph& graph = reviewed.estate().graph;
  for (const PartSpec& part : model.topology.components) {
    const std::string name = names::of("component", part.name);
    look_at_needs(graph, {"components", part.name}, part.count > 0 ? name + "/" + names::padded(1, part.count) : name,
                  part.needs, findings);
  }
  for (const ToolSpec& tool : model.topology.tools)
    look_at_needs(graph, {"tools", tool.name}, names::of("tool", tool.name), tool.needs, findings);
  for (const NetworkSpec& network : model.topology.networks)
    for (const NodeSpec& node : network.nodes)
      look_at_needs(graph, {"networks", network.name, "nodes", node.name},
                    names::of("node", network.name + "/" + node.name), node.needs, findings);
  for (std::uint32_t s = 0; s < model.services.size(); ++s) {
    if (!model.services[s].needs.empty())
      look_at_needs(graph, {"services", model.services[s].name}, names::of("service", model.services[s].name),
                    model.services[s].needs, findings);
    if (reviewed.needed(s)) look_at_racks(reviewed, s, findings);
  }
}

void look_objective_out_of_reach(const Reviewed& reviewed, Findings& findings) {
  for (const ObjectiveSpec& objective : reviewed.model.objectives) {
    if (!objective.components.empty()) continue;
    const double success = reviewed.steady().success(service_index(reviewed.model.services, objective.service));
    if (success >= objective.success - 1e-12) continue;
    findings.add({"objectives", objective.service, "success"},
                 fmt::format("{:g} % is promised, and with nothing broken {} succeeds in at most {:.6g} %",
                             100 * objective.success, objective.service, 100 * success));
  }
}

}  // namespace bulkhead
