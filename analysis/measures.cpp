// SPDX-License-Identifier: Apache-2.0
// A replication's terms of the metrics (analysis/metrics.hpp defines them).
#include <algorithm>
#include <limits>

#include "analysis/incidents.hpp"

namespace bulkhead {
namespace {

constexpr double kYear = 365.25 * 86400;
constexpr std::size_t kHeadlineLevel = 2;  // more than 10 %

}  // namespace

void Incidents::add_metric(const std::string& metric, const std::string& service, double numerator,
                           double denominator) {
  record_.metrics.push_back({metric, service, numerator, denominator});
}

void Incidents::add_objective_metrics(const Objective& objective) {
  const auto add = [&](const char* metric, double numerator, double denominator) {
    add_metric(metric, objective.spec.service, numerator, denominator);
  };
  add("lost_requests_ratio", objective.measured.lost, objective.measured.offered);
  add("error_budget_spent_ratio", objective.measured.lost, objective.measured.offered * (1 - objective.spec.success));
  add("lost_requests", objective.measured.lost, 1);
  add("requests_offered", objective.measured.offered, 1);
  add("time_lost_ratio", static_cast<double>(objective.windows.missed()),
      static_cast<double>(objective.windows.ended()));
  add("missed_at_horizon_ratio", 1 - objective.met_at_horizon, 1);
  add("repairs", repairs_, 1);
  add_incident_metrics(objective);
  const auto& model = plan_->model();
  const bool requests = objective.components.empty();
  if (requests) add_request_metrics(objective);
  if (plan_->estate().graph.has_takeovers() && !requests)
    add("takeover_lost_ratio", objective.measured.takeover_lost, objective.measured.lost);
  if (requests || !model.detection.empty()) add("false_alarms", false_alarms_, 1);
  if (!requests && model.response.empty()) return;
  const auto& actions = record_.actions;
  const auto begun = [&](const ActionRow& row) { return row.begin && warm(*row.begin); };
  add("actions", static_cast<double>(std::count_if(actions.begin(), actions.end(), begun)), 1);
  add("people", people_, 1);
  add("needless_actions", needless_, 1);
}

void Incidents::add_incident_metrics(const Objective& objective) {
  const auto add = [&](const char* metric, double numerator, double denominator) {
    add_metric(metric, objective.spec.service, numerator, denominator);
  };
  double incidents = 0, detected = 0, censored = 0, mitigated = 0, to_detect = 0, to_mitigate = 0, to_recover = 0;
  Instant first = horizon();
  for (const auto& row : record_.incidents) {
    if (row.service != objective.spec.service) continue;
    const double whole = (row.end.value_or(passed_) - row.begin).seconds();
    first = std::min(first, row.begin);
    ++incidents;
    censored += !row.end;
    detected += row.detected.has_value();
    to_detect += row.detected ? (*row.detected - row.begin).seconds() : whole;
    to_recover += whole;
    mitigated += row.mitigated.has_value();
    if (row.mitigated) to_mitigate += (*row.mitigated - row.begin).seconds();
  }
  const double span = (horizon() - begin_of_span()).seconds();
  add("incidents_per_year", incidents, span / kYear);
  add("mttr_s", to_recover, incidents);
  add("minutes_lost_per_year", to_recover / 60, span / kYear);
  add("mtbf_s", span, incidents);
  add("first_outage_s", (first - begin_of_span()).seconds(), incidents > 0);
  add("interrupted_ratio", incidents > 0, 1);
  add("censored", censored, 1);
  const auto& model = plan_->model();
  if (objective.components.empty() || !model.detection.empty()) {
    add("mttd_s", to_detect, incidents);
    add("detected_ratio", detected, incidents);
  }
  if (objective.components.empty() || !model.response.empty()) add("mttm_s", to_mitigate, mitigated);
}

void Incidents::add_request_metrics(const Objective& objective) {
  const auto add = [&](const char* metric, double numerator, double denominator) {
    add_metric(metric, objective.spec.service, numerator, denominator);
  };
  double incidents = 0, blast = 0, worst = 0, demand = 0;
  for (const auto& row : record_.incidents) {
    if (row.service != objective.spec.service) continue;
    ++incidents;
    blast += row.blast[kHeadlineLevel].customers_whole;
    worst += row.blast[kHeadlineLevel].customers_worst;
    demand += row.blast[kHeadlineLevel].demand_whole;
  }
  add("degraded_ratio", objective.measured.degraded, objective.measured.offered);
  add("customer_minutes_lost", objective.measured.customer_minutes, 1);
  add("blast_radius_ratio", blast, incidents);
  add("blast_radius_worst_ratio", worst, incidents);
  add("blast_demand_ratio", demand, incidents);
  add("load_amplification_ratio", attempts_, calls_);
  add("cross_zone_calls_per_request", cross_zone_, requests_);
  if (needed_ > 0) add("capacity_paid_ratio", paid_, needed_);
}

void Incidents::add_service_metrics() {
  const auto& net = plan_->network();
  std::vector<double> attempts(net.services().size(), 0);
  std::vector<double> peak(net.services().size(), 0);
  for (PoolId p = 0; p < pool_attempts_.size(); ++p) {
    attempts[net.estate().pools[p].service] += pool_attempts_[p];
    peak[net.estate().pools[p].service] = std::max(peak[net.estate().pools[p].service], pool_peak_[p]);
  }
  for (std::uint32_t s = 0; s < attempts.size(); ++s) {
    add_metric("attempts_per_request", net.service(s).name, attempts[s], requests_);
    add_metric("pool_peak_rps", net.service(s).name, peak[s], 1);
  }
}

void Incidents::add_classes() {
  const Customers* customers = scene_->customers();
  if (customers == nullptr) return;
  for (const auto& group : customers->groups()) {
    const auto& population = plan_->network().population(group.population);
    const HomeClass& own = classes_[group.home];
    if (group.home == record_.customers.size())
      record_.customers.push_back({population.name, customers->home(group), 0, own.offered, own.failed});
    record_.customers[group.home].customers += group.weight * population.customers;
  }
}

void Incidents::add_metrics(Instant) {
  for (const auto& objective : objectives_) {
    add_objective_metrics(objective);
    for (const auto& [cause, lost] : objective.losses)
      if (lost > 0) record_.attribution.push_back({cause, objective.spec.service, lost});
  }
  add_service_metrics();
  add_classes();
}

}  // namespace bulkhead
