// SPDX-License-Identifier: Apache-2.0
// One prepared statement per table; the file system's part of writing in store_files.cpp.
#include "analysis/store.hpp"

#include <fmt/format.h>

#include <span>
#include <utility>

#include "analysis/layout.hpp"
#include "analysis/outside_error.hpp"
#include "analysis/ranking.hpp"
#include "analysis/store_files.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kRowsAtOnce = 1000;

std::int64_t ns(Instant t) {
  return t.since_start().count();
}

std::optional<std::int64_t> ns(const std::optional<Instant>& t) {
  if (!t || t->is_never()) return std::nullopt;
  return ns(*t);
}

std::optional<std::int64_t> number(const std::optional<std::uint32_t>& n) {
  if (!n) return std::nullopt;
  return static_cast<std::int64_t>(*n);
}

std::int64_t number(std::uint64_t n) {
  return static_cast<std::int64_t>(n);
}

std::string insert(const char* table, int columns) {
  std::string sql = fmt::format("INSERT INTO {} VALUES (?", table);
  for (int i = 1; i < columns; ++i) sql += ", ?";
  return sql + ")";
}

void bind_interval(Statement& row, const std::optional<Interval>& ci) {
  if (ci)
    row.bind(ci->low).bind(ci->high);
  else
    row.bind_null().bind_null();
}

std::string kind_of(const std::string& component) {
  return component.substr(0, component.find(' '));
}

}  // namespace

const char* to_string(Ended ended) {
  static constexpr const char* kNames[] = {"complete",    "precision",   "out_of_reach",
                                           "time_budget", "interrupted", "decided"};
  return kNames[static_cast<int>(ended)];
}

std::string point_text(const std::vector<PointValue>& point) {
  std::string out;
  for (const PointValue& p : point) out += fmt::format("{}{}={}", out.empty() ? "" : " ", p.param, p.value);
  return out;
}

/// The rows of one replication, a statement for each table.
struct Store::Rows {
  explicit Rows(const Database& db)
      : replication(db, insert("replication", 6)),
        metric(db, insert("metric", 7)),
        customer_class(db, insert("customer_class", 8)),
        fault(db, insert("fault", 9)),
        attribution(db, insert("attribution", 5)),
        incident(db, insert("incident", 16)),
        blast(db, insert("blast", 8)),
        observation(db, insert("observation", 7)),
        action(db, insert("action", 12)),
        timeline(db, insert("timeline", 7)) {}

  Statement& start(Statement& statement) {
    ++uncommitted;
    return statement.bind(variant).bind(at);
  }

  void write(std::int64_t variant_row, const Record& r, const Told& t) {
    variant = variant_row;
    at = number(r.replication);
    start(replication)
        .bind(r.outcome)
        .bind(r.outcome_detail)
        .bind(fmt::format("{:016x}", r.fingerprint))
        .bind(number(r.events))
        .run();
    write_metrics(r);
    told = t;
    write_faults(r);
    write_incidents(r);
    write_observations(r);
    write_actions(r);
    write_timeline(r);
  }

  bool tells(const std::optional<std::uint32_t>& of_incident) const {
    return of_incident ? *of_incident < told.incidents : told.alarms;
  }

  void write_metrics(const Record& r) {
    for (const MetricTerm& m : r.metrics) {
      const Metric* row = find_metric(m.metric);
      BULKHEAD_CHECK(row, "a metric term names a metric of the table");
      const Sample s = sample_of(*row, m, r.incidents);
      start(metric)
          .bind_lasting(m.service)
          .bind_lasting(m.metric)
          .bind(s.numerator)
          .bind(s.denominator)
          .bind(s.squares)
          .run();
    }
    std::int64_t n = 0;
    for (const CustomerClassRow& c : r.customers)
      start(customer_class)
          .bind(n++)
          .bind_lasting(c.population)
          .bind_lasting(c.home)
          .bind(c.customers)
          .bind(c.offered)
          .bind(c.failed)
          .run();
  }

