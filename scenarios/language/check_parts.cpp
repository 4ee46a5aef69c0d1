// SPDX-License-Identifier: Apache-2.0
// The user's own components and networks, and the objectives upon them.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/check.hpp"
#include "scenarios/language/selector.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

template <class Spec>
bool has_name(const std::vector<Spec>& specs, const std::string& name) {
  return std::any_of(specs.begin(), specs.end(), [&](const Spec& spec) { return spec.name == name; });
}

// Results name objectives and places by one word each.
void check_names(Examined& e) {
  const Model& model = e.document.model;
  for (const auto& part : model.topology.components) {
    if (has_name(model.services, part.name))
      e.diagnostics.error(e.key_at({"components", part.name}),
                          fmt::format("a service is called `{}` too: an objective could mean either", part.name), {},
                          "give the component another name");
  }
  for (const auto& network : model.topology.networks) {
    if (has_name(model.topology.regions, network.name))
      e.diagnostics.error(e.key_at({"networks", network.name}),
                          fmt::format("a region is called `{}` too: a link could be of either", network.name), {},
                          "give the network another name");
  }
}

// Services are somewhere, and somebody asks them.
void check_company(Examined& e) {
  const Model& model = e.document.model;
  const auto missing = [&](std::string_view key, std::string_view why, std::string_view example) {
    e.diagnostics.error(e.file.at, fmt::format("`{}` is missing: {}", key, why), {}, fmt::format("add {}", example));
  };
  const bool work = !model.services.empty() || !model.clients.empty();
  if (work && !e.given({"topology"}))
    missing("topology", "services and clients are in regions", "topology: {tokyo: {zones: [a, b, c]}}");
  if (work && !e.given({"services"}))
    missing("services", "clients ask them", "services: {web: {replicas: {per_zone: 3}}}");
  if (work && !e.given({"clients"}))
    missing("clients", "nobody asks the services", "clients: {shoppers: {to: web, peak: 300/s}}");
}

void check_warm_up(Examined& e) {
  const RunSettings& run = e.document.run;
  if (run.warm_up < run.horizon || run.warm_up == Duration::zero()) return;
  e.diagnostics.error(e.at({"run", "warm_up"}),
                      fmt::format("`warm_up` is {}, not before the horizon of the run, {}",
                                  format_duration(run.warm_up), format_duration(run.horizon)));
}

}  // namespace

void check_parts(Examined& e) {
  check_company(e);
  check_names(e);
  check_warm_up(e);
}

void resolve_objectives(Examined& e) {
  Model& model = e.document.model;
  for (auto& objective : model.objectives) {
    if (has_name(model.topology.components, objective.service))
      objective.components = match("component " + objective.service, e.names, e.regions);
  }
}

}  // namespace bulkhead
