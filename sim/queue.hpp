// SPDX-License-Identifier: Apache-2.0
/// The event list: a heap of plain 32-byte events in a total order, and before it the one that is next.
///
/// What is pushed ahead of all else is held outside of the heap: an event for the present instant comes and goes
/// without touching it. A 4-ary heap: half the depth of a binary one, and four children share two cache lines. The
/// order of what leaves depends on the keys alone, which are unique, and never on the order of what entered.
///
/// Cost: O(log n) per push and pop, one contiguous array
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/time.hpp"

namespace bulkhead {

/// Ordered by (at, slot, counter). The slot packs round, phase and rank, most significant first.
struct Event {
  Instant at;
  std::uint64_t slot = 0;
  std::uint64_t counter = 0;
  std::uint64_t payload = 0;

  bool before(const Event& other) const {
    return std::tie(at, slot, counter) < std::tie(other.at, other.slot, other.counter);
  }
};
static_assert(sizeof(Event) == 32);

class Queue {
 public:
  bool empty() const { return !holds_ && heap_.empty(); }
  std::size_t size() const { return heap_.size() + (holds_ ? 1 : 0); }
  /// The earliest event. Requires: not empty.
  const Event& top() const { return holds_ ? held_ : heap_.front(); }
  void push(const Event& event) {
    if (!empty() && !event.before(top())) return sift_in(event);
    if (holds_) sift_in(held_);
    held_ = event;
    holds_ = true;
  }
  /// Takes the earliest event out. Requires: not empty.
  Event pop() { return std::exchange(holds_, false) ? held_ : take_first(); }

 private:
  static constexpr std::size_t kArity = 4;

  void sift_in(const Event& event);
  Event take_first();
  std::size_t earliest_child(std::size_t parent) const;

  std::vector<Event> heap_;
  Event held_;  // if any: before all in the heap
  bool holds_ = false;
};

}  // namespace bulkhead
