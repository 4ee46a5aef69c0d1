// SPDX-License-Identifier: Apache-2.0
// Questions, looks and decisions.
#include "analysis/gate/gate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/diff/changes.hpp"
#include "analysis/gate/unseen.hpp"
#include "analysis/replication.hpp"
#include "analysis/store.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

Instant end_of(const Experiment& experiment) {
  return Instant::zero() + experiment.run.horizon + experiment.run.run_off;
}

/// A baseline's resolved scenario, read again by today's program; empty where the language has moved on.
std::optional<Variant> design_of(const BaselineVariant& before) {
  LoadOptions options;
  const std::string path = "baseline.yaml";
  options.texts[path] = before.config;
  Loaded loaded = load(path, options);
  if (!loaded.scenario) return std::nullopt;
  Variant design = std::move(loaded.scenario->experiments.front().variants.front());
  design.name = before.name;
  return design;
}

/// Entries of `faults:` that are in both and differ.
std::vector<std::string> changed_faults(const Variant& before, const Variant& now) {
  const std::vector<Change> changes = changes_between(before.file, now.file);
  std::vector<std::string> out;
  for (const FaultSpec& fault : now.model.faults) {
    const std::string inside = "faults." + fault.name + ".";
    if (std::any_of(changes.begin(), changes.end(), [&](const Change& c) { return c.path.starts_with(inside); }))
      out.push_back(fault.name);
  }
  return out;
}

}  // namespace

Gate::Gate(const Scenario& scenario, const Experiment& experiment, GateSettings settings)
    : scenario_(&scenario), experiment_(&experiment), settings_(std::move(settings)), looks_(settings_.budget) {
  ask_expectations();
  match_baseline();
  samples_.emplace(std::move(figures_), experiment.variants.size() + replayed_.size(), windows_of(experiment),
                   end_of(experiment), experiment.run.seed);
}

std::size_t Gate::add_figure(GateFigure figure) {
  const auto known = std::find(figures_.begin(), figures_.end(), figure);
  if (known != figures_.end()) return static_cast<std::size_t>(known - figures_.begin());
  figures_.push_back(std::move(figure));
  return figures_.size() - 1;
}

void Gate::ask_expectations() {
  Diagnostics none;  // a scenario that was loaded has no problems
  for (Expectation& e : bind_expectations(*experiment_, none)) {
    const std::size_t left = add_figure(e.left);
    const std::size_t right = e.right ? add_figure(*e.right) : left;
    asked_.push_back({std::move(e), left, right, {}, false});
  }
}

void Gate::match_baseline() {
  // Every guarded figure is kept, so that this run can become a baseline itself.
  if (settings_.baseline)
    before_ = settings_.baseline->find(scenario_->name, experiment_->name, point_text(experiment_->point));
  if (settings_.baseline) note_gone_experiments();
  if (settings_.baseline && !before_) {
    notes_.push_back("The baseline does not know this experiment: nothing to compare.");
    gone_.push_back(fmt::format("{} of {}", experiment_->name, scenario_->name));
  }
  for (std::size_t v = 0; v < experiment_->variants.size(); ++v) {
    const Variant& variant = experiment_->variants[v];
    for (const ObjectiveSpec& objective : variant.model.objectives)
      for (const Metric* metric : guarded_metrics())
        if (is_measured(*metric, variant.model, objective.service))
          guarded_.push_back({v, add_figure({metric, v, objective.service, "", {}}), {}, nullptr, false, {}, false});
  }
  if (!before_) return;
  if (before_->horizon != experiment_->run.horizon || before_->warm_up != experiment_->run.warm_up) {
    notes_.push_back(
        fmt::format("The baseline measured from {} to {}, this run from {} to {}: nothing can be compared.",
                    format_duration(before_->warm_up), format_duration(before_->horizon),
                    format_duration(experiment_->run.warm_up), format_duration(experiment_->run.horizon)));
    gone_.emplace_back("a run of the same length");
    return;
  }
  for (std::size_t v = 0; v < experiment_->variants.size(); ++v) {
    const std::string& name = experiment_->variants[v].name;
    const auto& all = before_->variants;
    const auto found = std::find_if(all.begin(), all.end(), [&](const BaselineVariant& b) { return b.name == name; });
    if (found == all.end())
      notes_.push_back(fmt::format("The baseline does not know the variant {}.", name));
    else
      match_variant(v, *found);
  }
  note_what_is_gone();
}

void Gate::note_gone_experiments() {
  if (experiment_ != &scenario_->experiments.front()) return;
  for (const BaselineRun& run : settings_.baseline->runs) {
    const auto is_here = [&](const Experiment& e) {
      return e.name == run.experiment && point_text(e.point) == run.point;
    };
    const auto& all = scenario_->experiments;
    if (run.scenario != scenario_->name || std::any_of(all.begin(), all.end(), is_here)) continue;
    gone_.push_back(fmt::format("the experiment {}{}{}", run.experiment, run.point.empty() ? "" : " ", run.point));
    notes_.push_back(fmt::format("The baseline guards {}, which is not there any more.", gone_.back()));
  }
}

