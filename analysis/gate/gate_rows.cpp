// SPDX-License-Identifier: Apache-2.0
// Decisions as rows of the report.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/gate/gate.hpp"
#include "analysis/report/escape.hpp"
#include "analysis/report_cells.hpp"
#include "analysis/store.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

constexpr double kSame = 1e-12;

GateOutcome outcome_of(const Judgement& judgement) {
  switch (judgement.what) {
    case Judgement::What::met:
      return GateOutcome::met;
    case Judgement::What::missed:
      return GateOutcome::missed;
    case Judgement::What::not_exercised:
      return GateOutcome::not_exercised;
    case Judgement::What::open:
      break;
  }
  return GateOutcome::inconclusive;
}

GateOutcome outcome_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::better:
      return GateOutcome::better;
    case Verdict::worse:
      return GateOutcome::worse;
    case Verdict::same:
      return GateOutcome::same;
    case Verdict::inconclusive:
      break;
  }
  return GateOutcome::inconclusive;
}

const char* in_words(Relation relation) {
  static constexpr const char* kWords[] = {"at least", "above", "at most", "below"};
  return kWords[static_cast<int>(relation)];
}

/// How much more the figure is than the other one, both of the summed form.
void put_change(GateRow& row, const Versus& versus, std::uint64_t seed) {
  const Estimate change = change_of(versus, bootstrap_key(seed, versus.service, *versus.metric));
  row.changed = format_change(change);
  if (versus.metric->form != MetricForm::summed) row.changed += fmt::format(" of {}", versus.metric->made_from);
  row.change = change.mean;
  if (change.ci95) row.change_low = change.ci95->low, row.change_high = change.ci95->high;
}

Estimate exactly(double value) {
  Estimate out;
  out.mean = value;
  return out;
}

bool differ(const Sample& a, const Sample& b) {
  const auto differs = [](double x, double y) {
    return std::fabs(x - y) > kSame * std::max(std::fabs(x), std::fabs(y));
  };
  return differs(a.numerator, b.numerator) || differs(a.denominator, b.denominator);
}

/// Whether two rows differ in a replication that both have.
bool differ(const SampleRow& a, const SampleRow& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (a[i].has_value() != b[i].has_value() || (a[i] && differ(*a[i], *b[i]))) return true;
  return false;
}

}  // namespace

/// Of several experiments only this one, of a sweep only this point.
std::string Gate::only_this() const {
  std::string text;
  for (const Experiment& e : scenario_->experiments)
    if (e.name != experiment_->name && text.find(" experiments." + e.name + "=") == std::string::npos)
      text += fmt::format(" --set experiments.{}=null", e.name);
  if (experiment_->point.empty()) return text;
  text += " --set params=null";
  for (const std::string& setting : experiment_->settings) text += " --set " + shell_quoted(setting);
  return text;
}

std::string Gate::repeat_check() const {
  return fmt::format("bulkhead check {}{}", shell_quoted(scenario_->file), settings_.repeat);
}

std::string Gate::repeat_worst(const WorstIncident& worst, const GateFigure& figure) const {
  return fmt::format(
      "bulkhead explain {} --variant {} --replication {} --incident {}{}{} --seed {} --set run.replications={}",
      shell_quoted(scenario_->file), experiment_->variants[figure.variant].name, worst.replication, worst.number,
      settings_.repeat, only_this(), experiment_->run.seed, worst.replication + 1);
}

Estimate Gate::estimate_of(std::size_t figure) const {
  return estimate_from_summed(*samples_->figures()[figure].metric, present(samples_->row(figure)),
                              samples_->estimate(figure));
}

GateRow Gate::bare_row(const GateFigure& figure) const {
  GateRow row;
  row.scenario = scenario_->name;
  row.experiment = experiment_->name;
  row.point = point_text(experiment_->point);
  row.variant = experiment_->variants[figure.variant].name;
  row.service = figure.service;
  row.metric = figure.metric->name;
  row.place.file = scenario_->file;
  row.seed = experiment_->run.seed;
  row.replications = samples_->replications();
  row.repeat = repeat_check();
  return row;
}

