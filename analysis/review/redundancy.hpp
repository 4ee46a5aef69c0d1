// SPDX-License-Identifier: Apache-2.0
/// Rules of redundancy: single points of failure, spares in one place, promises beyond reach.
#pragma once

#include "analysis/review/findings.hpp"
#include "analysis/review/reviewed.hpp"

namespace bulkhead {

void look_single_point_of_failure(const Reviewed&, Findings&);
void look_redundancy_in_one_place(const Reviewed&, Findings&);
void look_objective_out_of_reach(const Reviewed&, Findings&);

}  // namespace bulkhead
