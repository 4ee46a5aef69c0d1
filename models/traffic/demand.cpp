// SPDX-License-Identifier: Apache-2.0
// The mean of a raised cosine over a step.
#include "models/traffic/demand.hpp"

#include <cmath>

#include "sim/math.hpp"

namespace bulkhead {
namespace {

// sin(2 pi x), by its series within an eighth of a turn of zero or (as a cosine) of a quarter: error below 1e-15.
double sine_of_turns(double x) {
  x -= std::floor(x);
  const double quarter = std::floor(x * 4 + 0.5);
  const double angle = (x - quarter / 4) * 2 * math::kPi;
  const int turn = static_cast<int>(quarter) % 4;
  double term = turn % 2 == 0 ? angle : 1;
  double sum = term;
  for (int n = turn % 2 == 0 ? 2 : 1; n < 24; n += 2) {
    term *= -angle * angle / (n * (n + 1.0));
    sum += term;
  }
  return turn >= 2 ? -sum : sum;
}

}  // namespace

double demand_share(const DailySpec& daily, Duration time_of_day) {
  const auto step = kDemandStep.count();
  const double day = static_cast<double>(Duration::days(1).count());
  const std::int64_t first = time_of_day.count() / step * step - daily.peak_at.count();
  const double begin = static_cast<double>(first) / day;
  const double end = static_cast<double>(first + step) / day;
  const double cosine = (sine_of_turns(end) - sine_of_turns(begin)) / (2 * math::kPi * (end - begin));
  return (1 + daily.trough) / 2 + (1 - daily.trough) / 2 * cosine;
}

}  // namespace bulkhead
