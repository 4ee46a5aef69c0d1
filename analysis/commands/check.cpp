// SPDX-License-Identifier: Apache-2.0
// bulkhead check: expectations and baseline, until the evidence suffices or the budget is spent.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "analysis/commands/gate_reports.hpp"
#include "analysis/commands/simulate.hpp"
#include "analysis/gate/gate.hpp"
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
  const Gate& gate() const { return gate_; }

 private:
  std::uint64_t budget_;
  Gate gate_;
};

/// A word as a shell takes it back.
std::string quoted(const std::string& word) {
  const bool plain =
      word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./=-+:,%@") ==
      std::string::npos;
  if (plain && !word.empty()) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string repeat_options(const Options& options) {
  std::string text;
  for (const std::string& file : options.load.overlays) text += " -f " + quoted(file);
  for (const std::string& set : options.load.sets) text += " --set " + quoted(set);
  return text;
}

/// `METRIC=RATIO`, or `RATIO` for all.
void add_tolerance(GateSettings& settings, const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string number = equals == std::string::npos ? text : text.substr(equals + 1);
  const auto value = parse_factor(number).value;
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

Check prepare(const Options& options) {
  if (options.update_baseline && !options.baseline)
    throw UsageError("--update-baseline wants to know where: --baseline FILE");
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
  for (const auto& escort : check.escorts) escort->gate().report(out);
  return out;
}

void update_baseline(const Check& check, const std::string& path) {
  std::vector<BaselineRun> runs;
  for (const auto& escort : check.escorts) runs.push_back(escort->gate().as_baseline());
  write_baseline(path, runs);
}

}  // namespace

int check_command(const Arguments& arguments) {
  Takes takes{simulation_options(), {"table", "json"}};
  for (const char* none : {"precision", "time-budget", "rare"}) takes.options.erase(none);
  takes.options.insert({"baseline", "update-baseline", "tolerance", "report", "strict"});
  const Options options = parse_options("check", arguments, takes);
  if (options.help) return kExitWell;
  const GateReports reports(options.reports);
  Check check = prepare(options);
  if (check.baseline) check.settings.baseline = &*check.baseline;
  const std::vector<Scenario> scenarios = load_all(options);
  if (!options.baseline) refuse_no_question(scenarios);
  const int code =
      simulate(scenarios, options, [&](const Scenario& s, const Experiment& e) { return check.escort_of(s, e); });
  const GateVerdicts verdicts = verdicts_of(check, options, code == kExitInterrupted);
  if (options.update_baseline && code == kExitWell) update_baseline(check, *options.baseline);
  std::fputs((options.format == Format::json ? gate_json(verdicts) : gate_table(verdicts)).c_str(), stdout);
  reports.write(verdicts);
  return exit_code(verdicts);
}

}  // namespace bulkhead
