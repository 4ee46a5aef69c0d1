// SPDX-License-Identifier: Apache-2.0
// Loading, running and writing, with signals and the progress line.
#include "analysis/commands/simulate.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <set>

#include "analysis/commands/limits.hpp"
#include "analysis/commands/progress.hpp"
#include "analysis/commands/rare_turn.hpp"
#include "analysis/load_whole.hpp"
#include "analysis/outside_error.hpp"
#include "analysis/replication.hpp"
#include "analysis/replications.hpp"
#include "analysis/store.hpp"

namespace bulkhead {
namespace {

namespace fs = std::filesystem;

std::atomic<bool> interrupted{false};

/// The first signal asks to stop, the second ends the process as it would have.
extern "C" void on_signal(int number) {
  constexpr std::string_view kSaid =
      "\nstopping after the replications that are under way; once more ends it at once\n";
  interrupted = true;
  std::signal(number, SIG_DFL);
  if (::write(STDERR_FILENO, kSaid.data(), kSaid.size()) < 0) return;
}

class SignalGuard {
 public:
  SignalGuard() : old_int_(std::signal(SIGINT, on_signal)), old_term_(std::signal(SIGTERM, on_signal)) {
    interrupted = false;
  }
  ~SignalGuard() {
    std::signal(SIGINT, old_int_);
    std::signal(SIGTERM, old_term_);
  }
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;

 private:
  void (*old_int_)(int);
  void (*old_term_)(int);
};

/// A scenario file opens with its `bulkhead:` key somewhere; overlays and included pieces have none.
bool is_scenario(const fs::path& path) {
  if (path.extension() != ".yaml" && path.extension() != ".yml") return false;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.rfind("bulkhead:", 0) == 0) return true;
  return false;
}

std::vector<std::string> expand(const std::string& given) {
  std::error_code code;
  if (!fs::is_directory(given, code)) return {given};
  std::vector<std::string> found;
  for (fs::recursive_directory_iterator it(given, fs::directory_options::skip_permission_denied, code), end; it != end;
       it.increment(code)) {
    if (code) break;
    if (it->is_regular_file(code) && is_scenario(it->path())) found.push_back(it->path().string());
  }
  if (code) throw_system_error(given, "read the folder", code.value());
  if (found.empty())
    throw UsageError(fmt::format("{}: no scenario file (*.yaml with a key 'bulkhead:') in this folder", given));
  std::sort(found.begin(), found.end());
  return found;
}

const char* routing_name(Routing routing) {
  static constexpr const char* kNames[] = {"zonal", "regional", "cell"};
  return kNames[static_cast<int>(routing)];
}

std::vector<ServiceInfo> services_of(const Model& model) {
  std::map<std::string, ServiceInfo> out;
  for (const ServiceSpec& s : model.services) out[s.name].name = s.name;
  for (const ObjectiveSpec& o : model.objectives)
    out[o.service] = {
        o.service, o.success, o.over, o.quiet, o.service == headline_of(model), static_cast<int>(o.components.size())};
  std::vector<ServiceInfo> list;
  for (auto& [name, info] : out) list.push_back(std::move(info));
  return list;
}

VariantInfo describe(const Variant& variant) {
  const Model& m = variant.model;
  return {variant.name,    digest(m),     routing_name(m.routing), m.cells.count, static_cast<int>(m.faults.size()),
          target_names(m), services_of(m)};
}

RunInfo describe(const Scenario& scenario, const Experiment& experiment, const Options& options) {
  RunInfo info{scenario.name,
               experiment.name,
               experiment.point,
               scenario.about,
               digest(scenario),
               experiment.run.seed,
               most_replications(experiment, options),
               options.precision,
               experiment.run.horizon,
               experiment.run.warm_up,
               {}};
  for (const Variant& v : experiment.variants) info.variants.push_back(describe(v));
  return info;
}

std::string repeat_sentence(const Scenario& scenario, const Experiment& experiment, const ReplicationError& error) {
  return fmt::format(
      "{}\n  in scenario {}, experiment {}, variant {}, seed {}, replication {}\n  repeat: bulkhead run {} --seed {} "
      "--replications {}",
      error.what(), scenario.name, experiment.name, experiment.variants[error.variant].name, experiment.run.seed,
      error.replication, scenario.file, experiment.run.seed, error.replication + 1);
}

void say_ended(const Scenario& scenario, Ended ended, std::uint64_t replications) {
  if (ended == Ended::time_budget)
    fmt::print(stderr, "{}: the time was over after {} replications: not repeatable; --replications {} repeats it\n",
               scenario.name, replications, replications);
  if (ended == Ended::out_of_reach)
    fmt::print(stderr, "{}: the precision is out of reach of {} replications; stopped after {}\n", scenario.name,
               kMostReplications, replications);
}

/// Runs the replications of a plan that lacks only its threads and variants; returns how many were delivered.
std::uint64_t run_plan(const Scenario& scenario, const Experiment& experiment, const Options& options, Stories& stories,
                       ReplicationPlan plan) {
  plan.variants = experiment.variants.size();
  plan.jobs = options.jobs;
  plan.stop = &interrupted;
  plan.make_simulate = [&] { return runners_of(experiment, stories); };
  try {
    return run_replications(plan);
  } catch (const ReplicationError& error) {
    throw std::runtime_error(repeat_sentence(scenario, experiment, error));
  }
}

void run_experiment(const Scenario& scenario, const Experiment& experiment, const Options& options,
                    std::optional<double> seconds, Store& store) {
  const RunInfo info = describe(scenario, experiment, options);
  store.begin_run(info, options.stories);
  Progress progress(scenario.name, info.precision && !options.replications_given ? 0 : info.replications,
                    options.quiet);
  const double share = options.rare == RareChoice::always ? 1 : 0.5;  // of the time; the rest is plain simulation's
  RareTurn rare(experiment, options, store.comparison(),
                [&] { return interrupted || (seconds && progress.elapsed_s() > share * *seconds); });
  Limits limits(experiment, options, seconds, rare, progress);
  ReplicationPlan plan;
  plan.replications = info.replications;
  Stories stories(experiment.variants.size(), options.stories);
  plan.deliver = [&](std::vector<Record>&& records) {
    store.add(records);
    progress.step();
    return !limits.enough(records);
  };
  const std::uint64_t done = run_plan(scenario, experiment, options, stories, plan);
  const bool cut = limits.ended() == Ended::complete && done < info.replications;
  rare.stand_in();
  store.end_run(cut ? Ended::interrupted : limits.ended());
  say_ended(scenario, limits.ended(), done);
}

/// The same with an escort: its variants run behind the experiment's own.
void run_escorted(const Scenario& scenario, const Experiment& experiment, const Options& options, Escort& escort,
                  Store& store) {
  RunInfo info = describe(scenario, experiment, options);
  info.replications = escort.budget();
  store.begin_run(info, options.stories);
  Progress progress(scenario.name, info.replications, options.quiet);
  Experiment joint = experiment;
  joint.variants.insert(joint.variants.end(), escort.alongside().begin(), escort.alongside().end());
  Stories stories(joint.variants.size(), std::numeric_limits<std::uint64_t>::max());  // an escort counts all strikes
  bool decided = false;
  ReplicationPlan plan;
  plan.replications = info.replications;
  plan.deliver = [&](std::vector<Record>&& records) {
    decided = escort.enough(records);
    records.resize(experiment.variants.size());
    store.add(records);
    progress.step();
    return !decided;
  };
  const std::uint64_t done = run_plan(scenario, joint, options, stories, plan);
  store.add_verdicts(escort.conclude());
  const bool whole = decided || done == info.replications;
  store.end_run(!whole ? Ended::interrupted : decided && done < info.replications ? Ended::decided : Ended::complete);
}

void refuse_twins(const std::vector<Scenario>& scenarios) {
  std::map<std::string, std::string> files;
  for (const Scenario& s : scenarios) {
    const auto [it, fresh] = files.emplace(s.name, s.file);
    if (!fresh)
      throw UsageError(fmt::format("{} and {} both name their scenario '{}'; one database holds a name once",
                                   it->second, s.file, s.name));
  }
}

}  // namespace

