// SPDX-License-Identifier: Apache-2.0
// Regions, zones, edge and sizes; where clients come in; routing and cells.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "models/world/estate.hpp"
#include "scenarios/language/check.hpp"

namespace bulkhead {
namespace {

constexpr double kMaxComponents = 2e6;  // assumed: hosts, switches and pools of a variant; bounds memory

double components_of(const RegionSpec& region, const Model& model) {
  const double racks = region.racks_per_zone;
  const double cells = model.routing == Routing::cell ? std::max(1, model.cells.count) : 1;
  const double per_zone = region.power.count + racks * (1.0 + region.switches.count + region.hosts_per_rack) +
                          static_cast<double>(model.services.size()) * cells;
  return static_cast<double>(region.zones.size()) * per_zone;
}

double instances_of(const RegionSpec& region, const Model& model) {
  double sum = 0;
  for (const auto& service : model.services)
    for (const auto& zone : region.zones) sum += service.replicas(region.name + "/" + zone);
  return sum;
}

void check_size(Examined& e) {
  double components = 0;
  const TopologySpec& topology = e.document.model.topology;
  for (const auto& region : topology.regions) {
    components += components_of(region, e.document.model) + instances_of(region, e.document.model);
  }
  for (const auto& part : topology.components) components += std::max(1, part.count);
  for (const auto& network : topology.networks) components += 2.0 * static_cast<double>(network.links.size());
  if (components <= kMaxComponents) return;
  e.diagnostics.error(e.key_at({topology.regions.empty() ? "components" : "topology"}),
                      fmt::format("{:.0f} components and instances are more than {:.0f}, the most that one model holds",
                                  components, kMaxComponents));
}

void check_pops(Examined& e) {
  const auto& pops = e.document.model.topology.edge.pops;
  std::vector<std::string> names;
  double shares = 0;
  for (const auto& pop : pops) {
    names.push_back(pop.name);
    shares += pop.share;
  }
  if (e.given({"edge"}) && shares <= 0)
    e.diagnostics.error(e.key_at({"edge", "pops"}), "no PoP has a share of the clients", {},
                        "like pops: {tokyo-1: {share: 60%}, osaka-1: {share: 40%}}");
  for (const auto& pop : pops) {
    for (std::size_t i = 0; i < pop.next.size(); ++i) {
      const bool known = std::find(names.begin(), names.end(), pop.next[i]) != names.end();
      const TextSpan at = e.file.find({"edge", "pops", pop.name, "next"})->items[i].at;
      if (!known)
        e.diagnostics.error(at, fmt::format("no PoP is called `{}`", pop.next[i]), nearest(pop.next[i], names));
      if (pop.next[i] == pop.name)
        e.diagnostics.error(at, fmt::format("the PoP `{}` cannot stand in for itself", pop.name));
    }
  }
}

void check_region(Examined& e, PopulationSpec& population) {
  const auto& regions = e.regions;
  if (population.region.empty() && regions.size() == 1) {
    population.region = regions[0];
    Resolved& entry = *e.file.find("clients")->find(population.name);
    Resolved region;
    region.text = regions[0];
    region.at = region.key_at = entry.key_at;
    entry.entries.insert(entry.entries.begin() + 1, {"region", std::move(region)});  // behind `to`, as in the table
  } else if (population.region.empty() && !regions.empty()) {
    e.diagnostics.error(e.key_at({"clients", population.name}), "`region` is missing: there are several", {},
                        fmt::format("one of {}", fmt::join(regions, ", ")));
  } else if (!regions.empty() && std::find(regions.begin(), regions.end(), population.region) == regions.end()) {
    e.diagnostics.error(e.at({"clients", population.name, "region"}),
                        fmt::format("no region is called `{}`", population.region),
                        nearest(population.region, regions));
  }
}

/// "R/Z" for what the file calls a zone, in that region or, without one, in any; "" is a problem.
std::string zone_called(Examined& e, const std::string& text, const std::string& in, TextSpan at) {
  std::vector<std::string> known, full;
  for (const auto& region : e.document.model.topology.regions) {
    if (!in.empty() && region.name != in) continue;
    const bool alone = !in.empty() || e.regions.size() == 1;
    for (const auto& zone : region.zones) {
      const std::string path = region.name + "/" + zone;
      if (text == path || (alone && text == zone)) return path;
      known.push_back(alone ? zone : path);
    }
  }
  const std::string near = nearest(text, known);
  e.diagnostics.error(at, fmt::format("no zone is called `{}`", text), near,
                      near.empty() ? fmt::format("one of {}", fmt::join(known, ", ")) : "");
  return "";
}

template <class T>
void resolve_zones(Examined& e, std::vector<InZone<T>>& zones, const Resolved& file, const std::string& region) {
  std::set<std::string> seen;
  for (auto& [zone, value] : zones) {
    const TextSpan at = file.find(zone)->key_at;
    const std::string path = zone_called(e, zone, region, at);
    if (!path.empty() && !seen.insert(path).second)
      e.diagnostics.error(at, fmt::format("zone {} is here twice", path), {}, "remove one of the two");
    zone = path;
  }
  std::sort(zones.begin(), zones.end(), [](const auto& a, const auto& b) { return a.zone < b.zone; });
}

void check_entry_zones(Examined& e, PopulationSpec& population) {
  auto& zones = population.entry.zones;
  const Resolved* file = e.file.find({"clients", population.name, "entry", "zones"});
  if (!file) return;
  const bool by_cell = e.document.model.routing == Routing::cell;
  const bool homes = population.entry.via == Via::dns && by_cell && e.document.model.cells.span == Span::zone;
  if (population.entry.via == Via::anycast || homes) {
    e.diagnostics.error(file->key_at,
                        homes ? "customers come in by the zones of their cells: `zones` says otherwise"
                              : "clients come in by the nearest PoP: `zones` says otherwise",
                        {}, "remove it");
    return;
  }
  resolve_zones(e, zones, *file, population.region);
  if (std::all_of(zones.begin(), zones.end(), [](const auto& one) { return one.value <= 0; }))
    e.diagnostics.error(file->key_at, "no zone has a share of the clients", {}, "like zones: {a: 60%, b: 40%}");
}

void check_checkers(Examined& e, const ServiceSpec& service) {
  constexpr int kMostCheckers = 1000;  // each probes each instance from each place
  if (!service.health_check || service.health_check->checkers.count <= kMostCheckers) return;
  e.diagnostics.error(e.at({"services", service.name, "health_check", "checkers"}),
                      fmt::format("at most {} checkers look on from a place", kMostCheckers));
}

void check_replicas_in(Examined& e, ServiceSpec& service) {
  const Resolved* file = e.file.find({"services", service.name, "replicas", "zones"});
  if (!file) return;
  if (service.scope == Scope::managed) return;  // told elsewhere
  if (e.document.model.routing == Routing::cell) {
    e.diagnostics.error(file->key_at, "cells are alike: with routing by cell zones do not differ", {}, "remove it");
    return;
  }
  resolve_zones(e, service.replicas_in, *file, "");
  constexpr std::size_t kMostUnequal = 16;
  for (const auto& region : e.document.model.topology.regions)
    if (region.zones.size() > kMostUnequal)
      e.diagnostics.error(file->key_at,
                          fmt::format("zones of unequal size are for regions of at most {} zones, and {} has {}",
                                      kMostUnequal, region.name, region.zones.size()),
                          {}, "remove it");
  int all = 0;
  for (const auto& region : e.document.model.topology.regions)
    for (const auto& zone : region.zones) all += service.replicas(region.name + "/" + zone);
  if (all == 0) e.diagnostics.error(file->key_at, fmt::format("`{}` has no instance anywhere", service.name));
}

void check_entry(Examined& e, const PopulationSpec& population) {
  const Via via = population.entry.via;
  Resolved& entry = *e.file.find("clients")->find(population.name)->find("entry");
  const auto check = [&](std::string_view key, bool useful, std::string_view where) {
    check_use(e, entry, key, useful, fmt::format("`{}` does nothing here: it belongs to {}", key, where), "remove it");
  };
  check("ttl", via == Via::dns, "via: dns");
  check("connections", via == Via::dns, "via: dns");
  check("cross_zone", via == Via::load_balancer, "via: load_balancer");
  if (via == Via::anycast && e.document.model.topology.edge.pops.empty()) {
    e.diagnostics.error(e.at({"clients", population.name, "entry", "via"}),
                        "anycast needs PoPs, and `edge:` names none", {}, "add edge: {pops: {tokyo-1: {share: 100%}}}");
  }
}

// The smallest number from `replicas` on that every count of cells divides.
std::int64_t next_divisible(std::int64_t replicas, const std::set<int>& counts) {
  std::int64_t step = 1;
  for (const int count : counts) step = std::lcm(step, static_cast<std::int64_t>(count));
  return (replicas + step - 1) / step * step;
}

void check_replicas(Examined& e) {
  const Model& model = e.document.model;
  const Inventory inventory{model.topology, model.services, model.clients, model.routing, model.cells};
  std::size_t zones = 0;
  for (const auto& region : model.topology.regions) zones += region.zones.size();
  std::set<int> counts;
  for (std::size_t zone = 0; zone < zones; ++zone)
    counts.insert(std::max(1, cells_per_zone(inventory, static_cast<std::uint32_t>(zone))));
  for (const auto& service : model.services) {
    if (service.scope == Scope::managed) continue;
    const auto legal = next_divisible(service.replicas_per_zone, counts);
    if (legal == service.replicas_per_zone) continue;
    e.diagnostics.error(e.at({"services", service.name, "replicas", "per_zone"}),
                        fmt::format("the {} replicas of `{}` in a zone do not divide among its {} cells",
                                    service.replicas_per_zone, service.name, *counts.rbegin()),
                        std::to_string(legal));
  }
}

}  // namespace

void check_places(Examined& e) {
  Model& model = e.document.model;
  if (model.topology.regions.empty() && e.given({"topology"}))
    e.diagnostics.error(e.at({"topology"}), "there is no region", {}, "like topology: {tokyo: {zones: [a, b, c]}}");
  for (auto& region : model.topology.regions) {
    e.regions.push_back(region.name);
    if (region.zones.empty())
      e.diagnostics.error(e.at({"topology", region.name, "zones"}),
                          fmt::format("the region `{}` has no zone", region.name), "[a, b, c]");
    std::sort(region.zones.begin(), region.zones.end());
  }
  check_size(e);
  check_pops(e);
  for (auto& population : model.clients) {
    check_region(e, population);
    check_entry(e, population);
    check_entry_zones(e, population);
  }
  for (auto& service : model.services) {
    check_replicas_in(e, service);
    check_checkers(e, service);
  }
}

void check_cells(Examined& e) {
  const Model& model = e.document.model;
  const bool by_cell = model.routing == Routing::cell;
  if (by_cell && !e.given({"cells"})) {
    e.diagnostics.error(e.at({"routing"}), "routing by cell needs `cells`", {},
                        "add cells: {count: 6, standby: {lag: 2s}}");
    return;
  }
  if (!e.given({"cells"})) return;
  if (model.cells.standby_lag && model.cells.copy) {
    e.diagnostics.error(e.key_at({"cells", "copy"}), "a cell has a standby or is copied, not both", {},
                        "remove `copy` or `standby`");
  }
  const TextSpan cells = e.key_at({"cells"});
  if (by_cell) {
    e.claims.met(cells);
    check_replicas(e);
  } else {
    e.claims.missed(cells,
                    {cells, "`cells` does nothing: no variant routes by cell", {}, "set routing: cell, or remove it"});
    e.document.model.cells = {};
    e.file.remove("cells");
  }
}

}  // namespace bulkhead
