// SPDX-License-Identifier: Apache-2.0
/// What a detector looks at: the series and zones that it asks its vantage for when it is made.
///
/// The detector itself says so (models/detection), so a rule about who sees what holds no second copy of it.
#pragma once

#include <cstdint>
#include <vector>

#include "models/detection/spec.hpp"
#include "models/traffic/traffic.hpp"

namespace bulkhead {

struct Asked {
  std::vector<SeriesSpec> series;    ///< of alarms on attempts; one on ejections sees what health checks see
  std::vector<std::uint32_t> zones;  ///< whose loss its provider reports
};

Asked asked_by(const DetectorSpec& spec, const Network& network);

}  // namespace bulkhead
