// SPDX-License-Identifier: Apache-2.0
// Places, who holds them, and who takes them.
#include "models/world/takeovers.hpp"

#include <algorithm>
#include <span>

#include "models/world/purpose.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

bool all_serve(const NeedGroup& group) {
  return group.takeover->serving == Serving::all;
}

}  // namespace

Takeovers::Takeovers(const Graph& graph, std::uint64_t seed, std::uint64_t replication) : graph_(&graph) {
  for (std::uint32_t g = 0; g < graph.groups().size(); ++g) {
    const auto& group = graph.groups()[g];
    if (!group.takeover) continue;
    const auto index = static_cast<std::uint32_t>(teams_.size());
    const auto key = [&](Purpose purpose) {
      return stream_key(seed, replication, static_cast<std::uint32_t>(purpose),
                        name_hash(graph.name(group.needer) + " " + group.name));
    };
    teams_.push_back({g, static_cast<std::uint32_t>(places_.size()),
                      static_cast<std::uint32_t>(bulkhead::places_of(group)), key(Purpose::takeover),
                      key(Purpose::fail_back)});
    for (std::uint32_t i = 0; i < teams_.back().count; ++i)
      places_.push_back({index, group.of[i], Stage::held, 0, {}, {}, 0});
  }
  if (!any()) return;
  hidden_.resize(graph.size(), 0);
  teams_with_.resize(graph.size());
  teams_needing_.resize(graph.size());
  for (std::uint32_t index = 0; index < teams_.size(); ++index) {
    const auto& group = graph.groups()[teams_[index].group];
    for (const auto member : group.of) teams_with_[member].push_back(index);
    for (const auto id : group.for_takeover) teams_needing_[id].push_back(index);
  }
}

bool Takeovers::follow(const std::vector<ComponentId>& changed, GraphState& state, Members* members) {
  if (!any()) return false;
  unstarted_.clear();
  for (const auto id : changed) {
    for (const auto team : teams_needing_[id]) mark(team);
    if (!covers(id)) continue;
    const bool down = !state.up(id);
    hidden_[id] = down && holds_everywhere(id);
    if (down && !hidden_[id]) noticed_.push_back(id);
    for (const auto team : teams_with_[id]) mark(team);
  }
  bool held_or_released = false;
  for (const auto index : std::exchange(stale_, {})) {
    auto& team = teams_[index];
    team.stale = false;
    review(team, state, members);
    held_or_released |= state.hold(team.group, unmet(team));
  }
  return held_or_released || !unstarted_.empty();
}

bool Takeovers::holds(const Team& team, ComponentId id) const {
  const auto places = places_of(team);
  return std::any_of(places.begin(), places.end(),
                     [&](const Place& p) { return p.stage == Stage::held && p.member == id; });
}

bool Takeovers::unmet(const Team& team) const {
  const bool left_out = all_serve(graph_->groups()[team.group]);
  const auto places = places_of(team);
  return std::any_of(places.begin(), places.end(),
                     [&](const Place& p) { return p.stage != Stage::held && !(left_out && p.stage == Stage::free); });
}

bool Takeovers::holds_everywhere(ComponentId id) const {
  return std::all_of(teams_with_[id].begin(), teams_with_[id].end(),
                     [&](std::uint32_t index) { return holds(teams_[index], id); });
}

bool Takeovers::serves(ComponentId id) const {
  return covers(id) && std::any_of(teams_with_[id].begin(), teams_with_[id].end(),
                                   [&](std::uint32_t index) { return holds(teams_[index], id); });
}

bool Takeovers::held_as_at_first(std::uint32_t group) const {
  const auto team = std::find_if(teams_.begin(), teams_.end(), [&](const Team& t) { return t.group == group; });
  BULKHEAD_CHECK(team != teams_.end(), "who holds places is asked of a group with a takeover");
  const auto first = std::span(graph_->groups()[group].of).first(team->count);
  const auto places = places_of(*team);
  return std::all_of(places.begin(), places.end(), [&](const Place& p) {
    return p.stage == Stage::held && std::find(first.begin(), first.end(), p.member) != first.end();
  });
}

void Takeovers::mark(std::uint32_t team) {
  if (std::exchange(teams_[team].stale, true)) return;
  stale_.push_back(team);
}

void Takeovers::reveal(ComponentId id) {
  if (std::exchange(hidden_[id], 0)) noticed_.push_back(id);
}

bool Takeovers::ready(ComponentId id, const GraphState& state) const {
  return state.up(id) && std::find(unstarted_.begin(), unstarted_.end(), id) == unstarted_.end();
}

bool Takeovers::start(ComponentId id, Members* members) {
  if (members == nullptr || members->starts(id)) return true;
  unstarted_.push_back(id);
  return false;
}

// What a timer was set for in an earlier stage does not count any more.
void Takeovers::put(std::uint32_t p, Stage stage) {
  auto& place = places_[p];
  if (stage == Stage::held || place.stage == Stage::held) moved_.push_back(teams_[place.team].group);
  place.stage = stage;
  ++place.generation;
}

void Takeovers::review(Team& team, const GraphState& state, Members* members) {
  const auto& of = graph_->groups()[team.group].of;
  const bool any_up = std::any_of(of.begin(), of.end(), [&](ComponentId id) { return ready(id, state); });
  for (std::uint32_t p = team.first; p < team.first + team.count; ++p) {
    const auto& place = places_[p];
    if (place.stage == Stage::held && !state.up(place.member)) fail(team, p, state);
    const bool replaced = place.stage != Stage::held && place.stage != Stage::free && place.stage != Stage::returning;
    if (replaced && ready(place.member, state)) come_back(p, state, members);
    if (place.stage == Stage::waiting) end(p, state);
    if (!any_up) put(p, Stage::free);
  }
  for (const auto member : of)
    if (!any_up) reveal(member);
  fill(team, state, members);
  if (graph_->groups()[team.group].takeover->fail_back && members != nullptr) fail_back(team, state, members);
}

