// SPDX-License-Identifier: Apache-2.0
/// The kinds of faults, in one explicit table: adding a kind is a mechanism (or an old one) and a row here.
#pragma once

#include <span>
#include <string_view>

#include "models/faults/fault.hpp"

namespace bulkhead {

/// Sorted by name. Keys common to all kinds (target, at, for, mttf, repair, sticks_to) are fields of FaultSpec.
std::span<const FaultKind> fault_kinds();

/// The row of that name, or null.
const FaultKind* find_fault_kind(std::string_view name);

}  // namespace bulkhead
