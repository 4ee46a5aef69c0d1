// SPDX-License-Identifier: Apache-2.0
/// Models of the user's own components in a few lines, and what a component's outages are over many replications.
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "tests/models/quiet_witness.hpp"

namespace bulkhead::test {

inline Duration hours(double h) {
  return Duration::from_seconds(h * 3600);
}
inline Distribution exponential_h(double mean_h) {
  return Distribution::exponential(hours(mean_h));
}
inline Distribution fixed_h(double h) {
  return Distribution::fixed(hours(h));
}

/// "component u/1" to "component u/n", n below ten; for 0 "component u".
inline std::vector<std::string> unit_names(const std::string& name, int count) {
  std::vector<std::string> out;
  if (count == 0) out.push_back("component " + name);
  for (int i = 1; i <= count; ++i) out.push_back("component " + name + "/" + std::to_string(i));
  return out;
}

/// The loss of each of these components, by chance.
inline FaultSpec loss_by_chance(const std::string& name, std::vector<std::string> targets, const Distribution& mttf,
                                const Distribution& repair) {
  FaultSpec out;
  out.name = name;
  out.kind = "component_loss";
  out.targets = std::move(targets);
  out.mttf = mttf;
  out.repair = repair;
  return out;
}

/// `component system` needs k of the n units u/1 ... u/n, which fail and are repaired as `fault unit` says.
inline Model k_of_n(int n, int k, const Distribution& mttf, const Distribution& repair) {
  Model model;
  model.topology.components = {{"system", 0, {{"units", unit_names("u", n), k}}}, {"u", n, {}}};
  model.faults = {loss_by_chance("unit", unit_names("u", n), mttf, repair)};
  return model;
}

inline void one_crew(Model& model) {
  model.crews = {{"crew"}};
  for (auto& fault : model.faults) fault.crew = "crew";
}

inline constexpr double kHour = 3600;

/// A mean over replications, and its standard error.
struct Measured {
  double mean = 0;
  double error = 0;
};

inline Measured estimate(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  double squares = 0;
  for (const double x : values) sum += x;
  for (const double x : values) squares += (x - sum / n) * (x - sum / n);
  return {sum / n, std::sqrt(squares / (n - 1) / n)};
}

/// Over replications of a model, for a loss in [0,1] that a world has at each moment.
struct Outages {
  Measured loss;         ///< its mean over time
  Measured per_8760h;    ///< outages: spells of a loss above 0 that last
  Measured first_h;      ///< end of the first quiet spell; the horizon if there is no outage
  Measured heals_per_h;  ///< repairs
};

using Loss = std::function<double(const World&)>;

inline Outages outages(Model model, double horizon_h, int replications, const Loss& loss, std::uint64_t seed = 1) {
  struct Gauge final : QuietWitness {
    const World* world = nullptr;
    const Loss* loss = nullptr;
    double since_h = 0, now_loss = 0, lost_h = 0, outages = 0, first_h = -1, heals = 0;
    double began_h = -1;
    void settled(Instant now, const Ledger&) override {
      if (world == nullptr) return;
      close(now.since_start().seconds() / 3600);
      now_loss = (*loss)(*world);
      if (now_loss > 0 && began_h < 0) began_h = since_h;
      if (now_loss == 0) began_h = -1;
    }
    void close(double now_h) {
      if (now_loss > 0 && began_h == since_h && now_h > since_h) {
        ++outages;
        if (first_h < 0) first_h = since_h;
      }
      lost_h += now_loss * (now_h - since_h);
      since_h = now_h;
    }
    void fault_heals(CauseId) override { ++heals; }
  };
  model.horizon = hours(horizon_h);
  Plan plan(model);
  std::vector<double> lost, count, first, heals;
  for (int r = 0; r < replications; ++r) {
    Gauge gauge;
    Replication run(plan, seed, static_cast<std::uint64_t>(r), gauge);
    gauge.world = &run.world();
    gauge.loss = &loss;
    BULKHEAD_CHECK(run.run() == Ending::completed, "a replication of a test completes");
    gauge.close(horizon_h);
    lost.push_back(gauge.lost_h / horizon_h);
    count.push_back(gauge.outages / horizon_h * 8760);
    first.push_back(gauge.first_h < 0 ? horizon_h : gauge.first_h);
    heals.push_back(gauge.heals / horizon_h);
  }
  return {estimate(lost), estimate(count), estimate(first), estimate(heals)};
}

/// 1 while a component is down.
inline Loss down(const std::string& name) {
  return [name](const World& world) { return world.up(world.estate().graph.id(name)) ? 0 : 1; };
}

/// 1 while a component is down only because something takes over, or does not.
inline Loss down_by_takeover(const std::string& name) {
  return [name](const World& world) {
    const auto id = world.estate().graph.id(name);
    return !world.up(id) && world.structurally_up(id) ? 1 : 0;
  };
}

}  // namespace bulkhead::test
