// SPDX-License-Identifier: Apache-2.0
// How fast clocks run: warm standby, shared loads, and starts on demand, against closed forms and integrals.
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/parts.hpp"
#include "tests/theory/measured.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

/// One of n units suffices; nothing is repaired. Hours until all have failed.
Measured end_of(int n, const Distribution& mttf, const std::function<void(FaultSpec&)>& say, int runs = 4000) {
  Model model = k_of_n(n, 1, mttf, fixed_h(0));
  model.faults[0].repair.reset();
  say(model.faults[0]);
  return outages(model, 2000, runs, down("component system")).first_h;
}

/// Of a Weibull with shape 2 and scale 100 h.
constexpr double kShape = 2, kScale_h = 100;
double survival(double t) {
  return std::exp(-std::pow(t / kScale_h, kShape));
}
double density(double t) {
  return kShape / kScale_h * std::pow(t / kScale_h, kShape - 1) * survival(t);
}
Distribution weibull() {
  return Distribution::weibull_shape_scale(kShape, hours(kScale_h));
}

/// By the midpoint rule.
template <class F>
double integral(double from, double to, int steps, const F& f) {
  double sum = 0;
  const double width = (to - from) / steps;
  for (int i = 0; i < steps; ++i) sum += f(from + (i + 0.5) * width);
  return sum * width;
}

}  // namespace

TEST_CASE("A warm standby without repair lives 1/(l + d l) + 1/l, between a hot and a cold one", "[theory]") {
  // l = 1/100 h: both alive until one of them fails, at l + d l; then the other, at l.
  for (const double d : {0.0, 0.25, 1.0}) {
    INFO("dormancy " << d);
    const auto seen = end_of(2, exponential_h(100), [&](FaultSpec& fault) {
      fault.active = 1;
      fault.dormancy = d;
    });
    check(seen, 100 / (1 + d) + 100, 0.02);
  }
}

TEST_CASE("Two warm spares and one crew are a birth and death chain", "[theory]") {
  // Up: l + 2 d l, l + d l, l; down: m each. r = 10/20, d = 0.4: 1, 0.9, 0.63, 0.315: 0.315/2.845.
  auto model = k_of_n(3, 1, exponential_h(20), exponential_h(10));
  model.faults[0].active = 1;
  model.faults[0].dormancy = 0.4;
  one_crew(model);
  const auto seen = outages(model, 50'000, 20, down("component system"));
  check(seen.loss, 0.315 / 2.845, 0.03);
  check(seen.per_8760h, 0.63 / 2.845 / 20 * 8760, 0.03);
}

TEST_CASE("A warm standby that wears out goes on with the age that it has", "[theory]") {
  // Lives L1, L2 of the same law. The standby, of age d L1 when the other fails, lives on for L2 - d L1 if it has not
  // failed before: E max(L1, L1 + L2 - d L1) = E L + integral of f(t) times the integral of S from d t on.
  const double d = 0.5, end = 6 * kScale_h;
  const double mean = integral(0, end, 2000, survival);
  const double beyond =
      integral(0, end, 1000, [&](double t) { return density(t) * integral(d * t, end, 1000, survival); });
  const auto seen = end_of(2, weibull(), [&](FaultSpec& fault) {
    fault.active = 1;
    fault.dormancy = d;
  });
  check(seen, mean + beyond, 0.01);
  // A standby that took its turn as good as new would live as long again: that is seen to be another figure.
  CHECK(2 * mean - (mean + beyond) > 8 * seen.error);
}

TEST_CASE("Two that share a load without repair live 1/(2 a0 l) + 1/(a1 l)", "[theory]") {
  check(end_of(2, exponential_h(100), [](FaultSpec& fault) { fault.acceleration = {1, 2.5}; }), 50 + 40, 0.02);
  check(end_of(3, exponential_h(100),
               [](FaultSpec& fault) {
                 fault.acceleration = {0.5, 1, 4};
               }),
        100 / 1.5 + 50 + 25, 0.02);
}

TEST_CASE("Three that share a load, with one crew, are a birth and death chain", "[theory]") {
  // Up: 3 l, 2 x 1.5 l, 2 l; down: m. r = 5/50: 1, 0.3, 0.09, 0.018; one of three down: 0.018/1.408.
  auto model = k_of_n(3, 1, exponential_h(50), exponential_h(5));
  model.faults[0].acceleration = {1, 1.5, 2};
  one_crew(model);
  check(outages(model, 50'000, 40, down("component system")).loss, 0.018 / 1.408, 0.05);
}

TEST_CASE("Two that wear out share a load, and the one that is left ages faster", "[theory]") {
  // The first of two fails at t with density 2 f(t) S(t), when both are of age t; the other then has r to run with
  // P[R > r] = S(t + r)/S(t), in r/a. So E = integral of S^2 + 1/a x integral of 2 f(t) times the integral of S from t on.
  const double a = 3, end = 6 * kScale_h;
  const double first = integral(0, end, 2000, [](double t) { return survival(t) * survival(t); });
  const double rest =
      integral(0, end, 1000, [&](double t) { return 2 * density(t) * integral(t, end, 1000, survival); });
  const auto seen = end_of(2, weibull(), [&](FaultSpec& fault) { fault.acceleration = {1, a}; });
  check(seen, first + rest / a, 0.01);
  CHECK(first + rest - (first + rest / a) > 8 * seen.error);  // the load is seen
}

TEST_CASE("A cold standby that starts with probability p lives 1/l + p/l", "[theory]") {
  const auto say = [](FaultSpec& fault) {
    fault.active = 1;
    fault.starts = 0.8;
  };
  check(end_of(2, exponential_h(100), say), 100 + 80, 0.02);
  // Each of four spares is asked once; whatever the law of lives.
  check(end_of(5, weibull(), say), (1 + 4 * 0.8) * 100 * std::sqrt(std::acos(-1.0)) / 2, 0.02);
}

TEST_CASE("A repaired unit that is asked to serve may fail to start again", "[theory]") {
  // One of two, a crew each, l = 1/20, m = 1/10, p = 0.7, x = 1/2: from 0 failed to 1 (p) or 2 (1 - p) at l; from 1 to 0 at
  // m, to 2 at l; from 2 to 1 at 2 m p. pi_1 = x, pi_2 = x (0.3 + x) / 1.4: 0.285714/1.785714 = 0.16.
  auto model = k_of_n(2, 1, exponential_h(20), exponential_h(10));
  model.faults[0].active = 1;
  model.faults[0].starts = 0.7;
  const double x = 0.5, two = x * (0.3 + x) / 1.4;
  const auto seen = outages(model, 50'000, 20, down("component system"));
  check(seen.loss, two / (1 + x + two), 0.03);
  check(seen.per_8760h, 2 * 0.7 / 10 * two / (1 + x + two) * 8760, 0.03);
}
