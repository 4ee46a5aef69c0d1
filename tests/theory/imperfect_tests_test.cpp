// SPDX-License-Identifier: Apache-2.0
// Periodic tests that miss failures: a share of them always, or each by chance; exactly, and simulated.
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

#include "models/faults/looks.hpp"
#include "tests/theory/answers.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinRel;

namespace {

// Two pumps of which one suffices, and the first alone; in hours.
std::string pumps(const std::string& mttf, const std::string& repair, const std::string& found, int horizon_d = 3650) {
  return fmt::format(
      "bulkhead: 1\nname: pumps\ncomponents:\n  pump: {{count: 2}}\n  one: {{needs: component pump/1}}\n  pair: "
      "{{needs: "
      "{{pumps: {{target: component pump, at_least: 1}}}}}}\nobjectives: {{one: {{success: 100%, quiet: 0s, headline: "
      "true}}, "
      "pair: {{success: 100%, quiet: 0s}}}}\nfaults: {{pump: {{kind: component_loss, target: component pump, mttf: {}, "
      "repair: {}, found: {{{}}}}}}}\nrun: {{warm_up: 400d, horizon: {}d, replications: 40}}\n",
      mttf, repair, found, horizon_d);
}

struct Down {
  double one = 0, both = 0;
};

// As new at once after a test that finds it. After the j-th test since a full one a pump is up with r^j, r = 1 - (1 - C)(1 - s):
// of those that are up, s = exp(-x) stay so, and of the others the share C is found. In between, t after a test, with
// r^j exp(-t); both are down with the square of the rest.
Down by_share(double x, double C, int n) {
  const double s = std::exp(-x), r = 1 - (1 - C) * (1 - s);
  double up = 0, both_up = 0;
  for (int j = 0; j < n; ++j) {
    up += std::pow(r, j) * (1 - s) / x / n;
    both_up += std::pow(r, 2 * j) * (1 - s * s) / (2 * x) / n;
  }
  return {1 - up, 1 - 2 * up + both_up};
}

// A test misses a failure with q: of those that are down after a test, h = q (h + (1 - h)(1 - s)), so that (1 - q) / (1 - q s) are up.
Down hidden_by_chance(double x, double q) {
  const double s = std::exp(-x), a = (1 - q) / (1 - q * s);
  const double up = a * (1 - s) / x;
  return {1 - up, 1 - 2 * up + a * a * (1 - s * s) / (2 * x)};
}

}  // namespace

TEST_CASE("Tests that cannot find a share of failures leave them to the full one", "[theory]") {
  for (const double C : {0.9, 0.5, 0.0})
    for (const int n : {2, 5, 12}) {
      const Model model =
          model_of(pumps("10000h", "1ns", fmt::format("every: 1000h, coverage: {}, full_every: {}h", C, 1000 * n)));
      const Down down = by_share(0.1, C, n);
      CAPTURE(C, n);
      CHECK_THAT(*question(model, "one").unavailability, WithinRel(down.one, 1e-10));
      CHECK_THAT(*question(model, "pair").unavailability, WithinRel(down.both, 1e-8));
    }
  // Nothing but full tests find anything: as tests every 5,000 h.
  CHECK_THAT(by_share(0.1, 0, 5).one, WithinRel(1 - (1 - std::exp(-0.5)) / 0.5, 1e-12));
}

// For rare failures the textbooks' average probability of failure on demand: C l T/2 + (1 - C) l T_full/2, by IEC 61508-6 (2010),
// annex B.3.2.5; here 0.9 x 4.38e-3/2 + 0.1 x 4.38e-2/2 = 1.971e-3 + 2.19e-3 = 4.161e-3, with l = 1e-6 an hour, T = 4380 h and
// ten times that. It takes failures as proportional to time: too much by about 4.38e-3 of itself, once more.
TEST_CASE("Rare failures are hidden for as long as the functional safety standard approximates", "[theory]") {
  const Model model = model_of(pumps("1000000h", "1ns", "every: 4380h, coverage: 90%, full_every: 43800h"));
  CHECK_THAT(*question(model, "one").unavailability, WithinRel(4.161e-3, 5e-3));
  CHECK_THAT(*question(model, "one").unavailability, WithinRel(by_share(4.38e-3, 0.9, 10).one, 1e-9));
}

TEST_CASE("A test that misses failures by chance leaves them to the next", "[theory]") {
  for (const double q : {0.05, 0.5, 0.9}) {
    const Model model = model_of(pumps("10000h", "1ns", fmt::format("every: 1000h, misses: {}", q)));
    const Down down = hidden_by_chance(0.1, q);
    CAPTURE(q);
    CHECK_THAT(*question(model, "one").unavailability, WithinRel(down.one, 1e-10));
    CHECK_THAT(*question(model, "pair").unavailability, WithinRel(down.both, 1e-8));
  }
}

