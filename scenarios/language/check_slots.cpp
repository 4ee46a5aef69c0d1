// SPDX-License-Identifier: Apache-2.0
// Given slots must reach the given capacity while all is well; the engine's own derivation says how many that takes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/traffic/flow.hpp"
#include "models/traffic/situation.hpp"
#include "models/world/world.hpp"
#include "scenarios/language/check.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

bool is_bounded(const ServiceSpec& service) {
  return service.slots > 0 && std::isfinite(service.capacity_rps);
}

// What the engine would choose for services that give no slots.
Slots needed_slots(const Model& model, const std::vector<ServiceSpec>& services) {
  const Inventory inventory{model.topology, services, model.clients, model.routing, model.cells};
  const Estate estate(inventory);
  const Network network(estate, inventory);
  Kernel kernel;
  Boots boots;
  for (const auto& service : services) boots.by_service.push_back(service.boot);
  const World world(estate, std::move(boots), kernel);
  const Views views(network.views, 0);
  Situation situation;
  SituationBuilder(network, world, views).rebuild_all(situation);
  situation.front_rps.assign(network.fronts.size(), 0);
  return derive_slots(network, situation);
}

}  // namespace

void check_slots(Examined& e) {
  const Model& model = e.document.model;
  if (std::none_of(model.services.begin(), model.services.end(), is_bounded)) return;
  auto services = model.services;
  for (auto& service : services) service.slots = 0;
  const Slots needed = needed_slots(model, services);
  for (std::size_t i = 0; i < services.size(); ++i) {
    const auto& service = model.services[i];
    if (!is_bounded(service) || service.slots >= needed.slots[i]) continue;
    e.diagnostics.error(e.at({"services", service.name, "slots"}),
                        fmt::format("{} slots do not reach a capacity of {}: a request holds one for {:.3g} s",
                                    service.slots, format_rate(service.capacity_rps), needed.holding_s[i]),
                        std::to_string(needed.slots[i]));
  }
}

}  // namespace bulkhead
