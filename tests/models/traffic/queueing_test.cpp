// SPDX-License-Identifier: Apache-2.0
// Stations at their limits: no load, no capacity, capacity reached and exceeded.
#include "models/traffic/queueing.hpp"

#include <limits>

#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinRel;

TEST_CASE("Without load, or with unlimited capacity, nobody waits; without capacity nobody is admitted", "[models]") {
  CHECK(station(0, 100, 1, -1) == Waiting{});
  CHECK(station(1e9, std::numeric_limits<double>::infinity(), 1, -1) == Waiting{});
  CHECK(station(10, 0, 1, -1).admitted == 0);
  CHECK(station(10, 0, 1, 5).admitted == 0);
}

TEST_CASE("Above its capacity a station that sheds admits its capacity", "[models]") {
  CHECK(station(100, 100, 4, -1).admitted == 1);
  CHECK_THAT(station(150, 100, 4, -1).admitted, WithinRel(2.0 / 3, 1e-15));
  CHECK_THAT(station(1e6, 100, 4, -1).admitted, WithinRel(1e-4, 1e-15));
}

TEST_CASE("The wait grows with the load, without a jump, and stays what it is above the capacity", "[models]") {
  for (const int slots : {1, 2, 10, 300})
    for (const int places : {-1, 0, 30}) {
      double before = 0;
      for (double load = 1; load <= 200; load += 0.25) {
        const Moments now = station(load, 100, slots, places).wait;
        CHECK(now.mean >= before * (1 - 1e-9));
        CHECK(now.var >= 0);
        before = now.mean;
      }
      for (const double load : {90.0, 100.0}) {
        const Moments below = station(load * (1 - 1e-12), 100, slots, places).wait;
        const Moments above = station(load * (1 + 1e-12), 100, slots, places).wait;
        CHECK_THAT(above.mean, WithinRel(below.mean, 1e-8));
        CHECK_THAT(above.var, WithinRel(below.var, 1e-8));
      }
    }
  CHECK(station(150, 100, 4, -1).wait == station(90, 100, 4, -1).wait);
}

TEST_CASE("A bounded queue under hopeless load admits its capacity and is always full", "[models]") {
  // The wait of the admitted nears the places over the capacity.
  const Waiting waiting = station(1e7, 100, 4, 30);
  CHECK_THAT(waiting.admitted * 1e7, WithinRel(100, 1e-6));
  CHECK_THAT(waiting.wait.mean, WithinRel(0.3, 1e-3));
}
