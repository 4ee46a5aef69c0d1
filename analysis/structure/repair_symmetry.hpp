// SPDX-License-Identifier: Apache-2.0
/// Groups of components that can be exchanged for one another as a whole: six mirrored pairs, each with disks and a
/// controller of its own, that share a crew.
///
/// Components and faults are told apart by what is said of them and, again and again, of what they need and what needs
/// them, until nothing more can be told (colour refinement). What is left without its like is common to all; without it
/// the rest falls into groups. Then what has one like is taken for common too, and so on: groups within groups come
/// first. Of two groups that look equal the exchange is tried on all the rules; only if it changes nothing do they
/// belong together. So a state may stand for all that follow from it by such exchanges, and the chain stays exact.
///
/// Cost:   O(rounds x size of the rules x log) for the colours, O(size of the rules) for each exchange that is tried
/// Source: P. Buchholz, "Exact and ordinary lumpability in finite Markov chains", 1994, for lumping by symmetry
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/structure/repair_rules.hpp"

namespace bulkhead {

/// Requires: complete rules but for `families`. `fixed`, by component: somewhere the first by name is picked of a list
/// in which it stands, so that it is left alone.
std::vector<RepairFamily> equal_groups(const RepairRules& rules, const std::vector<char>& fixed);

}  // namespace bulkhead