std::vector<Scenario> load_files(const Options& options) {
  std::vector<Scenario> scenarios;
  std::string problems;
  for (const std::string& given : options.files)
    for (const std::string& file : expand(given)) {
      Loaded loaded = load_whole(file, options.load);
      problems += loaded.problems();
      if (loaded.scenario) scenarios.push_back(std::move(*loaded.scenario));
    }
  if (!problems.empty() && (!options.keep_going || scenarios.empty())) throw InvalidInput(problems);
  std::fputs(problems.c_str(), stderr);
  return scenarios;
}

std::vector<Scenario> load_all(const Options& options) {
  std::vector<Scenario> scenarios = load_files(options);
  refuse_twins(scenarios);
  return scenarios;
}

int simulate(const std::vector<Scenario>& scenarios, const Options& options,
             const std::function<Escort*(const Scenario&, const Experiment&)>& escort_of) {
  const SignalGuard guard;
  Store store(options.db);
  const Progress clock("", 0, true);
  std::size_t left = 0;
  for (const Scenario& scenario : scenarios) left += scenario.experiments.size();
  const auto seconds = [&]() -> std::optional<double> {
    if (!options.time_budget) return std::nullopt;
    return (options.time_budget->seconds() - clock.elapsed_s()) / static_cast<double>(left--);
  };
  try {
    for (const Scenario& scenario : scenarios)
      for (const Experiment& experiment : scenario.experiments) {
        if (interrupted) continue;
        if (Escort* escort = escort_of ? escort_of(scenario, experiment) : nullptr)
          run_escorted(scenario, experiment, options, *escort, store);
        else
          run_experiment(scenario, experiment, options, seconds(), store);
      }
    store.finish();
  } catch (...) {
    if (store.complete() > 0)
      fmt::print(stderr, "{} complete replications stay in {}\n", store.complete(), store.partial_path());
    throw;
  }
  if (!interrupted) return kExitWell;
  fmt::print(stderr, "interrupted: {} holds the {} replications that were complete\n", options.db, store.complete());
  return kExitInterrupted;
}

}  // namespace bulkhead
