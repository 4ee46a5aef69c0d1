// SPDX-License-Identifier: Apache-2.0
/// Rules of recovery: what a reaction needs, how long it takes, what it leaves behind.
///
/// How long all may be down is an objective's error budget: (1 - success) x 30 days.
#pragma once

#include "analysis/review/findings.hpp"
#include "analysis/review/reviewed.hpp"

namespace bulkhead {

void look_recovery_needs_what_it_recovers(const Reviewed&, Findings&);
void look_dns_ttl_exceeds_budget(const Reviewed&, Findings&);
void look_recovery_exceeds_budget(const Reviewed&, Findings&);
void look_shift_leaves_calls(const Reviewed&, Findings&);

}  // namespace bulkhead
