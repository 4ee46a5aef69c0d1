// SPDX-License-Identifier: Apache-2.0
// Which metrics are worth a row, and how a figure is written.
#include "analysis/report_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/format.hpp"

namespace bulkhead {
namespace {

constexpr double kMonth = 30 * 86400.0;
constexpr double kNoChange = 1e-9;  // a smaller change is none

std::string plain(MetricUnit unit, double value, int decimals) {
  switch (unit) {
    case MetricUnit::percent:
      return format_percent(value, decimals);
    case MetricUnit::seconds:
      return format_duration(value);
    case MetricUnit::factor:
    case MetricUnit::nines:
      return fmt::format("{:.2f}", value);
    case MetricUnit::count:
      break;
  }
  return format_count(value);
}

const char* sign_of(MetricUnit unit) {
  if (unit == MetricUnit::percent) return " %";
  return unit == MetricUnit::factor ? "x" : "";
}

std::string half(MetricUnit unit, double width, double mean, int decimals) {
  const double positive = std::max(width, 0.0);
  if (unit == MetricUnit::seconds) return format_spread(positive);
  return unit == MetricUnit::count ? format_count_spread(positive, mean) : plain(unit, positive, decimals);
}

/// One half where both sides of the interval are about equal, else both.
std::string spread(MetricUnit unit, double mean, Interval ci, int decimals) {
  const double below = mean - ci.low;
  const double above = ci.high - mean;
  const double wide = std::max(below, above);
  if (std::fabs(below - above) <= 0.2 * wide) return " ± " + half(unit, wide, mean, decimals);
  return fmt::format(" -{}/+{}", half(unit, below, mean, decimals), half(unit, above, mean, decimals));
}

/// The power of ten of the first digit. Requires: finite, not zero
int place_of(double x) {
  int place = 0;
  for (double a = std::fabs(x); a >= 10; a /= 10) ++place;
  for (double a = std::fabs(x); a < 1; a *= 10) --place;
  return place;
}

/// Three, and as many as reach the first one of the half-width, at most six: "10.998 ± 0.0085".
int count_digits(double mean, double half_width) {
  if (!(half_width > 0) || mean == 0 || !std::isfinite(mean) || !std::isfinite(half_width)) return 3;
  return std::clamp(place_of(mean) - place_of(half_width) + 1, 3, 6);
}

double widest(double mean, Interval ci) {
  return std::max(mean - ci.low, ci.high - mean);
}

class Builder {
 public:
  explicit Builder(const RunResult& run) : run_(run) {}

  Cells build() {
    if (!run_.headline.empty()) add_block(run_.headline, true);
    for (const std::string& service : run_.objectives)
      if (service != run_.headline) add_block(service, run_.headline.empty());
    if (run_.horizon_s >= kMonth) add_causes();
    if (run_.variants.size() > 3) add_ranks();
    out_.notes = notes_.texts();
    return std::move(out_);
  }

 private:
  void add_block(const std::string& service, bool whole) {
    CellBlock block{service, {}};
    for (const Metric& metric : metrics()) {
      if (metric.name == "people" || !shown(metric, service, whole)) continue;
      block.rows.push_back(metric.name == "actions" ? actions_row(service) : row(metric, service));
    }
    out_.blocks.push_back(std::move(block));
  }

  /// Which ranks each variant may have among all, by the headline's metrics.
  void add_ranks() {
    CellBlock block{"ranks, " + run_.headline, {}};
    for (const Metric& metric : metrics()) {
      if (metric.label.empty()) continue;
      CellRow row{std::string(metric.label), {}};
      for (const RankResult& r : run_.ranking)
        if (r.service == run_.headline && r.metric == metric.name) row.cells.push_back(rank_text(r));
      if (row.cells.size() == run_.variants.size()) block.rows.push_back(std::move(row));
    }
    if (!block.rows.empty()) out_.blocks.push_back(std::move(block));
  }

