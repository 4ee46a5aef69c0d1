// SPDX-License-Identifier: Apache-2.0
// The gate's verdicts on a terminal of 80 columns: what is red first and in full, what is well in one line each.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "analysis/format.hpp"
#include "analysis/report/escape.hpp"
#include "analysis/report/parts.hpp"

namespace bulkhead {
namespace {

/// A log that GitHub reads may hold none of its commands.
std::string plain(std::string_view text) {
  return without_commands(one_line(text));
}

std::string indented(std::string_view text, std::size_t columns) {
  const std::string indent(columns, ' ');
  return indent + wrap(plain(text), kWidth - columns, indent) + "\n";
}

std::string titled(std::string_view text, std::string_view indent) {
  return wrap(plain(text), kWidth - indent.size(), indent) + "\n";
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// Broken so that it can still be pasted; a command with quotes is left whole, since a blank in it may be quoted.
std::string command(const std::string& line) {
  if (line.find_first_of("'\"\\") != std::string::npos) return "    " + line + "\n";
  std::string out = "    " + wrap(line, kWidth - 6, "\n      ") + "\n";
  for (std::size_t at = out.find("\n\n"); at != std::string::npos; at = out.find("\n\n", at + 3))
    out.replace(at, 2, " \\\n");
  return out;
}

std::string in_full(const GateRow& row) {
  const std::string title = title_of(row.scenario, row.experiment, row.point);
  std::string out = titled(upper(outcome_of(row)) + ": " + row.sentence, "  ");
  out += indented(found_and_wanted(row), 2) + indented(fmt::format("in {}, {}", title, place_of(row)), 2);
  if (!row.because.empty()) out += indented("because: " + row.because, 2);
  if (!row.why.empty()) out += indented(row.why, 2);
  return out;
}

std::string story_of(const GateRow& row) {
  std::string out;
  for (const std::string& line : row.story) out += indented("| " + line, 2);
  return out + "  repeat:\n" + command(plain(row.repeat));
}

/// Neighbours that tell one story, tell it once.
std::string in_full(const std::vector<const GateRow*>& rows) {
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out += in_full(*rows[i]);
    if (i + 1 == rows.size() || rows[i + 1]->repeat != rows[i]->repeat) out += story_of(*rows[i]) + "\n";
  }
  return out;
}

std::string compact(const GateRow& row, std::size_t outcome_width) {
  const bool two_figures = row.baseline || !row.changed.empty();
  const std::string sentence = plain(row.sentence), found = plain(two_figures ? found_and_wanted(row) : row.found);
  const std::string head = "  " + pad_right(outcome_of(row), outcome_width) + "  ";
  const std::size_t width = display_width(head);
  const bool open = row.outcome == GateOutcome::inconclusive && !row.why.empty();
  const std::string why = open ? indented(plain(row.why), width) : "";
  if (display_width(head + sentence) + 2 + display_width(found) <= kWidth)
    return head + sentence + pad_left(found, kWidth - display_width(head + sentence)) + "\n" + why;
  const std::string indent(width, ' ');
  return head + wrap(sentence, kWidth - width, indent) + "\n" + indented(found, width) + why;
}

std::string compact_rows(const GateGroup& group, bool strict) {
  std::vector<const GateRow*> rows;
  std::size_t width = 0;
  for (const GateRow* row : group.rows) {
    if (is_red(*row) || is_warning(*row) || lacks_evidence(*row, strict)) continue;
    rows.push_back(row);
    width = std::max(width, display_width(outcome_of(*row)));
  }
  std::string out;
  for (const GateRow* row : rows) out += compact(*row, width);
  return out;
}

std::string section(const GateGroup& group, bool strict) {
  std::string title = title_of(group.scenario, group.experiment, group.point);
  if (group.run && !group.run->about.empty()) title += ": " + group.run->about;
  std::string out = titled(title, "    ");
  if (!group.run) return out + compact_rows(group, strict) + "\n";
  out += effort_of(*group.run) + "\n";
  for (const std::string& note : group.run->notes) out += indented(note, 2);
  return out + compact_rows(group, strict) + "\n";
}

}  // namespace

std::string gate_table(const GateVerdicts& verdicts) {
  const GateUrgency rows = by_urgency(verdicts);
  std::string out;
  out += in_full(rows.red);
  for (const GateRow* row : rows.lacking) out += in_full(*row) + "\n";
  out += in_full(rows.warnings);
  for (const GateGroup& group : groups_of(verdicts)) out += section(group, verdicts.strict);
  return out + wrap(summary_of(verdicts), kWidth) + "\n";
}

}  // namespace bulkhead
