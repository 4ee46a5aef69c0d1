// SPDX-License-Identifier: Apache-2.0
// Health checks: arithmetic while outcomes are certain, draws while they are not.
#include "models/detection/health.hpp"

#include <algorithm>

#include "models/world/purpose.hpp"
#include "sim/random.hpp"

namespace bulkhead {
namespace {

enum HealthEvent : std::uint64_t { kOutlookChanged = 0, kProbe = 1, kTurn = 2 };

std::string observer_name(const Network& network, EdgeId e) {
  const auto& edge = network.edges[e];
  std::string name = "health " + network.estate().graph.name(network.caller_component(edge));
  if (edge.front != kNone && network.fronts[edge.front].cell != kNone)
    name += " " + network.estate().graph.name(network.estate().cells[network.fronts[edge.front].cell].id);
  return name + " > " + network.service(edge.callee).name;
}

}  // namespace

HealthCheck::HealthCheck(Traffic& traffic, EdgeId e, Kernel& kernel, std::uint64_t seed, std::uint64_t replication,
                         SignalOut& out)
    : traffic_(&traffic),
      edge_(e),
      kernel_(&kernel),
      owner_(kernel.enroll(observer_name(traffic.network(), e), *this)),
      out_(&out),
      spec_(&*traffic.network().service(traffic.network().edges[e].callee).health_check) {
  const auto& net = traffic.network();
  const auto& edge = net.edges[e];
  const std::string caller = net.estate().graph.name(net.caller_component(edge));
  for (std::uint32_t t = 0; t < edge.targets; ++t) {
    const auto& pool = net.estate().pools[net.targets[edge.first_target + t]];
    for (InstanceId i = pool.first; i < pool.first + pool.count; ++i) {
      Draws draws(stream_key(seed, replication, static_cast<std::uint32_t>(Purpose::probe_phase),
                             name_hash(caller + " > " + net.estate().instances[i].name)),
                  0);
      for (int checker = 0; checker < spec_->checkers.count; ++checker) {
        Target target;
        target.instance = i;
        target.prober = traffic.prober({e, t, i}, owner_, std::uint64_t{targets_.size()} << 2 | kOutlookChanged);
        target.phase = spec_->phase ? *spec_->phase : Duration::from_seconds(draws.uniform() * spec_->every.seconds());
        targets_.push_back(std::move(target));
      }
      against_.push_back(0);
    }
  }
}

std::uint32_t HealthCheck::checker(std::uint32_t index) const {
  return index % static_cast<std::uint32_t>(spec_->checkers.count);
}

Reply HealthCheck::send(std::uint32_t index) {
  return targets_[index].prober->send(targets_[index].next * spec_->checkers.count + checker(index));
}

Instant HealthCheck::sent_at(const Target& target, std::int64_t number) const {
  return Instant::zero() + target.phase + spec_->every * number;
}

std::int64_t HealthCheck::first_at_or_after(const Target& target, Instant when) const {
  const auto gap = (when - sent_at(target, 0)).count();
  const auto every = spec_->every.count();
  return gap <= 0 ? 0 : (gap + every - 1) / every;
}

int HealthCheck::threshold(const Target& target) const {
  return target.out ? spec_->healthy_after : spec_->unhealthy_after;
}

void HealthCheck::schedule(std::uint32_t index, Instant when, std::uint64_t what) {
  const auto generation = std::uint64_t{++targets_[index].generation};
  kernel_->schedule(owner_, std::max(when, kernel_->now()), Phase::observe,
                    generation << 32 | std::uint64_t{index} << 2 | what);
}

void HealthCheck::on_event(std::uint64_t payload) {
  const auto index = static_cast<std::uint32_t>(payload & 0xFFFFFFFFu) >> 2;
  const auto what = payload & 3;
  if (what == kOutlookChanged) return changed(index);
  if (targets_[index].generation != payload >> 32) return;
  what == kProbe ? probe(index) : turn(index);
}

// The outlook is another one from now on: account for the probes that were sent under the old one.
void HealthCheck::changed(std::uint32_t index) {
  auto& target = targets_[index];
  const Outlook now = target.prober->outlook();
  if (checker(index) == 0) out_->outlook(edge_, target.instance, now.good, now.sends);
  const std::int64_t first = first_at_or_after(target, kernel_->now());
  if (!target.turning) {
    if (target.planned.certain() && target.planned.sends && first > target.next) {
      const bool agrees = target.awaited != target.out;
      const auto sent = first - target.next;
      const auto missing = threshold(target) - target.streak;
      if (!agrees && sent >= missing) {
        target.turning = true;  // decided just now; its reply is on the way, and its event is already scheduled
        target.next = first;
        return;
      }
      target.streak = agrees ? 0 : target.streak + static_cast<int>(sent);
    }
    target.next = std::max(target.next, first);
    plan(index);
  }
}

// When is the next probe whose reply matters?
void HealthCheck::plan(std::uint32_t index) {
  auto& target = targets_[index];
  target.planned = target.prober->outlook();
  ++target.generation;
  if (!target.planned.sends) return;
  if (!target.planned.certain()) return schedule(index, sent_at(target, target.next), kProbe);
  const Reply reply = send(index);
  target.awaited = reply.good;
  if (reply.good != target.out) return;  // it agrees with the view
  target.deciding = target.next + threshold(target) - target.streak - 1;
  schedule(index, sent_at(target, target.deciding) + (reply.good ? Duration::zero() : reply.known_after), kTurn);
}

void HealthCheck::probe(std::uint32_t index) {
  auto& target = targets_[index];
  const Reply reply = send(index);
  ++target.next;
  target.streak = reply.good == target.out ? target.streak + 1 : 0;
  if (target.streak < threshold(target)) return plan(index);
  target.turning = true;
  schedule(index, kernel_->now() + (reply.good ? Duration::zero() : reply.known_after), kTurn);
}

void HealthCheck::turn(std::uint32_t index) {
  auto& target = targets_[index];
  // A probe sent at the very instant of a change meets what is new; the news is on its way and plans again.
  const bool sent_now = !target.turning && kernel_->now() == sent_at(target, target.deciding);
  if (sent_now && target.prober->outlook() != target.planned) return;
  target.out = !target.out;
  target.streak = 0;
  target.turning = false;
  target.next =
      target.planned.certain() ? target.deciding + 1 : std::max(target.next, first_at_or_after(target, kernel_->now()));
  const std::uint32_t instance = index / static_cast<std::uint32_t>(spec_->checkers.count);
  const int before = against_[instance];
  against_[instance] += target.out ? 1 : -1;
  if (std::max(before, against_[instance]) == spec_->checkers.needed) {
    traffic_->hold_against(edge_, instance, target.out);
    out_->ejection(edge_, target.instance, target.out);
  }
  plan(index);
}

}  // namespace bulkhead
