// SPDX-License-Identifier: Apache-2.0
// Integrals of rates over aligned periods.
#include "models/traffic/tally.hpp"

#include "sim/check.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;

namespace {

Instant at(std::int64_t seconds) {
  return Instant::zero() + Duration::s(seconds);
}

}  // namespace

TEST_CASE("A period holds the integral of the rates within it", "[models]") {
  Tally tally(Duration::s(60));
  tally.change(at(0), {10, 0});
  tally.change(at(45), {6, 4});
  CHECK(tally.means(0) == Means{45 * 10 + 15 * 6, 15 * 4});
  CHECK(tally.means(1) == Means{360, 240});
  CHECK(tally.steady() == Means{360, 240});
}

TEST_CASE("The period that a change ended and those between two changes are remembered", "[models]") {
  Tally tally(Duration::s(60));
  tally.change(at(30), {10, 0});
  tally.change(at(250), {0, 20});  // in period 4
  CHECK(tally.means(0) == Means{300, 0});
  for (int period = 1; period < 4; ++period) CHECK(tally.means(period) == Means{600, 0});
  CHECK(tally.means(4) == Means{100, 1000});
  CHECK(tally.means(5) == Means{0, 1200});
}

TEST_CASE("A change at a period's boundary belongs to the period that begins", "[models]") {
  Tally tally(Duration::s(60));
  tally.change(at(0), {10, 0});
  tally.change(at(120), {0, 10});
  CHECK(tally.means(1) == Means{600, 0});
  CHECK(tally.means(2) == Means{0, 600});
}

TEST_CASE("However often traffic is evaluated without a change, an integral has the same bits", "[models]") {
  Tally once(Duration::s(60));
  Tally often(Duration::s(60));
  const Means rate{1.0 / 3, 0.1};
  for (Tally* tally : {&once, &often}) tally->change(at(0), rate);
  for (int second = 1; second < 200; ++second) often.change(at(second), rate);
  for (Tally* tally : {&once, &often}) tally->change(at(200), {7, 0.7});
  for (int period = 0; period < 5; ++period) CHECK(once.means(period) == often.means(period));
}

TEST_CASE("A period that is long over is a broken contract", "[models]") {
  Tally tally(Duration::s(60));
  tally.change(at(130), {10, 0});
  tally.change(at(500), {0, 10});
  CHECK_THROWS_AS(tally.means(1), ContractError);
}
