// SPDX-License-Identifier: Apache-2.0
/// Rules of observing: health checks, alarms, and faults that nobody's path crosses.
#pragma once

#include "analysis/review/findings.hpp"
#include "analysis/review/reviewed.hpp"

namespace bulkhead {

void look_deep_health_check(const Reviewed&, Findings&);
void look_health_check_exceeds_budget(const Reviewed&, Findings&);
void look_alarm_without_data(const Reviewed&, Findings&);
void look_alarm_always_rings(const Reviewed&, Findings&);
void look_observer_in_what_it_watches(const Reviewed&, Findings&);
void look_fault_nobody_can_see(const Reviewed&, Findings&);

}  // namespace bulkhead
