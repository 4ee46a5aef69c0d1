// SPDX-License-Identifier: Apache-2.0
/// Who calls whom, compiled: fronts (where clients come in), edges (a call from a front or a pool), and their targets.
///
/// A front is a population in an entry zone and cell. An edge is one call of one front or pool; its targets are the pools
/// that the routing lets it reach. Health checks are per edge: an edge's view says which instances it holds for unhealthy.
///
/// Shape:    fronts by (population, zone, cell); pools as in the estate; edges of a front or pool are contiguous, in the order of
///           the calls; targets of an edge are sorted by pool
/// Ensures:  nothing here depends on time or on faults
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/world/estate.hpp"
#include "models/world/spec.hpp"

namespace bulkhead {

using EdgeId = std::uint32_t;
using FrontId = std::uint32_t;

struct Front {
  std::uint32_t population = 0;
  std::uint32_t zone = 0;
  std::uint32_t cell = kNone;
  std::uint32_t entry = 0;  ///< index into the estate's entries
  EdgeId edge = 0;
};

struct Edge {
  std::uint32_t front = kNone;  ///< the caller: a front ...
  PoolId caller = kNone;        ///< ... or a pool
  std::uint32_t callee = 0;     ///< service
  CallSpec call;
  double timeout_s = 0;   ///< of an attempt; finite: the call's own or what bounds the caller
  double deadline_s = 0;  ///< for all attempts together
  std::uint32_t first_target = 0;
  std::uint32_t targets = 0;
  std::uint32_t first_view = kNone;  ///< into the views, one bit per target instance; kNone: no health check
  std::uint32_t zone = kNone;        ///< where the caller stands (managed: kNone)
};

class Network {
 public:
  Network(const Estate& estate, const Inventory& inventory);

  const Estate& estate() const { return *estate_; }
  const ServiceSpec& service(std::uint32_t index) const { return services_[index]; }
  const std::vector<ServiceSpec>& services() const { return services_; }
  const PopulationSpec& population(std::uint32_t index) const { return populations_[index]; }
  const std::vector<PopulationSpec>& populations() const { return populations_; }
  /// The service that a population calls first.
  std::uint32_t first_service(std::uint32_t population) const { return first_service_[population]; }
  /// What resolves the name that a population asks for; none where it does not go by DNS.
  std::optional<ComponentId> dns(std::uint32_t population) const;

  std::vector<Front> fronts;
  std::vector<Edge> edges;
  std::vector<PoolId> targets;     ///< of all edges
  std::vector<EdgeId> first_edge;  ///< of a pool; size pools + 1
  /// (edge, position among its targets) of everyone who may call a pool, by edge.
  std::vector<std::vector<std::pair<EdgeId, std::uint32_t>>> incoming;
  std::vector<PoolId> callers_first;  ///< an order of pools; inside a cycle of calls by id
  std::vector<PoolId> callees_first;
  std::uint32_t views = 0;  ///< bits of all edges' views
  Routing routing = Routing::zonal;

  /// Nobody calls and nobody serves: there is nothing to evaluate.
  bool silent() const;

  /// "entry shoppers@tokyo/a" or "pool web@tokyo/a": the edge's caller, as a component.
  ComponentId caller_component(const Edge& edge) const;
  /// What a path may name about the caller; sorted.
  std::vector<ComponentId> caller_identities(const Edge& edge) const;
  FrontId front(std::uint32_t population, std::uint32_t zone, std::uint32_t cell) const;

 private:
  void add_fronts(const Inventory& inventory);
  void add_edge(Edge edge, std::uint32_t region, std::uint32_t cell, bool any_zone, bool own_zone);
  void bound_deadlines();
  void order();

  const Estate* estate_;
  std::vector<ServiceSpec> services_;
  std::vector<PopulationSpec> populations_;
  std::vector<std::uint32_t> first_service_;
};

/// Index of a service by name; the services are sorted by name.
std::uint32_t service_index(const std::vector<ServiceSpec>& services, const std::string& name);

/// Whom each service calls, by index, in the order of its calls.
std::vector<std::vector<std::uint32_t>> callees_of(const std::vector<ServiceSpec>& services);

/// Calls per second that each service receives while the clients of a region are at their peak, without retries: the least
/// solution. `callees`: of these services.
std::vector<double> peak_loads(const std::vector<ServiceSpec>& services,
                               const std::vector<std::vector<std::uint32_t>>& callees,
                               const std::vector<PopulationSpec>& clients, const std::string& region);

/// Spectral radius of the matrix of expected calls (times x share, without retries): below 1, or the graph of calls never ends.
double call_radius(const std::vector<ServiceSpec>& services);

}  // namespace bulkhead
