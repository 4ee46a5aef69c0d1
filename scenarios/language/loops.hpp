// SPDX-License-Identifier: Apache-2.0
/// Calls that multiply without end: loops of the call graph whose matrix of multiplicities has a spectral radius of 1
/// or more.
///
/// Shape:    vertices are positions; a row holds the calls of one vertex, each callee once
/// Cost:     linear in the calls, but cubic in the largest strongly connected component
#pragma once

#include <cstdint>
#include <vector>

namespace bulkhead {

struct Multiplicity {
  std::uint32_t to = 0;
  double times = 0;
};

/// A cycle inside the first component whose matrix of multiplicities M has a spectral radius of at least 1, or empty.
/// The radius is below 1 exactly where every pivot of Gaussian elimination on I - M is positive (then I - M is a
/// nonsingular M-matrix). Source: Berman, Plemmons, Nonnegative Matrices in the Mathematical Sciences, chapter 6,
/// theorem 2.3.
std::vector<std::uint32_t> endless_loop(const std::vector<std::vector<Multiplicity>>& rows);

}  // namespace bulkhead
