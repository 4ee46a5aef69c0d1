// SPDX-License-Identifier: Apache-2.0
// The gate's verdicts as workflow commands of GitHub, which shows ten errors and ten warnings of a step.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/report/escape.hpp"
#include "analysis/report/parts.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kShown = 10;   // source: docs.github.com, "Workflow commands", limits of annotations
constexpr std::size_t kTitle = 200;  // characters
constexpr std::size_t kLine = 600;

std::string properties(const GateRow& row) {
  const GatePlace& at = row.place;
  std::string out = "file=" + command_property(one_line(at.file));
  if (at.line > 0) out += fmt::format(",line={}", at.line);
  if (at.end_line > 0) out += fmt::format(",endLine={}", at.end_line);
  if (at.column > 0) out += fmt::format(",col={}", at.column);
  return out + ",title=" + command_property(one_line(outcome_of(row) + ": " + row.sentence, kTitle));
}

std::string annotation(const char* command, const GateRow& row) {
  const std::string of = title_of(row.scenario, row.experiment, row.point);
  std::string text = one_line(found_and_wanted(row), kLine) + "\nin " + one_line(of, kLine);
  for (const std::string& line : lines_of(row)) text += "\n" + one_line(line, kLine);
  return fmt::format("::{} {}::{}\n", command, properties(row), command_data(text));
}

/// The first ten, and how many there are beyond.
std::string annotations(const char* command, const std::vector<const GateRow*>& rows) {
  std::string out;
  for (std::size_t i = 0; i < std::min(rows.size(), kShown); ++i) out += annotation(command, *rows[i]);
  if (rows.size() <= kShown) return out;
  return out +
         fmt::format("::notice title=Bulkhead check::{} more {}s are not shown here; the job's log has them all.\n",
                     rows.size() - kShown, command);
}

}  // namespace

std::string gate_github(const GateVerdicts& verdicts) {
  GateUrgency rows = by_urgency(verdicts);
  rows.red.insert(rows.red.end(), rows.lacking.begin(), rows.lacking.end());
  return annotations("error", rows.red) + annotations("warning", rows.warnings);
}

}  // namespace bulkhead
