// SPDX-License-Identifier: Apache-2.0
// What happens at once after a step, until nothing more does; and one state for all that are alike. Places: repair_places.cpp.
#include <algorithm>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>

#include "analysis/structure/repair_states.hpp"

namespace bulkhead {
namespace {

/// Do the clocks of two faults wait in one line?
bool same_line(const RepairRules& rules, std::uint32_t a, std::uint32_t b) {
  const int crew = rules.faults[a].crew;
  return a == b ||
         (crew >= 0 && crew == rules.faults[b].crew && !rules.crews[static_cast<std::size_t>(crew)].first_inspected);
}

/// The stage and the phase of the place that a component has in a group, or that there is none.
int role_in(const RepairTeam& team, const RepairState& state, std::uint32_t component) {
  int role = -1;
  for (std::uint32_t p = team.first; p < team.first + team.count; ++p)
    if (state.places[p].is_somebodys() && state.places[p].member == component)
      role = static_cast<int>(state.places[p].stage) << 16 | state.places[p].phase;
  return role;
}

class Settling {
 public:
  Settling(const RepairRules& rules, RepairState& state, Choices& choices)
      : rules_(&rules), state_(&state), choices_(&choices) {}

  void all() {
    for (const RepairFault& fault : rules_->faults)
      if (!fault.standby) staff(fault);
    settle_places(*rules_, *state_, *choices_);
    for (std::uint32_t c = 0; c < rules_->clocks.size(); ++c) discover(c);
    for (std::uint32_t c = 0; c < rules_->clocks.size(); ++c) line_up(c);
    for (std::size_t crew = 0; crew < rules_->crews.size(); ++crew) dispatch(static_cast<int>(crew));
    begin_phases();
    for (const auto& alike : rules_->classes) exchange(alike);
    for (const RepairFamily& family : rules_->families) exchange(family);
    for (const RepairTeam& team : rules_->teams) {
      const auto first = state_->places.begin() + team.first;
      std::sort(first, first + team.count);
    }
  }

 private:
  void staff(const RepairFault& fault) {
    auto running = std::count_if(fault.clocks.begin(), fault.clocks.end(),
                                 [&](std::uint32_t c) { return state_->stage[c] == ClockStage::runs; });
    for (const std::uint32_t c : fault.clocks) {
      if (fault.active > 0 && running >= fault.active) continue;
      ask(*state_, c);
      if (state_->stage[c] != ClockStage::spare) continue;
      const bool starts = choices_->take(fault.starts);
      state_->stage[c] = starts ? ClockStage::runs : ClockStage::hidden;
      if (!starts) state_->phase[c] = 0;
      running += starts ? 1 : 0;
    }
  }

  void begin_phases() {
    for (std::uint32_t c = 0; c < rules_->clocks.size(); ++c)
      if (state_->phase[c] == 0) state_->phase[c] = first_phase(law_of_clock(c), *choices_);
    for (const RepairComponent& component : rules_->components)
      for (const RepairNeed& need : component.needs) {
        if (need.wait)
          if (RepairWaiting& wait = state_->waits[need.waiter]; wait.phase == 0)
            wait.phase = first_phase(law_in_force(*need.wait, wait), *choices_);
        if (!need.takeover) continue;
        const RepairTeam& team = rules_->teams[need.team];
        for (std::uint32_t p = team.first; p < team.first + team.count; ++p)
          if (RepairPlace& place = state_->places[p]; place.phase == 0)
            place.phase = first_phase(law_in_force(*need.takeover, place), *choices_);
      }
  }

  /// The law by which the stage of a clock ends.
  const RepairLaw* law_of_clock(std::uint32_t c) const {
    const RepairFault& fault = rules_->faults[rules_->clocks[c].fault];
    switch (state_->stage[c]) {
      case ClockStage::spare:
        return fault.dormancy > 0 ? &fault.fail : nullptr;
      case ClockStage::runs:
        return &fault.fail;
      case ClockStage::latent:
        return &fault.found;
      case ClockStage::hidden:
        return fault.found_of_spares ? nullptr : &fault.found;
      case ClockStage::repaired:
        return &fault.repair;
      default:
        return nullptr;
    }
  }

  /// Down, and held for up by every group in which it serves.
  bool hidden(std::uint32_t component) const {
    const auto& teams = rules_->teams_of[component];
    return !teams.empty() && std::all_of(teams.begin(), teams.end(), [&](const RepairTeam& team) {
      const auto first = state_->places.begin() + team.first;
      return std::any_of(first, first + team.count, [&](const RepairPlace& place) {
        return place.member == component &&
               (place.stage == PlaceStage::unnoticed || place.stage == PlaceStage::uncovered);
      });
    });
  }

