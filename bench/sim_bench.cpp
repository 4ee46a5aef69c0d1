// SPDX-License-Identifier: Apache-2.0
// Speed of the kernel's parts: the hold model of the queue and of the kernel, draws, mathematics.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sim/distribution.hpp"
#include "sim/kernel.hpp"
#include "sim/math.hpp"
#include "sim/queue.hpp"
#include "sim/random.hpp"

using namespace bulkhead;

namespace {

Draws some_draws() {
  return Draws(stream_key(1, 0, 0, name_hash("bench")), 0);
}

Duration step(Draws& draws) {
  return Duration::ns(static_cast<std::int64_t>(draws.bits() >> 34));
}

// The hold model: n events pending; the earliest leaves and enters again later.
void queue_hold(benchmark::State& state) {
  Draws draws = some_draws();
  Queue queue;
  std::uint64_t counter = 0;
  for (; counter < static_cast<std::uint64_t>(state.range(0)); ++counter) {
    queue.push({Instant::at(step(draws)), 0, counter, 0});
  }
  for (auto _ : state) {
    const Event event = queue.pop();
    queue.push({event.at + step(draws), 0, counter++, 0});
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(queue_hold)->Arg(1'000)->Arg(100'000)->Arg(1'000'000);

class Holder final : public Handler {
 public:
  explicit Holder(Kernel& kernel) : kernel_(kernel), id_(kernel.enroll("holder", *this)), draws_(some_draws()) {}
  void schedule_next(std::uint64_t payload) {
    kernel_.schedule(id_, kernel_.now() + Duration::ns(1) + step(draws_), Phase::change, payload);
  }
  void on_event(std::uint64_t payload) override { schedule_next(payload); }

 private:
  Kernel& kernel_;
  OwnerId id_;
  Draws draws_;
};

void kernel_hold(benchmark::State& state) {
  Kernel kernel;
  Holder holder(kernel);
  kernel.start();
  for (std::int64_t i = 0; i < state.range(0); ++i) holder.schedule_next(static_cast<std::uint64_t>(i));
  for (auto _ : state) kernel.run(Instant::never(), kernel.events() + 1'000);
  state.SetItemsProcessed(state.iterations() * 1'000);
}
BENCHMARK(kernel_hold)->Arg(100)->Arg(1'000)->Arg(100'000);

template <class Function>
void of_draws(benchmark::State& state, Function f) {
  Draws draws = some_draws();
  for (auto _ : state) benchmark::DoNotOptimize(f(draws));
}
BENCHMARK_CAPTURE(of_draws, bits, [](Draws& d) { return d.bits(); });
BENCHMARK_CAPTURE(of_draws, uniform, [](Draws& d) { return d.uniform(); });
BENCHMARK_CAPTURE(of_draws, exponential, [](Draws& d) { return d.exponential(); });
BENCHMARK_CAPTURE(of_draws, normal, [](Draws& d) { return d.normal(); });
BENCHMARK_CAPTURE(of_draws, poisson_3, [](Draws& d) { return draw_poisson(d, 3); });
BENCHMARK_CAPTURE(of_draws, poisson_3000, [](Draws& d) { return draw_poisson(d, 3'000); });
BENCHMARK_CAPTURE(of_draws, binomial_3000, [](Draws& d) { return draw_binomial(d, 3'000, 0.1); });
BENCHMARK_CAPTURE(of_draws, log_of_uniform, [](Draws& d) { return math::log(d.uniform()); });
BENCHMARK_CAPTURE(of_draws, exp_of_uniform, [](Draws& d) { return math::exp(d.uniform()); });
BENCHMARK_CAPTURE(of_draws, lgamma_of_uniform, [](Draws& d) { return math::lgamma(20 + d.uniform()); });
BENCHMARK_CAPTURE(of_draws, normal_cdf_of_uniform, [](Draws& d) { return math::normal_cdf(-d.uniform()); });
BENCHMARK_CAPTURE(of_draws, gamma_q_of_uniform, [](Draws& d) { return math::gamma_q(600, 600 + d.uniform()); });

void lognormal_sample(benchmark::State& state) {
  const Distribution law = Distribution::lognormal_mean_cv(Duration::hours(4), 1);
  of_draws(state, [&](Draws& d) { return law.sample(d); });
}
BENCHMARK(lognormal_sample);

// 64 lives of one component, one after the other (0) or at once (1).
void exponentials_of_64_occurrences(benchmark::State& state) {
  const Distribution law = Distribution::exponential(Duration::hours(1000));
  const StreamKey key = stream_key(1, 2, 3, 4);
  std::vector<Duration> lives(64);
  std::uint64_t first = 0;
  for (auto _ : state) {
    if (state.range(0) == 1) law.sample_each(key, first, lives);
    for (std::size_t i = 0; state.range(0) == 0 && i < lives.size(); ++i) {
      Draws draws(key, first + i);
      lives[i] = law.sample(draws);
    }
    first += lives.size();
    benchmark::DoNotOptimize(lives.data());
  }
  state.SetItemsProcessed(state.iterations() * 64);
}
BENCHMARK(exponentials_of_64_occurrences)->Arg(0)->Arg(1);

void stream_key_and_first_draw(benchmark::State& state) {
  std::uint64_t name = 0;
  for (auto _ : state) {
    Draws draws(stream_key(1, 2, 3, ++name), 0);
    benchmark::DoNotOptimize(draws.bits());
  }
}
BENCHMARK(stream_key_and_first_draw);

void draws_of_an_occurrence(benchmark::State& state) {
  const StreamKey key = stream_key(1, 2, 3, 4);
  std::uint64_t occurrence = 0;
  for (auto _ : state) {
    Draws draws(key, ++occurrence);
    benchmark::DoNotOptimize(draws.bits());
  }
}
BENCHMARK(draws_of_an_occurrence);

}  // namespace