GateRow Gate::row_of(const Asked& asked) const {
  const Expectation& e = asked.expectation;
  GateRow row = bare_row(e.left);
  row.name = e.name;
  row.sentence = e.sentence;
  row.because = e.because;
  row.level = e.level;
  row.outcome = outcome_of(asked.judgement);
  row.why = asked.judgement.why;
  if (e.at.source >= 0)
    row.place = {scenario_->sources.name(e.at.source), e.at.line, e.at.column, e.at.end_line, e.at.end_column};
  const Estimate found = estimate_of(asked.left);
  row.found = format_with_reason(*e.left.metric, found);
  row.mean = found.mean;
  if (found.ci95) row.low = found.ci95->low, row.high = found.ci95->high;
  row.wanted = fmt::format("{} {}", in_words(e.relation),
                           e.right ? (e.factor == 1 ? "" : fmt::format("{:.12g} * ", e.factor)) +
                                         format_with_reason(*e.right->metric, estimate_of(asked.right))
                                   : format_figure(*e.left.metric, exactly(e.value)));
  if (!e.right) row.threshold = e.value;
  if (e.right)
    put_change(row, {e.left.metric, e.left.service, samples_->row(asked.right), samples_->row(asked.left)}, row.seed);
  if (const auto& worst = samples_->worst(asked.left)) {
    row.story = story_of(*worst);
    row.repeat = repeat_worst(*worst, e.left);
  }
  return row;
}

std::string Gate::name_of(const Guarded& g, std::string_view metric) const {
  return fmt::format("{}.{}({})", experiment_->variants[g.variant].name, metric, samples_->figures()[g.now].service);
}

GateRow Gate::row_of(const Guarded& g) const {
  const GateFigure& now = samples_->figures()[g.now];
  const Versus versus = versus_of(g);
  GateRow row = bare_row(now);
  row.baseline = true;
  row.name = name_of(g, now.metric->name) + " against the baseline";
  row.sentence = name_of(g, short_name(*now.metric)) + " is no worse than the baseline's";
  row.outcome = outcome_of(g.verdict.verdict);
  row.why = g.verdict.why;
  const Estimate found = estimate_of(g.now);
  row.found = format_with_reason(*now.metric, found);
  row.mean = found.mean;
  if (found.ci95) row.low = found.ci95->low, row.high = found.ci95->high;
  const StreamKey key = bootstrap_key(experiment_->run.seed, now.service, *now.metric);
  const Estimate before = estimate_metric(*now.metric, present(versus.before), key);
  row.wanted = fmt::format("{}, {:.3g} % tolerated", format_with_reason(*now.metric, before), versus.tolerance * 100);
  row.threshold = before.mean;
  put_change(row, versus, row.seed);
  if (const auto& worst = samples_->worst(g.now)) {
    row.story = story_of(*worst);
    row.repeat = repeat_worst(*worst, now);
  }
  return row;
}

/// What the baseline guards and nobody can compare: it lacks evidence where a check is strict.
GateRow Gate::row_of_gone(const std::string& what) const {
  GateRow row = bare_row({guarded_metrics().front(), 0, "", "", {}});
  row.baseline = true;
  row.variant.clear();
  row.metric = "baseline";
  row.name = what + " against the baseline";
  row.sentence = what + " can be compared";
  row.outcome = GateOutcome::inconclusive;
  row.found = before_ ? "not there any more" : "not in the baseline";
  row.why = "write the baseline anew where that is meant: --update-baseline";
  return row;
}

/// Where today's program says something else of the old design, on the same draws, than the program of that day.
std::vector<std::string> Gate::moved_predictions() const {
  std::vector<std::string> out;
  if (!before_ || before_->seed != experiment_->run.seed) return out;
  for (const Guarded& g : guarded_) {
    if (!g.replay || !g.before || !differ(g.before->row, samples_->row(*g.replay))) continue;
    const GateFigure& now = samples_->figures()[g.now];
    SampleRow today = samples_->row(*g.replay);
    today.resize(std::min(today.size(), g.before->row.size()));
    const StreamKey key = bootstrap_key(experiment_->run.seed, now.service, *now.metric);
    out.push_back(fmt::format(
        "The program's predictions have moved, not the design: {} was {} and is {} for the baseline's own design.",
        name_of(g, short_name(*now.metric)),
        format_with_reason(*now.metric, estimate_metric(*now.metric, present(g.before->row), key)),
        format_with_reason(*now.metric, estimate_metric(*now.metric, present(today), key))));
  }
  return out;
}

void Gate::report(GateVerdicts& out) const {
  GateRun run{scenario_->name,          experiment_->name, point_text(experiment_->point),
              scenario_->file,          scenario_->about,  experiment_->run.seed,
              samples_->replications(), settings_.budget,  notes_};
  const auto moved = moved_predictions();
  run.notes.insert(run.notes.end(), moved.begin(), moved.end());
  if (settings_.baseline && settings_.baseline->is_database && before_)
    run.notes.push_back(
        "The baseline is a results database, which holds no design: a change of the program would look like one of the "
        "design.");
  out.runs.push_back(std::move(run));
  for (const Asked& a : asked_) out.rows.push_back(row_of(a));
  for (const Guarded& g : guarded_)
    if (g.replay || g.before) out.rows.push_back(row_of(g));
  for (const std::string& what : gone_) out.rows.push_back(row_of_gone(what));
}

}  // namespace bulkhead
