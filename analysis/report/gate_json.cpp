// SPDX-License-Identifier: Apache-2.0
// The gate's verdicts for programs; the shape is the contract of docs/ci.md.
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/report/parts.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json text_json(const std::string& value) {
  return value.empty() ? Json(nullptr) : Json(value);
}

Json position(int value) {
  return value > 0 ? Json(value) : Json(nullptr);
}

Json interval(const std::optional<double>& from, const std::optional<double>& to) {
  const Json low = number(from), high = number(to);
  return low.is_null() || high.is_null() ? Json(nullptr) : Json::array({low, high});
}

Json place_json(const GatePlace& place) {
  return {{"file", place.file},
          {"line", position(place.line)},
          {"column", position(place.column)},
          {"end_line", position(place.end_line)},
          {"end_column", position(place.end_column)}};
}

Json row_json(const GateRow& row, bool strict) {
  Json out = {{"name", row.name}, {"sentence", row.sentence}, {"because", text_json(row.because)}};
  out["scenario"] = row.scenario;
  out["experiment"] = row.experiment;
  out["point"] = text_json(row.point);
  out["variant"] = row.variant;
  out["service"] = row.service;
  out["metric"] = row.metric;
  out["baseline"] = row.baseline;
  out["level"] = to_string(row.level);
  out["outcome"] = to_string(row.outcome);
  out["red"] = is_red(row);
  out["lacks_evidence"] = lacks_evidence(row, strict);
  out["place"] = place_json(row.place);
  out["found"] = row.found;
  out["wanted"] = text_json(row.wanted);
  out["mean"] = number(row.mean);
  out["interval"] = interval(row.low, row.high);
  out["threshold"] = number(row.threshold);
  out["changed"] = text_json(row.changed);
  out["change"] = number(row.change);
  out["change_interval"] = interval(row.change_low, row.change_high);
  out["why"] = text_json(row.why);
  out["story"] = row.story;
  out["repeat"] = row.repeat;
  out["seed"] = row.seed;
  out["replications"] = row.replications;
  return out;
}

Json run_json(const GateRun& run) {
  return {{"scenario", run.scenario},
          {"experiment", run.experiment},
          {"point", text_json(run.point)},
          {"file", run.file},
          {"about", text_json(run.about)},
          {"seed", run.seed},
          {"replications", run.replications},
          {"budget", run.budget},
          {"notes", run.notes}};
}

Json counts_json(const GateVerdicts& verdicts) {
  std::map<std::string, int> counts = counts_of(verdicts);
  Json out = Json::object();
  for (const char* key : {"met", "missed", "worse", "inconclusive", "not exercised", "better", "same", "warned"})
    out[key] = counts[key];
  return out;
}

}  // namespace

std::string gate_json(const GateVerdicts& verdicts) {
  Json out = {{"schema_version", 1}, {"exit_code", exit_code(verdicts)}};
  out["strict"] = verdicts.strict;
  out["interrupted"] = verdicts.interrupted;
  out["counts"] = counts_json(verdicts);
  out["runs"] = Json::array();
  for (const GateRun& run : verdicts.runs) out["runs"].push_back(run_json(run));
  out["rows"] = Json::array();
  for (const GateRow& row : verdicts.rows) out["rows"].push_back(row_json(row, verdicts.strict));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bulkhead
