// SPDX-License-Identifier: Apache-2.0
// When a run_until has enough: looks, spent error, projections.
#include "analysis/stopping.hpp"

#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;

namespace {

Record losing_share(double lost) {
  Record r;
  r.outcome = "completed";
  r.metrics = {{"lost_requests_ratio", "web", lost, 100}};
  return r;
}

struct Stop {
  std::uint64_t n = 0;
  Standing standing;
};

/// Runs until a look decides, at most to `most`; replication i of both variants loses what the functions say.
template <class A, class B>
Stop run_until(Stopping stopping, std::uint64_t most, const A& a, const B& b) {
  Stop out;
  while (out.n < most) {
    stopping.add({losing_share(a(out.n)), losing_share(b(out.n))});
    ++out.n;
    if (!stopping.look_due()) continue;
    out.standing = stopping.look();
    if (out.standing.decision != StopDecision::go_on) break;
  }
  return out;
}

double one_or_three(std::uint64_t i) {
  return i % 2 == 0 ? 1 : 3;
}
double nothing(std::uint64_t) {
  return 0;
}
double two(std::uint64_t) {
  return 2;
}

}  // namespace

// Losses of 1 and 3 in turn: mean 2, standard error 1/sqrt(n - 1), so the relative 95 % half-width is t/2/sqrt(n - 1):
// 0.0699 at n = 200 (t = 1.972), 0.0492 at n = 400. Kish: (2n)^2 / 5n = 0.8 n effective events, 100 from n = 125 on.

TEST_CASE("A run_until goes on until a look has a hundred effective events and the wider interval is narrow enough",
          "[analysis]") {
  // At 100 the wish of 20 % would be met, but by 80 events. At 200 the 97.5 % half-width is 0.0699 * 2.258/1.972 = 0.0800.
  const Stop end = run_until(Stopping({true, true}, "web", 0.2, 10000), 10000, one_or_three, two);
  CHECK(end.n == 200);
  CHECK(end.standing.decision == StopDecision::reached);
  CHECK_THAT(*end.standing.relative, WithinAbs(0.0699, 5e-5));
  CHECK(run_until(Stopping({true, true}, "web", 0.081, 10000), 10000, one_or_three, two).n == 200);
}

TEST_CASE("A look that the 95 % interval alone would pass spends error, and the next wants more confidence",
          "[analysis]") {
  // The wish of 7 % is met by 0.0699 at 95 %, not by 0.0800 at 97.5 %. At 400 with 98.75 %: 0.0492 * 2.510/1.966 = 0.0628.
  CHECK(run_until(Stopping({true, true}, "web", 0.07, 10000), 10000, one_or_three, two).n == 400);
  // 5.5 % is met at 400 by 0.0492 at 95 %, not with 97.5 %: 0.0492 * 2.250/1.966 = 0.0563. At 800 it is.
  CHECK(run_until(Stopping({true, true}, "web", 0.055, 10000), 10000, one_or_three, two).n == 800);
}

TEST_CASE("Where nothing was seen, the projection is from the most that may be there", "[analysis]") {
  // None in 50: at most 3.689 events (Garwood), so 1 % takes at least 50 * (1.96/0.01)^2 / 3.689 = 520,700 replications.
  const Stop within = run_until(Stopping({true, true}, "web", 0.01, 10'000'000), 50, two, nothing);
  CHECK(within.standing.decision == StopDecision::go_on);
  CHECK_FALSE(within.standing.relative);
  CHECK_THAT(within.standing.needed, WithinAbs(520700, 200));
  const Stop beyond = run_until(Stopping({true, true}, "web", 0.01, 500'000), 10000, two, nothing);
  CHECK(beyond.n == 50);
  CHECK(beyond.standing.decision == StopDecision::out_of_reach);
}

TEST_CASE("A variant that is not judged stands in nobody's way, and a figure without chance is known at once",
          "[analysis]") {
  const Stop end = run_until(Stopping({true, false}, "web", 0.01, 10000), 10000, two, nothing);
  CHECK(end.n == 50);
  CHECK(end.standing.decision == StopDecision::reached);
}

TEST_CASE("Looks come after 50, 100, 200, 400 replications and at no other time", "[analysis]") {
  Stopping stopping({true}, "web", 0.01, 1000);
  std::vector<int> looks;
  for (int n = 1; n <= 900; ++n) {
    stopping.add({losing_share(1)});
    if (stopping.look_due()) looks.push_back(n);
  }
  CHECK(looks == std::vector<int>{50, 100, 200, 400, 800});
}
