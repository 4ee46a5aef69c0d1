// SPDX-License-Identifier: Apache-2.0
/// The event list: a heap of plain 32-byte events in a total order.
///
/// A 4-ary heap: half the depth of a binary one, and four children share two cache lines. The order of what leaves
/// depends on the keys alone, which are unique, and never on the order of what entered.
///
/// Cost: O(log n) per push and pop, one contiguous array
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
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
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  /// The earliest event. Requires: not empty.
  const Event& top() const { return heap_.front(); }
  void push(const Event& event);
  /// Takes the earliest event out. Requires: not empty.
  Event pop();

 private:
  static constexpr std::size_t kArity = 4;

  std::size_t earliest_child(std::size_t parent) const;

  std::vector<Event> heap_;
};

}  // namespace bulkhead
