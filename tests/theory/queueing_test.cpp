// SPDX-License-Identifier: Apache-2.0
// Waits and losses of single stations against queueing theory.
//
// The numbers are closed forms: Erlang's formulas and the birth-death chain of M/M/c/K, evaluated in double precision.
#include "models/traffic/queueing.hpp"

#include "sim/math.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinRel;

TEST_CASE("M/M/1 at 80 of 100 per second waits 40 ms, and responds within 230.26 ms in 99 % of all cases", "[theory]") {
  // Wq = rho/(mu - lambda) = 0.8/20. The response is exponential with mean 1/(mu - lambda) = 50 ms: its 99th percentile is
  // ln(100)/20 = 0.2302585 s, its median ln(2)/20 = 0.0346574 s.
  const Waiting waiting = station(80, 100, 1, -1);
  CHECK(waiting.admitted == 1);
  CHECK_THAT(waiting.wait.mean, WithinRel(0.04, 1e-12));
  const Moments response = waiting.wait + Moments{0.01, 0.0001};
  CHECK_THAT(response.var, WithinRel(0.0025, 1e-12));
  CHECK_THAT(cut(response, 0.23025850929940458).within, WithinRel(0.99, 1e-9));
  CHECK_THAT(cut(response, 0.03465735902799726).within, WithinRel(0.5, 1e-9));
}

TEST_CASE("M/M/15 at 9 Erlangs, and M/M/10 after losing a zone of five, wait as Erlang C says", "[theory]") {
  // C(15, 9) = 0.04823370767797435, Wq = C/(15 - 9); C(10, 9) = 0.6687315241076972, Wq = C/(10 - 9).
  CHECK_THAT(station(9, 15, 15, -1).wait.mean, WithinRel(0.008038951279662391, 1e-9));
  CHECK_THAT(station(9, 10, 10, -1).wait.mean, WithinRel(0.6687315241076972, 1e-9));
}

TEST_CASE("The second moment of the wait in M/M/c is that of an exponential for those who wait", "[theory]") {
  // E[W^2] = 2 C / (c mu - lambda)^2; here 2 * 0.6687315241076972.
  const Moments wait = station(9, 10, 10, -1).wait;
  CHECK_THAT(wait.var + wait.mean * wait.mean, WithinRel(2 * 0.6687315241076972, 1e-9));
}

TEST_CASE("M/M/10/30 at 12 Erlangs rejects 16.86 % and serves the others in 2.53 s", "[theory]") {
  const Waiting waiting = station(12, 10, 10, 20);
  CHECK_THAT(1 - waiting.admitted, WithinRel(0.16863724455188894, 1e-9));
  CHECK_THAT(12 * waiting.admitted, WithinRel(9.976353065377333, 1e-9));
  CHECK_THAT(waiting.wait.mean + 1, WithinRel(2.5345601940534244, 1e-9));
}

TEST_CASE("M/M/10/10 at 8 Erlangs loses what Erlang B says, and nobody waits", "[theory]") {
  const Waiting waiting = station(8, 10, 10, 0);
  CHECK_THAT(1 - waiting.admitted, WithinRel(0.1216610642529515, 1e-9));
  CHECK(waiting.wait.mean == 0);
}

TEST_CASE("The bounded queue has the waits of its birth-death chain, term by term", "[theory]") {
  // p_j proportional to lambda^j / (j! mu^j), then times rho; an arrival that finds all c busy and j waiting is served after
  // j + 1 departures, each exponential at rate c mu: mean (j+1)/(c mu), second moment (j+1)(j+2)/(c mu)^2.
  const int c = 3;
  for (const int places : {0, 1, 5}) {
    for (const double lambda : {1.0, 3.0, 3.7, 20.0}) {
      std::vector<double> p{1};
      for (int j = 1; j <= c + places; ++j) p.push_back(p.back() * lambda / std::min(j, c));
      double sum = 0, admitted = 0, mean = 0, second = 0;
      for (const double x : p) sum += x;
      for (int j = 0; j < c + places; ++j) {
        admitted += p[static_cast<std::size_t>(j)] / sum;
        if (j < c) continue;
        mean += p[static_cast<std::size_t>(j)] / sum * (j - c + 1) / c;
        second += p[static_cast<std::size_t>(j)] / sum * (j - c + 1) * (j - c + 2) / (c * c);
      }
      const Waiting waiting = station(lambda, c, c, places);
      CHECK_THAT(waiting.admitted, WithinRel(admitted, 1e-12));
      if (places == 0) continue;
      CHECK_THAT(waiting.wait.mean, WithinRel(mean / admitted, 1e-10));
      CHECK_THAT(waiting.wait.var + waiting.wait.mean * waiting.wait.mean, WithinRel(second / admitted, 1e-10));
    }
  }
}
