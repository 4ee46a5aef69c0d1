// SPDX-License-Identifier: Apache-2.0
// The gamma family and the discrete probabilities that rest on it.
#include <cmath>

#include "sim/math.hpp"
#include "tests/catch.hpp"
#include "tests/sim/known.hpp"

using namespace bulkhead;
using bulkhead::test::hold_against;
using bulkhead::test::Known;

namespace {

constexpr Known kLgamma[] = {
    {1e-10, 0.0, 23.025850929882736},       {0.1, 0.0, 2.252712651734206},
    {0.5, 0.0, 0.5723649429247001},         {1.5, 0.0, -0.12078223763524522},
    {2.5, 0.0, 0.2846828704729192},         {3.0, 0.0, 0.6931471805599453},
    {9.99, 0.0, 12.779315214350193},        {10.0, 0.0, 12.801827480081469},
    {55.5, 0.0, 166.32150615984037},        {1000.0, 0.0, 5905.220423209181},
    {100000000.0, 0.0, 1742068066.1038346}, {1000000000000000.0, 0.0, 3.3538776394910668e+16},
};

constexpr Known kGammaP[] = {
    {0.5, 0.1, 0.345279153981423},
    {1.0, 1.0, 0.6321205588285577},
    {3.0, 0.01, 1.654216528074877e-07},
    {10.0, 5.0, 0.03182805730620481},
    {100.0, 70.0, 0.00043037259497989087},
    {10000.0, 9500.0, 1.862454651795155e-07},
    {990000.0, 988000.0, 0.022157672263515987},
    {1000000.0, 997000.0, 0.0013381041673135997},
    {10000000.0, 9990000.0, 0.0007801532152520487},
};

constexpr Known kGammaQ[] = {
    {0.5, 3.0, 0.01430587843542964},
    {1.0, 5.0, 0.006737946999085467},
    {3.0, 12.0, 0.0005222580500328978},
    {10.0, 25.0, 0.00022147663824878357},
    {100.0, 130.0, 0.002750408367306526},
    {10000.0, 10300.0, 0.0014704948963856813},
    {990000.0, 995000.0, 2.6230152422544664e-07},
    {1000000.0, 1003000.0, 0.0013617406462175915},
    {10000000.0, 10010000.0, 0.0007852534346056279},
};

constexpr Known kPoissonLog[] = {
    {0.0, 2.5, -2.5},
    {1.0, 0.001, -6.908755278982137},
    {7.0, 4.2, -2.679569684040156},
    {30.0, 100.0, -36.50313076918742},
    {1000.0, 1010.5, -4.427641644487648},
    {1000000.0, 1001000.0, -8.326360811986977},
    {1000000000000.0, 1000002000000.0, -16.734446424506363},
};

}  // namespace

TEST_CASE("The logarithm of the gamma function is right on both sides of Stirling's series", "[sim]") {
  hold_against(
      kLgamma, [](double x, double) { return math::lgamma(x); }, 1e-14, 1e-14);
}

TEST_CASE("The lower incomplete gamma function keeps its digits in its tail", "[sim]") {
  hold_against(
      kGammaP, [](double a, double x) { return math::gamma_p(a, x); }, 1e-12);
}

TEST_CASE("The upper incomplete gamma function keeps its digits in its tail", "[sim]") {
  hold_against(
      kGammaQ, [](double a, double x) { return math::gamma_q(a, x); }, 1e-12);
}

TEST_CASE("The two incomplete gamma functions add up to 1", "[sim]") {
  for (const double a : {0.2, 1.0, 7.5, 300.0, 2e6}) {
    for (const double share : {0.0, 0.5, 0.99, 1.0, 1.01, 2.0}) {
      CHECK(std::fabs(math::gamma_p(a, a * share) + math::gamma_q(a, a * share) - 1) <= 1e-14);
    }
  }
}

TEST_CASE("The incomplete gamma function does not jump where its method changes", "[sim]") {
  // Below a = 10^6 a series, from there Temme's expansion; over one unit in a P falls by about 1 / sqrt(2 pi a) = 4e-4,
  // so that over 2e-9 it falls by less than 1e-12.
  const double below = math::gamma_p(1e6 - 1e-9, 1e6);
  const double above = math::gamma_p(1e6 + 1e-9, 1e6);
  CHECK(std::fabs(below - above) < 2e-12);
}

TEST_CASE("The Poisson distribution function is the sum of its probabilities", "[sim]") {
  // e^-2 (1 + 2 + 2 + 4/3) = 19/3 e^-2, with e^-2 = 0.13533528323661270
  CHECK(std::fabs(math::poisson_cdf(3, 2) - 19.0 / 3 * 0.13533528323661270) <= 1e-15);
  CHECK(math::poisson_cdf(0, 0) == 1);
}

TEST_CASE("Logarithms of Poisson probabilities do not cancel at large means", "[sim]") {
  hold_against(
      kPoissonLog, [](double k, double mean) { return math::poisson_log_pmf(k, mean); }, 1e-14, 1e-14);
  CHECK(math::poisson_log_pmf(0, 0) == 0);
}

TEST_CASE("Logarithms of binomial probabilities do not cancel at many trials", "[sim]") {
  // mpmath, 50 digits: loggamma(n+1) - loggamma(k+1) - loggamma(n-k+1) + k log p + (n-k) log1p(-p)
  const auto near = [](double value, double answer) { return std::fabs(value - answer) <= 1e-12 * std::fabs(answer); };
  CHECK(near(math::binomial_log_pmf(0, 5, 0.2), -1.1157177565710488));
  CHECK(near(math::binomial_log_pmf(5, 5, 0.2), -8.047189562170502));
  CHECK(near(math::binomial_log_pmf(3, 10, 0.25), -1.3851658477400923));
  CHECK(near(math::binomial_log_pmf(480, 1000, 0.5), -4.47933235558206));
  CHECK(near(math::binomial_log_pmf(1e6, 1e9, 0.001001), -8.326361062654707));
  CHECK(math::binomial_log_pmf(0, 4, 0) == 0);
  CHECK(math::binomial_log_pmf(4, 4, 1) == 0);
}
