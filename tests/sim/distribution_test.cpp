// SPDX-License-Identifier: Apache-2.0
// Distributions of durations: moments, quantiles, and samples that agree with both.
#include "sim/distribution.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include "sim/check.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;

namespace {

const Duration kTen = Duration::s(10);

bool near(double value, double answer, double relative = 1e-13) {
  return std::fabs(value - answer) <= relative * std::fabs(answer);
}

struct Named {
  const char* name;
  Distribution law;
};

std::vector<Named> continuous_laws() {
  return {{"exponential", Distribution::exponential(kTen)},
          {"uniform", Distribution::uniform(Duration::s(1), Duration::s(5))},
          {"lognormal", Distribution::lognormal_p50(Duration::ms(8), 0.99, Duration::ms(60))},
          {"lognormal by cv", Distribution::lognormal_mean_cv(kTen, 0.7)},
          {"weibull", Distribution::weibull_shape_mean(0.8, kTen)},
          {"weibull with wear", Distribution::weibull_shape_scale(3, kTen)},
          {"gamma", Distribution::gamma_mean_cv(kTen, 0.5)},
          {"gamma of shape below 1", Distribution::gamma_mean_cv(kTen, 2)},
          {"mixture", Distribution::mixture({{0.7, Distribution::exponential(kTen)},
                                             {0.2, Distribution::weibull_shape_mean(3, Duration::s(1))},
                                             {0.1, Distribution::lognormal_mean_cv(Duration::s(90), 0.5)}})}};
}

}  // namespace

TEST_CASE("Samples have the mean that the distribution states", "[sim]") {
  constexpr int n = 100'000;
  for (const auto& [name, law] : continuous_laws()) {
    Draws draws(stream_key(5, 0, 0, name_hash(name)), 0);
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += law.sample(draws).seconds();
    INFO(name);
    CHECK(std::fabs(sum / n - law.mean_seconds()) < 4 * std::sqrt(law.variance_s2() / n));
  }
}

TEST_CASE("Samples lie below each quantile as often as it says", "[sim]") {
  constexpr int n = 100'000;
  for (const auto& [name, law] : continuous_laws()) {
    for (const double p : {0.1, 0.5, 0.9, 0.99}) {
      Draws draws(stream_key(6, 0, 0, name_hash(name)), 0);
      const double limit = law.quantile_seconds(p);
      double below = 0;
      for (int i = 0; i < n; ++i) below += law.sample(draws).seconds() <= limit ? 1 : 0;
      INFO(name << " at " << p);
      CHECK(std::fabs(below / n - p) < 4 * std::sqrt(p * (1 - p) / n));
    }
  }
}

TEST_CASE("Quantiles invert the distribution function", "[sim]") {
  for (const auto& [name, law] : continuous_laws()) {
    for (const double p : {1e-6, 0.1, 0.5, 0.9, 0.999}) {
      INFO(name << " at " << p);
      CHECK(near(law.cdf_seconds(law.quantile_seconds(p)), p, 1e-9));
    }
    CHECK(law.cdf_seconds(-1) == 0);
    CHECK(law.quantile_seconds(0) <= law.quantile_seconds(1e-9));
  }
}

TEST_CASE("A fixed duration takes no draw", "[sim]") {
  const Distribution law = Distribution::fixed(kTen);
  Draws used(stream_key(1, 1, 1, 1), 0);
  Draws fresh = used;
  CHECK(law.sample(used) == kTen);
  CHECK(used.bits() == fresh.bits());
  CHECK(law.is_fixed());
  CHECK(law.mean_seconds() == 10);
  CHECK(law.variance_s2() == 0);
  CHECK(law.quantile_seconds(0.2) == 10);
  CHECK(law.cdf_seconds(9.99) == 0);
  CHECK(law.cdf_seconds(10) == 1);
}

TEST_CASE("A fixed never is sampled as never", "[sim]") {
  Draws draws(stream_key(1, 1, 1, 1), 0);
  CHECK(Distribution::fixed(Duration::never()).sample(draws).is_never());
}

TEST_CASE("Samples of many occurrences at once are those of one after the other, to the last nanosecond", "[sim]") {
  auto laws = continuous_laws();
  laws.push_back({"fixed", Distribution::fixed(kTen)});
  laws.push_back({"never", Distribution::fixed(Duration::never())});
  laws.push_back({"exponential beyond the range of durations", Distribution::exponential_seconds(1e13)});
  laws.push_back({"exponential in part beyond it", Distribution::exponential(Duration::days(365) * 200)});
  for (const auto& [name, law] : laws) {
    const StreamKey key = stream_key(7, 0, 0, name_hash(name));
    for (const std::size_t count : {0u, 1u, 15u, 16u, 17u, 100u, 1000u}) {
      std::vector<Duration> together(count), alone(count);
      law.sample_each(key, 3, together);
      for (std::size_t i = 0; i < count; ++i) {
        Draws draws(key, 3 + i);
        alone[i] = law.sample(draws);
      }
      INFO(name << ", " << count);
      CHECK(together == alone);
    }
  }
}

