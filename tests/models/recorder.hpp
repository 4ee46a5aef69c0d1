// SPDX-License-Identifier: Apache-2.0
/// A witness that writes down all that it is told, with the time, so that a test can ask for it afterwards.
///
/// Units:    times in seconds since the beginning, rates per second
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/replication.hpp"

namespace bulkhead::test {

struct SeenSignal {
  double at_s;
  std::uint32_t detector;
  SignalScope scope;
  bool rises;
  bool operator==(const SeenSignal&) const = default;
};

struct SeenFault {
  double at_s;
  CauseId cause;
  std::string target;
  double healed_at_s = -1;
  bool operator==(const SeenFault&) const = default;
};

struct SeenEjection {
  double at_s;
  EdgeId edge;
  InstanceId instance;
  bool out;
  bool operator==(const SeenEjection&) const = default;
};

/// -1: has not happened.
struct SeenAction {
  std::string what;
  std::string actor;
  Signal signal;
  double decided_s = -1, begins_s = -1, effective_s = -1, ends_s = -1;
  std::vector<std::pair<double, std::string>> blocked;
};

/// What is true from `at_s` on.
struct SeenRates {
  double at_s;
  std::vector<ServiceRate> services;
  std::vector<double> pool_load_rps;
  std::vector<double> zone_load_rps;
};

struct Recorder final : Witness {
  const Kernel* kernel = nullptr;
  bool wait = false;
  std::vector<SeenSignal> signals;
  std::vector<SeenFault> faults;
  std::vector<SeenEjection> ejections;
  std::vector<SeenAction> actions;
  std::vector<SeenRates> rates;
  std::vector<std::pair<double, std::string>> held;
  std::vector<double> blind;
  std::vector<std::pair<double, bool>> datapoints;
  Ending ending = Ending::completed;
  std::uint64_t fingerprint = 0;
  double ended_at_s = 0;
  std::string trouble;

  double now() const { return kernel->now().since_start().seconds(); }

  /// Requests of a service that failed in [from, to).
  double failed(std::uint32_t service, double from_s, double to_s) const {
    double sum = 0;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      const double begin = std::max(from_s, rates[i].at_s);
      const double end = std::min(to_s, i + 1 < rates.size() ? rates[i + 1].at_s : to_s);
      const auto& rate = rates[i].services[service];
      if (end > begin) sum += (rate.offered - rate.ok) * (end - begin);
    }
    return sum;
  }
  /// The rates that hold at that time; of several at one instant the last.
  const SeenRates& at(double when_s) const {
    std::size_t i = rates.size() - 1;
    while (i > 0 && rates[i].at_s > when_s) --i;
    return rates[i];
  }
  std::vector<SeenSignal> of_detector(std::uint32_t detector) const {
    std::vector<SeenSignal> out;
    for (const auto& one : signals)
      if (one.detector == detector) out.push_back(one);
    return out;
  }

  bool waiting() const override { return wait; }
  void settled(Instant when, const Ledger& ledger) override {
    rates.push_back({when.since_start().seconds(), ledger.services, ledger.pool_load_rps, ledger.residual_rps});
  }
  void fault_begins(CauseId cause, std::uint32_t, const Struck& struck) override {
    faults.push_back({now(), cause, struck.names});
  }
  void fault_heals(CauseId cause) override {
    for (auto& fault : faults)
      if (fault.cause == cause) fault.healed_at_s = now();
  }
  void signal(const Signal& signal) override {
    signals.push_back({now(), signal.detector, signal.scope, signal.rises});
  }
  void datapoint(std::uint32_t, const SignalScope&, double, bool breached) override {
    datapoints.emplace_back(now(), breached);
  }
  void held_back(std::uint32_t, const SignalScope&, const std::string& rule) override {
    held.emplace_back(now(), rule);
  }
  void blinded(std::uint32_t) override { blind.push_back(now()); }
  void outlook(std::uint32_t, InstanceId, double, bool) override {}
  void ejection(std::uint32_t edge, InstanceId instance, bool out) override {
    ejections.push_back({now(), edge, instance, out});
  }
  void decided(ActionId action, std::uint32_t, const std::string& actor, const Step& step,
               const Signal& signal) override {
    if (actions.size() <= action) actions.resize(action + 1);
    actions[action].what = step.what;
    actions[action].actor = actor;
    actions[action].signal = signal;
    actions[action].decided_s = now();
  }
  void blocked(ActionId action, const std::string& by) override { actions[action].blocked.emplace_back(now(), by); }
  void begins(ActionId action) override { actions[action].begins_s = now(); }
  void effective(ActionId action) override { actions[action].effective_s = now(); }
  void ends(ActionId action) override { actions[action].ends_s = now(); }
};

/// Runs one replication of a plan to its end and hands back what was seen.
inline Recorder run(Plan& plan, std::uint64_t seed, std::uint64_t replication, bool wait = false,
                    std::uint64_t event_limit = Replication::kEventLimit) {
  Recorder seen;
  seen.wait = wait;
  Replication one(plan, seed, replication, seen);
  seen.kernel = &one.kernel();
  seen.ending = one.run(event_limit);
  seen.fingerprint = one.fingerprint();
  seen.ended_at_s = one.now().since_start().seconds();
  seen.trouble = one.trouble();
  seen.kernel = nullptr;
  return seen;
}

inline Recorder run(const Model& model, std::uint64_t seed = 1, std::uint64_t replication = 0) {
  Plan plan(model);
  return run(plan, seed, replication);
}

}  // namespace bulkhead::test
