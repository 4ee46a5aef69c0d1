// SPDX-License-Identifier: Apache-2.0
// The comparison for programs: JSON and CSV.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/reports.hpp"
#include "analysis/store.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(const std::optional<double>& value) {
  if (!value || !std::isfinite(*value)) return nullptr;
  return *value;
}

Json interval_or_null(const std::optional<Interval>& ci) {
  if (!ci || !std::isfinite(ci->low) || !std::isfinite(ci->high)) return nullptr;
  return Json::array({ci->low, ci->high});
}

Json text(const std::string& note) {
  return note.empty() ? Json(nullptr) : Json(note);
}

Json figures(const RunResult& run, const std::string& variant, const std::string& service) {
  Json out = Json::object();
  for (const Metric& metric : metrics()) {
    const Estimate* e = run.estimate(variant, service, metric.name);
    if (!e) continue;
    out[std::string(metric.name)] = {
        {"mean", number_or_null(e->mean)}, {"ci95", interval_or_null(e->ci95)}, {"n", e->n}, {"note", text(e->note)}};
  }
  return out;
}

Json variant_json(const RunResult& run, const VariantResult& v) {
  Json objectives = Json::object();
  for (const std::string& service : run.objectives) objectives[service] = figures(run, v.name, service);
  Json out = {{"name", v.name}, {"replications", v.replications}};
  out["metrics"] = figures(run, v.name, run.headline);
  out["objectives"] = std::move(objectives);
  return out;
}

Json point_json(const std::vector<PointValue>& point) {
  Json out = Json::object();
  for (const PointValue& p : point) out[p.param] = p.value;
  return out;
}

Json difference_json(const DifferenceResult& d) {
  return {{"metric", d.metric},
          {"service", d.service},
          {"a", d.a},
          {"b", d.b},
          {"mean", number_or_null(d.mean)},
          {"ci95", interval_or_null(d.ci95)},
          {"verdict", d.verdict},
          {"p_holm", number_or_null(d.p_holm)}};
}

Json run_json(const RunResult& run) {
  Json out = {{"scenario", run.scenario}, {"experiment", run.experiment}, {"seed", run.seed}, {"digest", run.digest}};
  out["params"] = point_json(run.point);
  out["ended"] = run.ended;
  out["note"] = text(ended_clause(run));
  out["variants"] = Json::array();
  for (const VariantResult& v : run.variants) out["variants"].push_back(variant_json(run, v));
  out["differences"] = Json::array();
  for (const DifferenceResult& d : run.differences) out["differences"].push_back(difference_json(d));
  out["ranking"] = Json::array();
  for (const RankResult& r : run.ranking)
    out["ranking"].push_back(
        {{"metric", r.metric}, {"service", r.service}, {"variant", r.variant}, {"best", r.best}, {"worst", r.worst}});
  for (const KneeResult& k : run.knees)
    out["knees"].push_back({{"variant", k.variant},
                            {"params", k.point.empty() ? Json(nullptr) : point_json(k.point)},
                            {"note", text(k.note)}});
  return out;
}

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\n\r") == std::string::npos) return field;
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string decimal(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

std::string csv_rows(const RunResult& run, const VariantResult& v, const std::string& service) {
  std::string out;
  for (const Metric& metric : metrics()) {
    const Estimate* e = run.estimate(v.name, service, metric.name);
    if (!e) continue;
    out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", run.run, quoted(run.scenario), run.experiment, v.name,
                       service, metric.name, decimal(e->mean), e->ci95 ? decimal(e->ci95->low) : "",
                       e->ci95 ? decimal(e->ci95->high) : "", e->n, quoted(e->note), quoted(point_text(run.point)));
  }
  return out;
}

}  // namespace

std::string report_json(const std::vector<RunResult>& runs) {
  Json out = {{"schema_version", 1}, {"runs", Json::array()}};
  for (const RunResult& run : runs) out["runs"].push_back(run_json(run));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string report_csv(const std::vector<RunResult>& runs) {
  std::string out = "run,scenario,experiment,variant,service,metric,mean,ci95_low,ci95_high,n,note,params\n";
  for (const RunResult& run : runs)
    for (const VariantResult& v : run.variants)
      for (const std::string& service : run.objectives) out += csv_rows(run, v, service);
  return out;
}

}  // namespace bulkhead
