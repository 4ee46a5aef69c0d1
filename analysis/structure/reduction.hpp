// SPDX-License-Identifier: Apache-2.0
/// State reduction: the shares of time of a Markov chain by taking out one state after the other.
///
/// What went through a state that is taken out goes on as rates between those that are left. Nothing is subtracted, so
/// small shares are as exact, relatively, as large ones. The state that adds the fewest rates is taken out first, which
/// keeps the chain sparse.
///
/// Units:    rates per second, shares of time
/// Source:   W. Grassmann, M. Taksar, D. Heyman, "Regenerative Analysis and Steady State Distributions for Markov
///           Chains", 1985; the order by H. Markowitz, 1957
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace bulkhead {

using StateNo = std::uint32_t;

/// A rate to or from another state.
struct ChainArc {
  StateNo other = 0;
  double rate = 0;
};

/// `rows`: by state, the rates out of it, by target, each target once and never itself. Nothing where more than `most`
/// rates would be touched.
/// Requires: state 0 can be reached from every state
std::optional<std::vector<double>> reduce_states(std::vector<std::vector<ChainArc>> rows, double most);

}  // namespace bulkhead
