// SPDX-License-Identifier: Apache-2.0
// bulkhead check: expectations and baseline, until the evidence suffices or the budget is spent.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>

#include "analysis/commands/gate_reports.hpp"
#include "analysis/commands/simulate.hpp"
#include "analysis/gate/gate.hpp"
#include "analysis/report/escape.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

constexpr double kMostTolerance = 10;

class GateEscort final : public Escort {
 public:
  GateEscort(const Scenario& scenario, const Experiment& experiment, const GateSettings& settings)
      : budget_(settings.budget), gate_(scenario, experiment, settings) {}

  std::uint64_t budget() const override { return budget_; }
  const std::vector<Variant>& alongside() const override { return gate_.alongside(); }
  bool enough(const std::vector<Record>& replication) override { return gate_.enough(replication); }
  const std::vector<GateRow>& conclude() override {
    gate_.report(verdicts_);
    return verdicts_.rows;
  }
  const GateVerdicts& verdicts() const { return verdicts_; }
  const Gate& gate() const { return gate_; }

 private:
  std::uint64_t budget_;
  Gate gate_;
  GateVerdicts verdicts_;  ///< of this experiment, once the run is over
};

std::string repeat_options(const Options& options) {
  std::string text;
  for (const std::string& file : options.load.overlays) text += " -f " + shell_quoted(file);
  for (const std::string& set : options.load.sets) text += " --set " + shell_quoted(set);
  return text;
}

/// `METRIC=RATIO`, or `RATIO` for all.
void add_tolerance(GateSettings& settings, const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string number = equals == std::string::npos ? text : text.substr(equals + 1);
  const auto share = parse_ratio(number);
  const auto per_cent = number.ends_with('%') ? parse_factor(number) : Parsed<double>{};
  const auto value = share.value ? share.value : per_cent.value;
  if (!value || *value > kMostTolerance)
    throw UsageError(fmt::format("--tolerance is METRIC=RATIO or RATIO, as mttr=10% or 2%, not '{}'", text));
  if (equals == std::string::npos) {
    settings.tolerance = *value;
    return;
  }
  const Metric* metric = find_metric(text.substr(0, equals));
  std::vector<std::string> names;
  for (const Metric* m : guarded_metrics()) names.emplace_back(m->name);
  const bool guarded = metric && std::find(names.begin(), names.end(), metric->name) != names.end();
  if (!guarded)
    throw UsageError(fmt::format("--tolerance: '{}' is no metric that a baseline guards: {}", text.substr(0, equals),
                                 fmt::join(names, ", ")));
  settings.tolerances[std::string(metric->name)] = *value;
}

struct Check {
  std::vector<std::unique_ptr<GateEscort>> escorts;
  std::optional<Baseline> baseline;
  GateSettings settings;

  Escort* escort_of(const Scenario& scenario, const Experiment& experiment) {
    GateSettings own = settings;
    own.budget = static_cast<std::uint64_t>(experiment.run.replications);
    escorts.push_back(std::make_unique<GateEscort>(scenario, experiment, own));
    return escorts.back().get();
  }
};

void refuse_same_file(const std::string& one, const std::string& other, const char* option, const char* other_option) {
  const auto whole = [](const std::string& path) {
    std::error_code code;
    const auto found = std::filesystem::weakly_canonical(path, code);
    return code ? std::filesystem::path(path) : found;
  };
  std::error_code none;
  if (whole(one) == whole(other) || std::filesystem::equivalent(one, other, none))
    throw UsageError(
        fmt::format("{} and {} are both {}: what is written would replace what is read", option, other_option, one));
}

std::vector<std::string> report_files(const Options& options) {
  std::vector<std::string> out;
  for (const std::string& report : options.reports)
    if (const std::size_t equals = report.find('='); equals != std::string::npos)
      out.push_back(report.substr(equals + 1));
  return out;
}

/// No report may replace what is read, or another report.
void refuse_clashes(const Options& options) {
  std::vector<std::pair<std::string, std::string>> known{{options.db, "--db"}};
  if (options.baseline) known.emplace_back(*options.baseline, "--baseline");
  for (const std::string& file : options.files) known.emplace_back(file, "a scenario");
  for (const std::string& file : options.load.overlays) known.emplace_back(file, "-f");
  for (const std::string& path : report_files(options)) {
    for (const auto& [other, what] : known) refuse_same_file(path, other, "--report", what.c_str());
    known.emplace_back(path, "another --report");
  }
}

/// The same of files that scenarios include.
void refuse_clashes(const Options& options, const std::vector<Scenario>& scenarios) {
  for (const std::string& path : report_files(options))
    for (const Scenario& scenario : scenarios)
      for (int source = 0; source < scenario.sources.size(); ++source)
        refuse_same_file(path, scenario.sources.name(source), "--report", "a file of the scenario");
}

