// SPDX-License-Identifier: Apache-2.0
// Who sees what: alarms, health checks, and the services behind them.
#include "analysis/review/observing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/review/places.hpp"
#include "analysis/review/rehearsal.hpp"
#include "models/traffic/network.hpp"
#include "models/world/names.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

bool is_split(const DetectorSpec& detector) {
  return detector.values.has("split") && detector.values.text("split") != "none";
}

/// Attempts per second that one alarm of a detector counts at the peak, when all is well.
double counted_rps(const Reviewed& reviewed, const DetectorSpec& detector) {
  double load = 0;
  for (std::uint32_t s = 0; s < reviewed.model.services.size(); ++s)
    for (const std::string& target : detector.targets)
      if (target == names::of("service", reviewed.model.services[s].name)) load += reviewed.load(s);
  if (!is_split(detector)) return load;
  const bool by_cell = detector.values.text("split") == "cell";
  return load / std::max(1.0, by_cell ? static_cast<double>(reviewed.model.cells.count) : reviewed.zones());
}

}  // namespace

void look_deep_health_check(const Reviewed& reviewed, Findings& findings) {
  for (const ServiceSpec& service : reviewed.model.services) {
    const auto& check = service.health_check;
    if (!check || check->depth != Depth::deep || check->fail_open) continue;
    if (service.calls.empty() && service.needs.empty()) continue;
    findings.add({"services", service.name, "health_check", "fail_open"},
                 fmt::format("the health check of {} asks what it needs too, and fails closed: all instances leave "
                             "rotation at once",
                             service.name));
  }
}

// An ejection takes (u - 1) i + t to u i + t: u probes every i, the last with a timeout of t.
void look_health_check_exceeds_budget(const Reviewed& reviewed, Findings& findings) {
  for (const ObjectiveSpec& objective : reviewed.model.objectives) {
    if (!objective.components.empty()) continue;
    const ServiceSpec& service = reviewed.model.services[service_index(reviewed.model.services, objective.service)];
    if (!service.health_check) continue;
    const HealthCheckSpec& check = *service.health_check;
    const double least_s = (check.unhealthy_after - 1) * check.every.seconds() + check.timeout.seconds();
    const double allowed_s = (1 - objective.success) * kBudgetWindow_s;
    if (least_s <= allowed_s) continue;
    findings.add(
        {"services", service.name, "health_check"},
        fmt::format(
            "a dead instance of {} is ejected after {:g} s at the soonest, and {:g} % allows {:.3g} s in 30 days",
            service.name, least_s, 100 * objective.success, allowed_s));
  }
}

void look_alarm_without_data(const Reviewed& reviewed, Findings& findings) {
  for (const DetectorSpec& detector : reviewed.model.detection) {
    if (detector.kind != "success_rate") continue;
    const auto least = static_cast<double>(detector.values.count("min_samples"));
    const Duration period = detector.values.duration("period");
    const double samples = counted_rps(reviewed, detector) * period.seconds();
    if (samples <= 0 || least <= samples) continue;
    findings.add({"detection", detector.name, "min_samples"},
                 fmt::format("a period of {} has {:.6g} attempts at the peak, and {} wants {:g}",
                             format_duration(period), samples, detector.name, least));
  }
}

void look_alarm_always_rings(const Reviewed& reviewed, Findings& findings) {
  for (const DetectorSpec& detector : reviewed.model.detection) {
    if (detector.kind != "volume") continue;
    const double rate = counted_rps(reviewed, detector);
    if (rate <= 0 || detector.values.number("below") <= rate) continue;
    findings.add({"detection", detector.name, "below"},
                 fmt::format("{} rings below {}, and even at the peak, when all is well, only {:.6g}/s arrive",
                             detector.name, format_rate(detector.values.number("below")), rate));
  }
}

void look_observer_in_what_it_watches(const Reviewed& reviewed, Findings& findings) {
  for (const DetectorSpec& detector : reviewed.model.detection) {
    if (detector.needs.empty()) continue;
    for (const std::string& zone : detector.kind == "provider" ? detector.targets : zones_of(reviewed.model)) {
      const auto down = down_with(reviewed, zone, detector.needs);
      if (down.empty()) continue;
      findings.add({"detection", detector.name, "needs"},
                   fmt::format("{} cannot tell of the loss of {}: {} goes with it", detector.name, zone, down.front()));
      break;
    }
  }
}

void look_fault_nobody_can_see(const Reviewed& reviewed, Findings& findings) {
  for (const Unseen& one : unseen_faults(reviewed)) {
    const FaultSpec& fault = reviewed.model.faults[one.fault];
    const std::string where = fault.targets.size() > 1 && !fault.at ? " on " + one.struck : "";
    findings.add({"faults", fault.name},
                 fmt::format("{}{} breaks the objective of {}, and no alarm, health check or provider of this file "
                             "watches what it does",
                             fault.name, where, one.service));
  }
}

}  // namespace bulkhead
