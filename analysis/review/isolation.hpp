// SPDX-License-Identifier: Apache-2.0
/// Rules of isolation: what silos and cells share.
#pragma once

#include "analysis/review/findings.hpp"
#include "analysis/review/reviewed.hpp"

namespace bulkhead {

void look_silo_crosses_zones(const Reviewed&, Findings&);
void look_cells_share_service(const Reviewed&, Findings&);
void look_cell_router_does_business(const Reviewed&, Findings&);

}  // namespace bulkhead
