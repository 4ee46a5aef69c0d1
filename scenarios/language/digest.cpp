// SPDX-License-Identifier: Apache-2.0
// Fingerprints of models: every member of every spec, taken apart by name so that a new one cannot be forgotten.
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "scenarios/language/scenario.hpp"
#include "sim/fingerprint.hpp"

namespace bulkhead {
namespace {

class ModelDigest {
 public:
  std::string hex() const { return print_.hex(); }

  template <class... Parts>
  void all(const Parts&... parts) {
    (add(parts), ...);
  }

  void add(bool value) { print_.add(std::uint64_t{value}); }
  void add(int value) { print_.add(static_cast<std::uint64_t>(value)); }
  void add(unsigned value) { print_.add(std::uint64_t{value}); }
  void add(std::int64_t value) { print_.add(static_cast<std::uint64_t>(value)); }
  void add(std::uint64_t value) { print_.add(value); }
  void add(double value) { print_.add(value); }
  void add(Duration value) { print_.add(value.count()); }
  void add(const std::string& value) { print_.add(std::string_view(value)); }
  void add(std::monostate) { print_.add(std::uint64_t{0}); }
  void add(const MOfN& value) { all(value.m, value.n); }
  void add(const Redundancy& value) { all(value.needed, value.count); }
  void add(const Distribution& law) {
    all(static_cast<int>(law.kind()), law.first(), law.second(), law.shape(), law.scale(), law.values());
    for (const MixturePart& part : law.parts()) all(part.share, part.law);
  }

  /// A member that a later version brought: where it has its default, the fingerprint is that of before.
  template <class T>
  void later(const char* name, const T& value, const T& standard = T{}) {
    if (!(value == standard)) all(std::string(name), value);
  }

  template <class E>
  requires std::is_enum_v<E>
  void add(E value) { add(static_cast<int>(value)); }

  template <class T>
  void add(const std::optional<T>& value) {
    add(value.has_value());
    if (value) add(*value);
  }

  template <class T>
  void add(const std::vector<T>& values) {
    add(static_cast<std::uint64_t>(values.size()));
    for (const auto& value : values) add(value);
  }

  void add(const Values& values) {
    add(static_cast<std::uint64_t>(values.all().size()));
    for (const auto& [name, value] : values.all()) {
      add(name);
      add(static_cast<std::uint64_t>(value.index()));
      std::visit([this](const auto& held) { add(held); }, value);
    }
  }

