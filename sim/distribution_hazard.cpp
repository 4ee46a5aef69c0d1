// SPDX-License-Identifier: Apache-2.0
// Cumulative hazards of durations and their inverses.
#include <algorithm>
#include <cmath>

#include "sim/check.hpp"
#include "sim/distribution.hpp"
#include "sim/math.hpp"

namespace bulkhead {
namespace {

constexpr double kLog2 = 0.69314718055994530942;

// From the smaller tail, so that neither end of the scale loses digits.
double hazard_of(double below, double above) {
  return below < 0.5 ? -math::log1p(-below) : -math::log(above);
}

}  // namespace

bool Distribution::has_hazard() const {
  if (kind_ == Kind::uniform) return first_ < second_;
  if (kind_ == Kind::lognormal) return scale_ > 0;
  if (kind_ == Kind::mixture)
    return std::ranges::all_of(parts(), [](const auto& part) { return part.law.has_hazard(); });
  return kind_ != Kind::fixed && kind_ != Kind::empirical;
}

double Distribution::cumulative_hazard(double t) const {
  BULKHEAD_CHECK(has_hazard(), "a law with atoms has no hazard");
  if (t <= 0) return 0;
  switch (kind_) {
    case Kind::exponential:
      return t / mean_seconds();
    case Kind::weibull:
      return math::pow(t / scale_, shape_);
    case Kind::lognormal: {
      const double z = (math::log(t) - shape_) / scale_;
      return hazard_of(math::normal_cdf(z), math::normal_cdf(-z));
    }
    case Kind::gamma:
      return hazard_of(math::gamma_p(shape_, t / scale_), math::gamma_q(shape_, t / scale_));
    case Kind::mixture:
      return mixture_hazard(t);
    default:
      return -math::log1p(-std::clamp((t - first_.seconds()) / (second_ - first_).seconds(), 0.0, 1.0));
  }
}

double Distribution::age_at_hazard(double h) const {
  BULKHEAD_CHECK(has_hazard() && h >= 0, "an age is asked for a hazard");
  switch (kind_) {
    case Kind::exponential:
      return mean_seconds() * h;
    case Kind::weibull:
      return scale_ * math::pow(h, 1 / shape_);
    case Kind::lognormal: {
      if (h == 0) return 0;
      const double z = h < kLog2 ? math::normal_quantile(-math::expm1(-h)) : -math::normal_quantile(math::exp(-h));
      return math::exp(shape_ + scale_ * z);
    }
    case Kind::gamma:
      return gamma_age_at_hazard(h);
    case Kind::mixture:
      return mixture_age_at_hazard(h);
    default:
      return first_.seconds() + (second_ - first_).seconds() * -math::expm1(-h);
  }
}

// By halving between two ages, one twice the other, that enclose it.
double Distribution::gamma_age_at_hazard(double h) const {
  if (h == 0) return 0;
  double hi = scale_ * (shape_ + 1);
  while (cumulative_hazard(hi) < h) hi *= 2;
  while (cumulative_hazard(hi / 2) >= h && hi > 1e-300) hi /= 2;
  double lo = hi / 2;
  for (double middle = (lo + hi) / 2; middle > lo && middle < hi; middle = (lo + hi) / 2)
    (cumulative_hazard(middle) < h ? lo : hi) = middle;
  return hi;
}

// The survivors of all parts, as a factor on those of the part that lasts longest.
double Distribution::mixture_hazard(double t) const {
  double least = math::kInfinity;
  for (const MixturePart& part : parts()) least = std::min(least, part.law.cumulative_hazard(t));
  if (least == math::kInfinity) return math::kInfinity;
  double above = 0, below = 0;
  for (const MixturePart& part : parts()) {
    const double hazard = part.law.cumulative_hazard(t);
    above += part.share * math::exp(least - hazard);
    below += part.share * -math::expm1(-hazard);
  }
  return below < 0.5 ? -math::log1p(-below) : least - math::log(above);
}

// Between the ages at which the first and the last of the parts have it.
double Distribution::mixture_age_at_hazard(double h) const {
  double lo = math::kInfinity, hi = 0;
  for (const MixturePart& part : parts()) {
    lo = std::min(lo, part.law.age_at_hazard(h));
    hi = std::max(hi, part.law.age_at_hazard(h));
  }
  for (double middle = lo + (hi - lo) / 2; middle > lo && middle < hi; middle = lo + (hi - lo) / 2)
    (cumulative_hazard(middle) < h ? lo : hi) = middle;
  return hi;
}

}  // namespace bulkhead
