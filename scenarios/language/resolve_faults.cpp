// SPDX-License-Identifier: Apache-2.0
// Faults: beginnings and ends that fit, and targets that exist.
#include <fmt/format.h>

#include <algorithm>

#include "models/faults/registry.hpp"
#include "scenarios/language/check.hpp"
#include "scenarios/language/selector.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

using Kinds = std::vector<std::string_view>;

const Kinds kPathFrom = {"cell", "entry", "pool", "service", "zone"};
const Kinds kPathTo = {"cell", "pool", "service", "zone"};

void check_beginning(Examined& e, const FaultSpec& fault, const Resolved& file) {
  std::vector<const Resolved*> given;
  for (const auto key : {"at", "mttf", "unavailability"}) {
    if (const Resolved* node = file.find(key)) given.push_back(node);
  }
  if (given.size() > 1) {
    e.diagnostics.error(given[1]->key_at, "a fault begins `at` an instant, by its `mttf` or by its `unavailability`",
                        {}, "keep one of them");
  } else if (given.empty()) {
    e.diagnostics.error(file.key_at, fmt::format("nothing says when `{}` begins", fault.name), {},
                        "add at: 1h, or mttf: 365d");
  } else if (fault.at && *fault.at >= e.document.run.horizon) {
    e.diagnostics.error(given[0]->at, fmt::format("`at` is {}, not before the horizon of the run, {}",
                                                  format_duration(*fault.at), format_duration(e.document.run.horizon)));
  }
}

void check_end(Examined& e, const FaultSpec& fault, const Resolved& file) {
  const Resolved* lasts = file.find("for");
  const Resolved* repair = file.find("repair");
  if (lasts && repair)
    e.diagnostics.error(repair->key_at, "`for` and `repair` say the same thing twice", {}, "remove one of the two");
  else if (lasts && (fault.mttf || file.find("unavailability")))
    e.diagnostics.error(lasts->key_at, "`for` goes with `at`; a fault by chance has a `repair`", "repair");
}

bool among(const Kinds& kinds, std::string_view kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// Each pattern's kind must be legal for the kind of fault.
bool check_kinds(Examined& e, const FaultSpec& fault, const std::vector<std::string>& patterns, const Kinds& legal,
                 const Resolved& list) {
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const auto kind = target_kind(patterns[i]);
    if (among(legal, kind)) continue;
    const TextSpan at = list.form == Resolved::Form::scalar ? list.at : list.items[i].at;
    e.diagnostics.error(at, fmt::format("`{}` does not strike a {}", fault.kind, kind), {},
                        fmt::format("legal here: {}", fmt::join(legal, ", ")));
    return false;
  }
  return true;
}

// Whether an impairment leaves everything as it was.
bool is_neutral(const Impairment& impairment) {
  switch (impairment.what) {
    case Effect::down:
    case Effect::refuse:
      return false;
    case Effect::delay_factor:
    case Effect::capacity:
      return impairment.amount == 1;
    case Effect::request_loss:
    case Effect::reply_loss:
    case Effect::errors:
    case Effect::delay_add:
      return impairment.amount == 0;
  }
  return false;
}

// Coins are tossed for losses and errors; what is down or slow is so for everybody.
bool tosses_coins(const Impairment& impairment) {
  const bool coin = impairment.what == Effect::request_loss || impairment.what == Effect::reply_loss ||
                    impairment.what == Effect::errors;
  return coin && !is_neutral(impairment);
}

// What one occurrence would do, by the kind itself.
std::vector<Impairment> rehearse(const FaultSpec& fault) {
  std::vector<Impairment> impairments;
  find_fault_kind(fault.kind)->impair(fault.values, {{0}, {0}, {0}, fault.both}, impairments);
  return impairments;
}

