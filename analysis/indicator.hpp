// SPDX-License-Identifier: Apache-2.0
/// What an objective looks at: the share of its requests that succeed, or of its components that are up.
#pragma once

#include <algorithm>
#include <vector>

#include "models/world/world.hpp"

namespace bulkhead {

/// What rounding may take from an indicator that is met exactly.
inline constexpr double kIndicatorRounding = 1e-12;

/// Where nothing is offered, nothing fails.
inline double success_share(double offered_rps, double ok_rps) {
  return offered_rps > 0 ? ok_rps / offered_rps : 1;
}

inline bool meets(double indicator, double success) {
  return indicator >= success - kIndicatorRounding;
}

/// Of these components, those of which `holds` is true. Requires: at least one
template <class Holds>
double share_of(const std::vector<ComponentId>& components, const Holds& holds) {
  return static_cast<double>(std::count_if(components.begin(), components.end(), holds)) /
         static_cast<double>(components.size());
}

inline double share_up(const World& world, const std::vector<ComponentId>& components) {
  return share_of(components, [&](ComponentId id) { return world.up(id); });
}

}  // namespace bulkhead
