// SPDX-License-Identifier: Apache-2.0
// Speed of the flow engine: a small architecture, and a published graph of calls by its figures, each through a zone's loss.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <vector>

#include "models/plan.hpp"
#include "models/traffic/situation.hpp"
#include "sim/random.hpp"

namespace {

using namespace bulkhead;

std::string padded(int number) {
  const std::string digits = std::to_string(number);
  return "s" + std::string(4 - digits.size(), '0') + digits;
}

Model region_of_three(Routing routing) {
  Model model;
  RegionSpec region;
  region.name = "r";
  region.zones = {"a", "b", "c"};
  model.topology.regions = {region};
  model.routing = routing;
  PopulationSpec users;
  users.name = "users";
  users.region = "r";
  users.peak_rps = 1000;
  users.entry.via = Via::load_balancer;
  model.clients = {users};
  return model;
}

ServiceSpec service(const std::string& name) {
  ServiceSpec out;
  out.name = name;
  out.replicas_per_zone = 4;
  out.capacity_rps = 1000;
  out.time = Distribution::exponential(Duration::ms(4));
  return out;
}

CallSpec call(int to, double share) {
  CallSpec out;
  out.to = padded(to);
  out.share = share;
  out.timeout = Duration::ms(500);
  out.retries = 1;
  return out;
}

/// Eleven services: a front that calls five, each of which calls one of its own.
Model small(Routing routing) {
  Model model = region_of_three(routing);
  for (int i = 0; i < 11; ++i) {
    model.services.push_back(service(padded(i)));
    for (int k = 1; i == 0 && k <= 5; ++k) model.services[0].calls.push_back(call(k, 1));
    if (i >= 1 && i <= 5) model.services.back().calls.push_back(call(i + 5, 1));
  }
  model.clients[0].to = padded(0);
  return model;
}

/// 1,238 services and 4,271 calls, of which 356 services call one another in circles (the figures of a published graph).
/// A service makes each of its calls for a share of its requests that leaves the spectral radius below 1: 0.8 in all.
Model published(Routing routing) {
  constexpr int kServices = 1238, kCalls = 4271, kCircle = 356;
  Model model = region_of_three(routing);
  std::vector<std::vector<int>> callees(kServices);
  int calls = 0;
  const auto add = [&](int from, int to) {
    auto& list = callees[static_cast<std::size_t>(from)];
    if (from == to || std::find(list.begin(), list.end(), to) != list.end()) return;
    list.push_back(to);
    ++calls;
  };
  for (int i = 0; i < kCircle; ++i) add(i, (i + 1) % kCircle);          // one circle through them all
  for (int i = kCircle; i < kServices; ++i) add((i - kCircle) / 3, i);  // everybody is called
  Draws draws(stream_key(1, 0, 0, name_hash("published graph")), 0);
  while (calls < kCalls) {
    const auto from = static_cast<int>(draws.uniform() * kServices);
    const double where = draws.uniform();
    // Inside the circle anybody; outside of it only later ones, so that no other circle arises.
    add(from, from < kCircle ? static_cast<int>(where * kServices)
                             : std::min(kServices - 1, from + 1 + static_cast<int>(where * (kServices - from - 1))));
  }
  for (int i = 0; i < kServices; ++i) {
    model.services.push_back(service(padded(i)));
    auto& list = callees[static_cast<std::size_t>(i)];
    std::sort(list.begin(), list.end());
    for (const int to : list) model.services.back().calls.push_back(call(to, 0.8 / static_cast<double>(list.size())));
  }
  model.clients[0].to = padded(0);
  return model;
}

/// The situation with or without one zone, everybody's demand as it was.
Situation situation_of(const Plan& plan, bool zone_lost) {
  Kernel kernel;
  World world(plan.estate(), {std::vector<Distribution>(plan.model().services.size()), 1, 0}, kernel);
  const Views views(plan.network().views, 0);
  SituationBuilder builder(plan.network(), world, views);
  if (zone_lost) {
    world.set_evaluator(OwnerId{});
    kernel.start();
    world.put({Where::component(plan.estate().graph.id("zone r/c")), Effect::down, 1, Sticks::attempt, 0});
    world.settle();
  }
  Situation situation;
  builder.rebuild_all(situation);
  situation.front_rps.assign(plan.network().fronts.size(), plan.model().clients[0].peak_rps / 3);
  return situation;
}

void solve_situation(benchmark::State& state, const Model& model) {
  const Plan plan(model);
  const Situation situation = situation_of(plan, state.range(0) != 0);
  std::uint32_t sweeps = 0;
  bool converged = true;
  for (auto _ : state) {
    const Solution solution = solve(plan.network(), plan.slots().slots, situation);
    sweeps = solution.sweeps;
    converged = solution.converged;
    benchmark::DoNotOptimize(solution.calls.data());
  }
  state.counters["sweeps"] = sweeps;
  state.counters["converged"] = converged;
}

void BM_SmallSilo(benchmark::State& state) {
  solve_situation(state, small(Routing::zonal));
}
void BM_SmallDecoupled(benchmark::State& state) {
  solve_situation(state, small(Routing::regional));
}
void BM_PublishedSilo(benchmark::State& state) {
  solve_situation(state, published(Routing::zonal));
}
void BM_PublishedDecoupled(benchmark::State& state) {
  solve_situation(state, published(Routing::regional));
}

void BM_PublishedRebuild(benchmark::State& state) {
  const Plan plan(published(Routing::regional));
  for (auto _ : state) benchmark::DoNotOptimize(situation_of(plan, true).key().size());
}

}  // namespace

// The argument: 0 all is well, 1 one zone of three is lost.
BENCHMARK(BM_SmallSilo)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_SmallDecoupled)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_PublishedSilo)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_PublishedDecoupled)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_PublishedRebuild)->Unit(benchmark::kMillisecond);
