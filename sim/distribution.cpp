// SPDX-License-Identifier: Apache-2.0
// Sampling and moments of durations.
#include "sim/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "sim/check.hpp"
#include "sim/math.hpp"

namespace bulkhead {
namespace {

bool positive(double x) {
  return x > 0 && x < math::kInfinity;
}
bool positive(Duration d) {
  return d > Duration::zero() && !d.is_never();
}

double gamma_function(double x) {
  return math::exp(math::lgamma(x));
}

// Marsaglia and Tsang 2000, scale 1; below shape 1 by the boost U^(1/shape).
double sample_gamma(Draws& draws, double shape) {
  if (shape < 1) {
    const double boost = math::exp(-draws.exponential() / shape);
    return boost * sample_gamma(draws, shape + 1);
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = draws.normal();
    const double t = 1 + c * x;
    if (t <= 0) continue;
    const double v = t * t * t;
    if (math::log(draws.uniform()) < 0.5 * x * x + d - d * v + d * math::log(v)) return d * v;
  }
}

}  // namespace

Distribution Distribution::of(Kind kind, Duration first, Duration second) {
  Distribution d;
  d.kind_ = kind;
  d.first_ = first;
  d.second_ = second;
  return d;
}

Distribution Distribution::of(Kind kind, double shape, double scale) {
  Distribution d;
  d.kind_ = kind;
  d.shape_ = shape;
  d.scale_ = scale;
  return d;
}

Distribution Distribution::fixed(Duration value) {
  BULKHEAD_CHECK(value >= Duration::zero(), "a fixed duration is not negative");
  return of(Kind::fixed, value, Duration::zero());
}

Distribution Distribution::exponential(Duration mean) {
  BULKHEAD_CHECK(positive(mean), "an exponential has a positive mean");
  return of(Kind::exponential, mean, Duration::zero());
}

Distribution Distribution::exponential_seconds(double mean) {
  if (mean <= kMaxHorizon.seconds()) return exponential(Duration::from_seconds(mean));
  BULKHEAD_CHECK(mean <= kMaxMean_s, "the mean of an exponential is at most 100 million years");
  Distribution d = of(Kind::exponential, 0, std::floor(mean + 0.5));
  d.first_ = Duration::never();
  return d;
}

Distribution Distribution::uniform(Duration lo, Duration hi) {
  BULKHEAD_CHECK(lo >= Duration::zero() && lo <= hi && !hi.is_never(), "a uniform has 0 <= lo <= hi");
  return of(Kind::uniform, lo, hi);
}

Distribution Distribution::lognormal_mu_sigma(double mu, double sigma) {
  BULKHEAD_CHECK(mu > -math::kInfinity && mu < math::kInfinity, "a lognormal's mu is a number");
  BULKHEAD_CHECK(sigma >= 0 && sigma < math::kInfinity, "a lognormal's sigma is not negative");
  return of(Kind::lognormal, mu, sigma);
}

Distribution Distribution::lognormal_p50(Duration p50, double q, Duration value) {
  BULKHEAD_CHECK(q == 0.90 || q == 0.95 || q == 0.99, "a lognormal's second quantile is p90, p95 or p99");
  BULKHEAD_CHECK(positive(p50) && value >= p50 && !value.is_never(), "a lognormal has 0 < p50 <= its higher quantile");
  const double mu = math::log(p50.seconds());
  return lognormal_mu_sigma(mu, math::log(value.seconds() / p50.seconds()) / math::normal_quantile(q));
}

Distribution Distribution::lognormal_mean_cv(Duration mean, double cv) {
  BULKHEAD_CHECK(positive(mean) && positive(cv), "a lognormal has a positive mean and cv");
  const double variance = math::log1p(cv * cv);
  return lognormal_mu_sigma(math::log(mean.seconds()) - variance / 2, std::sqrt(variance));
}

Distribution Distribution::weibull_shape_scale(double shape, Duration scale) {
  BULKHEAD_CHECK(positive(shape) && positive(scale), "a Weibull has a positive shape and scale");
  return of(Kind::weibull, shape, scale.seconds());
}

Distribution Distribution::weibull_shape_mean(double shape, Duration mean) {
  BULKHEAD_CHECK(positive(shape) && positive(mean), "a Weibull has a positive shape and mean");
  return of(Kind::weibull, shape, mean.seconds() / gamma_function(1 + 1 / shape));
}

Distribution Distribution::gamma_mean_cv(Duration mean, double cv) {
  BULKHEAD_CHECK(positive(mean) && positive(cv), "a gamma has a positive mean and cv");
  return of(Kind::gamma, 1 / (cv * cv), mean.seconds() * cv * cv);
}

Distribution Distribution::gamma_shape_mean(double shape, Duration mean) {
  BULKHEAD_CHECK(positive(shape) && positive(mean), "a gamma has a positive shape and mean");
  return of(Kind::gamma, shape, mean.seconds() / shape);
}

Distribution Distribution::empirical(std::vector<Duration> values) {
  BULKHEAD_CHECK(!values.empty(), "an empirical distribution has a value");
  std::sort(values.begin(), values.end());
  BULKHEAD_CHECK(values.front() >= Duration::zero(), "an empirical distribution's values are not negative");
  Distribution d = of(Kind::empirical, Duration::zero(), Duration::zero());
  d.values_ = std::move(values);
  return d;
}

Distribution Distribution::mixture(std::vector<MixturePart> parts) {
  double sum = 0;
  for (const MixturePart& part : parts) {
    BULKHEAD_CHECK(part.share > 0 && part.law.kind() != Kind::mixture, "a mixture's parts have shares, and are none");
    sum += part.share;
  }
  BULKHEAD_CHECK(std::fabs(sum - 1) < 1e-9, "a mixture's shares sum to 1");
  Distribution d = of(Kind::mixture, Duration::zero(), Duration::zero());
  d.parts_ = std::make_shared<const std::vector<MixturePart>>(std::move(parts));
  return d;
}

bool operator==(const Distribution& a, const Distribution& b) {
  return a.kind_ == b.kind_ && a.first_ == b.first_ && a.second_ == b.second_ && a.shape_ == b.shape_ &&
         a.scale_ == b.scale_ && a.values_ == b.values_ && std::ranges::equal(a.parts(), b.parts());
}

Duration Distribution::sample_other(Draws& draws) const {
  if (kind_ == Kind::fixed) return first_;
  if (kind_ == Kind::empirical) {
    const double position = draws.uniform() * static_cast<double>(values_.size());
    return values_[std::min(static_cast<std::size_t>(position), values_.size() - 1)];
  }
  if (kind_ == Kind::mixture) return part_drawn(draws).sample(draws);
  return Duration::from_seconds(sample_seconds(draws));
}

const Distribution& Distribution::part_drawn(Draws& draws) const {
  double left = draws.uniform();
  for (const MixturePart& part : parts())
    if ((left -= part.share) < 0) return part.law;
  return parts().back().law;
}

double Distribution::sample_seconds(Draws& draws) const {
  switch (kind_) {
    case Kind::uniform:
      return first_.seconds() + (second_ - first_).seconds() * draws.uniform();
    case Kind::lognormal:
      return math::exp(shape_ + scale_ * draws.normal());
    case Kind::weibull:
      return scale_ * math::pow(draws.exponential(), 1 / shape_);
    case Kind::gamma:
      return scale_ * sample_gamma(draws, shape_);
    case Kind::exponential:
    case Kind::fixed:
    case Kind::empirical:
    case Kind::mixture:
      break;
  }
  return first_.seconds();
}

double Distribution::mean_seconds() const {
  switch (kind_) {
    case Kind::fixed:
    case Kind::exponential:
      return first_.is_never() ? scale_ : first_.seconds();
    case Kind::uniform:
      return (first_.seconds() + second_.seconds()) / 2;
    case Kind::lognormal:
      return math::exp(shape_ + scale_ * scale_ / 2);
    case Kind::weibull:
      return scale_ * gamma_function(1 + 1 / shape_);
    case Kind::gamma:
      return shape_ * scale_;
    case Kind::mixture: {
      double sum = 0;
      for (const MixturePart& part : parts()) sum += part.share * part.law.mean_seconds();
      return sum;
    }
    case Kind::empirical:
      break;
  }
  double sum = 0;
  for (const Duration d : values_) sum += d.seconds();
  return sum / static_cast<double>(values_.size());
}

double Distribution::variance_s2() const {
  const double mean = mean_seconds();
  switch (kind_) {
    case Kind::fixed:
      return 0;
    case Kind::exponential:
      return mean * mean;
    case Kind::uniform:
      return (second_ - first_).seconds() * (second_ - first_).seconds() / 12;
    case Kind::lognormal:
      return mean * mean * math::expm1(scale_ * scale_);
    case Kind::weibull: {
      const double log_ratio = math::lgamma(1 + 2 / shape_) - 2 * math::lgamma(1 + 1 / shape_);
      return mean * mean * math::expm1(log_ratio);
    }
    case Kind::gamma:
      return shape_ * scale_ * scale_;
    case Kind::mixture: {
      double sum = 0;
      for (const MixturePart& part : parts()) {
        const double off = part.law.mean_seconds() - mean;
        sum += part.share * (part.law.variance_s2() + off * off);
      }
      return sum;
    }
    case Kind::empirical:
      break;
  }
  return empirical_variance_s2();
}

double Distribution::empirical_variance_s2() const {
  const double mean = mean_seconds();
  double sum = 0;
  for (const Duration d : values_) sum += (d.seconds() - mean) * (d.seconds() - mean);
  return sum / static_cast<double>(values_.size());
}

}  // namespace bulkhead
