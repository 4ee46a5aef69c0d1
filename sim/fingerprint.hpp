// SPDX-License-Identifier: Apache-2.0
/// A 64-bit digest of a sequence of numbers and texts: equal sequences, equal fingerprints, on every machine.
///
/// Not cryptographic. The order counts, and texts carry their length ("ab", "c" is not "a", "bc"). Fixed for ever:
/// committed fingerprints depend on it.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/mix.hpp"

namespace bulkhead {

class Fingerprint {
 public:
  void add(std::uint64_t x) { state_ = mix64((state_ + kGolden) ^ mix64(x)); }
  /// Two numbers at once: not what one after the other gives.
  void add(std::uint64_t x, std::uint64_t y) { state_ = mix64((state_ + kGolden) ^ mix64(x ^ mix64(y + kGolden))); }
  void add(std::integral auto x) { add(static_cast<std::uint64_t>(x)); }
  /// The bits of x; -0 counts as 0, every NaN as one.
  void add(double x);
  void add(std::string_view text);

  std::uint64_t value() const { return state_; }
  /// 16 lower-case hexadecimal digits.
  std::string hex() const;

 private:
  std::uint64_t state_ = 0;
};

}  // namespace bulkhead