TEST_CASE("Exponential and uniform have their textbook moments", "[sim]") {
  const Distribution e = Distribution::exponential(kTen);
  CHECK(e.mean_seconds() == 10);
  CHECK(e.variance_s2() == 100);
  CHECK(near(e.quantile_seconds(0.5), 6.931471805599453));  // 10 log 2
  const Distribution u = Distribution::uniform(Duration::s(1), Duration::s(5));
  CHECK(u.mean_seconds() == 3);
  CHECK(near(u.variance_s2(), 16.0 / 12));
  CHECK(u.quantile_seconds(0.25) == 2);
}

TEST_CASE("A lognormal by median and 99th percentile has both", "[sim]") {
  const Distribution law = Distribution::lognormal_p50(Duration::ms(8), 0.99, Duration::ms(60));
  CHECK(near(law.quantile_seconds(0.5), 0.008));
  CHECK(near(law.quantile_seconds(0.99), 0.060));
}

TEST_CASE("Distributions by mean and cv have both", "[sim]") {
  for (const double cv : {0.3, 1.0, 2.5}) {
    for (const Distribution& law : {Distribution::lognormal_mean_cv(kTen, cv), Distribution::gamma_mean_cv(kTen, cv)}) {
      CHECK(near(law.mean_seconds(), 10));
      CHECK(near(std::sqrt(law.variance_s2()), 10 * cv));
    }
  }
}

TEST_CASE("A Weibull has the moments of the gamma function", "[sim]") {
  // mpmath: Gamma(1 + 1/1.5) = 0.9027452929509336, Gamma(1 + 2/1.5) - Gamma(1 + 1/1.5)^2 = 0.375690284813932
  const Distribution law = Distribution::weibull_shape_scale(1.5, kTen);
  CHECK(near(law.mean_seconds(), 9.027452929509336));
  CHECK(near(law.variance_s2(), 37.5690284813932, 1e-12));
  CHECK(near(Distribution::weibull_shape_mean(1.5, kTen).mean_seconds(), 10));
  CHECK(near(Distribution::weibull_shape_scale(1, kTen).quantile_seconds(0.9),
             Distribution::exponential(kTen).quantile_seconds(0.9)));  // shape 1 is the exponential
}

TEST_CASE("A gamma has the quantiles of the inverted series", "[sim]") {
  // mpmath, 50 digits: the series of P(a, x), inverted by halving; a mean of 10 s with cv 0.5 is shape 4, with cv 2
  // shape 1/4.
  const Distribution narrow = Distribution::gamma_mean_cv(kTen, 0.5);
  CHECK(near(narrow.quantile_seconds(0.05), 3.4157959918745773, 1e-12));
  CHECK(near(narrow.quantile_seconds(0.5), 9.18015187212724, 1e-12));
  CHECK(near(narrow.quantile_seconds(0.95), 19.384141319831812, 1e-12));
  CHECK(Distribution::gamma_shape_mean(4, kTen) == narrow);
  const Distribution wide = Distribution::gamma_mean_cv(kTen, 2);
  CHECK(near(wide.quantile_seconds(0.05), 0.00016874301681051967, 1e-12));
  CHECK(near(wide.quantile_seconds(0.5), 1.7469520941149363, 1e-12));
  CHECK(near(wide.quantile_seconds(0.95), 48.40464549779048, 1e-12));
}

TEST_CASE("An empirical distribution gives its values back, each as often as the others", "[sim]") {
  const Distribution law = Distribution::empirical({Duration::s(4), Duration::s(1), Duration::s(1), Duration::s(2)});
  CHECK(law.mean_seconds() == 2);
  CHECK(law.variance_s2() == 1.5);  // (4 + 1 + 1 + 0) / 4
  CHECK(law.cdf_seconds(0.5) == 0);
  CHECK(law.cdf_seconds(1) == 0.5);
  CHECK(law.quantile_seconds(0) == 1);
  CHECK(law.quantile_seconds(0.5) == 1);
  CHECK(law.quantile_seconds(0.51) == 2);
  CHECK(law.quantile_seconds(0.75) == 2);
  CHECK(law.quantile_seconds(1) == 4);
  Draws draws(stream_key(7, 0, 0, 0), 0);
  constexpr double n = 40'000;
  double ones = 0;
  for (int i = 0; i < n; ++i) ones += law.sample(draws) == Duration::s(1) ? 1 : 0;
  CHECK(std::fabs(ones / n - 0.5) < 4 * std::sqrt(0.25 / n));
}

