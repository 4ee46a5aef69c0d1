// SPDX-License-Identifier: Apache-2.0
/// One call of an edge: its attempts over connections, its retries, and what the caller sees of them.
///
/// Pure functions of the situation and of what the solution says of the callees so far. What a connection keeps is mixed
/// outside the retries of one call: over one that is silent or wrong, every attempt is.
///
/// Units:    times in seconds; chances and shares in [0,1]
#pragma once

#include <cstdint>

#include "models/traffic/flow.hpp"

namespace bulkhead {

/// What the connections to an instance keep, as shares of them: all is well, silent (of these `heard` by the server), wrong.
struct Kept {
  double good = 1, silent = 0, heard = 0, wrong = 0;
};

Kept kept(const Folded& path, const Folded& state);

/// Is everything from that edge to that target lost in this slice, and which way? (see Situation::lost)
inline char sliced_loss(const Network& net, const Situation& at, std::uint32_t slice, EdgeId edge,
                        std::uint32_t target) {
  return at.lost.empty() ? char{0} : at.lost[slice * net.targets.size() + net.edges[edge].first_target + target];
}

/// Everything but `calls_rps`.
CallResult call_result(const Network& net, const Situation& at, const Solution& solution, std::uint32_t slice,
                       EdgeId edge);

}  // namespace bulkhead
