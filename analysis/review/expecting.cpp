// SPDX-License-Identifier: Apache-2.0
// Expected strikes against those that a verdict asks for.
#include "analysis/review/expecting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/gate/expectation.hpp"
#include "analysis/gate/judge.hpp"
#include "models/needs.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

/// All expectations of the experiment that are about this variant.
std::vector<Expectation> expectations_of(const Reviewed& reviewed) {
  Diagnostics none;  // what was loaded has no problems
  std::vector<Expectation> all = bind_expectations(reviewed.experiment, none);
  std::erase_if(all, [&](const Expectation& e) {
    return &reviewed.experiment.variants[e.left.variant].model != &reviewed.model;
  });
  return all;
}

/// Of the members of a group with a takeover those that are not in use at first.
double standing_by(const Model& model, const FaultSpec& fault) {
  const auto spares_of = [&](const NeedSpec& need) {
    const auto first = need.of.begin() + std::min<std::ptrdiff_t>(places_of(need), std::ssize(need.of));
    return std::count_if(first, need.of.end(), [&](const std::string& member) {
      return std::find(fault.targets.begin(), fault.targets.end(), member) != fault.targets.end();
    });
  };
  double out = 0;
  for_each_need(model, [&](const NeedSpec& need) {
    if (need.takeover) out += static_cast<double>(spares_of(need));
  });
  return out;
}

/// Strikes in one replication, as renewals of all its clocks at the paces that they have while all is up; none where
/// every life is as long as the horizon.
double strikes_of(const Model& model, const FaultSpec& fault, Duration horizon) {
  const double pace = fault.acceleration.empty() ? 1 : fault.acceleration.front();
  if (fault.mttf->is_fixed() && fault.mttf->mean_seconds() >= pace * horizon.seconds()) return 0;
  const auto targets = static_cast<double>(fault.targets.size());
  const double spares = fault.standby      ? standing_by(model, fault)
                        : fault.active > 0 ? std::max(0.0, targets - fault.active)
                                           : 0;
  const double running = fault.any > 0 ? 1 : std::max(fault.standby ? 0.0 : 1.0, targets - spares);
  const double down = fault.repair ? fault.repair->mean_seconds() : 0;
  const auto strikes = [&](double clocks, double at_pace) {
    return clocks * at_pace * horizon.seconds() / (fault.mttf->mean_seconds() + at_pace * down);
  };
  return strikes(running, pace) + strikes(spares, fault.dormancy);
}

}  // namespace

void look_expectation_beyond_budget(const Reviewed& reviewed, Findings& findings) {
  const RunSettings& run = reviewed.experiment.run;
  for (const Expectation& e : expectations_of(reviewed)) {
    if (e.level == GateLevel::warn || e.left.metric->weight == Weight::replication) continue;
    for (const FaultSpec& fault : reviewed.model.faults) {
      if (!fault.mttf || (!e.left.cause.empty() && fault.kind != e.left.cause)) continue;
      const double strikes = strikes_of(reviewed.model, fault, run.horizon);
      if (strikes * run.replications >= static_cast<double>(kEnoughStrikes)) continue;
      const std::string most = strikes > 0
                                   ? fmt::format("{:.2g} times in {} replications of {}", strikes * run.replications,
                                                 run.replications, format_duration(run.horizon))
                                   : fmt::format("never in {}", format_duration(run.horizon));
      const std::string wanted =
          strikes > 0 ? fmt::format(": {:.0f} replications", std::ceil(static_cast<double>(kEnoughStrikes) / strikes))
                      : " strikes: a longer horizon";
      findings.add_at(e.at, {"expect"},
                      fmt::format("{} strikes {}, and a verdict wants {}{}", fault.name, most, kEnoughStrikes, wanted));
      break;
    }
  }
}

std::optional<double> expected_recovery_s(const Reviewed& reviewed, const std::string& service) {
  std::optional<double> least;
  for (const Expectation& e : expectations_of(reviewed)) {
    const bool bounds = e.relation == Relation::at_most || e.relation == Relation::below;
    if (e.left.metric->name != "mttr_s" || e.left.service != service || !bounds || e.right) continue;
    least = std::min(e.value, least.value_or(e.value));
  }
  return least;
}

}  // namespace bulkhead
