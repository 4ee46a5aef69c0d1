// SPDX-License-Identifier: Apache-2.0
// Runs what theory knows and compares.
#include "analysis/verify/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "analysis/arithmetic/formulas.hpp"
#include "analysis/comparison.hpp"
#include "analysis/rare/estimator.hpp"
#include "analysis/replication.hpp"
#include "analysis/replications.hpp"
#include "analysis/structure/markov.hpp"
#include "analysis/structure/review.hpp"
#include "scenarios/language/scenario.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

constexpr double kRelative = 1e-6;
constexpr double kStandardErrors = 4;
constexpr double kHalfWidth = 1.96;  // of a 95 % interval, in standard errors
constexpr double kCoarse = 0.1;      // half-width over the figure beyond which plain simulation is too coarse
constexpr double kRareEvents = 2e7;  // of the kernel, for one estimate

bool near(double got, double known) {
  return std::fabs(got - known) <= kRelative * std::fabs(known);
}

Agreement judge_exact(double got, double known) {
  return near(got, known) ? Agreement::agrees : Agreement::differs;
}

Agreement judge_simulated(const Estimate& got, double known) {
  if (!got.mean) return Agreement::inconclusive;
  if (near(*got.mean, known)) return Agreement::agrees;
  if (!got.ci95) return Agreement::inconclusive;
  const double error = (got.ci95->high - got.ci95->low) / 2 / kHalfWidth;
  return std::fabs(*got.mean - known) <= kStandardErrors * error ? Agreement::agrees : Agreement::differs;
}

Agreement both(Agreement a, Agreement b) {
  if (a == Agreement::differs || b == Agreement::differs) return Agreement::differs;
  return a == Agreement::agrees && b == Agreement::agrees ? Agreement::agrees : Agreement::inconclusive;
}

Scenario shipped_scenario(std::string_view name) {
  const auto files = theory_files();
  const auto file = std::find_if(files.begin(), files.end(), [&](const TheoryFile& f) { return f.name == name; });
  BULKHEAD_CHECK(file != files.end(), "a known figure names a file that is not shipped");
  const std::string path = std::string(name) + ".yaml";
  Loaded loaded = load(path, {{}, {}, {{path, std::string(file->text)}}});
  BULKHEAD_CHECK(loaded.scenario.has_value(), "a shipped file of theory is not valid");
  return *std::move(loaded.scenario);
}

/// All estimates of one experiment, as `bulkhead run` would come to them.
struct Simulated {
  const Experiment* experiment;
  std::vector<EstimateRow> rows;
};

Simulated simulate_experiment(const Experiment& experiment, unsigned jobs) {
  Comparison comparison(experiment.variants.size(), experiment.run.seed);
  ReplicationPlan plan;
  plan.variants = experiment.variants.size();
  plan.replications = static_cast<std::uint64_t>(experiment.run.replications);
  plan.jobs = jobs;
  Stories none(plan.variants, 0);
  plan.make_simulate = [&] { return runners_of(experiment, none); };
  plan.deliver = [&](std::vector<Record>&& records) {
    for (std::size_t v = 0; v < records.size(); ++v) comparison.add(v, records[v]);
    return true;
  };
  run_replications(plan);
  return {&experiment, comparison.estimates()};
}

/// A metric as the Markov chain of the objective's states gives it: of the long run, or at the horizon.
std::optional<double> markov_figure(const Model& model, const ObjectiveSpec& objective, std::string_view metric) {
  if (objective.components.empty()) return std::nullopt;
  const std::vector<double> horizon =
      metric == "met_at_horizon_ratio" || metric == "availability_ratio" || metric == "repairs"
          ? std::vector{model.horizon.seconds()}
          : std::vector<double>{};
  const auto review = markov_review(model, objective, horizon).review;
  if (review && metric == "first_outage_s") return review->mean_time_to_first_outage_s;
  if (!review || !review->unmet || review->moments.size() != horizon.size()) return std::nullopt;
  if (metric == "lost_requests_ratio") return review->down;
  if (metric == "incidents_per_year") return review->outages_per_year;
  if (metric == "mttr_s") return review->mean_outage_s;
  if (metric == "met_at_horizon_ratio") return 1 - review->moments.front().unmet;
  if (metric == "availability_ratio") return 1 - review->moments.front().mean_unmet;
  if (metric == "repairs") return review->moments.front().repairs;
  return std::nullopt;
}

/// The diagram asks the same question only where all that can go wrong is in it: nothing is left out with a note.
std::optional<double> diagram_figure(const Model& model, std::string_view of) {
  if (model.faults.empty()) return std::nullopt;
  const StructureReview review = review_structure(model, 1);
  if (!review.notes.empty()) return std::nullopt;
  for (const QuestionReview& question : review.questions)
    if (question.objective && question.name == of && !question.bounds) return question.unavailability;
  return std::nullopt;
}

/// Files and experiments are loaded and simulated when a figure first asks for them.
class Library {
 public:
  explicit Library(unsigned jobs) : jobs_(jobs) {}

  Estimate estimate(const KnownFigure& known) {
    const Simulated& simulated = simulate(known);
    const std::string& variant = variant_of(known).name;
    for (const EstimateRow& row : simulated.rows)
      if (simulated.experiment->variants[row.variant].name == variant && row.service == known.of &&
          row.metric->name == known.metric)
        return row.estimate;
    BULKHEAD_CHECK(false, "a known figure names a metric or a service that its file does not have");
    return {};
  }

