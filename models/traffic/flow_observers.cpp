// SPDX-License-Identifier: Apache-2.0
// Meters and probers of the flow engine.
#include "models/traffic/flow_observers.hpp"

#include <algorithm>

#include "models/world/purpose.hpp"

namespace bulkhead {
namespace {

bool covers(const SeriesSpec& spec, const Leaf& leaf) {
  return leaf.service == spec.service && leaf.side == spec.side && (!spec.entries_only || leaf.entry) &&
         (spec.caller_zone == kNone || leaf.caller_zone == spec.caller_zone) &&
         (spec.callee_zone == kNone || leaf.callee_zone == spec.callee_zone) &&
         (spec.cell == kNone || leaf.cell == spec.cell);
}

double in_time(Moments time, double timeout) {
  return cut(time, timeout).within;
}

}  // namespace

std::string leaf_name(const Network& network, const Leaf& leaf, Duration period) {
  const auto& estate = network.estate();
  const auto zone = [&](std::uint32_t z) { return z == kNone ? std::string("-") : estate.zones[z].name; };
  std::string name = network.service(leaf.service).name + (leaf.side == Side::client ? " client " : " server ");
  name += (leaf.entry ? "entry " : "pool ") + zone(leaf.caller_zone) + ">" + zone(leaf.callee_zone);
  if (leaf.cell != kNone) name += " " + estate.graph.name(estate.cells[leaf.cell].id);
  return name + " " + std::to_string(period.count());
}

std::vector<std::uint32_t> FlowTraffic::leaves_of(const SeriesSpec& spec) {
  if (!metered_[spec.service]) {
    metered_[spec.service] = 1;
    const auto& estate = network_->estate();
    std::vector<Leaf> wanted;
    const auto want = [&](Side side, bool entry, std::uint32_t from, std::uint32_t to, std::uint32_t cell) {
      wanted.push_back({spec.service, side, entry, from, to, cell, {}, {}});
    };
    for (const auto& edge : network_->edges) {
      if (edge.callee != spec.service) continue;
      const bool entry = edge.front != kNone;
      const auto cell = entry ? network_->fronts[edge.front].cell : estate.pools[edge.caller].cell;
      want(Side::client, entry, edge.zone, kNone, cell);
      for (std::uint32_t t = edge.first_target; t < edge.first_target + edge.targets; ++t)
        want(Side::client, entry, edge.zone, estate.pools[network_->targets[t]].zone, cell);
    }
    for (std::uint32_t p = 0; p < network_->populations().size(); ++p)
      if (network_->first_service(p) == spec.service) want(Side::client, true, kNone, kNone, kNone);
    for (const auto p : estate.pools_of(spec.service))
      want(Side::server, false, kNone, estate.pools[p].zone, estate.pools[p].cell);
    for (auto& leaf : wanted) {
      const auto it =
          std::find_if(leaves_.begin(), leaves_.end(), [&](const Leaf& l) { return l.place() == leaf.place(); });
      if (it == leaves_.end()) leaves_.push_back(std::move(leaf));
    }
  }
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < leaves_.size(); ++i) {
    if (!covers(spec, leaves_[i])) continue;
    leaves_[i].tallies.try_emplace(spec.period.count(), spec.period);
    out.push_back(i);
  }
  return out;
}

void FlowTraffic::measure_leaves() {
  if (leaves_.empty()) return;
  const auto& estate = network_->estate();
  std::vector<Means> rates(leaves_.size());
  const auto add = [&](std::uint32_t service, Side side, bool entry, std::uint32_t from, std::uint32_t to,
                       std::uint32_t cell, double good, double bad) {
    const Leaf wanted{service, side, entry, from, to, cell, {}, {}};
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
      if (leaves_[i].place() != wanted.place()) continue;
      rates[i].good += good;
      rates[i].bad += bad;
    }
  };
  std::vector<double> entering(network_->populations().size(), 0);
  for (EdgeId e = 0; e < network_->edges.size(); ++e) {
    const auto& edge = network_->edges[e];
    const bool entry = edge.front != kNone;
    double calls = 0;  // that reach nobody: the entry is closed, or nobody is in rotation
    for (std::uint32_t m = 0; m < situation_.slices; ++m) {
      if (entry) {
        const double rate = situation_.front_rps[m * network_->fronts.size() + edge.front];
        entering[network_->fronts[edge.front].population] += rate;
        if (!situation_.open[edge.front]) calls += rate;
      }
      const auto& call = solution_->calls[m * network_->edges.size() + e];
      if (situation_.arms[e].empty()) calls += call.calls_rps * call.attempts;
    }
    if (!metered_[edge.callee]) continue;
    const auto cell = entry ? network_->fronts[edge.front].cell : estate.pools[edge.caller].cell;
    if (calls > 0) add(edge.callee, Side::client, entry, edge.zone, kNone, cell, 0, calls);
    for (std::uint32_t t = edge.first_target; t < edge.first_target + edge.targets; ++t)
      add(edge.callee, Side::client, entry, edge.zone, estate.pools[network_->targets[t]].zone, cell,
          solution_->good[t], solution_->bad[t]);
  }
  for (std::uint32_t p = 0; p < entering.size(); ++p) {
    const double outside = rate_[p] - entering[p];  // swallowed by a PoP
    if (metered_[network_->first_service(p)] && outside > 1e-9 * rate_[p])
      add(network_->first_service(p), Side::client, true, kNone, kNone, kNone, 0, outside);
  }
  for (PoolId p = 0; p < estate.pools.size(); ++p)
    if (metered_[estate.pools[p].service])
      add(estate.pools[p].service, Side::server, false, kNone, estate.pools[p].zone, estate.pools[p].cell,
          solution_->answered[p], solution_->erred[p]);
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    leaves_[i].rate = rates[i];
    for (auto& [length, tally] : leaves_[i].tallies) tally.change(kernel_->now(), rates[i]);
  }
  for (auto* meter : meters_) meter->refresh();
}

