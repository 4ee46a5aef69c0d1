// SPDX-License-Identifier: Apache-2.0
// The rows of the metric table, and figures made from them.
#include "analysis/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/format.hpp"
#include "sim/check.hpp"
#include "sim/math.hpp"

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

double weight_of(Weight weight, const IncidentRow& incident) {
  const auto span = [&](const std::optional<Instant>& until) {
    return until ? (*until - incident.begin).seconds() : 0.0;
  };
  switch (weight) {
    case Weight::replication:
    case Weight::happened:
    case Weight::below:
      return 0;
    case Weight::one:
      return 1;
    case Weight::lost_requests:
      return incident.lost_requests;
    case Weight::lost_minutes:
      return incident.customer_minutes_lost;
    case Weight::detection:
      return span(incident.detected ? incident.detected : incident.end);
    case Weight::mitigation:
      return span(incident.mitigated);
    case Weight::recovery:
      return span(incident.end);
    case Weight::blast:
      return 1;
  }
  return 0;
}

/// Counts events and their squares. Weights that are known only relative to each other are scaled to the numerator that
/// they make up; what is lost outside of incidents is one event.
void weigh(Sample& sample, const Metric& metric, const MetricTerm& term, const std::vector<IncidentRow>& incidents) {
  double sum = 0;
  double squares = 0;
  double events = 0;
  for (const IncidentRow& incident : incidents) {
    if (incident.service != term.service) continue;
    const double w = weight_of(metric.weight, incident);
    sum += w;
    squares += w * w;
    events += w > 0;
  }
  const double numerator = term.numerator;
  sample.squares = numerator * numerator;
  sample.events = numerator != 0;
  if (sum <= 0) return;
  const bool own_unit = metric.weight == Weight::lost_requests || metric.weight == Weight::lost_minutes;
  const double rest = own_unit ? std::max(0.0, numerator - sum) : 0;
  const double scale = own_unit ? 1 : numerator / sum;
  sample.squares = squares * scale * scale + rest * rest;
  sample.events = events + (rest > 0);
}

/// Nothing that the metric counts was ever seen; where it is counted per incident, zero is a figure like another.
bool none_seen(const Metric& metric, std::span<const Sample> samples) {
  if (metric.weight == Weight::replication || metric.weight == Weight::happened || counts_per_incident(metric))
    return false;
  return std::all_of(samples.begin(), samples.end(), [](const Sample& s) { return s.numerator == 0; });
}

bool has_takeovers(const std::vector<NeedSpec>& needs) {
  return std::any_of(needs.begin(), needs.end(), [](const NeedSpec& n) { return n.takeover.has_value(); });
}

bool has_takeovers(const Model& model) {
  const auto any = [](const auto& needers) {
    return std::any_of(needers.begin(), needers.end(), [](const auto& one) { return has_takeovers(one.needs); });
  };
  return any(model.services) || any(model.topology.tools) || any(model.topology.components);
}

double plain_ratio(std::span<const Sample> samples) {
  Sample sum;
  for (const Sample& s : samples) {
    sum.numerator += s.numerator;
    sum.denominator += s.denominator;
  }
  return sum.denominator > 0 ? sum.numerator / sum.denominator : 0;
}

double nines_of(double lost) {
  return -math::log(lost) / 2.302585092994046;
}

Makeup makeup_of(const Metric& metric) {
  const bool of_events =
      metric.weight != Weight::replication && metric.weight != Weight::happened && metric.weight != Weight::below;
  return of_events && !counts_per_incident(metric) ? Makeup::sum : Makeup::mean;
}

bool is_share(const Metric& metric) {
  return metric.unit == MetricUnit::percent;
}

Interval into_range(const Metric& metric, Interval ci) {
  ci.low = std::max(ci.low, 0.0);
  if (is_share(metric)) ci.high = std::min(ci.high, 1.0);
  return ci;
}

/// The interval of a figure that falls when the summed one rises has its ends exchanged.
std::optional<Interval> transform(const Metric& metric, Interval ci) {
  if (metric.form == MetricForm::summed) return ci;
  const auto low = figure_of(metric, ci.high);
  const auto high = figure_of(metric, ci.low);
  if (!low || !high) return std::nullopt;
  return Interval{*low, *high};
}

/// Whether something happened in each replication or not: then the interval is exact (Clopper-Pearson).
bool binary(const Metric& metric, std::span<const Sample> samples) {
  const auto yes_or_no = [](const Sample& s) { return (s.numerator == 0 || s.numerator == 1) && s.denominator == 1; };
  return metric.weight == Weight::happened && std::all_of(samples.begin(), samples.end(), yes_or_no);
}

void set_exact_interval(Estimate& out, std::span<const Sample> samples) {
  const auto happened = std::count_if(samples.begin(), samples.end(), [](const Sample& s) { return s.numerator == 1; });
  out.ci95 = clopper_pearson(static_cast<std::uint64_t>(happened), samples.size());
  out.conclusive = true;
  out.note = happened == 0 ? "none seen" : "";
}

std::string at_most(std::size_t n) {
  const double most = clopper_pearson(0, n).high;
  return fmt::format("none seen: at most {:.2g} % of replications have any", most * 100);
}

