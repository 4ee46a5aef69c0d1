// SPDX-License-Identifier: Apache-2.0
// Findings and rules as text and as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/format.hpp"
#include "analysis/review/review.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownVariants = 6;  // of a finding; assumed
constexpr Severity kSeverities[] = {Severity::error, Severity::warning, Severity::note};

struct Located {
  const ScenarioReview* review;
  const Finding* finding;
};

std::string place(const Located& one) {
  const TextSpan& at = one.finding->at;
  if (at.source < 0) return one.review->file;
  return fmt::format("{}:{}:{}", one.review->sources.name(at.source), at.line, at.column);
}

std::string labelled(const char* label, const std::string& text) {
  constexpr std::size_t kIndent = 10;
  if (text.empty()) return {};
  return fmt::format("    {:<6}{}\n", label, wrap(text, kWidth - kIndent, std::string(kIndent, ' ')));
}

std::string variants(const Finding& finding) {
  if (finding.everywhere) return {};
  std::vector<std::string> shown = finding.seen_in;
  const std::size_t more = shown.size() > kShownVariants ? shown.size() - kShownVariants : 0;
  shown.resize(shown.size() - more);
  return fmt::format("{}{}", fmt::join(shown, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
}

std::string finding_text(const Located& one) {
  const Finding& f = *one.finding;
  return fmt::format("{}  {}\n    {}\n", printable(place(one)), f.rule,
                     wrap(printable(f.message), kWidth - 4, "    ")) +
         labelled("in", variants(f)) + labelled("why", f.why) + labelled("do", printable(f.instead)) +
         labelled("from", f.source) + "\n";
}

std::string plural(std::size_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string summary(const std::vector<ScenarioReview>& reviews) {
  std::size_t suppressed = 0;
  for (const ScenarioReview& review : reviews)
    suppressed += static_cast<std::size_t>(
        std::count_if(review.findings.begin(), review.findings.end(), [](const Finding& f) { return f.suppressed; }));
  return fmt::format("{}: {}, {}, {}; {} suppressed\n", plural(reviews.size(), "file"),
                     plural(count_open(reviews, Severity::error), "error"),
                     plural(count_open(reviews, Severity::warning), "warning"),
                     plural(count_open(reviews, Severity::note), "note"), suppressed);
}

Json finding_json(const ScenarioReview& review, const Finding& f) {
  const bool placed = f.at.source >= 0;
  Json out = {{"rule", f.rule},
              {"severity", to_string(f.severity)},
              {"message", f.message},
              {"why", f.why},
              {"instead", f.instead},
              {"source", f.source},
              {"path", f.path},
              {"file", placed ? review.sources.name(f.at.source) : review.file},
              {"line", placed ? Json(f.at.line) : Json()},
              {"column", placed ? Json(f.at.column) : Json()},
              {"seen_in", f.seen_in},
              {"suppressed", f.suppressed}};
  out["because"] = f.suppressed ? Json(f.because) : Json();
  return out;
}

}  // namespace

std::string review_table(const std::vector<ScenarioReview>& reviews) {
  std::string out;
  for (const Severity severity : kSeverities) {
    std::string group;
    for (const ScenarioReview& review : reviews)
      for (const Finding& finding : review.findings)
        if (finding.severity == severity && !finding.suppressed) group += finding_text({&review, &finding});
    if (!group.empty()) out += fmt::format("{}s\n\n{}", to_string(severity), group);
  }
  return out + summary(reviews);
}

std::string review_json(const std::vector<ScenarioReview>& reviews) {
  Json out = {{"schema_version", 1}, {"reviews", Json::array()}};
  for (const ScenarioReview& review : reviews) {
    Json one = {{"file", review.file}, {"scenario", review.scenario}, {"findings", Json::array()}};
    for (const Finding& finding : review.findings) one["findings"].push_back(finding_json(review, finding));
    out["reviews"].push_back(std::move(one));
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string rule_text(const Rule& rule) {
  return fmt::format("  {} ({})\n      {}\n", rule.name, to_string(rule.severity),
                     wrap(std::string(rule.about), kWidth - 6, "      ")) +
         labelled("why", std::string(rule.why)) + labelled("do", std::string(rule.instead)) +
         labelled("from", std::string(rule.source));
}

std::string rules_page() {
  std::string out = R"(# Rules of the review

This page is printed from the registry of rules (`analysis/review/registry.cpp`); a test compares the two. `bulkhead review FILE` asks
all of them, `bulkhead list rules` prints them.

A finding that is accepted is named in the file, with its reason: `suppress: [{rule: static-stability, at: services.web, because: a drill}]`.
Rules of one's own stand in `rules:`; [language.md](language.md#rulesname) has both.

*error*: a promise of the file cannot be kept even when all goes well. *warning*: it will hurt when something breaks.
*note*: worth knowing.
)";
  for (const Rule& rule : rules())
    out += fmt::format("\n## {}\n\n*{}*: {}\n\n* Why: {}\n* Do: {}\n* From: {}\n", rule.name, to_string(rule.severity),
                       rule.about, rule.why, rule.instead, rule.source);
  return out;
}

}  // namespace bulkhead
