// SPDX-License-Identifier: Apache-2.0
/// When a run has enough replications: is the wished precision reached, and can it be?
///
/// The wish is a relative half-width: at most that share of the headline objective's unavailability (`lost_requests_ratio`), in
/// every variant that has faults. It is tested at 50, 100, 200, 400, ... replications, so that a run depends on its seed alone
/// and not on how fast it was.
///
/// Repeated looks: a rule that stops at the first lucky look claims too much. So error is spent look by look. Where the 95 %
/// interval alone would do for the j-th time, the interval with confidence 1 - 0.05/2^j must be narrow enough (97.5 %, 98.75 %,
/// ...), so that over all looks the wish is met with 95 %. The interval printed in the end is the ordinary 95 % one, narrower
/// than asked; tests/analysis/calibration_test holds its coverage under this rule.
///
/// Requires: replications in order. Those that did not complete enter nothing
/// Ensures:  `reached` only with 100 effective events (Kish), or where a figure does not vary
/// Source:   Chow and Robbins 1965 (fixed-width sequential intervals); the spending is Bonferroni's
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/metrics.hpp"

namespace bulkhead {

enum class StopDecision { go_on, reached, out_of_reach };

/// What a look has found.
struct Standing {
  StopDecision decision = StopDecision::go_on;
  std::optional<double>
      relative;  ///< half of the 95 % interval over the figure, of the worst variant; empty: fewer than 100 effective events
  double needed = 0;  ///< replications that the wish is projected to take; at least so many where nothing was seen
};

/// The error that looks have spent.
class SpentError {
 public:
  /// A look at a figure of n samples whose 95 % interval has that half-width, over the figure: is it narrow enough, with the
  /// error that is left for this look?
  bool narrow_enough(double relative, double precision, std::size_t n);

 private:
  unsigned narrow_looks_ = 0;  ///< at which the 95 % interval alone would have done
};

class Stopping {
 public:
  static constexpr std::uint64_t kFirstLook = 50;

  /// `judged`: by variant, whether its figure must reach the precision; `cap`: no run is longer.
  Stopping(std::vector<bool> judged, std::string headline, double precision, std::uint64_t cap);

  void add(const std::vector<Record>& replication);

  /// True after 50, 100, 200, ... replications.
  bool look_due() const;
  /// Out of reach means that more than the cap would be needed, as projected from what was seen.
  Standing look();

 private:
  struct Width {
    std::optional<double> relative;
    bool plenty = false;
    double needed = 0;
    std::size_t n = 0;
  };
  Width width(const std::vector<Sample>& samples) const;

  std::vector<bool> judged_;
  std::string headline_;
  double precision_;
  std::uint64_t cap_;
  std::uint64_t added_ = 0;
  SpentError spent_;
  std::vector<std::vector<Sample>> samples_;
};

}  // namespace bulkhead
