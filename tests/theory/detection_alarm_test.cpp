// SPDX-License-Identifier: Apache-2.0
// M-of-N alarms against their Markov chain: mean time to the first alarm, and false alarms a day (S12f and a steady error rate).
#include <cmath>

#include "sim/math.hpp"
#include "tests/catch.hpp"
#include "tests/models/detection/alarm_bench.hpp"
#include "tests/models/recorder.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

// Mean datapoints until m of the last n breach, each with probability p: the state is the last n-1 datapoints as bits. With E the mean
// from a state, E(s) = 1 + p E(s,1) + q E(s,0), 0 where m breach; solved by elimination.
double mean_datapoints(int m, int n, double p) {
  const std::size_t states = std::size_t{1} << (n - 1);
  std::vector<std::vector<double>> a(states, std::vector<double>(states + 1, 0));
  for (std::size_t s = 0; s < states; ++s) {
    a[s][s] += 1;
    a[s][states] = 1;
    if (__builtin_popcountll(s) < m) a[s][(s << 1) & (states - 1)] -= 1 - p;
    if (__builtin_popcountll(s) + 1 < m) a[s][(s << 1 | 1) & (states - 1)] -= p;
  }
  for (std::size_t i = 0; i < states; ++i)
    for (std::size_t row = 0; row < states; ++row) {
      if (row == i) continue;
      const double factor = a[row][i] / a[i][i];
      for (std::size_t c = i; c <= states; ++c) a[row][c] -= factor * a[i][c];
    }
  return a[0][states] / a[0][0];
}

// The first alarm of an AlarmSet on independent datapoints, in datapoints.
double first_alarm(std::int64_t m, std::int64_t n, double p, std::uint64_t replication) {
  Bench bench;
  const StreamKey key = stream_key(11, replication, 1000, name_hash("tape"));
  AlarmSet alarms(alarm_settings(m, n), bench.vantage());
  auto tape = std::make_unique<Tape>(
      [&](std::int64_t period) {
        Draws draws(key, static_cast<std::uint64_t>(period));
        return draws.chance(p) ? Datapoint::breach : Datapoint::ok;
      },
      bench);
  const Tape* started = tape.get();
  alarms.add({0, 0, kNone}, std::move(tape));
  bench.kernel.start();
  started->start();
  while (bench.signals.empty()) bench.kernel.run(bench.kernel.now() + Duration::minutes(64), 1'000'000'000);
  return bench.signals.front().at_s / 60;
}

void expect_mean(std::int64_t m, std::int64_t n, double p, int replications) {
  double sum = 0;
  double squares = 0;
  for (int r = 0; r < replications; ++r) {
    const double one = first_alarm(m, n, p, static_cast<std::uint64_t>(r));
    sum += one;
    squares += one * one;
  }
  const double mean = sum / replications;
  const double error = std::sqrt((squares / replications - mean * mean) / replications);
  CHECK(std::abs(mean - mean_datapoints(static_cast<int>(m), static_cast<int>(n), p)) < 4 * error);
  CHECK(error < 0.05 * mean);
}

// Steady errors of 0.5 %, no fault, a threshold of 99 %, one-minute datapoints, 3 of 5.
Model steady_errors(double rps, Duration horizon) {
  Model model = three_zones(rps, Via::dns);
  model.services[0].errors = 0.005;
  model.detection.push_back(detector("web-success", "success_rate", {"service web"}, {{"below", 0.99}}));
  model.horizon = horizon;
  return model;
}

}  // namespace

TEST_CASE("The chain of M of N gives the published mean numbers of datapoints to an alarm (S12f)", "[models][theory]") {
  const std::vector<double> p{0.01, 0.05, 0.2};
  const std::vector<double> three_of_three{1010100, 8420, 155};
  const std::vector<double> three_of_five{172929.9124213647, 1608.4391595557122, 44.033744865858914};
  for (std::size_t i = 0; i < p.size(); ++i) {
    // Three in a row: 1/p + 1/p^2 + 1/p^3.
    CHECK_THAT(mean_datapoints(3, 3, p[i]),
               Catch::Matchers::WithinRel(1 / p[i] + 1 / (p[i] * p[i]) + 1 / (p[i] * p[i] * p[i]), 1e-9));
    CHECK_THAT(mean_datapoints(3, 3, p[i]), Catch::Matchers::WithinRel(three_of_three[i], 1e-9));
    CHECK_THAT(mean_datapoints(3, 5, p[i]), Catch::Matchers::WithinRel(three_of_five[i], 1e-9));
  }
}

TEST_CASE("Alarms on independent datapoints come after as many as the chain says (S12f)", "[models][theory]") {
  expect_mean(3, 3, 0.05, 700);
  expect_mean(3, 5, 0.05, 1000);
  expect_mean(3, 3, 0.2, 2000);
  expect_mean(3, 5, 0.2, 2000);
}

TEST_CASE("Steady errors of half the threshold alarm as often as Poisson counts and the chain say",
          "[models][theory]") {
  // A minute at 10 a second: G ~ Poisson(597), F ~ Poisson(3). A datapoint breaches where F > 1 % of F + G.
  double p = 0;
  for (double f = 0; f < 60; ++f)
    for (double g = 300; g < 900; ++g)
      if (100 * f > f + g) p += math::exp(math::poisson_log_pmf(f, 3) + math::poisson_log_pmf(g, 597));
  CHECK_THAT(p, Catch::Matchers::WithinAbs(0.0560, 0.00005));  // a minute's chance to breach
  // The alarm rises when a breach comes in, a good one leaves, and 2 of the 4 between breach: p q C(4,2) p^2 q^2 a minute.
  const double q = 1 - p;
  const double a_day = 1440 * 6 * p * p * p * q * q * q;
  CHECK_THAT(a_day, Catch::Matchers::WithinAbs(1.2748, 0.0001));

  const int replications = 40;
  const double days = 10;
  Plan plan(steady_errors(10, Duration::days(10)));
  double sum = 0;
  double squares = 0;
  double breaches = 0;
  for (std::uint64_t r = 0; r < replications; ++r) {
    const Recorder seen = run(plan, 3, r);
    double rises = 0;
    for (const auto& one : seen.signals) rises += one.rises;
    for (const auto& [when, breached] : seen.datapoints) breaches += breached;
    sum += rises;
    squares += rises * rises;
  }
  const double mean = sum / replications;
  const double error = std::sqrt((squares / replications - mean * mean) / (replications - 1));
  CHECK(std::abs(mean - a_day * days) < 4 * error);
  CHECK(error < 0.1 * mean);
  const double minutes = replications * days * 1440;
  CHECK(std::abs(breaches / minutes - p) < 4 * std::sqrt(p * q / minutes));
}

TEST_CASE("At 10,000 requests a second the same errors never alarm, and no minute is looked at after the first",
          "[models][theory]") {
  // 3,000 failures where 6,000 are needed: more than 50 deviations away.
  const Recorder seen = run(steady_errors(10000, Duration::days(10)));
  CHECK(seen.signals.empty());
  CHECK(seen.datapoints.size() == 1);
}
