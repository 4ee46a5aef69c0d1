// SPDX-License-Identifier: Apache-2.0
// The flow engine at work: evaluation on disturbance, the ledger, demand.
#include "models/traffic/flow_traffic.hpp"

#include <algorithm>

#include "models/traffic/demand.hpp"
#include "models/traffic/drain.hpp"
#include "models/traffic/flow_observers.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

constexpr std::uint64_t kStepDemand = 1;
constexpr std::uint64_t kConverge = 2;
constexpr std::uint64_t kExpire = 3;        // with a turn, a population and a step in higher bits
constexpr std::uint32_t kExpirySteps = 60;  // as a shift's

Drain expiry_of(const PopulationSpec& population) {
  return {population.entry.ttl, population.entry.connections};
}

}  // namespace

FlowTraffic::FlowTraffic(const Network& network, const TopologySpec& topology, const CellSpec& cells,
                         const FlowSettings& settings, World& world, Kernel& kernel, Memory& memory, Audience& audience)
    : network_(&network),
      settings_(settings),
      world_(&world),
      kernel_(&kernel),
      memory_(&memory),
      audience_(&audience),
      owner_(kernel.enroll("traffic", *this)),
      customers_(network, topology, cells),
      views_(network.views, 0),
      builder_(network, world, views_),
      rate_(network.populations().size(), 0),
      convergence_(topology.edge.convergence),
      pop_up_(network.estate().pops.size(), 1),
      dns_up_(network.populations().size(), 1),
      dns_turns_(network.populations().size(), 0),
      metered_(network.services().size(), 0),
      census_listeners_(network.services().size()) {
  world.set_evaluator(owner_);
  for (const auto& edge : network.edges) {
    std::uint32_t position = 0;
    for (std::uint32_t t = 0; t < edge.targets; ++t) {
      first_position_.push_back(position);
      position += network.estate().pools[network.targets[edge.first_target + t]].count;
    }
  }
}

FlowTraffic::~FlowTraffic() = default;

void FlowTraffic::start() {
  step_demand();
  world_->disturb();
}

void FlowTraffic::on_event(std::uint64_t payload) {
  if (payload == kStepDemand) return step_demand();
  if (payload == kConverge) {
    customers_.converge(*world_);
    return world_->disturb();
  }
  if ((payload & 3) == kExpire) {
    const auto population = static_cast<std::uint32_t>(payload >> 8 & 0xFFFFF);
    if ((payload >> 28 & 0xFFFFFFFF) != dns_turns_[population]) return;
    expire(population, static_cast<std::uint32_t>(payload >> 2 & 63));
    return world_->disturb();
  }
  settle();
}

void FlowTraffic::step_demand() {
  const Duration time_of_day = settings_.begins + kernel_->now().since_start();
  bool flat = true;
  for (std::size_t p = 0; p < rate_.size(); ++p) {
    const auto& population = network_->population(static_cast<std::uint32_t>(p));
    if (settled_) advance(kernel_->now());
    rate_[p] = population.peak_rps * demand_share(population.daily, time_of_day);
    flat &= population.daily.trough == 1;
  }
  if (flat) return;
  const auto step = kDemandStep.count();
  const Duration next = Duration::ns((time_of_day.count() / step + 1) * step) - settings_.begins;
  kernel_->schedule(owner_, Instant::zero() + next, Phase::change, kStepDemand);
  world_->disturb();
}

void FlowTraffic::advance(Instant now) {
  customers_.advance(advanced_rate_, (now - advanced_).seconds());
  advanced_ = now;
}

void FlowTraffic::watch_pops() {
  const auto& pops = network_->estate().pops;
  for (std::size_t i = 0; i < pops.size(); ++i) {
    if (std::exchange(pop_up_[i], world_->up(pops[i])) == static_cast<char>(world_->up(pops[i]))) continue;
    kernel_->schedule(owner_, kernel_->now() + convergence_, Phase::change, kConverge);
  }
}

// Answers and connections that were had before run out.
void FlowTraffic::watch_dns() {
  for (std::uint32_t p = 0; p < dns_up_.size(); ++p) {
    const auto dns = network_->dns(p);
    if (!dns || std::exchange(dns_up_[p], world_->up(*dns)) == static_cast<char>(world_->up(*dns))) continue;
    ++dns_turns_[p];
    if (!dns_up_[p]) expire(p, 0);
  }
}

void FlowTraffic::expire(std::uint32_t p, std::uint32_t step) {
  const Drain drain = expiry_of(network_->population(p));
  if (drain.whole() <= Duration::zero()) return;
  customers_.darken(p, drain.moved(step, kExpirySteps));
  if (step + 1 < kExpirySteps)
    kernel_->schedule(
        owner_, kernel_->now() + drain.whole() / kExpirySteps, Phase::change,
        kExpire | std::uint64_t{step + 1} << 2 | std::uint64_t{p} << 8 | std::uint64_t{dns_turns_[p]} << 28);
}

