// SPDX-License-Identifier: Apache-2.0
/// Known answers of functions of one or two numbers, and how a function is held against them.
///
/// The answers were computed with mpmath 1.3 at 50 digits, at the exact value of the double that stands in the table,
/// and rounded once. Incomplete gamma functions: x^a e^-x / Gamma(a+1) times the series 1 + x/(a+1) + ..., summed to 40
/// digits.
#pragma once

#include <cmath>

#include "tests/catch.hpp"

namespace bulkhead::test {

struct Known {
  double x;
  double y;
  double answer;
};

/// Checks |f(x, y) - answer| <= relative |answer| + absolute for every row.
template <class Rows, class Function>
void hold_against(const Rows& rows, Function f, double relative, double absolute = 0) {
  for (const Known& row : rows) {
    const double value = f(row.x, row.y);
    INFO("at " << row.x << ", " << row.y << ": " << value << " instead of " << row.answer);
    CHECK(std::fabs(value - row.answer) <= relative * std::fabs(row.answer) + absolute);
  }
}

}  // namespace bulkhead::test
