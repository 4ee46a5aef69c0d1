// SPDX-License-Identifier: Apache-2.0
/// Rules of calls: timeouts, retries, queues, circles.
#pragma once

#include "analysis/review/findings.hpp"
#include "analysis/review/reviewed.hpp"

namespace bulkhead {

void look_retry_amplification(const Reviewed&, Findings&);
void look_retries_without_budget(const Reviewed&, Findings&);
void look_retries_without_jitter(const Reviewed&, Findings&);
void look_call_without_timeout(const Reviewed&, Findings&);
void look_soft_call_without_timeout(const Reviewed&, Findings&);
void look_timeout_shorter_than_callee(const Reviewed&, Findings&);
void look_timeout_below_tail(const Reviewed&, Findings&);
void look_queue_longer_than_timeout(const Reviewed&, Findings&);
void look_cold_start_circle(const Reviewed&, Findings&);

}  // namespace bulkhead
