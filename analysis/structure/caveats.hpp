// SPDX-License-Identifier: Apache-2.0
/// What the formulas of a model leave out, so that a figure is no more than a bound of its answer.
#pragma once

#include <string>
#include <vector>

#include "analysis/structure/component_structure.hpp"
#include "analysis/structure/fault_events.hpp"
#include "models/model.hpp"
#include "models/world/estate.hpp"

namespace bulkhead {

/// One thing left out. It matters to an answer in which one of its events stands, whether or not that is possible.
struct Caveat {
  std::string why;              ///< a sentence without its point
  std::vector<EventNo> events;  ///< of components
};

/// What takes customers more time than the formulas say: takeovers that take time or do not work.
std::vector<Caveat> caveats_of(const Estate& estate, const FaultEvents& events, ComponentStructure& components,
                               const Formula& formula);

}  // namespace bulkhead
