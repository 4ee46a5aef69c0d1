// SPDX-License-Identifier: Apache-2.0
// Repairable k of n by both engines, measured as a run measures it: failures and repairs a second.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "analysis/replication.hpp"
#include "models/world/names.hpp"

namespace {

using namespace bulkhead;

/// Ten years of n parts that live 1,000 h and are repaired in 10 h, of which k are needed.
Model k_of_n(int k, int n) {
  Model model;
  FaultSpec fault;
  fault.name = "parts";
  fault.kind = "component_loss";
  fault.mttf = Distribution::exponential(Duration::hours(1000));
  fault.repair = Distribution::exponential(Duration::hours(10));
  for (int i = 1; i <= n; ++i) fault.targets.push_back("component part/" + names::padded(i, n));
  NeedSpec need;
  need.name = "parts";
  need.of = fault.targets;
  need.at_least = k;
  model.topology.components = {{"part", n, {}}, {"whole", 0, {need}}};
  model.faults = {fault};
  ObjectiveSpec objective;
  objective.service = "whole";
  objective.success = 1;
  objective.quiet = Duration::zero();
  objective.components = {"component whole"};
  model.objectives = {objective};
  model.horizon = Duration::days(3650);
  return model;
}

void run(benchmark::State& state, const Model& model, Engine engine) {
  Runner runner(model, {}, engine);
  std::uint64_t number = 0;
  double turns = 0;
  for (auto _ : state) turns += 2 * static_cast<double>(runner.run(1, number++, 0).faults_begun);
  state.counters["turns"] = benchmark::Counter(turns, benchmark::Counter::kIsRate);
}

void BM_ThreeOfFive(benchmark::State& state) {
  run(state, k_of_n(3, 5), static_cast<Engine>(state.range(0)));
}
void BM_NinetySevenOfAHundred(benchmark::State& state) {
  run(state, k_of_n(97, 100), static_cast<Engine>(state.range(0)));
}

}  // namespace

// The argument: 0 the sweep of renewals, 1 the event list.
BENCHMARK(BM_ThreeOfFive)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_NinetySevenOfAHundred)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);
