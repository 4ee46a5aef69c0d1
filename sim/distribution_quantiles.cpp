// SPDX-License-Identifier: Apache-2.0
// Distribution functions of durations and their inverses.
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sim/check.hpp"
#include "sim/distribution.hpp"
#include "sim/math.hpp"

namespace bulkhead {
namespace {

double share_up_to(const std::vector<Duration>& ascending, double t) {
  const auto above = std::upper_bound(ascending.begin(), ascending.end(), t,
                                      [](double limit, Duration d) { return limit < d.seconds(); });
  return static_cast<double>(above - ascending.begin()) / static_cast<double>(ascending.size());
}

double uniform_cdf(double lo, double hi, double t) {
  if (t >= hi) return 1;
  return t <= lo ? 0 : (t - lo) / (hi - lo);
}

double lognormal_cdf(double mu, double sigma, double t) {
  const double distance = math::log(t) - mu;
  if (sigma == 0) return distance >= 0 ? 1 : 0;
  return math::normal_cdf(distance / sigma);
}

}  // namespace

double Distribution::cdf_seconds(double t) const {
  if (t < 0) return 0;
  if (kind_ == Kind::fixed) return t >= first_.seconds() ? 1 : 0;
  if (kind_ == Kind::uniform) return uniform_cdf(first_.seconds(), second_.seconds(), t);
  if (kind_ == Kind::empirical) return share_up_to(values_, t);
  if (kind_ == Kind::mixture) {
    double sum = 0;
    for (const MixturePart& part : parts()) sum += part.share * part.law.cdf_seconds(t);
    return std::min(sum, 1.0);
  }
  if (t == 0) return 0;
  switch (kind_) {
    case Kind::exponential:
      return -math::expm1(-t / mean_seconds());
    case Kind::lognormal:
      return lognormal_cdf(shape_, scale_, t);
    case Kind::weibull:
      return -math::expm1(-math::pow(t / scale_, shape_));
    default:
      return math::gamma_p(shape_, t / scale_);
  }
}

double Distribution::quantile_seconds(double p) const {
  BULKHEAD_CHECK(p >= 0 && p <= 1, "a quantile is asked for a probability");
  switch (kind_) {
    case Kind::fixed:
      return first_.seconds();
    case Kind::uniform:
      return first_.seconds() + (second_ - first_).seconds() * p;
    case Kind::exponential:
      return mean_seconds() * -math::log1p(-p);
    case Kind::weibull:
      return scale_ * math::pow(-math::log1p(-p), 1 / shape_);
    case Kind::gamma:
      return gamma_quantile_seconds(p);
    case Kind::lognormal:
      if (p == 0 || p == 1) return p == 0 ? 0 : math::kInfinity;
      return math::exp(shape_ + scale_ * math::normal_quantile(p));
    case Kind::mixture:
      return mixture_quantile_seconds(p);
    case Kind::empirical:
      break;
  }
  const double needed = -std::floor(-p * static_cast<double>(values_.size()));  // rounded up
  const std::size_t index = needed > 1 ? static_cast<std::size_t>(needed) - 1 : 0;
  return values_[std::min(index, values_.size() - 1)].seconds();
}

// By halving between two values that enclose it: monotone, and at most some 60 steps after the bracket.
double Distribution::gamma_quantile_seconds(double p) const {
  if (p == 0 || p == 1) return p == 0 ? 0 : math::kInfinity;
  double lo = 0;
  double hi = shape_ + 1;
  while (math::gamma_p(shape_, hi) < p) {
    lo = hi;
    hi *= 2;
  }
  while (lo == 0 && math::gamma_p(shape_, hi / 2) >= p && hi > 1e-300) hi /= 2;
  if (lo == 0) lo = hi / 2;
  for (double middle = (lo + hi) / 2; middle > lo && middle < hi; middle = (lo + hi) / 2) {
    (math::gamma_p(shape_, middle) < p ? lo : hi) = middle;
  }
  return hi * scale_;
}

// Between the least and the greatest of the parts' quantiles, where the sum of the parts first reaches p.
double Distribution::mixture_quantile_seconds(double p) const {
  double lo = math::kInfinity, hi = 0;
  for (const MixturePart& part : parts()) {
    lo = std::min(lo, part.law.quantile_seconds(p));
    hi = std::max(hi, part.law.quantile_seconds(p));
  }
  if (cdf_seconds(lo) >= p) return lo;
  for (double middle = lo + (hi - lo) / 2; middle > lo && middle < hi; middle = lo + (hi - lo) / 2)
    (cdf_seconds(middle) < p ? lo : hi) = middle;
  return hi;
}

}  // namespace bulkhead