std::unique_ptr<Meter> FlowTraffic::meter(const SeriesSpec& spec) {
  return std::make_unique<FlowMeter>(*this, spec);
}

FlowMeter::FlowMeter(FlowTraffic& traffic, const SeriesSpec& spec)
    : traffic_(&traffic), spec_(spec), leaves_(traffic.leaves_of(spec)) {
  for (const auto leaf : leaves_)
    keys_.push_back(stream_key(traffic.settings_.seed, traffic.settings_.replication,
                               static_cast<std::uint32_t>(Purpose::leaf_counts),
                               name_hash(leaf_name(*traffic.network_, traffic.leaves_[leaf], spec.period))));
  traffic.meters_.push_back(this);
}

FlowMeter::~FlowMeter() {
  std::erase(traffic_->meters_, this);
}

const Tally& FlowMeter::tally(std::uint32_t leaf) const {
  return traffic_->leaves_[leaf].tallies.at(spec_.period.count());
}

Means FlowMeter::means(std::int64_t period) const {
  Means sum;
  for (const auto leaf : leaves_) {
    const Means one = tally(leaf).means(period);
    sum = {sum.good + one.good, sum.bad + one.bad};
  }
  return sum;
}

Means FlowMeter::steady() const {
  Means sum;
  for (const auto leaf : leaves_) {
    const Means one = tally(leaf).steady();
    sum = {sum.good + one.good, sum.bad + one.bad};
  }
  return sum;
}

Counts FlowMeter::close(std::int64_t period) {
  Counts sum;
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const Means one = tally(leaves_[i]).means(period);
    const double mean = one.good + one.bad;
    if (mean <= 0) continue;
    Draws draws(keys_[i], static_cast<std::uint64_t>(period));
    const std::uint64_t all = draw_poisson(draws, mean);
    const std::uint64_t bad = draw_binomial(draws, all, one.bad / mean);
    sum.good += all - bad;
    sum.bad += bad;
  }
  return sum;
}

double FlowMeter::top_contributor() const {
  const auto& net = *traffic_->network_;
  const auto& estate = net.estate();
  std::vector<double> by_pool(estate.pools.size(), 0);
  double all = 0;
  double most = 0;
  for (EdgeId e = 0; e < net.edges.size(); ++e) {
    const auto& edge = net.edges[e];
    const auto& arms = traffic_->situation_.arms[e];
    const auto cell = edge.front != kNone ? net.fronts[edge.front].cell : estate.pools[edge.caller].cell;
    for (std::size_t i = 0; i < arms.size(); ++i) {
      const PoolId p = net.targets[edge.first_target + arms[i].target];
      const Leaf place{edge.callee, spec_.side, edge.front != kNone, edge.zone, estate.pools[p].zone, cell, {}, {}};
      if (!covers(spec_, place)) continue;
      const double bad = traffic_->solution_->arm_bad[e][i];
      all += bad;
      most = std::max(most, bad / traffic_->situation_.classes[p][arms[i].klass].count);
    }
  }
  return all > 0 ? most / all : 0;
}

void FlowMeter::listen(OwnerId listener, std::uint64_t payload) {
  listening_ = true;
  listener_ = listener;
  payload_ = payload;
}

void FlowMeter::refresh() {
  const Means now = steady();
  if (!listening_ || now == told_) return;
  told_ = now;
  traffic_->kernel_->schedule(listener_, traffic_->kernel_->now(), Phase::observe, payload_);
}

