// SPDX-License-Identifier: Apache-2.0
// From the model's specs to the declarations of components: containment, power, switches, links, edge, pools, the user's
// own components and networks.
#include <algorithm>
#include <set>

#include "models/topology/by_name.hpp"
#include "models/world/estate.hpp"
#include "models/world/names.hpp"

namespace bulkhead {

std::string names::padded(int number, int largest) {
  std::string text = std::to_string(number);
  const std::size_t width = std::to_string(largest).size();
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

std::string names::padded_wide(int number, int largest) {
  return padded(number, std::max(largest, 10));
}

int cells_per_zone(const Inventory& in, std::uint32_t zone) {
  if (in.routing != Routing::cell || in.cells.count == 0) return 0;
  if (in.cells.span == Span::region) return in.cells.count;
  std::uint32_t zones = 0;
  for (const auto& region : in.topology.regions) zones += static_cast<std::uint32_t>(region.zones.size());
  const auto count = static_cast<std::uint32_t>(in.cells.count);
  return static_cast<int>(count / zones + (zone < count % zones ? 1 : 0));
}

namespace {

using Declarations = std::vector<ComponentSpec>;

NeedSpec hard(std::string name) {
  NeedSpec need;
  need.name = "within";
  need.of.push_back(std::move(name));
  return need;
}

std::vector<NeedSpec> within(std::string name) {
  std::vector<NeedSpec> needs;
  needs.push_back(hard(std::move(name)));
  return needs;
}

NeedSpec k_of(std::string group, std::vector<std::string> members, int needed) {
  return {std::move(group), std::move(members), needed, NeedKind::hard, {}};
}

void declare_rack(const RegionSpec& region, const std::string& zone, int rack, Declarations& out) {
  const std::string path = zone + "/" + names::padded_wide(rack, region.racks_per_zone);
  ComponentSpec self{names::of("rack", path), within(names::of("zone", zone))};
  std::vector<std::string> switches;
  for (int i = 1; i <= region.switches.count; ++i) {
    switches.push_back(names::of("switch", path + "/" + names::padded(i, region.switches.count)));
    out.push_back({switches.back(), {}});
  }
  if (!switches.empty()) self.needs.push_back(k_of("switches", switches, region.switches.needed));
  for (int i = 1; i <= region.hosts_per_rack; ++i)
    out.push_back({names::of("host", path + "/" + names::padded_wide(i, region.hosts_per_rack)), within(self.name)});
  out.push_back(std::move(self));
}

void declare_zone(const RegionSpec& region, const std::string& name, Declarations& out) {
  const std::string path = names::zone_path(region.name, name);
  ComponentSpec self{names::of("zone", path), within(names::of("region", region.name))};
  std::vector<std::string> feeds;
  for (int i = 1; i <= region.power.count; ++i) {
    feeds.push_back(names::of("power", path + "/" + names::padded(i, region.power.count)));
    out.push_back({feeds.back(), {}});
  }
  if (!feeds.empty()) self.needs.push_back(k_of("power", feeds, region.power.needed));
  for (int rack = 1; rack <= region.racks_per_zone; ++rack) declare_rack(region, path, rack, out);
  out.push_back({names::of("control-plane", path), within(self.name)});
  out.push_back(std::move(self));
}

void declare_region(const RegionSpec& region, bool router, Declarations& out) {
  const std::string name = names::of("region", region.name);
  out.push_back({name, {}});
  out.push_back({names::of("control-plane", region.name), within(name)});
  if (router) out.push_back({names::of("router", region.name), within(name)});
  for (const auto& zone : region.zones) declare_zone(region, zone, out);
  for (std::size_t a = 0; a < region.zones.size(); ++a)
    for (std::size_t b = a + 1; b < region.zones.size(); ++b)
      out.push_back({names::of("link", names::zone_path(region.name, region.zones[a]) + ".." +
                                           names::zone_path(region.name, region.zones[b])),
                     {}});
}

std::string cell_name(const Inventory& in, int cell) {
  return names::padded(cell, in.cells.count);
}

void declare_pool(const ServiceSpec& service, std::string where, std::string place, std::string cell,
                  Declarations& out) {
  ComponentSpec pool{names::pool(service.name, where, cell), {}};
  pool.needs.reserve(3 + service.needs.size());
  pool.needs.push_back(hard(std::move(place)));
  pool.needs.push_back(hard(names::of("service", service.name)));
  if (!cell.empty()) pool.needs.push_back(hard(names::of("cell", cell)));
  pool.needs.insert(pool.needs.end(), service.needs.begin(), service.needs.end());
  out.push_back(std::move(pool));
}

void declare_pools(const Inventory& in, const ServiceSpec& service, Declarations& out) {
  std::uint32_t zone_index = 0;
  std::uint32_t zones = 0;
  for (const auto& region : in.topology.regions) zones += static_cast<std::uint32_t>(region.zones.size());
  for (const auto& region : in.topology.regions) {
    if (service.scope == Scope::managed) {
      declare_pool(service, region.name, names::of("region", region.name), "", out);
      continue;
    }
    for (const auto& zone : region.zones) {
      const std::string path = names::zone_path(region.name, zone);
      const int cells = cells_per_zone(in, zone_index);
      if (in.routing != Routing::cell) declare_pool(service, path, names::of("zone", path), "", out);
      for (int i = 0; i < cells; ++i) {
        const int cell =
            in.cells.span == Span::region ? i + 1 : static_cast<int>(zone_index) + 1 + i * static_cast<int>(zones);
        declare_pool(service, path, names::of("zone", path), cell_name(in, cell), out);
      }
      ++zone_index;
    }
  }
}

void declare_parts(const PartSpec& part, Declarations& out) {
  const std::string name = names::of("component", part.name);
  if (part.count == 0) out.push_back({name, part.needs});
  for (int i = 1; i <= part.count; ++i) out.push_back({name + "/" + names::padded(i, part.count), part.needs});
}

void declare_network(const NetworkSpec& network, Declarations& out) {
  std::set<std::string> nodes;
  for (const auto& [a, b, one_way, needs] : network.links) {
    const std::string from = network.name + "/" + a;
    const std::string to = network.name + "/" + b;
    nodes.insert({names::of("node", from), names::of("node", to)});
    const std::string path = names::joined({from, one_way ? names::kOneWay : names::kBothWays, to});
    out.push_back({names::of("link", path), needs, {names::of("node", from), names::of("node", to)}, one_way});
  }
  for (const auto& node : network.nodes) {
    const std::string name = names::of("node", network.name + "/" + node.name);
    nodes.erase(name);
    out.push_back({name, node.needs});
  }
  for (const auto& node : nodes) out.push_back({node, {}});
}

void declare_entries(const PopulationSpec& population, const TopologySpec& topology, Declarations& out) {
  const bool dns = population.entry.via == Via::dns;
  if (dns) out.push_back({names::of("dns", population.name), {}});
  for (const auto& region : topology.regions) {
    if (region.name != population.region) continue;
    for (const auto& zone : region.zones) {
      const std::string path = names::zone_path(region.name, zone);
      ComponentSpec entry{names::entry(population.name, path), within(names::of("zone", path))};
      if (dns)
        entry.needs.push_back({"dns",
                               {names::of("dns", population.name)},
                               1,
                               NeedKind::after_grace,
                               Distribution::fixed(population.entry.ttl + population.entry.connections)});
      out.push_back(std::move(entry));
    }
  }
}

}  // namespace

std::vector<ComponentSpec> declare_components(const Inventory& in) {
  Declarations out;
  const bool cells = in.routing == Routing::cell;
  for (const auto& region : in.topology.regions) declare_region(region, cells, out);
  for (const auto& pop : in.topology.edge.pops) out.push_back({names::of("pop", pop.name), {}});
  for (const auto& tool : in.topology.tools) out.push_back({names::of("tool", tool.name), tool.needs});
  for (const auto& part : in.topology.components) declare_parts(part, out);
  for (const auto& network : in.topology.networks) declare_network(network, out);
  for (int i = 1; cells && i <= in.cells.count; ++i) out.push_back({names::of("cell", cell_name(in, i)), {}});
  for (const auto& service : in.services) {
    out.push_back({names::of("service", service.name), {}});
    declare_pools(in, service, out);
  }
  for (const auto& population : in.clients) declare_entries(population, in.topology, out);
  return sorted_by_name(std::move(out));
}

}  // namespace bulkhead
