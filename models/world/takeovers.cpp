// SPDX-License-Identifier: Apache-2.0
// Places, who holds them, and who takes them.
#include "models/world/takeovers.hpp"

#include <algorithm>
#include <span>

#include "models/world/purpose.hpp"
#include "sim/check.hpp"

namespace bulkhead {

Takeovers::Takeovers(const Graph& graph, std::uint64_t seed, std::uint64_t replication) : graph_(&graph) {
  for (std::uint32_t g = 0; g < graph.groups().size(); ++g) {
    const auto& group = graph.groups()[g];
    if (!group.takeover) continue;
    const auto index = static_cast<std::uint32_t>(teams_.size());
    const auto key = stream_key(seed, replication, static_cast<std::uint32_t>(Purpose::takeover),
                                name_hash(graph.name(group.needer) + " " + group.name));
    teams_.push_back(
        {g, static_cast<std::uint32_t>(places_.size()), static_cast<std::uint32_t>(group.at_least), key, 0, false});
    for (std::uint32_t i = 0; i < teams_.back().count; ++i)
      places_.push_back({index, group.of[i], Stage::held, true, {}, 0});
  }
  if (!any()) return;
  hidden_.resize(graph.size(), 0);
  teams_with_.resize(graph.size());
  for (std::uint32_t index = 0; index < teams_.size(); ++index)
    for (const auto member : graph.groups()[teams_[index].group].of) teams_with_[member].push_back(index);
}

bool Takeovers::follow(const std::vector<ComponentId>& changed, GraphState& state) {
  for (const auto id : changed) {
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
    review(team, state);
    const auto places = std::span(places_).subspan(team.first, team.count);
    const bool unheld =
        std::any_of(places.begin(), places.end(), [](const Place& p) { return p.stage != Stage::held; });
    held_or_released |= state.hold(team.group, unheld);
  }
  return held_or_released;
}

bool Takeovers::holds_everywhere(ComponentId id) const {
  return std::all_of(teams_with_[id].begin(), teams_with_[id].end(), [&](std::uint32_t index) {
    const auto places = std::span(places_).subspan(teams_[index].first, teams_[index].count);
    return std::any_of(places.begin(), places.end(),
                       [&](const Place& p) { return p.stage == Stage::held && p.member == id; });
  });
}

bool Takeovers::held_as_at_first(std::uint32_t group) const {
  const auto team = std::find_if(teams_.begin(), teams_.end(), [&](const Team& t) { return t.group == group; });
  BULKHEAD_CHECK(team != teams_.end(), "who holds places is asked of a group with a takeover");
  const auto first = std::span(graph_->groups()[group].of).first(team->count);
  const auto places = std::span(places_).subspan(team->first, team->count);
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

void Takeovers::review(Team& team, const GraphState& state) {
  const auto& members = graph_->groups()[team.group].of;
  const bool any_up = std::any_of(members.begin(), members.end(), [&](ComponentId id) { return state.up(id); });
  for (std::uint32_t p = team.first; p < team.first + team.count; ++p) {
    auto& place = places_[p];
    if (place.stage == Stage::held && !state.up(place.member)) fail(team, p);
    const bool back = place.stage != Stage::held && place.stage != Stage::free && state.up(place.member);
    if (!back && any_up) continue;
    place.stage = back ? Stage::held : Stage::free;
    ++place.generation;
  }
  for (const auto member : members)
    if (!any_up) reveal(member);
  fill(team, state);
}

void Takeovers::fail(Team& team, std::uint32_t p) {
  const auto& spec = *graph_->groups()[team.group].takeover;
  auto& place = places_[p];
  Draws draws(team.key, team.failures++);
  place.works = draws.chance(spec.coverage);
  const Duration until_noticed = spec.notice.sample(draws);
  place.time = spec.time.sample(draws);
  place.stage = Stage::unnoticed;
  ++place.generation;
  if (until_noticed > Duration::zero())
    timers_.push_back({until_noticed, p, place.generation});
  else
    notice(p);
}

void Takeovers::notice(std::uint32_t p) {
  auto& place = places_[p];
  reveal(place.member);
  if (!place.works) {
    place.stage = Stage::stuck;
  } else if (place.time > Duration::zero()) {
    place.stage = Stage::taking;
    timers_.push_back({place.time, p, ++place.generation});
  } else {
    place.stage = Stage::free;
  }
}

void Takeovers::fill(const Team& team, const GraphState& state) {
  const auto places = std::span(places_).subspan(team.first, team.count);
  for (auto& place : places) {
    if (place.stage != Stage::free) continue;
    for (const auto member : graph_->groups()[team.group].of) {
      const auto holds = [&](const Place& p) { return p.stage == Stage::held && p.member == member; };
      if (!state.up(member) || std::any_of(places.begin(), places.end(), holds)) continue;
      place.stage = Stage::held;
      place.member = member;
      break;
    }
  }
}

bool Takeovers::ring(std::uint32_t p, std::uint32_t generation) {
  auto& place = places_[p];
  if (place.generation != generation) return false;
  if (place.stage == Stage::unnoticed)
    notice(p);
  else if (place.stage == Stage::taking)
    place.stage = Stage::free;
  if (place.stage != Stage::free) return false;
  mark(place.team);
  return true;
}

}  // namespace bulkhead
