// SPDX-License-Identifier: Apache-2.0
// Suppressions and rules of the user's own.
#include "analysis/review/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scenarios/language/key_places.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

constexpr std::string_view kUseless = "useless-suppression";

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
    if (one.rule == kUseless)
      diagnostics.error(one.rule_at, fmt::format("`{}` cannot be suppressed", kUseless), {},
                        "remove the suppression that suppresses nothing");
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

/// A bare number in the unit of the file's own value; empty where that is not it.
std::string with_unit(const Literal& value, const std::string& own) {
  if (value.kind != Literal::Kind::number) return "";
  if (parse_duration(own).value) return value.text + "s";
  return parse_rate(own).value ? value.text + "/s" : "";
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
        diagnostics.error(leaf->value_at,
                          fmt::format("`{}` is {} at {}, and `{}` is {}", dotted(leaf->path.keys), one.value,
                                      dotted(place.keys), leaf->value.text, kind_name(leaf->value.kind)),
                          with_unit(leaf->value, one.value));
    }
  }
}

/// Whose key a path wants where it leads nowhere: "services.*.calls.*".
std::string owner(KeyPlaces from, const TreePath& path, std::vector<std::string> above) {
  for (const std::string& key : path.keys) {
    from = from.step(key);
    if (from.nowhere()) break;
    above.push_back(key);
  }
  return above.empty() ? "a file" : dotted(above);
}

void no_key(const DeadEnd& dead, TextSpan at, const std::string& owner, const std::string& mended,
            Diagnostics& diagnostics) {
  const bool few = dead.keys.size() <= 20;
  diagnostics.error(
      at, fmt::format("`{}` is no key of {}", printable(dead.piece), printable(owner)), mended,
      mended.empty() && few && !dead.keys.empty() ? fmt::format("its keys: {}", fmt::join(dead.keys, ", ")) : "");
}

void check_word(const Condition& leaf, const KeyPlaces& place, Diagnostics& diagnostics) {
  const auto words = place.words();
  if (leaf.kind != Condition::Kind::compare || leaf.value.kind != Literal::Kind::word || !words) return;
  if (std::find(words->begin(), words->end(), leaf.value.text) != words->end()) return;
  const std::string path = dotted(leaf.path.keys);
  const std::string said = words->empty()
                               ? fmt::format("`{}` is a quantity, and `{}` is a word", path, printable(leaf.value.text))
                               : fmt::format("`{}` is never `{}`", path, printable(leaf.value.text));
  const std::string near = nearest(leaf.value.text, *words);
  const std::string one_of = words->empty() ? "" : fmt::format("one of {}", fmt::join(*words, ", "));
  diagnostics.error(leaf.value_at, said, near, near.empty() ? one_of : "");
}

/// Keys and words that no file can have there; what this file has is well, whatever the table says.
void check_keys(const Trial& trial, Diagnostics& diagnostics) {
  const OwnRule& rule = *trial.rule;
  DeadEnd dead;
  const KeyPlaces places = follow(KeyPlaces::top(), rule.each, dead);
  if (!trial.reached && places.nowhere())
    return no_key(dead, rule.each_at, owner(KeyPlaces::top(), rule.each, {}),
                  dead.mended.empty() ? "" : yaml_scalar(dead.mended), diagnostics);
  if (!trial.reached)
    return diagnostics.error(rule.each_at, fmt::format("`{}` leads to nothing in this file", dotted(rule.each.keys)),
                             {}, "like services.*.calls.*");
  for (const Condition* leaf : leaves_of(rule.when)) {
    const bool top = leaf->path.from_top;
    const KeyPlaces from = top ? KeyPlaces::top() : places;
    const KeyPlaces end = follow(from, leaf->path, dead);
    if (!end.nowhere())
      check_word(*leaf, end, diagnostics);
    else if (!trial.met.count(leaf))
      no_key(dead, leaf->at, owner(from, leaf->path, top ? std::vector<std::string>{} : rule.each.keys), dead.mended,
             diagnostics);
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
