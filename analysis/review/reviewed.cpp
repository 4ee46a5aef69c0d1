// SPDX-License-Identifier: Apache-2.0
// Loads, reach and budgets of one variant.
#include "analysis/review/reviewed.hpp"

#include <algorithm>
#include <numeric>

#include "models/traffic/network.hpp"

namespace bulkhead {

Reviewed::Reviewed(const Experiment& experiment_, const Variant& variant)
    : experiment(experiment_), model(variant.model), file(variant.file), callees_(callees_of(model.services)) {
  for (const RegionSpec& region : model.topology.regions) {
    zones_ += static_cast<std::uint32_t>(region.zones.size());
    loads_.push_back(peak_loads(model.services, callees_, model.clients, region.name));
  }
  add_needed();
  add_budget();
}

const Estate& Reviewed::estate() const {
  if (!estate_)
    estate_ =
        std::make_unique<Estate>(Inventory{model.topology, model.services, model.clients, model.routing, model.cells});
  return *estate_;
}

double Reviewed::load(std::uint32_t service) const {
  return std::accumulate(loads_.begin(), loads_.end(), 0.0,
                         [&](double sum, const std::vector<double>& region) { return sum + region[service]; });
}

void Reviewed::add_needed() {
  needed_.assign(model.services.size(), 0);
  std::vector<std::uint32_t> next;
  const auto reach = [&](std::uint32_t service) {
    if (!needed_[service]) next.push_back(service);
    needed_[service] = 1;
  };
  for (const PopulationSpec& population : model.clients) reach(service_index(model.services, population.to));
  while (!next.empty()) {
    const std::uint32_t s = next.back();
    next.pop_back();
    for (std::size_t c = 0; c < callees_[s].size(); ++c) {
      const CallSpec& call = model.services[s].calls[c];
      if (call.need == NeedKind::hard && call.share > 0) reach(callees_[s][c]);
    }
  }
}

void Reviewed::add_budget() {
  for (const ObjectiveSpec& objective : model.objectives)
    if (objective.components.empty() && objective.success < 1 && objective.success > (budget_ ? budget_->success : 0))
      budget_ = {objective.service, objective.success, (1 - objective.success) * kBudgetWindow_s};
}

Routing Reviewed::towards(std::uint32_t service) const {
  switch (model.services[service].scope) {
    case Scope::by_routing:
      return model.routing;
    case Scope::zonal:
      return Routing::zonal;
    case Scope::regional:
    case Scope::managed:
      return Routing::regional;
  }
  return model.routing;
}

double attempts_of(const CallSpec& call) {
  return 1 + std::min(static_cast<double>(call.retries), call.retry_budget);
}

}  // namespace bulkhead
