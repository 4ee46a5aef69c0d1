// SPDX-License-Identifier: Apache-2.0
/// From a figure of a diagram to bounds, where the formulas leave something out.
#pragma once

#include "analysis/structure/review.hpp"
#include "analysis/structure/structure.hpp"

namespace bulkhead {

/// Names what is left out for the answer, and puts bounds in the place of figures that it makes inexact.
/// Requires: `one` answers the question with no graces
void bound(StructuralModel& structure, const StructuralQuestion& question, QuestionReview& one);

}  // namespace bulkhead
