// SPDX-License-Identifier: Apache-2.0
/// Takeovers: in groups "at least k of these" that replace a member that has failed, who serves, and who knows of a
/// failure.
///
/// A group has `at_least` places, held at first by its first members. When the holder of a place goes down, its
/// failure is noticed, and some time later the first member that is up and holds no place takes it:
/// TakeoverSpec says how, when, and whether at all. If there is none then, the next member that comes up takes the
/// place at once. Until every place is held by a member that is up the group is unmet. A holder that comes back before
/// its place is taken holds it as before; later it stands by. When no member is up, everybody knows, and every place is
/// free for who comes up next.
///
/// Who is to hold a place (again) is asked to start. One that does not fails then and there: its failure is known at
/// once, and the next is asked. So is, where a place is free, who is down before the one that takes it.
///
/// Where all serve each member has its own place. One that is free after a takeover leaves its member out, and the group
/// is met without it.
///
/// A takeover whose time is over while something that it needs is down waits for that, or for the failed member itself.
///
/// With `fail_back`, while all places are held and a member before one of the holders is up and stands by, the last
/// holder gives its place up (`to_primaries`: only for one of those who held places at first); when the time of the fail-back is over, the first that is up takes it. Until then
/// nobody holds it.
///
/// The failure of a component that holds a place in all of its groups is hidden until the first of them notices it;
/// that of any other is known at once.
///
/// Shape:    one per world, copied with it; timers are handed out (`take_timers`) and come back (`ring`)
/// Ensures:  where notice and time are zero and coverage is 1, a group is met as if it had no takeover
/// Chance:   one block of draws for each failure of a holder, keyed by (needer, group): coverage, notice, time, uncovered; of a
///           stream of their own those of fail-backs
/// Cost:     O(members) for a change of a member; nothing in a world without takeovers
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "models/topology/graph.hpp"
#include "sim/random.hpp"

namespace bulkhead {

/// After that time `ring` is to be called with the place and the generation.
struct TakeoverTimer {
  Duration after;
  std::uint32_t place = 0;
  std::uint32_t generation = 0;
};

/// Who answers for members of groups.
class Members {
 public:
  /// Asked to hold a place, does it start? One that does not is marked as down before this returns.
  virtual bool starts(ComponentId id) = 0;
  /// Asked to hold a place it does not, for it is down.
  virtual void asked(ComponentId) {}

 protected:
  ~Members() = default;
};

class Takeovers {
 public:
  Takeovers(const Graph& graph, std::uint64_t seed, std::uint64_t replication);

  bool any() const { return !teams_.empty(); }
  /// Does a group with a takeover have this component as a member?
  bool covers(ComponentId id) const { return any() && !teams_with_[id].empty(); }
  /// Does it hold a place?
  bool serves(ComponentId id) const;
  /// Is it down, and nobody knows?
  bool hidden(ComponentId id) const { return any() && hidden_[id] != 0; }

  /// Are the places of that group of the graph held by those who held them first? Requires: it has a takeover
  bool held_as_at_first(std::uint32_t group) const;

  /// Brings places up to date after these components changed, and holds and releases groups of `state`: true if it did,
  /// or if somebody did not start. Without `members` all start, and nobody gives up a place: a world at rest.
  bool follow(const std::vector<ComponentId>& changed, GraphState& state, Members* members);
  /// A timer has run out; true if a place has become free, so that `follow` has something to do.
  bool ring(std::uint32_t place, std::uint32_t generation, const GraphState& state);

  std::vector<TakeoverTimer> take_timers() { return std::exchange(timers_, {}); }
  /// Whose failures have become known since last asked, in the order in which they did.
  std::vector<ComponentId> take_noticed() { return std::exchange(noticed_, {}); }
  /// Groups of which others hold places than when last asked, by their numbers in the graph; some may be there twice.
  std::vector<std::uint32_t> take_moved() { return std::exchange(moved_, {}); }

 private:
  /// held: `member` is up and serves. Since `member` has failed: unnoticed; not covered, and nobody knows yet; noticed, and being
  /// taken over; waiting: as soon as what that needs is up; noticed, but the takeover does not work. returning: given up for a
  /// fail-back. free: for the next that is up.
  enum class Stage : std::uint8_t { held, unnoticed, uncovered, taking, waiting, stuck, returning, free };

  struct Place {
    std::uint32_t team = 0;
    ComponentId member = 0;
    Stage stage = Stage::held;
    double luck = 0;  ///< it works where this is below the coverage
    Duration time;
    Duration uncovered;  ///< if there is such a time
    std::uint32_t generation = 0;
  };

  struct Team {
    std::uint32_t group = 0;
    std::uint32_t first = 0;  ///< among the places
    std::uint32_t count = 0;
    StreamKey key;
    StreamKey key_back;
    std::uint64_t failures = 0;
    std::uint64_t returns = 0;
    bool stale = false;
  };

  std::span<const Place> places_of(const Team& team) const {
    return std::span(places_).subspan(team.first, team.count);
  }
  bool holds(const Team& team, ComponentId id) const;
  bool unmet(const Team& team) const;
  bool holds_everywhere(ComponentId id) const;
  void mark(std::uint32_t team);
  void reveal(ComponentId id);
  void review(Team& team, const GraphState& state, Members* members);
  void fail(Team& team, std::uint32_t place, const GraphState& state);
  bool works(const Place& place, const GraphState& state) const;
  bool equipped(const Team& team, const GraphState& state) const;
  void end(std::uint32_t place, const GraphState& state);
  void notice(std::uint32_t place, const GraphState& state);
  void come_back(std::uint32_t place, const GraphState& state, Members* members);
  void fill(const Team& team, const GraphState& state, Members* members);
  void fail_back(Team& team, const GraphState& state, Members* members);
  void give_up(Team& team, std::uint32_t place);
  bool ready(ComponentId id, const GraphState& state) const;
  bool start(ComponentId id, Members* members);
  void put(std::uint32_t place, Stage stage);

  const Graph* graph_;
  std::vector<Team> teams_;
  std::vector<Place> places_;
  std::vector<std::vector<std::uint32_t>> teams_with_;     // by component; empty where there is no takeover
  std::vector<std::vector<std::uint32_t>> teams_needing_;  // by component, for their takeover
  std::vector<std::uint32_t> stale_;
  std::vector<char> hidden_;
  std::vector<TakeoverTimer> timers_;
  std::vector<ComponentId> noticed_;
  std::vector<std::uint32_t> moved_;
  std::vector<ComponentId> unstarted_;  // since places were last brought up to date
};

}  // namespace bulkhead
