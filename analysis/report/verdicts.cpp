// SPDX-License-Identifier: Apache-2.0
// What a row means for the gate: its colour and the exit code.
#include "analysis/report/verdicts.hpp"

#include <algorithm>

namespace bulkhead {
namespace {

bool is_miss(const GateRow& row) {
  return row.outcome == GateOutcome::missed || row.outcome == GateOutcome::worse;
}

}  // namespace

const char* to_string(GateOutcome outcome) {
  switch (outcome) {
    case GateOutcome::met:
      return "met";
    case GateOutcome::missed:
      return "missed";
    case GateOutcome::inconclusive:
      return "inconclusive";
    case GateOutcome::not_exercised:
      return "not exercised";
    case GateOutcome::better:
      return "better";
    case GateOutcome::same:
      return "same";
    case GateOutcome::worse:
      return "worse";
  }
  return "";
}

const char* to_string(GateLevel level) {
  return level == GateLevel::error ? "error" : "warn";
}

bool is_red(const GateRow& row) {
  return is_miss(row) && row.level == GateLevel::error;
}

bool is_warning(const GateRow& row) {
  return is_miss(row) && row.level == GateLevel::warn;
}

bool lacks_evidence(const GateRow& row, bool strict) {
  if (row.level != GateLevel::error) return false;
  if (row.outcome == GateOutcome::inconclusive) return strict || !row.baseline;
  return row.outcome == GateOutcome::not_exercised && strict;
}

int exit_code(const GateVerdicts& verdicts) {
  if (verdicts.interrupted) return 130;
  const auto any = [&](auto holds) { return std::any_of(verdicts.rows.begin(), verdicts.rows.end(), holds); };
  const auto red = [](GateOutcome outcome) {
    return [outcome](const GateRow& row) { return is_red(row) && row.outcome == outcome; };
  };
  if (any(red(GateOutcome::missed))) return 3;
  if (any(red(GateOutcome::worse))) return 4;
  return any([&](const GateRow& row) { return lacks_evidence(row, verdicts.strict); }) ? 5 : 0;
}

}  // namespace bulkhead
