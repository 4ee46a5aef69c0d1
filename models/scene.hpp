// SPDX-License-Identifier: Apache-2.0
/// What who measures may ask of a replication while it runs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/topology/component_id.hpp"
#include "models/traffic/customers.hpp"
#include "models/world/vocabulary.hpp"
#include "sim/time.hpp"

namespace bulkhead {

/// Of these components, those of which `holds` is true. Requires: at least one
template <class Holds>
double share_of(const std::vector<ComponentId>& components, const Holds& holds) {
  return static_cast<double>(std::count_if(components.begin(), components.end(), holds)) /
         static_cast<double>(components.size());
}

/// Of these components, those that are up in a place that knows.
template <class Place>
double share_up(const Place& place, const std::vector<ComponentId>& components) {
  return share_of(components, [&](ComponentId id) { return place.up(id); });
}

class Scene {
 public:
  virtual ~Scene() = default;
  virtual Instant now() const = 0;
  virtual bool up(ComponentId id) const = 0;
  /// Would it be up if every takeover took no time and always worked?
  virtual bool structurally_up(ComponentId id) const = 0;
  /// The share of these that would be up if that cause had struck nothing.
  virtual double up_share_without(CauseId cause, const std::vector<ComponentId>& components) = 0;
  /// Requests a second of a service that would succeed if that cause had struck nothing.
  virtual double ok_rps_without(CauseId cause, std::uint32_t service) = 0;
  /// Nothing, where nobody is served.
  virtual const Customers* customers() const = 0;
  /// Groups of customers that nothing tells apart any more may become one: no incident is open.
  virtual void merge_customers() = 0;
};

}  // namespace bulkhead
