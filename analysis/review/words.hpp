// SPDX-License-Identifier: Apache-2.0
/// What a file says to its review, checked and asked: names of rules in `suppress`, and rules of the user's own.
///
/// Errors:   a suppression of a rule that is not there; a rule named like one of the program; an `each` that leads
///           nowhere; keys that are no keys of the language; values that cannot be compared
#pragma once

#include "analysis/review/findings.hpp"
#include "analysis/review/reviewed.hpp"

namespace bulkhead {

void check_review_words(const Scenario& scenario, Diagnostics& diagnostics);

/// Findings of the user's own rules in one variant.
void look_by_own_rules(const Reviewed& reviewed, Findings& findings);

}  // namespace bulkhead
