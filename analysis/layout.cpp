// SPDX-License-Identifier: Apache-2.0
// The tables and views in SQL.
#include "analysis/layout.hpp"

#include <fmt/format.h>

namespace bulkhead {
namespace {

constexpr const char* kTables = R"sql(
CREATE TABLE run (
  run INTEGER PRIMARY KEY, scenario TEXT NOT NULL, experiment TEXT NOT NULL, params TEXT NOT NULL, about TEXT NOT NULL,
  seed INTEGER NOT NULL, horizon_ns INTEGER NOT NULL, warm_up_ns INTEGER NOT NULL, asked INTEGER NOT NULL, precision_ratio REAL,
  ended TEXT NOT NULL, digest TEXT NOT NULL,
  UNIQUE (scenario, experiment, params)) STRICT;
CREATE TABLE param (
  run INTEGER NOT NULL REFERENCES run, param INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (run, param)) STRICT, WITHOUT ROWID;
CREATE TABLE variant (
  variant INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, digest TEXT NOT NULL,
  routing TEXT NOT NULL, cells INTEGER NOT NULL, faults INTEGER NOT NULL, UNIQUE (run, name)) STRICT;
CREATE TABLE component (
  variant INTEGER NOT NULL REFERENCES variant, name TEXT NOT NULL, kind TEXT NOT NULL,
  PRIMARY KEY (variant, name)) STRICT, WITHOUT ROWID;
CREATE TABLE service (
  variant INTEGER NOT NULL REFERENCES variant, name TEXT NOT NULL, objective_success_ratio REAL,
  objective_over_ns INTEGER, objective_quiet_ns INTEGER, headline INTEGER NOT NULL, components INTEGER NOT NULL,
  PRIMARY KEY (variant, name)) STRICT, WITHOUT ROWID;
CREATE TABLE replication (
  variant INTEGER NOT NULL REFERENCES variant, replication INTEGER NOT NULL, outcome TEXT NOT NULL,
  outcome_detail TEXT NOT NULL, fingerprint TEXT NOT NULL, events INTEGER NOT NULL,
  PRIMARY KEY (variant, replication)) STRICT, WITHOUT ROWID;
CREATE TABLE metric (
  variant INTEGER NOT NULL, replication INTEGER NOT NULL, service TEXT NOT NULL, metric TEXT NOT NULL,
  numerator REAL NOT NULL, denominator REAL NOT NULL, squares REAL NOT NULL,
  PRIMARY KEY (variant, replication, service, metric),
  FOREIGN KEY (variant, replication) REFERENCES replication) STRICT, WITHOUT ROWID;
CREATE TABLE customer_class (
  variant INTEGER NOT NULL, replication INTEGER NOT NULL, class INTEGER NOT NULL, population TEXT NOT NULL,
  home TEXT NOT NULL, customers REAL NOT NULL, offered_requests REAL NOT NULL, failed_requests REAL NOT NULL,
  PRIMARY KEY (variant, replication, class),
  FOREIGN KEY (variant, replication) REFERENCES replication) STRICT, WITHOUT ROWID;
CREATE TABLE fault (
  variant INTEGER NOT NULL, replication INTEGER NOT NULL, fault INTEGER NOT NULL, name TEXT NOT NULL,
  kind TEXT NOT NULL, target TEXT NOT NULL, cause TEXT NOT NULL, begin_ns INTEGER NOT NULL, end_ns INTEGER,
  PRIMARY KEY (variant, replication, fault),
  FOREIGN KEY (variant, replication) REFERENCES replication) STRICT, WITHOUT ROWID;
CREATE TABLE attribution (
  variant INTEGER NOT NULL, replication INTEGER NOT NULL, fault INTEGER NOT NULL, service TEXT NOT NULL,
  lost_requests REAL NOT NULL,
  PRIMARY KEY (variant, replication, fault, service),
  FOREIGN KEY (variant, replication, fault) REFERENCES fault) STRICT, WITHOUT ROWID;
CREATE TABLE incident (
  variant INTEGER NOT NULL, replication INTEGER NOT NULL, incident INTEGER NOT NULL, service TEXT NOT NULL,
  begin_ns INTEGER NOT NULL, detected_ns INTEGER, mitigated_ns INTEGER, end_ns INTEGER,
  lost_requests REAL NOT NULL, offered_requests REAL NOT NULL, customer_minutes_lost REAL NOT NULL,
  cause TEXT NOT NULL, cause_class TEXT NOT NULL, first_detector TEXT NOT NULL, actions INTEGER NOT NULL,
  people INTEGER NOT NULL,
  PRIMARY KEY (variant, replication, incident),
  FOREIGN KEY (variant, replication) REFERENCES replication) STRICT, WITHOUT ROWID;
CREATE TABLE blast (
  variant INTEGER NOT NULL, replication INTEGER NOT NULL, incident INTEGER NOT NULL, level_ratio REAL NOT NULL,
  customers_worst_ratio REAL NOT NULL, customers_whole_ratio REAL NOT NULL, demand_worst_ratio REAL NOT NULL,
  demand_whole_ratio REAL NOT NULL,
  PRIMARY KEY (variant, replication, incident, level_ratio),
  FOREIGN KEY (variant, replication, incident) REFERENCES incident) STRICT, WITHOUT ROWID;
CREATE TABLE observation (
  variant INTEGER NOT NULL, replication INTEGER NOT NULL, observation INTEGER NOT NULL, incident INTEGER,
  detector TEXT NOT NULL, saw_ns INTEGER, why_not TEXT NOT NULL,
  PRIMARY KEY (variant, replication, observation),
  FOREIGN KEY (variant, replication, incident) REFERENCES incident) STRICT, WITHOUT ROWID;
CREATE TABLE action (
  variant INTEGER NOT NULL, replication INTEGER NOT NULL, action INTEGER NOT NULL, incident INTEGER,
  response TEXT NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL, decided_ns INTEGER NOT NULL,
  begin_ns INTEGER, effective_ns INTEGER, end_ns INTEGER, blocked_by TEXT NOT NULL,
  PRIMARY KEY (variant, replication, action),
  FOREIGN KEY (variant, replication, incident) REFERENCES incident) STRICT, WITHOUT ROWID;
CREATE TABLE timeline (
  variant INTEGER NOT NULL, replication INTEGER NOT NULL, line INTEGER NOT NULL, t_ns INTEGER NOT NULL,
  what TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (variant, replication, line),
  FOREIGN KEY (variant, replication) REFERENCES replication) STRICT, WITHOUT ROWID;
CREATE TABLE cause (
  variant INTEGER NOT NULL REFERENCES variant, service TEXT NOT NULL, cause_class TEXT NOT NULL,
  incidents INTEGER NOT NULL, per_year REAL, per_year_low REAL, per_year_high REAL, minutes_per_year REAL,
  minutes_low REAL, minutes_high REAL, median_s REAL, median_low_s REAL, median_high_s REAL, p95_s REAL, p95_low_s REAL,
  p95_high_s REAL, note TEXT NOT NULL,
  PRIMARY KEY (variant, service, cause_class)) STRICT, WITHOUT ROWID;
CREATE TABLE estimate (
  variant INTEGER NOT NULL REFERENCES variant, service TEXT NOT NULL, metric TEXT NOT NULL, mean REAL,
  ci95_low REAL, ci95_high REAL, n INTEGER NOT NULL, effective REAL NOT NULL, conclusive INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (variant, service, metric)) STRICT, WITHOUT ROWID;
CREATE TABLE difference (
  a INTEGER NOT NULL REFERENCES variant, b INTEGER NOT NULL REFERENCES variant, service TEXT NOT NULL,
  metric TEXT NOT NULL, mean REAL, ci95_low REAL, ci95_high REAL, n INTEGER NOT NULL, verdict TEXT NOT NULL,
  note TEXT NOT NULL, more_ratio REAL, more_ci95_low REAL, more_ci95_high REAL, variance_removed_ratio REAL,
  p REAL, p_holm REAL,
  PRIMARY KEY (a, b, service, metric)) STRICT, WITHOUT ROWID;
CREATE TABLE ranking (
  variant INTEGER NOT NULL REFERENCES variant, service TEXT NOT NULL, metric TEXT NOT NULL,
  rank_best INTEGER NOT NULL, rank_worst INTEGER NOT NULL,
  PRIMARY KEY (variant, service, metric)) STRICT, WITHOUT ROWID;
CREATE TABLE expectation (
  run INTEGER NOT NULL REFERENCES run, expectation INTEGER NOT NULL, name TEXT NOT NULL, sentence TEXT NOT NULL,
  because TEXT NOT NULL, variant TEXT NOT NULL, service TEXT NOT NULL, metric TEXT NOT NULL, baseline INTEGER NOT NULL,
  level TEXT NOT NULL, outcome TEXT NOT NULL, mean REAL, ci95_low REAL, ci95_high REAL, threshold REAL,
  change_ratio REAL, change_ci95_low REAL, change_ci95_high REAL, note TEXT NOT NULL, file TEXT NOT NULL, line INTEGER,
  PRIMARY KEY (run, expectation)) STRICT, WITHOUT ROWID;
CREATE TABLE knee (
  run INTEGER NOT NULL REFERENCES run, variant TEXT NOT NULL, knee INTEGER REFERENCES run, note TEXT NOT NULL,
  PRIMARY KEY (run, variant)) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* kViews = R"sql(
CREATE VIEW v_comparison AS
SELECT run.run, scenario, experiment, variant.name AS variant, service, metric, mean, ci95_low, ci95_high, n, note, params
FROM estimate JOIN variant USING (variant) JOIN run ON run.run = variant.run;
CREATE VIEW v_difference AS
SELECT run.run, scenario, experiment, metric, service, va.name AS a, vb.name AS b, mean, ci95_low, ci95_high, verdict,
  p_holm, params
FROM difference JOIN variant va ON va.variant = a JOIN variant vb ON vb.variant = b JOIN run ON run.run = va.run;
CREATE VIEW v_ranking AS
SELECT run.run, scenario, experiment, metric, service, variant.name AS variant, mean, rank_best, rank_worst, params
FROM ranking JOIN variant USING (variant) JOIN run ON run.run = variant.run
LEFT JOIN estimate USING (variant, service, metric);
CREATE VIEW v_expectation AS
SELECT run.run, scenario, experiment, expectation.name, sentence, variant, service, metric, baseline, level, outcome,
  mean, ci95_low, ci95_high, threshold, change_ratio, change_ci95_low, change_ci95_high, note, nullif(because, '') AS because,
  file, line, params
FROM expectation JOIN run USING (run);
CREATE VIEW v_sweep AS
SELECT run.run, scenario, experiment, params, variant.name AS variant, service, metric, mean, ci95_low, ci95_high, n, note
FROM estimate JOIN variant USING (variant) JOIN run ON run.run = variant.run WHERE params <> '';
CREATE VIEW v_param AS
SELECT run.run, scenario, experiment, name, value FROM param JOIN run USING (run);
CREATE VIEW v_replication AS
SELECT run.run, scenario, experiment, variant.name AS variant, replication.replication, outcome,
  1 - lost.numerator / nullif(lost.denominator, 0) AS availability_ratio,
  mttd.numerator / nullif(mttd.denominator, 0) AS mttd_s, mttr.numerator / nullif(mttr.denominator, 0) AS mttr_s,
  ifnull(CAST(begun.numerator AS INTEGER), 0) AS incidents,
  lost.numerator AS lost_requests, fingerprint
FROM replication JOIN variant USING (variant) JOIN run ON run.run = variant.run
LEFT JOIN service ON service.variant = variant.variant AND headline = 1
LEFT JOIN metric lost ON lost.variant = replication.variant AND lost.replication = replication.replication
  AND lost.service = service.name AND lost.metric = 'lost_requests_ratio'
LEFT JOIN metric begun ON begun.variant = replication.variant AND begun.replication = replication.replication
  AND begun.service = service.name AND begun.metric = 'incidents_per_year'
LEFT JOIN metric mttd ON mttd.variant = replication.variant AND mttd.replication = replication.replication
  AND mttd.service = service.name AND mttd.metric = 'mttd_s'
LEFT JOIN metric mttr ON mttr.variant = replication.variant AND mttr.replication = replication.replication
  AND mttr.service = service.name AND mttr.metric = 'mttr_s';
CREATE VIEW v_incident AS
SELECT run.run, scenario, experiment, variant.name AS variant, incident.replication, incident.incident,
  service, begin_ns / 1e9 AS begin_s, (detected_ns - begin_ns) / 1e9 AS ttd_s, (mitigated_ns - begin_ns) / 1e9 AS mitigate_s,
  (end_ns - begin_ns) / 1e9 AS ttr_s, end_ns IS NULL AS censored, lost_requests,
  blast.customers_whole_ratio AS blast_customers_ratio, blast.demand_whole_ratio AS blast_demand_ratio,
  nullif(cause, '') AS cause, nullif(first_detector, '') AS first_detector, actions, people
FROM incident JOIN variant ON variant.variant = incident.variant JOIN run ON run.run = variant.run
LEFT JOIN blast ON blast.variant = incident.variant AND blast.replication = incident.replication
  AND blast.incident = incident.incident AND level_ratio = 0.1;
CREATE VIEW v_fault AS
SELECT run.run, scenario, experiment, variant.name AS variant, replication, kind, target, begin_ns / 1e9 AS begin_s,
  end_ns / 1e9 AS end_s, cause
FROM fault JOIN variant USING (variant) JOIN run ON run.run = variant.run;
CREATE VIEW v_observation AS
SELECT run.run, scenario, experiment, variant.name AS variant, replication, incident, detector,
  saw_ns / 1e9 AS saw_s, nullif(why_not, '') AS why_not
FROM observation JOIN variant USING (variant) JOIN run ON run.run = variant.run;
CREATE VIEW v_action AS
SELECT run.run, scenario, experiment, variant.name AS variant, replication, incident, response, actor,
  decided_ns / 1e9 AS decided_s, begin_ns / 1e9 AS begin_s, effective_ns / 1e9 AS effective_s, end_ns / 1e9 AS end_s,
  nullif(blocked_by, '') AS blocked_by, what
FROM action JOIN variant USING (variant) JOIN run ON run.run = variant.run;
CREATE VIEW v_timeline AS
SELECT run.run, scenario, experiment, variant.name AS variant, replication, t_ns / 1e9 AS t_s, what, subject, detail
FROM timeline JOIN variant USING (variant) JOIN run ON run.run = variant.run;
)sql";

}  // namespace

std::string layout_statements() {
  return fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};\n", kApplicationId, kLayoutVersion) +
         kTables + kViews;
}

}  // namespace bulkhead
