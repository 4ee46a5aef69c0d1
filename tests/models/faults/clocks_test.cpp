// SPDX-License-Identifier: Apache-2.0
// Clocks that ring, stop, go on, and are tilted.
#include "models/faults/clocks.hpp"

#include <cmath>
#include <functional>

#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;

namespace {

/// One clock with its kernel; `at` does something at an instant.
class Bench final : public Handler {
 public:
  explicit Bench(const Distribution& law, std::uint64_t name = 1, Instant before = Instant::never())
      : owner_(kernel.enroll("bench", *this)), clocks(kernel, owner_) {
    clock = clocks.add(ClockUse::failure, law, stream_key(1, 0, 1, name), before);
    kernel.start();
  }

  void at(double seconds, std::function<void()> what) {
    kernel.schedule(owner_, Instant::zero() + Duration::from_seconds(seconds), Phase::observe,
                    Clocks::kNotOfClocks | plans_.size());
    plans_.push_back(std::move(what));
  }
  bool rung() const { return rang_ >= 0; }
  /// Runs and says when it rang, or a negative number.
  double run(double until_s) {
    kernel.run(Instant::zero() + Duration::from_seconds(until_s), 1'000'000);
    return rang_;
  }

  Kernel kernel;

 private:
  void on_event(std::uint64_t payload) override {
    if (payload & Clocks::kNotOfClocks) return plans_[payload & ~Clocks::kNotOfClocks]();
    if (clocks.rung(payload)) rang_ = kernel.now().since_start().seconds();
  }

  OwnerId owner_;
  std::vector<std::function<void()>> plans_;
  double rang_ = -1;

 public:
  Clocks clocks;
  ClockId clock = 0;
};

Distribution fixed(int seconds) {
  return Distribution::fixed(Duration::s(seconds));
}

using Paces = std::vector<std::pair<double, double>>;  // from a second on

/// P[T <= 3000 s] where the clock is tilted at 600 s, by half of that at 1200 s, and not at all from 2400 s on; beside
/// that its pace may change.
struct Tilted {
  double mean = 0, error = 0, weight = 0, weight_error = 0;
};

Tilted tilted(const Distribution& law, double factor, int runs, const Paces& paces = {}) {
  double sum = 0, squares = 0, all = 0, all_squares = 0;
  for (int i = 0; i < runs; ++i) {
    Bench bench(law, static_cast<std::uint64_t>(i) + 7);
    bench.clocks.start(bench.clock, 0);
    const auto tilt = [&](double by) {
      if (bench.clocks.running(bench.clock)) bench.clocks.tilt(bench.clock, by);
    };
    for (const auto& [second, pace] : paces)
      bench.at(second, [&bench, pace = pace] {
        if (!bench.rung()) bench.clocks.set_pace(bench.clock, pace);
      });
    bench.at(600, [&] { tilt(factor); });
    bench.at(1200, [&] { tilt(factor / 2); });
    bench.at(2400, [&] { tilt(1); });
    const double rang = bench.run(3000);
    const double weight = std::exp(bench.clocks.log_weight());
    const double counted = rang >= 0 ? weight : 0;
    sum += counted;
    squares += counted * counted;
    all += weight;
    all_squares += weight * weight;
  }
  const auto error = [&](double s, double q) { return std::sqrt((q / runs - s / runs * s / runs) / runs); };
  return {sum / runs, error(sum, squares), all / runs, error(all, all_squares)};
}

}  // namespace

TEST_CASE("A clock that is stopped keeps what is left of its life", "[models]") {
  const auto law = fixed(100);
  Bench bench(law);
  bench.clocks.start(bench.clock, 0);
  bench.at(30, [&] { bench.clocks.set_pace(bench.clock, 0); });
  bench.at(500, [&] { bench.clocks.set_pace(bench.clock, 1); });
  CHECK(bench.run(1000) == 570);  // 30 s gone, 70 s left
}

TEST_CASE("A clock that is stopped and resumed before its ringing rings as if nothing had been, later by the stop",
          "[models]") {
  const auto law = fixed(100);
  Bench bench(law);
  bench.clocks.start(bench.clock, 0);
  bench.at(30, [&] { bench.clocks.set_pace(bench.clock, 0); });
  bench.at(40, [&] { bench.clocks.set_pace(bench.clock, 1); });
  CHECK(bench.run(1000) == 110);
}

TEST_CASE("A clock rings when it has run for its life at its paces", "[models]") {
  // 30 s at pace 1, 20 s of running in 40 s at a half, 45 s in 15 s at three, none in 10 s, and the last 5 s in 50 s.
  const auto law = fixed(100);
  Bench bench(law);
  bench.clocks.start(bench.clock, 0);
  bench.at(30, [&] { bench.clocks.set_pace(bench.clock, 0.5); });
  bench.at(70, [&] { bench.clocks.set_pace(bench.clock, 3); });
  bench.at(85, [&] { bench.clocks.set_pace(bench.clock, 0); });
  bench.at(95, [&] { bench.clocks.set_pace(bench.clock, 0.1); });
  CHECK_THAT(bench.run(1000), WithinAbs(145, 1e-8));
  CHECK_FALSE(bench.clocks.running(bench.clock));
}

