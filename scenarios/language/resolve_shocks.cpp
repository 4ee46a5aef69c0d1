// SPDX-License-Identifier: Apache-2.0
// Shocks, whose victims are repaired by the rules of another fault: does that one take them?
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/check.hpp"

namespace bulkhead {
namespace {

class ShockCheck {
 public:
  ShockCheck(Examined& e, FaultSpec& fault) : e_(e), fault_(fault), file_(*e.file.find({"faults", fault.name})) {}

  void check() {
    const auto& faults = e_.document.model.faults;
    const auto other = std::find_if(faults.begin(), faults.end(),
                                    [&](const FaultSpec& one) { return one.name == fault_.repaired_as; });
    if (other == faults.end()) return unknown();
    if (!own_rules() || !takes(*other)) return;
    for (const std::string& target : fault_.targets)
      if (std::count(other->targets.begin(), other->targets.end(), target) == 0)
        return error(fmt::format("`{}` does not strike `{}`, which `{}` does", other->name, target, fault_.name),
                     fmt::format("add it to the targets of {}", other->name));
    fault_.repair = other->repair;
  }

 private:
  void error(std::string sentence, std::string hint = {}) {
    e_.diagnostics.error(file_.find("repaired_as")->at, std::move(sentence), {}, std::move(hint));
  }

  void unknown() {
    std::vector<std::string> names;
    for (const FaultSpec& one : e_.document.model.faults)
      if (one.name != fault_.name) names.push_back(one.name);
    const std::string near = nearest(fault_.repaired_as, names);
    e_.diagnostics.error(file_.find("repaired_as")->at, fmt::format("there is no fault `{}`", fault_.repaired_as), near,
                         near.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : "");
  }

  /// Everything after the failure is the other's.
  bool own_rules() {
    for (const auto* key : {"repair", "for", "found", "crew", "active", "dormancy", "starts", "acceleration",
                            "repair_acceleration", "renews"}) {
      const Resolved* node = file_.find(key);
      if (node == nullptr || !node->given) continue;
      e_.diagnostics.error(
          node->key_at,
          fmt::format("`{}` is said by `{}`, by which what is struck is repaired", key, fault_.repaired_as), {},
          "remove it");
      return false;
    }
    return true;
  }

  bool takes(const FaultSpec& other) {
    if (&other == &fault_) return error("a fault that is repaired as itself is no shock", "remove repaired_as"), false;
    if (other.kind != fault_.kind)
      return error(fmt::format("`{}` is a {}, and `{}` a {}", other.name, other.kind, fault_.name, fault_.kind),
                   "name a fault of the same kind"),
             false;
    if (!other.repaired_as.empty())
      return error(fmt::format("`{}` is a shock itself", other.name),
                   "name the fault by which its targets are repaired"),
             false;
    if (other.values.all() != fault_.values.all() || other.sticks != fault_.sticks)
      return error(fmt::format("what `{}` strikes fails as `{}` says, and their parameters differ", fault_.name,
                               other.name),
                   fmt::format("give it those of {}", other.name)),
             false;
    const bool one_by_one = other.mttf && other.any == 0 && other.from.empty();
    if (one_by_one && other.active == 0 && !other.standby) return true;
    error(fmt::format("`{}` does not fail its targets one by one, by chance, all of which run", other.name),
          "name one that does");
    return false;
  }

  Examined& e_;
  FaultSpec& fault_;
  const Resolved& file_;
};

}  // namespace

void resolve_shocks(Examined& e) {
  for (FaultSpec& fault : e.document.model.faults)
    if (!fault.repaired_as.empty()) ShockCheck(e, fault).check();
}

}  // namespace bulkhead
