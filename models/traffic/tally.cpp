// SPDX-License-Identifier: Apache-2.0
// Expected counts by period.
#include "models/traffic/tally.hpp"

#include "sim/check.hpp"

namespace bulkhead {

void Tally::change(Instant now, Means rate) {
  if (rate == rate_) return;
  const std::int64_t period = now.since_start().count() / period_.count();
  if (period == current_) {
    part_ = sum(part_, over(rate_, now - last_));
  } else {
    done_ = sum(part_, over(rate_, begin(current_ + 1) - last_));
    done_period_ = current_;
    between_ = rate_;
    part_ = over(rate_, now - begin(period));
    current_ = period;
  }
  last_ = now;
  rate_ = rate;
}

Means Tally::means(std::int64_t period) const {
  if (period > current_) return steady();
  if (period == current_) return sum(part_, over(rate_, begin(period + 1) - last_));
  if (period > done_period_) return over(between_, period_);
  BULKHEAD_CHECK(period == done_period_, "a meter is asked for a period that is long over");
  return done_;
}

}  // namespace bulkhead
