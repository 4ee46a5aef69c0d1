// SPDX-License-Identifier: Apache-2.0
// Estimates against hand arithmetic and printed tables, and intervals against the truth they must contain.
#include "analysis/statistics.hpp"

#include <array>
#include <cmath>

#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;

namespace {

StreamKey key(std::uint64_t n) {
  return stream_key(7, n, 1, name_hash("statistics test"));
}

/// Samples whose numerators carry so many events that the jackknife is used.
std::vector<Sample> with_many_events(std::vector<double> numerators) {
  std::vector<Sample> out;
  for (const double x : numerators) out.push_back({x, 1, x * x / 1000});
  return out;
}

/// One replication of a year: a Poisson number of events, each with an exponential size of mean 1.
Sample compound_year(Draws& draws, double mean_events) {
  Sample s{0, 1, 0};
  const std::uint64_t events = draw_poisson(draws, mean_events);
  for (std::uint64_t i = 0; i < events; ++i) {
    const double size = draws.exponential();
    s.numerator += size;
    s.squares += size * size;
  }
  return s;
}

struct Coverage {
  int inside = 0;
  int conclusive = 0;
};

/// How many of `experiments` intervals for the mean loss a year contain the truth, which is `mean_events` times 1.
Coverage cover(int experiments, int replications, double mean_events, std::uint64_t purpose) {
  Coverage out;
  for (int e = 0; e < experiments; ++e) {
    Draws draws(key(purpose), static_cast<std::uint64_t>(e));
    std::vector<Sample> samples;
    for (int r = 0; r < replications; ++r) samples.push_back(compound_year(draws, mean_events));
    const Estimate estimate = estimate_ratio(samples, key(static_cast<std::uint64_t>(e) + 1000 * purpose));
    if (!estimate.conclusive) continue;
    ++out.conclusive;
    if (estimate.ci95->low <= mean_events && mean_events <= estimate.ci95->high) ++out.inside;
  }
  return out;
}

}  // namespace

TEST_CASE("Student's t has the quantiles of the printed tables", "[analysis]") {
  CHECK_THAT(student_t_quantile(0.975, 1), WithinAbs(12.7062047364, 1e-9));
  CHECK_THAT(student_t_quantile(0.975, 10), WithinAbs(2.2281388520, 1e-9));
  CHECK_THAT(student_t_quantile(0.975, 30), WithinAbs(2.0422724563, 1e-9));
  CHECK_THAT(student_t_quantile(0.95, 5), WithinAbs(2.0150483727, 1e-9));
}

TEST_CASE("Clopper-Pearson is exact at the ends and in the middle", "[analysis]") {
  // k = 0: the upper end solves (1 - p)^n = 0.025, so p = 1 - 0.025^(1/n).
  CHECK_THAT(clopper_pearson(0, 10).high, WithinAbs(1 - std::pow(0.025, 0.1), 1e-10));
  CHECK(clopper_pearson(0, 10).low == 0);
  CHECK(clopper_pearson(10, 10).high == 1);
  // 5 of 10: the published interval (0.1871, 0.8129).
  CHECK_THAT(clopper_pearson(5, 10).low, WithinAbs(0.1871, 5e-5));
  CHECK_THAT(clopper_pearson(5, 10).high, WithinAbs(0.8129, 5e-5));
}

TEST_CASE("The exact interval of a Poisson count is Garwood's", "[analysis]") {
  // Garwood (1936): for a count of 10, 4.80 to 18.39; for 0 the upper end is -ln 0.025.
  CHECK_THAT(poisson_interval(0).high, WithinAbs(3.688879454, 1e-8));
  CHECK(poisson_interval(0).low == 0);
  CHECK_THAT(poisson_interval(10).low, WithinAbs(4.795, 1e-3));
  CHECK_THAT(poisson_interval(10).high, WithinAbs(18.390, 1e-3));
}

TEST_CASE("Quantiles of a sample lie linearly between its order statistics", "[analysis]") {
  CHECK(sample_quantile(std::array{1.0, 2.0, 3.0, 4.0}, 0.5) == 2.5);
  CHECK_THAT(*sample_quantile(std::array{0.0, 10.0, 20.0}, 0.95), WithinAbs(19, 1e-12));  // at 0.95 * 2 = 1.9
  CHECK_FALSE(sample_quantile({}, 0.5));
}

