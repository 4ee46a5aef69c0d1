// SPDX-License-Identifier: Apache-2.0
/// Models by hand: a region of zones, services, calls and clients in a few lines of a test.
///
/// What is not said is as plain as it can be: no racks, unlimited capacity, no time, no retries, a load that is flat.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/model.hpp"

namespace bulkhead::test {

/// The entry that spreads every request over all zones alike; `cross_zone` unset: then as the routing says.
inline EntrySpec load_balancer() {
  EntrySpec entry;
  entry.via = Via::load_balancer;
  return entry;
}

inline CallSpec call(std::string to, Duration timeout = Duration::s(1), int retries = 0) {
  CallSpec out;
  out.to = std::move(to);
  out.timeout = timeout;
  out.retries = retries;
  return out;
}

inline CallSpec soft(CallSpec out) {
  out.need = NeedKind::soft;
  return out;
}

/// Region `r` with zones a, b, c, ...; `finish` puts everything into the order that a model has.
class Builder {
 public:
  explicit Builder(int zones = 3, Routing routing = Routing::zonal) {
    RegionSpec region;
    region.name = "r";
    for (int z = 0; z < zones; ++z) region.zones.push_back(std::string(1, static_cast<char>('a' + z)));
    model_.topology.regions.push_back(std::move(region));
    model_.routing = routing;
    model_.horizon = Duration::days(1);
  }

  /// The next lines may change what it returns, until the next service is added.
  ServiceSpec& service(std::string name, std::vector<CallSpec> calls = {}) {
    ServiceSpec out;
    out.name = std::move(name);
    out.calls = std::move(calls);
    model_.services.push_back(std::move(out));
    return model_.services.back();
  }

  PopulationSpec& clients(std::string to, double rps, EntrySpec entry = {}) {
    PopulationSpec out;
    out.name = "users";
    out.to = std::move(to);
    out.region = "r";
    out.peak_rps = rps;
    out.customers = 1000;
    out.entry = std::move(entry);
    model_.clients.push_back(std::move(out));
    return model_.clients.back();
  }

  FaultSpec& fault(std::string kind, std::vector<std::string> targets) {
    FaultSpec out;
    out.name = "fault-" + std::to_string(model_.faults.size());
    out.kind = std::move(kind);
    out.targets = std::move(targets);
    model_.faults.push_back(std::move(out));
    return model_.faults.back();
  }

  Builder& cells(int count, Span span = Span::zone) {
    model_.routing = Routing::cell;
    model_.cells.count = count;
    model_.cells.span = span;
    return *this;
  }

  RegionSpec& region() { return model_.topology.regions.front(); }
  Model& model() { return model_; }

  Model finish() const;

 private:
  Model model_;
};

}  // namespace bulkhead::test
