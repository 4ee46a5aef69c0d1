// SPDX-License-Identifier: Apache-2.0
// Erlang's formulas against their definitions in exact fractions.
#include <cmath>

#include "sim/math.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;

namespace {

bool about(double value, double answer) {
  return std::fabs(value - answer) <= 1e-14 * answer;
}

}  // namespace

// The answers: B = (a^c / c!) / sum of a^k / k! for k = 0..c, C = c B / (c - a (1 - B)), in Python's fractions, rounded
// once.
TEST_CASE("Erlang B is the share of arrivals that find all servers busy", "[sim]") {
  CHECK(about(math::erlang_b(1, 0.5), 0.3333333333333333));
  CHECK(about(math::erlang_b(2, 1), 0.2));
  CHECK(about(math::erlang_b(10, 5), 0.018384570336648132));
  CHECK(about(math::erlang_b(100, 90), 0.026957380464359214));
  CHECK(about(math::erlang_b(200, 400), 0.502451890690079));
}

TEST_CASE("Erlang C is the share of arrivals that wait", "[sim]") {
  CHECK(about(math::erlang_c(1, 0.5), 0.5));
  CHECK(about(math::erlang_c(2, 1), 0.3333333333333333));
  CHECK(about(math::erlang_c(10, 5), 0.03610535915832019));
  CHECK(about(math::erlang_c(100, 90), 0.2169404809063664));
}

TEST_CASE("Erlang's formulas have their limits without servers, without load and in overload", "[sim]") {
  CHECK(math::erlang_b(0, 3) == 1);
  CHECK(math::erlang_b(3, 0) == 0);
  CHECK(math::erlang_c(3, 0) == 0);
  CHECK(math::erlang_c(3, 3) == 1);
  CHECK(math::erlang_c(0, 0) == 1);
}
