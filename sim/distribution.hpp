// SPDX-License-Identifier: Apache-2.0
/// A distribution of durations as a value: made once from the user's words, then sampled.
///
/// Units:  durations in ns where they are given so, parameters and moments in seconds
/// Range:  durations are zero or positive, means and scales positive and finite, shapes and cv positive, uniform
///         lo <= hi; *never* is allowed for fixed and empirical values only
/// Errors: a contract error for a parameter out of range (the language refuses it before, with a position)
/// Chance: fixed none; exponential, uniform, lognormal, weibull, empirical one draw by inversion; gamma two per
///         proposal; a mixture one for the part, then as the part
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/random.hpp"
#include "sim/time.hpp"

namespace bulkhead {

/// The longest mean of an exponential, in seconds: 100 million years (assumed). Whole seconds below it are exact.
inline constexpr double kMaxMean_s = 1e8 * 365.25 * 86400;

struct MixturePart;

class Distribution {
 public:
  enum class Kind : std::uint8_t { fixed, exponential, uniform, lognormal, weibull, gamma, empirical, mixture };

  static constexpr std::size_t kAtOnce = 16;  ///< exponentials: their logarithms wait for one another no more

  /// Fixed at zero.
  Distribution() = default;

  static Distribution fixed(Duration value);
  static Distribution exponential(Duration mean);
  /// The same with a mean of up to 100 million years; beyond 250 years it is rounded to whole seconds.
  static Distribution exponential_seconds(double mean);
  static Distribution uniform(Duration lo, Duration hi);
  /// mu and sigma of the logarithm of the seconds.
  static Distribution lognormal_mu_sigma(double mu, double sigma);
  /// By the median and the value at the quantile q, which is one of 0.90, 0.95, 0.99; value >= p50.
  static Distribution lognormal_p50(Duration p50, double q, Duration value);
  static Distribution lognormal_mean_cv(Duration mean, double cv);
  static Distribution weibull_shape_scale(double shape, Duration scale);
  static Distribution weibull_shape_mean(double shape, Duration mean);
  static Distribution gamma_mean_cv(Duration mean, double cv);
  /// A whole shape is as many exponential phases in a row (Erlang).
  static Distribution gamma_shape_mean(double shape, Duration mean);
  /// Each of the values with the same chance; at least one.
  static Distribution empirical(std::vector<Duration> values);
  /// One of the parts, each with its share; at least one, shares above 0 that sum to 1 (to a rounding), no part a mixture.
  static Distribution mixture(std::vector<MixturePart> parts);

  /// To the nearest nanosecond; saturates to *never*.
  Duration sample(Draws& draws) const {
    if (kind_ != Kind::exponential) return sample_other(draws);
    return Duration::from_seconds((first_.is_never() ? scale_ : first_.seconds()) * draws.exponential());
  }

  /// The first samples of the occurrences `first`, `first` + 1, ... of a stream, each as `sample` gives it.
  /// Cost:     exponentials, kAtOnce by kAtOnce, in half of the time, and where there is AVX-512 in a fifth
  void sample_each(StreamKey key, std::uint64_t first, std::span<Duration> out) const;

  double mean_seconds() const;
  double variance_s2() const;
  /// P[T <= t].
  double cdf_seconds(double t) const;
  /// The smallest t with P[T <= t] >= p, p in [0,1].
  double quantile_seconds(double p) const;
  /// False for laws with atoms (fixed, empirical, a uniform or lognormal without width, a mixture with such a part): they have
  /// no rate of failing.
  bool has_hazard() const;
  /// -log P[T > t], infinite where nothing is left. Requires: has_hazard
  double cumulative_hazard(double t) const;
  /// The age at which the cumulative hazard is h >= 0, its inverse. Requires: has_hazard
  double age_at_hazard(double h) const;

  Kind kind() const { return kind_; }
  bool is_fixed() const { return kind_ == Kind::fixed; }

  /// fixed: the value; exponential: the mean, *never* where it is longer than 250 years; uniform: lo.
  Duration first() const { return first_; }
  /// uniform: hi.
  Duration second() const { return second_; }
  /// lognormal: mu; weibull, gamma: shape.
  double shape() const { return shape_; }
  /// lognormal: sigma; weibull, gamma: scale in seconds; exponential: the mean in seconds where `first` is *never*.
  double scale() const { return scale_; }
  /// empirical: ascending.
  const std::vector<Duration>& values() const { return values_; }
  /// mixture: its parts as given; empty otherwise.
  std::span<const MixturePart> parts() const;

  friend bool operator==(const Distribution& a, const Distribution& b);

 private:
  static Distribution of(Kind kind, Duration first, Duration second);
  static Distribution of(Kind kind, double shape, double scale);
  Duration sample_other(Draws& draws) const;
  double sample_seconds(Draws& draws) const;
  double empirical_variance_s2() const;
  const Distribution& part_drawn(Draws& draws) const;
  double gamma_quantile_seconds(double p) const;
  double gamma_age_at_hazard(double h) const;
  double mixture_quantile_seconds(double p) const;
  double mixture_hazard(double t) const;
  double mixture_age_at_hazard(double h) const;

  Kind kind_ = Kind::fixed;
  Duration first_;
  Duration second_;
  double shape_ = 0;
  double scale_ = 0;
  std::vector<Duration> values_;
  std::shared_ptr<const std::vector<MixturePart>> parts_;
};

struct MixturePart {
  double share = 1;
  Distribution law;
  bool operator==(const MixturePart&) const = default;
};

inline std::span<const MixturePart> Distribution::parts() const {
  return parts_ ? std::span<const MixturePart>(*parts_) : std::span<const MixturePart>();
}

}  // namespace bulkhead
