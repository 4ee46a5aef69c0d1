// SPDX-License-Identifier: Apache-2.0
/// Rules about what a file expects (`expect:`), and what its expectations allow.
#pragma once

#include <optional>
#include <string>

#include "analysis/review/findings.hpp"
#include "analysis/review/reviewed.hpp"

namespace bulkhead {

/// An expectation that the file's own budget of replications cannot find met: a fault by chance is not expected to
/// strike as often as a verdict asks for (analysis/gate/judge.hpp). One at `level: warn` may stay open: no check fails by it.
void look_expectation_beyond_budget(const Reviewed& reviewed, Findings& findings);

/// The longest mean time to recover that the file's expectations allow an objective in this variant; empty: they say
/// nothing of it.
std::optional<double> expected_recovery_s(const Reviewed& reviewed, const std::string& service);

}  // namespace bulkhead
