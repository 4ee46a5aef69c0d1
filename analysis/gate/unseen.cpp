// SPDX-License-Identifier: Apache-2.0
// One event of the greatest size, as often as it could have stayed away.
#include "analysis/gate/unseen.hpp"

#include <algorithm>
#include <cmath>

#include "models/faults/looks.hpp"

namespace bulkhead {
namespace {

double mean_of(const Distribution& law, double span) {
  return law.is_fixed() && law.first().is_never() ? span : std::min(span, law.mean_seconds());
}

/// Until a crew begins, beyond its other repairs: for company it may wait for ever.
double until_begun(const FaultSpec& fault, const Model& model, double span) {
  for (const CrewSpec& crew : model.crews) {
    if (crew.name != fault.crew) continue;
    if (crew.begins_at > 1) return span;
    return crew.resupply ? mean_of(*crew.resupply, span) : 0;
  }
  return 0;
}

double lasts(const FaultSpec& fault, const Model& model, double span) {
  double until_found = fault.found ? mean_of(*fault.found, span) : 0;
  if (fault.found_every)
    until_found = std::max(longest_wait(fault), fault.found_first.value_or(Duration::zero())).seconds();
  return std::min(span,
                  until_found + until_begun(fault, model, span) + (fault.repair ? mean_of(*fault.repair, span) : span));
}

/// In seconds; zero where no fault strikes by chance.
double longest(const GateFigure& figure, const Model& model, double span) {
  double most = 0;
  for (const FaultSpec& fault : model.faults)
    if (fault.mttf && (figure.cause.empty() || fault.kind == figure.cause))
      most = std::max(most, lasts(fault, model, span));
  return most;
}

const ObjectiveSpec* objective_of(const Model& model, const std::string& service) {
  for (const ObjectiveSpec& o : model.objectives)
    if (o.service == service) return &o;
  return nullptr;
}

/// What an event adds to a replication's numerator, of which `below` is what stands below the line; nothing where the metric
/// counts no events.
double worst_event(const Metric& metric, const Model& model, const std::string& service, double seconds, double span,
                   double below) {
  const ObjectiveSpec* objective = objective_of(model, service);
  double peak_rps = 0, customers = 0;
  for (const PopulationSpec& p : model.clients) peak_rps += p.peak_rps, customers += p.customers;
  if (objective && !objective->components.empty()) peak_rps = 1;
  const bool of_all = metric.denominator == "requests offered";
  switch (metric.weight) {
    case Weight::lost_requests:
      if (of_all) return below * seconds / span;
      return metric.denominator == "replications" ? peak_rps * seconds
                                                  : below / (1 - objective->success) * seconds / span;
    case Weight::lost_minutes:
      return customers * seconds / 60;
    case Weight::recovery:
      if (metric.denominator == "windows") return seconds / objective->over.seconds() + 1;
      return metric.unit == MetricUnit::seconds ? seconds : metric.unit == MetricUnit::count ? seconds / 60 : 0;
    case Weight::one:
      return counts_per_incident(metric) ? 0 : 1;
    default:
      return 0;
  }
}

}  // namespace

std::optional<double> unseen_at_most(const GateFigure& figure, const Model& model, Duration span,
                                     std::span<const Sample> samples, double error) {
  const Metric& metric =
      figure.metric->form == MetricForm::summed ? *figure.metric : *find_metric(figure.metric->made_from);
  const double seconds = longest(figure, model, span.seconds());
  if (seconds <= 0) return std::nullopt;
  double below = 0;
  for (const Sample& s : samples) below += s.denominator;
  if (!(below > 0)) return std::nullopt;
  const auto n = static_cast<double>(samples.size());
  const double numerator = worst_event(metric, model, figure.service, seconds, span.seconds(), below / n);
  if (numerator <= 0) return std::nullopt;
  return -std::log(error) * numerator / below;
}

}  // namespace bulkhead
