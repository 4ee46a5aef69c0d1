// SPDX-License-Identifier: Apache-2.0
/// What there is: the components, zones, cells, services, pools and instances of one variant, compiled to flat arrays.
///
/// A pool is the instances of one service in one zone and cell (managed: one pool per region, which stands nowhere in
/// particular). An instance stands on a host, or directly in its zone where no racks are given. Physical names and
/// placement do not depend on the variant: instance NN of a service in a zone stands on the same host in every variant,
/// and belongs to the zone's cells in turn.
///
/// Shape:    everything sorted by stable name; ids are positions
/// Requires: a model that the scenario language accepted
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/topology/graph.hpp"
#include "models/topology/spec.hpp"
#include "models/world/spec.hpp"

namespace bulkhead {

using PoolId = std::uint32_t;
using InstanceId = std::uint32_t;
inline constexpr std::uint32_t kNone = ~std::uint32_t{0};

/// The part of a model that says what there is.
struct Inventory {
  const TopologySpec& topology;
  const std::vector<ServiceSpec>& services;
  const std::vector<PopulationSpec>& clients;
  Routing routing;
  const CellSpec& cells;
};

struct Zone {
  ComponentId id = 0;
  std::string name;          ///< "tokyo/a"
  std::uint32_t region = 0;  ///< index among the regions
};

struct Region {
  ComponentId id = 0;
  std::string name;
  std::vector<std::uint32_t> zones;
  ComponentId router = kNone;
};

struct Cell {
  ComponentId id = 0;
  std::uint32_t zone = kNone;  ///< kNone: it spans the region
};

struct Pool {
  ComponentId id = 0;
  std::uint32_t service = 0;
  std::uint32_t region = 0;
  std::uint32_t zone = kNone;  ///< kNone: managed
  std::uint32_t cell = kNone;
  InstanceId first = 0;
  std::uint32_t count = 0;
};

struct Instance {
  PoolId pool = 0;
  ComponentId anchor = 0;  ///< the host, or the zone, or (managed) the region
  std::string name;        ///< "web@tokyo/a/03": the same in all variants
};

/// A zone's entry for one population.
struct Entry {
  ComponentId id = 0;
  std::uint32_t population = 0;
  std::uint32_t zone = 0;
};

class Estate {
 public:
  explicit Estate(const Inventory& inventory);

  Graph graph;
  std::vector<Region> regions;
  std::vector<Zone> zones;
  std::vector<Cell> cells;
  std::vector<ComponentId> services;  ///< by service index (the model's order)
  std::vector<Pool> pools;
  std::vector<Instance> instances;
  std::vector<Entry> entries;     ///< by population, then zone
  std::vector<ComponentId> pops;  ///< sorted by name; empty: no edge

  /// Pools of a service, by zone and cell.
  const std::vector<PoolId>& pools_of(std::uint32_t service) const { return pools_of_[service]; }
  /// Instances whose anchor, or whose anchor's container, is that component; and pools likewise (pools of a zone, service, cell).
  const std::vector<InstanceId>& instances_on(ComponentId id) const { return instances_on_[id]; }
  const std::vector<PoolId>& pools_in(ComponentId id) const { return pools_in_[id]; }
  /// Everything that contains an instance: host, rack, zone, region, pool, service, cell; sorted.
  const std::vector<ComponentId>& containers(InstanceId instance) const { return stands_[stand_of_[instance]]; }
  /// What a path may name about a pool: itself, its service, zone, region, cell; sorted.
  const std::vector<ComponentId>& identities(PoolId pool) const { return identities_[pool]; }
  /// Does a change of it move requests: is it a link; is it where clients come in (an entry, a PoP, a router)?
  bool is_link(ComponentId id) const { return is_link_[id]; }
  bool is_entrance(ComponentId id) const { return is_entrance_[id]; }
  std::uint32_t zone_of(ComponentId zone_component) const;
  std::uint32_t entry(std::uint32_t population, std::uint32_t zone) const;

 private:
  void add_places(const Inventory& inventory);
  void add_pool(const Inventory& inventory, ComponentId id);
  void add_instance(const Inventory& inventory, PoolId pool, int number, int replicas);
  void add_stand(PoolId pool, ComponentId anchor);

  std::vector<std::vector<PoolId>> pools_of_;
  std::vector<std::vector<InstanceId>> instances_on_;
  std::vector<std::vector<PoolId>> pools_in_;
  std::vector<std::vector<ComponentId>> stands_;  ///< the containers of instances of one pool on one anchor
  std::vector<std::uint32_t> stand_of_;           ///< by instance
  std::vector<std::vector<ComponentId>> identities_;
  std::vector<char> is_link_, is_entrance_;
};

/// The declarations of all components, as Estate compiles them; with the names of services, cells and pools.
std::vector<ComponentSpec> declare_components(const Inventory& inventory);

/// Cells of a zone: how many share its replicas.
int cells_per_zone(const Inventory& inventory, std::uint32_t zone);

}  // namespace bulkhead
