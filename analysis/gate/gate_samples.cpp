// SPDX-License-Identifier: Apache-2.0
// Samples, strikes and worst incidents out of records.
#include "analysis/gate/gate_samples.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/format.hpp"
#include "analysis/gate/by_cause.hpp"
#include "analysis/story.hpp"

namespace bulkhead {
namespace {

const Metric& summed(const Metric& metric) {
  return metric.form == MetricForm::summed ? metric : *find_metric(metric.made_from);
}

const std::vector<MetricTerm>& terms_of(const Record& record, const GateFigure& figure) {
  return figure.window ? record.windows[*figure.window].metrics : record.metrics;
}

const std::vector<IncidentRow>& incidents_of(const Record& record, const GateFigure& figure) {
  return figure.window ? record.windows[*figure.window].incidents : record.incidents;
}

/// What one incident weighs in a figure: its own part where it is one of times or shares, else what it cost; nothing
/// where it speaks for the good side, or where the figure is none of incidents.
double weight_in(const Metric& metric, const IncidentRow& incident, Instant seen_until) {
  const double cost = 1 + incident.customer_minutes_lost + incident.lost_requests;
  if (metric.name == "detected_ratio") return incident.detected ? 0 : cost;
  if (metric.name == "censored") return incident.end ? 0 : cost;
  if (counts_per_incident(metric) && has_by_cause(metric)) {
    const MetricTerm whole{std::string(metric.name), incident.service, 0, 1};
    return sample_by_cause(metric, whole, {incident}, incident.cause_class, seen_until).numerator;
  }
  return metric.weight == Weight::one && !has_by_cause(metric) ? 0 : cost;
}

/// Its place among the replication's incidents, which a window's own are part of.
std::size_t number_of(const Record& record, const IncidentRow& incident) {
  for (std::size_t i = 0; i < record.incidents.size(); ++i)
    if (record.incidents[i].service == incident.service && record.incidents[i].begin == incident.begin) return i;
  return 0;
}

std::string struck_by(const Record& record, const IncidentRow& incident) {
  for (const FaultRow& fault : record.faults)
    if (fault.name == incident.cause && fault.begin <= incident.begin && (!fault.end || *fault.end >= incident.begin))
      return fault.target;
  return "";
}

std::string after(const std::optional<Instant>& until, Instant begin) {
  return story_time((*until - begin).count());
}

std::string how_it_began(const WorstIncident& worst) {
  const IncidentRow& i = worst.incident;
  const std::string at = story_time((i.begin - Instant::zero()).count());
  const std::string head =
      fmt::format("Replication {}: {} broke its objective at {}", worst.replication, i.service, at);
  if (i.cause.empty()) return head + ", without a fault.";
  if (worst.struck.empty()) return fmt::format("{}; most of the loss is due to {} ({}).", head, i.cause, i.cause_class);
  return fmt::format("{}, struck by {} ({} on {}).", head, i.cause, i.cause_class, worst.struck);
}

std::string who_saw_it(const IncidentRow& i) {
  std::string text = i.detected
                         ? fmt::format("{} saw it after {}", i.first_detector.empty() ? "somebody" : i.first_detector,
                                       after(i.detected, i.begin))
                         : "Nobody saw it before it ended";
  text += fmt::format("; {} action{}, {} {}", i.actions, i.actions == 1 ? "" : "s", i.people,
                      i.people == 1 ? "person" : "people");
  return text + (i.mitigated ? fmt::format("; an action helped after {}.", after(i.mitigated, i.begin))
                             : "; no action helped.");
}

std::string how_it_ended(const IncidentRow& i) {
  const std::string end = i.end ? fmt::format("Over after {}", after(i.end, i.begin)) : "Still open when the run ended";
  std::string text = fmt::format("{}: {} requests", end, format_count(i.lost_requests));
  if (i.customer_minutes_lost > 0)
    text += fmt::format(" and {} customer-minutes", format_count(i.customer_minutes_lost));
  return text + " lost.";
}

}  // namespace

std::optional<Sample> sample_in(const Record& record, const GateFigure& figure, Instant seen_until) {
  if (record.outcome != "completed") return std::nullopt;
  const Metric& metric = summed(*figure.metric);
  const auto& terms = terms_of(record, figure);
  const auto term = std::find_if(terms.begin(), terms.end(), [&](const MetricTerm& t) {
    return t.metric == metric.name && t.service == figure.service;
  });
  if (term == terms.end()) return std::nullopt;
  const auto& incidents = incidents_of(record, figure);
  if (!figure.cause.empty()) return sample_by_cause(metric, *term, incidents, figure.cause, seen_until);
  return sample_of(metric, *term, incidents);
}

const Estimate& GateSamples::estimate(std::size_t figure) const {
  const auto [found, fresh] = estimates_.try_emplace(figure);
  const GateFigure& of = figures_[figure];
  if (fresh)
    found->second = estimate_summed(*of.metric, present(rows_[figure]), bootstrap_key(seed_, of.service, *of.metric));
  return found->second;
}

const Estimate& GateSamples::difference(std::size_t left, double factor, std::size_t right) const {
  const auto [found, fresh] = differences_.try_emplace({left, factor, right});
  if (!fresh) return found->second;
  const GateFigure& of = figures_[left];
  const PairedSamples pair = pair_up(rows_[left], rows_[right]);
  found->second = estimate_difference(with_events(*of.metric, scaled(pair.b, factor)), with_events(*of.metric, pair.a),
                                      bootstrap_key(seed_, of.service, *of.metric));
  return found->second;
}

void GateSamples::add(const std::vector<Record>& replication) {
  estimates_.clear();
  differences_.clear();
  for (std::size_t f = 0; f < figures_.size(); ++f) {
    const Record& record = replication[figures_[f].variant];
    rows_[f].push_back(sample_in(record, figures_[f], seen_until_));
    look_for_worst(f, record);
  }
  for (std::size_t v = 0; v < struck_.size(); ++v) {
    if (replication[v].outcome == "completed") count_strikes(v, replication[v]);
    if (replications_ == 0) runs_[v].first = replication[v].fingerprint;
    runs_[v].differ |= replication[v].fingerprint != runs_[v].first;
  }
  ++replications_;
}

void GateSamples::count_strikes(std::size_t variant, const Record& record) {
  for (const FaultRow& fault : record.faults) {
    ++struck_[variant][{fault.name, kWholeRun}];
    const Duration at = fault.begin - Instant::zero();
    for (std::size_t w = 0; w < windows_.size(); ++w)
      if (windows_[w].from <= at && at < windows_[w].to) ++struck_[variant][{fault.name, w}];
  }
}

void GateSamples::look_for_worst(std::size_t f, const Record& record) {
  const GateFigure& figure = figures_[f];
  for (const IncidentRow& i : incidents_of(record, figure)) {
    if (i.service != figure.service || (!figure.cause.empty() && i.cause_class != figure.cause)) continue;
    const double weight = weight_in(summed(*figure.metric), i, seen_until_);
    if (weight > (worst_[f] ? worst_[f]->weight : 0))
      worst_[f] = {record.replication, number_of(record, i), weight, i, struck_by(record, i)};
  }
}

std::uint64_t GateSamples::struck(std::size_t variant, const std::string& fault,
                                  std::optional<std::size_t> window) const {
  const auto found = struck_[variant].find({fault, window.value_or(kWholeRun)});
  return found == struck_[variant].end() ? 0 : found->second;
}

std::vector<std::string> story_of(const WorstIncident& worst) {
  return {how_it_began(worst), who_saw_it(worst.incident), how_it_ended(worst.incident)};
}

}  // namespace bulkhead