  void write_faults(const Record& r) {
    std::int64_t n = 0;
    for (const FaultRow& f : std::span(r.faults).first(told.faults))
      start(fault)
          .bind(n++)
          .bind_lasting(f.name)
          .bind_lasting(f.kind)
          .bind_lasting(f.target)
          .bind_lasting(f.cause)
          .bind(ns(f.begin))
          .bind(ns(f.end))
          .run();
    for (const AttributionRow& a : r.attribution)
      if (a.fault < told.faults)
        start(attribution).bind(static_cast<std::int64_t>(a.fault)).bind_lasting(a.service).bind(a.lost_requests).run();
  }

  void write_incidents(const Record& r) {
    std::int64_t n = 0;
    for (const IncidentRow& i : std::span(r.incidents).first(told.incidents)) {
      start(incident)
          .bind(n)
          .bind_lasting(i.service)
          .bind(ns(i.begin))
          .bind(ns(i.detected))
          .bind(ns(i.mitigated))
          .bind(ns(i.end));
      incident.bind(i.lost_requests).bind(i.offered_requests).bind(i.customer_minutes_lost).bind_lasting(i.cause);
      incident.bind_lasting(i.cause_class).bind_lasting(i.first_detector).bind(static_cast<std::int64_t>(i.actions));
      incident.bind(static_cast<std::int64_t>(i.people)).run();
      for (const BlastPoint& b : i.blast) {
        start(blast).bind(n).bind(b.level).bind(b.customers_worst).bind(b.customers_whole);
        blast.bind(b.demand_worst).bind(b.demand_whole).run();
      }
      ++n;
    }
  }

  void write_observations(const Record& r) {
    std::int64_t n = 0;
    for (const ObservationRow& o : r.observations) {
      if (!tells(o.incident)) continue;
      start(observation)
          .bind(n++)
          .bind(number(o.incident))
          .bind_lasting(o.detector)
          .bind(ns(o.saw))
          .bind_lasting(o.why_not)
          .run();
    }
  }

  void write_actions(const Record& r) {
    std::int64_t n = 0;
    for (const ActionRow& a : r.actions) {
      if (!tells(a.incident)) continue;
      start(action)
          .bind(n++)
          .bind(number(a.incident))
          .bind_lasting(a.response)
          .bind_lasting(a.actor)
          .bind_lasting(a.what)
          .bind(ns(a.decided));
      action.bind(ns(a.begin)).bind(ns(a.effective)).bind(ns(a.end)).bind_lasting(a.blocked_by).run();
    }
  }

  void write_timeline(const Record& r) {
    std::int64_t n = 0;
    for (const TimelineRow& t : std::span(r.timeline).first(told.lines))
      start(timeline).bind(n++).bind(ns(t.t)).bind_lasting(t.what).bind_lasting(t.subject).bind_lasting(t.detail).run();
  }

  Statement replication, metric, customer_class, fault, attribution, incident, blast, observation, action, timeline;
  std::int64_t variant = 0;
  std::int64_t at = 0;
  Told told;
  std::size_t uncommitted = 0;
};

Store::Store(const std::string& path) : path_(path) {
  prepare_files(path_, partial_path());
  db_ = std::make_unique<Database>(partial_path(), Database::Mode::write_new);
  db_->execute(
      "PRAGMA page_size = 16384; PRAGMA cache_size = -16384; PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = "
      "OFF; PRAGMA synchronous = OFF; PRAGMA journal_mode = TRUNCATE;");
  db_->execute("BEGIN;" + layout_statements() + "COMMIT;");
  rows_ = std::make_unique<Rows>(*db_);
}

Store::~Store() {
  try {
    commit();
  } catch (const OutsideError&) {
    // What could not be committed was never promised.
  }
}

void Store::begin() {
  if (!std::exchange(open_, true)) db_->execute("BEGIN");
}

void Store::commit() {
  if (!open_) return;
  db_->execute("COMMIT");
  open_ = false;
  committed_ = complete_;
  rows_->uncommitted = 0;
}

// Half a replication is none.
void Store::roll_back() {
  open_ = false;
  complete_ = committed_;
  db_->execute("ROLLBACK");
}