  /// By failure biasing; nothing where it does not give the metric.
  std::optional<Estimate> rare_estimate(const KnownFigure& known) {
    const Model& model = variant_of(known).model;
    const ObjectiveSpec& objective = objective_of(known);
    const auto method = RareEvents::method_for(model, objective);
    if (!method) return std::nullopt;
    const std::uint64_t seed = simulate(known).experiment->run.seed;
    const RareResult result = simulate_rare(model, objective, *method, seed, {kCoarse / 2, kRareEvents, jobs_, {}});
    for (const RareFigure& figure : rare_figures(result, stream_key(seed, 0, kPurposeBootstrap, name_hash(known.of))))
      if (figure.metric->name == known.metric) return figure.estimate;
    return std::nullopt;
  }

  /// By Markov chain or decision diagram; nothing where neither answers this question.
  std::optional<double> exact(const KnownFigure& known) {
    const Model& model = variant_of(known).model;
    for (const ObjectiveSpec& objective : model.objectives) {
      if (objective.service != known.of) continue;
      if (const auto by_chain = markov_figure(model, objective, known.metric)) return by_chain;
      if (known.metric == "lost_requests_ratio") return diagram_figure(model, known.of);
    }
    return std::nullopt;
  }

  const Variant& variant_of(const KnownFigure& known) {
    const std::string_view name = known.variant.empty() ? "base" : known.variant;
    for (const Variant& variant : simulate(known).experiment->variants)
      if (variant.name == name) return variant;
    BULKHEAD_CHECK(false, "a known figure names a variant that its file does not have");
    return simulate(known).experiment->variants.front();
  }

  const ObjectiveSpec& objective_of(const KnownFigure& known) {
    const auto& objectives = variant_of(known).model.objectives;
    const auto found =
        std::find_if(objectives.begin(), objectives.end(), [&](const auto& o) { return o.service == known.of; });
    BULKHEAD_CHECK(found != objectives.end(), "a known figure of a rare event names no objective");
    return *found;
  }

 private:
  const Simulated& simulate(const KnownFigure& known) {
    const std::string experiment(known.experiment.empty() ? "main" : known.experiment);
    const auto key = std::pair{std::string(known.file), experiment};
    const auto found = simulated_.find(key);
    if (found != simulated_.end()) return found->second;
    auto& scenario = scenarios_[key.first];
    if (!scenario) scenario = std::make_unique<Scenario>(shipped_scenario(known.file));
    for (const Experiment& one : scenario->experiments)
      if (one.name == experiment) return simulated_.emplace(key, simulate_experiment(one, jobs_)).first->second;
    BULKHEAD_CHECK(false, "a known figure names an experiment that its file does not have");
    return simulated_.begin()->second;
  }

  unsigned jobs_;
  std::map<std::string, std::unique_ptr<Scenario>> scenarios_;
  std::map<std::pair<std::string, std::string>, Simulated> simulated_;
};

std::string subject_of(const KnownFigure& known) {
  std::string text(known.file);
  if (!known.experiment.empty()) text += fmt::format(", {}", known.experiment);
  if (!known.variant.empty()) text += fmt::format(", {}", known.variant);
  return text + fmt::format(": {}", known.of);
}

Verified check(const KnownFigure& known, Library& library) {
  Verified out{subject_of(known), std::string(known.metric), std::string(known.why), known.value, {}, {}, {}};
  out.exact = library.exact(known);
  out.simulated = library.estimate(known);
  if (known.metric == "lost_requests_ratio" && relative_half_width(*out.simulated) > kCoarse) {
    const auto rare = library.rare_estimate(known);
    out.rare = rare.has_value();
    if (rare) out.simulated = rare;
  }
  out.agreement = judge_simulated(*out.simulated, known.value);
  if (out.exact) out.agreement = both(out.agreement, judge_exact(*out.exact, known.value));
  return out;
}

Verified check(const KnownArithmetic& known) {
  Verified out{fmt::format("arithmetic {}", known.formula),
               std::string(known.figure),
               std::string(known.why),
               known.value,
               {},
               {},
               {}};
  const ClosedForm* formula = find_formula(known.formula);
  BULKHEAD_CHECK(formula != nullptr, "a known value names a formula that is not there");
  for (const FormulaFigure& figure : evaluate(*formula, known.arguments))
    if (figure.name == known.figure) out.exact = figure.values.at(known.index);
  BULKHEAD_CHECK(out.exact.has_value(), "a known value names a figure that its formula does not have");
  out.agreement = judge_exact(*out.exact, known.value);
  return out;
}

}  // namespace

std::vector<Verified> verify(const VerifySettings& settings) {
  std::vector<Verified> out;
  Library library(settings.jobs);
  const auto wanted = [&](const std::string& subject) { return subject.find(settings.only) != std::string::npos; };
  const auto add = [&](Verified line) {
    if (settings.tell) settings.tell(line);
    out.push_back(std::move(line));
  };
  for (const KnownArithmetic& known : known_arithmetic())
    if (wanted(fmt::format("arithmetic {}", known.formula))) add(check(known));
  for (const KnownFigure& known : known_figures())
    if (wanted(subject_of(known))) add(check(known, library));
  return out;
}

}  // namespace bulkhead
