// SPDX-License-Identifier: Apache-2.0
// One question for every objective and every other service.
#include "analysis/structure/structure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/structure/component_structure.hpp"
#include "analysis/structure/service_structure.hpp"
#include "models/traffic/network.hpp"
#include "models/world/estate.hpp"

namespace bulkhead {
namespace {

/// As many of the shares, which weigh the same, are up as the threshold asks for.
std::optional<FormulaId> met_of(const StructuralQuestion& question, double success, Formula& formula) {
  constexpr double kTie = 1e-9;
  std::vector<Counted> counted;
  for (const StructuralShare& share : question.shares) {
    if (std::fabs(share.weight - question.shares.front().weight) > kTie) return std::nullopt;
    counted.push_back({share.up});
  }
  const auto n = static_cast<double>(counted.size());
  return formula.at_least(static_cast<int>(std::ceil(success * n - kTie)), std::move(counted));
}

StructuralQuestion component_question(const ObjectiveSpec& objective, const Graph& graph,
                                      ComponentStructure& components) {
  StructuralQuestion out;
  out.name = objective.service;
  out.service = false;
  const auto n = static_cast<double>(objective.components.size());
  for (const std::string& name : objective.components)
    out.shares.push_back({name, 1 / n, components.up(graph.id(name))});
  return out;
}

/// All questions, with graces taken in one way.
std::vector<StructuralQuestion> questions_of(const Model& model, const Estate& estate, Questions wanted,
                                             ComponentStructure& components, ServiceStructure& services,
                                             Formula& formula) {
  std::vector<StructuralQuestion> out;
  std::vector<char> asked(model.services.size(), 0);
  for (const ObjectiveSpec& objective : model.objectives) {
    if (!objective.components.empty()) {
      out.push_back(component_question(objective, estate.graph, components));
    } else {
      const auto s = service_index(model.services, objective.service);
      asked[s] = 1;
      out.push_back(services.question(s));
    }
    out.back().objective = true;
    out.back().met = met_of(out.back(), objective.success, formula);
  }
  for (std::uint32_t s = 0; s < asked.size(); ++s)
    if (!asked[s] && wanted == Questions::all) out.push_back(services.question(s));
  return out;
}

void take_no_graces(const std::vector<StructuralShare>& from, std::vector<StructuralShare>& to) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i].no_graces = from[i].up;
}

}  // namespace

StructuralModel structure_of(const Model& model) {
  return structure_of(model, Estate({model.topology, model.services, model.clients, model.routing, model.cells}),
                      Questions::all);
}

StructuralModel structure_of(const Model& model, const Estate& estate, Questions wanted) {
  StructuralModel out;
  const FaultEvents events(model, estate.graph, out.formula);
  ComponentStructure components(estate.graph, events, out.formula, Graces::endless);
  ServiceStructure services(model, estate, components, out.formula);
  out.questions = questions_of(model, estate, wanted, components, services, out.formula);
  ComponentStructure frail(estate.graph, events, out.formula, Graces::none);
  ServiceStructure frail_services(model, estate, frail, out.formula);
  const auto at_worst = questions_of(model, estate, wanted, frail, frail_services, out.formula);
  for (std::size_t q = 0; q < at_worst.size(); ++q) {
    take_no_graces(at_worst[q].shares, out.questions[q].shares);
    take_no_graces(at_worst[q].unaided, out.questions[q].unaided);
  }
  out.notes = events.notes();
  for (const std::uint32_t s : services.bent())
    out.notes.push_back(fmt::format("{} cannot carry its peak even with everything up: it counts as if it just could.",
                                    model.services[s].name));
  out.caveats = caveats_of(model, estate, events, frail, services.bent(), out.formula);
  out.calendar = events.calendar();
  out.per_s = events.per_s();
  out.faults = events.faults();
  for (EventNo e = 0; e < out.formula.events().size(); ++e) out.refused.push_back(events.refused(e));
  return out;
}

}  // namespace bulkhead