TEST_CASE("A mixture has the moments of its parts, and its parts as often as their shares say", "[sim]") {
  // Nine of ten repairs take 5 s, one 105 s: mean 0.9 x 5 + 0.1 x 105 = 15, variance 0.9 x 0.1 x (105 - 5)^2 = 900.
  const auto restart_or_replace =
      Distribution::mixture({{0.9, Distribution::fixed(Duration::s(5))}, {0.1, Distribution::fixed(Duration::s(105))}});
  CHECK(near(restart_or_replace.mean_seconds(), 15));
  CHECK(near(restart_or_replace.variance_s2(), 900));
  CHECK(near(restart_or_replace.cdf_seconds(5), 0.9));
  CHECK(restart_or_replace.quantile_seconds(0.5) == 5);
  CHECK(near(restart_or_replace.quantile_seconds(0.95), 105));
  constexpr int n = 100'000;
  Draws draws(stream_key(9, 0, 0, name_hash("mixture")), 0);
  double long_ones = 0;
  for (int i = 0; i < n; ++i) long_ones += restart_or_replace.sample(draws) == Duration::s(105) ? 1 : 0;
  CHECK(std::fabs(long_ones / n - 0.1) < 4 * std::sqrt(0.09 / n));
  // Two exponentials half and half: mean 11, second moment (2 x 2^2 + 2 x 20^2) / 2 = 404, variance 404 - 121.
  const auto hyperexponential = Distribution::mixture(
      {{0.5, Distribution::exponential(Duration::s(2))}, {0.5, Distribution::exponential(Duration::s(20))}});
  CHECK(near(hyperexponential.variance_s2(), 283));
  CHECK(near(hyperexponential.cdf_seconds(3), 1 - (std::exp(-1.5) + std::exp(-0.15)) / 2));
}

TEST_CASE("Equal distributions are equal, and their parameters can be read", "[sim]") {
  CHECK(Distribution::exponential(kTen) == Distribution::exponential(Duration::ms(10'000)));
  CHECK_FALSE(Distribution::exponential(kTen) == Distribution::fixed(kTen));
  CHECK_FALSE(Distribution::exponential(kTen) == Distribution::exponential(Duration::s(11)));
  CHECK(Distribution::uniform(Duration::s(1), kTen).second() == kTen);
  CHECK(Distribution::weibull_shape_scale(1.5, kTen).shape() == 1.5);
  CHECK(Distribution::weibull_shape_scale(1.5, kTen).scale() == 10);
  CHECK(Distribution().kind() == Distribution::Kind::fixed);
}

TEST_CASE("Parameters out of range are refused", "[sim]") {
  CHECK_THROWS_AS(Distribution::fixed(Duration::ns(-1)), ContractError);
  CHECK_THROWS_AS(Distribution::exponential(Duration::zero()), ContractError);
  CHECK_THROWS_AS(Distribution::exponential(Duration::never()), ContractError);
  CHECK_THROWS_AS(Distribution::uniform(kTen, Duration::s(1)), ContractError);
  CHECK_THROWS_AS(Distribution::lognormal_p50(kTen, 0.8, Duration::s(20)), ContractError);
  CHECK_THROWS_AS(Distribution::lognormal_p50(kTen, 0.9, Duration::s(5)), ContractError);
  CHECK_THROWS_AS(Distribution::gamma_mean_cv(kTen, 0), ContractError);
  CHECK_THROWS_AS(Distribution::weibull_shape_scale(-1, kTen), ContractError);
  CHECK_THROWS_AS(Distribution::empirical({}), ContractError);
}

TEST_CASE("an exponential's mean may be longer than any duration", "[sim]") {
  const double mean = 1e11 * 3600;  // s: one FIT is a failure in 1e9 h; this is 0.01 FIT
  const Distribution law = Distribution::exponential_seconds(mean);
  CHECK(law.mean_seconds() == mean);
  CHECK(law.variance_s2() == mean * mean);
  CHECK(law.first().is_never());
  CHECK(law.cumulative_hazard(mean / 2) == 0.5);
  CHECK(law.age_at_hazard(2) == 2 * mean);
  CHECK(Distribution::exponential_seconds(3600) == Distribution::exponential(Duration::hours(1)));
}
