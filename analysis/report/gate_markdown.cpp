// SPDX-License-Identifier: Apache-2.0
// The gate's verdicts as Markdown: a comment on a change, and the summary of a job. What needs a person stands first.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/report/escape.hpp"
#include "analysis/report/parts.hpp"

namespace bulkhead {
namespace {

constexpr const char* kMarker = "<!-- bulkhead check -->\n";
constexpr std::size_t kComment = 65'000;     // bytes; GitHub takes 65,536 characters
constexpr std::size_t kSummary = 1'000'000;  // bytes; GitHub takes 1 MiB
constexpr const char* kCutSentence =
    "\n_Cut here: it holds no more. The job's log and the JSON report have everything._\n";

constexpr std::size_t kMostRows = 1'000;
constexpr std::size_t kRows = 50;  // of what needs a person, before its stories
constexpr std::size_t kStories = 10;
constexpr std::size_t kCell = 200;  // characters
constexpr std::size_t kSentence = 600;
constexpr std::size_t kCommand = 2'000;

/// Text up to a limit: each piece whole or not at all, and a sentence at the end if one was left out.
class Limited {
 public:
  explicit Limited(std::size_t bytes) : room_(bytes - std::string_view(kCutSentence).size()) {}

  void add(const std::string& piece) {
    if (fits(piece.size()))
      text_ += piece;
    else
      cut_ = true;
  }

  /// A frame with as many of the pieces as fit between its ends, or nothing where none does.
  void add_framed(const std::string& head, const std::vector<std::string>& pieces, const std::string& end,
                  std::size_t most = kMostRows) {
    std::string framed = head;
    std::size_t taken = 0;
    while (taken < std::min(pieces.size(), most) && fits(framed.size() + pieces[taken].size() + end.size()))
      framed += pieces[taken++];
    if (taken < pieces.size()) cut_ = true;
    if (taken > 0) text_ += framed + end;
  }

  std::string finish() const { return cut_ ? text_ + kCutSentence : text_; }

 private:
  bool fits(std::size_t bytes) const { return text_.size() + bytes <= room_; }

  std::size_t room_;
  bool cut_ = false;
  std::string text_;
};

std::string text(std::string_view words, std::size_t characters = kCell) {
  return markdown_text(one_line(words, characters));
}

std::string code(std::string_view words, std::size_t characters = kCell) {
  return markdown_code(one_line(words, characters));
}

std::string headline(const GateVerdicts& verdicts) {
  const GateUrgency rows = by_urgency(verdicts);
  if (verdicts.interrupted) return "interrupted";
  if (!rows.red.empty()) return "red";
  if (!rows.lacking.empty()) return "not enough evidence";
  if (verdicts.rows.empty()) return "nothing was asked";
  return rows.warnings.empty() ? "all well" : "well, with warnings";
}

constexpr const char* kTableHead =
    "| outcome | expectation | found | wanted | fault by fault | of | where |\n|---|---|---|---|---|---|---|\n";

std::string table_row(const GateRow& row) {
  const bool urgent = is_red(row);
  return fmt::format("| {0}{1}{0} | {2} | {3} | {4} | {5} | {6} | {7} |\n", urgent ? "**" : "", outcome_of(row),
                     code(row.sentence), text(row.found), text(row.wanted), text(row.changed),
                     text(title_of(row.scenario, row.experiment, row.point)), text(place_of(row)));
}

std::vector<std::string> table_rows(const std::vector<const GateRow*>& rows) {
  std::vector<std::string> out;
  for (const GateRow* row : rows) out.push_back(table_row(*row));
  return out;
}

std::string details(const GateRow& row) {
  std::string out = fmt::format("\n<details><summary>{}: {}</summary>\n\n", outcome_of(row), code(row.sentence));
  out += text(found_and_wanted(row), kSentence) + "\n\n";
  if (!row.because.empty()) out += "Because: " + text(row.because, kSentence) + "\n\n";
  if (!row.why.empty()) out += text(row.why, kSentence) + "\n\n";
  std::vector<std::string> story;
  for (const std::string& line : row.story) story.push_back(one_line(line, kSentence));
  if (!story.empty()) out += "The worst incident:\n\n" + markdown_block(story, "text") + "\n";
  out += "To repeat it:\n\n" + markdown_block({one_line(row.repeat, kCommand)}, "sh");
  return out + "\n</details>\n";
}

std::vector<std::string> run_lines(const GateVerdicts& verdicts) {
  std::vector<std::string> out;
  for (const GateRun& run : verdicts.runs) {
    std::string line = fmt::format("- {}: {}", text(title_of(run.scenario, run.experiment, run.point)), effort_of(run));
    for (const std::string& note : run.notes) line += ". " + text(note, kSentence);
    out.push_back(line + "\n");
  }
  return out;
}

/// Red, then what lacks evidence, then warnings.
std::vector<const GateRow*> urgent_rows(const GateUrgency& rows) {
  std::vector<const GateRow*> urgent = rows.red;
  urgent.insert(urgent.end(), rows.lacking.begin(), rows.lacking.end());
  urgent.insert(urgent.end(), rows.warnings.begin(), rows.warnings.end());
  return urgent;
}

std::string page(const GateVerdicts& verdicts, const std::string& marker, std::size_t bytes) {
  const GateUrgency rows = by_urgency(verdicts);
  const std::vector<const GateRow*> urgent = urgent_rows(rows);
  Limited out(bytes);
  out.add(fmt::format("{}### Bulkhead check: {}\n\n{}\n", marker, headline(verdicts), summary_of(verdicts)));
  out.add_framed(fmt::format("\n{}", kTableHead), table_rows(urgent), "", kRows);
  for (std::size_t i = 0; i < urgent.size() && i < kStories; ++i) out.add(details(*urgent[i]));
  out.add_framed(fmt::format("\n<details><summary>All others: {}</summary>\n\n{}", rows.others.size(), kTableHead),
                 table_rows(rows.others), "\n</details>\n");
  out.add_framed("\n<details><summary>What was simulated</summary>\n\n", run_lines(verdicts), "\n</details>\n");
  return out.finish();
}

}  // namespace

std::string gate_markdown(const GateVerdicts& verdicts) {
  return page(verdicts, kMarker, kComment);
}

std::string gate_github_summary(const GateVerdicts& verdicts) {
  return page(verdicts, "", kSummary);
}

}  // namespace bulkhead
