// SPDX-License-Identifier: Apache-2.0
// Slots from capacity and the unimpaired holding time.
#include <algorithm>
#include <cmath>
#include <limits>

#include "models/traffic/flow.hpp"

namespace bulkhead {

Slots derive_slots(const Network& network, const Situation& unimpaired) {
  const std::vector<int> unlimited(network.services().size(), 0);
  Situation idle = unimpaired;
  std::fill(idle.front_rps.begin(), idle.front_rps.end(), 0.0);
  const Solution solution = solve(network, unlimited, idle);
  Slots out{unlimited, std::vector<double>(network.services().size(), 0)};
  for (PoolId p = 0; p < network.estate().pools.size(); ++p) {
    const auto s = network.estate().pools[p].service;
    const auto& service = network.service(s);
    const double hold = service.time.mean_seconds() + (1 - service.errors) * solution.pools[p].callees_any.mean;
    out.holding_s[s] = std::max(out.holding_s[s], hold);
  }
  for (std::size_t s = 0; s < out.slots.size(); ++s) {
    const auto& service = network.services()[s];
    out.slots[s] = service.slots;
    if (service.slots > 0 || service.capacity_rps == std::numeric_limits<double>::infinity()) continue;
    out.slots[s] =
        static_cast<int>(std::clamp(std::floor(service.capacity_rps * out.holding_s[s] * (1 - 1e-12)) + 1, 1.0, 1e9));
  }
  return out;
}

}  // namespace bulkhead
