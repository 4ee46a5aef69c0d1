// SPDX-License-Identifier: Apache-2.0
/// One replication without an event list, where nobody observes, nobody responds and nothing is served.
///
/// Failures and repairs then depend on their own draws alone (models/faults/renewals.hpp). They come in order of time
/// and are swept over the dependency graph; who measures is told of evaluations only while a component of an objective
/// is down, and when one goes down or up.
///
/// Ensures:  what is measured, and the fingerprint, are those of models/replication.hpp, bit for bit (unless the draws
///           of two faults fall on the same nanosecond, or a repair takes no time: here that is no outage)
/// Cost:     about half of the event list's (bench/parts_bench)
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/faults/renewals.hpp"
#include "models/plan.hpp"
#include "models/replication.hpp"
#include "models/scene.hpp"
#include "models/topology/graph.hpp"
#include "sim/fingerprint.hpp"

namespace bulkhead {

class RenewalReplication final : public Scene {
 public:
  /// Can this model be run so?
  static bool suffices(const Plan& plan);

  /// Requires: it suffices
  RenewalReplication(const Plan& plan, std::uint64_t seed, std::uint64_t replication, Witness& witness);

  /// Runs to the horizon, then while the witness waits, at most until the run-off is over.
  Ending run(std::uint64_t event_limit = Replication::kEventLimit);

  /// Failures and repairs.
  std::uint64_t events() const { return events_; }
  std::uint64_t fingerprint() const { return fingerprint_.value(); }
  std::string trouble() const { return ""; }

  Instant now() const override { return now_; }
  bool up(ComponentId id) const override { return state_.up(id); }
  bool structurally_up(ComponentId id) const override { return state_.up(id); }
  double up_share_without(CauseId cause, const std::vector<ComponentId>& components) override;
  double ok_rps_without(CauseId cause, std::uint32_t service) override;
  const Customers* customers() const override { return nullptr; }
  void merge_customers() override {}

 private:
  void turn(const Renewals::Turn& turn);
  void sweep(ComponentId id, bool down);

  const Plan* plan_;
  Witness* witness_;
  GraphState state_;
  Renewals renewals_;
  Fingerprint fingerprint_;
  Ledger nothing_served_;
  std::vector<char> watched_;        // of a component: an objective looks at it
  std::vector<CauseId> cause_;       // by subject: of its last failure
  std::vector<ComponentId> struck_;  // by cause
  Instant now_;
  std::uint64_t events_ = 0;
  std::uint32_t down_ = 0;  // components that are watched
  bool moved_ = false;      // one of them, in this instant
};

}  // namespace bulkhead
