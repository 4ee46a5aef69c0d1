// SPDX-License-Identifier: Apache-2.0
// Times as a mean and a variance: cut, mixed, maximised.
#include "models/traffic/moments.hpp"

#include <cmath>
#include <limits>

#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinRel;

TEST_CASE("An exponential time cut at a timeout is exact", "[models]") {
  // P[T <= t] = 1 - e^-t; E[T | T <= t] = (1 - (1+t) e^-t) / P; E[T^2 | T <= t] = (2 - (2 + 2t + t^2) e^-t) / P.
  for (const double t : {0.1, 1.0, 2.5, 10.0}) {
    const Cut one = cut({1, 1}, t);
    const double within = 1 - std::exp(-t);
    const double mean = (1 - (1 + t) * std::exp(-t)) / within;
    CHECK_THAT(one.within, WithinRel(within, 1e-12));
    CHECK_THAT(one.in_time.mean, WithinRel(mean, 1e-11));
    CHECK_THAT(one.in_time.var, WithinRel((2 - (2 + 2 * t + t * t) * std::exp(-t)) / within - mean * mean, 1e-8));
  }
}

TEST_CASE("A gamma time of shape 4 cut at a timeout has the probability of four Poisson events", "[models]") {
  // Mean 4, variance 4: P[T <= t] = 1 - e^-t (1 + t + t^2/2 + t^3/6).
  for (const double t : {1.0, 4.0, 9.0})
    CHECK_THAT(cut({4, 4}, t).within, WithinRel(1 - std::exp(-t) * (1 + t + t * t / 2 + t * t * t / 6), 1e-11));
}

TEST_CASE("A fixed time is within its timeout or not", "[models]") {
  CHECK(cut({2, 0}, 2).within == 1);
  CHECK(cut({2, 0}, 1.999).within == 0);
  CHECK(cut({0, 0}, 0).within == 1);
  CHECK(cut({5, 3}, std::numeric_limits<double>::infinity()).within == 1);
  CHECK(cut({5, 3}, std::numeric_limits<double>::infinity()).in_time == Moments{5, 3});
}

TEST_CASE("The later of two equal independent times is later by spread over the square root of pi", "[models]") {
  // Of two normals with mean 10 and variance 1: mean 10 + 1/sqrt(pi), variance 1 - 1/pi, which Clark's formulas give exactly.
  const Moments later = later_of({10, 1}, {10, 1});
  CHECK_THAT(later.mean, WithinRel(10 + 1 / std::sqrt(3.14159265358979323846), 1e-14));
  CHECK_THAT(later.var, WithinRel(1 - 1 / 3.14159265358979323846, 1e-12));
}

TEST_CASE("The later of two times is the greater one where they cannot meet", "[models]") {
  CHECK(later_of({3, 0}, {2, 0}) == Moments{3, 0});
  CHECK(later_of({2, 0}, {3, 0}) == Moments{3, 0});
  const Moments later = later_of({100, 1}, {1, 1});
  CHECK_THAT(later.mean, WithinRel(100, 1e-14));
  CHECK_THAT(later.var, WithinRel(1, 1e-9));
}

TEST_CASE("A mixture has the mean of means and the variance within and between", "[models]") {
  Mixture mixture;
  mixture.add(1, {0, 0});
  mixture.add(3, {4, 2});
  // Mean 3; E[x^2] = 0.75 * (16 + 2) = 13.5; variance 4.5.
  CHECK_THAT(mixture.moments().mean, WithinRel(3, 1e-15));
  CHECK_THAT(mixture.moments().var, WithinRel(4.5, 1e-15));
  CHECK(Mixture().moments() == Moments{});
  CHECK_THAT(sometimes(0.75, {4, 2}).var, WithinRel(4.5, 1e-15));
  CHECK(sometimes(1, {4, 2}) == Moments{4, 2});
}

TEST_CASE("A cut far out in either tail is a probability, and loses no digits to cancellation", "[models]") {
  // Gamma of shape 2, scale 1: P[T <= t] = 1 - (1+t) e^-t, for small t: t^2/2 - t^3/3 + t^4/8.
  const double t = 1e-4;
  CHECK_THAT(cut({2, 2}, t).within, WithinRel(t * t / 2 - t * t * t / 3 + t * t * t * t / 8, 1e-10));
  // Given T <= t, T is t times a Beta(2, 1) but for terms of order t: mean 2t/3, variance t^2/18.
  CHECK_THAT(cut({2, 2}, t).in_time.mean, WithinRel(2 * t / 3, 1e-4));
  CHECK_THAT(cut({2, 2}, t).in_time.var, WithinRel(t * t / 18, 1e-3));
  CHECK(cut({2, 2}, 80).within == 1);
  CHECK(cut({2, 2}, 30).within < 1);
  // A wide time (shape 0.01) is still out there 40 deviations above its mean.
  CHECK(cut({1, 100}, 401).within < 1 - 1e-6);
}
