// SPDX-License-Identifier: Apache-2.0
// From an action's name to levers.
#include "models/response/action.hpp"

#include <algorithm>
#include <cmath>

namespace bulkhead {
namespace {

// Behind DNS the TTL and the life of connections govern; `drain` governs weights.
Drain drain_of(const PopulationSpec& population, Duration drain) {
  if (population.entry.via != Via::dns) return {drain, Duration::zero()};
  return {population.entry.ttl, population.entry.connections};
}

void shift(std::uint32_t zone, const Network& network, Duration drain, bool dns_too, std::vector<Step>& out) {
  const auto& estate = network.estate();
  for (std::uint32_t p = 0; p < network.populations().size(); ++p) {
    const auto& population = network.population(p);
    if (!dns_too && population.entry.via == Via::dns) continue;
    for (const auto& entry : estate.entries) {
      if (entry.population != p || entry.zone != zone) continue;
      Step step{
          "shift " + population.name + " from zone " + estate.zones[zone].name, population.to, "shift", kNone, {}};
      step.pulls.push_back({entry.id, Knob::weight, Duration::zero(), drain_of(population, drain)});
      out.push_back(std::move(step));
    }
  }
}

void evacuate_service(std::uint32_t service, std::uint32_t zone, const Network& network, Duration drain,
                      std::vector<Step>& out) {
  const auto& estate = network.estate();
  const std::string& name = network.service(service).name;
  Step step{
      "evacuate_service " + name + " from zone " + estate.zones[zone].name, name, "evacuate_service", service, {}};
  for (const auto p : estate.pools_of(service))
    if (estate.pools[p].zone == zone)
      step.pulls.push_back({estate.pools[p].id, Knob::rotation, Duration::zero(), {drain, Duration::zero()}});
  if (!step.pulls.empty()) out.push_back(std::move(step));
}

void scale_out(std::uint32_t service, const Network& network, Duration drain, std::vector<Step>& out) {
  const auto& estate = network.estate();
  const std::string& name = network.service(service).name;
  Step step{"scale_out " + name, name, "scale_out", kNone, {}};
  for (const auto p : estate.pools_of(service))
    step.pulls.push_back({estate.pools[p].id, Knob::growth, Duration::zero(), {drain, Duration::zero()}});
  out.push_back(std::move(step));
}

bool called(std::uint32_t service, const Network& network) {
  const auto& pools = network.estate().pools_of(service);
  return std::any_of(pools.begin(), pools.end(), [&](PoolId p) { return !network.incoming[p].empty(); });
}

void drain_cell(std::uint32_t cell, const Network& network, const CellSpec& cells, Duration drain,
                std::vector<Step>& out) {
  const auto& estate = network.estate();
  Drain slowest{drain, Duration::zero()};
  for (const auto& population : network.populations())
    if (const Drain one = drain_of(population, drain); one.whole() > slowest.whole()) slowest = one;
  const std::string team = network.populations().empty() ? "" : network.populations().front().to;
  Step step{"drain_cell " + estate.graph.name(estate.cells[cell].id), team, "drain_cell", kNone, {}};
  const Duration wait = cells.standby_lag ? Duration::zero() : cells.copy.value_or(Duration::zero());
  step.pulls.push_back({estate.cells[cell].id, Knob::placement, wait, slowest});
  out.push_back(std::move(step));
}

void evacuate(std::uint32_t zone, const Network& network, const CellSpec& cells, Duration drain,
              std::vector<Step>& out) {
  const auto& estate = network.estate();
  const bool zonal_cells = network.routing == Routing::cell && cells.span == Span::zone;
  if (network.routing == Routing::zonal) return shift(zone, network, drain, true, out);
  if (zonal_cells) {
    for (std::uint32_t c = 0; c < estate.cells.size(); ++c)
      if (estate.cells[c].zone == zone) drain_cell(c, network, cells, drain, out);
    return shift(zone, network, drain, false, out);  // behind DNS customers enter where their cell is
  }
  shift(zone, network, drain, true, out);
  for (std::uint32_t s = 0; s < network.services().size(); ++s)
    if (called(s, network)) evacuate_service(s, zone, network, drain, out);
  std::stable_sort(out.begin(), out.end(), [](const Step& a, const Step& b) { return a.team < b.team; });
}

}  // namespace

std::vector<Step> steps_of(const std::string& action, const SignalScope& scope, const Network& network,
                           const CellSpec& cells, Duration drain) {
  std::vector<Step> out;
  if (action == "drain_cell") {
    if (scope.cell != kNone) drain_cell(scope.cell, network, cells, drain, out);
  } else if (action == "scale_out") {
    if (scope.service != kNone) scale_out(scope.service, network, drain, out);
  } else if (scope.zone == kNone) {
    return out;
  } else if (action == "shift") {
    shift(scope.zone, network, drain, true, out);
  } else if (action == "evacuate_service") {
    if (scope.service != kNone) evacuate_service(scope.service, scope.zone, network, drain, out);
  } else {
    evacuate(scope.zone, network, cells, drain, out);
  }
  return out;
}

}  // namespace bulkhead
