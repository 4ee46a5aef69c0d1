// SPDX-License-Identifier: Apache-2.0
/// Verdicts of the gate whose every word is known, one of each kind, and the same with the worst texts that we can
/// think of.
#pragma once

#include <string>

#include "analysis/report/verdicts.hpp"

namespace bulkhead::test {

/// One run, and a row that was met.
inline GateVerdicts made_up_green() {
  GateVerdicts out;
  GateRun run;
  run.scenario = "az-power";
  run.experiment = "main";
  run.file = "scenarios/az-power.yaml";
  run.about = "one of three zones loses power";
  run.seed = 1;
  run.replications = 400;
  run.budget = 1000;
  out.runs.push_back(run);
  GateRow row;
  row.name = "silo.mttr_s(frontend) <=";
  row.sentence = "silo.mttr(frontend) <= 10m";
  row.scenario = "az-power";
  row.experiment = "main";
  row.variant = "silo";
  row.service = "frontend";
  row.metric = "mttr_s";
  row.outcome = GateOutcome::met;
  row.place = {"scenarios/az-power.yaml", 40, 5, 40, 31};
  row.found = "6m02s ± 9s";
  row.wanted = "at most 10m00s";
  row.mean = 362.0;
  row.low = 353.0;
  row.high = 371.0;
  row.threshold = 600.0;
  row.repeat = "bulkhead check scenarios/az-power.yaml --seed 1";
  row.seed = 1;
  row.replications = 400;
  out.rows.push_back(row);
  return out;
}

inline GateRow made_up_missed() {
  GateRow row = made_up_green().rows[0];
  row.name = "silo.availability_ratio(frontend) >=";
  row.sentence = "silo.availability(frontend) >= 99.95%";
  row.because = "the contract promises it";
  row.metric = "availability_ratio";
  row.outcome = GateOutcome::missed;
  row.place = {"scenarios/az-power.yaml", 41, 5, 41, 42};
  row.found = "99.87 % ± 0.02";
  row.wanted = "at least 99.95 %";
  row.mean = 0.9987;
  row.low = 0.9985;
  row.high = 0.9989;
  row.threshold = 0.9995;
  row.story = {"1h00m00s  zone_power_loss strikes zone tokyo/c", "1h03m00s  the alarm of frontend sees it",
               "1h06m00s  the last customer is moved: 55k customer-minutes lost"};
  row.repeat = "bulkhead explain scenarios/az-power.yaml --variant silo --seed 1 --replication 17";
  return row;
}

inline GateRow made_up_baseline(GateOutcome outcome) {
  GateRow row = made_up_green().rows[0];
  row.name = "silo.mttr_s(frontend) against the baseline";
  row.sentence = "silo.mttr(frontend) against the baseline";
  row.baseline = true;
  row.outcome = outcome;
  row.place = {"scenarios/az-power.yaml", 0, 0, 0, 0};
  row.wanted = "5m00s, 5 % tolerated";
  row.threshold.reset();
  return row;
}

inline GateRow made_up_open(GateOutcome outcome) {
  GateRow row = made_up_green().rows[0];
  row.name = "cell.mttd_s(frontend) <=";
  row.sentence = "cell.mttd(frontend) <= 2m";
  row.variant = "cell";
  row.metric = "mttd_s";
  row.outcome = outcome;
  row.place = {"scenarios/az-power.yaml", 42, 5, 42, 30};
  row.found = outcome == GateOutcome::not_exercised ? "no incident" : "2m01s ± 20s";
  row.wanted = "at most 2m00s";
  row.why =
      outcome == GateOutcome::not_exercised ? "" : "1000 replications were spent and the interval still holds 2m00s";
  row.mean.reset();
  row.low.reset();
  row.high.reset();
  return row;
}

/// A row of every outcome, and a miss that only warns.
inline GateVerdicts made_up_red() {
  GateVerdicts out = made_up_green();
  out.runs[0].notes = {"The program's predictions have moved since the baseline."};
  out.rows.push_back(made_up_missed());
  out.rows.push_back(made_up_open(GateOutcome::inconclusive));
  out.rows.push_back(made_up_open(GateOutcome::not_exercised));
  out.rows.back().name = "silo.mttd_s(frontend) <=";
  out.rows.back().sentence = "silo.mttd(frontend) <= 2m";
  out.rows.push_back(made_up_missed());
  out.rows.back().name = "cell.availability_ratio(frontend) >=";
  out.rows.back().sentence = "cell.availability(frontend) >= 99.95%";
  out.rows.back().level = GateLevel::warn;
  out.rows.push_back(made_up_baseline(GateOutcome::worse));
  for (const auto& [metric, outcome] : {std::pair{"mttd_s", GateOutcome::same}, {"actions", GateOutcome::better}}) {
    out.rows.push_back(made_up_baseline(outcome));
    out.rows.back().name = std::string("silo.") + metric + "(frontend) against the baseline";
    out.rows.back().sentence = out.rows.back().name;
    out.rows.back().metric = metric;
  }
  return out;
}

/// Everything that ends an element, a cell, a block or a command; bytes that are no UTF-8; and letters that turn a
/// line.
inline const std::string kHostile =
    "]]></failure>&\"'<script>alert(1)</script> | `tick` ```\n``` *b* _i_ [a](http://x.example) ![i](x) @everyone #12 "
    "www.x.example -->\r\n::error file=x::y\n##[add-mask]z %0A \x01\x1B[31m\x7F \xC2\x9B \xFF\xFE \xC0\xAF "
    "\xED\xA0\x80 "
    "\xEF\xBF\xBF \xE2\x80\xAE \\| \t end";

/// The red ones with the hostile text wherever a text may stand.
inline GateVerdicts made_up_hostile() {
  GateVerdicts out = made_up_red();
  out.runs[0].about = kHostile;
  out.runs[0].notes = {kHostile};
  for (GateRow& row : out.rows) {
    for (std::string* text :
         {&row.sentence, &row.because, &row.found, &row.wanted, &row.changed, &row.why, &row.repeat})
      *text = kHostile + *text;
    row.place.file = "dir,a:b/" + kHostile + ".yaml";
    row.story = {kHostile, "```", kHostile};
    row.name += " " + kHostile;
  }
  return out;
}

/// So many copies of the missed row in lines of their own.
inline GateVerdicts made_up_many(int rows) {
  GateVerdicts out = made_up_green();
  for (int i = 0; i < rows; ++i) {
    out.rows.push_back(made_up_missed());
    out.rows.back().name = "v" + std::to_string(i) + ".availability_ratio(frontend) >=";
    out.rows.back().sentence = "v" + std::to_string(i) + ".availability(frontend) >= 99.95%";
    out.rows.back().place.line = out.rows.back().place.end_line = 100 + i;
  }
  return out;
}

}  // namespace bulkhead::test