void Store::begin_run(const RunInfo& run, std::uint64_t stories) {
  BULKHEAD_CHECK(!comparison_, "a run ends before the next begins");
  db_->execute("BEGIN");
  Statement row = db_->prepare(insert("run", 12));
  row.bind(++run_)
      .bind(run.scenario)
      .bind(run.experiment)
      .bind(point_text(run.point))
      .bind(run.about)
      .bind(number(run.seed));
  row.bind(run.horizon.count()).bind(run.warm_up.count()).bind(number(run.replications)).bind(run.precision);
  row.bind(to_string(Ended::interrupted)).bind(run.digest).run();
  std::int64_t at = 0;
  Statement param = db_->prepare(insert("param", 4));
  for (const PointValue& p : run.point) param.bind(run_).bind(at++).bind(p.param).bind(p.value).run();
  variants_.clear();
  untold_.assign(run.variants.size(), {stories, stories});
  for (const VariantInfo& info : run.variants) write_variant(info);
  db_->execute("COMMIT");
  comparison_ = std::make_unique<Comparison>(run.variants.size(), run.seed);
  causes_ = std::make_unique<Causes>(run.horizon - run.warm_up);
  seed_ = run.seed;
  info_ = run;
}

void Store::write_variant(const VariantInfo& info) {
  Statement row =
      db_->prepare("INSERT INTO variant (run, name, digest, routing, cells, faults) VALUES (?, ?, ?, ?, ?, ?)");
  row.bind(run_).bind(info.name).bind(info.digest).bind(info.routing).bind(std::int64_t{info.cells});
  row.bind(std::int64_t{info.faults}).run();
  const std::int64_t variant = db_->last_row();
  variants_.push_back(variant);
  Statement component = db_->prepare(insert("component", 3));
  for (const std::string& name : info.components) component.bind(variant).bind(name).bind(kind_of(name)).run();
  Statement service = db_->prepare(insert("service", 7));
  for (const ServiceInfo& s : info.services) {
    service.bind(variant).bind(s.name).bind(s.objective_success);
    if (s.objective_success)
      service.bind(s.over.count()).bind(s.quiet.count());
    else
      service.bind_null().bind_null();
    service.bind(std::int64_t{s.headline}).bind(std::int64_t{s.components}).run();
  }
}

void Store::add(const std::vector<Record>& replication) {
  BULKHEAD_CHECK(comparison_ && replication.size() == variants_.size(), "a replication has one record per variant");
  begin();
  try {
    for (std::size_t v = 0; v < replication.size(); ++v)
      rows_->write(variants_[v], replication[v], told_of(replication[v], untold_[v]));
  } catch (...) {
    roll_back();
    throw;
  }
  for (std::size_t v = 0; v < replication.size(); ++v) {
    comparison_->add(v, replication[v]);
    if (replication[v].outcome == "completed") causes_->add(v, replication[v]);
  }
  ++complete_;
  if (rows_->uncommitted >= kRowsAtOnce) commit();
}

void Store::add_verdicts(const std::vector<GateRow>& rows) {
  BULKHEAD_CHECK(comparison_, "verdicts belong to a run that has not ended");
  begin();
  Statement row = db_->prepare(insert("expectation", 21));
  std::int64_t at = 0;
  for (const GateRow& r : rows) {
    row.bind(run_)
        .bind(at++)
        .bind(r.name)
        .bind(r.sentence)
        .bind(r.because)
        .bind(r.variant)
        .bind(r.service)
        .bind(r.metric);
    row.bind(std::int64_t{r.baseline}).bind(to_string(r.level)).bind(to_string(r.outcome));
    row.bind(r.mean).bind(r.low).bind(r.high).bind(r.threshold).bind(r.change).bind(r.change_low).bind(r.change_high);
    row.bind(r.why)
        .bind(r.place.file)
        .bind(r.place.line > 0 ? std::optional<std::int64_t>(r.place.line) : std::nullopt);
    row.run();
  }
}

void Store::end_run(Ended ended) {
  BULKHEAD_CHECK(comparison_, "a run ends after it has begun");
  begin();
  write_estimates();
  write_differences();
  write_causes();
  db_->prepare("UPDATE run SET ended = ? WHERE run = ?").bind(to_string(ended)).bind(run_).run();
  commit();
  if (!info_.point.empty()) end_point();
  comparison_.reset();
}

