// SPDX-License-Identifier: Apache-2.0
/// A rule of the review: what it looks for, why it matters, what to do, and the function that looks.
///
/// A rule is one descriptor and one row in registry.cpp. It reads what a file says, in one variant, and runs nothing
/// over time or by chance. A rule that is unsure is silent: a finding that is wrong costs more trust than one that is
/// missing.
///
/// Cost:     a review of 1,000 services takes milliseconds; no rule may be worse than services x calls
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bulkhead {

class Reviewed;
class Findings;

/// error: a promise of the file cannot be kept even when all goes well, or one failure undoes what the design is for.
/// warning: it will hurt when something breaks. note: worth knowing.
enum class Severity { error, warning, note };

std::string_view to_string(Severity severity);

struct Rule {
  std::string_view name;  ///< in kebab-case; what `suppress` names
  Severity severity = Severity::warning;
  std::string_view about;    ///< what it looks for, one sentence
  std::string_view why;      ///< why it matters
  std::string_view instead;  ///< what to do
  std::string_view source;   ///< published, or "assumed" where a number of its own decides
  void (*look)(const Reviewed& reviewed, Findings& findings) = nullptr;
};

/// All rules, sorted by name.
std::span<const Rule> rules();
const Rule* find_rule(std::string_view name);

/// Everything about a rule, for people.
std::string rule_text(const Rule& rule);
/// All rules in one page of the manual: docs/rules.md is this text.
std::string rules_page();

}  // namespace bulkhead
