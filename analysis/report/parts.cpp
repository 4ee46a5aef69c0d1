// SPDX-License-Identifier: Apache-2.0
// Rows by run and by urgency, counts, and sentences that several reports share.
#include "analysis/report/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analysis/report/escape.hpp"

namespace bulkhead {
namespace {

constexpr std::array<const char*, 8> kCounted{"met",           "missed", "worse", "inconclusive",
                                              "not exercised", "better", "same",  "warned"};

template <typename Named>
GateGroup& group_of(std::vector<GateGroup>& groups, const Named& of) {
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const GateGroup& g) {
    return g.scenario == of.scenario && g.experiment == of.experiment && g.point == of.point;
  });
  if (found != groups.end()) return *found;
  groups.push_back({nullptr, of.scenario, of.experiment, of.point, {}});
  return groups.back();
}

}  // namespace

std::vector<GateGroup> groups_of(const GateVerdicts& verdicts) {
  std::vector<GateGroup> groups;
  for (const GateRun& run : verdicts.runs)
    if (GateGroup& group = group_of(groups, run); !group.run) group.run = &run;
  for (const GateRow& row : verdicts.rows) group_of(groups, row).rows.push_back(&row);
  return groups;
}

GateUrgency by_urgency(const GateVerdicts& verdicts) {
  GateUrgency out;
  for (const GateRow& row : verdicts.rows) {
    if (is_red(row))
      out.red.push_back(&row);
    else if (lacks_evidence(row, verdicts.strict))
      out.lacking.push_back(&row);
    else
      (is_warning(row) ? out.warnings : out.others).push_back(&row);
  }
  return out;
}

std::string title_of(const std::string& scenario, const std::string& experiment, const std::string& point) {
  std::string title = scenario;
  if (!experiment.empty() && experiment != "main") title += " / " + experiment;
  if (!point.empty()) title += ", " + point;
  return one_line(title);
}

std::string outcome_of(const GateRow& row) {
  return std::string(to_string(row.outcome)) + (is_warning(row) ? " (warns)" : "");
}

std::string found_and_wanted(const GateRow& row) {
  if (row.wanted.empty()) return one_line(row.found);
  const std::string changed = row.changed.empty() ? "" : ", fault by fault " + row.changed;
  return one_line(fmt::format("{}, {} {}{}", row.found, row.baseline ? "baseline" : "wanted", row.wanted, changed));
}

std::string place_of(const GateRow& row) {
  const std::string file = one_line(row.place.file);
  return row.place.line > 0 ? fmt::format("{}:{}", file, row.place.line) : file;
}

std::string effort_of(const GateRun& run) {
  if (run.replications >= run.budget) return fmt::format("{} replications, seed {}", run.replications, run.seed);
  return fmt::format("{} of at most {} replications, seed {}", run.replications, run.budget, run.seed);
}

std::vector<std::string> reasons_of(const GateRow& row) {
  std::vector<std::string> lines;
  if (!row.because.empty()) lines.push_back("because: " + one_line(row.because));
  if (!row.why.empty()) lines.push_back("note: " + one_line(row.why));
  for (const std::string& line : row.story) lines.push_back(one_line(line));
  return lines;
}

std::vector<std::string> lines_of(const GateRow& row) {
  std::vector<std::string> lines = reasons_of(row);
  lines.push_back("repeat: " + one_line(row.repeat));
  return lines;
}

std::map<std::string, int> counts_of(const GateVerdicts& verdicts) {
  std::map<std::string, int> counts;
  for (const GateRow& row : verdicts.rows) ++counts[is_warning(row) ? "warned" : to_string(row.outcome)];
  return counts;
}

std::string summary_of(const GateVerdicts& verdicts) {
  const std::map<std::string, int> counts = counts_of(verdicts);
  std::string text;
  for (const char* outcome : kCounted)
    if (const auto found = counts.find(outcome); found != counts.end())
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", found->second, outcome);
  if (text.empty()) text = "nothing was asked";
  if (verdicts.interrupted) text = "interrupted; until then " + text;
  return fmt::format("{} (exit code {})", text, exit_code(verdicts));
}

}  // namespace bulkhead
