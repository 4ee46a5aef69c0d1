// SPDX-License-Identifier: Apache-2.0
// Elementary functions against known answers and at their ends.
#include "sim/math.hpp"

#include <cmath>
#include <limits>

#include "sim/check.hpp"
#include "tests/catch.hpp"
#include "tests/sim/known.hpp"

using namespace bulkhead;
using bulkhead::test::hold_against;
using bulkhead::test::Known;

namespace {

constexpr double kEps = 0x1p-52;

constexpr Known kLog[] = {
    {5e-324, 0.0, -744.4400719213812},        {1e-300, 0.0, -690.7755278982137},
    {0.1, 0.0, -2.3025850929940455},          {0.5, 0.0, -0.6931471805599453},
    {0.70710678, 0.0, -0.3465735919580042},   {0.999999, 0.0, -1.000000500029089e-06},
    {1.0000001, 0.0, 9.999999505838704e-08},  {1.5, 0.0, 0.4054651081081644},
    {2.0, 0.0, 0.6931471805599453},           {3.0, 0.0, 1.0986122886681098},
    {10000000000.0, 0.0, 23.025850929940457}, {1.7e+308, 0.0, 709.7268368932282},
};

constexpr Known kLog1p[] = {
    {-0.999999, 0.0, -13.815510557935518},
    {-0.5, 0.0, -0.6931471805599453},
    {-0.29, 0.0, -0.3424903089467759},
    {-0.001, 0.0, -0.0010005003335835335},
    {-1e-17, 0.0, -1e-17},
    {1e-300, 0.0, 1e-300},
    {1e-09, 0.0, 9.999999995e-10},
    {0.41, 0.0, 0.3435897043900769},
    {1.0, 0.0, 0.6931471805599453},
    {7.0, 0.0, 2.0794415416798357},
    {1e+18, 0.0, 41.44653167389282},
};

constexpr Known kExp[] = {
    {-700.0, 0.0, 9.85967654375977e-305},  {-20.25, 0.0, 1.6052280551856116e-09}, {-1.0, 0.0, 0.36787944117144233},
    {-0.35, 0.0, 0.7046880897187134},      {1e-12, 0.0, 1.000000000001},          {0.34657, 0.0, 1.4142084849595797},
    {1.0, 0.0, 2.718281828459045},         {10.1, 0.0, 24343.00942440838},        {300.0, 0.0, 1.9424263952412558e+130},
    {709.7, 0.0, 1.6549840276802644e+308},
};

constexpr Known kExpm1[] = {
    {-39.0, 0.0, -1.0},
    {-1.0, 0.0, -0.6321205588285577},
    {-0.36, 0.0, -0.3023236739289689},
    {-1e-05, 0.0, -9.999950000166666e-06},
    {1e-300, 0.0, 1e-300},
    {1e-10, 0.0, 1.00000000005e-10},
    {0.3, 0.0, 0.3498588075760031},
    {0.35, 0.0, 0.41906754859325723},
    {2.0, 0.0, 6.38905609893065},
    {39.5, 0.0, 1.4276838118129198e+17},
    {600.0, 0.0, 3.7730203009299397e+260},
};

constexpr Known kPow[] = {
    {2.0, 0.5, 1.4142135623730951},    {0.3, 2.7, 0.038746045822494066},     {10.0, -3.5, 0.00031622776601683794},
    {0.001, 0.1, 0.5011872336272722},  {1.0001, 5000.5, 1.6487624878731344}, {7.0, 20.0, 7.9792266297612e+16},
    {0.95, 40.0, 0.12851215656510312},
};

}  // namespace

TEST_CASE("The logarithm is right to one unit, next to 1 and for subnormal numbers too", "[sim]") {
  hold_against(
      kLog, [](double x, double) { return math::log(x); }, kEps);
}

TEST_CASE("The logarithm of 1+x keeps its digits near 0", "[sim]") {
  hold_against(
      kLog1p, [](double x, double) { return math::log1p(x); }, kEps);
}

TEST_CASE("The exponential is right to one unit", "[sim]") {
  hold_against(
      kExp, [](double x, double) { return math::exp(x); }, kEps);
}

TEST_CASE("The exponential minus 1 keeps its digits near 0", "[sim]") {
  hold_against(
      kExpm1, [](double x, double) { return math::expm1(x); }, kEps);
}

TEST_CASE("Powers are right to the units that their logarithm costs", "[sim]") {
  hold_against(
      kPow, [](double x, double y) { return math::pow(x, y); }, 30 * kEps);
}

TEST_CASE("Elementary functions have their limits at the ends of their domains", "[sim]") {
  CHECK(math::log(0) == -math::kInfinity);
  CHECK(math::log(math::kInfinity) == math::kInfinity);
  CHECK(math::log(1) == 0);
  CHECK(math::log1p(-1) == -math::kInfinity);
  CHECK(math::log1p(math::kInfinity) == math::kInfinity);
  CHECK(math::exp(0) == 1);
  CHECK(math::exp(-math::kInfinity) == 0);
  CHECK(math::exp(math::kInfinity) == math::kInfinity);
  CHECK(math::exp(-745) == 5e-324);  // e^-745 = 4.99e-324 lies nearest to the smallest subnormal, 4.94e-324
  CHECK(math::expm1(-math::kInfinity) == -1);
  CHECK(math::expm1(math::kInfinity) == math::kInfinity);
}

TEST_CASE("Whole powers are exact where the product is", "[sim]") {
  CHECK(math::pow(3, 4) == 81);
  CHECK(math::pow(-2, 3) == -8);
  CHECK(math::pow(2, -2) == 0.25);
  CHECK(math::pow(0, 0) == 1);
  CHECK(math::pow(0, 0.5) == 0);
  CHECK(math::pow(0, -0.5) == math::kInfinity);
  CHECK(math::pow(-1, 101) == -1);
  CHECK(math::pow(1, 1e300) == 1);
}

TEST_CASE("Elementary functions grow where they should, across every seam of their reductions", "[sim]") {
  for (double x = -3; x < 3; x += 1.0 / 1024) {
    const double next = x + 1.0 / 1024;
    CHECK(math::exp(x) < math::exp(next));
    CHECK(math::expm1(x) < math::expm1(next));
    CHECK(math::log(x + 4) < math::log(next + 4));
  }
}

TEST_CASE("A function outside its domain is a mistake of ours", "[sim]") {
  CHECK_THROWS_AS(math::log(-1), ContractError);
  CHECK_THROWS_AS(math::log(std::nan("")), ContractError);
  CHECK_THROWS_AS(math::log1p(-1.5), ContractError);
  CHECK_THROWS_AS(math::pow(-2, 0.5), ContractError);
}
