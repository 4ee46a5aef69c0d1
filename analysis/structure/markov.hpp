// SPDX-License-Identifier: Apache-2.0
/// Exact answers about an objective of own components, from the Markov chain of its states (repair_states.hpp).
///
/// An outage is a time in which fewer components are up than the objective asks for. The chain begins with everything
/// up.
///
/// Units:    seconds, probabilities, per second; a year is 365 days
/// Errors:   `refused` says why there is no chain: times that are not exponential, or too many states
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/model.hpp"

namespace bulkhead {

/// At a time, from the beginning.
struct MarkovMoment {
  double time_s = 0;
  double unmet = 0;       ///< probability that the objective is not met at the time
  double mean_unmet = 0;  ///< expected share of the time until then in which it is not
  double outage = 0;      ///< probability of an outage by then
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
  double mean_time_to_first_outage_s = 0;  ///< infinite without outages
  std::vector<MarkovMoment> moments;       ///< in the order asked for; empty where the steps are too many
};

struct MarkovAnswer {
  std::optional<MarkovReview> review;
  std::string refused;
};

inline constexpr std::size_t kMostMarkovStates = 500'000;  ///< about a gigabyte with a hundred components; assumed

/// Requires: an objective of components
MarkovAnswer markov_review(const Model& model, const ObjectiveSpec& objective, const std::vector<double>& times_s,
                           std::size_t most_states = kMostMarkovStates);

}  // namespace bulkhead
