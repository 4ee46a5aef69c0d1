// SPDX-License-Identifier: Apache-2.0
/// Expected counts of aligned periods under rates that change now and then.
///
/// Only true changes of the rate are told, so that the integral of a period has the same bits however often, and for whatever
/// other reason, traffic was evaluated meanwhile.
///
/// Shape:    remembers the period under way, the last one that a change ended, and the rate before that change
#pragma once

#include <cstdint>

#include "models/traffic/traffic.hpp"

namespace bulkhead {

class Tally {
 public:
  explicit Tally(Duration period) : period_(period) {}

  void change(Instant now, Means rate);
  /// Of a period that is not older than the one before the last change.
  Means means(std::int64_t period) const;
  Means steady() const { return over(rate_, period_); }
  Means rate() const { return rate_; }

 private:
  static Means over(Means rate, Duration time) { return {rate.good * time.seconds(), rate.bad * time.seconds()}; }
  static Means sum(Means a, Means b) { return {a.good + b.good, a.bad + b.bad}; }
  Instant begin(std::int64_t period) const { return Instant::zero() + period_ * period; }

  Duration period_;
  Means rate_;
  Means part_;  // of period current_, up to last_
  std::int64_t current_ = 0;
  Instant last_ = Instant::zero();
  Means done_;  // of period done_period_
  std::int64_t done_period_ = -1;
  Means between_;  // the rate in periods after done_period_ and before current_
};

}  // namespace bulkhead
