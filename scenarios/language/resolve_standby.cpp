// SPDX-License-Identifier: Apache-2.0
// Spares of groups with a takeover: who holds a place runs, and there is no second answer.
#include <fmt/format.h>

#include <algorithm>

#include "models/faults/registry.hpp"
#include "models/needs.hpp"
#include "models/world/estate.hpp"
#include "scenarios/language/check.hpp"
#include "scenarios/language/selector.hpp"

namespace bulkhead {
namespace {

struct TakenOver {
  std::string needer;
  NeedSpec need;

  std::string told() const { return fmt::format("`{}` of {}", need.name, needer); }
  bool has(const std::string& name) const { return std::find(need.of.begin(), need.of.end(), name) != need.of.end(); }
};

// Groups with a takeover of which some of the targets are members.
std::vector<TakenOver> groups_of(const Model& m, const std::vector<std::string>& targets) {
  std::vector<TakenOver> out;
  if (!any_need(m, [](const NeedSpec& need) { return need.takeover.has_value(); })) return out;
  for (const auto& component : declare_components({m.topology, m.services, m.clients, m.routing, m.cells}))
    for (const auto& need : component.needs) {
      TakenOver group{component.name, need};
      if (need.takeover &&
          std::any_of(targets.begin(), targets.end(), [&](const auto& name) { return group.has(name); }))
        out.push_back(std::move(group));
    }
  return out;
}

// Whether the takeover sees such a fault at all.
bool takes_down(const FaultSpec& fault) {
  std::vector<Impairment> impairments;
  find_fault_kind(fault.kind)->impair(fault.values, {{0}, {0}, {0}, fault.both}, impairments);
  return std::any_of(impairments.begin(), impairments.end(),
                     [](const Impairment& one) { return one.what == Effect::down; });
}

class StandbyCheck {
 public:
  StandbyCheck(Examined& e, const FaultSpec& fault, const Resolved& file, const std::vector<TakenOver>& groups,
               std::string key)
      : e_(e), fault_(fault), file_(file), groups_(groups), group_(groups.front()), key_(std::move(key)) {}

  void check() {
    if (fault_.at && file_.find("active")) return;  // told elsewhere
    if (fault_.at || fault_.any > 0)
      return error("`{}` is about targets that fail one by one, by their `mttf`, and these do not", "remove it");
    if (groups_.size() > 1)
      return error(fmt::format("who stands by has more than one answer: {} and {} both have a `takeover`",
                               group_.told(), groups_[1].told()),
                   "leave the takeover to one of them, or remove `{}`");
    if (group_.need.takeover->serving == Serving::all)
      return error(fmt::format("nobody stands by in {}: all its members serve", group_.told()), "remove it");
    if (!takes_down(fault_))
      return error(fmt::format("the takeover in {} knows of what is down alone, and `{}` takes nothing down",
                               group_.told(), fault_.kind),
                   "remove it");
    if (!std::all_of(fault_.targets.begin(), fault_.targets.end(), [&](const auto& name) { return group_.has(name); }))
      return error(
          fmt::format("some of these targets are no members of {}, whose takeover says who stands by", group_.told()),
          "give them an entry of their own");
    if (const Resolved* active = file_.find("active")) check_active(*active);
  }

 private:
  void check_active(const Resolved& active) {
    if (fault_.targets.size() != group_.need.of.size())
      error(fmt::format("the takeover in {} says how many run, of all its {} members, and here are {}", group_.told(),
                        group_.need.of.size(), fault_.targets.size()),
            "remove it, and say dormancy: 0% instead");
    else if (fault_.active != group_.need.at_least)
      e_.diagnostics.error(active.at,
                           fmt::format("`active` is {}, and {} are in use in {}, by its takeover", fault_.active,
                                       group_.need.at_least, group_.told()),
                           std::to_string(group_.need.at_least));
  }

  void error(const std::string& sentence, const std::string& hint) {
    const auto told = [&](std::string text) {
      const auto at = text.find("{}");
      return at == std::string::npos ? text : text.replace(at, 2, key_);
    };
    e_.diagnostics.error(file_.find(key_)->key_at, told(sentence), {}, told(hint));
  }

  Examined& e_;
  const FaultSpec& fault_;
  const Resolved& file_;
  const std::vector<TakenOver>& groups_;
  const TakenOver& group_;
  std::string key_;  ///< that speaks of spares
};

// Spares make use of a takeover, even of one that takes no time.
void claim(Examined& e, const TakenOver& group) {
  e.claims.met(needs_of(e, group.needer)->find({group.need.name, "takeover"})->key_at);
}

}  // namespace

bool resolve_standby(Examined& e, FaultSpec& fault, const Resolved& file) {
  std::string key;
  for (const auto one : {"starts", "dormancy", "active"})
    if (file.find(one)) key = one;
  if (key.empty()) return false;
  const auto groups = groups_of(e.document.model, fault.targets);
  if (groups.empty()) return false;
  StandbyCheck(e, fault, file, groups, key).check();
  claim(e, groups.front());
  fault.standby = true;
  fault.active = 0;
  return true;
}

}  // namespace bulkhead
