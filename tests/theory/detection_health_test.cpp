// SPDX-License-Identifier: Apache-2.0
// Health checks against the closed form: how long a hard fault stays unseen under a random phase.
//
// A probe is sent every i seconds at a random phase; the u-th bad reply in a row ejects. With a fault at a fixed instant the gap to
// the next probe is uniform on [0, i), so the u-th bad probe is sent uniformly on [(u-1)i, ui); a dead target is known one timeout
// later, a process that refuses at once. Mean (u - 1/2) i + t, standard deviation i / sqrt(12).
#include <algorithm>
#include <cmath>

#include "sim/math.hpp"
#include "tests/catch.hpp"
#include "tests/models/recorder.hpp"
#include "tests/models/small_models.hpp"
#include "tests/sim/chi_square.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

struct Check {
  Duration interval;
  Duration timeout;
  int threshold;
  const char* fault;  ///< zone_loss: dead; crash: its process is gone and refuses
  Redundancy checkers = {1, 1};
};

// One zone's only instance fails at 1,000 s; the entries of the two others look on (regional routing: each checks all three).
Model model_of(const Check& check) {
  Model model = three_zones(30, Via::dns);
  model.routing = Routing::regional;
  HealthCheckSpec health;
  health.every = check.interval;
  health.timeout = check.timeout;
  health.unhealthy_after = check.threshold;
  health.checkers = check.checkers;
  model.services[0].health_check = health;
  const bool dead = std::string(check.fault) == "zone_loss";
  model.faults.push_back(fault(check.fault, {dead ? "zone r/a" : "pool web@r/a"}, Duration::s(1000)));
  model.horizon = Duration::s(1200);
  return model;
}

std::vector<double> detection_times(const Check& check, std::uint64_t replications) {
  Plan plan(model_of(check));
  std::vector<double> out;
  for (std::uint64_t r = 0; r < replications; ++r)
    for (const auto& one : run(plan, 7, r).ejections) out.push_back(one.at_s - 1000);
  return out;
}

void expect_uniform(const std::vector<double>& times, double low, double high) {
  // Bounds to 0.01 s: with 2,000 uniform times the extremes lie within (high - low) * 10 / 2000 of the ends but for e^-10.
  const auto [least, most] = std::minmax_element(times.begin(), times.end());
  CHECK(*least >= low);
  CHECK(*most <= high);
  CHECK(*least < low + (high - low) * 0.005);
  CHECK(*most > high - (high - low) * 0.005);
  double sum = 0;
  for (const double t : times) sum += t;
  const double n = static_cast<double>(times.size());
  CHECK(std::abs(sum / n - (low + high) / 2) < 4 * (high - low) / std::sqrt(12 * n));
  std::vector<double> seen(20, 0);
  for (const double t : times)
    ++seen[std::min<std::size_t>(19, static_cast<std::size_t>((t - low) / (high - low) * 20))];
  CHECK(chi_square_tail(seen, std::vector<double>(20, n / 20)) > kUnlikely);
}

}  // namespace

TEST_CASE("A dead target is known between 35 and 65 s, 50 on the mean, with a load balancer's defaults (S12a)",
          "[models][theory]") {
  // Interval 30 s, timeout 5 s, unhealthy after 2. Source: AWS ELB docs. The dead zone's own entry sends nothing.
  const auto times = detection_times({Duration::s(30), Duration::s(5), 2, "zone_loss"}, 1000);
  REQUIRE(times.size() == 2 * 1000);
  expect_uniform(times, 35, 65);
}

TEST_CASE("A process that refuses is known between 30 and 60 s, 45 on the mean (S12b)", "[models][theory]") {
  const auto times = detection_times({Duration::s(30), Duration::s(5), 2, "crash"}, 667);
  REQUIRE(times.size() == 3 * 667);  // the zone and its entry are alive: all three see it
  expect_uniform(times, 30, 60);
}

TEST_CASE("A checker with threshold 3 knows of a refusing process between 60 and 90 s, 75 on the mean (S12c)",
          "[models][theory]") {
  // Source: Route 53: request interval 30 s, failure threshold 3.
  const auto times = detection_times({Duration::s(30), Duration::s(4), 3, "crash"}, 667);
  REQUIRE(times.size() == 3 * 667);
  expect_uniform(times, 60, 90);
}

// Of n checkers with phases of their own the k-th knows at (u - 1) i + t + i B, where B, the k-th of n uniform numbers in order, is
// beta(k, n + 1 - k): mean k/(n + 1), variance k (n + 1 - k)/((n + 1)^2 (n + 2)). Source: Route 53 holds an endpoint for healthy while
// more than 18 % of its checkers do: of 16, while 3 do, so 14 must see it fail.
TEST_CASE("A target is ejected when as many of its checkers as it takes have seen it fail", "[models][theory]") {
  for (const auto& [needed, count] : {std::pair(14, 16), {1, 3}, {2, 3}, {3, 3}}) {
    const Check check{Duration::s(30), Duration::s(4), 3, "zone_loss", {needed, count}};
    const auto times = detection_times(check, 600);
    REQUIRE(times.size() == 2 * 600);
    const double k = needed, n = count, mean = 60 + 4 + 30 * k / (n + 1);
    const double sd = 30 * std::sqrt(k * (n + 1 - k) / ((n + 1) * (n + 1) * (n + 2)));
    double sum = 0, squares = 0;
    for (const double t : times) sum += t, squares += (t - mean) * (t - mean);
    const auto m = static_cast<double>(times.size());
    CHECK(std::abs(sum / m - mean) < 4 * sd / std::sqrt(m));
    CHECK(std::abs(std::sqrt(squares / m) / sd - 1) < 0.1);
  }
}
