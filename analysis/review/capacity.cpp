// SPDX-License-Identifier: Apache-2.0
// Loads beside capacities, place by place.
#include "analysis/review/capacity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace bulkhead {
namespace {

constexpr double kLoadRounding = 1e-9;  // relative: 300.0000001/s is 300/s

bool exceeds(double load, double capacity) {
  return load * (1 - kLoadRounding) > capacity;
}

std::string rate(double rps) {
  return fmt::format("{:.6g}/s", rps);
}

/// A service in a region, as far as capacity goes.
struct Stand {
  const ServiceSpec* service;
  double load;   ///< at the peak, in the whole region
  double zones;  ///< of the region
  double instance_rps;
  double instances;  ///< in the region
  double largest;    ///< of them, in one zone
  double all_rps() const { return instances * instance_rps; }
  double without_a_zone_rps() const { return (instances - largest) * instance_rps; }
};

template <class Visit>
void each_stand(const Reviewed& reviewed, Visit visit) {
  const Model& model = reviewed.model;
  for (std::uint32_t s = 0; s < model.services.size(); ++s) {
    const ServiceSpec& service = model.services[s];
    if (!reviewed.needed(s) || service.scope == Scope::managed) continue;
    const double rps = reviewed.instance_rps(s);
    if (std::isinf(rps)) continue;
    for (std::uint32_t r = 0; r < model.topology.regions.size(); ++r) {
      const double load = reviewed.load(r, s);
      const RegionSpec& region = model.topology.regions[r];
      Stand stand{&service, load, static_cast<double>(region.zones.size()), rps, 0, 0};
      for (const auto& zone : region.zones) {
        const int replicas = service.replicas(region.name + "/" + zone);
        stand.instances += replicas;
        stand.largest = std::max<double>(stand.largest, replicas);
      }
      if (load > 0) visit(s, stand);
    }
  }
}

/// A cell of a service: one of `count`, of which `elsewhere` are in other zones.
struct CellStand {
  const ServiceSpec* service;
  double share_rps;
  double capacity_rps;
  double elsewhere;
  std::size_t number;
};

template <class Visit>
void each_cell(const Reviewed& reviewed, Visit visit) {
  const Model& model = reviewed.model;
  if (model.routing != Routing::cell || model.topology.regions.size() != 1) return;
  const Estate& estate = reviewed.estate();
  each_stand(reviewed, [&](std::uint32_t s, const Stand& stand) {
    if (reviewed.towards(s) != Routing::cell) return;
    std::vector<double> instances(estate.cells.size(), 0);
    for (const PoolId p : estate.pools_of(s)) instances[estate.pools[p].cell] += estate.pools[p].count;
    for (std::size_t c = 0; c < instances.size(); ++c) {
      const auto other = [&](const Cell& cell) { return cell.zone != estate.cells[c].zone; };
      const auto elsewhere = std::count_if(estate.cells.begin(), estate.cells.end(), other);
      visit(CellStand{stand.service, stand.load / static_cast<double>(instances.size()),
                      instances[c] * stand.instance_rps, static_cast<double>(elsewhere), c + 1});
    }
  });
}

bool customers_can_move(const Model& model) {
  return model.cells.standby_lag.has_value() || model.cells.copy.has_value();
}

bool fits_a_lost_cell(const CellStand& cell) {
  return !exceeds(cell.share_rps * (1 + 1 / cell.elsewhere), cell.capacity_rps);
}

/// "4", or "4 and 2".
std::string numbers(const ServiceSpec& service) {
  std::set<int, std::greater<>> all{service.replicas_per_zone};
  for (const auto& [zone, replicas] : service.replicas_in) all.insert(replicas);
  return fmt::format("{}", fmt::join(all, " and "));
}

std::vector<std::string> replicas_of(const ServiceSpec& service) {
  return {"services", service.name, "replicas", "per_zone"};
}

}  // namespace

bool carries_without_a_zone(const Reviewed& reviewed) {
  bool carries = true;
  each_stand(reviewed, [&](std::uint32_t, const Stand& stand) {
    if (stand.zones > 1 && exceeds(stand.load, stand.without_a_zone_rps())) carries = false;
  });
  return carries;
}

void look_capacity_below_peak(const Reviewed& reviewed, Findings& findings) {
  each_stand(reviewed, [&](std::uint32_t s, const Stand& stand) {
    if (reviewed.towards(s) == Routing::cell || !exceeds(stand.load, stand.all_rps())) return;
    const double count = stand.instances;
    findings.add(replicas_of(*stand.service),
                 fmt::format("at the peak {} meets {}, and {} of it serve{} {}", rate(stand.load), stand.service->name,
                             count > 1 ? fmt::format("all {:g} instances", count) : "the one instance",
                             count > 1 ? "" : "s", rate(stand.all_rps())));
  });
}

void look_static_stability(const Reviewed& reviewed, Findings& findings) {
  const bool cells = reviewed.model.routing == Routing::cell;
  if (cells && reviewed.model.cells.span == Span::zone && !customers_can_move(reviewed.model)) return;
  each_stand(reviewed, [&](std::uint32_t s, const Stand& stand) {
    const double left = stand.without_a_zone_rps();
    if (stand.zones < 2 || exceeds(stand.load, stand.all_rps()) || !exceeds(stand.load, left)) return;
    if (reviewed.towards(s) == Routing::regional && reviewed.model.services[s].scope == Scope::managed) return;
    const double enough = std::ceil(stand.load * (1 - kLoadRounding) / ((stand.zones - 1) * stand.instance_rps));
    findings.add(
        replicas_of(*stand.service),
        fmt::format("without one of {:g} zones {} serves {} of {} at the peak; {:g} replicas per zone, not {}, "
                    "would carry it",
                    stand.zones, stand.service->name, rate(left), rate(stand.load), enough, numbers(*stand.service)));
  });
}

void look_cell_below_its_share(const Reviewed& reviewed, Findings& findings) {
  const std::string* said = nullptr;
  each_cell(reviewed, [&](const CellStand& cell) {
    if (!exceeds(cell.share_rps, cell.capacity_rps) || said == &cell.service->name) return;
    said = &cell.service->name;
    findings.add(replicas_of(*cell.service),
                 fmt::format("at the peak cell {} has {} for {}, and its part of {} serves {}", cell.number,
                             rate(cell.share_rps), cell.service->name, cell.service->name, rate(cell.capacity_rps)));
  });
}

void look_lost_cell_does_not_fit(const Reviewed& reviewed, Findings& findings) {
  if (!customers_can_move(reviewed.model)) return;
  const std::string* said = nullptr;
  each_cell(reviewed, [&](const CellStand& cell) {
    if (cell.elsewhere < 1 || exceeds(cell.share_rps, cell.capacity_rps) || fits_a_lost_cell(cell)) return;
    if (said == &cell.service->name) return;
    said = &cell.service->name;
    findings.add(
        replicas_of(*cell.service),
        fmt::format("a lost cell's customers bring {} to each of {:g} cells elsewhere; cell {} of {} serves {}",
                    rate(cell.share_rps * (1 + 1 / cell.elsewhere)), cell.elsewhere, cell.number, cell.service->name,
                    rate(cell.capacity_rps)));
  });
}

}  // namespace bulkhead
