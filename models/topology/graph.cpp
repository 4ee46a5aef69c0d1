// SPDX-License-Identifier: Apache-2.0
// The dependency graph compiled to flat arrays, and the greatest fixed point over it.
#include "models/topology/graph.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <unordered_map>

#include "models/topology/by_name.hpp"
#include "models/topology/order.hpp"
#include "sim/check.hpp"

namespace bulkhead {

Graph::Graph(std::vector<ComponentSpec> components) {
  components = sorted_by_name(std::move(components));
  names_.reserve(components.size());
  for (auto& component : components) names_.push_back(std::move(component.name));
  BULKHEAD_CHECK(std::adjacent_find(names_.begin(), names_.end()) == names_.end(), "component names must be unique");
  std::unordered_map<std::string_view, ComponentId> ids(size());
  for (ComponentId id = 0; id < size(); ++id) ids.emplace(names_[id], id);
  const auto id_of = [&](std::string_view name) {
    const auto found = ids.find(name);
    BULKHEAD_CHECK(found != ids.end(), "a name that no component has");
    return found->second;
  };
  hops_.resize(size());
  for (ComponentId link = 0; link < size(); ++link) {
    const auto& [name, needs, joins, one_way] = components[link];
    if (joins.empty()) continue;
    hops_[id_of(joins[0])].push_back({link, id_of(joins[1])});
    if (!one_way) hops_[id_of(joins[1])].push_back({link, id_of(joins[0])});
  }
  Arcs arcs;
  groups_.reserve(std::transform_reduce(components.begin(), components.end(), std::size_t{0}, std::plus<>(),
                                        [](const ComponentSpec& component) { return component.needs.size(); }));
  first_group_.push_back(0);
  for (ComponentId needer = 0; needer < size(); ++needer) {
    for (auto& spec : components[needer].needs) {
      NeedGroup group{needer,  {}, spec.at_least,           spec.need, spec.grace, spec.restart, std::move(spec.name),
                      nullptr, {}, std::move(spec.weights), {}};
      if (spec.takeover) {
        for (const auto& need : spec.takeover->needs) {
          group.for_takeover.push_back(id_of(need));
          arcs.emplace_back(needer, group.for_takeover.back());
        }
        group.takeover = std::make_shared<const TakeoverSpec>(*std::move(spec.takeover));
      }
      group.of.reserve(spec.of.size());
      for (const auto& end : spec.connected) group.ends.push_back(id_of(end));
      if (!group.ends.empty()) group.at_least = 1;
      for (const auto& member : spec.of) {
        group.of.push_back(id_of(member));
        arcs.emplace_back(needer, group.of.back());
      }
      has_takeovers_ |= group.takeover != nullptr;
      groups_.push_back(std::move(group));
    }
    first_group_.push_back(static_cast<std::uint32_t>(groups_.size()));
  }
  list_members();
  numbers_.resize(groups_.size());
  std::iota(numbers_.begin(), numbers_.end(), 0u);
  position_ = dependency_positions(static_cast<std::uint32_t>(size()), arcs);
  BULKHEAD_CHECK(position_.size() == size(), "needs of components must be acyclic");
}

void Graph::list_members() {
  first_with_.assign(size() + 1, 0);
  for (const NeedGroup& group : groups_)
    for (const ComponentId member : group.of) ++first_with_[member + 1];
  std::partial_sum(first_with_.begin(), first_with_.end(), first_with_.begin());
  with_member_.resize(first_with_.back());
  std::vector<std::uint32_t> next = first_with_;
  for (std::uint32_t index = 0; index < groups_.size(); ++index)
    for (const ComponentId member : groups_[index].of) with_member_[next[member]++] = index;
}

std::string_view Graph::kind(ComponentId id) const {
  const std::string_view name = names_[id];
  return name.substr(0, name.find(' '));
}

ComponentId Graph::find(std::string_view name) const {
  const auto it = std::lower_bound(names_.begin(), names_.end(), name);
  return static_cast<ComponentId>(it != names_.end() && *it == name ? it - names_.begin()
                                                                    : names_.end() - names_.begin());
}

ComponentId Graph::id(std::string_view name) const {
  const ComponentId found = find(name);
  BULKHEAD_CHECK(found < size(), "a name that no component has");
  return found;
}

GraphState::GraphState(const Graph& graph)
    : graph_(&graph), marks_(graph.size(), 0), up_(graph.size(), 1), queued_(graph.size(), 0) {
  tallies_.reserve(graph.groups().size());
  for (std::uint32_t index = 0; index < graph.groups().size(); ++index) {
    const auto& group = graph.groups()[index];
    const int live = group.ends.empty() ? weight_of_all(group) : connected(group);
    tallies_.push_back({live, group.at_least, group.by(), false, group.waits()});
    if (!tallies_[index].enough()) turn(index);  // nodes that no path joins
  }
}

void GraphState::push(ComponentId id) {
  if (queued_[id]) return;
  queued_[id] = 1;
  queue_.emplace_back(graph_->position(id), id);
  std::push_heap(queue_.begin(), queue_.end(), std::greater<>());
}

inline void GraphState::count(ComponentId id, bool down) {
  BULKHEAD_CHECK(down || marks_[id] > 0, "a component is lifted more often than it was put down");
  down ? ++marks_[id] : --marks_[id];
}

inline void GraphState::change(ComponentId id, bool up) {
  up_[id] = up;
  for (const auto index : graph_->groups_with(id)) {
    Tally& tally = tallies_[index];
    const bool before = tally.enough();
    tally.live = tally.by == NeedGroup::By::number ? tally.live + (up ? 1 : -1) : live_after(index, id, up);
    if (before != tally.enough() && !tally.held) turn(index);
  }
}

inline bool GraphState::should_be_up(ComponentId id) const {
  if (marks_[id] > 0) return false;
  for (const auto index : graph_->groups_of(id)) {
    const auto kind = graph_->groups()[index].need;
    const Tally& tally = tallies_[index];
    const bool counts = kind == NeedKind::hard || kind == NeedKind::after_grace;
    if (counts && (tally.waits ? tally.down : !tally.satisfied())) return false;
  }
  return true;
}

void GraphState::set_down(ComponentId id, bool down) {
  count(id, down);
  push(id);
}

// Most changes reach nobody: then there is nothing to order.
const std::vector<ComponentId>& GraphState::set_down_now(ComponentId id, bool down) {
  count(id, down);
  changed_.clear();
  const bool up = marks_[id] == 0 && should_be_up(id);
  if (up == static_cast<bool>(up_[id])) return changed_;
  change(id, up);
  changed_.push_back(id);
  return queue_.empty() ? changed_ : spread();
}

void GraphState::end_wait(std::uint32_t group) {
  Tally& tally = tallies_[group];
  tally.down = tally.was_down = !tally.satisfied();
  push(graph_->groups()[group].needer);
}

bool GraphState::hold(std::uint32_t group, bool held) {
  Tally& tally = tallies_[group];
  if (std::exchange(tally.held, held) == held) return false;
  if (tally.enough()) turn(group);
  return true;
}

bool GraphState::connected(const NeedGroup& group) const {
  const auto is_up = [&](ComponentId id) { return up_[id] != 0; };
  if (!std::all_of(group.ends.begin(), group.ends.end(), is_up)) return false;
  std::vector<ComponentId> reached{group.ends[0]};
  std::vector<char> seen(graph_->size(), 0);
  seen[group.ends[0]] = 1;
  const auto all_seen = [&] {
    return std::all_of(group.ends.begin() + 1, group.ends.end(), [&](ComponentId id) { return seen[id] != 0; });
  };
  while (!reached.empty() && !all_seen()) {
    const ComponentId from = reached.back();
    reached.pop_back();
    for (const auto& [link, to] : graph_->hops(from)) {
      if (seen[to] || !up_[link] || !up_[to]) continue;
      seen[to] = 1;
      reached.push_back(to);
    }
  }
  return all_seen();
}

// What goes down joins nobody, and what comes up parts nobody.
int GraphState::live_after(std::uint32_t index, ComponentId id, bool up) const {
  const auto& group = graph_->groups()[index];
  const Tally& tally = tallies_[index];
  if (tally.by == NeedGroup::By::connection) return (tally.live > 0) == up ? tally.live : connected(group);
  const auto member = std::lower_bound(group.of.begin(), group.of.end(), id) - group.of.begin();
  const int weight = weight_of(group, static_cast<std::size_t>(member));
  return tally.live + (up ? weight : -weight);
}

void GraphState::turn(std::uint32_t index) {
  const auto& group = graph_->groups()[index];
  if (Tally& tally = tallies_[index]; tally.waits) {
    const bool satisfied = tally.satisfied();  // what it was within this instant does not count
    tally.down = satisfied ? tally.was_down && group.restart : tally.was_down || group.need != NeedKind::after_grace;
    turned_.push_back(index);
  }
  push(group.needer);
}

const std::vector<ComponentId>& GraphState::settle() {
  changed_.clear();
  return spread();
}

const std::vector<ComponentId>& GraphState::spread() {
  while (!queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), std::greater<>());
    const ComponentId id = queue_.back().second;
    queue_.pop_back();
    queued_[id] = 0;
    const bool up = should_be_up(id);
    if (up == static_cast<bool>(up_[id])) continue;
    change(id, up);
    changed_.push_back(id);
  }
  if (changed_.size() > 1) std::sort(changed_.begin(), changed_.end());
  return changed_;
}

bool GraphState::met(ComponentId id, NeedKind kind) const {
  for (const auto index : graph_->groups_of(id))
    if (graph_->groups()[index].need == kind && !tallies_[index].satisfied()) return false;
  return true;
}

std::vector<std::pair<std::uint32_t, GroupWait>> GraphState::take_waits() {
  std::sort(turned_.begin(), turned_.end());
  turned_.erase(std::unique(turned_.begin(), turned_.end()), turned_.end());
  std::vector<std::pair<std::uint32_t, GroupWait>> out;
  for (const auto group : std::exchange(turned_, {})) {
    Tally& tally = tallies_[group];
    if (tally.satisfied() == tally.was_satisfied && tally.down == tally.was_down) continue;
    tally.was_satisfied = tally.satisfied();
    tally.was_down = tally.down;
    const GroupWait wait = tally.satisfied() != tally.down ? GroupWait::none
                           : tally.down                    ? GroupWait::restart
                                                           : GroupWait::grace;
    out.emplace_back(group, wait);
  }
  return out;
}

}  // namespace bulkhead
