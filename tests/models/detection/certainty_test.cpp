// SPDX-License-Identifier: Apache-2.0
// Certain datapoints against exact sums of Poisson probabilities: what is called certain must be so to 1e-15.
#include "models/detection/certainty.hpp"

#include <cmath>

#include "sim/math.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;

namespace {

struct Chances {
  double ok = 0, breach = 0, missing = 0;
};

double pmf(double k, double mean) {
  return mean <= 0 ? (k == 0 ? 1.0 : 0.0) : math::exp(math::poisson_log_pmf(k, mean));
}

// Everything that a Poisson count does with more than 1e-30.
double most(double mean) {
  return mean + 14 * std::sqrt(mean) + 60;
}

// By summing over both counts, from small terms only: no difference is taken, so tails keep their digits.
Chances exact(Means means, double below, double min_samples) {
  Chances out;
  for (double bad = 0; bad <= most(means.bad); ++bad) {
    const double p = pmf(bad, means.bad);
    for (double good = 0; good <= most(means.good); ++good) {
      const double both = p * pmf(good, means.good);
      const auto what = success_datapoint({static_cast<std::uint64_t>(good), static_cast<std::uint64_t>(bad)}, below,
                                          static_cast<std::uint64_t>(min_samples));
      (what == Datapoint::ok ? out.ok : what == Datapoint::breach ? out.breach : out.missing) += both;
    }
  }
  return out;
}

double otherwise(const Chances& chances, Datapoint what) {
  return (what == Datapoint::ok ? 0 : chances.ok) + (what == Datapoint::breach ? 0 : chances.breach) +
         (what == Datapoint::missing ? 0 : chances.missing);
}

}  // namespace

TEST_CASE("A datapoint breaches strictly below its threshold and is missing without enough attempts",
          "[models][detection]") {
  CHECK(success_datapoint({99, 1}, 0.99, 0) == Datapoint::ok);
  CHECK(success_datapoint({98, 2}, 0.99, 0) == Datapoint::breach);
  CHECK(success_datapoint({0, 0}, 0.99, 0) == Datapoint::missing);
  CHECK(success_datapoint({0, 1}, 0.99, 0) == Datapoint::breach);
  CHECK(success_datapoint({0, 9}, 0.99, 10) == Datapoint::missing);
  CHECK(success_datapoint({0, 10}, 0.99, 10) == Datapoint::breach);
  CHECK(volume_datapoint({5, 4}, 10) == Datapoint::breach);
  CHECK(volume_datapoint({5, 5}, 10) == Datapoint::ok);
}

TEST_CASE("What is called certain fails to be so with less than 1e-15", "[models][detection]") {
  int certain = 0;
  int open = 0;
  for (const double good : {0.0, 1e-16, 0.5, 20.0, 36.0, 120.0, 600.0})
    for (const double bad : {0.0, 1e-16, 1e-9, 0.02, 1.0, 6.0, 36.0, 240.0})
      for (const double below : {0.5, 0.9, 0.99, 1.0})
        for (const std::uint64_t min_samples : {0u, 30u, 400u}) {
          const auto claim = certain_success({good, bad}, below, min_samples);
          ++(claim ? certain : open);
          INFO("good " << good << " bad " << bad << " below " << below << " min " << min_samples);
          if (claim) CHECK(otherwise(exact({good, bad}, below, static_cast<double>(min_samples)), *claim) < 1.01e-15);
        }
  CHECK(certain > 100);  // both kinds are in the grid
  CHECK(open > 100);
}

TEST_CASE("A minute of a busy service is certain where it is well or half dead, and open near its threshold",
          "[models][detection]") {
  // 1,000 a second for a minute against 99 %: 0.1 % of errors lie (600 - 60)/sqrt(600) = 22 deviations below the threshold, 50 %
  // as far beyond it; at 0.95 % only 1.2.
  const double all = 60000;
  CHECK(certain_success({all, 0}, 0.99, 0) == Datapoint::ok);
  CHECK(certain_success({all * 0.999, all * 0.001}, 0.99, 0) == Datapoint::ok);
  CHECK(certain_success({all * 0.5, all * 0.5}, 0.99, 0) == Datapoint::breach);
  CHECK(certain_success({0, all}, 0.99, 0) == Datapoint::breach);
  CHECK(certain_success({0, 0}, 0.99, 0) == Datapoint::missing);
  CHECK(!certain_success({all * 0.9905, all * 0.0095}, 0.99, 0));
}

TEST_CASE("A volume that is called certain fails to be so with less than 1e-15", "[models][detection]") {
  int certain = 0;
  for (const double mean : {0.0, 0.1, 3.0, 30.0, 90.0, 400.0})
    for (const double below : {0.0, 1.0, 2.5, 30.0, 200.0, 900.0}) {
      const auto claim = certain_volume({mean, 0}, below);
      if (!claim) continue;
      ++certain;
      double wrong = 0;
      for (double k = 0; k <= most(mean); ++k)
        if (volume_datapoint({static_cast<std::uint64_t>(k), 0}, below) != *claim) wrong += pmf(k, mean);
      INFO("mean " << mean << " below " << below);
      CHECK(wrong < 1.01e-15);
    }
  CHECK(certain > 10);
}