/// From few events: the 97.5 % bound of a compound Poisson sum whose events are as large as those that were seen; a mean
/// time between events is bounded from below by as many events as there may be.
std::string bound_from_few(const Metric& metric, double summed, double effective) {
  const double more = poisson_interval(static_cast<std::uint64_t>(std::ceil(effective))).high / effective;
  const bool between = metric.weight == Weight::below;
  const double worst = between ? summed / more : summed * more;
  const double in_range = is_share(metric) ? std::min(1.0, worst) : worst;
  const auto figure = figure_of(metric, in_range);
  if (!figure) return "";
  const std::string text = metric.unit == MetricUnit::seconds   ? format_duration(*figure)
                           : metric.unit == MetricUnit::percent ? fmt::format("{:.6g} %", *figure * 100)
                                                                : format_count(*figure);
  return fmt::format("; {} {}", metric.form == MetricForm::summed && !between ? "at most" : "at least", text);
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

bool counts_per_incident(const Metric& metric) {
  return metric.denominator.substr(0, 9) == "incidents";
}

std::vector<Sample> with_events(const Metric& metric, std::span<const Sample> samples) {
  std::vector<Sample> out(samples.begin(), samples.end());
  if (metric.weight != Weight::below) return out;
  double above = 0;
  double events = 0;
  for (const Sample& s : out) {
    above += s.numerator;
    events += s.denominator;
  }
  for (Sample& s : out) s.squares = events > 0 ? above * above / events / static_cast<double>(out.size()) : 0;
  return out;
}

Sample sample_of(const Metric& metric, const MetricTerm& term, const std::vector<IncidentRow>& incidents) {
  BULKHEAD_CHECK(metric.form == MetricForm::summed, "only summed metrics have terms");
  Sample sample{term.numerator, term.denominator, 0};
  if (metric.weight == Weight::one)
    sample.squares = sample.events = std::fabs(term.numerator);
  else
    weigh(sample, metric, term, incidents);
  return sample;
}

std::optional<double> figure_of(const Metric& metric, double summed) {
  switch (metric.form) {
    case MetricForm::summed:
      return summed;
    case MetricForm::one_minus:
      return 1 - summed;
    case MetricForm::nines:
      break;
  }
  if (summed <= 0) return std::nullopt;
  return nines_of(summed);
}

Estimate estimate_summed(const Metric& metric, std::span<const Sample> samples, StreamKey key) {
  return estimate_ratio(with_events(metric, samples), key, makeup_of(metric));
}

Estimate estimate_metric(const Metric& metric, std::span<const Sample> samples, StreamKey key) {
  return estimate_from_summed(metric, samples, estimate_summed(metric, samples, key));
}

Estimate estimate_from_summed(const Metric& metric, std::span<const Sample> samples, Estimate out) {
  if (!out.mean) {
    out.note = counts_per_incident(metric) ? "no incident" : "nothing to divide by";
    return out;
  }
  if (binary(metric, samples)) set_exact_interval(out, samples);
  if (none_seen(metric, samples)) {
    out.ci95.reset();
    out.conclusive = false;
    out.note = at_most(samples.size());
  }
  if (!out.ci95 && !out.conclusive && out.effective > 0 && samples.size() > 1)
    out.note += bound_from_few(metric, *out.mean, out.effective);
  if (out.ci95) out.ci95 = into_range(metric, *out.ci95);
  if (out.ci95) out.ci95 = transform(metric, *out.ci95);
  out.mean = figure_of(metric, *out.mean);
  return out;
}

Difference compare_metric(const Metric& metric, std::span<const Sample> a, std::span<const Sample> b, StreamKey key) {
  Difference out;
  BULKHEAD_CHECK(metric.form != MetricForm::nines, "nines are compared as availability");
  out.value = estimate_difference(with_events(metric, a), with_events(metric, b), key);
  if (!out.value.mean) {
    out.value.note = "no such event in one of the two";
    return out;
  }
  if (metric.form == MetricForm::one_minus) {
    out.value.mean = 0 - *out.value.mean;
    if (out.value.ci95) out.value.ci95 = Interval{0 - out.value.ci95->high, 0 - out.value.ci95->low};
  }
  const double scale = std::max(plain_ratio(a), plain_ratio(b));
  out.verdict = judge(out.value, metric.direction, scale);
  if (none_seen(metric, a) && none_seen(metric, b)) {
    out.value.note = "none seen in either";
    out.verdict = Verdict::inconclusive;
  }
  return out;
}

void correct_by_holm(std::vector<Difference>& family) {
  constexpr double kError = 0.05;
  std::vector<double> p;
  for (const Difference& d : family)
    if (d.value.p) p.push_back(*d.value.p);
  const std::vector<double> corrected = holm(p);
  auto next = corrected.begin();
  for (Difference& d : family) {
    if (!d.value.p) continue;
    d.p_holm = *next++;
    if (*d.p_holm <= kError || (d.verdict != Verdict::better && d.verdict != Verdict::worse)) continue;
    d.verdict = Verdict::inconclusive;
    d.value.note = fmt::format("could be chance among {} comparisons", p.size());
  }
}

std::string metrics_page() {
  std::string page =
      "# Metrics\n\n"
      "Printed from the one table in `analysis/metrics.cpp`. A figure is the sum of numerators over the sum of\n"
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
