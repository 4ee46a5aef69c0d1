// SPDX-License-Identifier: Apache-2.0
// Writes SARIF 2.1.0.
#include "analysis/report/sarif.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "analysis/report/escape.hpp"
#include "sim/fingerprint.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

Json rule_json(const SarifRule& rule) {
  Json out = {{"id", rule.id}};
  if (!rule.name.empty()) out["name"] = rule.name;
  out["shortDescription"] = {{"text", rule.about}};
  if (!rule.help.empty()) {
    out["fullDescription"] = {{"text", rule.help}};
    out["help"] = {{"text", rule.help}};
  }
  out["defaultConfiguration"] = {{"level", rule.level}};
  if (!rule.source.empty()) out["properties"] = {{"source", rule.source}};
  return out;
}

/// Of the file as a whole: its first line, since GitHub shows nothing without one.
Json region_json(const SarifResult& result) {
  if (result.line == 0) return {{"startLine", 1}};
  return {{"startLine", result.line},
          {"startColumn", std::max(result.column, 1)},
          {"endLine", std::max(result.end_line, result.line)},
          {"endColumn", std::max(result.end_column, 1)}};
}

Json locations_json(const SarifResult& result) {
  Json physical = {{"artifactLocation", {{"uri", uri_of(result.file)}}}};
  if (result.file.front() != '/') physical["artifactLocation"]["uriBaseId"] = "%SRCROOT%";
  physical["region"] = region_json(result);
  Json out = {{"physicalLocation", std::move(physical)}};
  if (!result.key.empty()) out["logicalLocations"] = Json::array({{{"fullyQualifiedName", result.key}}});
  return out;
}

Json properties_json(const SarifResult& result) {
  Json out = Json::object();
  for (const auto& [key, value] : result.properties) out[key] = value;
  for (const auto& [key, values] : result.lists) out[key] = values;
  for (const auto& [key, value] : result.numbers) out[key] = value && std::isfinite(*value) ? Json(*value) : Json();
  return out;
}

/// Numbers equal results, so that fingerprints tell them apart.
class Fingerprints {
 public:
  std::string of(const SarifResult& result) {
    const std::string message = result.figures_in_message ? std::string() : result.message;
    const auto key = std::tuple(result.rule, result.file, result.key, message);
    Fingerprint print;
    for (const std::string& text : {result.rule, result.file, result.key, message}) print.add(std::string_view(text));
    print.add(seen_[key]++);
    return print.hex();
  }

 private:
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::uint64_t> seen_;
};

Json result_json(const SarifResult& result, const std::vector<SarifRule>& rules, Fingerprints& prints) {
  Json out = {{"ruleId", result.rule}};
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const SarifRule& r) { return r.id == result.rule; });
  if (rule != rules.end()) out["ruleIndex"] = rule - rules.begin();
  out["level"] = result.level;
  out["message"] = {{"text", result.message}};
  if (!result.file.empty()) out["locations"] = Json::array({locations_json(result)});
  const std::string print = prints.of(result);
  out["partialFingerprints"] = {{"primaryLocationLineHash", print + ":1"}, {"bulkhead/v1", print}};
  if (result.suppression)
    out["suppressions"] = Json::array({{{"kind", "inSource"}, {"justification", *result.suppression}}});
  Json properties = properties_json(result);
  if (!properties.empty()) out["properties"] = std::move(properties);
  return out;
}

}  // namespace

std::string sarif_text(const SarifLog& log) {
  Json rules = Json::array(), results = Json::array();
  for (const SarifRule& rule : log.rules) rules.push_back(rule_json(rule));
  Fingerprints prints;
  for (const SarifResult& result : log.results) results.push_back(result_json(result, log.rules, prints));
  const Json driver = {{"name", "bulkhead"}, {"semanticVersion", BULKHEAD_VERSION}, {"rules", std::move(rules)}};
  Json run = {{"tool", {{"driver", driver}}}};
  if (!log.category.empty()) run["automationDetails"] = {{"id", log.category}};
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = std::move(results);
  const Json out = {{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bulkhead
