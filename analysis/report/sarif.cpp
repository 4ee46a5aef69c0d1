// SPDX-License-Identifier: Apache-2.0
// Writes SARIF 2.1.0.
#include "analysis/report/sarif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "sim/fingerprint.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

Json rule_json(const SarifRule& rule) {
  Json out = {{"id", rule.id}, {"shortDescription", {{"text", rule.about}}}};
  if (!rule.help.empty()) {
    out["fullDescription"] = {{"text", rule.help}};
    out["help"] = {{"text", rule.help}};
  }
  out["defaultConfiguration"] = {{"level", rule.level}};
  if (!rule.source.empty()) out["properties"] = {{"source", rule.source}};
  return out;
}

Json place_json(const SarifResult& result) {
  Json physical = {{"artifactLocation", {{"uri", sarif_uri(result.file)}}}};
  if (result.file.front() != '/') physical["artifactLocation"]["uriBaseId"] = "%SRCROOT%";
  if (result.line > 0)
    physical["region"] = {{"startLine", result.line},
                          {"startColumn", result.column},
                          {"endLine", std::max(result.end_line, result.line)},
                          {"endColumn", result.end_column}};
  Json out = {{"physicalLocation", std::move(physical)}};
  if (!result.key.empty()) out["logicalLocations"] = Json::array({{{"fullyQualifiedName", result.key}}});
  return out;
}

Json properties_json(const SarifResult& result) {
  Json out = Json::object();
  for (const auto& [key, value] : result.properties) out[key] = value;
  for (const auto& [key, values] : result.lists) out[key] = values;
  return out;
}

/// Numbers equal results, so that fingerprints tell them apart.
class Fingerprints {
 public:
  std::string of(const SarifResult& result) {
    const auto key = std::tuple(result.rule, result.file, result.key, result.message);
    Fingerprint print;
    for (const std::string& text : {result.rule, result.file, result.key, result.message})
      print.add(std::string_view(text));
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
  if (!result.file.empty()) out["locations"] = Json::array({place_json(result)});
  out["partialFingerprints"] = {{"bulkhead/v1", prints.of(result)}};
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
  const Json driver = {{"name", "bulkhead"}, {"version", BULKHEAD_VERSION}, {"rules", std::move(rules)}};
  const Json run = {
      {"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", std::move(results)}};
  const Json out = {{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string sarif_uri(const std::string& path) {
  std::string out = path.front() == '/' ? "file://" : "";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace bulkhead
