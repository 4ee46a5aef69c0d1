// SPDX-License-Identifier: Apache-2.0
/// A bijection of 64 bits in which every input bit moves every output bit: the core of hashes, draws and fingerprints.
///
/// Fixed for ever: results that people keep depend on it.
/// Source: D. Stafford, "Better bit mixing", variant 13 (the finaliser of SplitMix64).
#pragma once

#include <cstdint>

namespace bulkhead {

/// 2^64 divided by the golden ratio, odd: the increment that spreads counters best.
inline constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15u;

constexpr std::uint64_t mix64(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

}  // namespace bulkhead
