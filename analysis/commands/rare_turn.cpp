// SPDX-License-Identifier: Apache-2.0
// Every variant and objective that needs it, one after another.
#include "analysis/commands/rare_turn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/commands/limits.hpp"
#include "analysis/rare/rest.hpp"

namespace bulkhead {
namespace {

const Metric& unavailability() {
  static const Metric& metric = *find_metric("lost_requests_ratio");
  return metric;
}

double width(const std::vector<RareFigure>& figures) {
  const auto found =
      std::find_if(figures.begin(), figures.end(), [](const RareFigure& f) { return f.metric == &unavailability(); });
  return found == figures.end() ? std::numeric_limits<double>::infinity() : relative_half_width(found->estimate);
}

}  // namespace

RareTurn::RareTurn(const Experiment& experiment, const Options& options, Comparison& so_far, std::function<bool()> stop)
    : experiment_(&experiment), options_(&options), so_far_(&so_far), stop_(std::move(stop)) {}

double RareTurn::plain_width(std::size_t variant, const std::string& objective) const {
  return relative_half_width(so_far_->estimate(variant, objective, unavailability()));
}

const RareTurn::Turn* RareTurn::find(std::size_t variant, const std::string& objective) const {
  const auto found = std::find_if(turns_.begin(), turns_.end(),
                                  [&](const Turn& t) { return t.variant == variant && t.objective == objective; });
  return found == turns_.end() ? nullptr : &*found;
}

void RareTurn::take(std::size_t variant, const ObjectiveSpec& objective) {
  const Model& model = experiment_->variants[variant].model;
  const auto method = RareEvents::method_for(model, objective);
  if (!method || find(variant, objective.service)) return;
  RareBudget budget;
  budget.precision = options_->precision.value_or(budget.precision);
  budget.jobs = options_->jobs;
  budget.stop = stop_;
  RareResult result = simulate_rare(model, objective, *method, experiment_->run.seed, budget);
  if (!result.trouble.empty() && *method == RareMethod::cycles &&
      is_observed(model))  // a response that never came back
    result = simulate_rare(model, objective, RareMethod::windows, experiment_->run.seed, budget);
  if (!result.trouble.empty())
    fmt::print(stderr, "{}, {}: failure biasing gives no figure: {}\n", experiment_->variants[variant].name,
               objective.service, result.trouble);
  const StreamKey key = bootstrap_key(experiment_->run.seed, objective.service, unavailability());
  turns_.push_back({variant, objective.service, rare_figures(result, key)});
}

bool RareTurn::precise() {
  const double wished = options_->precision.value_or(0);
  bool all = true;
  for (std::size_t v = 0; v < experiment_->variants.size(); ++v) {
    const Model& model = experiment_->variants[v].model;
    if (model.faults.empty()) continue;
    for (const ObjectiveSpec& objective : model.objectives) {
      const bool headline = objective.service == headline_of(model);
      if (plain_width(v, objective.service) <= wished) continue;
      take(v, objective);
      const Turn* turn = find(v, objective.service);
      all &= !headline || (turn && width(turn->figures) <= wished);
    }
  }
  return all;
}

void RareTurn::stand_in() {
  const bool always = options_->rare == RareChoice::always;
  for (std::size_t v = 0; always && v < experiment_->variants.size(); ++v)
    for (const ObjectiveSpec& objective : experiment_->variants[v].model.objectives) take(v, objective);
  for (const Turn& turn : turns_) {
    if (turn.figures.empty()) continue;
    const double plain = plain_width(turn.variant, turn.objective);
    if (!always && width(turn.figures) >= plain) {
      if (std::isinf(plain))
        fmt::print(stderr, "{}, {}: failure biasing was tried and is inconclusive; --rare always shows what it gives\n",
                   experiment_->variants[turn.variant].name, turn.objective);
      continue;
    }
    std::vector<StandIn> figures;
    for (const RareFigure& one : turn.figures) figures.push_back({one.metric, one.estimate});
    so_far_->replace(turn.variant, turn.objective, figures);
  }
}

}  // namespace bulkhead
