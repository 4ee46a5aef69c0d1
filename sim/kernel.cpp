// SPDX-License-Identifier: Apache-2.0
// The run loop, and where an event for the present instant falls.
#include "sim/kernel.hpp"

#include <algorithm>
#include <numeric>

#include "sim/check.hpp"

namespace bulkhead {
namespace {

constexpr unsigned kPhaseShift = 32;
constexpr unsigned kRoundShift = 40;

std::uint64_t place_in_round(Phase phase, std::uint32_t rank) {
  return (static_cast<std::uint64_t>(phase) << kPhaseShift) | rank;
}

std::uint64_t round_of(std::uint64_t slot) {
  return slot >> kRoundShift;
}

}  // namespace

OwnerId Kernel::enroll(std::string_view stable_name, Handler& handler) {
  BULKHEAD_CHECK(!started_, "owners enroll before the kernel starts");
  owners_.push_back({std::string(stable_name), &handler, 0, 0});
  return {static_cast<std::uint32_t>(owners_.size() - 1)};
}

void Kernel::start() {
  BULKHEAD_CHECK(!started_, "a kernel starts once");
  std::vector<std::size_t> order(owners_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return owners_[a].name < owners_[b].name; });
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    Owner& owner = owners_[order[rank]];
    const bool fresh = rank == 0 || owners_[order[rank - 1]].name != owner.name;
    BULKHEAD_CHECK(fresh, "the stable names of owners are unique");
    owner.rank = static_cast<std::uint32_t>(rank);
    handler_of_rank_.push_back(owner.handler);
  }
  started_ = true;
}

unsigned Kernel::round() const {
  return static_cast<unsigned>(round_of(slot_));
}

void Kernel::schedule(OwnerId id, Instant at, Phase phase, std::uint64_t payload) {
  BULKHEAD_CHECK(started_, "events are scheduled after the kernel has started");
  BULKHEAD_CHECK(id.index < owners_.size(), "an event's owner is enrolled");
  BULKHEAD_CHECK(at >= now_, "an event is never scheduled into the past");
  if (at.is_never()) return;
  Owner& owner = owners_[id.index];
  std::uint64_t slot = place_in_round(phase, owner.rank);
  if (at == now_ && occupied_) {
    slot |= round_of(slot_) << kRoundShift;
    if (slot <= slot_) slot += std::uint64_t{1} << kRoundShift;
  }
  if (round_of(slot) >= kMaxRounds) {
    restless_ = true;
    return;
  }
  queue_.push({at, slot, owner.counter++, payload});
}

Outcome Kernel::run(Instant until, std::uint64_t event_limit) {
  BULKHEAD_CHECK(started_, "a kernel runs after it has started");
  while (!restless_ && next_time() <= until && !queue_.empty()) {
    if (events_ >= event_limit) return Outcome::event_limit;
    run_next();
  }
  if (restless_) return Outcome::no_rest;
  if (now_ < until && !until.is_never()) {
    now_ = until;
    slot_ = 0;
    occupied_ = false;
  }
  return Outcome::reached;
}

void Kernel::run_next() {
  const Event event = queue_.pop();
  now_ = event.at;
  slot_ = event.slot;
  occupied_ = true;
  ++events_;
  handler_of_rank_[static_cast<std::uint32_t>(event.slot)]->on_event(event.payload);
}

}  // namespace bulkhead
