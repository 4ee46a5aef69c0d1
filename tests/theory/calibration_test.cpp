// SPDX-License-Identifier: Apache-2.0
// Experiments with models whose truth is known: how often the 95 % intervals hold it, and how often equal designs are told apart.
//
// Hidden (it takes a quarter of an hour): bulkhead_tests "[calibration]" prints a line for each model and metric, which
// docs/calibration.md holds. 10,000 experiments each; experiment i has the seed 10,000 + i; 2,500 pairs of them, with different
// seeds, are compared. Clocks are exponential unless said, and a warm-up of twenty mean repairs makes the measured span
// stationary. A component that fails at rate a and is repaired at rate b is down for u = a / (a + b) of the time, each with a
// crew of its own.
#include <cmath>
#include <cstdio>

#include "analysis/comparison.hpp"
#include "analysis/replication.hpp"
#include "tests/catch.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

constexpr int kExperiments = 10000;
constexpr std::uint64_t kFirstSeed = 10000;
const Duration kRepair = Duration::hours(10);

struct Known {
  const char* name;
  Model model;
  int replications;
  double down;      ///< share of the time
  double per_year;  ///< outages
};

/// `needed` of `count` parts with a mean time to failure of 100 h and a mean repair of 10 h.
Known known_k_of_n(const char* name, int needed, int count, int span_h, int replications,
                   const Distribution& repair = Distribution::exponential(kRepair)) {
  constexpr double mttf_h = 100;
  Model model;
  std::vector<std::string> parts;
  for (int i = 1; i <= count; ++i) parts.push_back("component part/" + std::to_string(i));
  model.topology.components = {{"part", count, {}},
                               {"whole", 0, {{"parts", parts, needed, NeedKind::hard, {}, {}, {}}}}};
  FaultSpec fails = fault("component_loss", parts, Duration::zero());
  fails.at.reset();
  fails.mttf = Distribution::exponential(Duration::hours(100));
  fails.repair = repair;
  model.faults = {fails};
  model.objectives = {{"whole", 0.999, Duration::minutes(5), Duration::zero(), true, {"component whole"}}};
  model.warm_up = Duration::hours(200);
  model.horizon = Duration::hours(200 + span_h);
  const double u = 10.0 / (mttf_h + 10);
  double down = 0, edge = 0;  // fewer than `needed` up; exactly `needed` up
  double choose = 1;
  for (int up = 0; up <= needed; ++up) {
    const double share = choose * std::pow(1 - u, up) * std::pow(u, count - up);
    (up < needed ? down : edge) += share;
    choose = choose * (count - up) / (up + 1);
  }
  return {name, std::move(model), replications, down, edge * needed / mttf_h * 8766};
}

struct Told {
  int inside = 0, conclusive = 0, worse = 0, pairs = 0;
};

/// What a coverage must lie between, in percent.
struct Bounds {
  double low = 93;
  double high = 97;
};

void note(Told& told, const Estimate& e, double truth) {
  if (!e.conclusive) return;
  ++told.conclusive;
  told.inside += e.ci95->low <= truth && truth <= e.ci95->high;
}

double print_told(const Known& known, const char* metric, const Told& told) {
  const double coverage = 100.0 * told.inside / told.conclusive;
  std::printf("| %s | `%s` | %.1f %% | %.1f %% | %.1f %% |\n", known.name, metric,
              100.0 * told.conclusive / kExperiments, coverage, 100.0 * told.worse / told.pairs);
  return coverage;
}

/// The verdict of a comparison as `bulkhead compare` gives it, after Holm's correction over all metrics.
bool called_worse(const Comparison& pair, const Metric& metric) {
  for (const DifferenceRow& row : pair.differences())
    if (row.metric == &metric) return row.difference.verdict == Verdict::worse;
  return false;
}

void calibrate(const Known& known, Bounds bounds = {}) {
  const char* const metrics[] = {"lost_requests_ratio", "incidents_per_year", "mttr_s"};
  const double truths[] = {known.down, known.per_year, known.down / known.per_year * 8766 * 3600};
  Told told[3];
  Runner runner(known.model);
  std::vector<Record> before;
  for (int e = 0; e < kExperiments; ++e) {
    const std::uint64_t seed = kFirstSeed + static_cast<std::uint64_t>(e);
    std::vector<Record> now;
    for (int r = 0; r < known.replications; ++r) now.push_back(runner.run(seed, static_cast<std::uint64_t>(r)));
    Comparison pair(2, seed);
    for (std::size_t r = 0; r < now.size(); ++r) {
      if (e > 0) pair.add(0, before[r]);
      pair.add(1, now[r]);
    }
    for (std::size_t m = 0; m < 3; ++m) {
      const Metric& metric = *find_metric(metrics[m]);
      std::vector<Sample> samples;
      for (const auto& sample : pair.samples(1, "whole", metric)) samples.push_back(*sample);
      note(told[m], estimate_metric(metric, samples, bootstrap_key(seed, "whole", metric)), truths[m]);
      if (e % 4 != 1) continue;  // pairs of experiments that share none
      ++told[m].pairs;
      told[m].worse += called_worse(pair, metric);
    }
    before = std::move(now);
  }
  for (std::size_t m = 0; m < 3; ++m) {
    const double coverage = print_told(known, metrics[m], told[m]);
    CHECK(coverage >= bounds.low);
    CHECK(coverage <= bounds.high);
    CHECK(told[m].worse <= 0.025 * told[m].pairs);
  }
}

}  // namespace

// Where nearly every experiment is conclusive the bounds are far beyond four standard errors of the binomial law, 0.2 % each.
TEST_CASE("Intervals hold the truth of a component that fails and is repaired", "[.calibration]") {
  calibrate(known_k_of_n("1 of 1, 360 outages expected", 1, 1, 1000, 40));
}

TEST_CASE("Intervals hold the truth of two of three, where a hundred outages are expected", "[.calibration]") {
  calibrate(known_k_of_n("2 of 3, 100 outages expected", 2, 3, 1040, 25));
}

TEST_CASE("Intervals hold the truth of one of two, where forty outages are expected", "[.calibration]") {
  calibrate(known_k_of_n("1 of 2, 40 outages expected", 1, 2, 1210, 20));
}

TEST_CASE("Intervals hold the truth of one of two, where twenty outages are expected", "[.calibration]") {
  calibrate(known_k_of_n("1 of 2, 20 outages expected", 1, 2, 605, 20));
}

// Lognormal repairs with a coefficient of variation of 1.3: the long ones are rare among 40.
TEST_CASE("Intervals hold the truth of forty outages of very unequal length", "[.calibration]") {
  const Distribution unequal = Distribution::lognormal_mean_cv(kRepair, 1.3);
  calibrate(known_k_of_n("1 of 1, 40 outages expected, lognormal", 1, 1, 220, 20, unequal));
}
