// SPDX-License-Identifier: Apache-2.0
/// Chance: streams that are keyed by what they are for, and the draws of one occurrence in them.
///
/// Nothing here has a state that two places share. A stream is named by (seed, replication, purpose, stable name);
/// within it every occurrence (the 7th failure of a component, the 3rd period of an alarm) has its own endless block of
/// draws, so that one variant's longer repair shifts nobody else's draws, and paired variants meet the same chance.
///
/// Philox4x32-10 makes the 128 bits of a stream's key (once per stream); a counter hash with that key inside makes
/// draws. Streams of one increment and different starts would overlap; streams that differ inside the
/// hash do not.
///
/// Requires: at most one draw per full expression (compilers order arguments differently)
/// Ensures:  the same bits on every machine and compiler
/// Source:   J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/math_log.hpp"
#include "sim/mix.hpp"

namespace bulkhead {

/// The name of all that makes draws out of seeds and names. It changes when equal seeds begin to mean other draws, so
/// that whoever keeps results of old draws knows.
inline constexpr std::string_view kRandomScheme = "philox4x32-10 keys, counter hash 1";

/// A stable name as a number; fixed for ever.
std::uint64_t name_hash(std::string_view name);

struct StreamKey {
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  friend bool operator==(const StreamKey&, const StreamKey&) = default;
};

StreamKey stream_key(std::uint64_t seed, std::uint64_t replication, std::uint32_t purpose, std::uint64_t name);

/// The draws of one occurrence. Cheap to make (a few ns); made where they are needed and thrown away.
class Draws {
 public:
  Draws(StreamKey key, std::uint64_t occurrence)
      : start_(mix64(mix64(occurrence + key.a) ^ key.b)), key_(mix64(mix64(occurrence ^ key.b) + key.a)) {}

  std::uint64_t bits() {
    std::uint64_t x = start_ + kGolden * counter_++;
    x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93u;
    return mix64(x ^ key_);
  }

  /// An odd multiple of 2^-53: strictly inside (0,1), and u is as likely as 1-u.
  double uniform() { return static_cast<double>((bits() >> 11) | 1u) * 0x1p-53; }

  /// Mean 1, by inversion: one draw, and the smaller the uniform the longer the time.
  double exponential() { return -math::log_normal(uniform()); }

  /// Mean 0, variance 1, by inversion: one draw, growing with the uniform.
  double normal();

  /// True with probability p; p <= 0 is never, p >= 1 always. One draw in every case.
  bool chance(double p) { return uniform() < p; }

 private:
  std::uint64_t start_;
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

/// Poisson, exact for every mean in [0, 1e12] (to the rounding of the acceptance test, below 1e-12).
///
/// Chance: one draw below a mean of 10; above, two per proposal, 1.12 to 1.35 proposals
/// Source: W. Hoermann, "The transformed rejection method for generating Poisson random variables" (PTRS), 1993, with
///         a hat that holds at every mean, and probabilities by deviance, so that nothing cancels at large means
std::uint64_t draw_poisson(Draws& draws, double mean);

/// Successes in n trials, exact in the same sense; n at most 2^52, p in [0,1].
///
/// Chance: none where p is 0 or 1 or n is 0, one draw where n min(p, 1-p) < 10, two per proposal otherwise
/// Source: W. Hoermann, "The generation of binomial random variates" (BTRS), 1993
std::uint64_t draw_binomial(Draws& draws, std::uint64_t n, double p);

}  // namespace bulkhead
