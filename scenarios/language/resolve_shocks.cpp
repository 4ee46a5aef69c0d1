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
    if (!own_rules()) return;
    std::vector<const FaultSpec*> others;
    for (std::size_t i = 0; i < fault_.repaired_as.size(); ++i) {
      const FaultSpec* other = fault_called(fault_.repaired_as[i]);
      at_ = place(i);
      if (other == nullptr) return unknown(fault_.repaired_as[i]);
      if (!takes(*other)) return;
      others.push_back(other);
    }
    if (others.empty()) return;
    const std::string all = fmt::format("{}", fmt::join(fault_.repaired_as, ", "));
    for (const std::string& target : fault_.targets) {
      const auto strikes = [&](const FaultSpec* other) {
        return std::count(other->targets.begin(), other->targets.end(), target);
      };
      if (std::none_of(others.begin(), others.end(), strikes))
        return error(fmt::format("`{}` does not strike `{}`, which `{}` does", all, target, fault_.name),
                     fmt::format("add it to the targets of {}", all));
    }
    fault_.repair = others.front()->repair;
  }

 private:
  TextSpan place(std::size_t i) const {
    const Resolved& node = *file_.find("repaired_as");
    return i < node.items.size() ? node.items[i].at : node.at;
  }

  const FaultSpec* fault_called(const std::string& name) const {
    const auto& faults = e_.document.model.faults;
    const auto it = std::find_if(faults.begin(), faults.end(), [&](const FaultSpec& one) { return one.name == name; });
    return it == faults.end() ? nullptr : &*it;
  }

  void error(std::string sentence, std::string hint = {}) {
    e_.diagnostics.error(at_, std::move(sentence), {}, std::move(hint));
  }

  void unknown(const std::string& name) {
    std::vector<std::string> names;
    for (const FaultSpec& one : e_.document.model.faults)
      if (one.name != fault_.name) names.push_back(one.name);
    const std::string near = nearest(name, names);
    e_.diagnostics.error(at_, fmt::format("there is no fault `{}`", name), near,
                         near.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : "");
  }

  /// Everything after the failure is the other's.
  bool own_rules() {
    for (const auto* key : {"repair", "for", "found", "crew", "active", "dormancy", "starts", "acceleration",
                            "repair_acceleration", "renews", "restores"}) {
      const Resolved* node = file_.find(key);
      if (node == nullptr || !node->given) continue;
      e_.diagnostics.error(node->key_at,
                           fmt::format("`{}` is said by `{}`, by which what is struck is repaired", key,
                                       fmt::join(fault_.repaired_as, ", ")),
                           {}, "remove it");
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
  TextSpan at_ = {};
};

}  // namespace

void resolve_shocks(Examined& e) {
  for (FaultSpec& fault : e.document.model.faults) {
    if (!fault.repaired_as.empty()) ShockCheck(e, fault).check();
    const Resolved* node = e.file.find({"faults", fault.name, "repaired_as"});
    if (node && fault.repaired_as.empty())
      e.diagnostics.error(node->key_at, "`repaired_as` names no fault", {}, "remove it");
  }
}

}  // namespace bulkhead
