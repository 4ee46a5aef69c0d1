// SPDX-License-Identifier: Apache-2.0
/// One caller's health check of one service: probes at its own times, and ejects or re-admits each instance in its own view.
///
/// Probe n of a target is sent at phase + n x interval. The u-th bad reply in a row ejects the instance when it is known (a dead
/// target: after the probe's timeout; a process that refuses: at once), the k-th good one in a row re-admits it at once. While
/// outcomes are certain nothing is polled: the probe that decides is arithmetic. A caller that is dead sends nothing and keeps
/// the view that it had.
///
/// With several checkers each of them probes so, and holds a view of its own; an instance is ejected while as many as it takes
/// hold it for unhealthy.
///
/// Chance:   the phase: one draw per (caller, instance), by checker, unless pinned; replies as the prober draws them, probe n of
///           checker k of c as its number c n + k
#pragma once

#include <memory>
#include <vector>

#include "models/traffic/traffic.hpp"
#include "models/world/signal.hpp"
#include "sim/kernel.hpp"

namespace bulkhead {

class HealthCheck final : public Handler {
 public:
  HealthCheck(Traffic& traffic, EdgeId edge, Kernel& kernel, std::uint64_t seed, std::uint64_t replication,
              SignalOut& out);
  void on_event(std::uint64_t payload) override;

 private:
  /// An instance, as one checker sees it.
  struct Target {
    InstanceId instance = 0;
    std::unique_ptr<Prober> prober;
    Duration phase;
    bool out = false;           ///< held for unhealthy
    int streak = 0;             ///< replies in a row that contradict the view
    std::int64_t next = 0;      ///< the first probe that has not been accounted for
    std::int64_t deciding = 0;  ///< the probe that decides, while outcomes are certain
    bool awaited = true;        ///< what probes from `next` on answer, while that is certain
    Outlook planned;            ///< the outlook that the plan rests on
    bool turning = false;       ///< the deciding probe has been sent; the turn comes when its reply is known
    std::uint32_t generation = 0;
  };

  Instant sent_at(const Target& target, std::int64_t number) const;
  std::int64_t first_at_or_after(const Target& target, Instant when) const;
  int threshold(const Target& target) const;
  std::uint32_t checker(std::uint32_t index) const;
  Reply send(std::uint32_t index);
  void changed(std::uint32_t index);
  void plan(std::uint32_t index);
  void probe(std::uint32_t index);
  void turn(std::uint32_t index);
  void schedule(std::uint32_t index, Instant when, std::uint64_t what);

  Traffic* traffic_;
  EdgeId edge_;
  Kernel* kernel_;
  OwnerId owner_;
  SignalOut* out_;
  const HealthCheckSpec* spec_;
  std::vector<Target> targets_;  ///< by instance, then by checker
  std::vector<int> against_;     ///< by instance: how many hold it for unhealthy
};

}  // namespace bulkhead
