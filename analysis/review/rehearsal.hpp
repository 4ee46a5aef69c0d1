// SPDX-License-Identifier: Apache-2.0
/// A rehearsal of a variant's faults: each strikes alone, at the clients' peak, and everybody is asked what it changes.
///
/// Nothing runs by chance or over time: it is the flow engine's solution with the fault and without. An alarm sees a
/// fault that lowers what it measures, a health check one that lets its probes fail, a provider one that takes a zone
/// that it watches away. Nobody reacts, so what is seen here is all that there is to see. Where an alarm counts all
/// that clients of a service meet, nothing need be struck to know that it sees what breaks its objective.
///
/// Cost:     one solution for each occurrence: an instant or a path strikes once, chance at each target by itself
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/review/reviewed.hpp"

namespace bulkhead {

/// An occurrence that takes the success of a service below its objective, while nothing that is observed gets worse.
struct Unseen {
  std::size_t fault = 0;  ///< index among the model's faults
  std::string struck;     ///< "zone tokyo/a"
  std::string service;    ///< the objective's
};

/// The first of each fault that has one, in the order of the faults; none of a fault that the file says is found
/// (`found`, `found_every`), nor of one whose occurrences are too many: 5,000 over the number of services in all.
std::vector<Unseen> unseen_faults(const Reviewed& reviewed);

}  // namespace bulkhead
