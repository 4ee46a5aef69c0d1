// SPDX-License-Identifier: Apache-2.0
/// A world with its traffic on a bench: the test itself breaks, pulls and heals, and reads the solution.
///
/// Nobody detects and nobody responds. Each change is evaluated a second after the one before, so that no two meet.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/faults/schedule.hpp"
#include "models/plan.hpp"
#include "models/traffic/flow_traffic.hpp"

namespace bulkhead::test {

class Rig final : private Audience, private FaultOut {
 public:
  explicit Rig(const Model& model, std::uint64_t seed = 1, std::uint64_t replication = 0);

  Plan plan;
  Kernel kernel;
  World world;
  FlowTraffic traffic;
  FaultSchedule faults;
  /// Called at every evaluation.
  std::function<void(Rig&)> on_settled;
  int evaluations = 0;

  /// Lets time pass.
  void wait(Duration time);
  Impairment put(const std::string& component, Effect what, double amount = 1, Sticks sticks = Sticks::attempt);
  Impairment put_path(const std::string& from, const std::string& to, Effect what, double amount,
                      Sticks sticks = Sticks::attempt);
  void put(Impairment one);
  void lift(const Impairment& one);
  void pull(const std::string& component, Knob knob, double value, ActionId by = 0);

  const Ledger& ledger() const { return traffic.ledger(); }
  const Situation& situation() const { return traffic.situation(); }
  const Solution& solution() const { return traffic.solution(); }
  ComponentId id(const std::string& name) const { return plan.estate().graph.id(name); }
  bool up(const std::string& name) const { return world.up(id(name)); }
  std::uint32_t service(const std::string& name) const;
  PoolId pool(const std::string& name) const;
  EdgeId edge(const std::string& caller, const std::string& callee) const;
  /// Share of a service's calls that succeed.
  double success(const std::string& name) const;
  /// Requests that arrive at all pools of a service, per second.
  double load(const std::string& name) const;

 private:
  void settled(Instant now, const Ledger& ledger) override;
  void fault_begins(CauseId, std::uint32_t, const Struck&) override {}
  void fault_heals(CauseId) override {}

  CauseId causes_ = 1'000'000;
};

}  // namespace bulkhead::test
