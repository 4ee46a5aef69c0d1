// SPDX-License-Identifier: Apache-2.0
/// A fault tree as a structure function; every event of the file is a basic event, and so is every common cause.
#pragma once

#include "analysis/structure/formula.hpp"
#include "scenarios/import/fault_tree.hpp"

namespace bulkhead {

/// Adds the tree to `formula` and returns its top. A common cause is the event "common cause of A, B, C".
FormulaId add_fault_tree(const FaultTree& tree, Formula& formula);

}  // namespace bulkhead
