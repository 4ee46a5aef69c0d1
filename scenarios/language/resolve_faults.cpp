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
  const TextSpan key = file.key_at;
  if (fault.at && fault.mttf) {
    e.diagnostics.error(file.find("mttf")->key_at, "a fault begins `at` an instant or by its `mttf`, not both", {},
                        "remove one of the two");
  } else if (!fault.at && !fault.mttf) {
    e.diagnostics.error(key, fmt::format("nothing says when `{}` begins", fault.name), {}, "add at: 1h, or mttf: 365d");
  } else if (fault.at && *fault.at >= e.document.run.horizon) {
    e.diagnostics.error(file.find("at")->at,
                        fmt::format("`at` is {}, not before the horizon of the run, {}", format_duration(*fault.at),
                                    format_duration(e.document.run.horizon)));
  }
}

void check_end(Examined& e, const FaultSpec& fault, const Resolved& file) {
  const Resolved* lasts = file.find("for");
  const Resolved* repair = file.find("repair");
  if (lasts && repair)
    e.diagnostics.error(repair->key_at, "`for` and `repair` say the same thing twice", {}, "remove one of the two");
  else if (lasts && fault.mttf)
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
  const Resolved& file = *e.file.find({"faults", fault.name});
  const Resolved& target = *file.find("target");
  check_beginning(e, fault, file);
  check_end(e, fault, file);
  const Kinds& legal = find_fault_kind(fault.kind)->kind.targets;
  const bool path = among(legal, "path");
  if (!check_shape(e, fault, path, legal, target)) return true;
  if (path) {
    const Resolved& from = *target.find("from");
    const Resolved& to = *target.find("to");
    if (!check_kinds(e, fault, fault.from, kPathFrom, from) || !check_kinds(e, fault, fault.to, kPathTo, to))
      return true;
    const bool from_exists = resolve_list(e, fault.from, from);
    return resolve_list(e, fault.to, to) && from_exists;
  }
  if (!check_kinds(e, fault, fault.targets, legal, target)) return true;
  if (!resolve_list(e, fault.targets, target)) return false;
  const auto size = static_cast<int>(fault.targets.size());
  if (fault.any > size)
    e.diagnostics.error(target.at, fmt::format("any {} of {} cannot be drawn", fault.any, size),
                        fmt::format("any {}{}", size, target.text.substr(target.text.find(" of "))));
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
