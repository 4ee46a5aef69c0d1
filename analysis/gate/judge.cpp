// SPDX-License-Identifier: Apache-2.0
// Sides, chances and strikes become a judgement.
#include "analysis/gate/judge.hpp"

#include <fmt/format.h>

#include "analysis/gate/evidence.hpp"

namespace bulkhead {
namespace {

using What = Judgement::What;

bool holds(Relation relation, Evidence::Side side) {
  const bool high = relation == Relation::at_least || relation == Relation::above;
  if (side == Evidence::Side::at) return relation == Relation::at_least || relation == Relation::at_most;
  return high == (side == Evidence::Side::above);
}

Evidence evidence_of(const Expectation& e, const GateSamples& samples, std::size_t left, std::size_t right) {
  if (!e.right) return against_value(*e.left.metric, present(samples.row(left)), samples.estimate(left), e.value);
  const PairedSamples pair = pair_up(samples.row(left), samples.row(right));
  return against_figure(*e.left.metric, pair.a, e.factor, pair.b, samples.difference(left, e.factor, right));
}

std::string hardly_exercised(const Expectation& e, const Experiment& experiment, const GateSamples& samples) {
  if (e.left.metric->weight == Weight::replication) return "";
  const std::string text = hardly_exercised(experiment, e.left, samples);
  return text.empty() && e.right ? hardly_exercised(experiment, *e.right, samples) : text;
}

}  // namespace

std::string hardly_exercised(const Experiment& experiment, const GateFigure& figure, const GateSamples& samples) {
  bool any = false, none = true;
  for (const FaultSpec& fault : experiment.variants[figure.variant].model.faults) {
    if (!figure.cause.empty() && fault.kind != figure.cause) continue;
    const std::uint64_t times = samples.struck(figure.variant, fault.name, figure.window);
    if (fault.mttf && times < kEnoughStrikes)
      return fmt::format("{} struck {} time{} in {} replications: too seldom to tell", fault.name, times,
                         times == 1 ? "" : "s", samples.replications());
    any = true;
    none = none && times == 0;
  }
  return any && none && figure.window ? "no fault struck in this window" : "";
}

Judgement judge_expectation(const Expectation& e, const Experiment& experiment, const GateSamples& samples,
                            std::size_t left, std::size_t right, double error) {
  const Evidence found = evidence_of(e, samples, left, right);
  const std::string seldom = hardly_exercised(e, experiment, samples);
  if (!found.any) {
    const bool incidents = counts_per_incident(*e.left.metric);
    if (!seldom.empty()) return {What::open, seldom};
    return {incidents ? What::not_exercised : What::open, incidents ? "no incident" : "nothing was measured"};
  }
  const bool held = holds(e.relation, found.side);
  const bool certain = found.sure || found.none_seen || (found.p && *found.p <= error);
  if (!certain) return {What::open, found.why.empty() ? "the interval holds the threshold" : found.why};
  if (!seldom.empty() && (held || found.none_seen)) return {What::open, seldom};
  if (!held) return {What::missed, ""};
  return {What::met, found.none_seen ? fmt::format("none seen in {} replications", samples.replications()) : ""};
}

}  // namespace bulkhead