  void discover(std::uint32_t c) {
    const RepairClock& clock = rules_->clocks[c];
    const RepairFault& fault = rules_->faults[clock.fault];
    if (state_->stage[c] != ClockStage::hidden || !(fault.found.none() || fault.found_of_spares)) return;
    const bool unseen = !fault.found_at_once && std::all_of(clock.targets.begin(), clock.targets.end(),
                                                            [&](std::uint32_t id) { return hidden(id); });
    if (!unseen) state_->stage[c] = ClockStage::waits;
  }

  void line_up(std::uint32_t c) {
    const RepairFault& fault = rules_->faults[rules_->clocks[c].fault];
    if (state_->stage[c] != ClockStage::waits || state_->turn[c] > 0) return;
    if (fault.repair.none())
      state_->stage[c] = ClockStage::dead;
    else if (fault.crew < 0)
      state_->stage[c] = ClockStage::repaired;
    else
      stand_in_line(c);
  }

  /// In the line of the crew, or of the fault alone, behind all that are as urgent, before all that are less.
  void stand_in_line(std::uint32_t clock) {
    const std::uint32_t fault = rules_->clocks[clock].fault;
    std::uint16_t turn = 1;
    for (std::uint32_t c = 0; c < rules_->clocks.size(); ++c) {
      const std::uint32_t other = rules_->clocks[c].fault;
      if (same_line(*rules_, other, fault) && rules_->faults[other].rank <= rules_->faults[fault].rank)
        turn = std::max(turn, static_cast<std::uint16_t>(state_->turn[c] + 1));
    }
    for (std::uint32_t c = 0; c < rules_->clocks.size(); ++c)
      if (state_->turn[c] >= turn && same_line(*rules_, rules_->clocks[c].fault, fault)) ++state_->turn[c];
    state_->turn[clock] = turn;
  }

  bool of_crew(std::uint32_t clock, int crew) const { return rules_->faults[rules_->clocks[clock].fault].crew == crew; }

  void dispatch(int crew) {
    const RepairCrew& who = rules_->crews[static_cast<std::size_t>(crew)];
    if ((who.begins_at > 1 || who.travel > 0) && !at_work(crew)) return;
    if (who.first_inspected && who.inspect > 0) return;
    who.preempts ? share_hands(crew) : take_turns(crew);
  }

  /// From when enough wait until nothing waits and no hand is busy.
  bool at_work(int crew) {
    int wait = 0;
    for (std::uint32_t c = 0; c < rules_->clocks.size(); ++c)
      wait += of_crew(c, crew) && state_->stage[c] == ClockStage::waits ? 1 : 0;
    char& works = state_->at_work[static_cast<std::size_t>(crew)];
    const RepairCrew& who = rules_->crews[static_cast<std::size_t>(crew)];
    if (works == 0 && wait >= who.begins_at) works = who.travel > 0 ? 2 : 1;
    if (wait == 0 && busy_hands(*rules_, *state_, crew) == 0) works = 0;
    return works == 1;
  }

  void begin(std::uint32_t c, int crew) {
    const RepairCrew& who = rules_->crews[static_cast<std::size_t>(crew)];
    state_->stage[c] = who.inspect > 0 ? ClockStage::inspected : ClockStage::repaired;
    take_part(*rules_, *state_, crew);
  }

  void take_turns(int crew) {
    const RepairCrew& who = rules_->crews[static_cast<std::size_t>(crew)];
    for (std::uint32_t c = 0; c < rules_->clocks.size() && busy_hands(*rules_, *state_, crew) < who.hands &&
                              has_part(*rules_, *state_, crew);) {
      const bool next = of_crew(c, crew) && state_->turn[c] == 1;
      if (next) {
        leave_line(*rules_, *state_, c);
        begin(c, crew);
        if (who.batch) take_along(crew);
      }
      c = next ? 0 : c + 1;
    }
  }

  void take_along(int crew) {
    for (std::uint32_t c = 0; c < rules_->clocks.size(); ++c) {
      if (!of_crew(c, crew) || state_->turn[c] == 0) continue;
      state_->turn[c] = 0;
      state_->stage[c] = ClockStage::along;
    }
  }

