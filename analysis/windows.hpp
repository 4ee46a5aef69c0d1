// SPDX-License-Identifier: Apache-2.0
/// Availability by time: how many aligned windows of an objective met its threshold.
///
/// Units:    requests as expectations
/// Ensures:  a window without requests counts as met
#pragma once

#include <cstdint>

#include "sim/time.hpp"

namespace bulkhead {

class Windows {
 public:
  Windows(Duration length, double threshold) : length_(length), threshold_(threshold) {}

  /// Constant rates over an interval; intervals follow one another.
  void pass(Instant from, Instant to, double offered_rps, double ok_rps);

  std::uint64_t ended() const { return ended_; }
  std::uint64_t missed() const { return missed_; }

 private:
  void close();

  Duration length_;
  double threshold_;
  Instant end_ = Instant::zero();  // of the window under way; not after `from`: not known
  double offered_ = 0;
  double ok_ = 0;
  std::uint64_t ended_ = 0;
  std::uint64_t missed_ = 0;
};

}  // namespace bulkhead
