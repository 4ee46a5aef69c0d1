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
      : estate_(&estate), graph_(&estate.graph), events_(&events), components_(&components), formula_(&formula) {}

  std::vector<Caveat> of_groups() {
    for (const NeedGroup& group : graph_->groups()) look(group);
    std::vector<Caveat> out;
    for (const auto& [words, needers] : found_) out.push_back(told(words, needers));
    return out;
  }

  /// Repairs that wait until a takeover notices.
  void of_notices(const Model& model, std::vector<Caveat>& out) {
    for (const FaultSpec& fault : model.faults) {
      if (!takes_down_by_chance(fault) || !fault.repair || fault.found || fault.found_every) continue;
      Caveat one{Caveat::Of::longer,
                 fmt::format("{} is repaired when a takeover has noticed it, and that is left out", fault.name),
                 {}};
      for (const std::string& target : fault.targets)
        if (is_noticed_late(graph_->id(target))) one.events.push_back(events_->own(graph_->id(target)));
      if (!one.events.empty()) out.push_back(std::move(one));
    }
  }

  void of_services(const Model& model, const std::set<std::uint32_t>& bent, std::vector<Caveat>& out) {
    for (std::uint32_t s = 0; s < model.services.size(); ++s) {
      const ServiceSpec& service = model.services[s];
      const std::vector<EventNo> own{events_->own(estate_->services[s])};
      if (service.boot != Distribution())
        out.push_back(
            {Caveat::Of::after, fmt::format("the time in which {} boots is left out", service.name), own, true});
      if (bent.count(s))
        out.push_back(
            {Caveat::Of::longer, fmt::format("{} counts as if it could carry its peak", service.name), own, true});
    }
    for (const FaultSpec& fault : model.faults) left_out(fault, out);
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
    if (!(takes_over || lives_on || group.restart) || !can_fail(group)) return;
    if (takes_over)
      found_[{Caveat::Of::longer, fmt::format("the takeover of {}", group.name),
              "is taken as instant and always working"}]
          .push_back(group.needer);
    if (group.restart)
      found_[{Caveat::Of::longer, fmt::format("the restart after {}", group.name), "is taken as instant"}].push_back(
          group.needer);
    if (lives_on)
      found_[{Caveat::Of::graces,
              fmt::format("without {} there is a grace of {}", group.name, format_duration(group.grace.mean_seconds())),
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

  /// Of one fault: that it fails what no event says, or goes on for ever after an instant.
  void left_out(const FaultSpec& fault, std::vector<Caveat>& out) {
    const bool known = (takes_down(fault) && !cuts_path(fault)) || (swallows(fault) && estate_->pops.size() < 2);
    const bool for_ever = !fault.mttf && !fault.repair;
    if (known && !for_ever) return;
    Caveat one{fault.mttf || for_ever ? Caveat::Of::longer : Caveat::Of::once, "", {}, !known};
    one.why = known ? fmt::format("{} never heals", fault.name)
                    : fmt::format("what {} ({}) fails is left out", fault.name, fault.kind);
    for (const std::string& target : fault.targets) one.events.push_back(events_->own(graph_->id(target)));
    if (fault.targets.empty() || cuts_path(fault))
      for (const ComponentId id : estate_->services) one.events.push_back(events_->own(id));
    out.push_back(std::move(one));
  }

  /// Is it a link between zones, which stands in no formula? Those of networks do.
  bool cuts_path(const FaultSpec& fault) const {
    return std::any_of(fault.targets.begin(), fault.targets.end(), [&](const std::string& target) {
      return graph_->kind(graph_->id(target)) == "link" && graph_->find(ends_of_link(target).from) == graph_->size();
    });
  }

  bool is_noticed_late(ComponentId id) const {
    const auto with = graph_->groups_with(id);
    return std::any_of(with.begin(), with.end(), [&](std::uint32_t g) {
      const auto& takeover = graph_->groups()[g].takeover;
      return takeover && (takeover->notice != Distribution() || takeover->uncovered);
    });
  }

  static bool at_once(const TakeoverSpec& takeover) {
    const Distribution none;
    return takeover.notice == none && takeover.time == none && takeover.coverage == std::vector<double>{1} &&
           takeover.fail_back.value_or(none) == none && takeover.needs.empty();
  }

  bool can_fail(const NeedGroup& group) {
    return std::any_of(group.of.begin(), group.of.end(),
                       [&](ComponentId id) { return bulkhead::can_fail(*formula_, components_->up(id)); });
  }

  const Estate* estate_;
  const Graph* graph_;
  const FaultEvents* events_;
  ComponentStructure* components_;
  const Formula* formula_;
  std::map<Words, std::vector<ComponentId>> found_;
};

}  // namespace

std::vector<Caveat> caveats_of(const Model& model, const Estate& estate, const FaultEvents& events,
                               ComponentStructure& components, const std::set<std::uint32_t>& bent,
                               const Formula& formula) {
  Search search(estate, events, components, formula);
  std::vector<Caveat> out = search.of_groups();
  search.of_notices(model, out);
  search.of_services(model, bent, out);
  return out;
}

}  // namespace bulkhead
