// SPDX-License-Identifier: Apache-2.0
// The estate: declarations compiled to flat arrays, instances placed on hosts.
#include "models/world/estate.hpp"

#include <algorithm>

#include "models/world/names.hpp"
#include "sim/check.hpp"
#include "sim/random.hpp"

namespace bulkhead {
namespace {

// A place among `buckets` that seldom changes when one more is added.
// Source: J. Lamping and E. Veach, "A fast, minimal memory, consistent hash algorithm", 2014
std::uint64_t consistent_place(std::uint64_t key, std::uint64_t buckets) {
  std::int64_t place = 0;
  for (std::int64_t next = 0; next < static_cast<std::int64_t>(buckets);) {
    place = next;
    key = key * 2862933555777941757u + 1;
    next = static_cast<std::int64_t>(static_cast<double>(place + 1) * (static_cast<double>(std::int64_t{1} << 31) /
                                                                       static_cast<double>((key >> 33) + 1)));
  }
  return static_cast<std::uint64_t>(place);
}

// Where instance number `i` of a service stands: racks and hosts round robin, from a place that the service's name gives.
std::string host_name(const RegionSpec& region, std::string_view zone, std::string_view service, std::uint64_t i) {
  const auto racks = static_cast<std::uint64_t>(region.racks_per_zone);
  const auto hosts = static_cast<std::uint64_t>(region.hosts_per_rack);
  const std::uint64_t key = name_hash(service);
  const auto rack = static_cast<int>((consistent_place(key, racks) + i) % racks) + 1;
  const auto host = static_cast<int>((consistent_place(key, hosts) + i / racks) % hosts) + 1;
  return "host " + std::string(zone) + "/" + names::padded_wide(rack, region.racks_per_zone) + "/" +
         names::padded_wide(host, region.hosts_per_rack);
}

std::vector<ComponentId> chain(const Graph& graph, ComponentId anchor) {
  std::vector<ComponentId> out;
  out.reserve(8);  // host, rack, zone, region, and what an instance adds: pool, service, cell
  out.push_back(anchor);
  for (bool found = true; found;) {
    found = false;
    for (const auto index : graph.groups_of(out.back())) {
      const auto& group = graph.groups()[index];
      const auto kind = graph.kind(group.of.front());
      if (group.of.size() == 1 && group.need == NeedKind::hard &&
          (kind == "rack" || kind == "zone" || kind == "region")) {
        out.push_back(group.of.front());
        found = true;
        break;
      }
    }
  }
  return out;
}

std::uint32_t index_by_id(const auto& items, ComponentId id) {
  for (std::uint32_t i = 0; i < items.size(); ++i)
    if (items[i].id == id) return i;
  return kNone;
}

}  // namespace

Estate::Estate(const Inventory& in) : graph(declare_components(in)) {
  add_places(in);
  for (const auto& service : in.services) services.push_back(graph.id(names::of("service", service.name)));
  pools_of_.resize(services.size());
  instances_on_.resize(graph.size());
  pools_in_.resize(graph.size());
  for (ComponentId id = 0; id < graph.size(); ++id) {
    const auto kind = graph.kind(id);
    if (kind == "pool") add_pool(in, id);
    is_link_.push_back(kind == "link");
    is_entrance_.push_back(kind == "entry" || kind == "pop" || kind == "router");
  }
  for (std::uint32_t p = 0; p < in.clients.size(); ++p)
    for (std::uint32_t z = 0; z < zones.size(); ++z) {
      const auto id = graph.find(names::entry(in.clients[p].name, zones[z].name));
      if (id < graph.size()) entries.push_back({id, p, z});
    }
}

void Estate::add_places(const Inventory& in) {
  for (const auto& spec : in.topology.regions) {
    Region region{graph.id(names::of("region", spec.name)), spec.name, {}, kNone};
    if (in.routing == Routing::cell) region.router = graph.id(names::of("router", spec.name));
    for (const auto& zone : spec.zones) {
      region.zones.push_back(static_cast<std::uint32_t>(zones.size()));
      const std::string path = names::zone_path(spec.name, zone);
      zones.push_back({graph.id(names::of("zone", path)), path, static_cast<std::uint32_t>(regions.size())});
    }
    regions.push_back(std::move(region));
  }
  for (const auto& pop : in.topology.edge.pops) pops.push_back(graph.id(names::of("pop", pop.name)));
  for (int i = 1; in.routing == Routing::cell && i <= in.cells.count; ++i)
    cells.push_back({graph.id(names::of("cell", names::padded(i, in.cells.count))),
                     in.cells.span == Span::zone
                         ? static_cast<std::uint32_t>(i - 1) % static_cast<std::uint32_t>(zones.size())
                         : kNone});
}

// A pool's first needs are its place, its service and, with cells, its cell (declare.cpp).
void Estate::add_pool(const Inventory& in, ComponentId id) {
  const auto needs = graph.groups_of(id);
  const auto first_of = [&](std::uint32_t need) { return graph.groups()[needs[need]].of.front(); };
  Pool pool{id, 0, 0, kNone, kNone, static_cast<InstanceId>(instances.size()), 0};
  const auto service = std::lower_bound(services.begin(), services.end(), first_of(1));
  pool.service = static_cast<std::uint32_t>(service - services.begin());
  pool.zone = index_by_id(zones, first_of(0));
  pool.region = pool.zone == kNone ? index_by_id(regions, first_of(0)) : zones[pool.zone].region;
  if (pool.zone != kNone && in.routing == Routing::cell) pool.cell = index_by_id(cells, first_of(2));
  std::vector<ComponentId> own;
  own.reserve(5);
  own.insert(own.end(), {id, services[pool.service], regions[pool.region].id});
  if (pool.zone != kNone) own.push_back(zones[pool.zone].id);
  if (pool.cell != kNone) own.push_back(cells[pool.cell].id);
  std::sort(own.begin(), own.end());
  const auto index = static_cast<PoolId>(pools.size());
  for (const auto owner : own) pools_in_[owner].push_back(index);
  pools_of_[pool.service].push_back(index);
  identities_.push_back(std::move(own));
  pools.push_back(pool);
  // The zone's cells take its instances in turn.
  const int sharers = pool.cell == kNone ? 1 : cells_per_zone(in, pool.zone);
  int turn = 0;
  for (std::uint32_t c = 0; pool.cell != kNone && c < pool.cell; ++c)
    if (cells[c].zone == kNone || cells[c].zone == pool.zone) ++turn;
  const int replicas = pool.zone == kNone ? 1 : in.services[pool.service].replicas(zones[pool.zone].name);
  for (int i = turn; i < replicas; i += sharers) add_instance(in, index, i, replicas);
}

void Estate::add_instance(const Inventory& in, PoolId index, int number, int replicas) {
  auto& pool = pools[index];
  const auto& spec = in.topology.regions[pool.region];
  const std::string& service = in.services[pool.service].name;
  const std::string& place = pool.zone == kNone ? regions[pool.region].name : zones[pool.zone].name;
  Instance instance{index, regions[pool.region].id,
                    names::instance(service, place, names::padded_wide(number + 1, replicas))};
  if (pool.zone != kNone)
    instance.anchor = spec.racks_per_zone > 0
                          ? graph.id(host_name(spec, place, service, static_cast<std::uint64_t>(number)))
                          : zones[pool.zone].id;
  if (pool.count == 0 || instances.back().anchor != instance.anchor) add_stand(index, instance.anchor);
  stand_of_.push_back(static_cast<std::uint32_t>(stands_.size() - 1));
  for (const auto container : stands_.back())
    instances_on_[container].push_back(static_cast<InstanceId>(instances.size()));
  instances.push_back(std::move(instance));
  ++pool.count;
}

void Estate::add_stand(PoolId pool, ComponentId anchor) {
  auto containers = chain(graph, anchor);
  containers.insert(containers.end(), identities_[pool].begin(), identities_[pool].end());
  std::sort(containers.begin(), containers.end());
  containers.erase(std::unique(containers.begin(), containers.end()), containers.end());
  stands_.push_back(std::move(containers));
}

std::uint32_t Estate::zone_of(ComponentId zone_component) const {
  return index_by_id(zones, zone_component);
}

std::uint32_t Estate::entry(std::uint32_t population, std::uint32_t zone) const {
  for (std::uint32_t i = 0; i < entries.size(); ++i)
    if (entries[i].population == population && entries[i].zone == zone) return i;
  BULKHEAD_CHECK(false, "a population enters only in its own region");
  return kNone;
}

}  // namespace bulkhead
