// SPDX-License-Identifier: Apache-2.0
/// What fails and is back when, in a model of components that fail at their hours.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/models/parts.hpp"

namespace bulkhead::test {

using FaultLog = std::vector<std::pair<double, std::string>>;  // hour; "- target" fails, "+ target" is back

inline FaultLog fault_log(Model model, double horizon_h) {
  struct Log final : QuietWitness {
    const Kernel* kernel = nullptr;
    FaultLog seen;
    std::vector<std::string> targets;
    double hour() const { return kernel->now().since_start().seconds() / 3600; }
    void fault_begins(CauseId, std::uint32_t, const Struck& struck) override {
      targets.push_back(struck.names.substr(struck.names.find(' ') + 1));
      seen.emplace_back(hour(), "- " + targets.back());
    }
    void fault_heals(CauseId cause) override { seen.emplace_back(hour(), "+ " + targets[cause]); }
  } log;
  model.horizon = hours(horizon_h);
  Plan plan(model);
  Replication run(plan, 1, 0, log);
  log.kernel = &run.kernel();
  BULKHEAD_CHECK(run.run() == Ending::completed, "a replication of a test completes");
  return log.seen;
}

/// Components that need nothing and fail once, at their hours.
inline Model failing(const std::vector<std::pair<std::string, double>>& at_h, double repair_h) {
  Model model;
  for (const auto& [name, hour] : at_h) {
    model.topology.components.push_back({name, 0, {}});
    FaultSpec fault = loss_by_chance(name, {"component " + name}, {}, fixed_h(repair_h));
    fault.mttf.reset();
    fault.at = hours(hour);
    model.faults.push_back(fault);
  }
  return model;
}

}  // namespace bulkhead::test
