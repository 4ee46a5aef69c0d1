// SPDX-License-Identifier: Apache-2.0
// Samples of metrics, and figures made from them.
#include "analysis/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/format.hpp"
#include "sim/check.hpp"
#include "sim/math.hpp"

namespace bulkhead {
namespace {

bool counts_none(Weight weight) {
  return weight == Weight::replication || weight == Weight::happened || weight == Weight::below;
}

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
  const double numerator = term.numerator;
  sample.squares = numerator * numerator;
  sample.events = numerator != 0;
  if (counts_none(metric.weight)) return;
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

double plain_ratio(std::span<const Sample> samples) {
  Sample sum;
  for (const Sample& s : samples) {
    sum.numerator += s.numerator;
    sum.denominator += s.denominator;
  }
  return sum.denominator > 0 ? sum.numerator / sum.denominator : 0;
}

double nines_of(double lost) {
  return 0 - math::log(lost) / 2.302585092994046;
}

Makeup makeup_of(const Metric& metric) {
  return !counts_none(metric.weight) && !counts_per_incident(metric) ? Makeup::sum : Makeup::mean;
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

}  // namespace bulkhead