  /// The first of the line that have a part, or get one, as many as there are hands.
  void share_hands(int crew) {
    const RepairCrew& who = rules_->crews[static_cast<std::size_t>(crew)];
    std::vector<std::uint32_t> line;
    for (std::uint32_t c = 0; c < rules_->clocks.size(); ++c)
      if (of_crew(c, crew) && state_->turn[c] > 0) line.push_back(c);
    std::sort(line.begin(), line.end(),
              [&](std::uint32_t a, std::uint32_t b) { return state_->turn[a] < state_->turn[b]; });
    int hands = who.hands;
    for (const std::uint32_t c : line) {
      ClockStage& stage = state_->stage[c];
      const bool forgets = stage == ClockStage::inspected ||
                           (stage == ClockStage::repaired && who.inspect <= 0 && state_->phase[c] == 0);
      if (hands == 0 && forgets && who.parts == 0) stage = ClockStage::waits;
      if (hands == 0 || (stage == ClockStage::waits && !has_part(*rules_, *state_, crew))) continue;
      if (stage == ClockStage::waits) begin(c, crew);
      --hands;
    }
  }

  // Among components that are alike, in the order of what they do.
  void exchange(const std::vector<std::uint32_t>& alike) {
    const auto earlier = [&](std::uint32_t a, std::uint32_t b) { return compare_doing(*rules_, *state_, a, b) < 0; };
    if (std::is_sorted(alike.begin(), alike.end(), earlier)) return;
    std::vector<std::uint32_t> sorted = alike;
    std::stable_sort(sorted.begin(), sorted.end(), earlier);
    const RepairState before = *state_;
    std::vector<std::uint32_t> becomes(rules_->components.size());
    std::iota(becomes.begin(), becomes.end(), 0U);
    for (std::size_t i = 0; i < alike.size(); ++i) {
      const std::uint32_t from = sorted[i], to = alike[i];
      becomes[from] = to;
      for (std::size_t c = 0; c < rules_->components[to].clocks.size(); ++c) {
        state_->stage[rules_->components[to].clocks[c]] = before.stage[rules_->components[from].clocks[c]];
        state_->turn[rules_->components[to].clocks[c]] = before.turn[rules_->components[from].clocks[c]];
        state_->phase[rules_->components[to].clocks[c]] = before.phase[rules_->components[from].clocks[c]];
      }
    }
    for (RepairPlace& place : state_->places)
      if (place.is_somebodys()) place.member = becomes[place.member];
  }

  // Among groups that are equal as a whole likewise.
  void exchange(const RepairFamily& family) {
    using Doing = std::vector<std::tuple<ClockStage, std::uint16_t, std::uint16_t>>;
    std::vector<Doing> doing;
    for (const auto& group : family.groups) {
      doing.emplace_back();
      for (const std::uint32_t c : group)
        doing.back().emplace_back(state_->stage[c], state_->turn[c], state_->phase[c]);
    }
    if (std::is_sorted(doing.begin(), doing.end())) return;
    std::sort(doing.begin(), doing.end());
    for (std::size_t g = 0; g < doing.size(); ++g)
      for (std::size_t i = 0; i < doing[g].size(); ++i)
        std::tie(state_->stage[family.groups[g][i]], state_->turn[family.groups[g][i]],
                 state_->phase[family.groups[g][i]]) = doing[g][i];
  }