std::unique_ptr<Prober> FlowTraffic::prober(const ProbeSpec& spec, OwnerId listener, std::uint64_t payload) {
  return std::make_unique<FlowProber>(*this, spec, listener, payload);
}

void FlowTraffic::refresh_probers() {
  for (auto* prober : probers_) prober->refresh();
}

// Coins that stick to a partition or a customer are none of a probe's.
Outlook FlowTraffic::outlook(const ProbeSpec& spec) const {
  const auto& edge = network_->edges[spec.edge];
  const auto& check = *network_->service(edge.callee).health_check;
  Outlook out;
  if (edge.front != kNone) {
    out.sends = situation_.open[edge.front];
  } else {
    const auto& own = situation_.classes[edge.caller];
    out.sends = std::any_of(own.begin(), own.end(), [](const auto& c) { return c.state.life == Life::alive; });
  }
  const PoolId p = network_->targets[edge.first_target + spec.target];
  const auto klass = builder_.class_of(spec.instance);
  const Folded& path = situation_.paths[edge.first_target + spec.target];
  const Folded& state = situation_.classes[p][klass].state;
  const double timeout = check.timeout.seconds();
  const double arrives = (1 - path.request_loss) * (1 - path.connection_loss);
  const double through = arrives * (1 - path.reply_loss) * (1 - path.connection_reply_loss);
  const double fast = path.delay_add_s <= timeout ? 1 : 0;
  if (state.life != Life::alive) {
    out.good = 0;
    out.fast = state.life == Life::refusing ? through * fast : 0;
    out.slow = 1 - out.fast;
    return out;
  }
  const Served served = serve(*network_, situation_, *solution_, 0, p, klass);
  const double answers = through * (1 - served.silent);
  const Moments wait = check.probe_priority ? Moments{} : solution_->classes[p][klass].waiting.wait;
  const auto& time = network_->service(edge.callee).time;
  const Moments own{time.mean_seconds() * state.delay_factor + state.delay_add_s,
                    time.variance_s2() * state.delay_factor * state.delay_factor};
  const Moments line{path.delay_add_s, 0};
  switch (check.depth) {
    case Depth::shallow:
      out.good = answers * in_time(wait + line, timeout);
      break;
    case Depth::local: {
      const double errors = 1 - (1 - network_->service(edge.callee).errors) * (1 - state.errors);
      out.good = answers * (1 - errors) * in_time(wait + own + line, timeout);
      out.fast = answers * errors;
      break;
    }
    case Depth::deep: {
      const double shed = served.shed + served.refused;
      out.good = through * served.ok * in_time(served.time_ok + line, timeout);
      out.fast =
          through * (shed * fast + (served.error > 0 ? served.error * in_time(served.time_error + line, timeout) : 0));
      break;
    }
  }
  out.slow = std::max(0.0, 1 - out.good - out.fast);
  return out;
}

FlowProber::FlowProber(FlowTraffic& traffic, const ProbeSpec& spec, OwnerId listener, std::uint64_t payload)
    : traffic_(&traffic), spec_(spec), listener_(listener), payload_(payload) {
  const auto& net = *traffic.network_;
  const auto& edge = net.edges[spec.edge];
  const std::string name =
      net.estate().graph.name(net.caller_component(edge)) + " > " + net.estate().instances[spec.instance].name;
  key_ = stream_key(traffic.settings_.seed, traffic.settings_.replication,
                    static_cast<std::uint32_t>(Purpose::probe_reply), name_hash(name));
  timeout_ = net.service(edge.callee).health_check->timeout;
  traffic.probers_.push_back(this);
}

FlowProber::~FlowProber() {
  std::erase(traffic_->probers_, this);
}

Reply FlowProber::send(std::int64_t number) {
  if (now_.good > 1 - 1e-15) return {true, Duration::zero()};
  if (now_.slow > 1 - 1e-15) return {false, timeout_};
  if (now_.fast > 1 - 1e-15) return {false, Duration::zero()};
  Draws draws(key_, static_cast<std::uint64_t>(number));
  const double u = draws.uniform();
  if (u < now_.good) return {true, Duration::zero()};
  return {false, u < now_.good + now_.fast ? Duration::zero() : timeout_};
}

std::int64_t FlowProber::next_change(std::int64_t from, bool last) const {
  if (!now_.certain()) return from;
  return !now_.sends || last == (now_.good > 0.5) ? -1 : from;
}

void FlowProber::refresh() {
  const Outlook fresh = traffic_->outlook(spec_);
  if (fresh == now_) return;
  now_ = fresh;
  traffic_->kernel_->schedule(listener_, traffic_->kernel_->now(), Phase::observe, payload_);
}

}  // namespace bulkhead
