// SPDX-License-Identifier: Apache-2.0
/// What a simulation measured, held against the truth.
#pragma once

#include "tests/catch.hpp"
#include "tests/models/parts.hpp"

namespace bulkhead::test {

/// Within four standard errors of the truth, and these small enough to mean something.
inline void check(const Measured& measured, double truth, double largest_relative_error) {
  CHECK(measured.error <= largest_relative_error * truth);
  CHECK_THAT(measured.mean, Catch::Matchers::WithinAbs(truth, 4 * measured.error));
}

}  // namespace bulkhead::test
