// SPDX-License-Identifier: Apache-2.0
// Loads, reach and budgets of one variant.
#include "analysis/review/reviewed.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "models/plan.hpp"
#include "models/traffic/network.hpp"

namespace bulkhead {

Reviewed::Reviewed(const Experiment& experiment_, const Variant& variant)
    : experiment(experiment_),
      model(variant.model),
      file(variant.file),
      callees_(callees_of(model.services)),
      steady_(model, callees_) {
  for (const RegionSpec& region : model.topology.regions) {
    zones_ += static_cast<std::uint32_t>(region.zones.size());
    loads_.push_back(steady_.loads(region.name));
  }
  std::vector<std::uint32_t> asked;
  for (const PopulationSpec& population : model.clients) asked.push_back(service_index(model.services, population.to));
  needed_ = reached_from(std::move(asked));
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

// A slot is held while one waits for callees too; with a capacity its slots reach it, or the file is refused.
double Reviewed::instance_rps(std::uint32_t service) const {
  if (!instance_rps_.empty()) return instance_rps_[service];
  const auto by_slots = [](const ServiceSpec& s) { return s.slots > 0 && std::isinf(s.capacity_rps); };
  for (const ServiceSpec& s : model.services) instance_rps_.push_back(s.capacity_rps);
  if (std::none_of(model.services.begin(), model.services.end(), by_slots)) return instance_rps_[service];
  const std::vector<double> holding_s = Plan(model).slots().holding_s;
  for (std::size_t s = 0; s < instance_rps_.size(); ++s)
    if (by_slots(model.services[s]) && holding_s[s] > 0) instance_rps_[s] = model.services[s].slots / holding_s[s];
  return instance_rps_[service];
}

std::vector<char> Reviewed::reached_from(std::vector<std::uint32_t> next) const {
  std::vector<char> reached(model.services.size(), 0);
  while (!next.empty()) {
    const std::uint32_t s = next.back();
    next.pop_back();
    if (std::exchange(reached[s], 1)) continue;
    for (std::size_t c = 0; c < callees_[s].size(); ++c) {
      const CallSpec& call = model.services[s].calls[c];
      if (call.need == NeedKind::hard && call.share > 0) next.push_back(callees_[s][c]);
    }
  }
  return reached;
}

void Reviewed::add_budget() {
  for (const ObjectiveSpec& objective : model.objectives)
    if (objective.components.empty() && objective.success > (budget_ ? budget_->success : 0))
      budget_ = {objective.service, objective.success, (1 - objective.success) * kBudgetWindow_s};
}

bool Reviewed::spans_zones(std::uint32_t service) const {
  for (std::uint32_t r = 0; r < loads_.size(); ++r)
    if (model.topology.regions[r].zones.size() > 1 && load(r, service) > 0) return true;
  return false;
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
