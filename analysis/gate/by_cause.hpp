// SPDX-License-Identifier: Apache-2.0
/// Metrics of those incidents alone that one kind of fault has caused.
///
/// A metric that is a sum over incidents can be counted by cause; what counts requests counts those lost during such
/// incidents. An incident's cause is the fault to which most of its loss is due.
///
/// Units:    as the metric's own (analysis/metrics.hpp)
#pragma once

#include <string>
#include <vector>

#include "analysis/metrics.hpp"
#include "analysis/record.hpp"

namespace bulkhead {

bool has_by_cause(const Metric& metric);
std::vector<std::string> names_by_cause();

/// The metric's sample from the incidents of `service` and `cause`; `whole` is its term over all of them.
/// `seen_until`: an incident that is still open then enters with the time so far.
/// Requires: has_by_cause
Sample sample_by_cause(const Metric& metric, const MetricTerm& whole, const std::vector<IncidentRow>& incidents,
                       const std::string& cause, Instant seen_until);

}  // namespace bulkhead
