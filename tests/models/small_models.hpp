// SPDX-License-Identifier: Apache-2.0
/// Small models for tests of who observes and who reacts: one region `r` with zones a, b, c and clients `users`.
///
/// Every parameter that a test does not give has its kind's default, as in a file.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/detection/registry.hpp"
#include "models/faults/registry.hpp"
#include "models/model.hpp"

namespace bulkhead::test {

using Given = std::vector<std::pair<std::string, Value>>;

inline Values values_of(const Kind& kind, const Given& given) {
  Values out;
  for (const auto& parameter : kind.parameters) out.set(parameter.name, parameter.fallback);
  for (const auto& [name, value] : given) out.set(name, value);
  return out;
}

inline FaultSpec fault(const std::string& kind, std::vector<std::string> targets, Duration at,
                       Duration lasts = Duration::never(), const Given& given = {}) {
  FaultSpec out;
  out.name = kind;
  out.kind = kind;
  out.targets = std::move(targets);
  out.at = at;
  if (lasts != Duration::never()) out.repair = Distribution::fixed(lasts);
  out.values = values_of(find_fault_kind(kind)->kind, given);
  return out;
}

inline FaultSpec path_fault(const std::string& kind, std::vector<std::string> from, std::vector<std::string> to,
                            Duration at, Duration lasts, const Given& given) {
  FaultSpec out = fault(kind, {}, at, lasts, given);
  out.from = std::move(from);
  out.to = std::move(to);
  return out;
}

inline DetectorSpec detector(const std::string& name, const std::string& kind, std::vector<std::string> targets,
                             const Given& given) {
  return {name, kind, std::move(targets), {}, values_of(*find_detector_kind(kind), given)};
}

inline ServiceSpec service(const std::string& name, int replicas_per_zone = 1) {
  ServiceSpec out;
  out.name = name;
  out.replicas_per_zone = replicas_per_zone;
  out.time = Distribution::fixed(Duration::ms(1));
  return out;
}

inline CallSpec calling(const std::string& to) {
  CallSpec out;
  out.to = to;
  return out;
}

/// `rps` requests per second to service `web`, by `via` (dns: a third of the customers at home in each zone).
inline Model three_zones(double rps, Via via, std::vector<std::string> zones = {"a", "b", "c"}) {
  Model model;
  model.topology.regions.push_back({"r", std::move(zones), {}, 0, 0, {}});
  model.services.push_back(service("web"));
  PopulationSpec users;
  users.name = "users";
  users.to = "web";
  users.region = "r";
  users.peak_rps = rps;
  users.customers = 1000;
  users.entry.via = via;
  model.clients.push_back(users);
  model.horizon = Duration::hours(1);
  model.run_off = Duration::hours(1);
  return model;
}

/// A response by machine, at once.
inline ResponseSpec automatic(const std::string& name, const std::string& when, const std::string& action) {
  ResponseSpec out;
  out.name = name;
  out.when = {when};
  out.action = action;
  out.who = "automatic";
  return out;
}

}  // namespace bulkhead::test
