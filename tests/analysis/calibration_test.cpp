// SPDX-License-Identifier: Apache-2.0
// Repeated experiments with a known truth: how often intervals hold it under the stopping rule, how often many verdicts and
// ranks hold at once. Seeds are fixed; bounds are four standard errors of the binomial law.
#include <cmath>

#include "analysis/ranking.hpp"
#include "analysis/stopping.hpp"
#include "analysis/sweep.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;

namespace {

Draws draws_of(const char* purpose, int experiment) {
  return Draws(stream_key(5, 0, 3, name_hash(purpose)), static_cast<std::uint64_t>(experiment));
}

/// A replication of 1,000 requests in which outages strike by Poisson's law, each losing an exponential number of mean 1.
Record replication(Draws& draws, double outages) {
  Record r;
  r.outcome = "completed";
  double lost = 0;
  const std::uint64_t n = draw_poisson(draws, outages);
  for (std::uint64_t i = 0; i < n; ++i) {
    IncidentRow incident;
    incident.service = "web";
    incident.lost_requests = draws.exponential();
    lost += incident.lost_requests;
    r.incidents.push_back(incident);
  }
  r.metrics = {{"lost_requests_ratio", "web", lost, 1000}};
  return r;
}

/// Up for a gamma(2) time of mean 10, down for an exponential one of mean 1, thirty times: numerator and denominator vary.
Sample cycles(Draws& draws) {
  Sample out;
  for (int i = 0; i < 30; ++i) {
    const double up = 5 * draws.exponential();
    const double more = 5 * draws.exponential();
    const double down = draws.exponential();
    out.numerator += down;
    out.denominator += up + more + down;
    out.squares += down * down;
  }
  return out;
}

bool holds(const Estimate& e, double truth) {
  return e.ci95 && e.ci95->low <= truth && truth <= e.ci95->high;
}

}  // namespace

// 2,000 experiments: the standard error of 95 % is 0.49 %, four of them 1.95 %.
TEST_CASE("A ratio of sums that both vary lies in its interval in 95 % of experiments", "[analysis]") {
  int inside = 0;
  for (int e = 0; e < 2000; ++e) {
    Draws draws = draws_of("ratio", e);
    std::vector<Sample> samples;
    for (int r = 0; r < 40; ++r) samples.push_back(cycles(draws));
    inside += holds(estimate_ratio(samples, {}), 1.0 / 11);  // renewal reward: mean down over mean cycle
  }
  CHECK_THAT(inside / 2000.0, WithinAbs(0.95, 0.0195));
}

// As above; the runs end at 100, 200 or 400 replications as chance will have it.
TEST_CASE("The interval printed when a precision has ended the run holds the truth in 95 % of experiments",
          "[analysis]") {
  const double truth = 1.5 / 1000;
  int inside = 0, within = 0;
  std::map<std::size_t, int> lengths;
  for (int e = 0; e < 2000; ++e) {
    Draws draws = draws_of("stopping", e);
    Stopping stopping({true}, "web", 0.2, 100000);
    std::vector<Sample> samples;
    do {
      const Record record = replication(draws, 1.5);
      samples.push_back(sample_of(*find_metric("lost_requests_ratio"), record.metrics[0], record.incidents));
      stopping.add({record});
    } while (!stopping.look_due() || stopping.look().decision != StopDecision::reached);
    const Estimate estimate = estimate_ratio(samples, {});
    inside += holds(estimate, truth);
    within += std::fabs(*estimate.mean - truth) <= 0.2 * *estimate.mean;
    ++lengths[samples.size()];
  }
  CHECK_THAT(inside / 2000.0, WithinAbs(0.95, 0.0195));
  CHECK(within / 2000.0 >= 0.95 - 0.0195);  // what was wished, over all looks together
  CHECK(lengths.size() > 1);
}

TEST_CASE("A p of at most 5 % and an interval without zero are the same thing, also by bootstrap-t", "[analysis]") {
  int without = 0;
  for (int e = 0; e < 300; ++e) {
    Draws draws = draws_of("agreement", e);
    std::vector<Sample> a, b;
    for (int r = 0; r < (e % 2 == 0 ? 15 : 150); ++r) {
      for (std::vector<Sample>* side : {&a, &b}) {
        const Record record = replication(draws, side == &a ? 1 : 1.5);
        side->push_back(sample_of(*find_metric("lost_requests_ratio"), record.metrics[0], record.incidents));
      }
    }
    const Estimate d = estimate_difference(a, b, StreamKey{9, static_cast<std::uint64_t>(e)});
    if (!d.ci95) continue;
    const bool leaves_zero = d.ci95->low > 0 || d.ci95->high < 0;
    without += leaves_zero;
    CHECK(leaves_zero == (*d.p <= 0.05));
  }
  CHECK(without > 30);
}

// Twenty metrics that do not differ: by themselves at least one would be told apart in 1 - 0.95^20 = 64 % of experiments,
// with Holm's correction in at most 5 %. 1,000 experiments: four standard errors are 2.8 %.
TEST_CASE("Among twenty metrics of equal designs Holm lets a false verdict pass in at most 5 % of experiments",
          "[analysis]") {
  int alone = 0, corrected = 0;
  for (int e = 0; e < 1000; ++e) {
    Draws draws = draws_of("family", e);
    std::vector<Difference> family;
    for (int m = 0; m < 20; ++m) {
      SampleRow a, b;
      for (int r = 0; r < 30; ++r) {
        a.push_back(Sample{draws.exponential(), 1, 0.01});
        b.push_back(Sample{draws.exponential(), 1, 0.01});
      }
      family.push_back(compare_rows(*find_metric("lost_requests"), a, b, {}));
    }
    const auto told = [](const Difference& d) { return d.verdict == Verdict::better || d.verdict == Verdict::worse; };
    alone += std::any_of(family.begin(), family.end(), told);
    correct_by_holm(family);
    corrected += std::any_of(family.begin(), family.end(), told);
  }
  CHECK(alone > 500);
  CHECK(corrected <= 78);
}
