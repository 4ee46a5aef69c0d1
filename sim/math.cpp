// SPDX-License-Identifier: Apache-2.0
// Elementary functions in basic operations: split off a power of two, then a short series.
#include "sim/math.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "sim/check.hpp"
#include "sim/math_log.hpp"

namespace bulkhead::math {
namespace {

constexpr double kOverLog2 = 1.44269504088896340736;

Split split(double x) {
  if (x >= std::numeric_limits<double>::min()) return split_normal(x);
  const auto [m, k] = split_normal(x * 0x1p54);
  return {m, k - 54};
}

// exp(r) - 1 - r for |r| <= 0.35 by Taylor's series; the next term is below 2^-57 of 1.
double exp_rest(double r) {
  const double z = r * r;
  const double even =
      1.0 / 2 + z * (1.0 / 24 + z * (1.0 / 720 + z * (1.0 / 40320 + z * (1.0 / 3628800 + z * (1.0 / 479001600)))));
  const double odd =
      1.0 / 6 + z * (1.0 / 120 + z * (1.0 / 5040 + z * (1.0 / 362880 + z * (1.0 / 39916800 + z * (1.0 / 6227020800)))));
  return z * (even + r * odd);
}

// x = k log 2 + high + low.
struct Reduced {
  int k;
  double high;
  double low;
};

Reduced reduce(double x) {
  const int k = static_cast<int>(x * kOverLog2 + (x < 0 ? -0.5 : 0.5));
  const double dk = k;
  const double a = x - dk * kLog2High;
  const double b = dk * kLog2Low;
  const double high = a - b;
  return {k, high, (a - high) - b};
}

double power_of_two(int k) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

double whole_power(double x, unsigned n) {
  double result = 1;
  for (; n != 0; n >>= 1u) {
    if ((n & 1u) != 0) result *= x;
    x *= x;
  }
  return result;
}

}  // namespace

double log(double x) {
  BULKHEAD_CHECK(x >= 0, "a logarithm is taken of a number from 0 upwards");
  if (x == 0) return -kInfinity;
  if (x == kInfinity) return x;
  const auto [m, k] = split(x);
  return log_of(m - 1, k, 0);
}

double log1p(double x) {
  BULKHEAD_CHECK(x >= -1, "a logarithm of 1+x is taken from x = -1 upwards");
  if (x == -1) return -kInfinity;
  if (x == kInfinity) return x;
  if (x > -0.29 && x < 0.41) return log_of(x, 0, 0);
  const double u = 1 + x;
  const double lost = x < 1 ? x - (u - 1) : 1 - (u - x);
  const auto [m, k] = split(u);
  return log_of(m - 1, k, lost / u);
}

double exp(double x) {
  BULKHEAD_CHECK(x == x, "an exponential is taken of a number");
  if (x > 709.8) return kInfinity;
  if (x < -745.2) return 0;
  const auto [k, high, low] = reduce(x);
  const double y = 1 + (high + (low + exp_rest(high)));
  return k > -1021 && k < 1024 ? y * power_of_two(k) : std::ldexp(y, k);
}

double expm1(double x) {
  BULKHEAD_CHECK(x == x, "an exponential is taken of a number");
  if (x < -40) return -1;
  if (x > 40) return exp(x);
  const auto [k, high, low] = reduce(x);
  const double minus_one = high + (low + exp_rest(high));
  if (k == 0) return minus_one;
  const double scale = power_of_two(k);
  return (scale - 1) + scale * minus_one;
}

double pow(double x, double y) {
  if (y >= -16 && y <= 16 && std::floor(y) == y) {
    const double power = whole_power(x, static_cast<unsigned>(y < 0 ? -y : y));
    return y < 0 ? 1 / power : power;
  }
  if (x < 0) {
    BULKHEAD_CHECK(std::floor(y) == y, "a negative number is raised to whole powers only");
    const bool odd = std::floor(y / 2) * 2 != y;
    return odd ? -pow(-x, y) : pow(-x, y);
  }
  if (x == 0) return y > 0 ? 0 : kInfinity;
  if (x == 1) return 1;
  return exp(y * log(x));
}

}  // namespace bulkhead::math
