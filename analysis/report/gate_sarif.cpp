// SPDX-License-Identifier: Apache-2.0
// The gate's misses as SARIF 2.1.0: a rule for each metric and relation, a result for each row that needs a person.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "analysis/report/escape.hpp"
#include "analysis/report/parts.hpp"
#include "sim/fingerprint.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::ordered_json;

struct SarifRule {
  std::string id, name, text, help;
};

struct SarifResult {
  std::string rule, level, message;
  GatePlace place;
  std::string key;  ///< what stays when the file's lines and values move
  Json properties;
};

Json location(const GatePlace& place) {
  Json region = {{"startLine", std::max(place.line, 1)}};
  if (place.line > 0 && place.column > 0) region["startColumn"] = place.column;
  if (place.line > 0 && place.end_line > 0) region["endLine"] = place.end_line;
  if (place.line > 0 && place.end_column > 0) region["endColumn"] = place.end_column;
  return {{"physicalLocation", {{"artifactLocation", {{"uri", uri_of(place.file)}}}, {"region", region}}}};
}

Json result_json(const SarifResult& result) {
  Fingerprint digest;
  digest.add(std::string_view(result.key));
  return {{"ruleId", result.rule},
          {"level", result.level},
          {"message", {{"text", result.message}}},
          {"locations", Json::array({location(result.place)})},
          {"partialFingerprints", {{"primaryLocationLineHash", digest.hex() + ":1"}, {"bulkheadRow/v1", result.key}}},
          {"properties", result.properties}};
}

std::string sarif_log(const char* category, const std::vector<SarifRule>& rules,
                      const std::vector<SarifResult>& results) {
  Json driver = {{"name", "Bulkhead"}, {"semanticVersion", BULKHEAD_VERSION}, {"rules", Json::array()}};
  for (const SarifRule& rule : rules)
    driver["rules"].push_back({{"id", rule.id},
                               {"name", rule.name},
                               {"shortDescription", {{"text", rule.text}}},
                               {"fullDescription", {{"text", rule.text + " " + rule.help}}},
                               {"help", {{"text", rule.help}}},
                               {"defaultConfiguration", {{"level", "error"}}}});
  Json run = {{"tool", {{"driver", driver}}}, {"automationDetails", {{"id", category}}}};
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = Json::array();
  for (const SarifResult& result : results) run["results"].push_back(result_json(result));
  const Json log = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

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
    return {metric + "/baseline", pascal(metric) + "AgainstBaseline", metric + " is no worse than the baseline's.",
            kBaselineHelp};
  const Relation relation = relation_of(row);
  return {fmt::format("{}/{}", metric, relation.id), pascal(metric) + relation.name,
          fmt::format("{} is {} what the file expects.", metric, relation.words), kHelp};
}

Json number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json properties_of(const GateRow& row) {
  return {{"outcome", to_string(row.outcome)},
          {"found", one_line(row.found)},
          {"mean", number(row.mean)},
          {"low", number(row.low)},
          {"high", number(row.high)},
          {"threshold", number(row.threshold)},
          {"seed", row.seed},
          {"replications", row.replications},
          {"repeat", one_line(row.repeat)}};
}

SarifResult result_of(const GateRow& row, const char* level) {
  std::string message = fmt::format("{}: {}: {}.", one_line(row.sentence), outcome_of(row), found_and_wanted(row));
  for (const std::string& line : lines_of(row)) message += "\n" + line;
  const std::string key = one_line(fmt::format("{}/{}/{}/{}", row.scenario, row.experiment, row.point, row.name));
  return {rule_of(row).id, level, message, row.place, key, properties_of(row)};
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
  std::vector<SarifRule> rules;
  std::vector<SarifResult> results;
  std::set<std::string> known;
  for (const GateRow& row : verdicts.rows) {
    const char* level = level_of(row, verdicts.strict);
    if (!level) continue;
    SarifRule rule = rule_of(row);
    if (known.insert(rule.id).second) rules.push_back(std::move(rule));
    results.push_back(result_of(row, level));
  }
  return sarif_log("bulkhead-check/", rules, results);
}

}  // namespace bulkhead
