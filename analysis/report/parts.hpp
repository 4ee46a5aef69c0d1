// SPDX-License-Identifier: Apache-2.0
/// What several reports of the gate say in the same words: rows by run, counts, the sentence of a row.
///
/// Ensures:  all texts are one line of harmless UTF-8 (escape.hpp), not yet escaped for a format
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/report/verdicts.hpp"

namespace bulkhead {

/// The rows of one run; a row whose run is missing gets a group without one.
struct GateGroup {
  const GateRun* run = nullptr;
  std::string scenario, experiment, point;
  std::vector<const GateRow*> rows;
};

/// In the order of the runs; runs of the same names are one group.
std::vector<GateGroup> groups_of(const GateVerdicts& verdicts);

/// How urgent rows are, most urgent first.
struct GateUrgency {
  std::vector<const GateRow*> red, lacking, warnings, others;
};
GateUrgency by_urgency(const GateVerdicts& verdicts);

/// "az-power", "az-power / peak, replicas=4"; the experiment `main` is not said.
std::string title_of(const std::string& scenario, const std::string& experiment, const std::string& point);

/// "missed", "missed (warns)"
std::string outcome_of(const GateRow& row);
/// "99.87 % ± 0.02, wanted at least 99.95 %"; with another figure also ", fault by fault +3.1 % ± 0.4"
std::string found_and_wanted(const GateRow& row);
/// "scenarios/az-power.yaml:41"
std::string place_of(const GateRow& row);
/// "400 of at most 1000 replications, seed 1"
std::string effort_of(const GateRun& run);
/// The reason, the clause and the story: a row's lines below its figures, in the words of a log.
std::vector<std::string> reasons_of(const GateRow& row);
/// The same, and the command that repeats it.
std::vector<std::string> lines_of(const GateRow& row);

/// By outcome, and "warned" for the misses that only warn, which are in no other count.
std::map<std::string, int> counts_of(const GateVerdicts& verdicts);
/// "12 met, 1 missed, 2 inconclusive (exit code 3)"
std::string summary_of(const GateVerdicts& verdicts);

}  // namespace bulkhead
