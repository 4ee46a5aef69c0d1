// SPDX-License-Identifier: Apache-2.0
// The queries behind the reports.
#include "analysis/results.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bulkhead {
namespace {

std::optional<Interval> interval(const Statement& row, int low) {
  if (row.null(low) || row.null(low + 1)) return std::nullopt;
  return Interval{row.real(low), row.real(low + 1)};
}

std::vector<VariantResult> read_variants(const Database& db, std::int64_t run) {
  std::vector<VariantResult> out;
  Statement row =
      db.prepare("SELECT variant, name, routing, cells, faults FROM variant WHERE run = ? ORDER BY variant");
  row.bind(run);
  while (row.step()) {
    VariantResult v{row.integer(0),
                    row.text(1),
                    row.text(2),
                    static_cast<int>(row.integer(3)),
                    static_cast<int>(row.integer(4)),
                    0,
                    {}};
    Statement outcomes =
        db.prepare("SELECT outcome, count(*) FROM replication WHERE variant = ? GROUP BY outcome ORDER BY outcome");
    outcomes.bind(v.row);
    while (outcomes.step()) {
      v.outcomes[outcomes.text(0)] = static_cast<std::uint64_t>(outcomes.integer(1));
      v.replications += static_cast<std::uint64_t>(outcomes.integer(1));
    }
    out.push_back(std::move(v));
  }
  return out;
}

void read_services(const Database& db, RunResult& run) {
  Statement row = db.prepare(
      "SELECT service.name, max(headline), max(components) FROM service JOIN variant USING (variant) "
      "WHERE run = ? AND objective_success_ratio IS NOT NULL GROUP BY service.name ORDER BY service.name");
  row.bind(run.run);
  while (row.step()) {
    run.objectives.push_back(row.text(0));
    if (row.integer(2) > 0) run.of_components.insert(row.text(0));
    if (row.integer(1) == 1 && run.headline.empty()) run.headline = row.text(0);
  }
}

void read_estimates(const Database& db, RunResult& run) {
  Statement row = db.prepare(
      "SELECT name, service, metric, mean, n, effective, conclusive, note, ci95_low, ci95_high "
      "FROM estimate JOIN variant USING (variant) WHERE run = ?");
  row.bind(run.run);
  while (row.step()) {
    Estimate e;
    e.mean = row.maybe_real(3);
    e.n = static_cast<std::size_t>(row.integer(4));
    e.effective = row.real(5);
    e.conclusive = row.integer(6) != 0;
    e.note = row.text(7);
    e.ci95 = interval(row, 8);
    run.estimates[{row.text(0), row.text(1), row.text(2)}] = e;
  }
}

void read_differences(const Database& db, RunResult& run) {
  Statement row = db.prepare(
      "SELECT metric, service, va.name, vb.name, mean, verdict, note, more_ratio, variance_removed_ratio, "
      "ci95_low, ci95_high, more_ci95_low, more_ci95_high, p_holm FROM difference "
      "JOIN variant va ON va.variant = a JOIN variant vb ON vb.variant = b WHERE va.run = ? ORDER BY a, b, service, "
      "metric");
  row.bind(run.run);
  while (row.step()) {
    DifferenceResult d;
    d.metric = row.text(0);
    d.service = row.text(1);
    d.a = row.text(2);
    d.b = row.text(3);
    d.mean = row.maybe_real(4);
    d.verdict = row.text(5);
    d.note = row.text(6);
    d.more = row.maybe_real(7);
    d.variance_removed = row.maybe_real(8);
    d.ci95 = interval(row, 9);
    d.more_ci95 = interval(row, 11);
    d.p_holm = row.maybe_real(13);
    run.differences.push_back(std::move(d));
  }
}

void read_ranking(const Database& db, RunResult& run) {
  Statement row = db.prepare(
      "SELECT metric, service, name, rank_best, rank_worst FROM ranking JOIN variant USING (variant) WHERE run = ? "
      "ORDER BY service, metric, variant");
  row.bind(run.run);
  while (row.step())
    run.ranking.push_back({row.text(0), row.text(1), row.text(2), static_cast<std::uint64_t>(row.integer(3)),
                           static_cast<std::uint64_t>(row.integer(4))});
}

std::vector<PointValue> read_point(const Database& db, std::int64_t run) {
  std::vector<PointValue> out;
  Statement row = db.prepare("SELECT name, value FROM param WHERE run = ? ORDER BY param");
  row.bind(run);
  while (row.step()) out.push_back({row.text(0), row.text(1)});
  return out;
}

void read_knees(const Database& db, RunResult& run) {
  Statement row = db.prepare(
      "SELECT knee.variant, knee, note FROM knee JOIN variant ON variant.run = knee.run AND name = knee.variant "
      "WHERE knee.run = ? ORDER BY variant.variant");
  row.bind(run.run);
  while (row.step()) {
    KneeResult k{row.text(0), {}, row.text(2)};
    if (!row.null(1)) k.point = read_point(db, row.integer(1));
    run.knees.push_back(std::move(k));
  }
}

void read_causes(const Database& db, RunResult& run) {
  Statement row = db.prepare(
      "SELECT name, service, cause_class, incidents, per_year, minutes_per_year, median_s, p95_s, note, "
      "per_year_low, per_year_high, minutes_low, minutes_high, median_low_s, median_high_s, p95_low_s, p95_high_s FROM "
      "cause JOIN variant USING (variant) WHERE run = ? "
      "ORDER BY service, cause_class, variant");
  row.bind(run.run);
  while (row.step()) {
    const auto estimate = [&](int mean, int low) {
      Estimate e;
      e.mean = row.maybe_real(mean);
      e.ci95 = interval(row, low);
      e.note = row.text(8);
      return e;
    };
    CauseResult c{row.text(0),    row.text(1),     row.text(2),     static_cast<std::uint64_t>(row.integer(3)),
                  estimate(4, 9), estimate(5, 11), estimate(6, 13), estimate(7, 15)};
    run.causes.push_back(std::move(c));
  }
}

}  // namespace

