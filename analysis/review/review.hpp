// SPDX-License-Identifier: Apache-2.0
/// An operational readiness review as a program: the rules, asked of every variant of a file. Nothing is simulated.
///
/// Ensures:  the same file gives the same review, byte by byte
/// Errors:   none; whoever reviews has asked check_review_words (words.hpp) before
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/report/sarif.hpp"
#include "analysis/review/findings.hpp"

namespace bulkhead {

struct ScenarioReview {
  std::string file;
  std::string scenario;
  std::vector<Finding> findings;
  Sources sources;
};

/// The review of all variants, or of those of one name.
ScenarioReview review_rules(const Scenario& scenario, const std::optional<std::string>& variant = std::nullopt);

/// Unsuppressed findings of this severity.
std::size_t count_open(const std::vector<ScenarioReview>& reviews, Severity severity);

/// For people, within 80 columns: by severity, each with its place, why it matters and what to do.
std::string review_table(const std::vector<ScenarioReview>& reviews);
std::string review_json(const std::vector<ScenarioReview>& reviews);
/// For code-scanning tools: the findings, and the rules that made them.
SarifLog review_sarif(const std::vector<ScenarioReview>& reviews);

}  // namespace bulkhead
