// SPDX-License-Identifier: Apache-2.0
/// The knee of a sweep: the first point that no later point is better than.
///
/// All points of a sweep meet the same chance, so two of them are compared as two variants are: paired by replication, by the
/// headline objective's `lost_requests_ratio`. Every point is compared with every later one, and Holm's step-down over all
/// pairs of a variant keeps the chance of any false "better" at 5 %.
///
/// Shape:    points in the order of the file, variants in theirs
/// Range:    up to kMost points, 2,016 pairs of each variant; beyond that no knee is looked for
/// Chance:   as of Comparison
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison.hpp"

namespace bulkhead {

struct Knee {
  std::size_t variant = 0;
  std::optional<std::size_t> point;  ///< empty: none was found, and `note` says why
  std::string note;
};

class Sweep {
 public:
  static constexpr std::size_t kMost = 64;

  Sweep(std::size_t variants, std::string headline, std::uint64_t seed);

  /// The next point, when its replications are all there.
  void add(const Comparison& point);
  std::vector<Knee> knees() const;

 private:
  Knee knee(std::size_t variant) const;

  std::size_t variants_;
  std::string headline_;
  std::uint64_t seed_;
  std::size_t points_ = 0;
  std::vector<std::vector<SampleRow>> samples_;  ///< by variant, then point
};

}  // namespace bulkhead
