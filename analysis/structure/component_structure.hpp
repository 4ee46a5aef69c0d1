// SPDX-License-Identifier: Apache-2.0
/// When a component is up, as a formula: not struck itself, and every hard need met.
///
/// A need "at least k of these" counts members that are up, or weighs them. A need `connected` is reachability over the network's nodes
/// and links that are up; nodes between the ends are eliminated, which keeps what stands for a part of the network as
/// small as that part's border. Needs that are soft or for changes only do not count; a takeover is instant and always
/// works. A need that is survived for a grace does not count where graces are endless, and is like any other where they
/// are none: what is true lies between.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/structure/fault_events.hpp"
#include "analysis/structure/formula.hpp"
#include "models/world/estate.hpp"

namespace bulkhead {

enum class Graces { endless, none };

class ComponentStructure {
 public:
  ComponentStructure(const Graph& graph, const FaultEvents& events, Formula& formula, Graces graces);

  FormulaId up(ComponentId id);
  /// Up, and nothing swallows what comes its way.
  FormulaId passes(ComponentId id);
  /// Up, as long as `container` is: its own need of the container is left out.
  FormulaId up_within(ComponentId id, ComponentId container);

 private:
  FormulaId own(ComponentId id, ComponentId except);
  bool counts(const NeedGroup& need);
  FormulaId met(const NeedGroup& need);
  FormulaId connected(const NeedGroup& need);

  const Graph* graph_;
  const FaultEvents* events_;
  Formula* formula_;
  Graces graces_;
  std::vector<std::optional<FormulaId>> up_;
};

/// The two nodes of "link N/X..N/Y", or of the one way "link N/X->N/Y", by their names.
struct LinkEnds {
  std::string from;
  std::string to;
  bool one_way = false;
};
LinkEnds ends_of_link(const std::string& link);

}  // namespace bulkhead