TEST_CASE("A ratio over equal denominators is a mean with Student's interval", "[analysis]") {
  // 1, 2, 3: mean 2, standard error sqrt(1/3), two degrees of freedom: t = 4.302653.
  const Estimate e = estimate_ratio(with_many_events({1, 2, 3}), key(1));
  CHECK(e.mean == 2);
  CHECK_THAT(e.ci95->high - 2, WithinAbs(4.3026527297 * std::sqrt(1.0 / 3), 1e-8));
  CHECK_THAT(2 - e.ci95->low, WithinAbs(e.ci95->high - 2, 1e-12));
}

TEST_CASE("A ratio is a sum over a sum, not a mean of ratios", "[analysis]") {
  // 1 of 10 and 9 of 10 of different sizes: (1 + 90) / (10 + 100), while the mean of ratios would be 0.5.
  const Estimate e = estimate_ratio(std::vector<Sample>{{1, 10, 0.001}, {90, 100, 0.001}}, key(1));
  CHECK_THAT(*e.mean, WithinAbs(91.0 / 110, 1e-15));
}

TEST_CASE("Kish's effective number counts equal events and discounts unequal ones", "[analysis]") {
  // 50 events of weight 1 in each of two replications: 100. One event of 10 beside ten of 1: 400 / 110.
  CHECK(effective_events(std::vector<Sample>{{50, 1, 50}, {50, 1, 50}}) == 100);
  CHECK_THAT(effective_events(std::vector<Sample>{{10, 1, 100}, {10, 1, 10}}), WithinAbs(400.0 / 110, 1e-12));
  CHECK(effective_events(std::vector<Sample>{{0, 1, 0}}) == 0);
}

TEST_CASE("Below ten effective events there is no interval but the reason", "[analysis]") {
  const Estimate e = estimate_ratio(std::vector<Sample>{{1, 1, 1}, {0, 1, 0}, {2, 1, 2}}, key(1));
  CHECK(e.mean == 1);
  CHECK_FALSE(e.ci95);
  CHECK_FALSE(e.conclusive);
  CHECK(e.note == "inconclusive: 3.0 effective events");
}

TEST_CASE("One incident in a thousand replications has no interval of width zero, ten alike have", "[analysis]") {
  // 0 of 0 in all replications but a few, which give 26,397 s of one incident each.
  std::vector<Sample> samples(1000);
  samples[17] = {26397, 1, 26397.0 * 26397};
  const Estimate one = estimate_ratio(samples, key(1));
  CHECK(one.mean == 26397);
  CHECK_FALSE(one.ci95);
  CHECK_FALSE(one.conclusive);
  for (int r = 100; r < 109; ++r) samples[static_cast<std::size_t>(r)] = samples[17];
  const Estimate ten = estimate_ratio(samples, key(1));
  REQUIRE(ten.ci95);
  CHECK(ten.ci95->low == ten.ci95->high);
}

TEST_CASE("What is the same in every replication has an interval of width zero and says so", "[analysis]") {
  const Estimate e = estimate_ratio(std::vector<Sample>(3, Sample{0.1, 0.3, 0.01}), key(1));
  CHECK(e.ci95->low == e.ci95->high);
  CHECK(e.conclusive);
  CHECK(e.note == "the same in every replication");
}

TEST_CASE("Replications that had nothing to count do not hide that all others agree", "[analysis]") {
  // None of 2, 0 and 5 incidents was detected: zero in every replication that had any.
  const Estimate e = estimate_ratio(std::vector<Sample>{{0, 2, 0}, {0, 0, 0}, {0, 5, 0}}, key(1));
  CHECK(e.mean == 0);
  CHECK(e.ci95->high == 0);
  CHECK(e.note == "the same in every replication");
}

TEST_CASE("One replication and an empty sum have no interval", "[analysis]") {
  CHECK(estimate_ratio(std::vector<Sample>{{1, 1, 1}}, key(1)).note == "one replication has no interval");
  CHECK_FALSE(estimate_ratio(std::vector<Sample>{{0, 0, 0}, {0, 0, 0}}, key(1)).mean);
  CHECK_FALSE(estimate_ratio({}, key(1)).mean);
}

TEST_CASE("Pairing takes away what both variants share", "[analysis]") {
  // b is a plus 5 in every replication: the difference has no variance however much a varies.
  const std::vector<Sample> a = with_many_events({1, 20, 3, 40});
  const std::vector<Sample> b = with_many_events({6, 25, 8, 45});
  const Estimate d = estimate_difference(a, b, key(1));
  CHECK_THAT(*d.mean, WithinAbs(5, 1e-12));
  CHECK_THAT(d.ci95->high - d.ci95->low, WithinAbs(0, 1e-9));
  CHECK_THAT(*variance_removed(a, b), WithinAbs(1, 1e-12));
}

