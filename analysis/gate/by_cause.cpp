// SPDX-License-Identifier: Apache-2.0
// What one incident adds to each metric that is a sum over incidents.
#include "analysis/gate/by_cause.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "sim/check.hpp"

namespace bulkhead {
namespace {

constexpr double kHeadlineLevel = 0.1;

double seconds(const IncidentRow& incident, const std::optional<Instant>& until, Instant seen) {
  return (until.value_or(incident.end.value_or(seen)) - incident.begin).seconds();
}

double blast(const IncidentRow& incident, double BlastPoint::*of) {
  const auto found = std::find_if(incident.blast.begin(), incident.blast.end(),
                                  [](const BlastPoint& p) { return p.level == kHeadlineLevel; });
  return found == incident.blast.end() ? 0 : (*found).*of;
}

struct ByCause {
  std::string_view metric;
  double (*adds)(const IncidentRow&, Instant seen);
  bool (*counts)(const IncidentRow&) = nullptr;  ///< below the line; null: the denominator of all
};

bool each(const IncidentRow&) {
  return true;
}
bool mitigated(const IncidentRow& i) {
  return i.mitigated.has_value();
}

using I = const IncidentRow&;

constexpr std::array kByCause{
    ByCause{"incidents_per_year", [](I, Instant) { return 1.0; }},
    ByCause{"minutes_lost_per_year", [](I i, Instant seen) { return seconds(i, {}, seen) / 60; }},
    ByCause{"mttd_s", [](I i, Instant seen) { return seconds(i, i.detected, seen); }, each},
    ByCause{"mttm_s", [](I i, Instant seen) { return i.mitigated ? seconds(i, i.mitigated, seen) : 0; }, mitigated},
    ByCause{"mttr_s", [](I i, Instant seen) { return seconds(i, {}, seen); }, each},
    ByCause{"detected_ratio", [](I i, Instant) { return i.detected ? 1.0 : 0.0; }, each},
    ByCause{"censored", [](I i, Instant) { return i.end ? 0.0 : 1.0; }},
    ByCause{"blast_radius_ratio", [](I i, Instant) { return blast(i, &BlastPoint::customers_whole); }, each},
    ByCause{"blast_radius_worst_ratio", [](I i, Instant) { return blast(i, &BlastPoint::customers_worst); }, each},
    ByCause{"blast_demand_ratio", [](I i, Instant) { return blast(i, &BlastPoint::demand_whole); }, each},
    ByCause{"lost_requests_ratio", [](I i, Instant) { return i.lost_requests; }},
    ByCause{"error_budget_spent_ratio", [](I i, Instant) { return i.lost_requests; }},
    ByCause{"lost_requests", [](I i, Instant) { return i.lost_requests; }},
    ByCause{"customer_minutes_lost", [](I i, Instant) { return i.customer_minutes_lost; }},
};

std::string_view summed_name(const Metric& metric) {
  return metric.form == MetricForm::summed ? metric.name : metric.made_from;
}

const ByCause* find(const Metric& metric) {
  const auto found =
      std::find_if(kByCause.begin(), kByCause.end(), [&](const ByCause& b) { return b.metric == summed_name(metric); });
  return found == kByCause.end() ? nullptr : &*found;
}

}  // namespace

bool has_by_cause(const Metric& metric) {
  return find(metric) != nullptr;
}

std::vector<std::string> names_by_cause() {
  std::vector<std::string> names;
  for (const Metric& m : metrics())
    if (has_by_cause(m)) names.emplace_back(m.name);
  return names;
}

Sample sample_by_cause(const Metric& metric, const MetricTerm& whole, const std::vector<IncidentRow>& incidents,
                       const std::string& cause, Instant seen_until) {
  const ByCause* how = find(metric);
  BULKHEAD_CHECK(how, "the metric is a sum over incidents");
  Sample out{0, how->counts ? 0 : whole.denominator, 0};
  for (const IncidentRow& i : incidents) {
    if (i.service != whole.service || i.cause_class != cause) continue;
    const double adds = how->adds(i, seen_until);
    out.numerator += adds;
    out.squares += adds * adds;
    if (how->counts && how->counts(i)) out.denominator += 1;
  }
  return out;
}

}  // namespace bulkhead
