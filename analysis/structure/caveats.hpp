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
  /// Which bound it makes of a figure: customers are cut off for longer than the formulas say; or for less time than
  /// without graces, and for more than with endless ones.
  enum class Of { longer, graces };
  Of what = Of::longer;
  std::string why;              ///< a sentence without its point
  std::vector<EventNo> events;  ///< of components
};

/// Takeovers that take time or do not work, and graces, as far as what they are about can fail.
/// `components`: with no graces
std::vector<Caveat> caveats_of(const Estate& estate, const FaultEvents& events, ComponentStructure& components,
                               const Formula& formula);

}  // namespace bulkhead
