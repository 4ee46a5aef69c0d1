// SPDX-License-Identifier: Apache-2.0
/// The kinds of actions that a response may take (`do:`), in one explicit table: adding a kind is a descriptor and a row here.
#pragma once

#include <span>
#include <string_view>

#include "models/kind.hpp"

namespace bulkhead {

/// Sorted by name. Keys common to all responses are fields of ResponseSpec.
std::span<const Kind> action_kinds();

/// The row of that name, or null.
const Kind* find_action_kind(std::string_view name);

}  // namespace bulkhead
