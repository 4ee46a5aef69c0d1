// SPDX-License-Identifier: Apache-2.0
// Asks the graph who goes down with whom.
#include "analysis/review/places.hpp"

#include <algorithm>
#include <set>

#include "models/topology/graph.hpp"
#include "models/traffic/network.hpp"
#include "models/world/names.hpp"

namespace bulkhead {

std::vector<std::string> down_with(const Reviewed& reviewed, const std::string& component,
                                   const std::vector<std::string>& names) {
  const Graph& graph = reviewed.estate().graph;
  GraphState state(graph);
  state.settle();
  if (graph.find(component) == graph.size()) return {};
  state.set_down(graph.id(component), true);
  state.settle();
  std::vector<std::string> out;
  for (const std::string& name : names)
    if (const ComponentId id = graph.find(name); id < graph.size() && !state.up(id)) out.push_back(name);
  return out;
}

std::vector<std::uint32_t> services_hit(const Reviewed& reviewed, const std::string& component) {
  const Estate& estate = reviewed.estate();
  const Graph& graph = estate.graph;
  const ComponentId id = graph.find(component);
  std::set<std::uint32_t> hit;
  if (id == graph.size()) return {};
  for (const PoolId pool : estate.pools_in(id)) hit.insert(estate.pools[pool].service);
  for (const InstanceId instance : estate.instances_on(id))
    hit.insert(estate.pools[estate.instances[instance].pool].service);
  GraphState state(graph);
  state.settle();
  state.set_down(id, true);
  state.settle();
  for (const Pool& pool : estate.pools)
    if (!state.up(pool.id)) hit.insert(pool.service);
  for (const Instance& instance : estate.instances)
    if (!state.up(instance.anchor)) hit.insert(estate.pools[instance.pool].service);
  for (const Entry& entry : estate.entries)
    if (!state.up(entry.id) || graph.kind(id) == "dns" || graph.kind(id) == "pop" || graph.kind(id) == "router")
      hit.insert(service_index(reviewed.model.services, reviewed.model.clients[entry.population].to));
  return {hit.begin(), hit.end()};
}

std::vector<std::string> zones_of(const Model& model) {
  std::vector<std::string> out;
  for (const RegionSpec& region : model.topology.regions)
    for (const std::string& zone : region.zones) out.push_back(names::of("zone", names::zone_path(region.name, zone)));
  return out;
}

}  // namespace bulkhead
