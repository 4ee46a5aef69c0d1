// SPDX-License-Identifier: Apache-2.0
/// Rules of capacity: the peak with everything up, after a zone, after a cell.
///
/// A service's load is the clients' peak times the calls (times x share) that it causes, with the retries of steady errors
/// and no others. Only services that clients cannot do without are looked at, and only where the file says what an
/// instance serves: its `capacity`, or its `slots` over the time that one is held.
#pragma once

#include "analysis/review/findings.hpp"
#include "analysis/review/reviewed.hpp"

namespace bulkhead {

/// Whether the other zones carry the peak of every service when one zone is lost.
bool carries_without_a_zone(const Reviewed&);

void look_capacity_below_peak(const Reviewed&, Findings&);
void look_static_stability(const Reviewed&, Findings&);
void look_cell_below_its_share(const Reviewed&, Findings&);
void look_lost_cell_does_not_fit(const Reviewed&, Findings&);

}  // namespace bulkhead