  const RepairRules* rules_;
  RepairState* state_;
  Choices* choices_;
};

}  // namespace

std::strong_ordering compare_doing(const RepairRules& rules, const RepairState& state, std::uint32_t a,
                                   std::uint32_t b) {
  const auto &of_a = rules.components[a].clocks, &of_b = rules.components[b].clocks;
  for (std::size_t c = 0; c < of_a.size(); ++c)
    if (const auto order = state.stage[of_a[c]] <=> state.stage[of_b[c]]; order != 0) return order;
  for (std::size_t c = 0; c < of_a.size(); ++c)
    if (const auto order = state.turn[of_a[c]] <=> state.turn[of_b[c]]; order != 0) return order;
  for (std::size_t c = 0; c < of_a.size(); ++c)
    if (const auto order = state.phase[of_a[c]] <=> state.phase[of_b[c]]; order != 0) return order;
  for (const RepairTeam& team : rules.teams_of[a])
    if (const auto order = role_in(team, state, a) <=> role_in(team, state, b); order != 0) return order;
  return std::strong_ordering::equal;
}

void ask(RepairState& state, std::uint32_t clock) {
  if (state.stage[clock] != ClockStage::latent) return;
  state.stage[clock] = ClockStage::waits;
  state.phase[clock] = 0;
}

std::uint16_t first_phase(const RepairLaw* law, Choices& choices) {
  if (law == nullptr || law->none() || law->plain()) return 0;
  double left = 1;
  for (const RepairLaw::Start& start : std::span(law->starts).first(law->starts.size() - 1)) {
    if (choices.take(start.share / left)) return start.phase;
    left -= start.share;
  }
  return law->starts.back().phase;
}

int busy_hands(const RepairRules& rules, const RepairState& state, int crew) {
  int begun = 0;
  for (std::uint32_t c = 0; c < rules.clocks.size(); ++c) {
    const bool has_begun = state.stage[c] == ClockStage::inspected || state.stage[c] == ClockStage::repaired;
    begun += has_begun && rules.faults[rules.clocks[c].fault].crew == crew ? 1 : 0;
  }
  return std::min(begun, rules.crews[static_cast<std::size_t>(crew)].hands);
}

bool has_hand(const RepairRules& rules, const RepairState& state, std::uint32_t clock) {
  const int crew = rules.faults[rules.clocks[clock].fault].crew;
  if (crew < 0 || !rules.crews[static_cast<std::size_t>(crew)].preempts) return true;
  int before = 0;
  for (std::uint32_t c = 0; c < rules.clocks.size(); ++c) {
    const bool has_begun = state.stage[c] == ClockStage::inspected || state.stage[c] == ClockStage::repaired;
    before +=
        has_begun && rules.faults[rules.clocks[c].fault].crew == crew && state.turn[c] < state.turn[clock] ? 1 : 0;
  }
  return before < rules.crews[static_cast<std::size_t>(crew)].hands;
}

bool has_part(const RepairRules& rules, const RepairState& state, int crew) {
  const int parts = rules.crews[static_cast<std::size_t>(crew)].parts;
  return parts == 0 || state.orders[static_cast<std::size_t>(crew)] < parts;
}

void take_part(const RepairRules& rules, RepairState& state, int crew) {
  if (rules.crews[static_cast<std::size_t>(crew)].parts > 0) ++state.orders[static_cast<std::size_t>(crew)];
}

void leave_line(const RepairRules& rules, RepairState& state, std::uint32_t clock) {
  const auto turn = std::exchange(state.turn[clock], std::uint16_t{0});
  for (std::uint32_t c = 0; c < rules.clocks.size(); ++c)
    if (state.turn[c] > turn && same_line(rules, rules.clocks[c].fault, rules.clocks[clock].fault)) --state.turn[c];
}

std::vector<RepairBeginning> repair_beginnings(const RepairRules& rules) {
  constexpr std::size_t kMostBeginnings = 10'000;
  RepairState out;
  out.stage.assign(rules.clocks.size(), ClockStage::spare);
  out.turn.assign(rules.clocks.size(), 0);
  out.phase.assign(rules.clocks.size(), 0);
  out.at_work.assign(rules.crews.size(), 0);
  out.orders.assign(rules.crews.size(), 0);
  out.waits.resize(rules.waiters);
  for (const RepairTeam& team : rules.teams) out.places.resize(team.first + team.count);
  for (const RepairComponent& component : rules.components)
    for (const RepairNeed& need : component.needs)
      for (std::uint32_t i = 0; need.takeover && i < rules.teams[need.team].count; ++i)
        out.places[rules.teams[need.team].first + i].member = need.of[i];
  for (const RepairFault& fault : rules.faults)  // at first nobody is asked to start
    for (std::size_t i = 0; i < fault.clocks.size(); ++i)
      if (fault.active == 0 || i < static_cast<std::size_t>(fault.active))
        out.stage[fault.clocks[i]] = ClockStage::runs;
  for (const std::uint32_t c : rules.struck_first)
    if (out.stage[c] == ClockStage::runs) out.stage[c] = ClockStage::hidden;
  std::vector<RepairBeginning> all;
  Choices choices;
  do {
    if (all.size() == kMostBeginnings) return {};
    RepairState state = out;
    settle_repairs(rules, state, choices);
    all.push_back({choices.probability(), std::move(state)});
  } while (choices.next());
  return all;
}

void settle_repairs(const RepairRules& rules, RepairState& state, Choices& choices) {
  Settling(rules, state, choices).all();
}

}  // namespace bulkhead
