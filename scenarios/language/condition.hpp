// SPDX-License-Identifier: Apache-2.0
/// Conditions over a resolved file: `timeout > 1s and (retries >= 2 or not exists /edge)`.
///
///   condition   = conjunction { "or" conjunction }
///   conjunction = negation { "and" negation }
///   negation    = "not" negation | "(" condition ")" | "exists" PATH | PATH OPERATOR VALUE
///   OPERATOR    = ">" | ">=" | "<" | "<=" | "==" | "!="
///   VALUE       = a duration (1s), rate (250/s), share (5%), number (2), word (hard), or text in single quotes
///
/// A comparison holds if it holds for one of the values that its path leads to; of what is not there, none holds. A
/// word or a text is compared by == and != alone.
///
/// Range:    1,000 characters, 32 levels of `(` and `not` (assumed: far above any rule that a person reads)
/// Errors:   parsing: into Diagnostics, at the place within the text. Asking: a value of another kind than the one that
///           it is compared with is a mismatch, which the caller must say
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/tree_path.hpp"

namespace bulkhead {

struct YamlNode;

/// What a value is compared as.
struct Literal {
  enum class Kind { duration, rate, share, number, word };
  Kind kind = Kind::word;
  double number = 0;  ///< in seconds, per second, or itself
  std::string text;   ///< as it is written
};

struct Condition {
  enum class Kind { all, any, no, exists, compare };
  enum class Sign { greater, at_least, less, at_most, equal, unequal };

  Kind kind = Kind::all;  ///< without parts: true
  std::vector<Condition> parts = {};
  TreePath path = {};
  Sign sign = Sign::equal;
  Literal value = {};
  TextSpan at = {};        ///< of the comparison's path
  TextSpan value_at = {};  ///< of the value that it is compared with
};

/// Parses the text of a scalar; nothing and a problem where it is no condition.
std::optional<Condition> parse_condition(const YamlNode& scalar, Diagnostics& diagnostics);

/// A comparison that cannot be decided: the file's value is of another kind.
struct Mismatch {
  const Condition* comparison = nullptr;
  std::string value;
};

/// Whether the condition holds at `node` of the tree `top`; comparisons of unlike kinds are false and listed.
bool holds(const Condition& condition, const Resolved& top, const Resolved& node, std::vector<Mismatch>& mismatches);

/// The comparisons and `exists` of a condition, from left to right.
std::vector<const Condition*> leaves_of(const Condition& condition);

/// "a duration", for messages.
std::string_view kind_name(Literal::Kind kind);

/// The place of some letters of a scalar's text; the scalar's own where its text is not written as it is read.
TextSpan within(const YamlNode& scalar, std::size_t byte, std::size_t bytes);

}  // namespace bulkhead
