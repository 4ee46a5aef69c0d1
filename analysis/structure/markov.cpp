// SPDX-License-Identifier: Apache-2.0
// Exploring the states from the beginning, and asking the chain.
#include "analysis/structure/markov.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "analysis/structure/repair_states.hpp"

namespace bulkhead {
namespace {

struct TooLarge {
  std::string why;
};

/// There are at least so many: any of the clocks may have failed together, unless some stand while others have.
double fewest_states(const RepairRules& rules) {
  const auto stands = [](const RepairFault& fault) {
    return !fault.only_while.empty() || std::count(fault.acceleration.begin(), fault.acceleration.end(), 0) > 0;
  };
  if (!rules.families.empty() || std::any_of(rules.faults.begin(), rules.faults.end(), stands)) return 1;
  double states = 1;
  std::vector<char> alike(rules.components.size(), 0);
  for (const auto& same : rules.classes) {
    if (!rules.components[same.front()].clocks.empty()) states *= static_cast<double>(same.size()) + 1;
    for (const std::uint32_t c : same) alike[c] = 1;
  }
  for (const RepairClock& clock : rules.clocks)
    if (clock.targets.size() > 1 || !alike[clock.targets.front()]) states *= 2;
  return states;
}

/// All states that can be reached, in the order in which a search by breadth meets them.
class Space {
 public:
  Space(const RepairRules& rules, const MarkovLimits& limits) : most_(limits.states) {
    const double most_steps = limits.exploring / static_cast<double>(rules.components.size());
    if (fewest_states(rules) > static_cast<double>(most_)) refuse();
    const auto beginnings = repair_beginnings(rules);
    if (beginnings.empty()) throw TooLarge{"it begins in more ways than can be told"};
    for (const auto& [probability, state] : beginnings) {
      const StateNo first = number(rules, state);
      start.resize(views.size(), 0);
      start[first] += probability;
    }
    for (StateNo from = 0; !open_.empty(); ++from) {
      if (static_cast<double>(transitions.size()) > most_steps)
        throw TooLarge{fmt::format("its states take too long to explore: there are more than {}", views.size())};
      const RepairState state = std::move(open_.front());
      open_.pop_front();
      repair_steps(rules, state, [&](double rate, int ended, const RepairState& to) {
        transitions.push_back({from, number(rules, to), rate});
        repairs[from] += rate * ended;
      });
    }
  }

  std::vector<Transition> transitions;
  std::vector<RepairView> views;
  std::vector<double> repairs;  ///< rate of repairs that end, by state
  std::vector<double> start;    ///< probability of each state to be the first

 private:
  [[noreturn]] void refuse() const { throw TooLarge{fmt::format("there are more than {} states", most_)}; }

  StateNo number(const RepairRules& rules, const RepairState& state) {
    const auto [it, fresh] = known_.emplace(repair_key(state), static_cast<StateNo>(views.size()));
    if (!fresh) return it->second;
    if (views.size() == most_) refuse();
    views.push_back(repair_view(rules, state));
    repairs.push_back(0);
    open_.push_back(state);
    return it->second;
  }

  std::size_t most_;
  std::unordered_map<std::string, StateNo> known_;  // looked up only, never walked
  std::deque<RepairState> open_;
};

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

class Asking {
 public:
  Asking(const Space& space, const ChainLimits& limits)
      : space_(&space), limits_(limits), chain_(space.views.size(), space.transitions) {
    for (const RepairView& view : space.views) {
      unmet_.push_back(view.met ? 0 : 1);
      down_.push_back(view.down);
      by_takeover_.push_back(!view.met && view.met_without_takeovers ? 1 : 0);
      lost_.push_back(!view.met);
    }
  }

  MarkovReview review(const std::vector<double>& times_s) const {
    MarkovReview out;
    out.states = chain_.states();
    out.transitions = chain_.transitions();
    if (const auto pi = chain_.stationary(limits_)) in_the_long_run(*pi, out);
    out.mean_time_to_first_outage_s = first_outage();
    try {
      if (!times_s.empty()) moments(times_s, out);
    } catch (const ChainUnsettled& error) {
      out.no_moments = error.what();
    }
    return out;
  }

 private:
  void in_the_long_run(const std::vector<double>& pi, MarkovReview& out) const {
    double begins = 0;
    for (const Transition& t : space_->transitions)
      if (!lost_[t.from] && lost_[t.to]) begins += pi[t.from] * t.rate;
    out.unmet = dot(pi, unmet_);
    out.down = dot(pi, down_);
    out.outages_per_year = begins * kYear_s;
    out.mean_outage_s = begins > 0 ? *out.unmet / begins : 0;
    out.by_takeovers = *out.unmet > 0 ? dot(pi, by_takeover_) / *out.unmet : 0;
    out.repairs_per_s = dot(pi, space_->repairs);
  }