void FlowTraffic::settle() {
  if (settled_) advance(kernel_->now());
  world_->settle();
  const DirtySet dirty = world_->take_dirty();
  if (settled_ && network_->silent()) return audience_->settled(kernel_->now(), ledger_);
  watch_dns();
  customers_.relocate(*world_);
  watch_pops();
  if (settled_)
    builder_.rebuild(dirty, changed_views_, situation_);
  else
    builder_.rebuild_all(situation_);
  const auto viewed = std::exchange(changed_views_, {});
  set_rates(situation_, *world_, customers_);
  solution_ = memory_->of(situation_);
  customers_.judge(*world_, front_ok(situation_, *solution_), situation_.slices);
  advanced_rate_ = rate_;
  advanced_ = kernel_->now();
  settled_ = true;
  write_ledger();
  audience_->settled(kernel_->now(), ledger_);
  measure_leaves();
  refresh_probers();
  for (const auto e : viewed)
    for (const auto& [owner, payload] : census_listeners_[network_->edges[e].callee])
      kernel_->schedule(owner, kernel_->now(), Phase::observe, payload);
}

void FlowTraffic::set_rates(Situation& situation, const World& world, const Customers& customers) const {
  situation.front_rps.assign(situation.slices * network_->fronts.size(), 0);
  customers.add_rates(world, rate_, situation.slices, situation.front_rps);
}

std::vector<double> FlowTraffic::front_ok(const Situation& situation, const Solution& solution) const {
  std::vector<double> ok(situation.slices * network_->fronts.size());
  for (std::uint32_t m = 0; m < situation.slices; ++m)
    for (FrontId f = 0; f < network_->fronts.size(); ++f)
      ok[m * network_->fronts.size() + f] =
          situation.open[f] ? solution.calls[m * network_->edges.size() + network_->fronts[f].edge].ok : 0;
  return ok;
}

Situation FlowTraffic::anew() const {
  Situation situation;
  SituationBuilder builder(*network_, *world_, views_);
  builder.rebuild_all(situation);
  set_rates(situation, *world_, customers_);
  return situation;
}

std::vector<ServiceRate> FlowTraffic::rates_in(const World& world) const {
  Situation situation;
  SituationBuilder builder(*network_, world, views_);
  builder.rebuild_all(situation);
  Customers customers = customers_;
  customers.relocate(world);
  customers.converge(world);
  set_rates(situation, world, customers);
  const auto solution = memory_->of(situation);
  customers.judge(world, front_ok(situation, *solution), situation.slices);
  return service_rates(situation, *solution, customers);
}

// Clients' requests by their groups (who never reaches a front is counted too); calls of pools by their edges.
std::vector<ServiceRate> FlowTraffic::service_rates(const Situation& situation, const Solution& solution,
                                                    const Customers& customers) const {
  std::vector<ServiceRate> rates(network_->services().size());
  for (const auto& group : customers.groups()) {
    auto& rate = rates[network_->first_service(group.population)];
    rate.offered += rate_[group.population] * group.weight;
    rate.ok += rate_[group.population] * group.weight * (1 - group.fail_share);
  }
  for (std::uint32_t m = 0; m < situation.slices; ++m)
    for (EdgeId e = 0; e < network_->edges.size(); ++e) {
      const auto& call = solution.calls[m * network_->edges.size() + e];
      auto& rate = rates[network_->edges[e].callee];
      rate.full += call.calls_rps * call.ok * call.full;
      if (network_->edges[e].front != kNone) continue;
      rate.offered += call.calls_rps;
      rate.ok += call.calls_rps * call.ok;
    }
  return rates;
}

void FlowTraffic::write_ledger() {
  const auto& estate = network_->estate();
  ledger_.customers = &customers_;
  ledger_.demand_rps = rate_;
  ledger_.services = service_rates(situation_, *solution_, customers_);
  ledger_.requests_rps = ledger_.calls_rps = ledger_.attempts_rps = ledger_.cross_zone_rps = 0;
  for (const auto& call : solution_->calls) ledger_.calls_rps += call.calls_rps;
  for (const double rate : rate_) ledger_.requests_rps += rate;
  for (EdgeId e = 0; e < network_->edges.size(); ++e) {
    const auto& edge = network_->edges[e];
    for (std::uint32_t t = edge.first_target; t < edge.first_target + edge.targets; ++t) {
      const double attempts = solution_->good[t] + solution_->bad[t];
      const auto to = estate.pools[network_->targets[t]].zone;
      ledger_.attempts_rps += attempts;
      if (edge.caller != kNone && edge.zone != kNone && to != kNone && to != edge.zone)
        ledger_.cross_zone_rps += attempts;
    }
  }
  ledger_.pool_load_rps.assign(estate.pools.size(), 0);
  ledger_.residual_rps.assign(estate.zones.size(), 0);
  for (PoolId p = 0; p < estate.pools.size(); ++p) {
    for (const auto& one : solution_->classes[p]) ledger_.pool_load_rps[p] += one.load_rps;
    if (estate.pools[p].zone != kNone) ledger_.residual_rps[estate.pools[p].zone] += ledger_.pool_load_rps[p];
  }
  ledger_.converged = solution_->converged;
  ledger_.residual = solution_->residual;
  ledger_.restless = solution_->restless;
}

