// SPDX-License-Identifier: Apache-2.0
// Looks for what no gate says.
#include "analysis/structure/caveats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <map>

#include "analysis/format.hpp"

namespace bulkhead {
namespace {

class Search {
 public:
  Search(const Estate& estate, const FaultEvents& events, ComponentStructure& components, const Formula& formula)
      : graph_(&estate.graph), events_(&events), components_(&components), formula_(&formula) {}

  std::vector<Caveat> all() {
    for (const NeedGroup& group : graph_->groups()) look(group);
    std::vector<Caveat> out;
    for (const auto& [words, needers] : found_) out.push_back(told(words, needers));
    return out;
  }

 private:
  /// What is said before and after the names of who needs it.
  struct Words {
    Caveat::Of what;
    std::string before, after;
    auto operator<=>(const Words&) const = default;
  };

  void look(const NeedGroup& group) {
    const bool takes_over = group.takeover && !at_once(*group.takeover);
    const bool lives_on = group.need == NeedKind::after_grace;
    if (!(takes_over || lives_on) || !can_fail(group)) return;
    if (takes_over)
      found_[{Caveat::Of::longer, fmt::format("the takeover of {}", group.name),
              "is taken as instant and always working"}]
          .push_back(group.needer);
    if (lives_on)
      found_[{Caveat::Of::graces,
              fmt::format("without {} there is a grace of {}", group.name, format_duration(group.grace.seconds())),
              "that cut sets must outlast"}]
          .push_back(group.needer);
  }

  Caveat told(const Words& words, const std::vector<ComponentId>& needers) const {
    const std::string more = needers.size() > 1 ? fmt::format(" and {} more", needers.size() - 1) : "";
    Caveat out{words.what, "", {}};
    out.why = fmt::format("{} in {}{} {}", words.before, graph_->name(needers.front()), more, words.after);
    for (const ComponentId id : needers) out.events.push_back(events_->own(id));
    return out;
  }

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
  std::map<Words, std::vector<ComponentId>> found_;
};

}  // namespace

std::vector<Caveat> caveats_of(const Estate& estate, const FaultEvents& events, ComponentStructure& components,
                               const Formula& formula) {
  return Search(estate, events, components, formula).all();
}

}  // namespace bulkhead
