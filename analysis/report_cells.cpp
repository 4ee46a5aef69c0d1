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

std::string plain(const Metric& metric, double value, int decimals) {
  switch (metric.unit) {
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

const char* sign_of(const Metric& metric) {
  if (metric.unit == MetricUnit::percent) return " %";
  return metric.unit == MetricUnit::factor ? "x" : "";
}

std::string half(const Metric& metric, double width, double mean, int decimals) {
  const double positive = std::max(width, 0.0);
  if (metric.unit == MetricUnit::seconds) return format_spread(positive);
  return metric.unit == MetricUnit::count ? format_count_spread(positive, mean) : plain(metric, positive, decimals);
}

/// One half where both sides of the interval are about equal, else both.
std::string spread(const Metric& metric, double mean, Interval ci, int decimals) {
  const double below = mean - ci.low;
  const double above = ci.high - mean;
  const double wide = std::max(below, above);
  if (std::fabs(below - above) <= 0.2 * wide) return " ± " + half(metric, wide, mean, decimals);
  return fmt::format(" -{}/+{}", half(metric, below, mean, decimals), half(metric, above, mean, decimals));
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
      block.rows.push_back({"  median / 95th", {}});
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
    const auto length = [](const std::optional<double>& s) { return s ? format_duration(*s) : std::string("-"); };
    auto row = block.rows.end() - 3;
    (row++)->cells.push_back(c ? cell(counted, &c->per_year) : "0");
    (row++)->cells.push_back(c ? cell(counted, &c->minutes_per_year) : "0");
    row->cells.push_back(c ? length(c->median_s) + " / " + length(c->p95_s) : "-");
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
      out.cells.push_back(cell(metric, run_.estimate(v.name, service, metric.name)));
    return out;
  }

  CellRow actions_row(const std::string& service) {
    CellRow out{"actions / people", {}};
    for (const VariantResult& v : run_.variants) {
      const Estimate* actions = run_.estimate(v.name, service, "actions");
      const Estimate* people = run_.estimate(v.name, service, "people");
      out.cells.push_back(
          fmt::format("{} / {}", cell(*find_metric("actions"), actions), cell(*find_metric("people"), people)));
    }
    return out;
  }

  std::string cell(const Metric& metric, const Estimate* estimate) {
    if (!estimate) return "-";
    std::string text = estimate->mean ? format_figure(metric, *estimate) : "-";
    const bool other_method = estimate->note.find("failure biasing") != std::string::npos;
    if (!estimate->note.empty() && (!estimate->ci95 || other_method))
      text += fmt::format(" ({})", note_number(estimate->note));
    return text;
  }

  std::size_t note_number(const std::string& note) {
    const auto found = std::find(out_.notes.begin(), out_.notes.end(), note);
    if (found != out_.notes.end()) return static_cast<std::size_t>(found - out_.notes.begin()) + 1;
    out_.notes.push_back(note);
    return out_.notes.size();
  }

  const RunResult& run_;
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
  const double wide = std::max(mean - ci.low, ci.high - mean);
  const bool nines = metric.direction == Direction::higher_is_better;
  const int decimals = nines ? nines_decimals(mean, wide) : percent_decimals(mean, wide);
  const std::string text = plain(metric, mean, decimals) + sign_of(metric);
  return wide > 0 ? text + spread(metric, mean, ci, decimals) : text;
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
