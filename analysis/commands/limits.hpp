// SPDX-License-Identifier: Apache-2.0
/// What ends a run before all replications that it may have: its precision, its time.
///
/// Asked after every replication, in replication order, in one thread. A precision ends a run where its seed alone says so; a
/// time budget ends it anywhere, and the run says so. Only a cap that nobody gave makes a run give up on a precision that is
/// out of reach: up to a given number it goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/commands/options.hpp"
#include "analysis/commands/progress.hpp"
#include "analysis/commands/rare_turn.hpp"
#include "analysis/stopping.hpp"
#include "analysis/store.hpp"

namespace bulkhead {

/// The most replications of a run with a precision, unless the command line gives a number.
inline constexpr std::uint64_t kMostReplications = 10'000'000;

/// A precision that needs more is asked of failure biasing first; assumed.
inline constexpr std::uint64_t kPlainReplications = 10'000;

/// How many replications a run has at most.
std::uint64_t most_replications(const Experiment& experiment, const Options& options);

class Limits {
 public:
  /// `seconds`: what is left of the time budget for this run.
  /// `rare`: asked once, where plain simulation would need more than `kPlainReplications` (or has no more).
  Limits(const Experiment& experiment, const Options& options, std::optional<double> seconds, RareTurn& rare,
         Progress& progress);

  /// After each replication: is it enough?
  bool enough(const std::vector<Record>& replication);
  /// Why it was.
  Ended ended() const { return ended_; }

 private:
  bool precise_enough();

  std::optional<Stopping> stopping_;
  double precision_ = 0;
  bool gives_up_ = false;
  bool rare_asked_ = false;
  double plain_ = 0;  ///< replications that plain simulation may need before failure biasing is asked
  std::optional<double> seconds_;
  RareTurn* rare_;
  Progress* progress_;
  Ended ended_ = Ended::complete;
};

}  // namespace bulkhead
