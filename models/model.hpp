// SPDX-License-Identifier: Apache-2.0
/// One variant of a scenario, resolved: every value given, every target a list of names, nothing left to look up.
///
/// Plain data, in sorted order of stable names (lists that mean a sequence keep theirs). Written by the scenario language,
/// read by `compile` (models/plan.hpp), which turns it into flat arrays. Two files that mean the same give equal models.
#pragma once

#include <string>
#include <vector>

#include "models/detection/spec.hpp"
#include "models/faults/spec.hpp"
#include "models/response/spec.hpp"
#include "models/topology/spec.hpp"
#include "models/world/spec.hpp"

namespace bulkhead {

struct Model {
  TopologySpec topology;
  std::vector<ServiceSpec> services;
  std::vector<PopulationSpec> clients;
  std::vector<ObjectiveSpec> objectives;
  Routing routing = Routing::zonal;
  CellSpec cells;
  std::vector<FaultSpec> faults;
  std::vector<CrewSpec> crews = {};  ///< sorted by name
  std::vector<DetectorSpec> detection;
  std::vector<PeopleSpec> people;
  std::vector<ResponseSpec> response;
  Duration begins = Duration::zero();  ///< time of day at which the run begins
  Duration horizon = Duration::days(365);
  Duration warm_up = Duration::zero();  ///< from the start; what happens before its end is measured by nobody
  Duration run_off =
      Duration::days(1);  ///< after the horizon, without new faults, for incidents that are open then; assumed
};

/// The names of everything that a target can name, sorted: components, services, cells and pools (models/topology/spec.hpp).
/// Needs only topology, services, clients, routing and cells of the model.
std::vector<std::string> target_names(const Model& model);

}  // namespace bulkhead
