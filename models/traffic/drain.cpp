// SPDX-License-Identifier: Apache-2.0
// Steps of a drain at their means.
#include "models/traffic/drain.hpp"

#include <algorithm>

namespace bulkhead {

// The integral of the distribution of two uniforms' sum is (x^3 - (x-a)^3 - (x-b)^3 + (x-a-b)^3) / (6 a b), where what is negative
// counts as 0; here a + b = 1.
double Drain::moved(std::uint32_t i, std::uint32_t steps) const {
  constexpr double kNothing = 1e-6;  // of the whole
  const double a = asks.seconds() / whole().seconds(), b = 1 - a;
  if (std::min(a, b) < kNothing) return (i + 0.5) / steps;
  const auto integral = [&](double x) {
    const auto cube = [](double y) { return y > 0 ? y * y * y : 0; };
    return (cube(x) - cube(x - a) - cube(x - b)) / (6 * a * b);
  };
  return (integral((i + 1.0) / steps) - integral(static_cast<double>(i) / steps)) * steps;
}

}  // namespace bulkhead
