// SPDX-License-Identifier: Apache-2.0
// Sides, chances and strikes become a judgement.
#include "analysis/gate/judge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/gate/evidence.hpp"
#include "analysis/gate/unseen.hpp"
#include "analysis/replication.hpp"
#include "analysis/report_cells.hpp"

namespace bulkhead {
namespace {

using What = Judgement::What;

bool holds(Relation relation, Evidence::Side side) {
  const bool high = relation == Relation::at_least || relation == Relation::above;
  if (side == Evidence::Side::at) return relation == Relation::at_least || relation == Relation::at_most;
  return high == (side == Evidence::Side::above);
}

/// So much may be there of which nothing was seen, in the unit of the metric's summed form.
double may_be_there(const GateFigure& figure, const Experiment& experiment, const GateSamples& samples,
                    std::size_t place, double error) {
  const Model& model = experiment.variants[figure.variant].model;
  Duration span = model.horizon - model.warm_up;
  if (figure.window) {
    const ExpectWindow w = windows_of(experiment)[*figure.window];
    span = std::min(w.to, model.horizon) - w.from;
  }
  return unseen_at_most(figure, model, span, present(samples.row(place)), error / 2).value_or(0);
}

Evidence evidence_of(const Expectation& e, const GateSamples& samples, std::size_t left, std::size_t right,
                     const Doubt& doubt) {
  if (!e.right)
    return against_value(*e.left.metric, present(samples.row(left)), samples.estimate(left), e.value, doubt);
  const PairedSamples pair = pair_up(samples.row(left), samples.row(right));
  return against_figure(*e.left.metric, pair.a, e.factor, pair.b, samples.difference(left, e.factor, right));
}

std::string hardly_exercised(const Expectation& e, const Experiment& experiment, const GateSamples& samples) {
  if (e.left.metric->weight == Weight::replication) return "";
  const std::string text = hardly_exercised(experiment, e.left, samples);
  return text.empty() && e.right ? hardly_exercised(experiment, *e.right, samples) : text;
}

}  // namespace

std::string too_seldom(const GateSamples& samples, std::size_t variant, const std::string& fault,
                       std::optional<std::size_t> window) {
  const std::uint64_t times = samples.struck(variant, fault, window);
  if (times >= kEnoughStrikes) return "";
  return fmt::format("{} struck {} time{} in {} replications: too seldom to tell", fault, times, times == 1 ? "" : "s",
                     samples.replications());
}

std::string hardly_exercised(const Experiment& experiment, const GateFigure& figure, const GateSamples& samples) {
  bool any = false, none = true;
  for (const FaultSpec& fault : experiment.variants[figure.variant].model.faults) {
    if (!figure.cause.empty() && fault.kind != figure.cause) continue;
    if (fault.mttf)
      if (std::string why = too_seldom(samples, figure.variant, fault.name, figure.window); !why.empty()) return why;
    any = true;
    none = none && samples.struck(figure.variant, fault.name, figure.window) == 0;
  }
  return any && none && figure.window ? "no fault struck in this window" : "";
}

std::string too_few_to_tell(const std::string& what, const Metric& metric, const GateSamples& samples, double unseen) {
  Estimate most;
  most.mean = figure_of(metric, metric.unit == MetricUnit::percent ? std::min(1.0, unseen) : unseen);
  return fmt::format("{} in {} replications, too few to tell: it may still be {}", what, samples.replications(),
                     format_figure(metric, most));
}

Judgement judge_expectation(const Expectation& e, const Experiment& experiment, const GateSamples& samples,
                            std::size_t left, std::size_t right, double error) {
  const Doubt doubt{samples.by_chance(e.left.variant), may_be_there(e.left, experiment, samples, left, error)};
  const Evidence found = evidence_of(e, samples, left, right, doubt);
  const std::string seldom = hardly_exercised(e, experiment, samples);
  if (!found.any) {
    const bool incidents = counts_per_incident(*e.left.metric);
    if (!seldom.empty()) return {What::open, seldom};
    return {incidents ? What::not_exercised : What::open, incidents ? "no incident" : "nothing was measured"};
  }
  const bool held = holds(e.relation, found.side);
  if (found.hidden) return {What::open, too_few_to_tell("none seen", *e.left.metric, samples, doubt.unseen)};
  const bool certain = found.sure || (found.none_seen && !found.p) || (found.p && *found.p <= error);
  if (!certain) return {What::open, found.why.empty() ? "the interval holds the threshold" : found.why};
  if (!seldom.empty() && (held || found.none_seen)) return {What::open, seldom};
  if (!held) return {What::missed, ""};
  return {What::met, found.none_seen ? fmt::format("none seen in {} replications", samples.replications()) : ""};
}

}  // namespace bulkhead
