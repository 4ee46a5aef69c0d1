// SPDX-License-Identifier: Apache-2.0
/// What the gate has decided, as plain data: the one thing that every report of `bulkhead check` is made from.
///
/// A row is one question that was put to the evidence: an expectation of the file in one variant, or one metric of one
/// variant against the baseline. Rows know nothing of how they were decided; reports know nothing of statistics.
///
/// Units:    figures in the metric's own unit (analysis/metrics.hpp); lines and columns from 1, columns in characters
/// Shape:    rows by file, experiment, point, expectation and variant, each in the file's order; then the baseline's
/// Ensures:  names are unique within a scenario and hold no value: they stay when thresholds or figures move
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bulkhead {

enum class GateOutcome {
  met,
  missed,
  inconclusive,   ///< the budget was spent and the interval still holds the threshold, or too few events were seen
  not_exercised,  ///< it speaks of incidents, and there was none
  better,         ///< than the baseline, and so on
  same,
  worse
};
const char* to_string(GateOutcome outcome);  ///< "met", "missed", "inconclusive", "not exercised", "better", ...

enum class GateLevel { error, warn };
const char* to_string(GateLevel level);  ///< "error", "warn"

/// A place in a file, from (line, column) up to, not including, (end_line, end_column); line 0: the file as a whole.
struct GatePlace {
  std::string file;
  int line = 0;
  int column = 0;
  int end_line = 0;
  int end_column = 0;
};

struct GateRow {
  std::string name;      ///< "silo.availability_ratio(frontend) >=", "silo.mttr_s(frontend) against the baseline"
  std::string sentence;  ///< with values, as a person wrote it: "silo.availability(frontend) >= 99.95%"
  std::string because;   ///< the user's reason for it; empty: none was given
  std::string scenario, experiment;
  std::string point;    ///< of a sweep, "replicas=4 retries=2"; empty without one
  std::string variant;  ///< whose figure it is
  std::string service;
  std::string metric;     ///< a name of analysis/metrics.hpp
  bool baseline = false;  ///< it is held against the baseline, not by an expectation of the file
  GateLevel level = GateLevel::error;
  GateOutcome outcome = GateOutcome::inconclusive;
  GatePlace place;     ///< of the expectation; of the baseline's rows the scenario file as a whole
  std::string found;   ///< the figure with its interval, for people: "99.87 % ± 0.02"; "no incident"
  std::string wanted;  ///< "at least 99.95 %"; of the baseline's rows its figure: "6m00s, 5 % tolerated"
  std::optional<double> mean, low, high;  ///< the figure and its interval, where it has them
  std::optional<double> threshold;        ///< what it is held against, where that is one number
  std::string changed;  ///< "+3.1 % ± 0.4": the figure against the other one, paired; empty where there is no other
  std::optional<double> change, change_low, change_high;  ///< the same as a ratio, 0.031, with its 95 % interval
  std::string why;                 ///< one clause: why it is inconclusive, or what is worth knowing; may be empty
  std::vector<std::string> story;  ///< the worst incident in three lines; empty where there was none
  std::string repeat;              ///< the command that repeats that replication, or the check; never empty
  std::uint64_t seed = 0;
  std::uint64_t replications = 0;
};

/// One experiment that was simulated.
struct GateRun {
  std::string scenario, experiment, point, file;
  std::string about;
  std::uint64_t seed = 0;
  std::uint64_t replications = 0;  ///< that were run
  std::uint64_t budget = 0;        ///< that could have been
  std::vector<std::string> notes;  ///< sentences: the program's predictions have moved, a variant is new, ...
};

struct GateVerdicts {
  std::vector<GateRun> runs;
  std::vector<GateRow> rows;
  bool strict = false;  ///< not exercised, and inconclusive against the baseline, count as a lack of evidence
  bool interrupted = false;
};

/// Does the row make the gate red (missed or worse, at level error)?
bool is_red(const GateRow& row);
/// Does it lack evidence, so that the gate cannot be green? At level error: what is inconclusive, of the baseline's
/// rows only if strict, and if strict what is not exercised.
bool lacks_evidence(const GateRow& row, bool strict);

/// A miss that only warns: missed or worse at level warn.
bool is_warning(const GateRow& row);

/// 3 where an expectation is missed, else 4 where something is worse than the baseline, else 5 where evidence lacks,
/// else 0; 130 where it was interrupted.
int exit_code(const GateVerdicts& verdicts);

/// For people, 80 columns.
std::string gate_table(const GateVerdicts& verdicts);
std::string gate_json(const GateVerdicts& verdicts);
/// JUnit XML, as GitLab, Jenkins and the reporters of GitHub read it.
std::string gate_junit(const GateVerdicts& verdicts);
/// A comment on a change: opens with a marker by which a later one replaces it.
std::string gate_markdown(const GateVerdicts& verdicts);
/// Workflow commands of GitHub: at most ten error annotations, worst first.
std::string gate_github(const GateVerdicts& verdicts);
/// For GITHUB_STEP_SUMMARY: what a reviewer reads in ten seconds; below 1 MiB.
std::string gate_github_summary(const GateVerdicts& verdicts);
std::string gate_sarif(const GateVerdicts& verdicts);

}  // namespace bulkhead
