// SPDX-License-Identifier: Apache-2.0
/// The lean witness of rare events: one objective, what it loses and when it is missed, weighted.
///
/// Counts in units: a regeneration cycle, or a window of a replication. What is lost while the objective is met, the
/// time and what is offered are counted as they are (units that count them are not tilted); what is lost while it is
/// missed, incidents and outages with the likelihood weight of that instant. Incidents are those of
/// analysis/incidents.hpp: a gap shorter than `quiet` merges two; one counts in the unit in which it begins, with its
/// whole length.
///
/// Units:    seconds; requests, or for an objective of components seconds times the share of them
#pragma once

#include <vector>

#include "models/replication.hpp"

namespace bulkhead {

/// What one unit counted.
struct RareUnit {
  double seconds = 0;
  double offered = 0;
  double lost_met = 0;   ///< lost while the objective was met
  double until_hit = 0;  ///< seconds until it was missed first, or all
  double lost = 0;       ///< weighted: lost while it was missed
  double incidents = 0;  ///< weighted
  double outage = 0;     ///< weighted seconds of the incidents
  double hit = 0;        ///< weighted: it was missed at all
  double weight = 1;     ///< when it was hit first
};

class RareWatch final : public Witness {
 public:
  RareWatch(const Plan& plan, const ObjectiveSpec& objective);

  /// Whose world and clocks it looks at; before the run.
  void attach(Replication& replication) { replication_ = &replication; }

  /// What happens in [from, to) is counted from now on, from nothing. Any incident that is open is not counted.
  void begin_unit(Instant from, Instant to);
  /// Up to now. An incident that is still open has lasted until now.
  RareUnit end_unit();
  /// Factors of the weight beside that of the clocks.
  void set_log_weight(double value) { log_weight_ = value; }
  /// Time passes that nobody simulates, as things stand.
  void elide(double seconds);
  /// From now on time that passes is not counted: it is elided.
  void elide_waits(bool elides);

  bool missed() const { return missed_; }
  bool hit() const { return hit_; }
  /// An incident of this unit that is not over.
  bool waiting() const override { return counts_ && missed_; }
  /// Occurrences of faults that have not healed.
  int failed() const { return failed_; }

  void settled(Instant now, const Ledger& ledger) override;
  void fault_begins(CauseId, std::uint32_t, const Struck&) override { ++failed_; }
  void fault_heals(CauseId) override { --failed_; }
  void signal(const Signal&) override {}
  void datapoint(std::uint32_t, const SignalScope&, double, bool) override {}
  void held_back(std::uint32_t, const SignalScope&, const std::string&) override {}
  void blinded(std::uint32_t) override {}
  void outlook(std::uint32_t, InstanceId, double, bool) override {}
  void ejection(std::uint32_t, InstanceId, bool) override {}
  void decided(ActionId, std::uint32_t, const std::string&, const Step&, const Signal&) override {}
  void blocked(ActionId, const std::string&) override {}
  void begins(ActionId) override {}
  void effective(ActionId) override {}
  void ends(ActionId) override {}

 private:
  void pass(Instant now);
  void pass(double seconds, double weight);
  void rate(const Ledger& ledger);
  void judge(Instant now);
  void begin_incident(Instant now);
  double weight();

  Replication* replication_ = nullptr;
  double success_;
  Duration quiet_;
  std::uint32_t service_ = kNone;
  std::vector<ComponentId> components_;
  RareUnit unit_;
  Instant from_, to_, passed_;
  double offered_rps_ = 0, lost_rps_ = 0;
  double log_weight_ = 0;
  bool elides_ = false;
  bool missed_ = false;
  bool hit_ = false;
  bool open_ = false;    // an incident has begun; it is over when `quiet` has passed since its end
  bool counts_ = false;  // ... in this unit
  Instant ended_;        // when the objective was met again
  int failed_ = 0;
};

}  // namespace bulkhead
