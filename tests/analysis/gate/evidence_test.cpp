// SPDX-License-Identifier: Apache-2.0
// Sides and chances against closed forms: Student's t, the binomial law, figures that do not vary.
#include "analysis/gate/evidence.hpp"

#include <cmath>

#include "analysis/comparison.hpp"
#include "tests/catch.hpp"

namespace bulkhead {
namespace {

using Side = Evidence::Side;

const Metric& metric(const char* name) {
  return *find_metric(name);
}

/// n replications that lose 1000 and 3000 of 1e6 requests in turn: a mean loss of 0.2 %, each an event of its own.
std::vector<Sample> alternating(std::size_t n) {
  std::vector<Sample> out;
  for (std::size_t i = 0; i < n; ++i) {
    const double lost = i % 2 == 0 ? 1000 : 3000;
    out.push_back({lost, 1e6, lost * lost});
  }
  return out;
}

Evidence against(const Metric& metric, const std::vector<Sample>& samples, double value, const Doubt& doubt = {}) {
  return against_value(metric, samples, estimate_ratio(with_events(metric, samples), {}), value, doubt);
}

Evidence against(const Metric& metric, const std::vector<Sample>& left, double factor,
                 const std::vector<Sample>& right) {
  const auto times = with_events(metric, scaled(right, factor));
  return against_figure(metric, left, factor, right, estimate_difference(times, with_events(metric, left), {}));
}

}  // namespace

TEST_CASE("An estimate's chance is five per cent where its interval ends, and as Student's t beyond", "[analysis]") {
  Estimate e;
  e.mean = 10;
  e.ci95 = Interval{8, 13};
  e.n = 11;
  CHECK(*chance_of(e, 8) == Approx(0.05).epsilon(1e-9));
  CHECK(*chance_of(e, 13) == Approx(0.05).epsilon(1e-9));
  // Twice as far: t = 2 * 2.228139 with ten degrees of freedom. P(|T| > 4.456277) = 0.001223 (tables: 4.587 is 0.001).
  CHECK(*chance_of(e, 6) == Approx(0.001223).epsilon(2e-3));
  CHECK(*chance_of(e, 10) == 1);
}

TEST_CASE("Availability is held against its value by the side of the loss", "[analysis]") {
  const auto samples = alternating(400);
  const Evidence above = against(metric("availability"), samples, 0.997);
  CHECK(above.side == Side::above);  // 99.8 % is more than 99.7 %
  REQUIRE(above.p);
  // The standard error of the mean loss is 1000 / sqrt(399) = 50.06 of a million; 1000 away is t = 19.97: below 1e-12
  // as printed.
  CHECK(*above.p < 1e-12);
  const Evidence below = against(metric("availability"), samples, 0.9981);
  CHECK(below.side == Side::below);
  // 100 away is t = 1.9975: two-sided 0.0465 with 399 degrees of freedom.
  CHECK(*below.p == Approx(0.0465).epsilon(5e-3));
}

TEST_CASE("Nines are the loss as a power of ten", "[analysis]") {
  const auto samples = alternating(400);  // 0.2 %: 2.699 nines
  CHECK(against(metric("nines"), samples, 2.6).side == Side::above);
  CHECK(against(metric("nines"), samples, 2.8).side == Side::below);
}

TEST_CASE("A share of replications is exact: binomial", "[analysis]") {
  std::vector<Sample> samples(20, {0, 1, 0});
  samples[3] = {1, 1, 1};
  const Evidence e = against(metric("interrupted_ratio"), samples, 0.3);
  CHECK(e.side == Side::below);
  // P(X <= 1) for 20 and 0.3: 0.7^20 + 20 * 0.3 * 0.7^19 = 0.00079792 + 0.00683935 = 0.00763727; twice that.
  REQUIRE(e.p);
  CHECK(*e.p == Approx(2 * 0.00763727).epsilon(1e-5));
}

TEST_CASE("What is the same in every replication leaves nothing to chance", "[analysis]") {
  const std::vector<Sample> samples(60, {360, 1, 360.0 * 360});
  const Evidence e = against(metric("mttr"), samples, 360);
  CHECK(e.sure);
  CHECK(e.side == Side::at);
  CHECK(against(metric("mttr"), samples, 361).side == Side::below);
}

TEST_CASE("No incident is no figure, and none seen says so", "[analysis]") {
  const std::vector<Sample> none(60, {0, 0, 0});
  CHECK_FALSE(against(metric("mttr"), none, 600).any);
  const std::vector<Sample> nothing_lost(60, {0, 1e6, 0});
  const Evidence e = against(metric("availability"), nothing_lost, 0.999);
  CHECK(e.any);
  CHECK(e.none_seen);
  CHECK(e.side == Side::above);
}

TEST_CASE("None seen hides what lies between it and what may be there all the same", "[analysis]") {
  const std::vector<Sample> nothing_lost(60, {0, 1e6, 0});
  const Doubt doubt{true, 0.002};
  CHECK(against(metric("availability"), nothing_lost, 0.999, doubt).hidden);
  CHECK_FALSE(against(metric("availability"), nothing_lost, 0.997, doubt).hidden);
  CHECK_FALSE(against(metric("availability"), nothing_lost, 1, doubt).hidden);  // whether there was any
}

TEST_CASE("A share that all replications have is binomial where chance made them", "[analysis]") {
  const std::vector<Sample> all(50, {0, 1, 0});
  CHECK(against(metric("survived_ratio"), all, 0.9).sure);
  const Evidence e = against(metric("survived_ratio"), all, 0.9, {true, 0});
  CHECK_FALSE(e.sure);
  CHECK(*e.p == Approx(2 * std::pow(0.9, 50)).epsilon(1e-9));  // no failure in 50 of 10 % each
}

TEST_CASE("One event disproves that there is none", "[analysis]") {
  std::vector<Sample> samples(60, {0, 1, 0});
  samples[7] = {1, 1, 1};
  const Evidence e = against(metric("false_alarms"), samples, 0);
  CHECK(e.sure);
  CHECK(e.side == Side::above);
  CHECK(against(metric("survived_ratio"), {samples}, 1).side == Side::below);
}

TEST_CASE("Two figures are compared in pairs, with the factor on the right one", "[analysis]") {
  const auto right = alternating(400);
  auto left = right;
  for (Sample& s : left) s.numerator *= 1.5, s.squares *= 2.25;
  const Metric& loss = metric("lost_requests_ratio");
  // left = 1.5 right in every replication.
  CHECK(against(loss, left, 1, right).side == Side::above);
  CHECK(against(loss, left, 1.5, right).side == Side::at);
  CHECK(against(loss, left, 2, right).side == Side::below);
  CHECK(*against(loss, left, 2, right).p < 1e-12);
  // Availability: 1 - 0.003 against f (1 - 0.002). At f = 1 it is less; at f = 0.99 more.
  const Metric& availability = metric("availability");
  CHECK(against(availability, left, 1, right).side == Side::below);
  CHECK(against(availability, left, 0.99, right).side == Side::above);
}

}  // namespace bulkhead
