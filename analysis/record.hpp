// SPDX-License-Identifier: Apache-2.0
/// What one replication leaves behind: the rows that the store writes and the comparison reads.
///
/// Plain data, made by analysis/incidents (one replication) and joined in replication order by analysis/replications.
///
/// Units:    instants and durations in ns from the run's beginning; ratios in [0,1]; requests and customers as expectations
/// Shape:    rows in order of time, then of stable names; `incident` and `fault` count from 0 within the replication
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/time.hpp"

namespace bulkhead {

/// One term of a metric: the estimate is the sum of numerators over the sum of denominators, over replications.
struct MetricTerm {
  std::string metric;   ///< a name of analysis/metrics.hpp
  std::string service;  ///< the objective's service
  double numerator = 0;
  double denominator = 1;
};

struct FaultRow {
  std::string name;  ///< the entry of the file
  std::string kind;
  std::string target;  ///< what it struck, names joined by ", "
  std::string cause;   ///< "at" (an instant of the file) or "chance"
  Instant begin;
  std::optional<Instant> end;  ///< unset: it never healed
};

/// Share of customers (and of demand) with more than `level` of their own requests failing.
struct BlastPoint {
  double level = 0;            ///< 0.001, 0.01, 0.1, 0.5
  double customers_worst = 0;  ///< at the worst instant
  double customers_whole = 0;  ///< over the whole incident
  double demand_worst = 0;
  double demand_whole = 0;
};

struct IncidentRow {
  std::string service;
  Instant begin;
  std::optional<Instant> detected;   ///< first signal on which someone can act
  std::optional<Instant> mitigated;  ///< the first action that helped has taken effect
  std::optional<Instant> end;        ///< unset: censored
  double lost_requests = 0;
  double offered_requests = 0;
  double customer_minutes_lost = 0;
  std::vector<BlastPoint> blast;  ///< by level, ascending
  std::string cause;              ///< the fault (its name) to which most of the loss is due; "" if none
  std::string cause_class;        ///< its kind
  std::string first_detector;
  std::uint32_t actions = 0;
  std::uint32_t people = 0;
};

/// Per incident and detector: when it saw it, or why it never did. Without an incident: a false alarm.
struct ObservationRow {
  std::optional<std::uint32_t> incident;
  std::string detector;  ///< a detection entry, with its scope in brackets if it has one; or "health_check SERVICE"
  std::optional<Instant> saw;
  std::string why_not;  ///< empty when it saw
};

struct ActionRow {
  std::optional<std::uint32_t> incident;
  std::string response;
  std::string actor;  ///< "automatic", or the people (and the team's service)
  std::string what;   ///< e.g. "shift zone tokyo/a", "evacuate_service web from zone tokyo/a"
  Instant decided;
  std::optional<Instant> begin;      ///< unset: it never began (see blocked_by)
  std::optional<Instant> effective;  ///< its drain is complete
  std::optional<Instant> end;
  std::string blocked_by;  ///< what held it back at least once: a component or a precondition; "" if nothing
};

struct TimelineRow {
  Instant t;
  std::string
      what;  ///< fault_begins, fault_heals, signal_rises, signal_falls, ejected, readmitted, decided, blocked, acts, effective, ends, incident_begins, incident_ends
  std::string subject;
  std::string detail;
};

/// One class of customers; requests of the measured span.
struct CustomerClassRow {
  std::string population;
  std::string home;  ///< entry zone, PoP or cell where it belongs
  double customers = 0;
  double offered = 0;
  double failed = 0;
};

/// Which fault cost how much (in the measured span): requests lost at the clients, and through which service they failed first.
struct AttributionRow {
  std::uint32_t fault = 0;  ///< index into faults
  std::string service;      ///< the objective's service
  double lost_requests = 0;
};

/// What a part of the run has come to: the terms and incidents of a measured span of its own.
struct WindowRecord {
  std::vector<MetricTerm> metrics;
  std::vector<IncidentRow> incidents;
};

struct Record {
  std::uint64_t replication = 0;
  std::string
      outcome;  ///< "completed", or what went wrong: event_limit, no_rest, no_fixed_point, unbounded_amplification
  std::string outcome_detail;  ///< residual, pools, simulated time; "" when completed
  std::uint64_t fingerprint = 0;
  std::uint64_t events = 0;
  std::uint64_t faults_begun = 0;  ///< told or not (analysis/stories.hpp)
  std::vector<MetricTerm> metrics;
  std::vector<FaultRow> faults;
  std::vector<IncidentRow> incidents;
  std::vector<ObservationRow> observations;
  std::vector<ActionRow> actions;
  std::vector<TimelineRow> timeline;
  std::vector<CustomerClassRow> customers;
  std::vector<AttributionRow> attribution;
  std::vector<WindowRecord> windows;  ///< those that the runner was asked for
};

/// Fault-by-fault pairing uses (fault name, target, begin) across variants of one replication.

}  // namespace bulkhead
