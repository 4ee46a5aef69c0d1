// SPDX-License-Identifier: Apache-2.0
/// Failure biasing: clocks are tilted so that what would be repaired long before the next failure often fails further.
///
/// While something has failed and the objective is still met, failures get as large a total hazard as what is under way
/// (repairs, mostly): half each of what both have together. The total stays what it was, so that times between events
/// carry next to no weight, and the likelihood ratio is that of the embedded chain; exactly so where all are
/// exponential. Half of what failures get is shared as their own rates are, so that weights stay bounded; the other
/// half is balanced: each type that can fail gets the same, and within a type each running clock. A type is a fault
/// entry: its clocks share a law. Sixteen workstations thus do not crowd out the one switch that matters.
///
/// Hazards of other laws are averaged over a stage, from now on one mean time, then twice that, and so on; at each
/// stage clocks are tilted anew. What is under way by a law without a hazard (fixed, empirical) keeps it: with M its
/// total rate 1/mean, failures get M more for 1/M, half of that for 2/M, and so on. After x the weight of no further
/// failure has then grown like (x M)^1.44 and not exponentially, so that its second moment exists.
///
/// In any case failures get at least `least`: one in the window, where what is never repaired fails, or one until the
/// next inspection, where failures are hidden until then.
///
/// Failures that are as likely as repairs anyway, those by laws without a hazard, and what takes less than a microsecond on
/// average are left alone.
///
/// Source:   P. Shahabuddin, "Importance sampling for the simulation of highly reliable Markovian systems", 1994, for
///           balance; A. Goyal, P. Shahabuddin, P. Heidelberger, V. Nicola, P. Glynn, "A unified framework for
///           simulating Markovian models of highly dependable systems", 1992, for types; V. Nicola, P. Shahabuddin, M.
///           Nakayama, "Techniques for fast simulation of models of highly dependable systems", 2001, for hazard rates;
///           halves, and halving, are *assumed*
#pragma once

#include <cstddef>
#include <vector>

#include "models/faults/clocks.hpp"

namespace bulkhead {

class FailureBias {
 public:
  /// Requires: no more clocks are added.
  explicit FailureBias(Clocks& clocks);

  /// Every clock by its own law.
  void lift();
  /// Something has changed at this instant: clocks are tilted anew. `least` is per second.
  void press(Instant now, double least);
  /// When the next stage is due if nothing changes before; *never* where nothing is pressed, or all is exponential.
  Instant due() const { return due_; }
  /// The next stage.
  void ease(Instant now);

  /// The total rate of the clocks of failures at their paces, per second, by their own laws. Requires: all exponential
  double failure_rate() const;
  /// Which clock fails first from rest: drawn balanced, not tilted. Adds the choice's log likelihood ratio.
  ClockId first(Draws& draws, bool balanced, double& log_weight);
  /// The same choice by tilting: the total rate stays what it is, and so does the wait. Requires: all exponential
  void balance_first();
  /// Anything under way: clocks that are not of failures.
  bool under_way() const;
  /// Of the clocks of failures: which stand, and how fast the others run.
  std::vector<double> paces() const;

 private:
  using Rates = std::vector<double>;  ///< 0: does not run, or cannot be tilted now
  double look(const std::vector<ClockId>& ids, Duration ahead, Rates& rates) const;
  double mean_rate(bool only_fixed) const;
  void balance();
  double look_at_rates();

  Clocks* clocks_;
  double least_ = 0;
  std::vector<ClockId> failures_;  // those with a hazard
  std::vector<std::size_t> type_;  // of each of them, from 0
  std::vector<ClockId> others_;
  Rates rate_of_failure_;
  Rates share_of_failure_;  // if types were alike; they sum to 1
  Rates running_of_type_;   // how many
  Rates rate_of_other_;
  Instant due_ = Instant::never();
  int stage_ = 0;
};

}  // namespace bulkhead
