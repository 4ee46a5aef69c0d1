// SPDX-License-Identifier: Apache-2.0
/// Exact answers about an objective of own components, from the Markov chain of its states (repair_states.hpp).
///
/// An outage is a time in which fewer components are up than the objective asks for. The chain begins with everything
/// up.
///
/// Units:    seconds, probabilities, per second; a year is 365.25 days
/// Errors:   `refused` says why there is no chain: times that are not exponential, too many states, or shares
///           of time that do not settle
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/structure/chain.hpp"
#include "models/model.hpp"

namespace bulkhead {

/// A year, as the metrics count it.
inline constexpr double kYear_s = 365.25 * 86'400;

/// At a time, from the beginning.
struct MarkovMoment {
  double time_s = 0;
  double unmet = 0;       ///< probability that the objective is not met at the time
  double mean_unmet = 0;  ///< expected share of the time until then in which it is not
  double outage = 0;      ///< probability of an outage by then
  double outages = 0;     ///< expected number of those that have begun
  double repairs = 0;     ///< expected number of repairs that have ended
};

struct MarkovReview {
  std::size_t states = 0;
  std::size_t transitions = 0;
  /// In the long run; unset where something never heals.
  std::optional<double> unmet;  ///< share of time in outage
  double down = 0;              ///< mean share of the objective's components that are down
  double outages_per_year = 0;
  double mean_outage_s = 0;  ///< 0 without outages
  double by_takeovers = 0;   ///< share of `unmet` in which only a takeover is missing
  double repairs_per_s = 0;
  double mean_time_to_first_outage_s = 0;  ///< infinite without outages, no number where `no_beginning` is said
  /// Why nothing is told of the time from the beginning: faults at an instant are in no chain.
  std::string no_beginning;
  std::vector<MarkovMoment> moments;  ///< in the order asked for
  std::string no_moments;             ///< why there are none, though some were asked for
};

struct MarkovAnswer {
  std::optional<MarkovReview> review;
  std::string refused;
};

/// What a chain may take; assumed. Half a million states of a hundred components are about a gigabyte.
struct MarkovLimits {
  std::size_t states = 500'000;
  double exploring = 1e9;  ///< steps between states, times components
  ChainLimits chain = {};
  bool equal_groups = true;  ///< a state stands for all that follow by exchanging groups that are equal as a whole
};

/// Requires: an objective of components
MarkovAnswer markov_review(const Model& model, const ObjectiveSpec& objective, const std::vector<double>& times_s,
                           const MarkovLimits& limits = {});

}  // namespace bulkhead
