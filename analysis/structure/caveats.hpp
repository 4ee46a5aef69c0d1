// SPDX-License-Identifier: Apache-2.0
/// What the formulas of a model leave out, so that a figure is no more than a bound of its answer.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "analysis/structure/component_structure.hpp"
#include "analysis/structure/fault_events.hpp"
#include "models/model.hpp"
#include "models/world/estate.hpp"

namespace bulkhead {

/// One thing left out. It matters to an answer in which one of its events stands, whether or not that is possible.
struct Caveat {
  /// Which bound it makes of a figure. longer: customers are cut off for longer than the formulas say; after: and they are
  /// where something has failed by chance before; once: they are at an instant, which has no share of the time. graces:
  /// for less time than without graces, for more than with endless ones.
  enum class Of { longer, after, once, graces };
  Of what = Of::longer;
  std::string why;              ///< a sentence without its point
  std::vector<EventNo> events;  ///< of components
  bool services = false;        ///< it matters to services only
};

/// What takes customers time, as far as what it is about can fail: takeovers that take time or may not work, graces, and
/// faults at an instant that never heal; of services their boots, faults that take nothing down or cut paths, black holes
/// besides other points of presence, and peaks that are too high for all that there is.
/// `components`: with no graces; `bent`: services that cannot carry their peaks
std::vector<Caveat> caveats_of(const Model& model, const Estate& estate, const FaultEvents& events,
                               ComponentStructure& components, const std::set<std::uint32_t>& bent,
                               const Formula& formula);

}  // namespace bulkhead