void FlowTraffic::hold_against(EdgeId e, std::uint32_t position, bool out) {
  const auto& edge = network_->edges[e];
  BULKHEAD_CHECK(edge.first_view != kNone, "a caller without a health check holds nothing against anybody");
  views_[edge.first_view + position] = out;
  if (changed_views_.empty() || changed_views_.back() != e) changed_views_.push_back(e);
  world_->disturb();
}

std::uint32_t FlowTraffic::unhealthy(std::uint32_t service, std::uint32_t zone) const {
  std::uint32_t most = 0;
  for (const auto& edge : network_->edges) {
    if (edge.callee != service || edge.first_view == kNone) continue;
    std::uint32_t out = 0;
    std::uint32_t bit = edge.first_view;
    for (std::uint32_t t = edge.first_target; t < edge.first_target + edge.targets; ++t) {
      const auto& pool = network_->estate().pools[network_->targets[t]];
      for (std::uint32_t i = 0; i < pool.count; ++i, ++bit) out += views_[bit] && (zone == kNone || pool.zone == zone);
    }
    most = std::max(most, out);
  }
  return most;
}

void FlowTraffic::listen(std::uint32_t service, OwnerId listener, std::uint64_t payload) {
  census_listeners_[service].push_back({listener, payload});
}

// The present load, as it would be if every entry were open; capacity is nominal, of instances that no caller holds for
// unhealthy.
bool FlowTraffic::suffices_without(std::uint32_t service, std::uint32_t zone, double share) const {
  const auto& estate = network_->estate();
  double entering = 0;
  for (std::size_t i = 0; i < situation_.front_rps.size(); ++i)
    if (situation_.open[i % network_->fronts.size()]) entering += situation_.front_rps[i];
  const double closed = entering > 0 ? ledger_.requests_rps / entering : 1;
  double load = 0;
  double capacity = 0;
  for (const auto p : estate.pools_of(service)) {
    const bool left = estate.pools[p].zone == zone;
    load += ledger_.pool_load_rps[p] * (left ? share : 1);
    if (left) continue;
    std::vector<char> out(estate.pools[p].count, 0);
    for (const auto& [e, t] : network_->incoming[p]) {
      if (network_->edges[e].first_view == kNone) continue;
      const auto bit = network_->edges[e].first_view + first_position_[network_->edges[e].first_target + t];
      for (std::uint32_t i = 0; i < out.size(); ++i) out[i] |= views_[bit + i];
    }
    const double grown = situation_.growth.empty() ? 1 : 1 + situation_.growth[p];
    capacity +=
        network_->service(service).capacity_rps * grown * static_cast<double>(std::count(out.begin(), out.end(), 0));
  }
  return load * closed <= capacity * (1 + 1e-9);
}

// By the zone of whoever was asked; a closed entry speaks for its own zone.
std::uint32_t FlowTraffic::suspect_zone(std::uint32_t service) const {
  const auto& estate = network_->estate();
  std::vector<double> good(estate.zones.size(), 0);
  std::vector<double> bad(estate.zones.size(), 0);
  for (EdgeId e = 0; e < network_->edges.size(); ++e) {
    const auto& edge = network_->edges[e];
    if (service != kNone && edge.callee != service) continue;
    if (edge.front != kNone && !situation_.open[edge.front]) bad[edge.zone] += situation_.front_rps[edge.front];
    for (std::uint32_t t = edge.first_target; t < edge.first_target + edge.targets; ++t) {
      const auto zone = estate.pools[network_->targets[t]].zone;
      if (zone == kNone) continue;
      good[zone] += solution_->good[t];
      bad[zone] += solution_->bad[t];
    }
  }
  std::uint32_t worst = kNone;
  double most = 0;
  for (std::uint32_t z = 0; z < estate.zones.size(); ++z) {
    const double share = bad[z] > 0 ? bad[z] / (good[z] + bad[z]) : 0;
    if (share > most) most = share, worst = z;
  }
  return worst;
}

}  // namespace bulkhead
