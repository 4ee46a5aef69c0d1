// SPDX-License-Identifier: Apache-2.0
// Groups of customers: cut, moved, judged, merged.
#include "models/traffic/customers.hpp"

#include <algorithm>
#include <numeric>

#include "models/traffic/situation.hpp"

namespace bulkhead {

Customers::Customers(const Network& network, const TopologySpec& topology, const CellSpec& cells)
    : network_(&network), topology_(topology), cells_(cells) {
  const auto& estate = network.estate();
  for (std::uint32_t i = 0; i < estate.pops.size(); ++i) serving_.push_back(i);
  dark_.assign(network.populations().size(), 0);
  const bool celled = network.routing == Routing::cell;
  const auto cell_count = celled ? static_cast<std::uint32_t>(estate.cells.size()) : 1;
  double pop_shares = 0;
  for (const auto& pop : topology.edge.pops) pop_shares += pop.share;
  for (std::uint32_t p = 0; p < network.populations().size(); ++p) {
    const auto& population = network.population(p);
    const auto region = std::find_if(estate.regions.begin(), estate.regions.end(),
                                     [&](const auto& r) { return r.name == population.region; });
    for (std::uint32_t c = 0; c < cell_count; ++c) {
      Group group;
      group.population = p;
      group.home_cell = group.cell = celled ? c : kNone;
      const double share = 1.0 / cell_count;
      const auto add = [&](double weight) {
        group.weight = weight;
        group.home = static_cast<std::uint32_t>(groups_.size());
        group.front = group.zone == kNone ? kNone : network.front(p, group.zone, group.cell);
        groups_.push_back(group);
      };
      if (population.entry.via == Via::load_balancer) {
        add(share);
      } else if (population.entry.via == Via::anycast) {
        for (std::uint32_t i = 0; i < estate.pops.size(); ++i) {
          group.pop = i;
          add(share * topology.edge.pops[i].share / pop_shares);
        }
      } else if (celled && estate.cells[c].zone != kNone) {
        group.home_zone = group.zone = estate.cells[c].zone;
        add(share);
      } else {
        const auto weight = [&](std::uint32_t zone) { return population.entry.weight(estate.zones[zone].name); };
        double sum = 0;
        for (const auto z : region->zones) sum += weight(z);
        for (const auto z : region->zones) {
          group.home_zone = group.zone = z;
          if (weight(z) > 0) add(share * weight(z) / sum);
        }
      }
    }
  }
  homes_ = groups_;
}

std::string Customers::home(const Group& group) const {
  const auto& estate = network_->estate();
  std::string out;
  const auto add = [&](ComponentId id) { out += (out.empty() ? "" : ", ") + estate.graph.name(id); };
  if (group.pop != kNone) add(estate.pops[group.pop]);
  if (group.home_zone != kNone) add(estate.zones[group.home_zone].id);
  if (group.home_cell != kNone) add(estate.cells[group.home_cell].id);
  return out.empty() ? network_->population(group.population).name : out;
}

void Customers::cut(std::uint32_t index, double Group::*low, double Group::*high, double at) {
  if (at <= groups_[index].*low || at >= groups_[index].*high) return;
  Group rest = groups_[index];
  const double share = (at - rest.*low) / (rest.*high - rest.*low);
  rest.parent = index;
  rest.*low = at;
  rest.weight = groups_[index].weight * (1 - share);
  groups_[index].*high = at;
  groups_[index].weight *= share;
  groups_.push_back(std::move(rest));
}

double Customers::lever(const World& world, const Group& group) const {
  const auto& estate = network_->estate();
  if (group.home_cell != kNone) {
    const double moved = world.lever(estate.cells[group.home_cell].id, Knob::placement);
    if (moved > 0 || estate.cells[group.home_cell].zone != kNone) return moved;
  }
  if (group.home_zone == kNone) return 0;
  return world.lever(estate.entries[estate.entry(group.population, group.home_zone)].id, Knob::weight);
}

std::vector<Customers::Elsewhere> Customers::other_zones(const World& world, const Group& group) const {
  const auto& estate = network_->estate();
  std::vector<Elsewhere> out;
  for (const auto z : estate.regions[estate.zones[group.home_zone].region].zones)
    if (z != group.home_zone)
      out.push_back({z, world.lever(estate.entries[estate.entry(group.population, z)].id, Knob::weight),
                     network_->population(group.population).entry.weight(estate.zones[z].name)});
  return out;
}

std::vector<Customers::Elsewhere> Customers::other_cells(const World& world, const Group& group) const {
  const auto& estate = network_->estate();
  std::vector<Elsewhere> out;
  for (std::uint32_t c = 0; c < estate.cells.size(); ++c) {
    const bool same_zone = estate.cells[c].zone != kNone && estate.cells[c].zone == estate.cells[group.home_cell].zone;
    if (c != group.home_cell && !same_zone) out.push_back({c, world.lever(estate.cells[c].id, Knob::placement)});
  }
  return out;
}

/// Of [low, high), a part for each by its weight; equal ones where nobody has any.
std::vector<double> Customers::edges(double low, double high, const std::vector<Elsewhere>& places) {
  double sum = 0;
  for (const Elsewhere& one : places) sum += one.weight;
  const auto n = static_cast<double>(places.size());
  const bool even = sum <= 0 || std::all_of(places.begin(), places.end(),
                                            [&](const Elsewhere& one) { return one.weight == places.front().weight; });
  std::vector<double> out{low};
  double before = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    before += places[i].weight;
    out.push_back(low + (even ? static_cast<double>(i + 1) * ((high - low) / n) : (high - low) * (before / sum)));
  }
  return out;
}

