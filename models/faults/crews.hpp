// SPDX-License-Identifier: Apache-2.0
/// Crews: repairs wait in lines, one for each fault entry, until a crew has a hand free.
///
/// first_come: of the most urgent (`priority`; without one all are equals) whoever has waited longest is next; of those who
/// came at one instant the first by fault entry and target. first_inspected: while a hand is free every line in which
/// something waits is inspected at the same time, each for a time of its own; the first inspection that ends lets the head
/// of its line be repaired, and the others begin anew.
///
/// preempts: where no hand is free, what is more urgent takes one from the least urgent repair under way, of these from
/// the one that came last. That one waits where it waited before, with what was left of its inspection or repair.
/// from, to: outside these hours of every day whatever a crew is at stands, and nothing begins; then it goes on.
/// travel: a crew of which no hand is busy and that begins needs this time first.
/// begins_at: a crew of which no hand is busy rests until so many wait; then it is at work until nothing waits and no hand is
/// busy, and takes up at once what comes meanwhile. parts: whoever is taken up takes a part along; what has begun has its
/// own, what has not waits while the store is empty, and others are not held up by it. Each part that is taken is ordered
/// at once; orders come on their own. batch: whoever is next takes along all that wait, in one hand, and heals them with
/// itself.
///
/// Shape:    subjects are numbers in the order of fault entries and targets; they are handed back to `begin`
/// Chance:   first_inspected: one draw for each inspection that begins, keyed by (crew, fault entry); parts: one for each
///           order, keyed by the crew; travel: one for each way, keyed likewise
/// Cost:     O(lines of the crew + what is under way) for a change
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/faults/clocks.hpp"
#include "models/faults/spec.hpp"

namespace bulkhead {

using LineId = std::uint32_t;

/// What crews ask of who owns the subjects.
struct CrewOwner {
  std::function<void(std::uint32_t crew)> dispatch_soon;  ///< `dispatch`, once all of this instant's failures have come
  std::function<void(std::uint32_t subject)> begin;       ///< its turn has come, for the first time or again
  std::function<void(std::uint32_t subject)> put_off = {};  ///< it has lost its hand
};

class Crews {
 public:
  static constexpr ClockId kNoClock = ~ClockId{0};

  Crews(const std::vector<CrewSpec>& specs, Clocks& clocks, CrewOwner owner);

  const CrewSpec& spec(const std::string& name) const;
  const CrewSpec& spec(std::uint32_t crew) const { return *crews_[crew].spec; }
  std::size_t size() const { return crews_.size(); }
  /// The line of one fault entry; `inspections` is the key of its inspections, where lines are inspected.
  LineId open(const std::string& crew, const std::string& fault, StreamKey inspections);
  /// The clock of a line's inspections; kNoClock: its crew goes by who came first.
  ClockId inspection(LineId line) const { return lines_[line].inspection; }
  /// One clock for each part that can be on its way to a crew; `resupply` is the key of its orders.
  std::vector<ClockId> store(std::uint32_t crew, StreamKey resupply);

  /// The clock of its way, keyed so; kNoClock: it takes no time.
  ClockId road(std::uint32_t crew, StreamKey ways);

  void wait(LineId line, std::uint32_t subject, Instant now);
  /// The repair of that subject has ended: a hand is free. Who is healed with it.
  std::vector<std::uint32_t> end(LineId line, std::uint32_t subject);
  /// The inspection of a line has ended.
  void inspected(LineId line);
  /// An ordered part has come.
  void part_came(std::uint32_t crew);
  /// A crew leaves (or comes to) work: until when.
  Duration turn(std::uint32_t crew, Duration time_of_day);
  /// A crew's way is over.
  void arrived(std::uint32_t crew);
  void dispatch(std::uint32_t crew);

 private:
  /// In the order of turns.
  struct Job {
    int rank = 0;  ///< 0 is the most urgent
    Instant since;
    std::uint32_t subject = 0;
    bool begun = false;
    auto operator<=>(const Job&) const = default;
  };

  /// A hand that is busy.
  struct Work {
    Job job;
    LineId line = 0;
    std::vector<std::uint32_t> along;
  };

  struct Line {
    std::uint32_t crew = 0;
    int rank = 0;
    ClockId inspection = kNoClock;
    std::uint64_t inspections = 0;
    std::vector<Job> waiting;  ///< sorted
  };

  struct Crew {
    const CrewSpec* spec = nullptr;
    int free = 0;
    std::vector<LineId> lines;
    bool dispatching = false;
    bool at_work = false;
    std::vector<Work> busy;
    std::vector<ClockId> parts_to_come;
    std::uint64_t orders = 0;
    ClockId way = kNoClock;
    bool on_its_way = false;
    bool off = false;  ///< not at work now
    std::uint64_t ways = 0;
  };

  void look(std::uint32_t crew);
  bool rests(Crew& crew);
  bool has_part(const Crew& crew) const;
  std::size_t waiting(const Crew& crew) const;
  bool next(const Crew& crew, LineId& line, std::size_t& place) const;
  bool make_room(Crew& crew, int rank);
  void take(LineId line, std::size_t place);
  void take_part(Crew& crew);
  std::vector<std::uint32_t> all_waiting(const Crew& crew);

  Clocks* clocks_;
  CrewOwner owner_;
  std::vector<Crew> crews_;
  std::vector<Line> lines_;
};

}  // namespace bulkhead
