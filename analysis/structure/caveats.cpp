// SPDX-License-Identifier: Apache-2.0
// Looks for what no gate says.
#include "analysis/structure/caveats.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bulkhead {
namespace {

class Search {
 public:
  Search(const Estate& estate, const FaultEvents& events, ComponentStructure& components, const Formula& formula)
      : graph_(&estate.graph), events_(&events), components_(&components), formula_(&formula) {}

  void takeovers(std::vector<Caveat>& out) {
    for (const NeedGroup& group : graph_->groups())
      if (group.takeover && !at_once(*group.takeover) && can_fail(group))
        out.push_back({fmt::format("the takeover of {} in {} is taken as instant and always working", group.name,
                                   graph_->name(group.needer)),
                       {events_->own(group.needer)}});
  }

 private:
  static bool at_once(const TakeoverSpec& takeover) {
    const Distribution none;
    return takeover.notice == none && takeover.time == none && takeover.coverage >= 1;
  }

  bool can_fail(const NeedGroup& group) {
    return std::any_of(group.of.begin(), group.of.end(),
                       [&](ComponentId id) { return bulkhead::can_fail(*formula_, components_->up(id)); });
  }

  const Graph* graph_;
  const FaultEvents* events_;
  ComponentStructure* components_;
  const Formula* formula_;
};

}  // namespace

std::vector<Caveat> caveats_of(const Estate& estate, const FaultEvents& events, ComponentStructure& components,
                               const Formula& formula) {
  std::vector<Caveat> out;
  Search search(estate, events, components, formula);
  search.takeovers(out);
  return out;
}

}  // namespace bulkhead