std::size_t Customers::part(std::uint32_t index, const std::vector<double>& edges) {
  for (std::size_t i = 1; i + 1 < edges.size(); ++i) cut(index, &Group::v0, &Group::v1, edges[i]);
  const double middle = (groups_[index].v0 + groups_[index].v1) / 2;
  const auto next = std::upper_bound(edges.begin() + 1, edges.end() - 1, middle);
  return static_cast<std::size_t>(next - edges.begin()) - 1;
}

std::uint32_t Customers::choose(std::uint32_t index, const std::vector<Elsewhere>& others, std::uint32_t now_at) {
  std::vector<Elsewhere> open;
  std::copy_if(others.begin(), others.end(), std::back_inserter(open),
               [](const Elsewhere& one) { return one.lever == 0; });
  if (open.empty())
    std::copy_if(others.begin(), others.end(), std::back_inserter(open),
                 [](const Elsewhere& one) { return one.lever < 1; });
  if (open.empty()) return kNone;
  const auto all = edges(0, 1, others);
  const std::size_t at = part(index, all);
  const Elsewhere& first = others[at];
  if (first.lever == 0) return first.place;
  if (first.place == now_at) {
    cut(index, &Group::u0, &Group::u1, first.lever);
    if (groups_[index].u1 > first.lever) return first.place;
  }
  return open[part(index, edges(all[at], all[at + 1], open))].place;
}

void Customers::follow(const World& world, std::uint32_t index) {
  const auto& estate = network_->estate();
  const double away = lever(world, groups_[index]);
  cut(index, &Group::u0, &Group::u1, away);
  const Group& whole = groups_[index];
  const bool by_cell = whole.home_cell != kNone && world.lever(estate.cells[whole.home_cell].id, Knob::placement) > 0;
  std::uint32_t place = kNone;
  if (whole.u1 <= away)
    place = by_cell ? choose(index, other_cells(world, whole), whole.cell)
                    : choose(index, other_zones(world, whole), whole.zone);
  auto& group = groups_[index];
  group.zone = group.home_zone;
  group.cell = group.home_cell;
  if (place == kNone) return;
  if (!by_cell) {
    group.zone = place;
    return;
  }
  group.cell = place;
  if (estate.cells[group.cell].zone != kNone && group.home_zone != kNone) group.zone = estate.cells[group.cell].zone;
}

