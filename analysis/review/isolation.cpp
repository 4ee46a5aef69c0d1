// SPDX-License-Identifier: Apache-2.0
// Services and entries that reach across zones or cells.
#include "analysis/review/isolation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/traffic/network.hpp"

namespace bulkhead {
namespace {

bool is_entered(const Model& model, const ServiceSpec& service) {
  return std::any_of(model.clients.begin(), model.clients.end(),
                     [&](const PopulationSpec& population) { return population.to == service.name; });
}

bool does_business(const ServiceSpec& service) {
  return !service.calls.empty() || !service.needs.empty();
}

std::string_view scope_name(Scope scope) {
  return scope == Scope::managed ? "managed" : scope == Scope::zonal ? "zonal" : "regional";
}

}  // namespace

void look_silo_crosses_zones(const Reviewed& reviewed, Findings& findings) {
  const Model& model = reviewed.model;
  if (model.routing != Routing::zonal) return;
  for (std::uint32_t s = 0; s < model.services.size(); ++s) {
    const ServiceSpec& service = model.services[s];
    if (!reviewed.needed(s) || reviewed.towards(s) != Routing::regional || !reviewed.spans_zones(s)) continue;
    findings.add(
        {"services", service.name, "scope"},
        service.scope == Scope::managed
            ? fmt::format("every zone needs {}, a managed service: to leave a zone mends nothing there", service.name)
            : fmt::format("every zone calls {} in all zones: to leave a zone at the entry does not leave its {}",
                          service.name, service.name));
  }
  for (const PopulationSpec& population : model.clients)
    if (population.entry.cross_zone.value_or(false) &&
        reviewed.spans_zones(service_index(model.services, population.to)))
      findings.add({"clients", population.name, "entry", "cross_zone"},
                   fmt::format("the load balancer of {} sends from every zone to all zones", population.name));
}

void look_cells_share_service(const Reviewed& reviewed, Findings& findings) {
  const Model& model = reviewed.model;
  if (model.routing != Routing::cell || model.cells.count < 2) return;
  std::vector<std::uint32_t> in_cells;
  for (std::uint32_t s = 0; s < model.services.size(); ++s)
    if (reviewed.needed(s) && model.services[s].scope == Scope::by_routing) in_cells.push_back(s);
  const auto by_cells = reviewed.reached_from(in_cells);
  for (std::uint32_t s = 0; s < model.services.size(); ++s) {
    const ServiceSpec& service = model.services[s];
    if (!by_cells[s] || service.scope == Scope::by_routing) continue;
    if (is_entered(model, service) && does_business(service)) continue;  // said by another rule
    findings.add({"services", service.name, "scope"},
                 fmt::format("{} cells need {}, which is {}: what fails in it fails beyond a cell", model.cells.count,
                             service.name, scope_name(service.scope)));
  }
}

void look_cell_router_does_business(const Reviewed& reviewed, Findings& findings) {
  const Model& model = reviewed.model;
  if (model.routing != Routing::cell || model.cells.count < 2) return;
  for (const ServiceSpec& service : model.services) {
    if (service.scope == Scope::by_routing || !is_entered(model, service) || !does_business(service)) continue;
    const std::size_t others = service.calls.size() + service.needs.size();
    findings.add({"services", service.name, "scope"},
                 fmt::format("{} stands in front of {} cells and depends on {} other{}", service.name,
                             model.cells.count, others, others == 1 ? "" : "s"));
  }
}

}  // namespace bulkhead
