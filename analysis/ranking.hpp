// SPDX-License-Identifier: Apache-2.0
/// Ranks of more than two variants, as ranges: 1 to 3 says that it may be the best, and two others too.
///
/// By metric, every pair of variants is compared, with Holm's step-down over the pairs. A variant's best rank is one more than
/// the number of variants that are better; its worst, all variants less those that are worse. Variants that cannot be told
/// apart share ranks.
///
/// Shape:    by service and metric, then variants in the order of the file; only metrics with a direction, and only where every
///           pair has a difference
/// Ensures:  with 95 % confidence all ranges of one metric hold the true ranks
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/comparison.hpp"

namespace bulkhead {

struct RankRow {
  std::size_t variant = 0;
  std::string service;
  const Metric* metric = nullptr;
  std::size_t best = 1;
  std::size_t worst = 1;
};

/// Empty for fewer than three variants.
std::vector<RankRow> rank_variants(std::size_t variants, const std::vector<DifferenceRow>& differences);

}  // namespace bulkhead
