// SPDX-License-Identifier: Apache-2.0
/// Components that the rules of repair say the same of, so that a state need not tell who of them does what.
///
/// Where the first of a list is picked by name (spares, places, a line that several join at one instant), those that are alike must
/// follow one another in it; where it matters more who is picked, by age or by what else has struck, they are told apart.
///
/// Requires: complete rules but for `classes` and `families`
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/structure/repair_rules.hpp"

namespace bulkhead {

/// Two or more each, by name.
std::vector<std::vector<std::uint32_t>> alike_components(const RepairRules& rules);

/// By component: it stands in such a list, in a group with a takeover, or in a network.
std::vector<char> picked_by_name(const RepairRules& rules);

/// Is it a member of a group with a fail-back?
bool falls_back(const RepairRules& rules, std::uint32_t component);

}  // namespace bulkhead
