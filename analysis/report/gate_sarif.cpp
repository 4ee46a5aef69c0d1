// SPDX-License-Identifier: Apache-2.0
// The gate's misses as SARIF 2.1.0: a rule for each metric and relation, a result for each row that needs a person.
#include <fmt/format.h>

#include <array>
#include <set>
#include <utility>

#include "analysis/report/escape.hpp"
#include "analysis/report/parts.hpp"
#include "analysis/report/sarif.hpp"

namespace bulkhead {
namespace {

struct Relation {
  const char *sign, *id, *name, *words;
};

constexpr std::array<Relation, 7> kRelations{{{" >= ", "at-least", "AtLeast", "at least"},
                                              {" <= ", "at-most", "AtMost", "at most"},
                                              {" != ", "not", "Not", "other than"},
                                              {" == ", "exactly", "Exactly", "exactly"},
                                              {" > ", "above", "Above", "above"},
                                              {" < ", "below", "Below", "below"},
                                              {" = ", "exactly", "Exactly", "exactly"}}};
constexpr Relation kAsWanted{"", "as-wanted", "AsWanted", "as"};

Relation relation_of(const GateRow& row) {
  for (const Relation& relation : kRelations)
    if ((row.name + " ").find(relation.sign) != std::string::npos) return relation;
  return kAsWanted;
}

/// "mttr_s" as a part of a name: "MttrS"
std::string pascal(const std::string& metric) {
  std::string out;
  bool upper = true;
  for (const char c : metric) {
    if (c != '_') out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = c == '_';
  }
  return out;
}

constexpr const char* kHelp =
    "The figure is a simulated one with its interval; the command in the result repeats it. Either the design no "
    "longer "
    "keeps what the file expects, or the expectation is no longer what is wanted: change one of the two.";
constexpr const char* kBaselineHelp =
    "The same faults were replayed in the design of the baseline and in this one. If the loss is meant, write the "
    "baseline anew with bulkhead check --update-baseline and commit it.";

SarifRule rule_of(const GateRow& row) {
  const std::string metric = one_line(row.metric);
  if (row.baseline)
    return {
        metric + "/baseline", "error", pascal(metric) + "AgainstBaseline", metric + " is no worse than the baseline's.",
        kBaselineHelp,        ""};
  const Relation relation = relation_of(row);
  return {fmt::format("{}/{}", metric, relation.id),
          "error",
          pascal(metric) + relation.name,
          fmt::format("{} is {} what the file expects.", metric, relation.words),
          kHelp,
          ""};
}

SarifResult result_of(const GateRow& row, const char* level) {
  SarifResult out;
  out.rule = rule_of(row).id;
  out.level = level;
  out.message = fmt::format("{}: {}: {}.", one_line(row.sentence), outcome_of(row), found_and_wanted(row));
  for (const std::string& line : lines_of(row)) out.message += "\n" + line;
  out.figures_in_message = true;
  out.key = one_line(fmt::format("{}/{}/{}/{}", row.scenario, row.experiment, row.point, row.name));
  out.file = row.place.file;
  out.line = row.place.line;
  out.column = row.place.column;
  out.end_line = row.place.end_line;
  out.end_column = row.place.end_column;
  out.properties = {
      {"outcome", to_string(row.outcome)}, {"found", one_line(row.found)}, {"repeat", one_line(row.repeat)}};
  out.numbers = {{"mean", row.mean},           {"low", row.low},           {"high", row.high},
                 {"threshold", row.threshold}, {"seed", double(row.seed)}, {"replications", double(row.replications)}};
  return out;
}

/// What was met, better or the same is no result: code scanning would open an alert for it.
const char* level_of(const GateRow& row, bool strict) {
  if (is_red(row)) return "error";
  if (lacks_evidence(row, strict) || is_warning(row)) return "warning";
  const bool open = row.outcome == GateOutcome::inconclusive || row.outcome == GateOutcome::not_exercised;
  return open ? "note" : nullptr;
}

}  // namespace

std::string gate_sarif(const GateVerdicts& verdicts) {
  SarifLog log;
  log.category = "bulkhead-check/";
  std::set<std::string> known;
  for (const GateRow& row : verdicts.rows) {
    const char* level = level_of(row, verdicts.strict);
    if (!level) continue;
    SarifRule rule = rule_of(row);
    if (known.insert(rule.id).second) log.rules.push_back(std::move(rule));
    log.results.push_back(result_of(row, level));
  }
  return sarif_text(log);
}

}  // namespace bulkhead
