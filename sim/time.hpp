// SPDX-License-Identifier: Apache-2.0
/// Simulated time: lengths (`Duration`) and points (`Instant`), which cannot be mixed up.
///
/// Both hold whole nanoseconds, so sums are exact and the same on every machine. The largest value means *never*: a
/// repair that does not come, an event that is not scheduled. Arithmetic saturates to it instead of overflowing.
///
/// Units:   int64 ns; instants count from the start of the replication
/// Range:   a horizon is at most `kMaxHorizon` (250 years); *never* lies at 292 years
/// Ensures: 1. *never* absorbs: every operation with it, differences included, gives *never*
///          2. what grows beyond the range is *never*; what falls below it stays at `Duration::lowest()`
///          3. division truncates towards zero
/// Errors:  a contract error for division by zero and for seconds that are not a number
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

#include "sim/check.hpp"

namespace bulkhead {

class Duration {
 public:
  constexpr Duration() = default;

  static constexpr Duration zero() { return Duration(0); }
  static constexpr Duration never() { return Duration(kNever); }
  static constexpr Duration lowest() { return Duration(-kNever); }

  static constexpr Duration ns(std::int64_t n) { return Duration(n < -kNever ? -kNever : n); }
  static constexpr Duration us(std::int64_t n) { return ns(1'000) * n; }
  static constexpr Duration ms(std::int64_t n) { return ns(1'000'000) * n; }
  static constexpr Duration s(std::int64_t n) { return ns(1'000'000'000) * n; }
  static constexpr Duration minutes(std::int64_t n) { return s(60) * n; }
  static constexpr Duration hours(std::int64_t n) { return s(3'600) * n; }
  static constexpr Duration days(std::int64_t n) { return s(86'400) * n; }

  /// The nearest nanosecond, halves away from zero; infinity and all beyond the range are *never*.
  static constexpr Duration from_seconds(double seconds) {
    BULKHEAD_CHECK(seconds == seconds, "a duration is a number of seconds");
    const double scaled = seconds * 1e9;
    if (scaled >= kRange) return never();
    if (scaled <= -kRange) return lowest();
    const auto whole = static_cast<std::int64_t>(scaled);  // truncates
    const double rest = scaled - static_cast<double>(whole);
    return Duration(whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0));
  }

  constexpr std::int64_t count() const { return ns_; }
  /// *never* is infinity.
  constexpr double seconds() const {
    return is_never() ? std::numeric_limits<double>::infinity() : static_cast<double>(ns_) / 1e9;
  }
  constexpr bool is_never() const { return ns_ == kNever; }

  friend constexpr auto operator<=>(Duration, Duration) = default;

  friend constexpr Duration operator+(Duration a, Duration b) {
    if (a.is_never() || b.is_never()) return never();
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.ns_, b.ns_, &sum)) return a.ns_ > 0 ? never() : lowest();
    return ns(sum);
  }
  friend constexpr Duration operator-(Duration a, Duration b) { return b.is_never() ? never() : a + Duration(-b.ns_); }
  friend constexpr Duration operator*(Duration a, std::int64_t n) {
    if (a.is_never()) return never();
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a.ns_, n, &product)) return (a.ns_ > 0) == (n > 0) ? never() : lowest();
    return ns(product);
  }
  friend constexpr Duration operator*(std::int64_t n, Duration a) { return a * n; }
  friend constexpr Duration operator/(Duration a, std::int64_t n) {
    BULKHEAD_CHECK(n != 0, "a duration is not divided by zero");
    return a.is_never() ? never() : Duration(a.ns_ / n);
  }
  constexpr Duration operator-() const { return zero() - *this; }
  constexpr Duration& operator+=(Duration b) { return *this = *this + b; }
  constexpr Duration& operator-=(Duration b) { return *this = *this - b; }

 private:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  static constexpr double kRange = 9223372036854775808.0;  // 2^63, exact as a double

  explicit constexpr Duration(std::int64_t n) : ns_(n) {}

  std::int64_t ns_ = 0;
};

class Instant {
 public:
  constexpr Instant() = default;

  /// The instant that lies `since_start` after the start of the replication.
  static constexpr Instant at(Duration since_start) { return Instant(since_start); }
  static constexpr Instant zero() { return Instant(Duration::zero()); }
  static constexpr Instant never() { return Instant(Duration::never()); }

  constexpr Duration since_start() const { return since_start_; }
  constexpr bool is_never() const { return since_start_.is_never(); }

  friend constexpr auto operator<=>(Instant, Instant) = default;

  friend constexpr Instant operator+(Instant t, Duration d) { return Instant(t.since_start_ + d); }
  friend constexpr Instant operator+(Duration d, Instant t) { return t + d; }
  friend constexpr Instant operator-(Instant t, Duration d) { return Instant(t.since_start_ - d); }
  friend constexpr Duration operator-(Instant a, Instant b) { return a.since_start_ - b.since_start_; }
  constexpr Instant& operator+=(Duration d) { return *this = *this + d; }
  constexpr Instant& operator-=(Duration d) { return *this = *this - d; }

 private:
  explicit constexpr Instant(Duration since_start) : since_start_(since_start) {}

  Duration since_start_;
};

/// 250 years of 365.25 days; the ends of what a replication starts before its horizon still fit below *never*.
inline constexpr Duration kMaxHorizon = Duration::hours(250 * 8'766);

}  // namespace bulkhead
