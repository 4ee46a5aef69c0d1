// SPDX-License-Identifier: Apache-2.0
// When a fault is found and who repairs it; which of its clocks run.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/check.hpp"

namespace bulkhead {

void check_repair(Examined& e, const FaultSpec& fault, const Resolved& file) {
  for (const auto key : {"found", "crew"}) {
    const Resolved* node = file.find(key);
    if (!node || file.find("repair")) continue;
    e.diagnostics.error(node->key_at,
                        fmt::format("`{}` says when a repair begins, and `{}` has no `repair`", key, fault.name), {},
                        "add repair: 2h, or remove it");
  }
  if (fault.crew.empty()) return;
  std::vector<std::string> names;
  for (const auto& crew : e.document.model.crews) names.push_back(crew.name);
  if (std::find(names.begin(), names.end(), fault.crew) != names.end()) return;
  const std::string near = nearest(fault.crew, names);
  const std::string known =
      names.empty() ? "add crews: {hall: {count: 1}}" : fmt::format("one of {}", fmt::join(names, ", "));
  e.diagnostics.error(file.find("crew")->at, fmt::format("no crew is called `{}`", fault.crew), near,
                      near.empty() ? known : "");
}

// Who runs and who holds a place would be two questions with two answers.
bool is_taken_over(const Model& model, const FaultSpec& fault) {
  const auto struck = [&](const std::string& name) {
    return std::find(fault.targets.begin(), fault.targets.end(), name) != fault.targets.end();
  };
  const auto taken_over = [&](const NeedSpec& need) {
    return need.takeover && std::any_of(need.of.begin(), need.of.end(), struck);
  };
  const auto& parts = model.topology.components;
  return std::any_of(parts.begin(), parts.end(), [&](const PartSpec& part) {
    return std::any_of(part.needs.begin(), part.needs.end(), taken_over);
  });
}

void resolve_clocks(Examined& e, FaultSpec& fault, const Resolved& file) {
  const Resolved* active = file.find("active");
  const Resolved* only_while = file.find("only_while");
  for (const auto* node : {active, only_while}) {
    if (node && fault.at)
      e.diagnostics.error(node->key_at, "this goes with `mttf`: a fault `at` an instant has no clock", {}, "remove it");
  }
  if (only_while) fault.only_while = resolve_targets(e, fault.only_while, *only_while);
  if (!active) return;
  const auto targets = static_cast<int>(fault.targets.size());
  if (fault.any > 0 || targets == 0)
    e.diagnostics.error(active->key_at, "`active` counts targets that fail one by one, and these do not", {},
                        "remove it");
  else if (fault.active >= targets)
    e.diagnostics.error(active->at,
                        fmt::format("`active` is {}, and there are {} targets: none is a spare", fault.active, targets),
                        targets > 1 ? std::to_string(targets - 1) : "", targets > 1 ? "" : "remove it");
  else if (is_taken_over(e.document.model, fault))
    e.diagnostics.error(active->key_at,
                        "a group with a `takeover` needs these targets, and its spares are not cold: they take places "
                        "that `active` knows nothing of",
                        {}, "remove it, or the takeover");
}

}  // namespace bulkhead
