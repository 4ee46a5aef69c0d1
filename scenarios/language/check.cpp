// SPDX-License-Identifier: Apache-2.0
// The order of examination, places in the file, and targets to names.
#include "scenarios/language/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "scenarios/language/selector.hpp"

namespace bulkhead {
namespace {

const Resolved& deepest(const Resolved& file, std::initializer_list<std::string_view> path) {
  const Resolved* node = &file;
  for (const auto key : path) {
    if (const Resolved* next = node->find(key)) node = next;
  }
  return *node;
}

// `text` is what stands at the place: the pattern, or `any 2 of` it.
Diagnostic no_match(const Examined& e, const std::string& pattern, std::string text, TextSpan at) {
  const auto kind = target_kind(pattern);
  const bool any =
      std::any_of(e.names.begin(), e.names.end(), [&](const std::string& name) { return target_kind(name) == kind; });
  const std::string near = any ? suggest(pattern, e.names, e.regions) : "";
  const std::string why = any ? "" : fmt::format(": there is no {}", kind);
  text.replace(text.find(pattern), pattern.size(), near);
  return {at, fmt::format("`{}` matches nothing{}", pattern, why), near.empty() ? "" : text, {}};
}

/// Which patterns of a list name what others have named already, as far as one of the two is the name itself.
class Named {
 public:
  /// The earlier pattern, or nothing.
  const std::string* again(const std::string& pattern, const std::vector<std::string>& matches) {
    const auto [words, fresh] = words_.insert(pattern);
    const bool is_name = matches == std::vector{pattern};
    const std::string* other = fresh ? nullptr : &*words;
    for (const auto& name : matches) {
      const auto& before = is_name ? by_any_ : by_itself_;
      const auto found = before.find(name);
      if (!other && found != before.end()) other = found->second;
    }
    for (const auto& name : matches) by_any_.emplace(name, &*words);
    if (is_name) by_itself_.emplace(pattern, &*words);
    return other;
  }

 private:
  std::set<std::string> words_;
  std::map<std::string, const std::string*> by_any_;     // the pattern that named it first
  std::map<std::string, const std::string*> by_itself_;  // the same, of names that are patterns themselves
};

}  // namespace

TextSpan Examined::at(std::initializer_list<std::string_view> path) const {
  return deepest(file, path).at;
}
TextSpan Examined::key_at(std::initializer_list<std::string_view> path) const {
  return deepest(file, path).key_at;
}

bool Examined::given(std::initializer_list<std::string_view> path) const {
  const Resolved* node = file.find(path);
  return node && node->given;
}

std::vector<std::string> resolve_targets(Examined& e, const std::vector<std::string>& patterns, const Resolved& list,
                                         std::vector<Diagnostic>* absent) {
  const bool whole = list.form == Resolved::Form::scalar;  // `any 2 of TARGET`
  const auto at = [&](std::size_t i) { return whole ? list.at : list.items[i].at; };
  Named named;
  std::vector<std::string> found;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const auto names = match(patterns[i], e.names, e.regions);
    found.insert(found.end(), names.begin(), names.end());
    if (const auto* other = named.again(patterns[i], names))
      e.diagnostics.error(at(i), fmt::format("`{}` is named twice: by `{}` too", patterns[i], *other), {},
                          "remove one of the two");
    if (!names.empty()) continue;
    const Diagnostic problem = no_match(e, patterns[i], whole ? list.text : patterns[i], at(i));
    if (absent)
      absent->push_back(problem);
    else
      e.diagnostics.error(problem.at, problem.sentence, problem.instead);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void check_use(Examined& e, Resolved& entry, std::string_view key, bool useful, std::string_view sentence,
               std::string_view hint) {
  const Resolved* node = entry.find(key);
  if (!node) return;
  if (useful) {
    e.claims.met(node->key_at);
    return;
  }
  if (node->given) e.claims.missed(node->key_at, {node->key_at, std::string(sentence), {}, std::string(hint)});
  entry.remove(key);
}

void examine(Examined& e) {
  const std::size_t before = e.diagnostics.count();
  check_parts(e);
  if (e.diagnostics.count() != before) return;
  check_places(e);
  check_services(e);
  check_cells(e);
  if (e.diagnostics.count() != before) return;
  e.names = target_names(e.document.model);
  resolve_needs(e);
  resolve_objectives(e);
  resolve_faults(e);
  check_crews(e);
  if (e.diagnostics.count() == before) check_renewals(e);
  if (e.diagnostics.count() == before) resolve_rates(e);
  if (e.diagnostics.count() == before) resolve_shocks(e);
  resolve_detection(e);
  check_response(e);
  if (e.diagnostics.count() == before) check_slots(e);
  e.complete = true;
  e.document.model.begins = e.document.run.begins;
  e.document.model.horizon = e.document.run.horizon;
  e.document.model.warm_up = e.document.run.warm_up;
  e.document.model.run_off = e.document.run.run_off;
}

}  // namespace bulkhead