// Rates of repair and of life alike by accident, repairs that outlast several tests, in turn, from a first look on, all at once.
TEST_CASE("Simulated tests that miss failures agree with the sums over their rounds", "[theory]") {
  struct Case {
    const char *mttf, *repair, *found;
  };
  std::uint64_t seed = 100;
  for (const Case& one : {
           Case{"2000h", "{fixed: 30h}", "every: 500h, coverage: 70%, full_every: 2000h"},
           {"2000h", "{fixed: 1300h}", "every: 500h, coverage: 70%, full_every: 2000h"},
           {"2000h", "80h", "every: 500h, coverage: 70%, full_every: 1500h, misses: 30%"},
           {"1000h", "1000h", "every: 500h, coverage: 50%, full_every: 1500h"},
           {"2000h", "{uniform: [10h, 700h]}", "every: 500h, misses: 40%"},
           {"2000h", "700h", "every: 500h, misses: 40%, first: 123h"},
           {"2000h", "80h", "every: 500h, coverage: 60%, full_every: 2500h, first: 123h"},
           {"2000h", "80h", "every: 500h, coverage: 60%, full_every: 2500h, staggered: true"},
           {"2000h", "{lognormal: {mean: 100h, cv: 2}}", "every: 500h, coverage: 60%, full_every: 1000h"},
       }) {
    CAPTURE(one.repair, one.found);
    const Model model = model_of(pumps(one.mttf, one.repair, one.found));
    const auto lost = simulated(model, 40, ++seed);
    for (const char* name : {"one", "pair"}) {
      const QuestionReview exact = question(model, name);
      REQUIRE(exact.unavailability);
      CHECK(std::abs(lost.at(name).mean - *exact.unavailability) <= 4 * lost.at(name).error);
    }
  }
}

// A repair of R = 300 h, at tests every T = 500 h, every other full, C = 0.6 and m = 2000 h, by hand: with f0 and f1 the
// probabilities that a full and another test find it failed, and s = exp(-T/m), z = exp(-(T - R)/m), those up after a full test are
// u0 = 1 - f0 - 0, as a full one finds all, and after another u1 = 1 - f1 - h, h hidden. One interval on, u0 s + f0 z are up:
//     h = (1 - C)(1 - (u0 s + f0 z)),  f1 = C (1 - (u0 s + f0 z)),  f0 = 1 - (u1 s + f1 z).
TEST_CASE("Repairs after full tests and others are counted apart", "[theory]") {
  const double m = 2000, T = 500, R = 300, C = 0.6, s = std::exp(-T / m), z = std::exp(-(T - R) / m);
  double f0 = 0.1, f1 = 0.1, h = 0;
  for (int i = 0; i < 200; ++i) {  // until it no longer changes
    const double failed = 1 - ((1 - f0) * s + f0 * z);
    h = (1 - C) * failed, f1 = C * failed;
    f0 = 1 - ((1 - f1 - h) * s + f1 * z);
  }
  const double of_up = m * (1 - s), of_repaired = m * (1 - z);  // mean time up in an interval
  const double up = ((1 - f0) * of_up + f0 * of_repaired + (1 - f1 - h) * of_up + f1 * of_repaired) / (2 * T);
  const Model model = model_of(pumps("2000h", "{fixed: 300h}", "every: 500h, coverage: 60%, full_every: 1000h"));
  CHECK_THAT(*question(model, "one").unavailability, WithinRel(1 - up, 1e-10));
}

TEST_CASE("Each N-th look at a target is full, whenever the first of them is", "[theory]") {
  FaultSpec fault;
  fault.targets = {"component a", "component b"};
  fault.found_every = Duration::hours(10);
  fault.found_coverage = 0;
  fault.found_full_every = Duration::hours(30);
  const auto at_h = [&](double now_h, std::vector<std::int64_t> struck = {}) {
    const Instant now = Instant::at(Duration::from_seconds(now_h * 3600));
    return found_at(fault, now, struck, Draws(stream_key(1, 1, 12, 1), 0)).since_start().seconds() / 3600;
  };
  CHECK(at_h(1) == 30);  // looks at 10, 20, 30 (full), 40, ...
  CHECK(at_h(30) == 60);
  fault.found_first = Duration::hours(4);  // 4, 14, 24 (full), 34, ...
  CHECK(at_h(1) == 24);
  CHECK(at_h(24.5) == 54);
  fault.found_first.reset();
  fault.found_staggered = true;  // of the first 5, 15, 25 (full), ...; of the second 10, 20, 30 (full), ...
  CHECK(at_h(1, {1}) == 25);
  CHECK(at_h(1, {2}) == 30);
  CHECK(at_h(26, {1, 2}) == 30);
  fault.found_coverage = 1;
  CHECK(at_h(6, {1, 2}) == 10);
  fault.found_misses = 1;
  CHECK(at_h(1, {1}) == 25);
}

TEST_CASE("A look misses as often as it says", "[theory]") {
  FaultSpec fault;
  fault.targets = {"component a"};
  fault.found_every = Duration::hours(10);
  fault.found_misses = 0.3;
  std::vector<int> after(4, 0);
  constexpr int kFailures = 100'000;
  for (std::uint64_t n = 0; n < kFailures; ++n) {
    const double found_h =
        found_at(fault, Instant::zero(), {}, Draws(stream_key(1, 1, 12, 1), n)).since_start().seconds() / 3600;
    const auto missed = static_cast<std::size_t>(std::lround(found_h / 10)) - 1;
    if (missed < after.size()) ++after[missed];
  }
  for (std::size_t k = 0; k < after.size(); ++k) {
    const double p = 0.7 * std::pow(0.3, k);
    CHECK(std::abs(after[k] - kFailures * p) <= 4 * std::sqrt(kFailures * p * (1 - p)));
  }
}
