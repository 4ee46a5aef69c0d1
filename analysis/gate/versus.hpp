// SPDX-License-Identifier: Apache-2.0
/// Today's figures against the baseline's: better, same, worse, or not to be told, with a tolerance.
///
/// With the tolerance t, *worse* means: beyond (1 + t) times the old figure on the bad side, too far to be chance;
/// *better* the same on the good side of (1 - t); *same*: between the two with the same certainty, or equal in every
/// replication. All directional questions of one check are one family: Holm's step-down makes a wrong word as rare
/// among all of them as it would be alone.
///
/// Requires: metrics in their summed form, with a direction
/// Chance:   bootstrap-t where events are few
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison.hpp"

namespace bulkhead {

struct Versus {
  const Metric* metric = nullptr;
  std::string service;
  SampleRow before, now;
  bool paired = true;  ///< the same replications on the same chance
  double tolerance = 0.05;
};

struct VersusVerdict {
  Verdict verdict = Verdict::inconclusive;
  std::string why;
  bool equal = false;  ///< in every replication
};

/// How much more there is now than before, as a ratio, paired by replication; without a mean, and with the word why,
/// where nothing is paired or nothing was before.
Estimate change_of(const Versus& versus, StreamKey key);

/// One verdict each; `error` is what the look may spend on the whole family.
std::vector<VersusVerdict> compare_family(const std::vector<Versus>& family, double error);

}  // namespace bulkhead
