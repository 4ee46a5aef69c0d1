// SPDX-License-Identifier: Apache-2.0
/// What a period's datapoint will be, where that is certain before any draw.
///
/// Counts are Poisson. A period whose probability of breaching is below 1e-15 or above 1 - 1e-15 is certain and takes no draw.
/// The probability is bounded by Chernoff; a bound that is not sharp enough only means that a draw is taken.
#pragma once

#include <cstdint>
#include <optional>

#include "models/traffic/traffic.hpp"

namespace bulkhead {

enum class Datapoint : std::uint8_t { ok, breach, missing };

/// Breach: the share of successes is below `below`; missing: fewer than max(1, min_samples) attempts.
Datapoint success_datapoint(Counts counts, double below, std::uint64_t min_samples);
std::optional<Datapoint> certain_success(Means means, double below, std::uint64_t min_samples);

/// Breach: fewer than `below` attempts in the period.
Datapoint volume_datapoint(Counts counts, double below);
std::optional<Datapoint> certain_volume(Means means, double below);

}  // namespace bulkhead
