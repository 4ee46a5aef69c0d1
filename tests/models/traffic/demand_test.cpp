// SPDX-License-Identifier: Apache-2.0
// The day's demand: exact means of a raised cosine.
#include "models/traffic/demand.hpp"

#include <cmath>

#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double kTurn = 6.28318530717958647692;

// Simpson's rule over one step, with libm's cosine.
double mean_of_step(const DailySpec& daily, int step) {
  const int parts = 64;
  double sum = 0;
  for (int i = 0; i <= parts; ++i) {
    const double hours = 0.25 * (step + static_cast<double>(i) / parts);
    const double share = (1 + daily.trough) / 2 +
                         (1 - daily.trough) / 2 * std::cos(kTurn * (hours - daily.peak_at.seconds() / 3600) / 24);
    sum += (i == 0 || i == parts ? 1 : i % 2 ? 4 : 2) * share;
  }
  return sum / (3 * parts);
}

}  // namespace

TEST_CASE("Each step of demand is the mean of the curve over it", "[models]") {
  const DailySpec daily{0.3, Duration::hours(20)};
  for (int step = 0; step < 96; ++step)
    CHECK_THAT(demand_share(daily, kDemandStep * step), WithinAbs(mean_of_step(daily, step), 1e-12));
}

TEST_CASE("A day's demand is the mean of its peak and its trough", "[models]") {
  for (const double trough : {0.0, 0.3, 1.0}) {
    const DailySpec daily{trough, Duration::minutes(1111)};
    double sum = 0;
    for (int step = 0; step < 96; ++step) sum += demand_share(daily, kDemandStep * step);
    CHECK_THAT(sum / 96, WithinAbs((1 + trough) / 2, 1e-12));
  }
}

TEST_CASE("A step lasts a quarter of an hour, days are alike, and a flat demand is its peak exactly", "[models]") {
  const DailySpec daily{0.3, Duration::hours(20)};
  CHECK(demand_share(daily, Duration::minutes(15)) == demand_share(daily, Duration::minutes(29)));
  CHECK(demand_share(daily, Duration::minutes(15)) != demand_share(daily, Duration::minutes(30)));
  CHECK_THAT(demand_share(daily, Duration::hours(13)), WithinAbs(demand_share(daily, Duration::hours(61)), 1e-12));
  CHECK(demand_share({1, Duration::hours(20)}, Duration::hours(7)) == 1);
}
