// SPDX-License-Identifier: Apache-2.0
/// Minimal cut sets, exactly, up to a number of events: which few events together make the top true.
///
/// The minimal sets of events that make the top true while all others have not happened. For a coherent function these
/// are its minimal cut sets; for another they are not its prime implicants, and may be undone by further events.
///
/// By A. Rauzy, "New algorithms for fault trees analysis", Reliability Engineering and System Safety 40, 1993: the
/// minimal solutions of a diagram, kept as a family of sets with shared parts, cut at the order.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/structure/diagram.hpp"

namespace bulkhead {

struct CutSet {
  std::vector<EventNo> events;  ///< sorted
  double probability = 0;       ///< that all of them have happened
};

struct CutSets {
  std::vector<CutSet> sets;                   ///< most probable first, then fewer events, then by number
  std::vector<std::uint64_t> count_by_order;  ///< how many have 0, 1, 2, ... events; the sum may exceed the sets
  bool complete = true;                       ///< false: there are more than `most`, and `sets` is empty
};

/// All minimal cut sets of at most `order` events; only their numbers, if there are more than `most`.
CutSets minimal_cut_sets(const Diagram& diagram, int order, std::size_t most = 1'000'000);

}  // namespace bulkhead