  /// Over short horizons a drill is told, not a year: its incidents a year would mean nothing.
  void add_causes() {
    CellBlock block{"by cause, " + run_.headline, {}};
    std::set<std::string> classes;
    for (const CauseResult& c : run_.causes)
      if (c.service == run_.headline) classes.insert(c.cause_class);
    for (const std::string& name : classes) {
      const std::string label = name.empty() ? "no fault" : name;
      block.rows.push_back({label + ", a year", {}});
      block.rows.push_back({"  minutes a year", {}});
      block.rows.push_back({"  median length", {}});
      block.rows.push_back({"  95th percentile", {}});
      for (const VariantResult& v : run_.variants) add_cause(block, find_cause(v.name, name));
    }
    if (!block.rows.empty()) out_.blocks.push_back(std::move(block));
  }

  const CauseResult* find_cause(const std::string& variant, const std::string& name) const {
    const auto found = std::find_if(run_.causes.begin(), run_.causes.end(), [&](const CauseResult& c) {
      return c.variant == variant && c.service == run_.headline && c.cause_class == name;
    });
    return found == run_.causes.end() ? nullptr : &*found;
  }

  void add_cause(CellBlock& block, const CauseResult* c) {
    const Metric& counted = *find_metric("incidents_per_year");
    const Metric& length = *find_metric("mttr_s");
    auto row = block.rows.end() - 4;
    (row++)->cells.push_back(c ? notes_.cell(counted, &c->per_year) : "none seen");
    (row++)->cells.push_back(c ? notes_.cell(counted, &c->minutes_per_year) : "-");
    (row++)->cells.push_back(notes_.cell(length, c ? &c->median_s : nullptr));
    row->cells.push_back(notes_.cell(length, c ? &c->p95_s : nullptr));
  }

  /// Has any variant a figure other than that?
  bool any(const std::string& service, std::string_view metric, double but_not) const {
    return std::any_of(run_.variants.begin(), run_.variants.end(), [&](const VariantResult& v) {
      const Estimate* e = run_.estimate(v.name, service, metric);
      return e && e->mean && *e->mean != but_not;
    });
  }

  bool measured(const Metric& metric, const std::string& service) const {
    return std::any_of(run_.variants.begin(), run_.variants.end(),
                       [&](const VariantResult& v) { return run_.estimate(v.name, service, metric.name) != nullptr; });
  }

  bool shown(const Metric& metric, const std::string& service, bool whole) const {
    if (metric.label.empty() || !measured(metric, service)) return false;
    if (metric.name == "availability_ratio") return true;
    if (metric.name == "incidents_per_year") return whole && run_.horizon_s >= kMonth && any(service, metric.name, 0);
    if (metric.name == "first_outage_s" || metric.name == "survived_ratio")
      return whole && run_.of_components.contains(service);
    if (metric.name == "detected_ratio") return whole && any(service, metric.name, 1);
    if (metric.name == "mttm_s") return whole && any(service, metric.name, -1);
    if (metric.name == "needless_actions" || metric.name == "false_alarms" || metric.name == "censored")
      return whole && any(service, metric.name, 0);
    if (metric.name == "capacity_paid_ratio") return whole && any(service, metric.name, -1);
    return whole || metric.name == "mttr_s" || metric.name == "customer_minutes_lost";
  }

  CellRow row(const Metric& metric, const std::string& service) {
    CellRow out{std::string(metric.label), {}};
    for (const VariantResult& v : run_.variants)
      out.cells.push_back(notes_.cell(metric, run_.estimate(v.name, service, metric.name)));
    return out;
  }

  CellRow actions_row(const std::string& service) {
    CellRow out{"actions / people", {}};
    for (const VariantResult& v : run_.variants) {
      const Estimate* actions = run_.estimate(v.name, service, "actions");
      const Estimate* people = run_.estimate(v.name, service, "people");
      out.cells.push_back(fmt::format("{} / {}", notes_.cell(*find_metric("actions"), actions),
                                      notes_.cell(*find_metric("people"), people)));
    }
    return out;
  }