  // Begun anew at every outage, the chain has one outage a mean time to the first: no difference of large numbers.
  double first_outage() const {
    std::vector<StateNo> firsts;
    double met = 0;
    for (StateNo s = 0; s < space_->start.size(); ++s) {
      if (space_->start[s] <= 0 || lost_[s]) continue;
      firsts.push_back(s);
      met += space_->start[s];
    }
    if (firsts.empty()) return 0;
    std::vector<Transition> renewed;
    const auto renew = [&](StateNo from, double rate) {
      for (const StateNo s : firsts) renewed.push_back({from, s, rate * space_->start[s] / met});
    };
    for (const Transition& t : space_->transitions)
      if (!lost_[t.from]) lost_[t.to] ? renew(t.from, t.rate) : renewed.push_back(t);
    const auto pi = MarkovChain(chain_.states(), std::move(renewed)).stationary(limits_);
    if (!pi) return std::numeric_limits<double>::infinity();  // some are never lost
    double rate = 0, share = 0;
    for (std::size_t s = 0; s < lost_.size(); ++s) share += lost_[s] ? 0 : (*pi)[s];
    for (const Transition& t : space_->transitions)
      if (!lost_[t.from] && lost_[t.to]) rate += (*pi)[t.from] * t.rate;
    return rate > 0 ? met * share / rate : std::numeric_limits<double>::infinity();
  }

  void moments(const std::vector<double>& times_s, MarkovReview& out) const {
    const std::vector<char> nothing(lost_.size(), 0);
    std::vector<double> start = space_->start;
    start.resize(lost_.size(), 0);
    std::vector<double> ends(lost_.size(), 0);
    for (const Transition& t : space_->transitions)
      if (!lost_[t.from] && lost_[t.to]) ends[t.from] += t.rate;
    const auto all = chain_.transient({unmet_, ends, space_->repairs}, start, nothing, times_s, limits_);
    const auto &unmet = all[0], &outages = all[1], &repairs = all[2];
    const auto first = chain_.transient({ends}, start, lost_, times_s, limits_)[0];
    double at_once = 0;
    for (std::size_t s = 0; s < start.size(); ++s) at_once += lost_[s] ? start[s] : 0;
    for (std::size_t i = 0; i < times_s.size(); ++i)
      out.moments.push_back({times_s[i], unmet[i].at, times_s[i] > 0 ? unmet[i].integral / times_s[i] : at_once,
                             at_once + first[i].integral, at_once + outages[i].integral, repairs[i].integral});
  }

  const Space* space_;
  ChainLimits limits_;
  MarkovChain chain_;
  std::vector<double> unmet_, down_, by_takeover_;
  std::vector<char> lost_;
};

}  // namespace

MarkovAnswer markov_review(const Model& model, const ObjectiveSpec& objective, const std::vector<double>& times_s,
                           const MarkovLimits& limits) {
  CompiledRules compiled = compile_repair_rules(model, objective);
  if (!compiled.rules) return {std::nullopt, compiled.refused};
  RepairRules& rules = *compiled.rules;
  if (!limits.equal_groups) rules.families.clear();
  std::string no_beginning;
  if (!compiled.at_an_instant.empty()) no_beginning = compiled.at_an_instant + " strikes at an instant";
  const auto from = [&](const std::vector<std::uint32_t>& struck_first, const std::vector<double>& times) {
    rules.struck_first = struck_first;
    return Asking(Space(rules, limits), limits.chain).review(times);
  };
  try {
    const std::vector<std::uint32_t> struck = std::exchange(rules.struck_first, {});
    const bool begins = no_beginning.empty();
    MarkovReview review = from({}, begins && struck.empty() ? times_s : std::vector<double>());
    if (begins && !struck.empty()) {
      MarkovReview begun = from(struck, times_s);
      review.mean_time_to_first_outage_s = begun.mean_time_to_first_outage_s;
      review.moments = std::move(begun.moments);
      review.no_moments = std::move(begun.no_moments);
    }
    if (!begins) review.mean_time_to_first_outage_s = std::numeric_limits<double>::quiet_NaN();
    review.no_beginning = no_beginning;
    return {std::move(review), ""};
  } catch (const TooLarge& error) {
    return {std::nullopt, error.why};
  } catch (const ChainUnsettled& error) {
    return {std::nullopt, error.what()};
  }
}

}  // namespace bulkhead
