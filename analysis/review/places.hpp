// SPDX-License-Identifier: Apache-2.0
/// What goes with a place: who is down when a component is, and which services stand on it.
#pragma once

#include <string>
#include <vector>

#include "analysis/review/reviewed.hpp"

namespace bulkhead {

/// Which of `names` are down while this component is.
std::vector<std::string> down_with(const Reviewed& reviewed, const std::string& component,
                                   const std::vector<std::string>& names);

/// Services (by index) with an instance on the component, in it, or that is down while it is; sorted.
std::vector<std::uint32_t> services_hit(const Reviewed& reviewed, const std::string& component);

/// Zones, by name ("zone tokyo/a").
std::vector<std::string> zones_of(const Model& model);

}  // namespace bulkhead