  const RunResult& run_;
  FootNotes notes_;
  Cells out_;
};

std::string plural(std::uint64_t n, const char* word) {
  return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
}

std::string incomplete(const VariantResult& v) {
  std::string text;
  for (const auto& [outcome, count] : v.outcomes)
    if (outcome != "completed") text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, outcome);
  return text.empty() ? "" : fmt::format("\n{}: not completed, and in no figure: {}", v.name, text);
}

}  // namespace

std::string format_figure(const Metric& metric, const Estimate& estimate) {
  const double mean = *estimate.mean;
  const Interval ci = estimate.ci95.value_or(Interval{mean, mean});
  const double wide = widest(mean, ci);
  const bool nines = metric.direction == Direction::higher_is_better;
  const int decimals = nines ? nines_decimals(mean, wide) : percent_decimals(mean, wide);
  const std::string text = (metric.unit == MetricUnit::count ? format_count(mean, count_digits(mean, wide))
                                                             : plain(metric.unit, mean, decimals)) +
                           sign_of(metric.unit);
  return wide > 0 ? text + spread(metric.unit, mean, ci, decimals) : text;
}

std::string format_with_reason(const Metric& metric, const Estimate& estimate) {
  if (!estimate.mean) return estimate.note.empty() ? "nothing" : estimate.note;
  const std::string text = format_figure(metric, estimate);
  return estimate.ci95 || estimate.note.empty() ? text : fmt::format("{} ({})", text, estimate.note);
}

std::string format_change(const Estimate& change) {
  if (!change.mean) return change.note;
  const double mean = std::fabs(*change.mean) < kNoChange ? 0 : *change.mean;
  const Interval ci = change.ci95.value_or(Interval{mean, mean});
  const double wide = widest(mean, ci);
  const int decimals = percent_decimals(std::fabs(mean), wide);
  const std::string text = mean == 0 ? "0 %" : fmt::format("{:+.{}f} %", mean * 100, decimals);
  if (!change.ci95) return fmt::format("{} ({})", text, change.note);
  return wide > kNoChange ? text + spread(MetricUnit::percent, mean, ci, decimals) : text;
}

std::string FootNotes::cell(const Metric& metric, const Estimate* estimate) {
  if (!estimate) return "-";
  const std::string text = estimate->mean ? format_figure(metric, *estimate) : "-";
  const bool other_method = estimate->note.find("failure biasing") != std::string::npos;
  if (estimate->note.empty() || (estimate->ci95 && !other_method)) return text;
  return fmt::format("{} ({})", text, number_of(estimate->note));
}

std::size_t FootNotes::number_of(const std::string& note) {
  const auto found = std::find(texts_.begin(), texts_.end(), note);
  const auto number = static_cast<std::size_t>(found - texts_.begin()) + 1;
  if (found == texts_.end()) texts_.push_back(note);
  return number;
}

std::string footnote_lines(const std::vector<std::string>& notes) {
  std::string out;
  for (std::size_t i = 0; i < notes.size(); ++i)
    out += wrap(fmt::format("({}) {}", i + 1, notes[i]), 76, "    ") + "\n";
  return out.empty() ? out : "\n" + out;
}

std::string rank_text(const RankResult& rank) {
  return rank.best == rank.worst ? fmt::format("{}", rank.best) : fmt::format("{}-{}", rank.best, rank.worst);
}

Cells report_cells(const RunResult& run) {
  return Builder(run).build();
}

std::string heading(const RunResult& run) {
  const std::uint64_t done = run.variants.empty() ? 0 : run.variants.front().replications;
  const std::string warm_up =
      run.warm_up_s > 0 ? fmt::format(", measured after {}", format_duration(run.warm_up_s)) : "";
  std::string text = fmt::format("{}, {} of {}{}, seed {}", plural(run.variants.size(), "variant"),
                                 plural(done, "replication"), format_duration(run.horizon_s), warm_up, run.seed);
  if (const std::string why = ended_clause(run); !why.empty()) text += fmt::format("\n({})", why);
  for (const VariantResult& v : run.variants) text += incomplete(v);
  return text;
}

}  // namespace bulkhead
