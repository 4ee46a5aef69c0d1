// SPDX-License-Identifier: Apache-2.0
/// Failures with a common cause: which part of what strikes a member of a group strikes others with it.
///
/// All members are alike. With Q what strikes one of n members (a rate, or a probability), each single set of k members
/// is struck together, and nobody else with them, with share[k - 1] times Q. Every member is in C(n-1, k-1) sets of k:
/// the shares times these numbers sum to 1, unless they are given one by one (phi factors).
///
/// Shape:    n shares, of sets of 1, 2, ..., n
/// Requires: n >= 2; factors in [0, 1], as many as the model takes
/// Source:   beta and multiple Greek letters: Fleming 1975; Mosleh et al., NUREG/CR-4780 (1988); alpha factors: Mosleh et
///           al., NUREG/CR-5485 (1998); phi factors: Open-PSA Model Exchange Format
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bulkhead {

/// beta: all members or one, 1 - beta alone and beta all together; one factor.
/// mgl: beta, gamma, delta, ...: of what strikes a member and k - 1 others at least, the part that strikes k others at
/// least; at most n - 1, and what they leave out is 0: no more members are ever struck together.
/// alpha: of all failures, the parts that strike one member, two, ...; at most n, with a sum above 0, which is divided out.
/// phi: the shares themselves; at most n.
enum class CommonCauseModel : std::uint8_t { beta, mgl, alpha, phi };

/// How many factors a model of n members takes at most.
int most_factors(CommonCauseModel model, int n);
std::vector<double> common_cause_shares(CommonCauseModel model, int n, std::span<const double> factors);

/// How many sets of two or more members have a share, at most `most`.
std::uint64_t struck_together(std::span<const double> shares, std::uint64_t most);
/// All sets of k of n numbers from 0, each ascending, in order.
std::vector<std::vector<std::uint32_t>> sets_of(std::uint32_t k, std::uint32_t n);

}  // namespace bulkhead
