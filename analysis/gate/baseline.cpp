// SPDX-License-Identifier: Apache-2.0
// Baselines from results databases, and what both kinds share.
#include "analysis/gate/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/commands/command.hpp"
#include "analysis/gate/baseline_file.hpp"
#include "analysis/outside_error.hpp"
#include "analysis/store.hpp"

namespace bulkhead {
namespace {

constexpr std::int64_t kMostReplications = 10'000'000;

using FigureKey = std::pair<std::string, std::string>;  ///< service, metric

/// A variant's figures; a replication that did not complete leaves an empty place.
std::vector<BaselineFigure> figures_in(const Database& db, std::int64_t variant) {
  std::map<FigureKey, BaselineFigure> out;
  Statement row = db.prepare(
      "SELECT replication, service, metric, numerator, denominator, squares FROM metric JOIN replication "
      "USING (variant, replication) WHERE variant = ? AND outcome = 'completed' ORDER BY replication");
  row.bind(variant);
  while (row.step()) {
    const Metric* metric = find_metric(row.text(2));
    if (!metric || std::find(guarded_metrics().begin(), guarded_metrics().end(), metric) == guarded_metrics().end())
      continue;
    if (row.integer(0) < 0 || row.integer(0) > kMostReplications)
      throw InvalidInput(fmt::format("{}: error: replication {} is none\n", db.path(), row.integer(0)));
    BaselineFigure& figure = out[{row.text(1), row.text(2)}];
    figure.service = row.text(1);
    figure.metric = metric;
    figure.row.resize(static_cast<std::size_t>(row.integer(0)));
    figure.row.push_back(Sample{row.real(3), row.real(4), row.real(5)});
  }
  std::vector<BaselineFigure> list;
  for (auto& [key, figure] : out) list.push_back(std::move(figure));
  return list;
}

std::vector<BaselineVariant> variants_in(const Database& db, std::int64_t run) {
  std::vector<BaselineVariant> out;
  Statement row = db.prepare("SELECT variant, name, digest FROM variant WHERE run = ? ORDER BY variant");
  row.bind(run);
  while (row.step()) out.push_back({row.text(1), row.text(2), "", figures_in(db, row.integer(0))});
  return out;
}

Baseline from_database(const std::string& path) {
  const Database db = open_results(path);
  Baseline out{path, true, "", {}};
  Statement row =
      db.prepare("SELECT run, scenario, experiment, params, seed, horizon_ns, warm_up_ns FROM run ORDER BY run");
  while (row.step())
    out.runs.push_back({row.text(1), row.text(2), row.text(3), static_cast<std::uint64_t>(row.integer(4)),
                        Duration::ns(row.integer(5)), Duration::ns(row.integer(6)), variants_in(db, row.integer(0))});
  return out;
}

}  // namespace

const std::vector<const Metric*>& guarded_metrics() {
  static const std::vector<const Metric*> all = [] {
    std::vector<const Metric*> found;
    for (const char* name : {"lost_requests_ratio", "time_lost_ratio", "mttd_s", "mttr_s", "incidents_per_year",
                             "blast_radius_ratio", "customer_minutes_lost"})
      found.push_back(find_metric(name));
    return found;
  }();
  return all;
}

const BaselineRun* Baseline::find(const std::string& scenario, const std::string& experiment,
                                  const std::string& point) const {
  const auto found = std::find_if(runs.begin(), runs.end(), [&](const BaselineRun& r) {
    return r.scenario == scenario && r.experiment == experiment && r.point == point;
  });
  return found == runs.end() ? nullptr : &*found;
}

Baseline read_baseline(const std::string& path) {
  if (!is_bulkhead_database(path)) return read_baseline_file(path);
  try {
    return from_database(path);
  } catch (const OutsideError& error) {
    refuse_baseline(path, fmt::format("this baseline is broken: {}", error.what()));
  }
}

}  // namespace bulkhead
