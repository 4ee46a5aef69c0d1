// SPDX-License-Identifier: Apache-2.0
/// Demand over the day: a raised cosine as a step function, each step at its exact mean.
///
/// Units:    shares of the peak; time of day from midnight
/// Shape:    96 steps of 15 minutes; step 0 begins at midnight
/// Source:   the step width is the model's (section 3); the raised cosine is assumed
#pragma once

#include "models/world/spec.hpp"
#include "sim/time.hpp"

namespace bulkhead {

inline constexpr Duration kDemandStep = Duration::minutes(15);

/// Mean share of the peak within the step that contains this time of day (which may exceed a day).
double demand_share(const DailySpec& daily, Duration time_of_day);

}  // namespace bulkhead
