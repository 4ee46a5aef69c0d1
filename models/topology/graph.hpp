// SPDX-License-Identifier: Apache-2.0
/// The dependency graph: components, who needs whom in groups "at least k of these", counted or by weight, and who is up.
///
/// State is the greatest fixed point: everything is up but what is down itself or has an unmet need. Physical needs are
/// acyclic (checked), so one pass in topological order finds it, and a change reaches only what stands behind it.
///
/// A need `after_grace` counts as met for its grace after it has gone unmet; one with a `restart`, once it has counted as unmet,
/// does so for that time after it is met again. The graph says which groups began to wait, its owner tells when a wait is
/// over. A need `changes_only` never takes the needer down; whoever changes something asks.
/// A `soft` need never takes the needer down either; whoever serves asks, and serves degraded.
///
/// A group "these are connected" is met while paths of up nodes and links lead from its first node to its others. The
/// network's nodes and links are its members, so that it is decided after them.
///
/// Shape:    components sorted by name; ids are positions in that order
/// Requires: names are unique; needs name known components; at_least in [0, worth of all members]; weights positive, their
///           members sorted, their sum an int; a link joins known nodes
/// Ensures:  after any sequence of set_down and hold, the state is the one of a fresh graph with the same set down and held
/// Errors:   a cycle of needs is a contract error here (the language refuses it before, with its members)
/// Cost:     O(needers reached) for a change, and a search through the network where it may change who is connected
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/topology/component_id.hpp"
#include "models/topology/spec.hpp"

namespace bulkhead {

/// The declaration of one component: its stable name and what it needs.
struct ComponentSpec {
  std::string name;
  std::vector<NeedSpec> needs;
  std::vector<std::string> joins = {};  ///< of a link of a network: its two nodes; of all else: none
  bool one_way = false;                 ///< the link leads from the first to the second only
};

/// One step through a network: a link, and the node at its other end.
struct Hop {
  ComponentId link = 0;
  ComponentId to = 0;
};

struct NeedGroup {
  ComponentId needer = 0;
  std::vector<ComponentId> of;
  int at_least = 0;
  NeedKind need = NeedKind::hard;
  Distribution grace = Distribution::fixed(Duration::zero());
  std::optional<Distribution> restart = std::nullopt;
  std::string name;
  std::shared_ptr<const TakeoverSpec> takeover;  ///< none: structural; few groups have one, and there are many groups
  std::vector<ComponentId> ends;  ///< none, or nodes of which the first must reach the others (at_least is not used)
  std::vector<int> weights;       ///< of the members; empty: 1 each
  std::vector<ComponentId> for_takeover;  ///< what the takeover needs

  /// What it goes by: how many members are up, how much they weigh, or whether they are connected.
  enum class By : std::uint8_t { number, weight, connection };
  By by() const { return !ends.empty() ? By::connection : weights.empty() ? By::number : By::weight; }
  /// It may count otherwise than its members say, for a time.
  bool waits() const { return need == NeedKind::after_grace || restart.has_value(); }
  /// All members must be up.
  bool needs_all() const { return ends.empty() && at_least == weight_of_all(*this); }
};

class Graph {
 public:
  explicit Graph(std::vector<ComponentSpec> components);

  std::size_t size() const { return names_.size(); }
  const std::string& name(ComponentId id) const { return names_[id]; }
  /// "zone" of "zone tokyo/a".
  std::string_view kind(ComponentId id) const;
  /// The id of a name, or size() when there is none.
  ComponentId find(std::string_view name) const;
  /// Like find, but the name must be there.
  ComponentId id(std::string_view name) const;
  const std::vector<NeedGroup>& groups() const { return groups_; }
  /// Numbers of groups, in the order of their declaration.
  std::span<const std::uint32_t> groups_of(ComponentId id) const {
    return std::span(numbers_).subspan(first_group_[id], first_group_[id + 1] - first_group_[id]);
  }
  /// Numbers of groups of which it is a member, ascending.
  std::span<const std::uint32_t> groups_with(ComponentId id) const {
    return std::span(with_member_).subspan(first_with_[id], first_with_[id + 1] - first_with_[id]);
  }
  /// Where one gets from a node by one link; nothing for what is no node of a network. Sorted by link.
  std::span<const Hop> hops(ComponentId id) const { return hops_[id]; }
  bool has_takeovers() const { return has_takeovers_; }
  /// Position in an order in which everything comes after what it needs.
  std::uint32_t position(ComponentId id) const { return position_[id]; }

