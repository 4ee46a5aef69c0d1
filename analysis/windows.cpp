// SPDX-License-Identifier: Apache-2.0
// Windows of availability by time.
#include "analysis/windows.hpp"

#include <algorithm>

namespace bulkhead {
namespace {

constexpr double kTie = 1e-12;

}  // namespace

void Windows::close() {
  ++ended_;
  missed_ += ok_ < (threshold_ - kTie) * offered_;
  offered_ = ok_ = 0;
}

void Windows::pass(Instant from, Instant to, double offered_rps, double ok_rps) {
  while (from < to) {
    if (end_ <= from) end_ = Instant::zero() + length_ * (from.since_start().count() / length_.count() + 1);
    const Instant until = std::min(end_, to);
    offered_ += offered_rps * (until - from).seconds();
    ok_ += ok_rps * (until - from).seconds();
    from = until;
    if (until < end_) return;
    close();
    const std::int64_t whole = (to - from).count() / length_.count();  // windows of one rate each
    ended_ += static_cast<std::uint64_t>(whole);
    if (ok_rps < (threshold_ - kTie) * offered_rps) missed_ += static_cast<std::uint64_t>(whole);
    from = from + length_ * whole;
  }
}

}  // namespace bulkhead
