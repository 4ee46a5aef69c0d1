// SPDX-License-Identifier: Apache-2.0
// Cumulative hazards of durations.
#include <cmath>
#include <vector>

#include "sim/distribution.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinRel;

namespace {

std::vector<Distribution> laws() {
  const Duration hour = Duration::hours(1);
  return {Distribution::exponential(hour),
          Distribution::uniform(Duration::minutes(5), hour),
          Distribution::lognormal_mean_cv(hour, 2),
          Distribution::weibull_shape_mean(1.7, hour),
          Distribution::weibull_shape_mean(0.6, hour),
          Distribution::gamma_mean_cv(hour, 0.5),
          Distribution::gamma_mean_cv(hour, 1.5),
          Distribution::mixture({{0.8, Distribution::exponential(hour)},
                                 {0.2, Distribution::weibull_shape_mean(1.7, Duration::minutes(5))}})};
}

}  // namespace

TEST_CASE("A cumulative hazard is minus the logarithm of what survives", "[sim]") {
  for (const auto& law : laws())
    for (const double t : {400.0, 1800.0, 3000.0}) {
      INFO(static_cast<int>(law.kind()) << " at " << t);
      CHECK_THAT(std::exp(-law.cumulative_hazard(t)), WithinRel(1 - law.cdf_seconds(t), 1e-12));
    }
}

TEST_CASE("The age at a hazard is the inverse of the cumulative hazard, far beyond where 1 - P[T <= t] has digits",
          "[sim]") {
  for (const auto& law : laws())
    for (const double h : {1e-9, 1e-3, 0.3, 1.0, 5.0, 20.0}) {
      INFO(static_cast<int>(law.kind()) << " at " << h);
      // A uniform's last percent of 1e-9 lies in the last digits of its age.
      const double tolerance = law.kind() == Distribution::Kind::uniform ? 2e-7 : 1e-9;
      CHECK_THAT(law.cumulative_hazard(law.age_at_hazard(h)), WithinRel(h, tolerance));
    }
  // e^-100 of all lives: lognormal 1 e^z with P[Z > z] = e^-100.
  const auto lognormal = Distribution::lognormal_mu_sigma(0, 1);
  CHECK_THAT(lognormal.cumulative_hazard(lognormal.age_at_hazard(100)), WithinRel(100.0, 1e-9));
}

TEST_CASE("A law with atoms has no hazard", "[sim]") {
  const Duration hour = Duration::hours(1);
  CHECK_FALSE(Distribution::fixed(hour).has_hazard());
  CHECK_FALSE(Distribution::empirical({hour}).has_hazard());
  CHECK_FALSE(Distribution::uniform(hour, hour).has_hazard());
  CHECK_FALSE(Distribution::lognormal_mu_sigma(1, 0).has_hazard());
  CHECK_FALSE(
      Distribution::mixture({{0.5, Distribution::fixed(hour)}, {0.5, Distribution::exponential(hour)}}).has_hazard());
  for (const auto& law : laws()) CHECK(law.has_hazard());
}
