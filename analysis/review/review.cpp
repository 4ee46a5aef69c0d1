// SPDX-License-Identifier: Apache-2.0
// Asks every rule of every variant, and hands the findings to whoever writes them.
#include "analysis/review/review.hpp"

#include <algorithm>

#include "analysis/review/reviewed.hpp"
#include "analysis/review/words.hpp"

namespace bulkhead {
namespace {

std::string file_of(const ScenarioReview& review, const Finding& finding) {
  return finding.at.source < 0 ? review.file : review.sources.name(finding.at.source);
}

SarifResult result_of(const ScenarioReview& review, const Finding& finding) {
  SarifResult out;
  out.rule = finding.rule;
  out.level = to_string(finding.severity);
  out.message = finding.message;
  out.key = finding.path;
  out.file = file_of(review, finding);
  if (finding.at.source >= 0) {
    out.line = finding.at.line;
    out.column = finding.at.column;
    out.end_line = finding.at.end_line;
    out.end_column = finding.at.end_column;
  }
  if (finding.suppressed) out.suppression = finding.because;
  out.properties = {{"scenario", review.scenario}};
  if (!finding.instead.empty()) out.properties.emplace_back("instead", finding.instead);
  if (!finding.seen_in.empty()) out.lists.emplace_back("seen_in", finding.seen_in);
  return out;
}

SarifRule rule_of(const Rule& rule) {
  return {std::string(rule.name),
          std::string(to_string(rule.severity)),
          "",
          std::string(rule.about),
          std::string(rule.why) + " " + std::string(rule.instead),
          std::string(rule.source)};
}

SarifRule rule_of(const Finding& finding) {
  return {finding.rule,  std::string(to_string(finding.severity)), "", "A rule of the scenario file.", finding.instead,
          finding.source};
}

}  // namespace

std::string_view to_string(Severity severity) {
  static constexpr std::string_view kNames[] = {"error", "warning", "note"};
  return kNames[static_cast<int>(severity)];
}

ScenarioReview review_rules(const Scenario& scenario, const std::optional<std::string>& variant) {
  Findings findings;
  std::size_t number = 0;
  for (const Experiment& experiment : scenario.experiments)
    for (const Variant& one : experiment.variants) {
      if (variant && *variant != one.name) continue;
      findings.enter(experiment, one, ++number);
      const Reviewed reviewed(experiment, one);
      for (const Rule& rule : rules()) {
        findings.enter(rule);
        rule.look(reviewed, findings);
      }
      look_by_own_rules(reviewed, findings);
    }
  return {scenario.file, scenario.name, findings.take(number, !variant), scenario.sources};
}

std::size_t count_open(const std::vector<ScenarioReview>& reviews, Severity severity) {
  std::size_t count = 0;
  for (const ScenarioReview& review : reviews)
    count += static_cast<std::size_t>(
        std::count_if(review.findings.begin(), review.findings.end(),
                      [&](const Finding& finding) { return !finding.suppressed && finding.severity == severity; }));
  return count;
}

SarifLog review_sarif(const std::vector<ScenarioReview>& reviews) {
  SarifLog log;
  log.category = "bulkhead-review/";
  for (const Rule& rule : rules()) log.rules.push_back(rule_of(rule));
  for (const ScenarioReview& review : reviews)
    for (const Finding& finding : review.findings) {
      const auto known = [&](const SarifRule& rule) { return rule.id == finding.rule; };
      if (std::none_of(log.rules.begin(), log.rules.end(), known)) log.rules.push_back(rule_of(finding));
      log.results.push_back(result_of(review, finding));
    }
  return log;
}

}  // namespace bulkhead
