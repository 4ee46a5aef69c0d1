// SPDX-License-Identifier: Apache-2.0
// Fronts, edges and targets, compiled from services, clients and routing.
#include "models/traffic/network.hpp"

#include <algorithm>
#include <numeric>

#include "models/topology/order.hpp"
#include "models/world/names.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

constexpr double kNobodyWaits =
    30;  // seconds: bounds the calls of services that nobody calls; assumed, like a client's patience

// The effective routing towards a service: its own scope, or the variant's.
Routing towards(const ServiceSpec& callee, Routing variant) {
  switch (callee.scope) {
    case Scope::by_routing:
      return variant;
    case Scope::zonal:
      return Routing::zonal;
    case Scope::regional:
    case Scope::managed:
      return Routing::regional;
  }
  return variant;
}

}  // namespace

std::uint32_t service_index(const std::vector<ServiceSpec>& services, const std::string& name) {
  const auto it =
      std::lower_bound(services.begin(), services.end(), name,
                       [](const ServiceSpec& service, const std::string& key) { return service.name < key; });
  BULKHEAD_CHECK(it != services.end() && it->name == name, "a call names a service that is not there");
  return static_cast<std::uint32_t>(it - services.begin());
}

std::vector<std::vector<std::uint32_t>> callees_of(const std::vector<ServiceSpec>& services) {
  std::vector<std::vector<std::uint32_t>> out;
  out.reserve(services.size());
  for (const auto& service : services) {
    out.emplace_back().reserve(service.calls.size());
    for (const auto& call : service.calls) out.back().push_back(service_index(services, call.to));
  }
  return out;
}

// Of load = clients + calls of the callers, in rounds (the radius is below 1).
std::vector<double> peak_loads(const std::vector<ServiceSpec>& services,
                               const std::vector<std::vector<std::uint32_t>>& callees,
                               const std::vector<PopulationSpec>& clients, const std::string& region) {
  constexpr int kMostRounds = 10'000;
  std::vector<double> own(services.size(), 0);
  for (const auto& population : clients)
    if (population.region == region) own[service_index(services, population.to)] += population.peak_rps;
  std::vector<double> load = own;
  for (int round = 0; round < kMostRounds; ++round) {
    std::vector<double> next = own;
    for (std::size_t s = 0; s < load.size(); ++s)
      for (std::size_t c = 0; c < callees[s].size(); ++c)
        next[callees[s][c]] += load[s] * services[s].calls[c].times * services[s].calls[c].share;
    if (next == load) break;
    load = std::move(next);
  }
  return load;
}

double call_radius(const std::vector<ServiceSpec>& services) {
  // Power iteration on (I + M)/2, which has no period; its radius r gives 2r - 1.
  const auto callees = callees_of(services);
  std::vector<double> flow(services.size(), 1);
  double radius = 0;
  for (int step = 0; step < 400; ++step) {
    std::vector<double> next(flow.size());
    for (std::size_t s = 0; s < services.size(); ++s) {
      next[s] += flow[s] / 2;
      for (std::size_t c = 0; c < callees[s].size(); ++c)
        next[callees[s][c]] += flow[s] * services[s].calls[c].times * services[s].calls[c].share / 2;
    }
    const double before = std::accumulate(flow.begin(), flow.end(), 0.0);
    const double after = std::accumulate(next.begin(), next.end(), 0.0);
    if (before <= 0) return 0;
    radius = after / before;
    for (auto& x : next) x /= after;
    flow = std::move(next);
  }
  return std::max(0.0, 2 * radius - 1);
}

Network::Network(const Estate& estate, const Inventory& in)
    : routing(in.routing), estate_(&estate), services_(in.services), populations_(in.clients) {
  for (const auto& population : populations_) first_service_.push_back(service_index(services_, population.to));
  add_fronts(in);
  for (PoolId p = 0; p < estate.pools.size(); ++p) {
    first_edge.push_back(static_cast<EdgeId>(edges.size()));
    const auto& pool = estate.pools[p];
    for (const auto& call : services_[pool.service].calls) {
      Edge edge;
      edge.caller = p;
      edge.callee = service_index(services_, call.to);
      edge.call = call;
      edge.zone = pool.zone;
      add_edge(std::move(edge), pool.region, pool.cell, false, false);
    }
  }
  first_edge.push_back(static_cast<EdgeId>(edges.size()));
  incoming.resize(estate.pools.size());
  for (EdgeId e = 0; e < edges.size(); ++e)
    for (std::uint32_t t = 0; t < edges[e].targets; ++t)
      incoming[targets[edges[e].first_target + t]].emplace_back(e, t);
  bound_deadlines();
  order();
}

void Network::add_fronts(const Inventory& in) {
  for (std::uint32_t p = 0; p < populations_.size(); ++p) {
    const auto& population = populations_[p];
    for (std::uint32_t z = 0; z < estate_->zones.size(); ++z) {
      const auto region = estate_->zones[z].region;
      if (estate_->regions[region].name != population.region) continue;
      const auto cells = static_cast<std::uint32_t>(in.routing == Routing::cell ? estate_->cells.size() : 1);
      for (std::uint32_t c = 0; c < cells; ++c) {
        const std::uint32_t cell = in.routing == Routing::cell ? c : kNone;
        const bool elsewhere = cell != kNone && estate_->cells[c].zone != kNone && estate_->cells[c].zone != z;
        if (elsewhere && population.entry.via == Via::dns) continue;  // customers enter in their cell's zone
        Front front{p, z, cell, estate_->entry(p, z), static_cast<EdgeId>(edges.size())};
        Edge edge;
        edge.front = static_cast<FrontId>(fronts.size());
        edge.callee = first_service_[p];
        edge.call.to = population.to;
        edge.call.timeout = population.timeout;
        edge.zone = z;
        const auto cross = population.entry.cross_zone;
        fronts.push_back(front);
        add_edge(std::move(edge), region, cell, cross.has_value() && *cross, cross.has_value() && !*cross);
      }
    }
  }
}

