// SPDX-License-Identifier: Apache-2.0
// Better, same, worse and inconclusive, with a tolerance, paired and not.
#include "analysis/gate/versus.hpp"

#include <cmath>

#include "tests/catch.hpp"

namespace bulkhead {
namespace {

/// Losses of n replications, different ones, `scale` times as large.
SampleRow losses(std::size_t n, double scale, std::uint64_t shift = 0) {
  SampleRow out;
  for (std::size_t i = 0; i < n; ++i) {
    const double lost = scale * (1000 + 137 * static_cast<double>((i * 7 + shift) % 13));
    out.emplace_back(Sample{lost, 1e6, lost * lost});
  }
  return out;
}

Versus versus(SampleRow before, SampleRow now) {
  return {find_metric("lost_requests_ratio"), "web", std::move(before), std::move(now), true, 0.05};
}

Verdict verdict(const Versus& v) {
  return compare_family({v}, 0.01).front().verdict;
}

}  // namespace

TEST_CASE("Equal in every replication is the same, however few events there are", "[analysis]") {
  CHECK(verdict(versus(losses(3, 1), losses(3, 1))) == Verdict::same);
}

TEST_CASE("A paired change is a ratio of ratios, and exact where every replication changes alike", "[analysis]") {
  const Estimate more = change_of(versus(losses(50, 1), losses(50, 1.2)), {});
  CHECK(*more.mean == Approx(0.2).epsilon(1e-12));
  REQUIRE(more.ci95);
  CHECK(more.ci95->high - more.ci95->low < 1e-9);
  // Twice the events in twice the loss: the mean time of each is the same.
  Versus times = versus(losses(50, 1), losses(50, 2));
  for (auto& sample : times.now) sample->denominator *= 2;
  CHECK(*change_of(times, {}).mean == Approx(0).margin(1e-12));
  CHECK(change_of(versus(losses(50, 0), losses(50, 1)), {}).note == "nothing to compare with");
  times.paired = false;
  CHECK(change_of(times, {}).note == "not paired, the seeds differ");
}

TEST_CASE("Paired figures beyond the tolerance are worse or better, within it the same", "[analysis]") {
  CHECK(verdict(versus(losses(400, 1), losses(400, 1.2))) == Verdict::worse);
  CHECK(verdict(versus(losses(400, 1), losses(400, 0.8))) == Verdict::better);
  CHECK(verdict(versus(losses(400, 1), losses(400, 1.03))) == Verdict::same);
}

TEST_CASE("A figure at the tolerance's end cannot be told", "[analysis]") {
  // 5 % more in the mean, by other replications: the interval holds the end on either side.
  CHECK(verdict(versus(losses(400, 1), losses(400, 1.05, 5))) == Verdict::inconclusive);
}

TEST_CASE("Where higher is better, less is worse", "[analysis]") {
  Versus v = versus(losses(400, 1), losses(400, 0.8));
  v.metric = find_metric("mtbf_s");
  for (SampleRow* row : {&v.before, &v.now})
    for (auto& s : *row) s->denominator = 10;
  CHECK(verdict(v) == Verdict::worse);
}

TEST_CASE("Other seeds are compared as independent runs, with wider intervals", "[analysis]") {
  Versus v = versus(losses(400, 1), losses(400, 1.2, 5));
  v.paired = false;
  CHECK(verdict(v) == Verdict::worse);
  Versus few = versus(losses(12, 1), losses(12, 1.1, 5));
  few.paired = false;
  CHECK(verdict(few) == Verdict::inconclusive);
}

TEST_CASE("A family of a hundred equal figures does not make a wrong word likelier", "[analysis]") {
  // In the mean 8.25 above the tolerated 1050, with a standard error of 50 / sqrt(199) = 3.54: t = 2.33 and p = 0.021 with 199
  // degrees of freedom. Alone it is told at 5 %; among a hundred Holm makes it 1.
  SampleRow before, now;
  for (int i = 0; i < 200; ++i) {
    const double noise = i % 2 == 0 ? 1.0 : -1.0;
    before.emplace_back(Sample{1000, 1e6, 1e6});
    now.emplace_back(Sample{1058.25 + noise * 50, 1e6, 1.1e6});
  }
  const Versus one = versus(before, now);
  CHECK(compare_family({one}, 0.05).front().verdict == Verdict::worse);
  CHECK(compare_family(std::vector<Versus>(100, one), 0.05).front().verdict == Verdict::inconclusive);
}

}  // namespace bulkhead
