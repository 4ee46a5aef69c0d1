// SPDX-License-Identifier: Apache-2.0
// What happens next in a state, at which rate.
#include "analysis/structure/repair_states.hpp"

#include <algorithm>

namespace bulkhead {
namespace {

/// One step for every way in which chances fall while things settle.
class Steps {
 public:
  Steps(const RepairRules& rules, const RepairState& state, const RepairStepOut& out)
      : rules_(&rules), state_(&state), out_(&out), times_(rules.clocks.size(), 1) {
    for (const auto& alike : rules.classes)
      for (auto one = alike.begin(); one != alike.end();) one = speak_for_all(one, alike.end());
  }

  void all() {
    const auto up = repair_ups(*rules_, *state_, true);
    for (std::uint32_t c = 0; c < rules_->clocks.size(); ++c) clock(c, up);
    for (const RepairShock& shock : rules_->shocks) strike(shock, up);
    for (std::size_t crew = 0; crew < rules_->crews.size(); ++crew) {
      inspections(static_cast<int>(crew));
      part_comes(crew);
      arrive(crew);
    }
    for (const RepairComponent& component : rules_->components)
      for (const RepairNeed& need : component.needs) {
        if (need.takeover) takeover(need, up);
        if (need.wait) wait(need);
      }
  }

 private:
  using Member = std::vector<std::uint32_t>::const_iterator;

  /// The first of those that do the same steps for all of them; the first that does not.
  Member speak_for_all(Member first, Member end) {
    const auto differs = [&](std::uint32_t id) { return compare_doing(*rules_, *state_, *first, id) != 0; };
    const Member other = std::find_if(first, end, differs);
    for (Member one = first; one != other; ++one)
      for (const std::uint32_t c : rules_->components[*one].clocks)
        times_[c] = one == first ? static_cast<int>(other - first) : 0;
    return other;
  }

  void emit(double rate, int repairs, const RepairState& next) {
    if (rate <= 0) return;
    Choices choices;
    do {
      RepairState to = next;
      settle_repairs(*rules_, to, choices);
      (*out_)(rate * choices.probability(), repairs, to);
    } while (choices.next());
  }

  void clock(std::uint32_t c, const std::vector<char>& up) {
    if (times_[c] == 0) return;
    const RepairFault& fault = rules_->faults[rules_->clocks[c].fault];
    const auto& rests = fault.only_while;
    const bool paused = !std::all_of(rests.begin(), rests.end(), [&](std::uint32_t id) { return up[id] != 0; });
    switch (state_->stage[c]) {
      case ClockStage::spare:
        pass(c, fault.fail, paused ? 0 : fault.dormancy,
             fault.found_of_spares ? ClockStage::latent : ClockStage::hidden);
        break;
      case ClockStage::runs:
        pass(c, fault.fail, paused ? 0 : under_load(fault), ClockStage::hidden);
        break;
      case ClockStage::latent:
        pass(c, fault.found, 1, ClockStage::waits);
        break;
      case ClockStage::hidden:
        if (!fault.found_of_spares) pass(c, fault.found, 1, ClockStage::waits);
        break;
      case ClockStage::inspected:
        if (has_hand(*rules_, *state_, c)) {
          RepairState next = *state_;
          next.stage[c] = ClockStage::repaired;
          emit(times_[c] * rules_->crews[static_cast<std::size_t>(fault.crew)].inspect, 0, next);
        }
        break;
      case ClockStage::repaired:
        if (has_hand(*rules_, *state_, c)) pass(c, fault.repair, repair_speed(fault), ClockStage::spare);
        break;
      case ClockStage::waits:
      case ClockStage::along:
      case ClockStage::dead:
        break;
    }
  }

  /// The phase that the clock is in, at so many times its rate; after the last comes that stage.
  void pass(std::uint32_t c, const RepairLaw& law, double speed, ClockStage then) {
    if (law.none() || speed <= 0) return;
    const RepairLaw::Phase& phase = phase_of(law, state_->phase[c]);
    RepairState next = *state_;
    next.phase[c] = phase.next;
    if (phase.next == 0) next.stage[c] = then;
    const bool healed = phase.next == 0 && then == ClockStage::spare;
    emit(times_[c] * speed * phase.rate, healed ? heal(c, next) : 0, next);
  }

