// SPDX-License-Identifier: Apache-2.0
/// Traffic as the rest of the world meets it: meters, probers, a census of ejections, and (for analysis alone) the ledger.
///
/// Two engines may stand behind it (flow; single requests). Observers get a Meter or a Prober and nothing else, so none of them
/// can know more than what crosses its own path. Quiet time is skipped, not polled: an observer sleeps and is told, by an event in
/// the observe phase, that what it looks at has changed; certain outcomes are arithmetic, uncertain ones draws from their own keys,
/// so polling would find the same.
///
/// Units:    rates per second, times as Duration
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/traffic/network.hpp"
#include "sim/kernel.hpp"

namespace bulkhead {

enum class Side : std::uint8_t { client, server };

/// Which attempts a meter sums; kNone: any.
struct SeriesSpec {
  std::uint32_t service = 0;
  Side side = Side::client;
  bool entries_only = false;  ///< only attempts that come from entries
  std::uint32_t caller_zone = kNone;
  std::uint32_t callee_zone = kNone;
  std::uint32_t cell = kNone;
  Duration period = Duration::s(60);  ///< periods are aligned to the beginning of the run
};

struct Counts {
  std::uint64_t good = 0;
  std::uint64_t bad = 0;
};

/// Expected counts of a period.
struct Means {
  double good = 0;
  double bad = 0;
  bool operator==(const Means&) const = default;
};

class Meter {
 public:
  virtual ~Meter() = default;
  /// Counts of a period that has ended (or ends now): exact draws of disjoint leaves, from their own keys.
  virtual Counts close(std::int64_t period) = 0;
  /// Expected counts of a period that has ended (or ends now).
  virtual Means means(std::int64_t period) const = 0;
  /// Expected counts of a whole period at the present rates.
  virtual Means steady() const = 0;
  /// Share of the failures that come from the instance with the most, now: for "more than one instance contributes".
  virtual double top_contributor() const = 0;
  /// From now on the listener gets an event (observe phase, that payload) whenever the rates change.
  virtual void listen(OwnerId listener, std::uint64_t payload) = 0;
};

/// What a probe sent now would meet: chances of a good reply, of an answer that says no at once, and of none in time.
struct Outlook {
  bool sends = true;  ///< false: the observer itself is dead and keeps the view that it had
  double good = 1;
  double fast = 0;
  double slow = 0;
  bool operator==(const Outlook&) const = default;
  bool certain() const { return !sends || good > 1 - 1e-15 || slow > 1 - 1e-15 || fast > 1 - 1e-15; }
};

struct Reply {
  bool good = true;
  Duration known_after;  ///< from sending until the observer knows
};

class Prober {
 public:
  virtual ~Prober() = default;
  virtual Outlook outlook() const = 0;
  /// The reply to probe number n, sent now: from the outlook, or drawn from its own key where that is uncertain.
  virtual Reply send(std::int64_t number) = 0;
  /// The first probe from `from` on that may answer otherwise than `last` as things stand: never (-1), or `from`.
  virtual std::int64_t next_change(std::int64_t from, bool last) const = 0;
};

/// A caller's check of one instance: which edge, which of its targets' instances (position in the edge's view).
struct ProbeSpec {
  EdgeId edge = 0;
  std::uint32_t target = 0;  ///< position among the edge's targets
  InstanceId instance = 0;
};

/// How many instances of a service health checks hold for unhealthy, by the caller that holds the most.
class Census {
 public:
  virtual ~Census() = default;
  /// zone kNone: in all zones.
  virtual std::uint32_t unhealthy(std::uint32_t service, std::uint32_t zone) const = 0;
  /// From now on the listener gets an event (observe phase, that payload) whenever a count of that service changes.
  virtual void listen(std::uint32_t service, OwnerId listener, std::uint64_t payload) = 0;
};

/// What observers and responders may ask traffic for.
class Traffic {
 public:
  virtual ~Traffic() = default;
  virtual std::unique_ptr<Meter> meter(const SeriesSpec& spec) = 0;
  /// The listener gets an event (observe phase, that payload) whenever the prober's outlook changes.
  virtual std::unique_ptr<Prober> prober(const ProbeSpec& spec, OwnerId listener, std::uint64_t payload) = 0;
  virtual Census& census() = 0;
  /// An edge's caller holds an instance (position in its view) for unhealthy, or no longer.
  virtual void hold_against(EdgeId edge, std::uint32_t position, bool out) = 0;
  /// Could the instances that callers still use, without those in that zone, carry the present load of a service and that share of the zone's?
  virtual bool suffices_without(std::uint32_t service, std::uint32_t zone, double share) const = 0;
  /// The zone at which the largest share of a service's attempts fails, now (kNone: any service): what a person finds on a
  /// dashboard; kNone if nothing fails.
  virtual std::uint32_t suspect_zone(std::uint32_t service) const = 0;
  virtual const Network& network() const = 0;
};

}  // namespace bulkhead