  void add(const NeedSpec& s) {
    const auto& [name, of, at_least, need, grace, takeover, connected, weights, restart] = s;
    all(name, of, at_least, need);
    grace.is_fixed() ? add(grace.first()) : add(grace);
    all(takeover, connected);
    later("weights", weights);
    later("restart", restart);
  }
  void add(const TakeoverSpec& s) {
    const auto& [notice, time, coverage, fail_back, serving, uncovered, needs, to_primaries] = s;
    all(notice, time);
    for (const double share : coverage) add(share);
    later("fail_back", fail_back);
    later("serving", serving);
    later("to_primaries", to_primaries);
    later("uncovered", uncovered);
    later("needs", needs);
  }
  void add(const PartSpec& s) {
    const auto& [name, count, needs] = s;
    all(name, count, needs);
  }
  void add(const LinkSpec& s) {
    const auto& [from, to, one_way, needs] = s;
    all(from, to);
    if (one_way) add(std::string("->"));
    later("needs", needs);
  }
  void add(const NodeSpec& s) {
    const auto& [name, needs] = s;
    all(name, needs);
  }
  void add(const NetworkSpec& s) {
    const auto& [name, links, nodes] = s;
    all(name, links);
    later("nodes", nodes);
  }
  void add(const RegionSpec& s) {
    const auto& [name, zones, power, racks, hosts, switches] = s;
    all(name, zones, power, racks, hosts, switches);
  }
  void add(const PopSpec& s) {
    const auto& [name, share, next] = s;
    all(name, share, next);
  }
  void add(const EdgeSpec& s) {
    const auto& [pops, convergence] = s;
    all(pops, convergence);
  }
  void add(const ToolSpec& s) {
    const auto& [name, needs] = s;
    all(name, needs);
  }
  void add(const TopologySpec& s) {
    const auto& [regions, edge, tools, components, networks] = s;
    all(regions, edge, tools, components, networks);
  }
  void add(const Backoff& s) {
    const auto& [base, cap, jitter] = s;
    all(base, cap, jitter);
  }
  void add(const CallSpec& s) {
    const auto& [to, need, times, share, timeout, retries, backoff, retry_on, budget] = s;
    all(to, need, times, share, timeout, retries, backoff, retry_on, budget);
  }
  void add(const HealthCheckSpec& s) {
    const auto& [every, timeout, unhealthy, healthy, depth, open, least, phase, priority, checkers] = s;
    all(every, timeout, unhealthy, healthy, depth, open, least, phase, priority);
    later("checkers", checkers, Redundancy{1, 1});
  }
  template <class T>
  void add(const InZone<T>& s) {
    const auto& [zone, value] = s;
    all(zone, value);
  }
  void add(const ServiceSpec& s) {
    const auto& [name, replicas, in_zones, capacity, slots, time, errors, scope, balancing, queue, deadline, boot,
                 sequence, calls, check, needs] = s;
    all(name, replicas, capacity, slots, time, errors, scope, balancing, queue, deadline, boot, sequence, calls, check,
        needs);
    later("replicas_in", in_zones);
  }
  void add(const EntrySpec& s) {
    const auto& [via, ttl, connections, cross_zone, zones] = s;
    all(via, ttl, connections, cross_zone);
    later("zones", zones);
  }
  void add(const DailySpec& s) {
    const auto& [trough, peak_at] = s;
    all(trough, peak_at);
  }
  void add(const PopulationSpec& s) {
    const auto& [name, to, region, peak, daily, customers, entry, timeout] = s;
    all(name, to, region, peak, daily, customers, entry, timeout);
  }
  void add(const CellSpec& s) {
    const auto& [count, span, lag, copy] = s;
    all(count, span, lag, copy);
  }
  void add(const ObjectiveSpec& s) {
    const auto& [service, success, over, quiet, headline, components] = s;
    all(service, success, over, quiet, headline, components);
  }
  void add(const FaultSpec& s) {
    const auto& [name, kind, targets, from, to, both, any, at, mttf, repair, sticks, values, found, found_every, crew,
                 active, only_while, dormancy, acceleration, starts, found_first, staggered, misses, coverage,
                 full_every, standby, repaired_as, found_of_spares, repair_acceleration, renews, aged, restores] = s;
    all(name, kind, targets, from, to, both, any, at, mttf, repair, sticks, values, found, found_every, crew, active,
        only_while);
    later("dormancy", dormancy);
    later("acceleration", acceleration);
    later("starts", starts, 1.0);
    later("found_first", found_first);
    later("found_staggered", staggered);
    later("found_misses", misses);
    later("found_coverage", coverage, 1.0);
    later("found_full_every", full_every);
    later("standby", standby);
    repaired_as.size() == 1 ? later("repaired_as", repaired_as.front()) : later("repaired_as", repaired_as);
    later("found_of_spares", found_of_spares);
    later("repair_acceleration", repair_acceleration);
    later("renews", renews);
    later("aged", aged);
    later("restores", restores, 1.0);
  }
  void add(const CrewSpec& s) {
    const auto& [name, crews, order, inspect, priority, preempts, begins_at, parts, resupply, travel, from, to, batch] =
        s;
    all(name, crews, order, inspect);
    later("priority", priority);
    later("preempts", preempts);
    later("begins_at", begins_at, 1);
    later("parts", parts);
    later("resupply", resupply);
    later("travel", travel, Distribution::fixed(Duration::zero()));
    later("from", from);
    later("to", to);
    later("batch", batch);
  }
  void add(const DetectorSpec& s) {
    const auto& [name, kind, targets, needs, values] = s;
    all(name, kind, targets, needs, values);
  }
  void add(const PeopleSpec& s) {
    const auto& [name, per_service, acknowledge, diagnose, decide, from, to, factor] = s;
    all(name, per_service, acknowledge, diagnose, decide, from, to, factor);
  }
  void add(const ResponseSpec& s) {
    const auto& [name, when, all_of, action, who, who_service, after, needs, retry, drain, share, add_, lasts, clear,
                 bake, one_zone, suffices, zone, service, cell, localise, wrong] = s;
    all(name, when, action, who, who_service, after, needs, retry, drain, lasts, clear, bake, one_zone, suffices, zone,
        service, cell, localise, wrong);
    later("all_of", all_of);
    later("share", share, 1.0);
    later("add", add_);
  }
  void add(const Model& s) {
    const auto& [topology, services, clients, objectives, routing, cells, faults, crews, detection, people, response,
                 begins, horizon, warm_up, run_off] = s;
    all(topology, services, clients, objectives, routing, cells, faults, crews, detection, people, response, begins,
        horizon, warm_up, run_off);
  }

 private:
  Fingerprint print_;
};

}  // namespace

std::string digest(const Model& model) {
  ModelDigest print;
  print.add(model);
  return print.hex();
}

std::string digest(const Scenario& scenario) {
  ModelDigest print;
  print.add(scenario.name);
  for (const auto& experiment : scenario.experiments) {
    print.add(experiment.name);
    for (const auto& [param, value] : experiment.point) print.all(param, value);
    print.all(experiment.run.replications, experiment.run.seed);
    for (const auto& variant : experiment.variants) print.all(variant.name, variant.model);
  }
  return print.hex();
}

}  // namespace bulkhead