  void strike(const RepairShock& shock, const std::vector<char>& up) {
    const auto& rests = shock.only_while;
    if (std::any_of(rests.begin(), rests.end(), [&](std::uint32_t id) { return up[id] == 0; })) return;
    RepairState next = *state_;
    for (const std::uint32_t c : shock.clocks) {
      if (next.stage[c] != ClockStage::runs) continue;
      next.stage[c] = ClockStage::hidden;
      next.phase[c] = 0;
    }
    emit(shock.rate, 0, next);
  }

  std::size_t failed(const RepairFault& fault) const {
    return static_cast<std::size_t>(std::count_if(fault.clocks.begin(), fault.clocks.end(), [&](std::uint32_t c) {
      return state_->stage[c] > ClockStage::runs;
    }));
  }

  double under_load(const RepairFault& fault) const {
    return fault.acceleration[std::min(failed(fault), fault.acceleration.size() - 1)];
  }

  double repair_speed(const RepairFault& fault) const {
    return fault.repair_acceleration[std::min(failed(fault), fault.repair_acceleration.size()) - 1];
  }

  // It, and who is repaired along with it: how many.
  int heal(std::uint32_t c, RepairState& next) const {
    next.stage[c] = ClockStage::spare;
    renew(c, next);
    if (next.turn[c] > 0) leave_line(*rules_, next, c);
    int healed = 1;
    const int crew = rules_->faults[rules_->clocks[c].fault].crew;
    for (std::uint32_t other = 0; crew >= 0 && other < next.stage.size(); ++other) {
      if (next.stage[other] != ClockStage::along || rules_->faults[rules_->clocks[other].fault].crew != crew) continue;
      next.stage[other] = ClockStage::spare;
      renew(other, next);
      ++healed;
    }
    return healed;
  }

  void renew(std::uint32_t mended, RepairState& next) const {
    const auto& targets = rules_->clocks[mended].targets;
    for (const std::uint32_t f : rules_->faults[rules_->clocks[mended].fault].renews)
      for (const std::uint32_t c : rules_->faults[f].clocks)
        if (next.stage[c] <= ClockStage::runs &&
            std::count(targets.begin(), targets.end(), rules_->clocks[c].targets.front()) > 0)
          next.phase[c] = 0;
  }

  void arrive(std::size_t crew) {
    if (state_->at_work[crew] != 2) return;
    RepairState next = *state_;
    next.at_work[crew] = 1;
    emit(rules_->crews[crew].travel, 0, next);
  }

  void part_comes(std::size_t crew) {
    if (state_->orders[crew] == 0) return;
    RepairState next = *state_;
    --next.orders[crew];
    emit(state_->orders[crew] * rules_->crews[crew].resupply, 0, next);
  }

  // Inspections side by side, one for each fault of which something waits: what is seen first is repaired.
  void inspections(int crew) {
    const RepairCrew& who = rules_->crews[static_cast<std::size_t>(crew)];
    if (!who.first_inspected || busy_hands(*rules_, *state_, crew) >= who.hands) return;
    if (!has_part(*rules_, *state_, crew)) return;
    if ((who.begins_at > 1 || who.travel > 0) && state_->at_work[static_cast<std::size_t>(crew)] != 1) return;
    for (const RepairFault& fault : rules_->faults) {
      const auto first =
          std::find_if(fault.clocks.begin(), fault.clocks.end(), [&](std::uint32_t c) { return state_->turn[c] == 1; });
      if (fault.crew != crew || first == fault.clocks.end()) continue;
      RepairState next = *state_;
      leave_line(*rules_, next, *first);
      next.stage[*first] = ClockStage::repaired;
      take_part(*rules_, next, crew);
      emit(who.inspect, 0, next);
    }
  }