TEST_CASE("A variant that loses twice as much in every replication loses 100 % more", "[analysis]") {
  const Estimate more = estimate_relative(with_many_events({1, 2, 7}), with_many_events({2, 4, 14}), key(1));
  CHECK_THAT(*more.mean, WithinAbs(1, 1e-12));
  CHECK_THAT(more.ci95->high - more.ci95->low, WithinAbs(0, 1e-9));
}

TEST_CASE("Equal replications in another order give the same interval", "[analysis]") {
  std::vector<Sample> samples;
  for (int i = 0; i < 20; ++i) samples.push_back({static_cast<double>(i % 7), 1, static_cast<double>(i % 7)});
  const Estimate forward = estimate_ratio(samples, key(3));
  const std::vector<Sample> reversed(samples.rbegin(), samples.rend());
  const Estimate backward = estimate_ratio(reversed, key(3));
  CHECK(forward.ci95->low == backward.ci95->low);
  CHECK(forward.ci95->high == backward.ci95->high);
}

TEST_CASE("A verdict follows the interval and the direction of good", "[analysis]") {
  const auto with = [](double low, double high) {
    Estimate e;
    e.mean = (low + high) / 2;
    e.ci95 = Interval{low, high};
    e.conclusive = true;
    return e;
  };
  CHECK(judge(with(1, 2), Direction::lower_is_better, 10) == Verdict::worse);
  CHECK(judge(with(1, 2), Direction::higher_is_better, 10) == Verdict::better);
  CHECK(judge(with(-2, -1), Direction::lower_is_better, 10) == Verdict::better);
  CHECK(judge(with(-0.1, 0.2), Direction::lower_is_better, 10) == Verdict::same);
  CHECK(judge(with(-1, 2), Direction::lower_is_better, 10) == Verdict::inconclusive);
  CHECK(judge(with(1e-12, 1e-12), Direction::lower_is_better, 10) == Verdict::same);
  CHECK(judge(Estimate{}, Direction::lower_is_better, 10) == Verdict::inconclusive);
}

TEST_CASE("Holm's step-down multiplies the least p by their number, the next by one less, and never falls",
          "[analysis]") {
  // 4 * 0.005, 3 * 0.01, 2 * 0.03, then 0.04 is lifted to the 0.06 before it.
  const std::vector<double> got = holm({0.01, 0.04, 0.03, 0.005});
  const double expected[] = {0.03, 0.06, 0.06, 0.02};
  for (std::size_t i = 0; i < 4; ++i) CHECK_THAT(got[i], WithinAbs(expected[i], 1e-15));
  CHECK(holm({0.9, 0.6}) == std::vector<double>{1, 1});
  CHECK(holm({}).empty());
}

// 2,000 experiments: the standard error of a coverage of 95 % is 0.49 %, so 4 of them are 1.95 %.
TEST_CASE("With many events the jackknife interval contains the truth in 95 % of experiments", "[analysis]") {
  const Coverage c = cover(2000, 100, 3, 1);
  REQUIRE(c.conclusive == 2000);
  CHECK_THAT(c.inside / 2000.0, WithinAbs(0.95, 0.0195));
}

// 40 events of exponential size: about 20 effective ones. 500 experiments: 4 standard errors are 3.9 %.
TEST_CASE("With about 20 effective events bootstrap-t contains the truth in 95 % of conclusive experiments",
          "[analysis]") {
  const Coverage c = cover(500, 25, 1.6, 2);
  CHECK(c.conclusive > 450);
  CHECK_THAT(static_cast<double>(c.inside) / c.conclusive, WithinAbs(0.95, 0.039));
}

// Both designs draw from one law with draws of their own: "worse" is then wrong, and may be said in 2.5 % of cases.
// 1,000 experiments: 4 standard errors of 2.5 % are 2 %.
TEST_CASE("Equal designs are called worse in at most 2.5 % of experiments", "[analysis]") {
  int worse = 0;
  for (std::uint64_t e = 0; e < 1000; ++e) {
    Draws first(key(11), e);
    Draws second(key(12), e);
    std::vector<Sample> a;
    std::vector<Sample> b;
    for (int r = 0; r < 80; ++r) a.push_back(compound_year(first, 3));
    for (int r = 0; r < 80; ++r) b.push_back(compound_year(second, 3));
    worse += judge(estimate_difference(a, b, key(e)), Direction::lower_is_better, 3) == Verdict::worse;
  }
  CHECK(worse <= 45);
}