void check_effect(Examined& e, const FaultSpec& fault, Resolved& file) {
  const auto impairments = rehearse(fault);
  if (std::all_of(impairments.begin(), impairments.end(), is_neutral)) {
    std::vector<std::string_view> knobs;
    for (const auto& parameter : find_fault_kind(fault.kind)->kind.parameters) knobs.push_back(parameter.name);
    e.diagnostics.error(file.key_at, fmt::format("`{}` changes nothing as it is written", fault.name), {},
                        fmt::format("give one of {}", fmt::join(knobs, ", ")));
  }
  check_use(e, file, "sticks_to", std::any_of(impairments.begin(), impairments.end(), tosses_coins),
            fmt::format("`sticks_to` does nothing for `{}`: it tosses no coins", fault.kind), "remove it");
}

bool check_shape(Examined& e, const FaultSpec& fault, bool wants_path, const Kinds& legal, const Resolved& target) {
  const bool path = !fault.from.empty();
  if (wants_path == path) return true;
  if (wants_path)
    e.diagnostics.error(target.at, fmt::format("`{}` strikes a path", fault.kind), {},
                        "like {from: zone tokyo/a, to: service web}");
  else
    e.diagnostics.error(target.at, fmt::format("`{}` strikes components, not a path", fault.kind), {},
                        fmt::format("a target of: {}", fmt::join(legal, ", ")));
  return false;
}

// Puts names for patterns, or says that the fault is absent from this variant.
bool resolve_list(Examined& e, std::vector<std::string>& patterns, const Resolved& list) {
  std::vector<Diagnostic> absent;
  const auto all = patterns;
  patterns = resolve_targets(e, all, list, &absent);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const TextSpan at = list.form == Resolved::Form::scalar ? list.at : list.items[i].at;
    const auto missing = std::find_if(absent.begin(), absent.end(), [&](const Diagnostic& d) { return d.at == at; });
    if (missing == absent.end())
      e.claims.met(at);
    else
      e.claims.missed(at, *missing);
  }
  return !patterns.empty();
}

// Whether the fault exists in this variant.
bool resolve_fault(Examined& e, FaultSpec& fault) {
  Resolved& file = *e.file.find("faults")->find(fault.name);
  const Resolved& target = *file.find("target");
  check_beginning(e, fault, file);
  check_end(e, fault, file);
  check_effect(e, fault, file);
  check_repair(e, fault, file);
  const Kinds& legal = find_fault_kind(fault.kind)->kind.targets;
  const bool path = among(legal, "path");
  if (!check_shape(e, fault, path, legal, target)) return true;
  if (path) {
    resolve_looks(e, fault, file);
    const Resolved& from = *target.find("from");
    const Resolved& to = *target.find("to");
    if (!check_kinds(e, fault, fault.from, kPathFrom, from) || !check_kinds(e, fault, fault.to, kPathTo, to))
      return true;
    resolve_clocks(e, fault, file);
    const bool from_exists = resolve_list(e, fault.from, from);
    return resolve_list(e, fault.to, to) && from_exists;
  }
  if (!check_kinds(e, fault, fault.targets, legal, target)) return true;
  if (!resolve_list(e, fault.targets, target)) return false;
  const auto size = static_cast<int>(fault.targets.size());
  if (fault.any > size)
    e.diagnostics.error(target.at, fmt::format("any {} of {} cannot be drawn", fault.any, size),
                        fmt::format("any {}{}", size, target.text.substr(target.text.find(" of "))));
  resolve_clocks(e, fault, file);
  resolve_looks(e, fault, file);
  return true;
}

}  // namespace

void resolve_faults(Examined& e) {
  auto& faults = e.document.model.faults;
  std::vector<std::string> absent;
  for (auto& fault : faults) {
    if (!resolve_fault(e, fault)) absent.push_back(fault.name);
  }
  for (const auto& name : absent) {
    std::erase_if(faults, [&](const FaultSpec& fault) { return fault.name == name; });
    e.file.find("faults")->remove(name);
  }
}

}  // namespace bulkhead
