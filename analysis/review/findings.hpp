// SPDX-License-Identifier: Apache-2.0
/// What a review found: each finding with its place, its numbers, and the variants in which it was seen.
///
/// Equal findings (rule, place, message) of several variants are one, which lists them.
///
/// Shape:    sorted by severity, then file, line, column, rule, message
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "analysis/review/rule.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

struct Finding {
  std::string rule;
  Severity severity = Severity::warning;
  std::string message;  ///< with the numbers
  std::string why;
  std::string instead;
  std::string source;
  std::string path;                  ///< "services.web.calls.cart.timeout"
  TextSpan at;                       ///< in the scenario's sources
  std::vector<std::string> seen_in;  ///< "main silo", "main silo load=3/s", in the order of the file
  bool everywhere = false;           ///< in all variants of all experiments
  bool suppressed = false;
  std::string because;  ///< of the suppression
};

class Findings {
 public:
  /// From here on findings are of this variant, and of this rule.
  void enter(const Experiment& experiment, const Variant& variant, std::size_t number);
  void enter(const Rule& rule) { rule_ = &rule; }

  /// At the value of a path, or the nearest before it that is there. Calls in sequence are found as in a mapping.
  void add(const std::vector<std::string>& path, std::string message);
  /// Of what no variant's file holds, at a place of its own.
  void add_at(TextSpan at, const std::vector<std::string>& path, std::string message);
  /// Of a rule that is no row.
  void add(Finding finding);

  /// Sorted; `variants`: how many there are in all. `with_useless`: those of suppressions that suppressed nothing too.
  std::vector<Finding> take(std::size_t variants, bool with_useless);

 private:
  using Key = std::tuple<TextSpan, std::string, std::string, std::string, std::string>;

  void suppress(Finding& finding);

  std::map<Key, std::pair<Finding, std::size_t>> found_;  ///< with the last variant that saw it
  const Rule* rule_ = nullptr;
  const Experiment* experiment_ = nullptr;
  const Variant* variant_ = nullptr;
  struct Asked {
    Suppression suppression;
    bool used = false;
    bool leads = false;   ///< its path leads to something, in a variant
    std::string nearest;  ///< where it does not
  };
  static Finding useless(const Asked& asked);
  std::map<TextSpan, Asked> suppressions_;
  std::size_t number_ = 0;
};

/// Whether a path is `prefix` or lies below it.
bool lies_under(std::string_view path, std::string_view prefix);

}  // namespace bulkhead
