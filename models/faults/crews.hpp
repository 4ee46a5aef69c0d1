// SPDX-License-Identifier: Apache-2.0
/// Crews: repairs wait in lines, one for each fault entry, until a crew has a hand free.
///
/// first_come: whoever has waited longest is next; of those who came at one instant the first by fault entry and
/// target. first_inspected: while a hand is free every line in which something waits is inspected at the same time,
/// each for a time of its own; the first inspection that ends lets the head of its line be repaired, and the others
/// begin anew.
///
/// Shape:    subjects are numbers in the order of fault entries and targets; they are handed back to `begin`
/// Chance:   first_inspected: one draw for each inspection that begins, keyed by (crew, fault entry)
/// Cost:     O(lines of the crew) for a change
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/faults/clocks.hpp"
#include "models/faults/spec.hpp"

namespace bulkhead {

using LineId = std::uint32_t;

class Crews {
 public:
  static constexpr ClockId kNoClock = ~ClockId{0};

  /// `dispatch_soon` asks that `dispatch` be called for a crew once all of this instant's failures have come; `begin`
  /// is told whose turn it is.
  Crews(const std::vector<CrewSpec>& specs, Clocks& clocks, std::function<void(std::uint32_t crew)> dispatch_soon,
        std::function<void(std::uint32_t subject)> begin);

  const CrewSpec& spec(const std::string& name) const;
  /// The line of one fault entry; `inspections` is the key of its inspections, where lines are inspected.
  LineId open(const std::string& crew, StreamKey inspections);
  /// The clock of a line's inspections; kNoClock: its crew goes by who came first.
  ClockId inspection(LineId line) const { return lines_[line].inspection; }

  void wait(LineId line, std::uint32_t subject, Instant now);
  /// A repair of that line has ended: a hand is free.
  void end(LineId line);
  /// The inspection of a line has ended.
  void inspected(LineId line);
  void dispatch(std::uint32_t crew);

 private:
  struct Waiting {
    Instant since;
    std::uint32_t subject = 0;
    auto operator<=>(const Waiting&) const = default;
  };

  struct Line {
    std::uint32_t crew = 0;
    ClockId inspection = kNoClock;
    std::uint64_t inspections = 0;
    std::vector<Waiting> waiting;  ///< sorted
  };

  struct Crew {
    const CrewSpec* spec = nullptr;
    int free = 0;
    std::vector<LineId> lines;
    bool dispatching = false;
  };

  void look(std::uint32_t crew);
  void take(LineId line);

  Clocks* clocks_;
  std::function<void(std::uint32_t)> dispatch_soon_;
  std::function<void(std::uint32_t)> begin_;
  std::vector<Crew> crews_;
  std::vector<Line> lines_;
};

}  // namespace bulkhead
