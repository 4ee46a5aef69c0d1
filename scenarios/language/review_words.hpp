// SPDX-License-Identifier: Apache-2.0
/// What a file says to its review: findings that are accepted, with their reason, and rules of the user's own.
///
/// Both belong to the file or an experiment, never to a variant, and change no model and no digest. Whether a
/// suppression names a rule that there is, is the review's to say (analysis/review/words.hpp).
#pragma once

#include <string>
#include <vector>

#include "scenarios/language/condition.hpp"

namespace bulkhead {

struct Suppression {
  std::string rule;
  std::string at;  ///< a dotted path, itself or a prefix of a finding's; empty: everywhere
  std::string because;
  TextSpan rule_at;  ///< of the rule's name in the file
  TextSpan place;    ///< of the whole entry
};

enum class OwnSeverity { error, warning, note };

struct OwnRule {
  std::string name;
  TreePath each;    ///< the places that it looks at
  Condition when;   ///< what it objects to there
  std::string say;  ///< with {path} and {KEY.KEY}, values seen from the place
  OwnSeverity severity = OwnSeverity::warning;
  std::string instead;
  TextSpan each_at;
};

struct ReviewWords {
  std::vector<Suppression> suppress;  ///< in the order of the file
  std::vector<OwnRule> rules;         ///< sorted by name
};

}  // namespace bulkhead
