// SPDX-License-Identifier: Apache-2.0
// One question for every objective and every other service.
#include "analysis/structure/structure.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/structure/component_structure.hpp"
#include "analysis/structure/service_structure.hpp"
#include "models/traffic/network.hpp"
#include "models/world/estate.hpp"

namespace bulkhead {
namespace {

StructuralQuestion component_question(const ObjectiveSpec& objective, const Graph& graph,
                                      ComponentStructure& components, Formula& formula) {
  StructuralQuestion out;
  out.name = objective.service;
  std::vector<Counted> counted;
  const auto n = static_cast<double>(objective.components.size());
  for (const std::string& name : objective.components) {
    out.shares.push_back({name, 1 / n, components.up(graph.id(name))});
    counted.push_back({out.shares.back().up});
  }
  constexpr double kRounding = 1e-9;
  out.met = formula.at_least(static_cast<int>(std::ceil(objective.success * n - kRounding)), std::move(counted));
  return out;
}

}  // namespace

StructuralModel structure_of(const Model& model) {
  return structure_of(model, Estate({model.topology, model.services, model.clients, model.routing, model.cells}),
                      Questions::all);
}

StructuralModel structure_of(const Model& model, const Estate& estate, Questions wanted) {
  StructuralModel out;
  const FaultEvents events(model, estate.graph, out.formula);
  ComponentStructure components(estate.graph, events, out.formula);
  ServiceStructure services(model, estate, components, out.formula);
  std::vector<char> asked(model.services.size(), 0);
  for (const ObjectiveSpec& objective : model.objectives) {
    if (!objective.components.empty()) {
      out.questions.push_back(component_question(objective, estate.graph, components, out.formula));
    } else {
      const auto s = service_index(model.services, objective.service);
      asked[s] = 1;
      out.questions.push_back(services.question(s));
    }
    out.questions.back().objective = true;
  }
  for (std::uint32_t s = 0; s < asked.size(); ++s)
    if (!asked[s] && wanted == Questions::all) out.questions.push_back(services.question(s));
  out.notes = events.notes();
  out.notes.insert(out.notes.end(), services.notes().begin(), services.notes().end());
  out.caveats = caveats_of(estate, events, components, out.formula);
  out.calendar = events.calendar();
  for (EventNo e = 0; e < out.formula.events().size(); ++e) out.refused.push_back(events.refused(e));
  return out;
}

}  // namespace bulkhead