void Gate::note_what_is_gone() {
  const std::size_t known = gone_.size();
  const auto& own = experiment_->variants;
  for (const BaselineVariant& before : before_->variants) {
    const auto now = std::find_if(own.begin(), own.end(), [&](const Variant& v) { return v.name == before.name; });
    if (now == own.end()) {
      gone_.push_back("the variant " + before.name);
      continue;
    }
    for (const BaselineFigure& f : before.figures)
      if (!is_measured(*f.metric, now->model, f.service))
        gone_.push_back(fmt::format("{}.{}({})", before.name, short_name(*f.metric), f.service));
  }
  for (std::size_t i = known; i < gone_.size(); ++i)
    notes_.push_back(fmt::format("The baseline guards {}, which is not there any more.", gone_[i]));
}

void Gate::match_variant(std::size_t variant, const BaselineVariant& before) {
  const bool unchanged = before.digest == digest(experiment_->variants[variant].model);
  const bool replayed = !unchanged && add_replay(before);
  if (replayed) changed_faults_[variant] = changed_faults(replayed_.back(), experiment_->variants[variant]);
  for (Guarded& g : guarded_) {
    if (g.variant != variant) continue;
    g.changed = !unchanged;
    const GateFigure now = figures_[g.now];
    for (const BaselineFigure& f : before.figures)
      if (f.metric == now.metric && f.service == now.service) g.before = &f;
    if (unchanged && !before.config.empty()) g.replay = g.now;
    if (replayed && is_measured(*now.metric, replayed_.back().model, now.service))
      g.replay = add_figure({now.metric, experiment_->variants.size() + replayed_.size() - 1, now.service, "", {}});
  }
}

bool Gate::add_replay(const BaselineVariant& before) {
  if (before.config.empty()) return false;
  auto design = design_of(before);
  if (design)
    replayed_.push_back(std::move(*design));
  else
    notes_.push_back(
        fmt::format("The baseline's {} is no scenario of today's language: its old figures stand in.", before.name));
  return design.has_value();
}

bool Gate::enough(const std::vector<Record>& replication) {
  samples_->add(replication);
  const std::uint64_t n = samples_->replications();
  if (!looks_.due(n)) return false;
  look(n);
  if (settings_.to_the_end) return false;
  const auto open = [](const auto& one) { return !one.decided; };
  return std::none_of(asked_.begin(), asked_.end(), open) && std::none_of(guarded_.begin(), guarded_.end(), open);
}

void Gate::look(std::uint64_t replications) {
  const double share = looks_.share(replications);
  for (Asked& a : asked_) {
    if (a.decided) continue;
    a.judgement =
        judge_expectation(a.expectation, *experiment_, *samples_, a.left, a.right, a.expectation.error * share);
    a.decided = a.judgement.what != Judgement::What::open;
  }
  look_at_baseline(kBaselineError * share);
}

Versus Gate::versus_of(const Guarded& g) const {
  const GateFigure& now = samples_->figures()[g.now];
  const auto own = settings_.tolerances.find(std::string(now.metric->name));
  Versus out{now.metric,           now.service, {},
             samples_->row(g.now), true,        own == settings_.tolerances.end() ? settings_.tolerance : own->second};
  if (g.replay) {
    out.before = samples_->row(*g.replay);
  } else {
    out.before = g.before->row;
    out.paired = before_->seed == experiment_->run.seed;
  }
  return out;
}

void Gate::look_at_baseline(double error) {
  std::vector<Versus> family;
  std::vector<Guarded*> members;
  for (Guarded& g : guarded_) {
    if (!g.replay && !g.before) {
      g.decided = true;
      continue;
    }
    family.push_back(versus_of(g));
    members.push_back(&g);
  }
  const auto verdicts = compare_family(family, error);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i]->decided) continue;
    members[i]->verdict = verdicts[i];
    if (const std::string why = verdicts[i].equal ? proves_little(*members[i], error) : ""; !why.empty())
      members[i]->verdict = {Verdict::inconclusive, why};
    members[i]->decided = members[i]->verdict.verdict != Verdict::inconclusive;
  }
}

/// Why figures that are equal in every replication do not show that the designs are; empty where they do.
std::string Gate::proves_little(const Guarded& g, double error) const {
  if (!g.changed) return "";
  const auto changed = changed_faults_.find(g.variant);
  if (changed != changed_faults_.end())
    for (const std::string& fault : changed->second)
      if (const std::string why = too_seldom(*samples_, g.variant, fault, {}); !why.empty()) return why;
  const GateFigure& figure = samples_->figures()[g.now];
  const Model& model = experiment_->variants[g.variant].model;
  const double mean = samples_->estimate(g.now).mean.value_or(0);
  const double unseen =
      unseen_at_most(figure, model, model.horizon - model.warm_up, present(samples_->row(g.now)), error / 2)
          .value_or(0);
  if (mean <= 0 || unseen <= versus_of(g).tolerance * mean) return "";
  return too_few_to_tell("equal", *figure.metric, *samples_, mean + unseen);
}

BaselineRun Gate::as_baseline() const {
  const RunSettings& run = experiment_->run;
  BaselineRun out{
      scenario_->name, experiment_->name, point_text(experiment_->point), run.seed, run.horizon, run.warm_up, {}};
  for (std::size_t v = 0; v < experiment_->variants.size(); ++v) {
    const Variant& variant = experiment_->variants[v];
    BaselineVariant one{variant.name, digest(variant.model), variant.config(), {}};
    for (const Guarded& g : guarded_)
      if (g.variant == v)
        one.figures.push_back(
            {samples_->figures()[g.now].service, samples_->figures()[g.now].metric, samples_->row(g.now)});
    out.variants.push_back(std::move(one));
  }
  return out;
}

}  // namespace bulkhead
