// SPDX-License-Identifier: Apache-2.0
// Who is up, and who holds the places of groups with a takeover.
#include <algorithm>
#include <utility>

#include "analysis/structure/repair_states.hpp"

namespace bulkhead {
namespace {

bool stands_by_links(const RepairNeed& need, const std::vector<char>& up) {
  std::vector<char> reached(up.size(), 0);
  reached[need.ends.front()] = up[need.ends.front()];
  for (bool grows = true; grows;) {
    grows = false;
    for (const RepairLink& link : need.links) {
      if (!up[link.link] || reached[link.a] == reached[link.b] || (link.one_way && reached[link.b])) continue;
      const auto other = reached[link.a] ? link.b : link.a;
      if (!up[other]) continue;
      reached[other] = 1;
      grows = true;
    }
  }
  return std::all_of(need.ends.begin(), need.ends.end(), [&](std::uint32_t id) { return reached[id] != 0; });
}

/// How many members are up, or how much they weigh.
int members_up(const RepairNeed& need, const std::vector<char>& up) {
  int sum = 0;
  for (std::size_t i = 0; i < need.of.size(); ++i)
    if (up[need.of[i]] != 0) sum += weight_of(need, i);
  return sum;
}

bool are_up(const std::vector<std::uint32_t>& components, const std::vector<char>& up) {
  return std::all_of(components.begin(), components.end(), [&](std::uint32_t id) { return up[id] != 0; });
}

/// Does that place let a group be met? Who all serve are met without those that are left out.
bool in_order(const RepairTakeover& how, const RepairPlace& place) {
  return place.stage == PlaceStage::held || (how.all_serve && place.stage == PlaceStage::free);
}

bool struck(const RepairRules& rules, const RepairState& state, std::uint32_t component) {
  const auto& clocks = rules.struck_by[component];
  return std::any_of(clocks.begin(), clocks.end(), [&](std::uint32_t c) { return state.stage[c] > ClockStage::runs; });
}

class Places {
 public:
  Places(const RepairRules& rules, RepairState& state, Choices& choices)
      : rules_(&rules), state_(&state), choices_(&choices) {}

  void all() {
    do places();
    while (std::exchange(unstarted_, false));
    for (const RepairFault& fault : rules_->faults)
      if (fault.standby) stand_by(fault);
  }

 private:
  // Components in an order in which each comes after what it needs.
  void places() {
    std::vector<char> up(rules_->components.size(), 0);
    for (std::uint32_t id = 0; id < up.size(); ++id) {
      up[id] = !struck(*rules_, *state_, id);
      for (const RepairNeed& need : rules_->components[id].needs) {
        if (need.takeover) review(need, up);
        const bool is_met = met(need, up);
        if (need.wait) wait(need, is_met);
        up[id] = up[id] && (need.wait ? state_->waits[need.waiter].lets_live() : is_met);
      }
    }
  }

  /// Those that hold places run.
  void stand_by(const RepairFault& fault) {
    for (const std::uint32_t c : fault.clocks) {
      if (state_->stage[c] > ClockStage::runs) continue;
      const std::uint32_t id = rules_->clocks[c].targets.front();
      const bool serves = holds(rules_->teams_of[id].front(), id);
      state_->stage[c] = serves ? ClockStage::runs : ClockStage::spare;
    }
  }

  bool holds(const RepairTeam& team, std::uint32_t id) const {
    const auto first = state_->places.begin() + team.first;
    return std::find(first, first + team.count, RepairPlace{PlaceStage::held, id}) != first + team.count;
  }

  /// Asked to hold a place; if it does not start, it is down.
  bool starts(std::uint32_t id, std::vector<char>& up) {
    for (const std::uint32_t c : rules_->components[id].clocks) {
      const RepairFault& fault = rules_->faults[rules_->clocks[c].fault];
      if (!fault.standby || choices_->take(fault.starts)) continue;
      state_->stage[c] = ClockStage::hidden;
      state_->phase[c] = 0;
      up[id] = 0;
      unstarted_ = true;
      return false;
    }
    return true;
  }

  bool met(const RepairNeed& need, const std::vector<char>& up) const {
    if (!need.ends.empty()) return stands_by_links(need, up);
    if (members_up(need, up) < need.at_least) return false;
    if (!need.takeover) return true;
    const RepairTeam& team = rules_->teams[need.team];
    const auto first = state_->places.begin() + team.first;
    return std::all_of(first, first + team.count,
                       [&](const RepairPlace& place) { return in_order(*need.takeover, place); });
  }

  void wait(const RepairNeed& need, bool is_met) {
    RepairWaiting& now = state_->waits[need.waiter];
    const auto put = [&](WaitStage next) {
      if (now.stage != next) now = {next, 0};
    };
    if (is_met)
      put(now.lets_live() || need.wait->restart.none() ? WaitStage::met : WaitStage::restart);
    else
      put(now.lets_live() && !need.wait->grace.none() ? WaitStage::grace : WaitStage::unmet);
  }

  void review(const RepairNeed& need, std::vector<char>& up) {
    const RepairTeam& team = rules_->teams[need.team];
    const auto first = state_->places.begin() + team.first, last = first + team.count;
    const bool nobody = members_up(need, up) == 0;
    for (auto place = first; place != last; ++place) {
      if (place->stage == PlaceStage::held && !up[place->member]) fail(need, *place, up);
      if (place->is_somebodys() && place->stage != PlaceStage::held && up[place->member]) come_back(need, *place, up);
      if (place->stage == PlaceStage::waiting) place->put(repair_taken_over(*need.takeover, up));
      if (nobody) place->put(PlaceStage::free);
    }
    fill(need, up);
    if (need.takeover->fail_back) fail_back(need, up);
    for (auto place = first; place != last; ++place)
      if (!place->is_somebodys()) place->member = 0;
  }