void Store::end_point() {
  std::string headline;
  std::vector<std::string> names;
  for (const VariantInfo& v : info_.variants) {
    names.push_back(v.name);
    for (const ServiceInfo& s : v.services)
      if (s.headline) headline = s.name;
  }
  const std::pair name{info_.scenario, info_.experiment};
  auto found = sweeps_.find(name);
  if (found == sweeps_.end())
    found = sweeps_.emplace(name, Points{Sweep(names.size(), headline, seed_), names, {}}).first;
  found->second.sweep.add(*comparison_);
  found->second.runs.push_back(run_);
}

void Store::write_knees() {
  Statement row = db_->prepare(insert("knee", 4));
  for (const auto& [name, points] : sweeps_)
    for (const Knee& k : points.sweep.knees()) {
      row.bind(points.runs.front()).bind(points.variants[k.variant]);
      row.bind(k.point ? std::optional(points.runs[*k.point]) : std::nullopt).bind(k.note).run();
    }
}

void Store::write_estimates() {
  Statement row = db_->prepare(insert("estimate", 10));
  for (const EstimateRow& e : comparison_->estimates()) {
    const Estimate& x = e.estimate;
    row.bind(variants_[e.variant]).bind(e.service).bind(e.metric->name).bind(x.mean);
    bind_interval(row, x.ci95);
    row.bind(number(x.n)).bind(x.effective).bind(std::int64_t{x.conclusive}).bind(x.note).run();
  }
}

void Store::write_differences() {
  Statement row = db_->prepare(insert("difference", 16));
  const std::vector<DifferenceRow> differences = comparison_->differences();
  for (const DifferenceRow& d : differences) {
    const Estimate& x = d.difference.value;
    row.bind(variants_[d.a]).bind(variants_[d.b]).bind(d.service).bind(d.metric->name).bind(x.mean);
    bind_interval(row, x.ci95);
    row.bind(number(x.n)).bind(to_string(d.difference.verdict)).bind(x.note);
    row.bind(d.more ? d.more->mean : std::nullopt);
    bind_interval(row, d.more ? d.more->ci95 : std::nullopt);
    row.bind(d.variance_removed).bind(x.p).bind(d.difference.p_holm).run();
  }
  write_ranking(differences);
}

void Store::write_ranking(const std::vector<DifferenceRow>& differences) {
  Statement row = db_->prepare(insert("ranking", 5));
  for (const RankRow& r : rank_variants(variants_.size(), differences)) {
    row.bind(variants_[r.variant]).bind(r.service).bind(r.metric->name);
    row.bind(static_cast<std::int64_t>(r.best)).bind(static_cast<std::int64_t>(r.worst)).run();
  }
}

void Store::write_causes() {
  Statement row = db_->prepare(insert("cause", 17));
  for (const CauseRow& c : causes_->rows(stream_key(seed_, 0, kPurposeBootstrap, name_hash("cause")))) {
    row.bind(variants_[c.variant]).bind(c.service).bind(c.cause_class).bind(number(c.incidents));
    for (const Estimate* e : {&c.per_year, &c.minutes_per_year}) {
      row.bind(e->mean);
      bind_interval(row, e->ci95);
    }
    row.bind(c.median_s);
    bind_interval(row, c.median_ci95);
    row.bind(c.p95_s);
    bind_interval(row, c.p95_ci95);
    row.bind(c.note).run();
  }
}

void Store::finish() {
  BULKHEAD_CHECK(!comparison_, "a store is finished after its last run has ended");
  db_->execute("BEGIN");
  write_knees();
  db_->execute("COMMIT");
  const std::string copy = partial_path() + ".copy";
  remove_file(copy);
  try {
    db_->prepare("VACUUM INTO ?").bind(copy).run();
  } catch (...) {
    remove_file(copy);
    throw;
  }
  rows_.reset();
  replace_file(copy, path_);
  db_.reset();
  remove_file(partial_path());
  remove_file(partial_path() + "-journal");
}

}  // namespace bulkhead
