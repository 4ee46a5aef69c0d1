// SPDX-License-Identifier: Apache-2.0
/// What samples say of a figure that is held against a value, or against another figure.
///
/// The question is put to the sums themselves: availability >= 99.9 % is a lost share of at most 0.1 %, and `left <= f
/// * right` is a paired difference of at most zero. The answer is a side and the chance that samples like these came
/// from the other one.
///
/// Shape:    samples in replication order; paired ones of equal length
/// Errors:   none; what cannot be said has a reason
#pragma once

#include <optional>
#include <span>
#include <string>

#include "analysis/metrics.hpp"

namespace bulkhead {

/// How samples stand to a value: on which side, and how sure that is.
struct Evidence {
  enum class Side { below, at, above };

  bool any = false;      ///< is there a figure at all?
  Side side = Side::at;  ///< of the figure itself (availability, not the lost share)
  std::optional<double>
      p;              ///< two-sided: of samples as far from the value if it were the truth; empty: see `sure` and `why`
  bool sure = false;  ///< nothing varies, so that nothing is left to chance
  bool none_seen = false;  ///< what the metric counts has never happened
  bool hidden = false;     ///< none was seen, and what may be there all the same is on the value's other side
  std::string why;         ///< why it cannot be told
};

/// The chance, two-sided, that an estimate lies as far from `value` as this one if that were the truth; empty without
/// an interval. In the shape of Student's t, so that it is 5 % just where the 95 % interval ends.
std::optional<double> chance_of(const Estimate& estimate, double value);

/// What may differ from one replication to the next, though none of these did.
struct Doubt {
  bool chance = false;  ///< replications are not all the same run: a share of them may be another than was seen
  double unseen = 0;    ///< of the summed form: so much may be there though nothing was seen (gate/unseen.hpp)
};

/// The figure of `samples` (of the metric's summed form, with their estimate) against a value in the metric's own unit.
///
/// Whether there is any at all (the value is zero in the summed form) is what samples without one answer by themselves.
Evidence against_value(const Metric& metric, std::span<const Sample> samples, const Estimate& summed, double value,
                       const Doubt& doubt);

/// left - factor * right against zero, from the estimate of that difference, paired by replication.
Evidence against_figure(const Metric& metric, std::span<const Sample> left, double factor,
                        std::span<const Sample> right, const Estimate& difference);

}  // namespace bulkhead
