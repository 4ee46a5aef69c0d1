// SPDX-License-Identifier: Apache-2.0
/// What a file says about work: services and their calls, clients and their demand, routing, cells, objectives.
///
/// Units:    rates per second; ratios in [0,1]; every default is the field table's, with its source there
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/topology/spec.hpp"
#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace bulkhead {

/// Who serves a call: the pool of the caller's zone, any in the region, or the caller's cell.
enum class Routing { zonal, regional, cell };

/// What a service fixes for itself, whatever the variant's routing; managed: one opaque pool for the region.
enum class Scope { by_routing, zonal, regional, managed };

enum class Balancing { random, round_robin, least_outstanding, power_of_two };

enum class Jitter { none, full, equal, decorrelated };

/// Failure modes that a caller may retry (a bit each).
enum RetryOn : unsigned { kRetryRefused = 1, kRetryError = 2, kRetryShed = 4, kRetryTimeout = 8, kRetryAll = 15 };

struct Backoff {
  Duration base = Duration::zero();
  Duration cap = Duration::never();
  Jitter jitter = Jitter::full;
  bool operator==(const Backoff&) const = default;
};

struct CallSpec {
  std::string to;                        ///< the callee service
  NeedKind need = NeedKind::hard;        ///< hard or soft
  int times = 1;                         ///< calls made at once; all must succeed
  double share = 1;                      ///< of the caller's requests, those that make this call
  Duration timeout = Duration::never();  ///< of one attempt; never: until the caller's own deadline
  int retries = 0;                       ///< r retries are r + 1 attempts
  Backoff backoff;
  unsigned retry_on = kRetryAll;
  double retry_budget = std::numeric_limits<double>::infinity();  ///< retries per first attempt, at most
  bool operator==(const CallSpec&) const = default;
};

enum class Depth { shallow, local, deep };

/// One per service; every caller's pool and every entry zone that sends to the service runs it by itself.
struct HealthCheckSpec {
  Duration every = Duration::s(30);
  Duration timeout = Duration::s(5);
  int unhealthy_after = 2;
  int healthy_after = 5;
  Depth depth = Depth::shallow;
  bool fail_open = true;          ///< with fewer healthy than `min_healthy`, or none: send to all
  double min_healthy = 0;         ///< share of the targets in view
  std::optional<Duration> phase;  ///< pinned; else drawn per (observer, target)
  bool probe_priority = false;    ///< a probe does not wait in its target's queue
  Redundancy checkers = {1, 1};  ///< who probe, each by itself, and how many of them must see a target fail to eject it
  bool operator==(const HealthCheckSpec&) const = default;
};

/// What a zone has of something, where zones differ.
template <class T>
struct InZone {
  std::string zone;  ///< "R/Z"
  T value = {};
  bool operator==(const InZone&) const = default;
};

struct ServiceSpec {
  std::string name;
  int replicas_per_zone = 1;                                      ///< managed: ignored
  std::vector<InZone<int>> replicas_in = {};                      ///< zones that have another number, sorted
  double capacity_rps = std::numeric_limits<double>::infinity();  ///< of one instance while its callees are well
  int slots = 0;  ///< 0: the smallest number that reaches the capacity at the unimpaired holding time
  Distribution time = Distribution::fixed(Duration::zero());  ///< own service time
  double errors = 0;  ///< share of attempts that err, steadily, without any fault
  Scope scope = Scope::by_routing;
  Balancing balancing = Balancing::random;
  int queue_limit = -1;  ///< waiting places of an instance (M/M/c/K); -1: admit capacity, shed the rest fast
  Duration deadline = Duration::never();  ///< total, for its own callees; never: its callers' timeouts bound it
  Distribution boot = Distribution::fixed(Duration::zero());  ///< of an instance whose host came back
  bool calls_in_sequence = false;  ///< calls: a list (one after another) or a mapping (in parallel; sorted by callee)
  std::vector<CallSpec> calls;
  std::optional<HealthCheckSpec> health_check;
  std::vector<NeedSpec> needs;  ///< of each of its pools, sorted by name
  /// Of a zone, "R/Z".
  int replicas(std::string_view zone) const {
    for (const auto& [other, number] : replicas_in)
      if (other == zone) return number;
    return replicas_per_zone;
  }
  bool operator==(const ServiceSpec&) const = default;
};

enum class Via { dns, load_balancer, anycast };

struct EntrySpec {
  Via via = Via::dns;
  Duration ttl = Duration::s(60);           ///< dns: how long an answer is kept
  Duration connections = Duration::zero();  ///< dns: life of a connection after the answer changed
  std::optional<bool> cross_zone;  ///< load balancer: may a zone's node send to other zones; unset: as the routing
  /// dns, load balancer: how much comes in by each zone, sorted by it, normalised to sum 1; others have none. Empty: equal parts.
  std::vector<InZone<double>> zones = {};
  double weight(std::string_view zone) const {
    for (const auto& [other, share] : zones)
      if (other == zone) return share;
    return zones.empty() ? 1 : 0;
  }
  bool operator==(const EntrySpec&) const = default;
};

/// A day's demand: peak at `peak_at`, `trough` of it twelve hours away, a raised cosine between, in steps of 15 minutes.
struct DailySpec {
  double trough = 1;  ///< share of the peak; 1: flat
  Duration peak_at = Duration::hours(20);
  bool operator==(const DailySpec&) const = default;
};

struct PopulationSpec {
  std::string name;
  std::string to;  ///< the first service
  std::string region;
  double peak_rps = 0;
  DailySpec daily;
  double customers = 0;
  EntrySpec entry;
  Duration timeout = Duration::s(30);  ///< a client's patience with one request
  bool operator==(const PopulationSpec&) const = default;
};

enum class Span { zone, region };

struct CellSpec {
  int count = 0;  ///< 0: no cells
  Span span = Span::zone;
  std::optional<Duration> standby_lag;  ///< a standby keeps the cell's state, this far behind (the RPO)
  std::optional<Duration> copy;         ///< or: how long a copy of its state takes before its customers can move
  bool operator==(const CellSpec&) const = default;
};

/// The promise of a service, or of the user's own components: then the indicator is the share of `components` that are up,
/// and every second counts as one request.
struct ObjectiveSpec {
  std::string service;                    ///< or the name of a component (PartSpec)
  double success = 0.999;                 ///< threshold of the share of successful requests
  Duration over = Duration::minutes(5);   ///< window of availability by time
  Duration quiet = Duration::minutes(5);  ///< a shorter gap merges two incidents
  bool headline = false;
  std::vector<std::string> components = {};  ///< full names, sorted ("component disk/1"); empty: a service
  bool operator==(const ObjectiveSpec&) const = default;
};

}  // namespace bulkhead