  void takeover(const RepairNeed& need, const std::vector<char>& up) {
    const RepairTeam& team = rules_->teams[need.team];
    for (std::uint32_t p = team.first; p < team.first + team.count; ++p) {
      const RepairPlace& place = state_->places[p];
      const RepairLaw* law = law_in_force(*need.takeover, place);
      if (law == nullptr || law->none()) continue;
      const RepairLaw::Phase& phase = phase_of(*law, place.phase);
      RepairState next = *state_;
      if (phase.next > 0) {
        next.places[p].phase = phase.next;
        emit(phase.rate, 0, next);
      } else if (place.stage == PlaceStage::unnoticed) {
        const double coverage = repair_coverage(need, place.member, up);
        next.places[p].put(repair_noticed(*need.takeover, false, up));
        emit(phase.rate * (1 - coverage), 0, next);
        next.places[p].put(repair_noticed(*need.takeover, true, up));
        emit(phase.rate * coverage, 0, next);
      } else {
        const bool returns = place.stage == PlaceStage::returning;
        next.places[p].put(returns ? PlaceStage::free : repair_taken_over(*need.takeover, up));
        emit(phase.rate, 0, next);
      }
    }
  }

  void wait(const RepairNeed& need) {
    const RepairWaiting& now = state_->waits[need.waiter];
    const RepairLaw* law = law_in_force(*need.wait, now);
    if (law == nullptr) return;
    const RepairLaw::Phase& phase = phase_of(*law, now.phase);
    RepairState next = *state_;
    RepairWaiting& then = next.waits[need.waiter];
    then.phase = phase.next;
    if (phase.next == 0) then.stage = now.stage == WaitStage::grace ? WaitStage::unmet : WaitStage::met;
    emit(phase.rate, 0, next);
  }

  static const RepairLaw::Phase& phase_of(const RepairLaw& law, std::uint16_t phase) {
    return law.phases[std::max<std::size_t>(phase, 1) - 1];
  }

  const RepairRules* rules_;
  const RepairState* state_;
  const RepairStepOut* out_;
  std::vector<int> times_;  ///< by clock: for so many it speaks
};

}  // namespace

bool Choices::take(double chance) {
  if (chance >= 1 || chance <= 0) return chance >= 1;
  if (at_ == script_.size()) script_.push_back(1);
  const bool taken = script_[at_++] != 0;
  probability_ *= taken ? chance : 1 - chance;
  return taken;
}

bool Choices::next() {
  while (!script_.empty() && script_.back() == 0) script_.pop_back();
  if (script_.empty()) return false;
  script_.back() = 0;
  at_ = 0;
  probability_ = 1;
  return true;
}

void repair_steps(const RepairRules& rules, const RepairState& state, const RepairStepOut& out) {
  Steps(rules, state, out).all();
}

RepairView repair_view(const RepairRules& rules, const RepairState& state) {
  const auto count = [&](bool takeovers) {
    const auto up = repair_ups(rules, state, takeovers);
    return static_cast<int>(
        std::count_if(rules.objective.begin(), rules.objective.end(), [&](std::uint32_t id) { return up[id] != 0; }));
  };
  const int up = count(true);
  return {up >= rules.needed, count(false) >= rules.needed, 1 - up / static_cast<double>(rules.objective.size())};
}

std::string repair_key(const RepairState& state) {
  std::string out;
  for (std::size_t c = 0; c < state.stage.size(); ++c) {
    constexpr int kInPhase = 0x40;
    out += static_cast<char>(static_cast<int>(state.stage[c]) | (state.phase[c] > 0 ? kInPhase : 0));
    if (state.phase[c] > 0) {
      out += static_cast<char>(state.phase[c] & 0xFF);
      out += static_cast<char>(state.phase[c] >> 8);
    }
    if (state.turn[c] > 0) {
      out += static_cast<char>(state.turn[c] & 0xFF);
      out += static_cast<char>(state.turn[c] >> 8);
    }
  }
  for (const RepairPlace& place : state.places) {
    out += static_cast<char>(place.stage);
    for (const std::uint32_t number : {place.member, std::uint32_t{place.phase}}) {
      out += static_cast<char>(number & 0xFF);
      out += static_cast<char>(number >> 8);
    }
  }
  for (const RepairWaiting& wait : state.waits) {
    out += static_cast<char>(wait.stage);
    out += static_cast<char>(wait.phase & 0xFF);
    out += static_cast<char>(wait.phase >> 8);
  }
  for (std::size_t crew = 0; crew < state.orders.size(); ++crew) {
    out += state.at_work[crew];
    out += static_cast<char>(state.orders[crew] & 0xFF);
    out += static_cast<char>(state.orders[crew] >> 8);
  }
  return out;
}

}  // namespace bulkhead
