// SPDX-License-Identifier: Apache-2.0
/// Closed forms of repairable systems: birth-death chains, one repairable unit over time, RAID groups, periodic tests.
///
/// Shape:    each takes a formula's arguments (analysis/arithmetic/formulas.cpp names them) and gives its figures
/// Units:    durations in seconds; rates a second unless a name says otherwise
#pragma once

#include "analysis/arithmetic/formulas.hpp"

namespace bulkhead::arithmetic {

using Figures = std::vector<FormulaFigure>;
using Given = std::span<const double>;

/// The argument must hold; else ArithmeticError with the sentence.
void demand(bool holds, const char* sentence);

/// n units, k needed, exponential lives and repairs, so many crews (0: one each), `active` of them running (0: all),
/// halted while the system is down or not.
Figures repairable(Given);
/// A(t) and its mean over [0, t] of one unit that starts up.
Figures unit_over_time(Given);
/// Mean time to data loss of groups of disks with parity: the paper's approximation; the exact chain, of all with one parity disk each,
/// and of one group.
Figures raid(Given);
/// A failure that only a periodic test finds.
Figures periodic_test(Given);
/// Datapoints until an alarm "m of n" that each datapoint breaches with probability p, independently.
Figures alarm(Given);

}  // namespace bulkhead::arithmetic
