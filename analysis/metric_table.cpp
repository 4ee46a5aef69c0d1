// SPDX-License-Identifier: Apache-2.0
// The rows of the metric table, their names, and the page that is printed from it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analysis/metrics.hpp"
#include "models/needs.hpp"

namespace bulkhead {
namespace {

constexpr auto kUp = Direction::higher_is_better;
constexpr auto kDown = Direction::lower_is_better;
constexpr auto kNeutral = Direction::neutral;

constexpr std::array kMetrics{
    Metric{"availability_ratio", "availability", MetricUnit::percent, kUp, MetricForm::one_minus, "lost_requests_ratio",
           Weight::lost_requests, MetricOf::objective,
           "Share of the requests that clients sent to the service and that succeeded, seen by the clients.", "", ""},
    Metric{"nines", "", MetricUnit::nines, kUp, MetricForm::nines, "lost_requests_ratio", Weight::lost_requests,
           MetricOf::objective, "Availability as a number of nines: 99.9 % is 3.", "", ""},
    Metric{"time_availability_ratio", "", MetricUnit::percent, kUp, MetricForm::one_minus, "time_lost_ratio",
           Weight::recovery, MetricOf::objective, "Share of the objective's windows in which its threshold was met.",
           "", ""},
    Metric{"time_lost_ratio", "", MetricUnit::percent, kDown, MetricForm::summed, "", Weight::recovery,
           MetricOf::objective, "Share of the objective's windows in which its threshold was missed.",
           "windows that missed the threshold", "windows"},
    Metric{"mttd_s", "time to detect", MetricUnit::seconds, kDown, MetricForm::summed, "", Weight::detection,
           MetricOf::detection,
           "Mean time from an incident's onset to the first signal on which someone can act; the undetected enter with "
           "their whole duration.",
           "seconds to detection, or of the whole incident", "incidents"},
    Metric{"mttm_s", "time to mitigate", MetricUnit::seconds, kDown, MetricForm::summed, "", Weight::mitigation,
           MetricOf::response,
           "Mean time from an incident's onset until the first action that helped took effect, over the incidents that "
           "had one.",
           "seconds to the first effective action", "incidents with an effective action"},
    Metric{"mttr_s", "time to recover", MetricUnit::seconds, kDown, MetricForm::summed, "", Weight::recovery,
           MetricOf::objective,
           "Mean time from an incident's onset to its end; what is still open after the run-off enters with the time "
           "seen so far.",
           "seconds from onset to end", "incidents"},
    Metric{"mtbf_s", "", MetricUnit::seconds, kUp, MetricForm::summed, "", Weight::below, MetricOf::objective,
           "Mean time from onset to onset: the measured span over the incidents that began in it.",
           "seconds of the measured span", "incidents"},
    Metric{"incidents_per_year", "incidents a year", MetricUnit::count, kDown, MetricForm::summed, "", Weight::one,
           MetricOf::objective, "Incidents that began in the measured span, a year of 365.25 days.", "incidents",
           "years of the measured span"},
    Metric{"minutes_lost_per_year", "", MetricUnit::count, kDown, MetricForm::summed, "", Weight::recovery,
           MetricOf::objective,
           "Minutes from onset to end of the incidents that began in the measured span, a year of 365.25 days.",
           "minutes of incidents", "years of the measured span"},
    Metric{
        "first_outage_s", "time to first outage", MetricUnit::seconds, kUp, MetricForm::summed, "", Weight::below,
        MetricOf::objective,
        "Mean time to the first incident, as total time on test: exact where the rate of first incidents is constant "
        "or every replication has one, else biased by those that had none.",
        "seconds to the first incident, or of the measured span without one",
        "incidents, the first of each replication"},
    Metric{"survived_ratio", "survived to horizon", MetricUnit::percent, kUp, MetricForm::one_minus,
           "interrupted_ratio", Weight::happened, MetricOf::objective,
           "Share of the replications without an incident up to the horizon: the reliability at the horizon.", "", ""},
    Metric{"interrupted_ratio", "", MetricUnit::percent, kDown, MetricForm::summed, "", Weight::happened,
           MetricOf::objective, "Share of the replications with at least one incident.",
           "replications with an incident", "replications"},
    Metric{"met_at_horizon_ratio", "", MetricUnit::percent, kUp, MetricForm::one_minus, "missed_at_horizon_ratio",
           Weight::happened, MetricOf::objective,
           "Share of the replications in which the objective is met just before the horizon, the availability at that "
           "instant; of components, the mean share that is up.",
           "", ""},
    Metric{"missed_at_horizon_ratio", "", MetricUnit::percent, kDown, MetricForm::summed, "", Weight::happened,
           MetricOf::objective,
           "Share of the replications in which the objective is missed just before the horizon; of components, the "
           "mean share that is down.",
           "replications that miss it, or shares down", "replications"},
    Metric{"detected_ratio", "incidents detected", MetricUnit::percent, kUp, MetricForm::summed, "", Weight::one,
           MetricOf::detection, "Share of the incidents that anyone detected before they ended.", "incidents detected",
           "incidents"},
    Metric{"censored", "incidents left open", MetricUnit::count, kDown, MetricForm::summed, "", Weight::one,
           MetricOf::objective, "Incidents a replication that were still open after the run-off.",
           "incidents left open", "replications"},
    Metric{"blast_radius_ratio", "customers hit > 10 %", MetricUnit::percent, kDown, MetricForm::summed, "",
           Weight::blast, MetricOf::requests,
           "Mean share of the customers with more than 10 % of their own requests failing over the whole incident.",
           "shares of customers", "incidents"},
    Metric{"blast_radius_worst_ratio", "", MetricUnit::percent, kDown, MetricForm::summed, "", Weight::blast,
           MetricOf::requests,
           "Mean share of the customers with more than 10 % of their own requests failing at the incident's worst "
           "instant.",
           "shares of customers", "incidents"},
    Metric{"blast_demand_ratio", "", MetricUnit::percent, kDown, MetricForm::summed, "", Weight::blast,
           MetricOf::requests,
           "Mean share of the offered requests whose demand class had more than 10 % of them failing over the whole "
           "incident.",
           "shares of demand", "incidents"},
    Metric{"lost_requests_ratio", "", MetricUnit::percent, kDown, MetricForm::summed, "", Weight::lost_requests,
           MetricOf::objective, "Share of the requests that clients sent to the service and that failed.",
           "requests lost", "requests offered"},
    Metric{"error_budget_spent_ratio", "", MetricUnit::factor, kDown, MetricForm::summed, "", Weight::lost_requests,
           MetricOf::objective,
           "Share of the error budget that is spent: requests lost over those that the objective allows to be lost; "
           "above 1 "
           "it is overdrawn.",
           "requests lost", "requests offered times one less the objective's success"},
    Metric{"lost_requests", "", MetricUnit::count, kDown, MetricForm::summed, "", Weight::lost_requests,
           MetricOf::objective, "Requests lost a replication.", "requests lost", "replications"},
    Metric{"customer_minutes_lost", "customer-minutes lost", MetricUnit::count, kDown, MetricForm::summed, "",
           Weight::lost_minutes, MetricOf::requests,
           "Customers times minutes times the share of their own requests that failed, a replication.",
           "customer-minutes lost", "replications"},
    Metric{"actions", "actions", MetricUnit::count, kNeutral, MetricForm::summed, "", Weight::one, MetricOf::response,
           "Actions that began, a replication.", "actions", "replications"},
    Metric{"people", "people", MetricUnit::count, kDown, MetricForm::summed, "", Weight::one, MetricOf::response,
           "People (or teams) who had to decide, a replication.", "people", "replications"},
    Metric{"needless_actions", "needless actions", MetricUnit::count, kDown, MetricForm::summed, "", Weight::one,
           MetricOf::response, "Actions on signals that rose while no incident was open, a replication.",
           "actions without an incident", "replications"},
    Metric{"false_alarms", "false alarms", MetricUnit::count, kDown, MetricForm::summed, "", Weight::one,
           MetricOf::detection, "Signals that rose while no incident was open, a replication.",
           "signals without an incident", "replications"},
    Metric{
        "takeover_lost_ratio", "lost by takeovers", MetricUnit::percent, kNeutral, MetricForm::summed, "",
        Weight::recovery, MetricOf::takeovers,
        "Share of the loss that fell in times when enough members were up, and none had taken over yet; of components "
        "only.",
        "requests lost while the structure alone was up", "requests lost"},
    Metric{"repairs", "", MetricUnit::count, kNeutral, MetricForm::summed, "", Weight::one, MetricOf::objective,
           "Faults that healed in the measured span, a replication.", "faults healed", "replications"},
    Metric{"requests_offered", "", MetricUnit::count, kNeutral, MetricForm::summed, "", Weight::replication,
           MetricOf::objective, "Requests that clients sent to the service, a replication.", "requests offered",
           "replications"},
    Metric{"load_amplification_ratio", "", MetricUnit::factor, kDown, MetricForm::summed, "", Weight::replication,
           MetricOf::requests,
           "Attempts that the pools behind the service received for each first attempt. What a caller that is retried "
           "calls "
           "anew is first again, so over several layers of retries attempts_per_request tells more.",
           "attempts", "first attempts"},
    Metric{"degraded_ratio", "", MetricUnit::percent, kDown, MetricForm::summed, "", Weight::replication,
           MetricOf::requests, "Share of the requests that succeeded without something that they need softly.",
           "requests served degraded", "requests offered"},
    Metric{
        "attempts_per_request", "", MetricUnit::count, kDown, MetricForm::summed, "", Weight::replication,
        MetricOf::service,
        "Attempts that a service's pools received, retries included, for each request that clients sent to anything.",
        "attempts received", "requests offered"},
    Metric{"pool_peak_rps", "", MetricUnit::count, kDown, MetricForm::summed, "", Weight::replication,
           MetricOf::service, "The largest load of any of a service's pools, in attempts a second.", "largest loads",
           "replications"},
    Metric{"cross_zone_calls_per_request", "", MetricUnit::count, kDown, MetricForm::summed, "", Weight::replication,
           MetricOf::requests, "Attempts from a pool to a pool in another zone, for each request offered.",
           "attempts between zones", "requests offered"},
    Metric{"capacity_paid_ratio", "capacity paid", MetricUnit::factor, kDown, MetricForm::summed, "",
           Weight::replication, MetricOf::requests,
           "Capacity provided over capacity that the peak demand needs when nothing is wrong, over the services behind "
           "the objective, "
           "instances weighted equally.",
           "instances", "instances needed at the peak"},
};

bool has_takeovers(const Model& model) {
  return any_need(model, [](const NeedSpec& need) { return need.takeover.has_value(); });
}

}  // namespace

std::span<const Metric> metrics() {
  return kMetrics;
}

std::string headline_of(const Model& model) {
  for (const ObjectiveSpec& o : model.objectives)
    if (o.headline) return o.service;
  return model.objectives.empty() ? "" : model.objectives.front().service;
}

bool is_measured(const Metric& metric, const Model& model, std::string_view service) {
  if (metric.of == MetricOf::service)
    return std::any_of(model.services.begin(), model.services.end(),
                       [&](const ServiceSpec& s) { return s.name == service; });
  const auto objective = std::find_if(model.objectives.begin(), model.objectives.end(),
                                      [&](const ObjectiveSpec& o) { return o.service == service; });
  if (objective == model.objectives.end()) return false;
  const bool requests = objective->components.empty();
  switch (metric.of) {
    case MetricOf::requests:
      return requests;
    case MetricOf::detection:
      return requests || !model.detection.empty();
    case MetricOf::response:
      return requests || !model.response.empty();
    case MetricOf::takeovers:
      return !requests && has_takeovers(model);
    default:
      return true;
  }
}

const Metric* find_metric(std::string_view name) {
  for (const std::string_view suffix : {"", "_ratio", "_s", "_rps"}) {
    const std::string whole = std::string(name) + std::string(suffix);
    const auto found = std::find_if(kMetrics.begin(), kMetrics.end(), [&](const Metric& m) { return m.name == whole; });
    if (found != kMetrics.end()) return &*found;
  }
  return nullptr;
}

std::string_view short_name(const Metric& metric) {
  for (const std::string_view suffix : {"_ratio", "_s", "_rps"}) {
    if (!metric.name.ends_with(suffix)) continue;
    const std::string_view name = metric.name.substr(0, metric.name.size() - suffix.size());
    if (find_metric(name) == &metric) return name;  // lost_requests is a metric of its own
  }
  return metric.name;
}

std::string_view unit_name(MetricUnit unit) {
  static constexpr std::string_view kNames[] = {"a share", "a duration", "a number", "a factor", "a number of nines"};
  return kNames[static_cast<int>(unit)];
}

std::string_view direction_name(Direction direction) {
  static constexpr std::string_view kNames[] = {"higher is better", "lower is better", "neither is better"};
  return kNames[static_cast<int>(direction)];
}

std::string metrics_page() {
  std::string page =
      "# Metrics\n\n"
      "Printed from the one table in `analysis/metric_table.cpp`. A figure is the sum of numerators over the sum of\n"
      "denominators, over replications; each belongs to an objective's service. In `bulkhead compare` and in\n"
      "`v_comparison.metric` they carry these names. All is counted in the measured span, from the end of\n"
      "`warm_up` to the horizon, where an incident counts when it begins; its own times and losses count until it "
      "ends. For an\n"
      "objective of components every second is a request, the share of the components that are up succeeds, and "
      "metrics of\n"
      "customers do not exist. Shares of replications have exact (Clopper-Pearson) intervals.\n\n"
      "| metric | better | definition | sum of | over the sum of |\n|---|---|---|---|---|\n";
  for (const Metric& m : kMetrics) {
    const char* better = m.direction == kUp ? "higher" : m.direction == kDown ? "lower" : "neither";
    const std::string above =
        m.form == MetricForm::summed ? std::string(m.numerator) : fmt::format("from `{}`", m.made_from);
    page += fmt::format("| `{}` | {} | {} | {} | {} |\n", m.name, better, m.definition, above, m.denominator);
  }
  return page;
}

}  // namespace bulkhead
