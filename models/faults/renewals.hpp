// SPDX-License-Identifier: Apache-2.0
/// Failures and repairs that depend on nothing but their own draws: found without an event list.
///
/// Where every fault strikes one target by chance, is repaired at once and nothing stops its clocks, each target goes
/// through a life, a repair, a life ... on its own. These turns are drawn for a window of time, target by target, put
/// in order and handed over; then comes the next window.
///
/// Units:    instants in ns
/// Shape:    subjects are numbers in the order of fault entries and targets, as in models/faults/schedule.hpp
/// Requires: `suffice` for the faults
/// Ensures:  the turns that the schedule makes, bit for bit, in order of (instant, subject); nothing fails at or after
///           the horizon
/// Chance:   the keys and occurrences of the schedule
/// Cost:     one draw a turn, some of a target at once, and a bucket sort: O(1) each; a window holds some thousand turns
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/faults/fault.hpp"
#include "models/faults/spec.hpp"
#include "models/topology/graph.hpp"
#include "sim/random.hpp"

namespace bulkhead {

class Renewals {
 public:
  struct Subject {
    std::uint32_t fault = 0;
    ComponentId at = 0;
    Struck struck;
  };

  /// One subject fails, or is repaired.
  struct Turn {
    Instant at;
    std::uint32_t subject = 0;
    std::uint32_t fails = 0;  ///< 0 or 1; with no hole in it a turn is moved faster
  };

  /// Are these faults such that nothing but their own draws moves them?
  static bool suffice(const std::vector<FaultSpec>& faults);

  /// `faults` must outlive it.
  Renewals(const std::vector<FaultSpec>& faults, const Graph& graph, std::uint64_t seed, std::uint64_t replication,
           Instant horizon);

  std::size_t subjects() const { return subjects_.size(); }
  const Subject& subject(std::uint32_t number) const { return subjects_[number]; }
  /// When the next turn is due; *never* if none is.
  Instant next_time() {
    if (taken_ == turns_.size()) refill();
    return taken_ == turns_.size() ? Instant::never() : turns_[taken_].at;
  }
  /// Requires: next_time() is not *never*
  const Turn& take() { return turns_[taken_++]; }

 private:
  struct Clock {
    Instant next;  ///< when its turn is
    bool up = true;
    std::uint32_t ahead = 1;       ///< so many lives are drawn at once, and as many repairs
    std::uint32_t at = 0;          ///< which of them it is in
    std::size_t drawn = 0;         ///< where they are: lives, then repairs
    std::uint64_t occurrence = 0;  ///< of the first of them
    const Distribution* life;
    const Distribution* repair;
    StreamKey lives;
    StreamKey repairs;
  };

  void refill();
  void make_room();
  void advance(Clock& clock);
  void turn(Clock& clock);
  void draw(Instant begin, Instant end);
  void sort(Instant begin);
  std::size_t bucket(Duration after) const { return static_cast<std::uint64_t>(after.count()) >> width_bits_; }

  Instant horizon_;
  std::vector<Subject> subjects_;
  std::vector<Clock> clocks_;
  std::vector<Duration> drawn_ahead_;
  Instant drawn_;  // up to then
  std::vector<Turn> turns_;
  std::size_t taken_ = 0;
  std::vector<Turn> unsorted_;
  int width_bits_ = 0;               // a bucket is 2 to that power ns wide
  std::vector<std::uint32_t> ends_;  // of buckets
};

}  // namespace bulkhead
