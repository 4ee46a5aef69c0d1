// SPDX-License-Identifier: Apache-2.0
/// The kernel: simulated time, and one total order of all that happens in it.
///
/// Owners enroll under a stable name, schedule events for themselves or for others, and are called back when an event's
/// turn comes. Events run in the order of (time, round, phase, rank of the owner's stable name, the owner's own
/// counter). Nothing else enters: neither the order of the file, nor of enrollment, nor addresses.
///
/// Within an instant all changes come before the evaluation, that before what observes, that before who acts: the
/// phases. An event for the present instant runs in the present round if its (phase, rank) lies strictly after that of
/// the event that is running, and else opens the next round. So a round always ends, the order of what runs is strictly
/// increasing, and an owner that schedules itself again in its own phase opens a round. An instant of more than 64
/// rounds finds no rest.
///
/// There is no cancelling: an owner recognises by the payload (a generation, say) an event that it no longer wants.
///
/// Requires: 1. enroll, then start, then schedule and run; names are unique
///           2. no event is scheduled into the past; one for *never* is dropped
/// Ensures:  two kernels with the same names and the same schedules run the same events in the same order
/// Errors:   contract errors for what is required; what a handler throws passes through
/// Cost:     one heap operation and one virtual call per event; no allocation per event
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/queue.hpp"
#include "sim/time.hpp"

namespace bulkhead {

enum class Phase : std::uint8_t { change, evaluate, observe, act };

/// How a run ended: everything up to `until` has run; the limit of events came first; an instant found no rest.
enum class Outcome : std::uint8_t { reached, event_limit, no_rest };

class Handler {
 public:
  virtual void on_event(std::uint64_t payload) = 0;

 protected:
  ~Handler() = default;
};

struct OwnerId {
  std::uint32_t index = 0;
  friend auto operator<=>(const OwnerId&, const OwnerId&) = default;
};

class Kernel {
 public:
  /// More rounds than this in one instant are *no rest*.
  static constexpr unsigned kMaxRounds = 64;

  Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  /// The handler must outlive the kernel's last run.
  OwnerId enroll(std::string_view stable_name, Handler& handler);

  /// Fixes the ranks: positions among the sorted names. Nobody enrolls afterwards.
  void start();

  /// The time of the event that is running; after a run that reached its end, that end.
  Instant now() const { return now_; }
  /// The round of the event that is running, from 0.
  unsigned round() const;

  /// `owner`'s handler gets `payload` at the instant `at`, in `phase`. Events of one owner in one phase of one round
  /// run in the order in which they were scheduled.
  void schedule(OwnerId owner, Instant at, Phase phase, std::uint64_t payload);

  /// Runs events with time <= until, as long as fewer than `event_limit` have run since the start.
  /// After *no_rest* every further run is *no_rest* at once.
  Outcome run(Instant until, std::uint64_t event_limit);

  /// Events that have run since the start.
  std::uint64_t events() const { return events_; }
  bool empty() const { return queue_.empty(); }
  /// Events that are scheduled and have not run.
  std::size_t pending() const { return queue_.size(); }
  /// When the next event is due; *never* if none is.
  Instant next_time() const { return queue_.empty() ? Instant::never() : queue_.top().at; }

 private:
  struct Owner {
    std::string name;
    Handler* handler = nullptr;
    std::uint32_t rank = 0;
    std::uint64_t counter = 0;
  };

  void run_next();

  std::vector<Owner> owners_;
  std::vector<Handler*> handler_of_rank_;
  Queue queue_;
  Instant now_;
  std::uint64_t slot_ = 0;  // of the event that ran last at now_
  bool occupied_ = false;   // an event has run at now_
  bool started_ = false;
  bool restless_ = false;
  std::uint64_t events_ = 0;
};

}  // namespace bulkhead
