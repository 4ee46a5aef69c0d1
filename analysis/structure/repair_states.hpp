// SPDX-License-Identifier: Apache-2.0
/// States under the rules of repair, and what follows from each at which rate.
///
/// A state says what each clock does, who waits in which order, who holds the places of groups with a takeover, and of crews
/// which are at work and how many parts are on their way. It stands for all states that follow from it by exchanging
/// components that are alike, and groups that are equal as a whole, which keeps their number small.
///
/// A line is in the order of urgency, and of coming among equals. Who is repaired leaves it, except where a crew preempts:
/// there the first of those that have begun are at work, as many as there are hands, and the others are put off. As what is
/// left of an exponential time is as long as the whole, who is put off begins anew, unless it has its inspection or a phase behind
/// it, or a part of its own.
///
/// Units:    rates per second
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <vector>

#include "analysis/structure/repair_rules.hpp"

namespace bulkhead {

/// latent: failed as a spare, and nobody knows; inspected, repaired: begun; along: repaired with another, at whose end it is up too.
enum class ClockStage : std::uint8_t { spare, runs, latent, hidden, waits, inspected, repaired, along, dead };
/// uncovered: not covered by the takeover, and nobody knows yet; waiting: for what the takeover needs.
enum class PlaceStage : std::uint8_t { held, unnoticed, uncovered, taking, waiting, stuck, returning, free };

struct RepairPlace {
  PlaceStage stage = PlaceStage::held;
  std::uint32_t member = 0;  ///< who holds it, or held it last; 0 while it is free, or given up for a fail-back
  std::uint16_t phase = 0;   ///< of the law by which its stage ends; 0 where that has one phase
  auto operator<=>(const RepairPlace&) const = default;
  void put(PlaceStage next) { stage = next, phase = 0; }
  bool is_somebodys() const { return stage != PlaceStage::free && stage != PlaceStage::returning; }
};

/// met, grace: the needer lives on; unmet, restart: it is down for want of it.
enum class WaitStage : std::uint8_t { met, grace, unmet, restart };

struct RepairWaiting {
  WaitStage stage = WaitStage::met;
  std::uint16_t phase = 0;  ///< of the law by which its stage ends; 0 where that has one phase
  bool lets_live() const { return stage == WaitStage::met || stage == WaitStage::grace; }
};

struct RepairState {
  std::vector<ClockStage> stage;    ///< by clock
  std::vector<std::uint16_t> turn;  ///< by clock: 1 is first in its line; 0: it stands in none
  /// By clock: of the law by which its stage ends; 0 where that has one phase, or none is begun. What a spare has of its life stays.
  std::vector<std::uint16_t> phase;
  std::vector<RepairPlace> places;
  std::vector<RepairWaiting> waits;  ///< by need that has a wait
  std::vector<char> at_work;  ///< by crew, where it waits for company to begin or has a way to go: 1; on its way: 2
  std::vector<std::uint16_t> orders;  ///< by crew: parts on their way
};

/// What an objective sees in a state.
struct RepairView {
  bool met = true;
  bool met_without_takeovers = true;  ///< if every takeover took no time and always worked
  double down = 0;                    ///< share of the objective's components that are down
};

/// At `rate`, `to`, by the end of so many repairs.
using RepairStepOut = std::function<void(double rate, int repairs, const RepairState& to)>;

struct RepairBeginning {
  double probability = 1;
  RepairState state;
};

/// All of them: there are several by lives, or by how what is struck first is repaired or replaced. Empty: more than can be told.
std::vector<RepairBeginning> repair_beginnings(const RepairRules& rules);
/// Components that are alike and do the same take their steps as one, at the sum of their rates.
void repair_steps(const RepairRules& rules, const RepairState& state, const RepairStepOut& out);
RepairView repair_view(const RepairRules& rules, const RepairState& state);
/// Equal for equal states only.
std::string repair_key(const RepairState& state);

/// Chances that are taken at once; asked again for every way in which they can fall.
class Choices {
 public:
  bool take(double chance);
  double probability() const { return probability_; }
  /// Goes on to the next way; false when there is none.
  bool next();

 private:
  std::vector<char> script_;
  std::size_t at_ = 0;
  double probability_ = 1;
};

/// One of the starts of a law of several phases, by chance; 0 for any other.
std::uint16_t first_phase(const RepairLaw* law, Choices& choices);

/// The law by which the stage of a place ends; null: it does not end by itself.
const RepairLaw* law_in_force(const RepairTakeover& how, const RepairPlace& place);

/// The law by which a wait ends; null: it does not end by itself.
const RepairLaw* law_in_force(const RepairWait& how, const RepairWaiting& wait);

/// Which components are up; without takeovers: as if every takeover took no time and always worked.
std::vector<char> repair_ups(const RepairRules& rules, const RepairState& state, bool takeovers);

/// The chance that a takeover works, as the failure of that member is noticed.
double repair_coverage(const RepairNeed& need, std::uint32_t member, const std::vector<char>& up);

/// What a place becomes as a failure is noticed that the takeover covers, or not, or as a takeover ends.
PlaceStage repair_noticed(const RepairTakeover& how, bool covered, const std::vector<char>& up);
PlaceStage repair_taken_over(const RepairTakeover& how, const std::vector<char>& up);

/// Lets everything happen that happens at once: places, discoveries, lines, crews; then exchanges what is alike.
void settle_repairs(const RepairRules& rules, RepairState& state, Choices& choices);

/// Of these the places, and with them who runs of those that stand by.
void settle_places(const RepairRules& rules, RepairState& state, Choices& choices);

/// Orders components that are alike by what they do: stages and turns of their clocks, then their roles in groups.
std::strong_ordering compare_doing(const RepairRules& rules, const RepairState& state, std::uint32_t a,
                                   std::uint32_t b);

/// A spare is asked to take its turn: if it has failed, that is known now.
void ask(RepairState& state, std::uint32_t clock);

/// How many hands of a crew are busy.
int busy_hands(const RepairRules& rules, const RepairState& state, int crew);

/// Is a clock inspected or repaired, and not put off?
bool has_hand(const RepairRules& rules, const RepairState& state, std::uint32_t clock);

/// Whether a crew has a part for one more repair, and its taking.
bool has_part(const RepairRules& rules, const RepairState& state, int crew);
void take_part(const RepairRules& rules, RepairState& state, int crew);

/// Takes a clock out of its line; those behind it move up.
void leave_line(const RepairRules& rules, RepairState& state, std::uint32_t clock);

}  // namespace bulkhead
