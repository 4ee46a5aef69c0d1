// SPDX-License-Identifier: Apache-2.0
/// The core of the logarithm, inline: a draw of an exponential is one.
#pragma once

#include <bit>
#include <cstdint>

namespace bulkhead::math {

// log 2 in two parts; the first has 21 trailing zero bits, so that whole multiples of it are exact.
inline constexpr double kLog2High = 0x1.62e42feep-1;
inline constexpr double kLog2Low = 1.90821492927058770002e-10;

/// x = m 2^k with m in [sqrt(1/2), sqrt 2) and a whole k.
struct Split {
  double m;
  double k;
};

/// Requires: x is finite, positive and normal
/// Cost:     no branch (whether m is below 1 is a coin), and nothing that two numbers could not go through side by side
inline Split split_normal(double x) {
  constexpr std::uint64_t kOne = 0x3FF0000000000000u;
  constexpr std::uint64_t kSqrtHalf = 0x3FE6A09E667F3BCDu;
  constexpr std::uint64_t kWhole = 0x4330000000000000u;  // 2^52: a number below it, put into the last bits, is added
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x) + (kOne - kSqrtHalf);
  const double m = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFu) + kSqrtHalf);
  return {m, std::bit_cast<double>((bits >> 52) | kWhole) - (0x1p52 + 1023)};
}

/// 2 (z/3 + z^2/5 + z^3/7 + ...), the rest of 2 atanh(s) / s for z = s^2 <= 0.02944; the next term is below 2^-57.
inline double atanh_rest(double z) {
  const double w = z * z;
  const double odd = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))));
  const double even = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))));
  return z * (odd + z * even);
}

/// log((1+f) 2^k) + tail, with s = f/(2+f): log(1+f) = f - (f^2/2 - s (f^2/2 + rest)).
inline double log_of(double f, double k, double tail) {
  const double s = f / (2 + f);
  const double half = 0.5 * f * f;
  const double rest = s * (half + atanh_rest(s * s)) + tail;
  return k * kLog2High - ((half - (rest + k * kLog2Low)) - f);
}

/// The logarithm where x is finite, positive and normal, the same as `log`.
inline double log_normal(double x) {
  const auto [m, k] = split_normal(x);
  return log_of(m - 1, k, 0);
}

}  // namespace bulkhead::math
