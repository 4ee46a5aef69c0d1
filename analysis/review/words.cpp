// SPDX-License-Identifier: Apache-2.0
// Suppressions and rules of the user's own.
#include "analysis/review/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scenarios/language/reference.hpp"

namespace bulkhead {
namespace {

std::vector<std::string> all_names(const ReviewWords& words) {
  std::vector<std::string> names;
  for (const Rule& rule : rules()) names.emplace_back(rule.name);
  for (const OwnRule& rule : words.rules) names.push_back(rule.name);
  std::sort(names.begin(), names.end());
  return names;
}

void check_names(const ReviewWords& words, Diagnostics& diagnostics) {
  const auto names = all_names(words);
  for (const Suppression& one : words.suppress) {
    if (std::binary_search(names.begin(), names.end(), one.rule)) continue;
    const std::string near = nearest(one.rule, names);
    diagnostics.error(one.rule_at, fmt::format("`{}` is no rule of the review", printable(one.rule)), near,
                      near.empty() ? "see bulkhead list rules" : "");
  }
  for (const OwnRule& rule : words.rules)
    if (find_rule(rule.name))
      diagnostics.error(rule.each_at, fmt::format("`{}` is a rule of the program already", rule.name), {},
                        "give the rule another name");
}

const std::set<std::string>& known_keys() {
  static const std::set<std::string> keys = [] {
    std::set<std::string> out{"fixed",     "exponential", "uniform", "lognormal", "weibull", "gamma",
                              "empirical", "p50",         "p90",     "p95",       "p99",     "mean",
                              "cv",        "shape",       "scale",   "kind",      "do"};
    for (const ListedField& field : listed_fields()) out.insert(field.key);
    for (const ListedKind& kind : listed_kinds())
      for (const ListedField& parameter : kind.parameters) out.insert(parameter.key);
    return out;
  }();
  return keys;
}

/// One rule over all variants of its experiment name: what was found, what could not be compared.
struct Trial {
  const OwnRule* rule = nullptr;
  bool reached = false;
  std::set<const Condition*> met;  ///< leaves whose path led somewhere
};

void try_on(const Variant& variant, Trial& trial, Diagnostics& diagnostics) {
  const auto leaves = leaves_of(trial.rule->when);
  for (const TreeMatch& place : find_all(variant.file, variant.file, trial.rule->each)) {
    trial.reached = true;
    for (const Condition* leaf : leaves) {
      const auto found = find_all(variant.file, *place.node, leaf->path);
      if (found.empty()) continue;
      trial.met.insert(leaf);
      std::vector<Mismatch> mismatches;
      holds(*leaf, variant.file, *place.node, mismatches);
      for (const Mismatch& one : mismatches)
        diagnostics.error(leaf->at, fmt::format("`{}` is {} at {}, and `{}` is {}", dotted(leaf->path.keys), one.value,
                                                dotted(place.keys), leaf->value.text, kind_name(leaf->value.kind)));
    }
  }
}

void check_keys(const Trial& trial, Diagnostics& diagnostics) {
  if (!trial.reached)
    diagnostics.error(trial.rule->each_at,
                      fmt::format("`{}` leads to nothing in this file", dotted(trial.rule->each.keys)), {},
                      "like services.*.calls.*");
  for (const Condition* leaf : leaves_of(trial.rule->when)) {
    const std::string& key = leaf->path.keys.back();
    if (!trial.reached || trial.met.count(leaf) || known_keys().count(key) || key.find('*') != std::string::npos)
      continue;
    if (leaf->kind == Condition::Kind::exists) continue;  // it may ask for a name
    const std::string near = nearest(key, {known_keys().begin(), known_keys().end()});
    diagnostics.error(leaf->at, fmt::format("`{}` is no key of the language", printable(key)), {},
                      near.empty() ? "" : fmt::format("did you mean {}?", near));
  }
}

std::string value_text(const Reviewed& reviewed, const Resolved& node, const std::string& key) {
  const auto path = parse_tree_path(key);
  const auto found = path ? find_all(reviewed.file, node, *path) : std::vector<TreeMatch>{};
  if (found.empty()) return "unset";
  return found.front().node->form == Resolved::Form::scalar ? found.front().node->text : "given";
}

std::string said(const Reviewed& reviewed, const OwnRule& rule, const TreeMatch& place) {
  std::string out;
  for (std::size_t i = 0; i < rule.say.size();) {
    const auto open = rule.say.find('{', i);
    out += rule.say.substr(i, open - i);
    if (open == std::string::npos) break;
    const auto close = rule.say.find('}', open);
    const std::string key = rule.say.substr(open + 1, close - open - 1);
    out += key == "path" ? dotted(place.keys) : value_text(reviewed, *place.node, key);
    i = close + 1;
  }
  return out;
}

Finding finding_of(const Reviewed& reviewed, const OwnRule& rule, const TreeMatch& place) {
  Finding out;
  out.rule = rule.name;
  out.severity = static_cast<Severity>(rule.severity);
  out.message = said(reviewed, rule, place);
  out.instead = rule.instead;
  out.source = "a rule of this file";
  out.path = dotted(place.keys);
  out.at = place.node->key_at;
  return out;
}

}  // namespace

void check_review_words(const Scenario& scenario, Diagnostics& diagnostics) {
  std::map<TextSpan, Trial> trials;
  for (const Experiment& experiment : scenario.experiments) {
    check_names(experiment.words, diagnostics);
    for (const OwnRule& rule : experiment.words.rules) {
      Trial& trial = trials[rule.each_at];
      trial.rule = &rule;
      trial.met.clear();
      for (const Variant& variant : experiment.variants) try_on(variant, trial, diagnostics);
    }
  }
  for (const auto& [at, trial] : trials) check_keys(trial, diagnostics);
}

void look_by_own_rules(const Reviewed& reviewed, Findings& findings) {
  for (const OwnRule& rule : reviewed.experiment.words.rules)
    for (const TreeMatch& place : find_all(reviewed.file, reviewed.file, rule.each)) {
      std::vector<Mismatch> mismatches;
      if (holds(rule.when, reviewed.file, *place.node, mismatches)) findings.add(finding_of(reviewed, rule, place));
    }
}

}  // namespace bulkhead
