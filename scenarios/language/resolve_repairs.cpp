// SPDX-License-Identifier: Apache-2.0
// When a fault is found and who repairs it; which of its clocks run.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "scenarios/language/check.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {

void check_repair(Examined& e, const FaultSpec& fault, const Resolved& file) {
  for (const auto key : {"found", "crew"}) {
    const Resolved* node = file.find(key);
    if (!node || file.find("repair") || !fault.repaired_as.empty()) continue;
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

// Whether there are spares of which nobody knows.
void check_found_of(Examined& e, FaultSpec& fault, const Resolved& file) {
  const Resolved* node = file.find("found_of");
  if (!node) return;
  const auto error = [&](std::string sentence, std::string hint) {
    e.diagnostics.error(node->key_at, std::move(sentence), {}, std::move(hint));
  };
  if (!fault.found && !fault.found_every)
    error("`found_of` says whose failures are `found`, and nothing says when", "add found: {every: 30d}, or remove it");
  else if (fault.found_of_spares && fault.active == 0 && !fault.standby)
    error("`found_of: spares` is about spares, and nothing says that there are any",
          "add dormancy: 100%, where a takeover has hot ones, or active: N, or remove it");
  else if (fault.found_of_spares && fault.dormancy <= 0)
    error("these spares are cold: they do not fail while they stand by, and nothing is to be found",
          "add dormancy: 100%, or remove it");
}

void check_repair_acceleration(Examined& e, FaultSpec& fault, Resolved& file) {
  const auto changes = [](double factor) { return factor != 1; };
  check_use(e, file, "repair_acceleration",
            std::any_of(fault.repair_acceleration.begin(), fault.repair_acceleration.end(), changes),
            "`repair_acceleration` of ones changes nothing", "give another factor, or remove it");
  const Resolved* node = file.find("repair_acceleration");
  if (!node) return fault.repair_acceleration.clear();
  const bool one_by_one = !fault.at && fault.any == 0 && fault.from.empty();
  const auto n = one_by_one ? fault.targets.size() : 1;
  if (!fault.repair)
    e.diagnostics.error(node->key_at, fmt::format("`{}` has no `repair`", fault.name), {},
                        "add repair: 2h, or remove it");
  else if (fault.repair_acceleration.size() > n)
    e.diagnostics.error(node->items[n].at,
                        fmt::format("at most {} {} down by `{}`: this factor, for {}, would never hold", n,
                                    n > 1 ? "are" : "is", fault.name, n + 1),
                        {}, fmt::format("give at most {}", n));
}

/// Clocks that begin at an age, or go on with a part of it, have to age.
void check_ageing(Examined& e, FaultSpec& fault, Resolved& file) {
  const bool ages = fault.mttf && fault.mttf->has_hazard() && fault.mttf->kind() != Distribution::Kind::exponential;
  const auto why = [&](std::string_view key) {
    return fmt::format("`{}` does nothing: `{}` has no life that ages, like {{weibull: {{shape: 2, mean: 300d}}}}", key,
                       fault.name);
  };
  if (const Resolved* aged = file.find("aged");
      aged && ages && std::isinf(fault.mttf->cumulative_hazard(fault.aged.seconds())))
    e.diagnostics.error(aged->at, fmt::format("no target of `{}` lives for so long", fault.name), {}, "give less");
  const bool far = fault.mttf && (fault.mttf->kind() == Distribution::Kind::gamma ||
                                  fault.mttf->kind() == Distribution::Kind::mixture);
  if (const Resolved* restores = file.find("restores"); restores && ages && far && fault.restores < 1)
    e.diagnostics.error(restores->key_at,
                        "`restores` goes with a Weibull, lognormal or uniform life: of others the far end is "
                        "not known well enough",
                        {}, "give mttf another law, or remove it");
  check_use(e, file, "aged", ages, why("aged"), "remove it");
  check_use(e, file, "restores", ages && fault.repair && fault.restores < 1,
            fault.repair && ages ? "`restores` of 100% changes nothing" : why("restores"), "remove it");
  if (!file.find("aged")) fault.aged = Duration::zero();
  if (!file.find("restores")) fault.restores = 1;
}

// What spares do is said where there are some.
void check_spares(Examined& e, const FaultSpec& fault, const Resolved& file) {
  const auto n = static_cast<int>(fault.targets.size());
  const std::string hint = n > 1 && fault.any == 0 ? fmt::format("add active: {}, or remove it", n - 1) : "remove it";
  for (const auto& [key, what] : {std::pair("dormancy", "how fast a spare ages"), {"starts", "how spares start"}}) {
    const Resolved* node = file.find(key);
    if (node && fault.active == 0)
      e.diagnostics.error(node->key_at,
                          fmt::format("`{}` says {}, and without `active` or a takeover there is no spare", key, what),
                          {}, hint);
  }
}

void check_acceleration(Examined& e, const FaultSpec& fault, const Resolved& node) {
  const auto n = fault.targets.size();
  const auto& factors = fault.acceleration;
  if (fault.any > 0 || n < 2)
    e.diagnostics.error(node.key_at,
                        "`acceleration` is about targets that fail one by one while others run, and these do not", {},
                        "remove it");
  else if (factors.size() > n)
    e.diagnostics.error(node.items[n].at,
                        fmt::format("of {} targets at most {} are down while another runs: this factor, for {}, would "
                                    "never hold",
                                    n, n - 1, n),
                        {}, fmt::format("give at most {}", n));
  if (!factors.empty() && factors.front() == 0)
    e.diagnostics.error(node.items.front().at,
                        "`acceleration` begins with 0: while none is down no clock would run, and nothing would ever "
                        "fail",
                        "1");
}

void resolve_clocks(Examined& e, FaultSpec& fault, Resolved& file) {
  const auto changes = [](double factor) { return factor != 1; };
  check_use(e, file, "acceleration", std::any_of(fault.acceleration.begin(), fault.acceleration.end(), changes),
            "`acceleration` of ones changes nothing", "give another factor, or remove it");
  if (!file.find("acceleration")) fault.acceleration.clear();
  check_repair_acceleration(e, fault, file);
  check_ageing(e, fault, file);
  const Resolved* active = file.find("active");
  const Resolved* only_while = file.find("only_while");
  const Resolved* acceleration = file.find("acceleration");
  for (const auto* node : {active, only_while, acceleration}) {
    if (node && fault.at)
      e.diagnostics.error(node->key_at, "this goes with `mttf`: a fault `at` an instant has no clock", {}, "remove it");
  }
  if (only_while) fault.only_while = resolve_targets(e, fault.only_while, *only_while);
  if (acceleration) check_acceleration(e, fault, *acceleration);
  const Resolved* starts = file.find("starts");
  if (starts && fault.starts <= 0)
    e.diagnostics.error(starts->at, "`starts` is 0%: no spare would ever serve", {},
                        "give a share above 0%, or leave the spares out");
  const bool standby = resolve_standby(e, fault, file);
  check_found_of(e, fault, file);
  if (standby) return;
  check_spares(e, fault, file);
  if (!active) return;
  const auto targets = static_cast<int>(fault.targets.size());
  if (fault.any > 0 || targets == 0)
    e.diagnostics.error(active->key_at, "`active` counts targets that fail one by one, and these do not", {},
                        "remove it");
  else if (fault.active >= targets)
    e.diagnostics.error(active->at,
                        fmt::format("`active` is {}, and there are {} targets: none is a spare", fault.active, targets),
                        targets > 1 ? std::to_string(targets - 1) : "", targets > 1 ? "" : "remove it");
}

// What looks cannot find waits for a full one, and what they may miss is found in the end.
void check_misses(Examined& e, FaultSpec& fault, Resolved& found) {
  constexpr std::int64_t kMostLooks = 500;
  const auto error = [&](std::string_view key, std::string sentence, std::string hint) {
    e.diagnostics.error(found.find(key)->key_at, std::move(sentence), {}, std::move(hint));
  };
  const Resolved* full = found.find("full_every");
  if (full) {
    const auto every = fault.found_every->count(), all = fault.found_full_every->count();
    if (all % every != 0 || all <= every || all / every > kMostLooks)
      error(
          "full_every",
          fmt::format("`full_every` is a multiple of `every`: every second look is full, or a later one, at most every "
                      "{}th",
                      kMostLooks),
          fmt::format("like full_every: {}", format_duration(Duration::ns(10 * every))));
  }
  if (fault.found_coverage < 1 && !full)
    error("coverage", "`coverage` leaves failures that no look can find, and nothing else does",
          "add full_every: DURATION, when looks find all, or give misses: SHARE");
  if (fault.found_misses >= 1 && !full)
    error("misses", "looks that miss everything find nothing", "give less than 100%, or add full_every: DURATION");
  check_use(e, found, "misses", fault.found_misses > 0, "`misses` of 0% changes nothing", "remove it");
  check_use(e, found, "coverage", fault.found_coverage < 1, "`coverage` of 100% changes nothing", "remove it");
  check_use(e, found, "full_every", fault.found_coverage < 1 || fault.found_misses > 0,
            "`full_every` finds what other looks cannot, and they find all", "add coverage: 90%, or remove it");
  if (!found.find("full_every")) fault.found_full_every.reset();
}

void resolve_looks(Examined& e, FaultSpec& fault, Resolved& file) {
  Resolved* found = file.find("found");
  if (!found || !fault.found_every) return;
  if (fault.found_first && fault.found_staggered)
    e.diagnostics.error(found->find("first")->key_at, "`first` and `staggered` both say when somebody looks first", {},
                        "keep one of them");
  check_misses(e, fault, *found);
  const bool useful = !fault.found_staggered || fault.targets.size() > 1;
  check_use(e, *found, "staggered", useful, "`staggered` looks at one target after another, and here are not two",
            "remove it, or give first: TIME");
  if (!useful) fault.found_staggered = false;
}

}  // namespace bulkhead