const Estimate* RunResult::estimate(const std::string& variant, const std::string& service,
                                    std::string_view metric) const {
  const auto found = estimates.find({variant, service, std::string(metric)});
  return found == estimates.end() ? nullptr : &found->second;
}

const DifferenceResult* RunResult::difference(std::string_view metric, const std::string& service, const std::string& a,
                                              const std::string& b) const {
  const auto found = std::find_if(differences.begin(), differences.end(), [&](const DifferenceResult& d) {
    return d.metric == metric && d.service == service && d.a == a && d.b == b;
  });
  return found == differences.end() ? nullptr : &*found;
}

std::string ended_clause(const RunResult& run) {
  const std::uint64_t done = run.variants.empty() ? 0 : run.variants.front().replications;
  const std::string wish = fmt::format("the precision of {:.6g} %", run.precision.value_or(0) * 100);
  if (run.ended == "interrupted") return fmt::format("interrupted, {} were asked for", run.asked);
  if (run.ended == "decided") return fmt::format("all is decided, {} were allowed", run.asked);
  if (run.ended == "precision") return wish + " is reached";
  if (run.ended == "out_of_reach") return fmt::format("{} is out of reach of {} replications", wish, run.asked);
  if (run.ended == "time_budget")
    return fmt::format("the time was over, which is not repeatable; --replications {} repeats it", done);
  return run.precision ? wish + " is not reached" : "";
}

std::vector<RunResult> read_results(const Database& db) {
  std::vector<RunResult> runs;
  Statement row = db.prepare(
      "SELECT run, scenario, experiment, about, digest, seed, asked, horizon_ns, warm_up_ns, precision_ratio, ended "
      "FROM run ORDER BY run");
  while (row.step()) {
    RunResult run;
    run.run = row.integer(0);
    run.scenario = row.text(1);
    run.experiment = row.text(2);
    run.about = row.text(3);
    run.digest = row.text(4);
    run.seed = static_cast<std::uint64_t>(row.integer(5));
    run.asked = static_cast<std::uint64_t>(row.integer(6));
    run.horizon_s = static_cast<double>(row.integer(7)) / 1e9;
    run.warm_up_s = static_cast<double>(row.integer(8)) / 1e9;
    run.precision = row.maybe_real(9);
    run.ended = row.text(10);
    run.variants = read_variants(db, run.run);
    read_services(db, run);
    read_estimates(db, run);
    read_differences(db, run);
    read_ranking(db, run);
    read_causes(db, run);
    run.point = read_point(db, run.run);
    read_knees(db, run);
    runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace bulkhead