Check prepare(const Options& options) {
  if (options.update_baseline && !options.baseline)
    throw UsageError("--update-baseline wants to know where: --baseline FILE");
  if (options.baseline) refuse_same_file(*options.baseline, options.db, "--baseline", "--db");
  if (options.update_baseline) check_replaceable(*options.baseline);
  Check check;
  if (options.baseline && !options.update_baseline) check.baseline = read_baseline(*options.baseline);
  for (const std::string& text : options.tolerances) add_tolerance(check.settings, text);
  check.settings.repeat = repeat_options(options);
  check.settings.to_the_end = options.update_baseline;
  return check;
}

void refuse_no_question(const std::vector<Scenario>& scenarios) {
  for (const Scenario& s : scenarios)
    for (const Experiment& e : s.experiments)
      if (!e.expect.empty()) return;
  throw UsageError("there is nothing to check: no file has an `expect:`, and there is no --baseline");
}

GateVerdicts verdicts_of(const Check& check, const Options& options, bool interrupted) {
  GateVerdicts out;
  out.strict = options.strict;
  out.interrupted = interrupted;
  for (const auto& escort : check.escorts) {
    const GateVerdicts& one = escort->verdicts();
    out.runs.insert(out.runs.end(), one.runs.begin(), one.runs.end());
    out.rows.insert(out.rows.end(), one.rows.begin(), one.rows.end());
  }
  return out;
}

/// What the file holds of scenarios that were not checked stays.
void update_baseline(const Check& check, const Options& options) {
  const std::string& path = *options.baseline;
  std::vector<BaselineRun> runs;
  for (const auto& escort : check.escorts) runs.push_back(escort->gate().as_baseline());
  const auto is_anew = [&](const BaselineRun& old) {
    return std::any_of(runs.begin(), runs.end(), [&](const BaselineRun& r) { return r.scenario == old.scenario; });
  };
  std::error_code code;
  if (std::filesystem::exists(path, code)) {
    std::vector<BaselineRun> kept = read_baseline(path).runs;
    std::erase_if(kept, is_anew);
    runs.insert(runs.begin(), std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
  }
  write_baseline(path, runs);
  if (!options.quiet) fmt::print(stderr, "Baseline: {}\n", path);
}

/// Scenarios that the baseline guards and nobody checked: no fault, but worth a word.
void note_unchecked(const Check& check, const std::vector<Scenario>& scenarios, GateVerdicts& verdicts) {
  if (!check.baseline || verdicts.runs.empty()) return;
  std::set<std::string> unchecked;
  for (const BaselineRun& run : check.baseline->runs)
    if (std::none_of(scenarios.begin(), scenarios.end(), [&](const Scenario& s) { return s.name == run.scenario; }))
      unchecked.insert(run.scenario);
  for (const std::string& name : unchecked)
    verdicts.runs.front().notes.push_back(
        fmt::format("The baseline guards the scenario {} too, which was not checked.", name));
}

}  // namespace

int check_command(const Arguments& arguments) {
  Takes takes{simulation_options(), {"table", "json"}};
  for (const char* none : {"precision", "time-budget", "rare"}) takes.options.erase(none);
  takes.options.insert({"baseline", "update-baseline", "tolerance", "report", "strict"});
  const Options options = parse_options("check", arguments, takes);
  if (options.help) return kExitWell;
  const GateReports reports(options.reports);
  if (options.format == Format::json && reports.github())
    throw UsageError(
        "--format json and --report github both write to stdout; --report json=FILE writes JSON to a file");
  refuse_clashes(options);
  Check check = prepare(options);
  if (check.baseline) check.settings.baseline = &*check.baseline;
  const std::vector<Scenario> scenarios = load_all(options);
  refuse_clashes(options, scenarios);
  if (!options.baseline) refuse_no_question(scenarios);
  const int code =
      simulate(scenarios, options, [&](const Scenario& s, const Experiment& e) { return check.escort_of(s, e); });
  GateVerdicts verdicts = verdicts_of(check, options, code == kExitInterrupted);
  note_unchecked(check, scenarios, verdicts);
  std::fputs((options.format == Format::json ? gate_json(verdicts) : gate_table(verdicts)).c_str(), stdout);
  std::fflush(stdout);
  if (options.update_baseline && code == kExitWell) update_baseline(check, options);
  if (options.update_baseline && code != kExitWell) fmt::print(stderr, "The baseline was not written.\n");
  reports.write(verdicts);
  return exit_code(verdicts);
}

}  // namespace bulkhead
