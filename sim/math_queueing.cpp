// SPDX-License-Identifier: Apache-2.0
// Erlang's formulas by their recursion, which adds positive terms only.
#include <cstdint>

#include "sim/check.hpp"
#include "sim/math.hpp"

namespace bulkhead::math {

double erlang_b(std::uint64_t servers, double offered) {
  BULKHEAD_CHECK(offered >= 0, "an offered load is not negative");
  double blocked = 1;
  for (std::uint64_t n = 1; n <= servers; ++n) {
    blocked = offered * blocked / (static_cast<double>(n) + offered * blocked);
  }
  return blocked;
}

double erlang_c(std::uint64_t servers, double offered) {
  const double c = static_cast<double>(servers);
  if (offered >= c) return 1;
  const double blocked = erlang_b(servers, offered);
  return c * blocked / (c - offered * (1 - blocked));
}

}  // namespace bulkhead::math
