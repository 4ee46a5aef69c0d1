// SPDX-License-Identifier: Apache-2.0
/// Actions: what a response means under the routing at hand, and the levers that it moves.
///
/// `evacuate` resolves by routing: zonal, shift at the entry; regional, every service that is called and the entry by itself; cells
/// that stand in a zone, drain them there (and shift the entry, where it spreads requests); cells that span the region, as regional.
/// `scale_out` is about a service, and none of its zones is left.
#pragma once

#include <string>
#include <vector>

#include "models/traffic/drain.hpp"
#include "models/traffic/network.hpp"
#include "models/world/signal.hpp"
#include "models/world/vocabulary.hpp"

namespace bulkhead {

/// One lever's way from 0 to 1.
struct Pull {
  ComponentId at = 0;
  Knob knob = Knob::weight;
  Duration wait;  ///< before it moves (a copy of a cell's state)
  Drain drain;    ///< in 60 equal steps at their means; of no time: at once
};

/// Something that one team does.
struct Step {
  std::string what;    ///< "shift zone tokyo/a", "evacuate_service web from zone tokyo/a", "drain_cell cell 3"
  std::string team;    ///< the service whose team does it
  std::string action;  ///< shift, evacuate_service, drain_cell or scale_out
  std::uint32_t service = kNone;  ///< whose capacity elsewhere must suffice; kNone: all services
  std::vector<Pull> pulls;
};

/// The steps of an action against a place, in the order of the services' names (a shift is done by the team of the service
/// behind the entry). Empty: the action makes no sense there.
std::vector<Step> steps_of(const std::string& action, const SignalScope& scope, const Network& network,
                           const CellSpec& cells, Duration drain);

}  // namespace bulkhead
