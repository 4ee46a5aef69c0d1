// SPDX-License-Identifier: Apache-2.0
// Timeouts, queues and circles of calls.
#include "analysis/review/calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "models/topology/order.hpp"
#include "models/traffic/network.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

constexpr double kFalseTimeouts = 0.001;  // the accepted rate of the published example
constexpr std::size_t kShownNames = 6;    // of a long list; assumed

template <class Visit>
void each_call(const Reviewed& reviewed, Visit visit) {
  const auto& services = reviewed.model.services;
  for (std::uint32_t s = 0; s < services.size(); ++s)
    for (std::size_t c = 0; c < services[s].calls.size(); ++c)
      visit(services[s], services[s].calls[c], services[reviewed.callee(s, c)]);
}

std::vector<std::string> call_key(const ServiceSpec& caller, const CallSpec& call, const char* key) {
  return {"services", caller.name, "calls", call.to, key};
}

bool waits_for_ever(const ServiceSpec& caller, const CallSpec& call) {
  return call.timeout == Duration::never() && caller.deadline == Duration::never();
}

/// The longest that a service may wait for one of its callees, and what for.
struct Wait {
  Duration time = Duration::zero();
  std::string what;
};

Wait longest_wait(const ServiceSpec& service) {
  Wait out;
  for (const CallSpec& call : service.calls) {
    if (call.timeout == Duration::never()) continue;
    const int attempts = call.retries + 1;
    const Duration time = Duration::from_seconds(call.timeout.seconds() * attempts);
    if (time <= out.time) continue;
    out = {time, attempts == 1 ? fmt::format("{} for {}", format_duration(time), call.to)
                               : fmt::format("{} x {} = {} for {}", attempts, format_duration(call.timeout),
                                             format_duration(time), call.to)};
  }
  const Duration deadline = service.deadline;
  if (deadline != Duration::never() && (deadline < out.time || out.what.empty()))
    out = {deadline, fmt::format("{} (its deadline)", format_duration(deadline))};
  return out;
}

void compare_wait(const std::vector<std::string>& path, const std::string& caller, Duration timeout,
                  const ServiceSpec& callee, Findings& findings) {
  const Wait wait = longest_wait(callee);
  if (timeout == Duration::never() || wait.time <= timeout) return;
  findings.add(path, fmt::format("{} waits {} for {}, which itself may wait {}", caller, format_duration(timeout),
                                 callee.name, wait.what));
}

void compare_tail(const std::vector<std::string>& path, Duration timeout, const ServiceSpec& callee,
                  Findings& findings) {
  if (timeout == Duration::never()) return;
  const double late = 1 - callee.time.cdf_seconds(timeout.seconds());
  if (late <= kFalseTimeouts * (1 + 1e-6)) return;
  findings.add(path, fmt::format("{:.3g} % of the attempts at {} take longer than {} when all is well", 100 * late,
                                 callee.name, format_duration(timeout)));
}

}  // namespace

void look_call_without_timeout(const Reviewed& reviewed, Findings& findings) {
  each_call(reviewed, [&](const ServiceSpec& caller, const CallSpec& call, const ServiceSpec&) {
    if (call.need == NeedKind::hard && waits_for_ever(caller, call))
      findings.add(call_key(caller, call, "timeout"),
                   fmt::format("{} waits for {} without a timeout, and has no deadline", caller.name, call.to));
  });
}

void look_soft_call_without_timeout(const Reviewed& reviewed, Findings& findings) {
  each_call(reviewed, [&](const ServiceSpec& caller, const CallSpec& call, const ServiceSpec&) {
    if (call.need == NeedKind::soft && waits_for_ever(caller, call))
      findings.add(
          call_key(caller, call, "timeout"),
          fmt::format("{} can do without {}, but holds a slot for as long as it waits for it", caller.name, call.to));
  });
}

void look_timeout_shorter_than_callee(const Reviewed& reviewed, Findings& findings) {
  each_call(reviewed, [&](const ServiceSpec& caller, const CallSpec& call, const ServiceSpec& callee) {
    compare_wait(call_key(caller, call, "timeout"), caller.name, call.timeout, callee, findings);
  });
  for (const PopulationSpec& population : reviewed.model.clients) {
    const auto first = service_index(reviewed.model.services, population.to);
    compare_wait({"clients", population.name, "timeout"}, population.name, population.timeout,
                 reviewed.model.services[first], findings);
  }
}

void look_timeout_below_tail(const Reviewed& reviewed, Findings& findings) {
  each_call(reviewed, [&](const ServiceSpec& caller, const CallSpec& call, const ServiceSpec& callee) {
    compare_tail(call_key(caller, call, "timeout"), call.timeout, callee, findings);
  });
}

void look_queue_longer_than_timeout(const Reviewed& reviewed, Findings& findings) {
  std::map<std::string, Duration> patience;  // the longest of all callers
  const auto grant = [&](const std::string& service, Duration time) {
    patience[service] = std::max(patience[service], time);
  };
  for (const PopulationSpec& population : reviewed.model.clients) grant(population.to, population.timeout);
  each_call(reviewed, [&](const ServiceSpec& caller, const CallSpec& call, const ServiceSpec& callee) {
    grant(callee.name, std::min(call.timeout, caller.deadline));
  });
  for (const ServiceSpec& service : reviewed.model.services) {
    if (service.queue_limit < 1 || std::isinf(service.capacity_rps) || !patience.count(service.name)) continue;
    const double wait_s = service.queue_limit / service.capacity_rps;
    const Duration longest = patience[service.name];
    if (longest == Duration::never() || wait_s <= longest.seconds()) continue;
    findings.add({"services", service.name, "queue_limit"},
                 fmt::format("behind {} waiting requests at {} one waits {:.3g} s, and no caller waits longer than {}",
                             service.queue_limit, format_rate(service.capacity_rps), wait_s, format_duration(longest)));
  }
}

void look_cold_start_circle(const Reviewed& reviewed, Findings& findings) {
  const auto& services = reviewed.model.services;
  Arcs arcs;
  for (std::uint32_t s = 0; s < services.size(); ++s)
    for (std::size_t c = 0; c < services[s].calls.size(); ++c)
      if (services[s].calls[c].need == NeedKind::hard && services[s].calls[c].share > 0)
        arcs.emplace_back(s, reviewed.callee(s, c));
  std::map<std::uint32_t, std::vector<std::string>> circles;
  const auto component = strong_components(static_cast<std::uint32_t>(services.size()), arcs);
  for (std::uint32_t s = 0; s < services.size(); ++s) circles[component[s]].push_back(services[s].name);
  for (const auto& [number, names] : circles) {
    if (names.size() < 2) continue;
    const std::vector<std::string> shown(
        names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShownNames)));
    findings.add(
        {"services", names.front(), "calls"},
        fmt::format("{} call one another hard{}: down together, each waits for the others", fmt::join(shown, ", "),
                    names.size() > kShownNames ? fmt::format(" ({} services)", names.size()) : ""));
  }
}

}  // namespace bulkhead