void Network::add_edge(Edge edge, std::uint32_t region, std::uint32_t cell, bool any_zone, bool own_zone) {
  const auto& callee = services_[edge.callee];
  Routing how = towards(callee, routing);
  if (how != Routing::cell && any_zone) how = Routing::regional;
  if (how != Routing::cell && own_zone && callee.scope != Scope::managed) how = Routing::zonal;
  edge.first_target = static_cast<std::uint32_t>(targets.size());
  std::uint32_t instances = 0;
  for (const auto p : estate_->pools_of(edge.callee)) {
    const auto& pool = estate_->pools[p];
    bool reached = pool.region == region;
    if (how == Routing::zonal && pool.zone != kNone && edge.zone != kNone) reached = reached && pool.zone == edge.zone;
    if (how == Routing::cell && cell != kNone && pool.cell != kNone) reached = reached && pool.cell == cell;
    if (!reached) continue;
    targets.push_back(p);
    instances += pool.count;
    ++edge.targets;
  }
  if (callee.health_check) {
    edge.first_view = views;
    views += instances;
  }
  edges.push_back(std::move(edge));
}

// What bounds a service's calls: its own deadline, or the longest that a caller of it waits.
void Network::bound_deadlines() {
  std::vector<double> bound(services_.size(), 0);
  for (const auto& population : populations_) {
    auto& first = bound[service_index(services_, population.to)];
    first = std::max(first, population.timeout.seconds());
  }
  const auto callees = callees_of(services_);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t s = 0; s < services_.size(); ++s) {
      const double own =
          std::min(bound[s], services_[s].deadline == Duration::never() ? bound[s] : services_[s].deadline.seconds());
      for (std::size_t c = 0; c < callees[s].size(); ++c) {
        const auto timeout = services_[s].calls[c].timeout;
        const double wait = timeout == Duration::never() ? own : std::min(own, timeout.seconds());
        auto& callee = bound[callees[s][c]];
        if (wait > callee) callee = wait, changed = true;
      }
    }
  }
  for (auto& edge : edges) {
    double limit = edge.front != kNone ? edge.call.timeout.seconds() : bound[estate_->pools[edge.caller].service];
    if (limit <= 0) limit = kNobodyWaits;
    if (edge.caller != kNone) {
      const auto deadline = services_[estate_->pools[edge.caller].service].deadline;
      if (deadline != Duration::never()) limit = std::min(limit, deadline.seconds());
    }
    edge.deadline_s = limit;
    edge.timeout_s = edge.call.timeout == Duration::never() ? limit : std::min(limit, edge.call.timeout.seconds());
  }
}

void Network::order() {
  Arcs arcs;
  for (const auto& edge : edges)
    for (std::uint32_t t = 0; t < edge.targets && edge.caller != kNone; ++t)
      arcs.emplace_back(edge.caller, targets[edge.first_target + t]);
  const auto component = strong_components(static_cast<std::uint32_t>(estate_->pools.size()), arcs);
  callees_first.resize(estate_->pools.size());
  std::iota(callees_first.begin(), callees_first.end(), 0u);
  std::sort(callees_first.begin(), callees_first.end(),
            [&](PoolId a, PoolId b) { return std::pair(component[a], a) < std::pair(component[b], b); });
  callers_first.assign(callees_first.rbegin(), callees_first.rend());
}

bool Network::silent() const {
  return populations_.empty() && edges.empty() && estate_->pools.empty() && estate_->pops.empty();
}

ComponentId Network::caller_component(const Edge& edge) const {
  return edge.front != kNone ? estate_->entries[fronts[edge.front].entry].id : estate_->pools[edge.caller].id;
}

std::vector<ComponentId> Network::caller_identities(const Edge& edge) const {
  if (edge.caller != kNone) return estate_->identities(edge.caller);
  const auto& front = fronts[edge.front];
  const auto& zone = estate_->zones[front.zone];
  std::vector<ComponentId> out{estate_->entries[front.entry].id, zone.id, estate_->regions[zone.region].id};
  if (front.cell != kNone) out.push_back(estate_->cells[front.cell].id);
  std::sort(out.begin(), out.end());
  return out;
}

FrontId Network::front(std::uint32_t population, std::uint32_t zone, std::uint32_t cell) const {
  for (FrontId f = 0; f < fronts.size(); ++f)
    if (fronts[f].population == population && fronts[f].zone == zone && fronts[f].cell == cell) return f;
  BULKHEAD_CHECK(false, "a customer is sent where no front is");
  return kNone;
}

std::optional<ComponentId> Network::dns(std::uint32_t population) const {
  const PopulationSpec& one = populations_[population];
  if (one.entry.via != Via::dns) return std::nullopt;
  return estate_->graph.id(names::of("dns", one.name));
}

}  // namespace bulkhead
