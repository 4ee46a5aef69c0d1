// SPDX-License-Identifier: Apache-2.0
/// Which takeovers, and which faults with spares, remember who serves: where members (targets) are alike, a cycle may end
/// with any of them in the places (in service).
///
/// Members are alike when any exchange of them leaves the model as it is: then what follows depends on how many places
/// are held, and not on by whom. So it is with targets of a fault of which some are spares, while nothing has failed.
/// Here that is said of a group only if it is easily seen: its members are components of the user that need nothing; every
/// fault (but the one whose spares they are) strikes all of them alike, each by a clock of its own, all running, or none;
/// every other group, pause and the objective names all of them or none; and no other takeover and no network has any.
#pragma once

#include <cstdint>
#include <vector>

#include "models/plan.hpp"

namespace bulkhead {

/// The groups with a takeover, by their numbers in the graph, whose members are not seen to be alike; ascending.
std::vector<std::uint32_t> groups_that_remember(const Plan& plan, const ObjectiveSpec& objective);

/// The faults with spares whose targets are not seen to be alike; ascending.
std::vector<std::uint32_t> faults_that_remember(const Plan& plan, const ObjectiveSpec& objective);

}  // namespace bulkhead