TEST_CASE("A clock that starts slowly and then runs rings later by the time that it was slow for", "[models]") {
  const auto law = fixed(100);
  Bench bench(law);
  bench.clocks.start(bench.clock, 0, 0.25);
  bench.at(40, [&] { bench.clocks.set_pace(bench.clock, 1); });
  CHECK_THAT(bench.run(1000), WithinAbs(130, 1e-8));
}

TEST_CASE("The hazard per time is that of the law at the clock's pace", "[models]") {
  // A Weibull of shape 2: H(t) = (t/s)^2. Aged 3 s of running, at pace 2: over 5 s from there (13^2 - 3^2) / 100^2 / 5.
  const auto law = Distribution::weibull_shape_scale(2, Duration::s(100));
  Bench bench(law, 1);
  bench.clocks.start(bench.clock, 0, 0.5);
  bench.at(6, [&] { bench.clocks.set_pace(bench.clock, 2); });
  CHECK(bench.run(6) < 0);
  CHECK_THAT(bench.clocks.hazard_rate(bench.clock, Duration::s(5)), WithinAbs(160.0 / 10'000 / 5, 1e-12));
}

TEST_CASE("A clock that is started again begins a new life", "[models]") {
  const auto law = fixed(100);
  Bench bench(law);
  bench.clocks.start(bench.clock, 0);
  bench.at(60, [&] { bench.clocks.start(bench.clock, 1); });
  CHECK(bench.run(1000) == 160);
}

TEST_CASE("A clock rings only before its last instant, and nothing is left pending", "[models]") {
  const auto law = fixed(100);
  Bench bench(law, 1, Instant::zero() + Duration::s(100));
  bench.clocks.start(bench.clock, 0);
  CHECK(bench.kernel.empty());
  CHECK(bench.run(1000) < 0);
}

TEST_CASE("A tilted exponential life is shortened by the factor from the tilt on", "[models]") {
  const auto law = Distribution::exponential(Duration::s(100));
  Bench plain(law);
  plain.clocks.start(plain.clock, 0);
  const double life = plain.run(1e6);
  Bench bench(law);
  bench.clocks.start(bench.clock, 0);
  const double when = life / 2;
  bench.at(when, [&] { bench.clocks.tilt(bench.clock, 5); });
  const double rang = bench.run(1e6);
  CHECK_THAT(rang, WithinAbs(when + (life - when) / 5, 1e-6));
  // (5 - 1) x the hazard gone while tilted, and a ringing at 5 times the rate.
  CHECK_THAT(bench.clocks.log_weight(), WithinAbs(4 * (rang - when) / 100 - std::log(5.0), 1e-6));
}

TEST_CASE("A tilt is weighed in running time: the pace leaves its weight as it is", "[models]") {
  // As above at pace 3: the life ends three times as soon, and the weight is the same function of its age.
  const auto law = Distribution::exponential(Duration::s(100));
  Bench plain(law);
  plain.clocks.start(plain.clock, 0);
  const double life = plain.run(1e6);
  Bench bench(law);
  bench.clocks.start(bench.clock, 0, 3);
  bench.at(life / 6, [&] { bench.clocks.tilt(bench.clock, 5); });  // half of the life gone
  const double rang = bench.run(1e6);
  CHECK_THAT(rang, WithinAbs(life / 6 + life / 2 / 5 / 3, 1e-6));
  CHECK_THAT(bench.clocks.log_weight(), WithinAbs(4 * (life / 2 / 5) / 100 - std::log(5.0), 1e-6));
}

TEST_CASE("Likelihood weights undo any tilt under any paces, whatever the law", "[models]") {
  // Running time by 3000 s: 300 + 600 x 2 + 0 + 1500 x 0.3 + 500 x 1.5 = 2700 s.
  const Paces paces{{300, 2}, {900, 0}, {1000, 0.3}, {2500, 1.5}};
  const Duration hour = Duration::hours(1);
  for (const auto& law : {Distribution::exponential(hour), Distribution::uniform(Duration::minutes(5), hour * 2),
                          Distribution::lognormal_mean_cv(hour, 1), Distribution::weibull_shape_mean(1.5, hour)})
    for (const double factor : {3.0, 0.6}) {
      INFO("law " << static_cast<int>(law.kind()) << ", factor " << factor);
      const Tilted got = tilted(law, factor, 20000, paces);
      CHECK_THAT(got.mean, WithinAbs(law.cdf_seconds(2700), 4 * got.error));
      CHECK_THAT(got.weight, WithinAbs(1, 4 * got.weight_error));
    }
}

TEST_CASE("Likelihood weights undo any tilt, whatever the law", "[models]") {
  const Duration hour = Duration::hours(1);
  for (const auto& law : {Distribution::exponential(hour), Distribution::uniform(Duration::minutes(5), hour * 2),
                          Distribution::lognormal_mean_cv(hour, 1), Distribution::weibull_shape_mean(1.5, hour),
                          Distribution::gamma_mean_cv(hour, 0.7)})
    for (const double factor : {3.0, 0.4}) {
      INFO("law " << static_cast<int>(law.kind()) << ", factor " << factor);
      const Tilted got = tilted(law, factor, 4000);
      CHECK_THAT(got.mean, WithinAbs(law.cdf_seconds(3000), 4 * got.error));
      CHECK_THAT(got.weight, WithinAbs(1, 4 * got.weight_error));  // likelihood ratios have mean 1
    }
}
