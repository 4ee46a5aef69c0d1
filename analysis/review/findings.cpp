// SPDX-License-Identifier: Apache-2.0
// Collects findings, merges equal ones, finds their places.
#include "analysis/review/findings.hpp"

#include <algorithm>

namespace bulkhead {
namespace {

const ResolvedEntry* entry_of(const Resolved& node, const std::string& key) {
  for (const ResolvedEntry& entry : node.entries)
    if (entry.key == key) return &entry;
  for (const Resolved& item : node.items)
    for (const ResolvedEntry& entry : item.entries)
      if (entry.key == key) return &entry;
  return nullptr;
}

TextSpan place_of(const Resolved& file, const std::vector<std::string>& path) {
  const Resolved* node = &file;
  TextSpan at = file.at;
  for (const std::string& key : path) {
    const ResolvedEntry* entry = entry_of(*node, key);
    if (!entry || !entry->value.given || entry->value.key_at.source < 0) return at;
    node = &entry->value;
    at = node->key_at;
  }
  return at;
}

std::string label(const Experiment& experiment, const Variant& variant) {
  std::string text = experiment.name + " " + variant.name;
  for (const auto& [param, value] : experiment.point) text += " " + param + "=" + value;
  return text;
}

}  // namespace

Finding Findings::useless(const Asked& asked) {
  const Rule& rule = *find_rule("useless-suppression");
  const Suppression& one = asked.suppression;
  Finding out;
  out.rule = rule.name;
  out.severity = rule.severity;
  out.message = "the suppression of " + one.rule + (one.at.empty() ? "" : " at " + one.at) + " suppresses nothing";
  if (!asked.leads) out.message += ": that path leads nowhere";
  if (!asked.nearest.empty()) out.message += "; did you mean " + asked.nearest + "?";
  out.why = rule.why;
  out.instead = rule.instead;
  out.source = rule.source;
  out.path = "suppress";
  out.at = one.place;
  return out;
}

void Findings::enter(const Experiment& experiment, const Variant& variant, std::size_t number) {
  experiment_ = &experiment;
  variant_ = &variant;
  number_ = number;
  for (const Suppression& one : experiment.words.suppress) {
    Asked& asked = suppressions_.try_emplace(one.place, Asked{one, false, false, ""}).first->second;
    const auto path = parse_tree_path(one.at);
    asked.leads = asked.leads || !path || !find_all(variant.file, variant.file, *path).empty();
    asked.nearest = asked.leads ? "" : nearest_path(variant.file, *path);
  }
}

void Findings::add(const std::vector<std::string>& path, std::string message) {
  add_at(place_of(variant_->file, path), path, std::move(message));
}

void Findings::add_at(TextSpan at, const std::vector<std::string>& path, std::string message) {
  Finding finding;
  finding.rule = rule_->name;
  finding.severity = rule_->severity;
  finding.message = std::move(message);
  finding.why = rule_->why;
  finding.instead = rule_->instead;
  finding.source = rule_->source;
  finding.path = dotted(path);
  finding.at = at;
  add(std::move(finding));
}

void Findings::add(Finding finding) {
  suppress(finding);
  const Key key{finding.at, finding.rule, finding.path, finding.message, finding.because};
  auto& [known, last] = found_.emplace(key, std::pair(std::move(finding), std::size_t{0})).first->second;
  if (!experiment_ || (last == number_ && !known.seen_in.empty())) return;
  last = number_;
  known.seen_in.push_back(label(*experiment_, *variant_));
}

// By the suppressions of the experiment at hand; the first that covers it gives the reason.
void Findings::suppress(Finding& finding) {
  if (!experiment_) return;
  for (const Suppression& one : experiment_->words.suppress) {
    if (one.rule != finding.rule || !lies_under(finding.path, one.at)) continue;
    suppressions_[one.place].used = true;
    if (!finding.suppressed) finding.because = one.because;
    finding.suppressed = true;
  }
}

std::vector<Finding> Findings::take(std::size_t variants, bool with_useless) {
  for (const auto& [at, one] : suppressions_)
    if (with_useless && !one.used) {
      const Finding finding = useless(one);
      found_.emplace(Key{at, finding.rule, finding.path, finding.message, ""}, std::pair(finding, std::size_t{0}));
    }
  std::vector<Finding> out;
  for (auto& [key, found] : found_) {
    out.push_back(std::move(found.first));
    out.back().everywhere = out.back().seen_in.size() == variants || out.back().seen_in.empty();
  }
  found_.clear();
  std::stable_sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  return out;
}

bool lies_under(std::string_view path, std::string_view prefix) {
  return path.substr(0, prefix.size()) == prefix &&
         (prefix.empty() || path.size() == prefix.size() || path[prefix.size()] == '.');
}

}  // namespace bulkhead
