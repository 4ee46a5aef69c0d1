// SPDX-License-Identifier: Apache-2.0
// Timeouts, queues and circles of calls.
#include "analysis/review/calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "models/topology/order.hpp"
#include "models/traffic/network.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

constexpr double kFalseTimeouts = 0.001;   // the accepted rate of the published example
constexpr std::size_t kShownServices = 6;  // of a long list; assumed

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

/// The longest that a service may wait for one of its callees.
struct Wait {
  Duration time = Duration::zero();
  const CallSpec* call = nullptr;  ///< none: what bounds it is its deadline
  int attempts = 1;
  Duration pauses = Duration::zero();  ///< backoffs between them
};

/// Before retry k, from 0: with jitter as long as it can be.
double longest_backoff_s(const Backoff& backoff, int k) {
  const double growth = backoff.jitter == Jitter::decorrelated ? 3 : 2;
  const double steps = backoff.jitter == Jitter::decorrelated ? k + 1 : k;
  const double grown = backoff.base.seconds() * std::pow(growth, steps);
  return backoff.cap == Duration::never() ? grown : std::min(grown, backoff.cap.seconds());
}

/// Attempts that all time out: as many as may follow a time-out.
Wait wait_for(const CallSpec& call) {
  const bool retries = (call.retry_on & kRetryTimeout) != 0 && call.retry_budget > 0;
  Wait out{Duration::zero(), &call, retries ? call.retries + 1 : 1};
  double pauses_s = 0;
  for (int k = 0; k + 1 < out.attempts; ++k) pauses_s += longest_backoff_s(call.backoff, k);
  out.pauses = Duration::from_seconds(pauses_s);
  out.time = Duration::from_seconds(call.timeout.seconds() * out.attempts + pauses_s);
  return out;
}

Wait longest_wait(const ServiceSpec& service) {
  Wait out;
  for (const CallSpec& call : service.calls) {
    if (call.timeout == Duration::never()) continue;
    const Wait wait = wait_for(call);
    if (wait.time > out.time) out = wait;
  }
  const Duration deadline = service.deadline;
  if (deadline != Duration::never() && (deadline < out.time || !out.call)) out = {deadline, nullptr};
  return out;
}

std::string what_for(const Wait& wait) {
  const std::string time = format_duration(wait.time);
  if (!wait.call) return fmt::format("{} (its deadline)", time);
  if (wait.attempts == 1) return fmt::format("{} for {}", time, wait.call->to);
  const std::string pauses =
      wait.pauses > Duration::zero() ? fmt::format(" + {} of backoff", format_duration(wait.pauses)) : "";
  return fmt::format("{} x {}{} = {} for {}", wait.attempts, format_duration(wait.call->timeout), pauses, time,
                     wait.call->to);
}

std::optional<std::string> gives_up_first(const std::string& caller, Duration timeout, const ServiceSpec& callee) {
  const Wait wait = longest_wait(callee);
  if (timeout == Duration::never() || wait.time <= timeout) return std::nullopt;
  return fmt::format("{} waits {} for {}, which itself may wait {}", caller, format_duration(timeout), callee.name,
                     what_for(wait));
}

std::optional<std::string> cuts_the_tail(Duration timeout, const ServiceSpec& callee) {
  if (timeout == Duration::never()) return std::nullopt;
  const double late = 1 - callee.time.cdf_seconds(timeout.seconds());
  if (late <= kFalseTimeouts * (1 + 1e-6)) return std::nullopt;
  return fmt::format("{:.3g} % of the attempts at {} take longer than {} when all is well", 100 * late, callee.name,
                     format_duration(timeout));
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
    if (auto message = gives_up_first(caller.name, call.timeout, callee))
      findings.add(call_key(caller, call, "timeout"), std::move(*message));
  });
  for (const PopulationSpec& population : reviewed.model.clients) {
    const auto first = service_index(reviewed.model.services, population.to);
    if (auto message = gives_up_first(population.name, population.timeout, reviewed.model.services[first]))
      findings.add({"clients", population.name, "timeout"}, std::move(*message));
  }
}

void look_timeout_below_tail(const Reviewed& reviewed, Findings& findings) {
  each_call(reviewed, [&](const ServiceSpec& caller, const CallSpec& call, const ServiceSpec& callee) {
    if (auto message = cuts_the_tail(call.timeout, callee))
      findings.add(call_key(caller, call, "timeout"), std::move(*message));
  });
  for (const PopulationSpec& population : reviewed.model.clients) {
    const auto first = service_index(reviewed.model.services, population.to);
    if (auto message = cuts_the_tail(population.timeout, reviewed.model.services[first]))
      findings.add({"clients", population.name, "timeout"}, std::move(*message));
  }
}

void look_queue_longer_than_timeout(const Reviewed& reviewed, Findings& findings) {
  const auto& services = reviewed.model.services;
  std::vector<std::optional<Duration>> patience(services.size());  // the longest of all callers
  const auto grant = [&](std::uint32_t service, Duration time) {
    patience[service] = std::max(patience[service].value_or(time), time);
  };
  for (const PopulationSpec& population : reviewed.model.clients)
    grant(service_index(services, population.to), population.timeout);
  for (std::uint32_t s = 0; s < services.size(); ++s)
    for (std::size_t c = 0; c < services[s].calls.size(); ++c)
      grant(reviewed.callee(s, c), std::min(services[s].calls[c].timeout, services[s].deadline));
  for (std::uint32_t s = 0; s < services.size(); ++s) {
    const ServiceSpec& service = services[s];
    const double rps = reviewed.instance_rps(s);
    if (service.queue_limit < 1 || std::isinf(rps) || !patience[s]) continue;
    const double wait_s = service.queue_limit / rps;
    const Duration longest = *patience[s];
    if (longest == Duration::never() || wait_s <= longest.seconds()) continue;
    findings.add({"services", service.name, "queue_limit"},
                 fmt::format("behind {} waiting requests at {} one waits {:.3g} s, and no caller waits longer than {}",
                             service.queue_limit, format_rate(rps), wait_s, format_duration(longest)));
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
        names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShownServices)));
    findings.add(
        {"services", names.front(), "calls"},
        fmt::format("{} call one another hard{}: down together, each waits for the others", fmt::join(shown, ", "),
                    names.size() > kShownServices ? fmt::format(" ({} services)", names.size()) : ""));
  }
}

}  // namespace bulkhead