  void fail(const RepairNeed& need, RepairPlace& place, const std::vector<char>& up) {
    place.put(PlaceStage::unnoticed);
    if (need.takeover->notice.none()) notice(need, place, up);
  }

  void notice(const RepairNeed& need, RepairPlace& place, const std::vector<char>& up) {
    place.put(repair_noticed(*need.takeover, choices_->take(repair_coverage(need, place.member, up)), up));
  }

  /// Who asks it to start sees that it does not.
  void come_back(const RepairNeed& need, RepairPlace& place, std::vector<char>& up) {
    if (starts(place.member, up))
      place.put(PlaceStage::held);
    else if (place.stage == PlaceStage::unnoticed)
      notice(need, place, up);
  }

  void fill(const RepairNeed& need, std::vector<char>& up) {
    const RepairTeam& team = rules_->teams[need.team];
    for (std::uint32_t p = team.first; p < team.first + team.count; ++p)
      for (const std::uint32_t id : need.of) {
        if (state_->places[p].stage != PlaceStage::free) break;
        for (const std::uint32_t c : rules_->components[id].clocks) ask(*state_, c);
        if (up[id] && !holds(team, id) && starts(id, up)) state_->places[p] = {PlaceStage::held, id};
      }
  }

  /// While all places are held, the last gives its place up for one before it.
  void fail_back(const RepairNeed& need, std::vector<char>& up) {
    const RepairTeam& team = rules_->teams[need.team];
    const auto first = state_->places.begin() + team.first;
    while (met(need, up) && are_up(need.takeover->needs, up)) {
      const auto holder =
          std::find_if(need.of.rbegin(), need.of.rend(), [&](std::uint32_t id) { return holds(team, id); });
      auto last = holder.base() - 1;
      if (need.takeover->to_primaries) last = std::min(last, need.of.begin() + team.count);
      const auto before =
          std::find_if(need.of.begin(), last, [&](std::uint32_t id) { return up[id] && !holds(team, id); });
      if (before == last) return;
      const bool at_once = need.takeover->fail_back->none();
      std::find(first, first + team.count, RepairPlace{PlaceStage::held, *holder})
          ->put(at_once ? PlaceStage::free : PlaceStage::returning);
      fill(need, up);
    }
  }

  const RepairRules* rules_;
  RepairState* state_;
  Choices* choices_;
  bool unstarted_ = false;  ///< somebody that was asked
};

}  // namespace

double repair_coverage(const RepairNeed& need, std::uint32_t member, const std::vector<char>& up) {
  const auto others_down =
      std::count_if(need.of.begin(), need.of.end(), [&](std::uint32_t id) { return id != member && up[id] == 0; });
  return coverage_of(need.takeover->coverage, static_cast<std::size_t>(others_down));
}

const RepairLaw* law_in_force(const RepairTakeover& how, const RepairPlace& place) {
  switch (place.stage) {
    case PlaceStage::unnoticed:
      return &how.notice;
    case PlaceStage::uncovered:
      return &*how.uncovered;
    case PlaceStage::taking:
      return &how.time;
    case PlaceStage::returning:
      return &*how.fail_back;
    default:
      return nullptr;
  }
}

const RepairLaw* law_in_force(const RepairWait& how, const RepairWaiting& wait) {
  if (wait.stage == WaitStage::grace) return &how.grace;
  return wait.stage == WaitStage::restart ? &how.restart : nullptr;
}

PlaceStage repair_noticed(const RepairTakeover& how, bool covered, const std::vector<char>& up) {
  if (!covered && !how.uncovered) return PlaceStage::stuck;
  if (!(covered ? how.time : *how.uncovered).none()) return covered ? PlaceStage::taking : PlaceStage::uncovered;
  return repair_taken_over(how, up);
}

PlaceStage repair_taken_over(const RepairTakeover& how, const std::vector<char>& up) {
  return are_up(how.needs, up) ? PlaceStage::free : PlaceStage::waiting;
}

std::vector<char> repair_ups(const RepairRules& rules, const RepairState& state, bool takeovers) {
  std::vector<char> up(rules.components.size(), 0);
  for (std::uint32_t id = 0; id < up.size(); ++id) {
    const auto& needs = rules.components[id].needs;
    up[id] = !struck(rules, state, id) && std::all_of(needs.begin(), needs.end(), [&](const RepairNeed& need) {
      if (need.wait) {
        const RepairWaiting& wait = state.waits[need.waiter];
        if (takeovers || wait.lets_live() || wait.stage == WaitStage::restart) return wait.lets_live();
      }
      if (!need.ends.empty()) return stands_by_links(need, up);
      if (members_up(need, up) < need.at_least) return false;
      if (!need.takeover || !takeovers) return true;
      const RepairTeam& team = rules.teams[need.team];
      const auto first = state.places.begin() + team.first;
      return std::all_of(first, first + team.count, [&](const RepairPlace& place) {
        return in_order(*need.takeover, place) && (place.stage == PlaceStage::free || up[place.member]);
      });
    });
  }
  return up;
}

void settle_places(const RepairRules& rules, RepairState& state, Choices& choices) {
  Places(rules, state, choices).all();
}

}  // namespace bulkhead