// A cause that sticks to customers strikes its share of every group; one that is over strikes nobody.
void Customers::strike(const World& world) {
  const auto causes = sticky_causes(world);
  for (auto& group : groups_)
    std::erase_if(group.meets, [&](CauseId met) {
      return std::none_of(causes.begin(), causes.end(), [&](const auto& c) { return c.by == met; });
    });
  for (const auto& cause : causes) {
    if (cause.sticks != Sticks::customer) continue;
    const auto known = std::any_of(struck_.begin(), struck_.end(), [&](CauseId id) { return id == cause.by; });
    if (known) continue;
    struck_.push_back(cause.by);
    const auto count = groups_.size();
    for (std::uint32_t i = 0; i < count; ++i) {
      Group hit = groups_[i];
      hit.parent = i;
      hit.meets.insert(std::upper_bound(hit.meets.begin(), hit.meets.end(), cause.by), cause.by);
      hit.weight *= cause.amount;
      groups_[i].weight *= 1 - cause.amount;
      groups_.push_back(std::move(hit));
    }
  }
}

void Customers::relocate(const World& world) {
  strike(world);
  for (std::uint32_t i = 0; i < groups_.size(); ++i) {  // parts that are cut off come up later
    follow(world, i);
    const auto dns = network_->dns(groups_[i].population);
    const double dark = dns && !world.up(*dns) ? dark_[groups_[i].population] : 0;
    cut(i, &Group::u0, &Group::u1, dark);
    auto& group = groups_[i];
    group.dark = group.u1 <= dark;
    if (group.zone != kNone) group.front = network_->front(group.population, group.zone, group.cell);
  }
}

void Customers::converge(const World& world) {
  const auto& pops = network_->estate().pops;
  const auto announced = [&](std::uint32_t i) { return world.up(pops[i]); };
  for (std::uint32_t i = 0; i < pops.size(); ++i) {
    serving_[i] = i;
    if (announced(i)) continue;
    std::vector<std::uint32_t> order;
    for (const auto& name : topology_.edge.pops[i].next)
      for (std::uint32_t j = 0; j < pops.size(); ++j)
        if (topology_.edge.pops[j].name == name) order.push_back(j);
    for (std::uint32_t j = 0; j < pops.size(); ++j) order.push_back(j);
    const auto next = std::find_if(order.begin(), order.end(), announced);
    if (next != order.end()) serving_[i] = *next;
  }
}

double Customers::through_pop(const World& world, const Group& group) const {
  if (group.pop == kNone) return 1;
  const Folded pop = world.alone(network_->estate().pops[serving_[group.pop]]);
  return pop.life == Life::alive ? (1 - pop.request_loss) * (1 - pop.reply_loss) : 0;
}

std::vector<double> Customers::spread(const World& world, std::uint32_t population) const {
  const auto& estate = network_->estate();
  std::vector<double> share(estate.zones.size(), 0);
  std::vector<Elsewhere> places;
  for (const auto& entry : estate.entries)
    if (entry.population == population)
      places.push_back({entry.zone, world.lever(entry.id, Knob::weight),
                        network_->population(population).entry.weight(estate.zones[entry.zone].name)});
  double sum = 0, moved = 0;
  for (const Elsewhere& one : places) sum += one.weight, moved += one.weight * one.lever;
  const std::vector<double> refuge = refuges(places);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const bool stays = refuge.empty();
    share[places[i].place] =
        (stays ? places[i].weight : places[i].weight * (1 - places[i].lever) + moved * refuge[i]) / sum;
  }
  return share;
}

// Those of which nothing is taken, by their weights; where there is none, all of which not everything is, by what is left of them. Where
// none of them has any weight they are alike. Empty: everything is taken everywhere.
std::vector<double> Customers::refuges(const std::vector<Elsewhere>& places) {
  const auto some = [&](auto counts) { return std::any_of(places.begin(), places.end(), counts); };
  const auto open = [](const Elsewhere& one) { return one.lever == 0; };
  const auto left = [](const Elsewhere& one) { return one.lever < 1; };
  if (!some(left)) return {};
  const bool any_open = some(open);
  std::vector<double> out;
  for (const Elsewhere& one : places) out.push_back(any_open && one.lever > 0 ? 0 : one.weight * (1 - one.lever));
  double sum = std::accumulate(out.begin(), out.end(), 0.0);
  for (std::size_t i = 0; sum <= 0 && i < places.size(); ++i) out[i] = any_open ? open(places[i]) : left(places[i]);
  sum = std::accumulate(out.begin(), out.end(), 0.0);
  for (double& part : out) part /= sum;
  return out;
}

