// SPDX-License-Identifier: Apache-2.0
// Sifting in the 4-ary heap.
#include "sim/queue.hpp"

#include <algorithm>

namespace bulkhead {

void Queue::sift_in(const Event& event) {
  std::size_t hole = heap_.size();
  heap_.push_back(event);
  while (hole > 0) {
    const std::size_t parent = (hole - 1) / kArity;
    if (!event.before(heap_[parent])) break;
    heap_[hole] = heap_[parent];
    hole = parent;
  }
  heap_[hole] = event;
}

Event Queue::take_first() {
  const Event earliest = heap_.front();
  const Event last = heap_.back();
  heap_.pop_back();
  if (heap_.empty()) return earliest;
  std::size_t hole = 0;
  while (hole * kArity + 1 < heap_.size()) {
    const std::size_t child = earliest_child(hole);
    if (!heap_[child].before(last)) break;
    heap_[hole] = heap_[child];
    hole = child;
  }
  heap_[hole] = last;
  return earliest;
}

std::size_t Queue::earliest_child(std::size_t parent) const {
  const std::size_t first = parent * kArity + 1;
  const std::size_t end = std::min(first + kArity, heap_.size());
  std::size_t best = first;
  for (std::size_t child = first + 1; child < end; ++child) {
    if (heap_[child].before(heap_[best])) best = child;
  }
  return best;
}

}  // namespace bulkhead
