// SPDX-License-Identifier: Apache-2.0
// Sums, mixtures, maxima and cuts of response times.
#include "models/traffic/moments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/math.hpp"

namespace bulkhead {
namespace {

// Standard deviations above the mean beyond which a gamma time of shape 1 or more is with a probability below 2^-58: the
// exponential's e^-41.
constexpr double kFar = 40;

}  // namespace

Moments later_of(Moments a, Moments b) {
  const double spread2 = a.var + b.var;
  if (spread2 <= 0) return a.mean >= b.mean ? a : b;
  const double spread = std::sqrt(spread2);
  const double alpha = (a.mean - b.mean) / spread;
  const double p = math::normal_cdf(alpha);
  const double density = math::normal_pdf(alpha);
  const double mean = a.mean * p + b.mean * (1 - p) + spread * density;
  const double second =
      (a.mean * a.mean + a.var) * p + (b.mean * b.mean + b.var) * (1 - p) + (a.mean + b.mean) * spread * density;
  return {mean, std::max(0.0, second - mean * mean)};
}

void Mixture::add(double weight, Moments part) {
  weight_ += weight;
  first_ += weight * part.mean;
  second_ += weight * (part.var + part.mean * part.mean);
}

Moments Mixture::moments() const {
  if (weight_ <= 0) return {};
  const double mean = first_ / weight_;
  return {mean, std::max(0.0, second_ / weight_ - mean * mean)};
}

Moments sometimes(double share, Moments time) {
  if (share >= 1) return time;
  Mixture mixture;
  mixture.add(share, time);
  mixture.add(1 - share, {});
  return mixture.moments();
}

Cut cut(Moments time, double timeout) {
  if (timeout == std::numeric_limits<double>::infinity()) return {1, time};
  if (time.var <= 1e-18 * time.mean * time.mean) return time.mean <= timeout ? Cut{1, time} : Cut{0, {timeout, 0}};
  const double shape = time.mean * time.mean / time.var;
  if (shape >= 1 && timeout > time.mean + kFar * std::sqrt(time.var)) return {1, time};
  const double x = timeout * time.mean / time.var;
  // P(a) = P(a+1) + x^a e^-x / Gamma(a+1): from a+2 downwards, so that nothing cancels.
  const double step = x > 0 ? math::exp(shape * math::log(x) - x - math::lgamma(shape + 1)) : 0;
  const double beyond = math::gamma_p(shape + 2, x);
  const double next = beyond + step * x / (shape + 1);
  const double within = std::min(1.0, next + step);
  if (within >= 1) return {1, time};
  if (within <= 1e-300) return {0, {timeout, 0}};
  const double first = time.mean * next / within;
  const double second = time.mean * time.mean * (1 + 1 / shape) * beyond / within;
  return {within, {first, std::max(0.0, second - first * first)}};
}

}  // namespace bulkhead
