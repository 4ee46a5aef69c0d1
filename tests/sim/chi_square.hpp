// SPDX-License-Identifier: Apache-2.0
/// Whether counts fit their expectations: Pearson's chi-square with its tail probability.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/math.hpp"

namespace bulkhead::test {

/// 4 standard errors, two-sided: a right sampler fails in 1 of 16,000 tries, and seeds are fixed.
inline constexpr double kUnlikely = 6.3e-5;

/// P[chi-square >= what was seen]; neighbouring cells are joined until each expects at least 10.
inline double chi_square_tail(const std::vector<double>& seen, const std::vector<double>& expected) {
  double statistic = 0;
  double s = 0;
  double e = 0;
  double left = 0;
  for (const double x : expected) left += x;
  int cells = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    s += seen[i];
    e += expected[i];
    left -= expected[i];
    if (e < 10 || (left < 10 && i + 1 < expected.size())) continue;
    statistic += (s - e) * (s - e) / e;
    ++cells;
    s = e = 0;
  }
  return math::gamma_q((cells - 1) / 2.0, statistic / 2);
}

}  // namespace bulkhead::test
