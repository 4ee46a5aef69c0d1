// SPDX-License-Identifier: Apache-2.0
// Faults that renew others: that these are there, fail one by one, and share a target.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/check.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

class RenewalCheck {
 public:
  RenewalCheck(Examined& e, const FaultSpec& fault)
      : e_(e), fault_(fault), list_(*e.file.find({"faults", fault.name, "renews"})) {}

  void check() {
    if (fault_.renews.empty()) return error(list_.key_at, "`renews` names no fault: it renews nothing", "remove it");
    if (!fault_.repair)
      return error(list_.key_at, fmt::format("`renews` is about the end of a repair, and `{}` has none", fault_.name),
                   "add repair: 2h, or remove it");
    for (std::size_t i = 0; i < fault_.renews.size(); ++i) check_one(fault_.renews[i], list_.items[i].at);
  }

 private:
  void error(TextSpan at, std::string sentence, std::string hint) {
    e_.diagnostics.error(at, std::move(sentence), {}, std::move(hint));
  }

  void check_one(const std::string& name, TextSpan at) {
    const auto& faults = e_.document.model.faults;
    const auto other =
        std::find_if(faults.begin(), faults.end(), [&](const FaultSpec& one) { return one.name == name; });
    if (other == faults.end()) return unknown(name, at);
    if (&*other == &fault_) return error(at, "what a fault repairs is as good as new to itself", "remove it");
    const bool one_by_one = other->mttf && other->any == 0 && other->from.empty() && other->repaired_as.empty();
    if (!one_by_one)
      return error(at, fmt::format("`{}` has no clock for each of its targets, which could begin anew", name),
                   "name a fault that fails its targets one by one, by chance");
    for (const auto key : {"common_cause", "unavailability"})
      if (const Resolved* node = e_.file.find({"faults", name, key}))
        return error(at, fmt::format("`{}` has a clock that its `{}` makes, and is not renewed", name, node ? key : ""),
                     "give it mttf alone, or remove it here");
    if (other->mttf->kind() == Distribution::Kind::exponential)
      return e_.claims.missed(at, {at,
                                   fmt::format("renewing `{}` changes nothing: an exponential life does not age", name),
                                   {},
                                   "give it another law, like {weibull: {shape: 2, mean: 300d}}, or remove it here"});
    e_.claims.met(at);
    const bool shared = std::any_of(fault_.targets.begin(), fault_.targets.end(), [&](const std::string& target) {
      return std::find(other->targets.begin(), other->targets.end(), target) != other->targets.end();
    });
    if (!shared) error(at, fmt::format("`{}` and `{}` share no target", fault_.name, name), "remove it");
  }

  void unknown(const std::string& name, TextSpan at) {
    std::vector<std::string> names;
    for (const FaultSpec& one : e_.document.model.faults)
      if (one.name != fault_.name) names.push_back(one.name);
    const std::string near = nearest(name, names);
    e_.diagnostics.error(at, fmt::format("there is no fault `{}`", name), near,
                         near.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : "");
  }

  Examined& e_;
  const FaultSpec& fault_;
  const Resolved& list_;
};

}  // namespace

void check_renewals(Examined& e) {
  for (const FaultSpec& fault : e.document.model.faults)
    if (e.file.find({"faults", fault.name, "renews"})) RenewalCheck(e, fault).check();
}

}  // namespace bulkhead
