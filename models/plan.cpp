// SPDX-License-Identifier: Apache-2.0
// Compiling a model.
#include "models/plan.hpp"

#include <cmath>
#include <limits>

#include "models/traffic/situation.hpp"

namespace bulkhead {
namespace {

Inventory inventory(const Model& model) {
  return {model.topology, model.services, model.clients, model.routing, model.cells};
}

// Everything up, nobody calling.
Situation unimpaired(const Network& network) {
  Kernel kernel;
  std::vector<Distribution> boots(network.services().size());
  const World world(network.estate(), {std::move(boots), 0, 0}, kernel);
  const Views views(network.views, 0);
  Situation situation;
  SituationBuilder(network, world, views).rebuild_all(situation);
  situation.front_rps.assign(network.fronts.size(), 0);
  return situation;
}

}  // namespace

Plan::Plan(const Model& model)
    : model_(model),
      estate_(inventory(model_)),
      network_(estate_, inventory(model_)),
      slots_(derive_slots(network_, unimpaired(network_))),
      memory_(std::make_unique<Memory>(network_, slots_.slots)) {
  for (const auto& detector : model_.detection) detector_names_.push_back(detector.name);
}

std::vector<SlotProblem> slot_problems(const Model& model) {
  const Plan plan(model);
  std::vector<SlotProblem> out;
  for (std::size_t s = 0; s < model.services.size(); ++s) {
    const auto& service = model.services[s];
    const double hold = plan.slots().holding_s[s];
    if (service.slots <= 0 || service.capacity_rps == std::numeric_limits<double>::infinity()) continue;
    if (service.slots / hold >= service.capacity_rps * (1 - 1e-12)) continue;
    out.push_back(
        {service.name, service.slots, static_cast<int>(std::floor(service.capacity_rps * hold * (1 - 1e-12)) + 1)});
  }
  return out;
}

}  // namespace bulkhead
