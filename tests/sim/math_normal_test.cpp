// SPDX-License-Identifier: Apache-2.0
// The normal distribution against known answers.
#include <cmath>
#include <limits>

#include "sim/check.hpp"
#include "sim/math.hpp"
#include "tests/catch.hpp"
#include "tests/sim/known.hpp"

using namespace bulkhead;
using bulkhead::test::hold_against;
using bulkhead::test::Known;

namespace {

constexpr double kNormalEps = 0x1p-52;

constexpr Known kPdf[] = {
    {0.0, 0.0, 0.3989422804014327},     {0.5, 0.0, 0.35206532676429947},      {-1.3, 0.0, 0.17136859204780736},
    {6.1, 0.0, 3.3178842435473016e-09}, {-20.7, 0.0, 3.5932612209698675e-94}, {37.0, 0.0, 2.1200065515246056e-298},
};

constexpr Known kCdf[] = {
    {0.0, 0.0, 0.5},
    {-0.1, 0.0, 0.460172162722971},
    {0.7, 0.0, 0.758036347776927},
    {-1.96, 0.0, 0.024997895148220435},
    {1.96, 0.0, 0.9750021048517795},
    {3.3, 0.0, 0.9995165758576162},
    {-5.0, 0.0, 2.866515718791939e-07},
    {-12.5, 0.0, 3.732564298877713e-36},
    {-30.0, 0.0, 4.906713927148187e-198},
    {-37.0, 0.0, 5.725571222524577e-300},
    {8.0, 0.0, 0.9999999999999993},
};

constexpr Known kQuantile[] = {
    {1e-300, 0.0, -37.0470962993612},        {1e-50, 0.0, -14.933337534788489}, {1e-11, 0.0, -6.706023155495136},
    {1e-09, 0.0, -5.9978070150076865},       {0.001, 0.0, -3.0902323061678136}, {0.05, 0.0, -1.6448536269514726},
    {0.074, 0.0, -1.4466320671589785},       {0.08, 0.0, -1.4050715603096327},  {0.3, 0.0, -0.5244005127080408},
    {0.5000001, 0.0, 2.506628273311648e-07}, {0.75, 0.0, 0.6744897501960817},   {0.9, 0.0, 1.2815515655446006},
    {0.95, 0.0, 1.6448536269514722},         {0.975, 0.0, 1.9599639845400538},  {0.99, 0.0, 2.3263478740408408},
    {0.9999999, 0.0, 5.199337582290661},
};

}  // namespace

TEST_CASE("The normal density keeps its digits far out, where the square of x is rounded", "[sim]") {
  hold_against(
      kPdf, [](double x, double) { return math::normal_pdf(x); }, 2 * kNormalEps);
}

TEST_CASE("The normal distribution function keeps its digits in its tail", "[sim]") {
  hold_against(
      kCdf, [](double x, double) { return math::normal_cdf(x); }, 3 * kNormalEps);
}

TEST_CASE("The normal quantile is right in the centre and in both tails", "[sim]") {
  hold_against(
      kQuantile, [](double p, double) { return math::normal_quantile(p); }, 10 * kNormalEps);
  CHECK(math::normal_quantile(0.5) == 0);
}

TEST_CASE("The normal distribution has its limits at the ends", "[sim]") {
  CHECK(math::normal_cdf(-math::kInfinity) == 0);
  CHECK(math::normal_cdf(math::kInfinity) == 1);
  CHECK(math::normal_quantile(0) == -math::kInfinity);
  CHECK(math::normal_quantile(1) == math::kInfinity);
  CHECK_THROWS_AS(math::normal_quantile(1.5), ContractError);
}

TEST_CASE("The normal quantile grows across the seams of its three ranges", "[sim]") {
  for (const double seam : {0.075, 0.925, 1.3887943864964021e-11}) {  // |p - 1/2| = 0.425; sqrt(-log p) = 5
    CHECK(math::normal_quantile(seam * (1 - 1e-13)) <= math::normal_quantile(seam));
    CHECK(math::normal_quantile(seam) <= math::normal_quantile(seam * (1 + 1e-13)));
  }
}