 private:
  void list_members();

  std::vector<std::string> names_;
  std::vector<NeedGroup> groups_;
  std::vector<std::uint32_t> first_group_;  ///< of a needer, whose groups follow one another; size() + 1 of them
  std::vector<std::uint32_t> numbers_;      // 0, 1, 2, ..., of which each component has some in a row
  std::vector<std::uint32_t> first_with_;   ///< of a member, in the same way
  std::vector<std::uint32_t> with_member_;
  std::vector<std::vector<Hop>> hops_;
  std::vector<std::uint32_t> position_;
  bool has_takeovers_ = false;
};

/// grace: unmet, and counts as met; restart: met again, and counts as unmet.
enum class GroupWait : std::uint8_t { none, grace, restart };

/// Who is up in one world. Holds counts only; many states may share a graph.
class GraphState {
 public:
  explicit GraphState(const Graph& graph);

  /// Marks a component itself as down (counted: n marks need n lifts). Takes effect with `settle`.
  void set_down(ComponentId id, bool down);
  /// The same with its `settle`, for one component at a time. Requires: settled before
  const std::vector<ComponentId>& set_down_now(ComponentId id, bool down);
  /// A wait is over: from now on the group counts as its members say.
  void end_wait(std::uint32_t group);

  /// A group that is held counts as unmet though enough members are up. True if that is new. Takes effect with `settle`.
  bool hold(std::uint32_t group, bool held);

  /// Propagates; returns the components whose state changed, sorted by id; good until the next time.
  const std::vector<ComponentId>& settle();

  bool up(ComponentId id) const { return up_[id]; }
  /// Are all needs of that kind met at this moment (regardless of grace)?
  bool met(ComponentId id, NeedKind kind) const;
  /// Groups with a grace or a restart that have gone unmet or been met again since last asked, and what each waits for now.
  std::vector<std::pair<std::uint32_t, GroupWait>> take_waits();

 private:
  /// How a group stands; small, for it is asked at every change.
  struct Tally {
    int live = 0;  ///< members up, or their weight; of ends: 1 if they are connected
    int needed = 0;
    NeedGroup::By by = NeedGroup::By::number;
    bool held = false;
    bool waits = false;                           ///< may do so
    bool down = false;                            ///< of one that may wait: the needer is down for want of it
    bool was_satisfied = true, was_down = false;  ///< likewise, at the instant before

    bool enough() const { return live >= needed; }
    bool satisfied() const { return !held && enough(); }
  };

  bool should_be_up(ComponentId id) const;
  bool connected(const NeedGroup& group) const;
  void count(ComponentId id, bool down);
  int live_after(std::uint32_t group, ComponentId id, bool up) const;
  void change(ComponentId id, bool up);
  const std::vector<ComponentId>& spread();
  void turn(std::uint32_t group);
  void push(ComponentId id);

  const Graph* graph_;
  std::vector<std::uint32_t> marks_;  // own down marks
  std::vector<char> up_;
  std::vector<Tally> tallies_;                                // per group
  std::vector<std::pair<std::uint32_t, ComponentId>> queue_;  // (position, id), a heap
  std::vector<char> queued_;
  std::vector<ComponentId> changed_;
  std::vector<std::uint32_t> turned_;  // groups that may wait
};

}  // namespace bulkhead