double Customers::chance(const Group& group, std::uint32_t slice, const std::vector<Impairment>& causes) const {
  double out = 1;
  for (std::size_t i = 0; i < causes.size(); ++i) {
    const bool meets = slice >> i & 1;
    if (causes[i].sticks == Sticks::partition) {
      out *= meets ? causes[i].amount : 1 - causes[i].amount;
    } else if (meets != std::binary_search(group.meets.begin(), group.meets.end(), causes[i].by)) {
      return 0;
    }
  }
  return out;
}

bool Customers::at_home(const Group& group) const {
  return !group.dark && group.meets.empty() && group.zone == group.home_zone && group.cell == group.home_cell;
}

void Customers::add_rate(const World& world, const Group& group, double rate, const std::vector<Impairment>& causes,
                         std::uint32_t slices, std::vector<double>& front_rps) const {
  const auto fronts = network_->fronts.size();
  if (group.dark) return;
  const double arriving = rate * through_pop(world, group);
  const auto share = group.front == kNone ? spread(world, group.population) : std::vector<double>{};
  for (std::uint32_t m = 0; m < slices; ++m) {
    const double in_slice = arriving * chance(group, m, causes);
    if (in_slice == 0) continue;
    if (group.front != kNone) front_rps[m * fronts + group.front] += in_slice;
    for (std::uint32_t z = 0; z < share.size(); ++z)
      if (share[z] > 0) front_rps[m * fronts + network_->front(group.population, z, group.cell)] += in_slice * share[z];
  }
}

// Who is away or struck counts by itself; who is at home is what is left of it, so that a world at rest has the very
// rates of its beginning.
void Customers::add_rates(const World& world, const std::vector<double>& rate, std::uint32_t slices,
                          std::vector<double>& front_rps) const {
  const auto causes = sticky_causes(world);
  std::vector<double> rest;
  std::vector<char> anybody(homes_.size(), 0);
  for (const auto& home : homes_) rest.push_back(home.weight);
  for (const auto& group : groups_) {
    if (at_home(group)) {
      anybody[group.home] = 1;
      continue;
    }
    rest[group.home] -= group.weight;
    add_rate(world, group, rate[group.population] * group.weight, causes, slices, front_rps);
  }
  for (std::size_t h = 0; h < homes_.size(); ++h)
    if (anybody[h])
      add_rate(world, homes_[h], rate[homes_[h].population] * std::max(0.0, rest[h]), causes, slices, front_rps);
}

void Customers::judge(const World& world, const std::vector<double>& front_ok, std::uint32_t slices) {
  const auto causes = sticky_causes(world);
  const auto fronts = network_->fronts.size();
  std::uint32_t population = kNone;
  std::vector<double> share;
  for (auto& group : groups_) {
    if (group.dark) {
      group.fail_share = 1;
      continue;
    }
    if (group.zone == kNone && group.population != population) share = spread(world, population = group.population);
    double ok = 0;
    for (std::uint32_t m = 0; m < slices; ++m) {
      const double in_slice = chance(group, m, causes);
      if (in_slice == 0) continue;
      if (group.front != kNone) {
        ok += in_slice * front_ok[m * fronts + group.front];
        continue;
      }
      for (std::uint32_t z = 0; z < share.size(); ++z)
        if (share[z] > 0)
          ok += in_slice * share[z] * front_ok[m * fronts + network_->front(group.population, z, group.cell)];
    }
    group.fail_share = std::clamp(1 - ok * through_pop(world, group), 0.0, 1.0);
  }
}

void Customers::advance(const std::vector<double>& rate, double seconds) {
  for (auto& group : groups_) {
    const double requests = rate[group.population] * seconds;
    group.offered += requests;
    group.failed += requests * group.fail_share;
  }
}

void Customers::merge() {
  if (groups_.size() == homes_.size() ||
      !std::all_of(groups_.begin(), groups_.end(), [&](const auto& g) { return at_home(g); }))
    return;
  std::vector<Group> whole = homes_;
  for (const auto& group : groups_) {
    auto& home = whole[group.home];
    home.offered = group.offered;
    home.fail_share = group.fail_share;
    home.failed += group.failed * group.weight / home.weight;
  }
  groups_ = std::move(whole);
}

}  // namespace bulkhead