void Takeovers::fail(Team& team, std::uint32_t p, const GraphState& state) {
  const auto& spec = *graph_->groups()[team.group].takeover;
  auto& place = places_[p];
  Draws draws(team.key, team.failures++);
  place.luck = draws.uniform();
  const Duration until_noticed = spec.notice.sample(draws);
  place.time = spec.time.sample(draws);
  if (spec.uncovered) place.uncovered = spec.uncovered->sample(draws);
  put(p, Stage::unnoticed);
  if (until_noticed > Duration::zero())
    timers_.push_back({until_noticed, p, place.generation});
  else
    notice(p, state);
}

bool Takeovers::works(const Place& place, const GraphState& state) const {
  const auto& group = graph_->groups()[teams_[place.team].group];
  const auto others_down = std::count_if(group.of.begin(), group.of.end(),
                                         [&](ComponentId id) { return id != place.member && !ready(id, state); });
  return place.luck < coverage_of(group.takeover->coverage, static_cast<std::size_t>(others_down));
}

bool Takeovers::equipped(const Team& team, const GraphState& state) const {
  const auto& needs = graph_->groups()[team.group].for_takeover;
  return std::all_of(needs.begin(), needs.end(), [&](ComponentId id) { return state.up(id); });
}

// The takeover, but for what it may wait for.
void Takeovers::end(std::uint32_t p, const GraphState& state) {
  const Stage stage = equipped(teams_[places_[p].team], state) ? Stage::free : Stage::waiting;
  if (places_[p].stage != stage) put(p, stage);
}

void Takeovers::notice(std::uint32_t p, const GraphState& state) {
  const auto& place = places_[p];
  const bool covered = works(place, state);
  const bool later = !covered && graph_->groups()[teams_[place.team].group].takeover->uncovered;
  if (later && place.uncovered > Duration::zero()) {
    put(p, Stage::uncovered);
    timers_.push_back({place.uncovered, p, place.generation});
    return;
  }
  reveal(place.member);
  if (later) {
    end(p, state);
  } else if (!covered) {
    put(p, Stage::stuck);
  } else if (place.time > Duration::zero()) {
    put(p, Stage::taking);
    timers_.push_back({place.time, p, place.generation});
  } else {
    end(p, state);
  }
}

// Who asks it to start sees that it does not.
void Takeovers::come_back(std::uint32_t p, const GraphState& state, Members* members) {
  if (start(places_[p].member, members))
    put(p, Stage::held);
  else if (places_[p].stage == Stage::unnoticed)
    notice(p, state);
}

void Takeovers::fill(const Team& team, const GraphState& state, Members* members) {
  const bool own = all_serve(graph_->groups()[team.group]);
  for (std::uint32_t p = team.first; p < team.first + team.count; ++p) {
    if (places_[p].stage != Stage::free) continue;
    const std::span of = graph_->groups()[team.group].of;
    for (const auto member : own ? of.subspan(p - team.first, 1) : of) {
      if (!state.up(member) && members != nullptr) members->asked(member);
      if (!ready(member, state) || holds(team, member) || !start(member, members)) continue;
      places_[p].member = member;
      put(p, Stage::held);
      break;
    }
  }
}

// At once, if it takes no time, and then perhaps the next.
void Takeovers::fail_back(Team& team, const GraphState& state, Members* members) {
  const auto& of = graph_->groups()[team.group].of;
  while (equipped(team, state)) {
    const auto places = places_of(team);
    if (std::any_of(places.begin(), places.end(), [](const Place& p) { return p.stage != Stage::held; })) return;
    const auto last = std::find_if(of.rbegin(), of.rend(), [&](ComponentId id) { return holds(team, id); });
    const bool some = graph_->groups()[team.group].takeover->to_primaries;
    const auto before = some ? std::min(last.base() - 1, of.begin() + team.count) : last.base() - 1;
    const auto first =
        std::find_if(of.begin(), before, [&](ComponentId id) { return ready(id, state) && !holds(team, id); });
    if (first == before) return;
    const auto place = std::find_if(places.begin(), places.end(), [&](const Place& p) { return p.member == *last; });
    give_up(team, team.first + static_cast<std::uint32_t>(place - places.begin()));
    fill(team, state, members);
  }
}

void Takeovers::give_up(Team& team, std::uint32_t p) {
  Draws draws(team.key_back, team.returns++);
  const Duration time = graph_->groups()[team.group].takeover->fail_back->sample(draws);
  const bool at_once = time <= Duration::zero();
  put(p, at_once ? Stage::free : Stage::returning);
  if (!at_once) timers_.push_back({time, p, places_[p].generation});
}

bool Takeovers::ring(std::uint32_t p, std::uint32_t generation, const GraphState& state) {
  const auto& place = places_[p];
  if (place.generation != generation) return false;
  if (place.stage == Stage::uncovered) reveal(place.member);
  if (place.stage == Stage::unnoticed)
    notice(p, state);
  else if (place.stage == Stage::uncovered || place.stage == Stage::taking)
    end(p, state);
  else if (place.stage == Stage::returning)
    put(p, Stage::free);
  if (place.stage != Stage::free) return false;
  mark(place.team);
  return true;
}

}  // namespace bulkhead
