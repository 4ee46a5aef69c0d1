// SPDX-License-Identifier: Apache-2.0
// Call trees, counted instances and entries as formulas.
#include "analysis/structure/service_structure.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "models/traffic/network.hpp"

namespace bulkhead {
namespace {

constexpr double kRounding = 1e-9;  // relative: 300.0000001 / 100 are three instances

int whole(double parts) {
  return std::max(1, static_cast<int>(std::ceil(parts * (1 - kRounding))));
}

}  // namespace

ServiceStructure::ServiceStructure(const Model& model, const Estate& estate, ComponentStructure& components,
                                   Formula& formula)
    : model_(&model),
      estate_(&estate),
      components_(&components),
      formula_(&formula),
      callees_(callees_of(model.services)) {
  for (const Region& region : estate.regions)
    load_.push_back(peak_loads(model.services, callees_, model.clients, region.name));
  for (const PopulationSpec& population : model.clients)
    first_service_.push_back(service_index(model.services, population.to));
}

double ServiceStructure::needed(std::uint32_t service, std::uint32_t region) const {
  return load_[region][service] / model_->services[service].capacity_rps;
}

Routing ServiceStructure::towards(std::uint32_t service) const {
  switch (model_->services[service].scope) {
    case Scope::by_routing:
      return model_->routing;
    case Scope::zonal:
      return Routing::zonal;
    case Scope::regional:
    case Scope::managed:
      return Routing::regional;
  }
  return model_->routing;
}

Routing ServiceStructure::entering(std::uint32_t service) const {
  const Routing how = towards(service);
  for (std::size_t p = 0; p < model_->clients.size(); ++p) {
    const PopulationSpec& population = model_->clients[p];
    if (first_service_[p] != service || how == Routing::cell || !population.entry.cross_zone) continue;
    if (*population.entry.cross_zone) return Routing::regional;
    if (model_->services[service].scope != Scope::managed) return Routing::zonal;
  }
  return how;
}

StructuralQuestion ServiceStructure::question(std::uint32_t service) {
  StructuralQuestion out;
  out.name = model_->services[service].name;
  double sum = 0;
  for (const auto& load : load_) sum += load[service];
  for (std::uint32_t r = 0; r < estate_->regions.size(); ++r) {
    const double weight = sum > 0 ? load_[r][service] / sum : 1.0 / static_cast<double>(load_.size());
    if (weight <= 0) continue;
    switch (entering(service)) {
      case Routing::regional:
        regional(service, r, weight, out);
        break;
      case Routing::zonal:
        zonal(service, r, weight, out);
        break;
      case Routing::cell:
        cells(service, r, weight, out);
        break;
    }
  }
  return out;
}

void ServiceStructure::regional(std::uint32_t service, std::uint32_t r, double weight, StructuralQuestion& out) {
  out.shares.push_back({"region " + estate_->regions[r].name, weight, stands(service, {r, kNone, kNone, 1})});
}

void ServiceStructure::zonal(std::uint32_t service, std::uint32_t r, double weight, StructuralQuestion& out) {
  const Region& region = estate_->regions[r];
  const int zones = static_cast<int>(region.zones.size());
  const std::vector<double> home = shares_of_zones(service, r);
  for (std::size_t z = 0; z < home.size(); ++z)
    if (home[z] > 0)
      out.unaided.push_back({"zone " + estate_->zones[region.zones[z]].name, weight * home[z],
                             stands(service, {r, region.zones[z], kNone, 1 / home[z]})});
  std::vector<double> carries;
  for (const std::uint32_t zone : region.zones) carries.push_back(part_carried(service, r, zone));
  const auto differs = [&](double part) { return part != carries.front(); };
  if (std::any_of(carries.begin(), carries.end(), differs)) return unequal_zones(service, r, carries, weight, out);
  const int fewest = fewest_parts(service, {r, region.zones.front(), kNone, 1}, zones);
  std::vector<Counted> standing;
  for (const std::uint32_t zone : region.zones)
    standing.push_back({stands(service, {r, zone, kNone, static_cast<double>(fewest)})});
  out.shares.push_back({"region " + region.name, weight, formula_->at_least(fewest, std::move(standing))});
}

// Of a region's customers of a service, by zone: those who ask it, or where nobody does, all.
std::vector<double> ServiceStructure::shares_of_zones(std::uint32_t service, std::uint32_t r) const {
  const Region& region = estate_->regions[r];
  std::vector<double> out(region.zones.size(), 0);
  double all = 0;
  const bool asked = std::count(first_service_.begin(), first_service_.end(), service) > 0;
  for (std::size_t p = 0; p < model_->clients.size(); ++p) {
    const PopulationSpec& population = model_->clients[p];
    if (population.region != region.name || (asked && first_service_[p] != service)) continue;
    double sum = 0;
    for (const std::uint32_t zone : region.zones) sum += population.entry.weight(estate_->zones[zone].name);
    for (std::size_t z = 0; z < out.size(); ++z)
      out[z] += population.peak_rps * population.entry.weight(estate_->zones[region.zones[z]].name) / sum;
    all += population.peak_rps;
  }
  for (double& share : out) share = all > 0 ? share / all : 1.0 / static_cast<double>(out.size());
  return out;
}

// Of the peak, for the whole call tree, while all of the zone is up; what is needed there is at least one instance.
double ServiceStructure::part_carried(std::uint32_t service, std::uint32_t r, std::uint32_t zone) {
  double part = 1;
  for (const auto& [callee, place] : call_tree(service, {r, zone, kNone, 1})) {
    if (place.zone == kNone || model_->services[callee].scope == Scope::managed) continue;
    double live = 0;
    for (const PoolId p : estate_->pools_of(callee))
      live += holds(place, estate_->pools[p]) ? estate_->pools[p].count : 0;
    part = std::min(part, live > 0 ? live / std::max(needed(callee, r), kRounding) : 0);
  }
  return part;
}

// Any zones that carry the peak between them, none of which could be left out, each with its part of what they carry.
void ServiceStructure::unequal_zones(std::uint32_t service, std::uint32_t r, const std::vector<double>& carries,
                                     double weight, StructuralQuestion& out) {
  constexpr std::size_t kMostZones = 16;
  const Region& region = estate_->regions[r];
  const auto n = std::min(region.zones.size(), kMostZones);
  const auto carried = [&](std::uint32_t set) {
    double sum = 0;
    for (std::size_t z = 0; z < n; ++z) sum += (set >> z & 1) != 0 ? carries[z] : 0;
    return sum;
  };
  const std::uint32_t all = (std::uint32_t{1} << n) - 1;
  const double enough = std::min(1.0, carried(all)) * (1 - kRounding);
  if (carried(all) < 1 - kRounding) bent_.insert(service);
  std::vector<FormulaId> ways;
  for (std::uint32_t set = 1; set <= all; ++set) {
    bool spare = carried(set) < enough;
    for (std::size_t z = 0; z < n && !spare; ++z)
      spare = (set >> z & 1) != 0 && carried(set & ~(std::uint32_t{1} << z)) >= enough;
    if (spare) continue;
    std::vector<FormulaId> each;
    for (std::size_t z = 0; z < n; ++z)
      if ((set >> z & 1) != 0) each.push_back(stands(service, {r, region.zones[z], kNone, carried(set) / carries[z]}));
    ways.push_back(formula_->all(std::move(each)));
  }
  out.shares.push_back({"region " + region.name, weight, formula_->any(std::move(ways))});
}

void ServiceStructure::cells(std::uint32_t service, std::uint32_t r, double weight, StructuralQuestion& out) {
  std::vector<std::uint32_t> mine;
  for (std::uint32_t c = 0; c < estate_->cells.size(); ++c)
    if (estate_->cells[c].zone == kNone || estate_->zones[estate_->cells[c].zone].region == r) mine.push_back(c);
  const auto count = static_cast<double>(mine.size());
  const bool movable = model_->cells.standby_lag.has_value() || model_->cells.copy.has_value();
  const auto place = [&](std::uint32_t c, double parts) { return Place{r, estate_->cells[c].zone, c, parts}; };
  for (const std::uint32_t c : mine) {
    const FormulaId own = stands(service, place(c, count));
    const std::string name = estate_->graph.name(estate_->cells[c].id);
    out.unaided.push_back({name, weight / count, own});
    std::vector<std::uint32_t> others;
    for (const std::uint32_t other : mine)
      if (estate_->cells[other].zone != estate_->cells[c].zone) others.push_back(other);
    FormulaId served = own;
    if (movable && !others.empty()) {
      const int fewest = fewest_parts(service, place(others.front(), 1), static_cast<int>(others.size()));
      std::vector<Counted> standing;
      for (const std::uint32_t other : others) standing.push_back({stands(service, place(other, fewest))});
      served = formula_->any({own, formula_->at_least(fewest, std::move(standing))});
    }
    out.shares.push_back({name, weight / count, served});
  }
}

// The fewest equal parts of the peak of which one place like `part` can carry one, for the whole call tree.
int ServiceStructure::fewest_parts(std::uint32_t service, const Place& part, int most) {
  int fewest = 1;
  for (const auto& [callee, place] : call_tree(service, part)) {
    if (place.zone == kNone && place.cell == kNone) continue;
    double live = 0;
    for (const PoolId p : estate_->pools_of(callee))
      live += holds(place, estate_->pools[p]) ? estate_->pools[p].count : 0;
    if (live > 0) fewest = std::max(fewest, whole(needed(callee, part.region) / live));
  }
  if (fewest > most) bent_.insert(service);
  return std::min(fewest, most);
}

FormulaId ServiceStructure::stands(std::uint32_t service, const Place& place) {
  std::vector<FormulaId> all{entered(service, place)};
  for (const auto& [callee, where] : call_tree(service, place)) all.push_back(instances(callee, where));
  return formula_->all(std::move(all));
}

// All that a service calls hard, at once or further down, each once in a place.
std::vector<ServiceStructure::Called> ServiceStructure::call_tree(std::uint32_t service, const Place& place) const {
  std::vector<Called> out{{service, place}};
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> seen{{service, place.zone, place.cell}};
  for (std::size_t next = 0; next < out.size(); ++next) {
    const Called caller = out[next];
    for (std::size_t c = 0; c < callees_[caller.service].size(); ++c) {
      const CallSpec& call = model_->services[caller.service].calls[c];
      Called callee{callees_[caller.service][c], {}};
      if (call.need != NeedKind::hard || call.share <= 0 || !callee_place(callee.service, caller.place, callee.place))
        continue;
      if (seen.insert({callee.service, callee.place.zone, callee.place.cell}).second) out.push_back(callee);
    }
  }
  return out;
}

// False: zone by zone, with the caller's instances.
bool ServiceStructure::callee_place(std::uint32_t callee, const Place& from, Place& to) const {
  const Routing how = towards(callee);
  if (how == Routing::zonal) {
    const auto zones = static_cast<double>(estate_->regions[from.region].zones.size());
    to = {from.region, from.zone, kNone, from.cell == kNone ? from.parts : zones};
    return from.zone != kNone;
  }
  to = how == Routing::regional || from.cell == kNone ? Place{from.region, kNone, kNone, 1} : from;
  return true;
}

bool ServiceStructure::holds(const Place& place, const Pool& pool) {
  if (pool.region != place.region || pool.count == 0) return false;
  if (place.zone != kNone && pool.zone != kNone && pool.zone != place.zone) return false;
  return place.cell == kNone || pool.cell == kNone || pool.cell == place.cell;
}

FormulaId ServiceStructure::instances(std::uint32_t service, const Place& place) {
  std::vector<Counted> pools;
  for (const PoolId p : estate_->pools_of(service)) {
    const Pool& pool = estate_->pools[p];
    if (holds(place, pool)) pools.push_back({pool_up(pool, place), static_cast<int>(pool.count), members(pool)});
  }
  if (pools.empty()) return formula_->any({});
  int enough = whole(needed(service, place.region) / place.parts);
  if (enough > worth(pools)) {
    bent_.insert(service);
    enough = worth(pools);
  }
  return formula_->at_least(enough, std::move(pools));
}

// The pool's instances by rack and host; none where they stand in the zone or region directly.
std::vector<Counted> ServiceStructure::members(const Pool& pool) {
  const Graph& graph = estate_->graph;
  std::map<ComponentId, std::map<ComponentId, int>> racks;
  for (InstanceId i = pool.first; i < pool.first + pool.count; ++i) {
    const ComponentId host = estate_->instances[i].anchor;
    if (graph.kind(host) != "host") return {};
    const std::string& name = graph.name(host);
    const std::string path = name.substr(name.find(' ') + 1, name.rfind('/') - name.find(' ') - 1);
    ++racks[graph.id("rack " + path)][host];
  }
  std::vector<Counted> out;
  for (const auto& [rack, hosts] : racks) {
    Counted one{components_->up_within(rack, estate_->zones[pool.zone].id), 1, {}};
    for (const auto& [host, weight] : hosts) one.inside.push_back({components_->up_within(host, rack), weight});
    out.push_back(std::move(one));
  }
  return out;
}

// Callees that are asked in the pool's own zone belong to the pool where the place is no zone.
FormulaId ServiceStructure::pool_up(const Pool& pool, const Place& place) {
  std::vector<FormulaId> all{components_->up(pool.id)};
  if (place.zone != kNone || pool.zone == kNone) return all.front();
  for (std::size_t c = 0; c < callees_[pool.service].size(); ++c) {
    const CallSpec& call = model_->services[pool.service].calls[c];
    const std::uint32_t callee = callees_[pool.service][c];
    if (call.need != NeedKind::hard || call.share <= 0 || towards(callee) != Routing::zonal) continue;
    if (!under_way_.insert({callee, pool.zone}).second) continue;
    double in_region = 0, in_zone = 0;
    for (const PoolId p : estate_->pools_of(pool.service)) {
      in_region += estate_->pools[p].region == pool.region ? estate_->pools[p].count : 0;
      in_zone += estate_->pools[p].zone == pool.zone ? estate_->pools[p].count : 0;
    }
    const double parts = in_region / in_zone;
    for (const auto& [service, where] : call_tree(callee, {pool.region, pool.zone, kNone, parts}))
      all.push_back(instances(service, where));
    under_way_.erase({callee, pool.zone});
  }
  return formula_->all(std::move(all));
}

FormulaId ServiceStructure::entered(std::uint32_t service, const Place& place) {
  std::vector<FormulaId> all;
  for (std::uint32_t p = 0; p < model_->clients.size(); ++p) {
    const PopulationSpec& population = model_->clients[p];
    if (first_service_[p] != service || population.region != estate_->regions[place.region].name) continue;
    const bool here = place.zone != kNone && (place.cell == kNone || population.entry.via == Via::dns);
    std::vector<FormulaId> entries, pops;
    for (const Entry& entry : estate_->entries)
      if (entry.population == p && (!here || entry.zone == place.zone)) entries.push_back(components_->up(entry.id));
    all.push_back(formula_->any(std::move(entries)));
    for (const ComponentId pop : estate_->pops) pops.push_back(components_->passes(pop));
    if (population.entry.via == Via::anycast && !pops.empty()) all.push_back(formula_->any(std::move(pops)));
    const ComponentId router = estate_->regions[place.region].router;
    if (place.cell != kNone && router != kNone) all.push_back(components_->up(router));
  }
  return formula_->all(std::move(all));
}

}  // namespace bulkhead
