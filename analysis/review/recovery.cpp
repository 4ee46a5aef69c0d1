// SPDX-License-Identifier: Apache-2.0
// Reactions: what they need, how long they take, what they leave.
#include "analysis/review/recovery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "analysis/review/expecting.hpp"
#include "analysis/review/places.hpp"
#include "models/traffic/network.hpp"
#include "models/world/names.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kShownLeft = 4;  // of a long list; assumed

std::string seconds(double s) {
  return format_duration(Duration::from_seconds(std::round(s)));
}

/// What a reaction can be asked to leave: its literal zone or cell, or any; nothing, where it adds capacity.
std::vector<std::string> left_by(const Reviewed& reviewed, const ResponseSpec& response) {
  if (response.action == "scale_out") return {};
  if (response.action != "drain_cell")
    return response.zone.empty() ? zones_of(reviewed.model) : std::vector<std::string>{response.zone};
  if (!response.cell.empty()) return {response.cell};
  std::vector<std::string> cells;
  for (const Cell& cell : reviewed.estate().cells) cells.push_back(reviewed.estate().graph.name(cell.id));
  return cells;
}

bool moves_clients(const ResponseSpec& response) {
  return response.action == "shift" || response.action == "evacuate" || response.action == "drain_cell";
}

Duration kept(const PopulationSpec& population) {
  return population.entry.via == Via::dns ? population.entry.ttl + population.entry.connections : Duration::zero();
}

/// From the beginning until somebody knows that there is something, and where.
struct Seeing {
  double see_s = std::numeric_limits<double>::infinity();
  double find_s = 0;
};

Seeing soonest(const Model& model, const ResponseSpec& response) {
  Seeing least;
  for (const DetectorSpec& detector : model.detection) {
    if (std::find(response.when.begin(), response.when.end(), detector.name) == response.when.end()) continue;
    const Values& values = detector.values;
    const bool provider = detector.kind == "provider";
    Seeing one;
    one.see_s = provider ? values.distribution("delay").mean_seconds()
                         : values.duration("period").seconds() * static_cast<double>(values.m_of_n("datapoints").m) +
                               values.duration("delay").seconds();
    const bool placed = provider || values.text("split") != "none" || !response.zone.empty();
    if (!placed && response.localise) one.find_s = response.localise->mean_seconds();
    if (one.see_s + one.find_s < least.see_s + least.find_s) least = one;
  }
  return least;
}

double decision_s(const Model& model, const ResponseSpec& response, const std::string& who) {
  for (const PeopleSpec& people : model.people)
    if (people.name == who)
      return people.acknowledge.mean_seconds() + people.diagnose.mean_seconds() + people.decide.mean_seconds();
  return response.after.seconds();
}

double least_decision_s(const Model& model, const ResponseSpec& response) {
  const double usual = decision_s(model, response, response.who);
  return response.who_evacuates_service.empty()
             ? usual
             : std::min(usual, decision_s(model, response, response.who_evacuates_service));
}

double least_drain_s(const Model& model, const ResponseSpec& response) {
  if (!moves_clients(response) || model.clients.empty()) return response.drain.seconds();
  double least = std::numeric_limits<double>::infinity();
  for (const PopulationSpec& population : model.clients)
    least = std::min(least, population.entry.via == Via::dns ? kept(population).seconds() : response.drain.seconds());
  const bool copies = response.action == "drain_cell" && !model.cells.standby_lag && model.cells.copy;
  return least + (copies ? model.cells.copy->seconds() : 0);
}

/// Services that a response of the file takes out of a zone by themselves.
std::set<std::string> evacuated(const Model& model) {
  std::set<std::string> out;
  for (const ResponseSpec& response : model.response) {
    if (response.action == "evacuate" && model.routing != Routing::zonal)
      for (const ServiceSpec& service : model.services) out.insert(service.name);
    if (response.action != "evacuate_service") continue;
    if (!response.service.empty()) out.insert(response.service);
    for (const DetectorSpec& detector : model.detection)
      if (response.service.empty() && std::count(response.when.begin(), response.when.end(), detector.name))
        for (const ServiceSpec& service : model.services)
          if (std::count(detector.targets.begin(), detector.targets.end(), names::of("service", service.name)))
            out.insert(service.name);
  }
  return out;
}

/// Whether callers, or entries, of one zone ask its instances in others.
bool is_called_across(const Reviewed& reviewed, std::uint32_t service) {
  const Model& model = reviewed.model;
  if (model.services[service].scope == Scope::managed) return false;
  const bool regional = reviewed.towards(service) == Routing::regional;
  for (std::uint32_t s = 0; s < model.services.size() && regional; ++s)
    for (std::size_t c = 0; c < model.services[s].calls.size(); ++c)
      if (reviewed.callee(s, c) == service) return true;
  return std::any_of(model.clients.begin(), model.clients.end(), [&](const PopulationSpec& population) {
    return population.to == model.services[service].name && reviewed.towards(service) != Routing::cell &&
           population.entry.cross_zone.value_or(regional);
  });
}

}  // namespace

void look_recovery_needs_what_it_recovers(const Reviewed& reviewed, Findings& findings) {
  for (const ResponseSpec& response : reviewed.model.response) {
    if (response.needs.empty()) continue;
    for (const std::string& place : left_by(reviewed, response)) {
      const auto down = down_with(reviewed, place, response.needs);
      if (down.empty()) continue;
      findings.add({"response", response.name, "needs"},
                   fmt::format("{} leaves {}, and needs {}, which goes with it", response.name, place, down.front()));
      break;
    }
  }
}

// By the time to recover that the file expects, else by what the objective leaves of its window.
void look_dns_ttl_exceeds_budget(const Reviewed& reviewed, Findings& findings) {
  const Model& model = reviewed.model;
  if (std::none_of(model.response.begin(), model.response.end(), moves_clients)) return;
  for (const PopulationSpec& population : model.clients)
    for (const ObjectiveSpec& objective : model.objectives) {
      const auto expected = expected_recovery_s(reviewed, objective.service);
      const double allowed_s = expected.value_or((1 - objective.success) * kBudgetWindow_s);
      if (objective.service != population.to || kept(population).seconds() <= allowed_s) continue;
      const std::string allows =
          expected ? fmt::format("{} is expected to recover within {}", objective.service, seconds(allowed_s))
                   : fmt::format("{:g} % of {} allows {} in 30 days", 100 * objective.success, objective.service,
                                 seconds(allowed_s));
      findings.add(
          {"clients", population.name, "entry", "ttl"},
          fmt::format("{} keep an answer for {}, and {}", population.name, format_duration(kept(population)), allows));
    }
}

void look_recovery_exceeds_budget(const Reviewed& reviewed, Findings& findings) {
  const auto& budget = reviewed.budget();
  const Model& model = reviewed.model;
  if (!budget) return;
  for (const ResponseSpec& response : model.response) {
    if (response.action == "evacuate_service" || response.action == "scale_out")
      continue;  // about one service, perhaps another than the budget's
    const Seeing seeing = soonest(model, response);
    const double decide = least_decision_s(model, response);
    const double drain = least_drain_s(model, response);
    if (!(seeing.see_s + seeing.find_s + decide + drain > budget->allowed_s) || drain > budget->allowed_s) continue;
    if (seeing.see_s > 1e9) continue;
    const std::string find =
        seeing.find_s > 0 ? fmt::format(", {} to find the zone", seconds(seeing.find_s)) : std::string();
    findings.add(
        {"response", response.name},
        fmt::format("{} takes {} to see{}, {} to decide and {} to drain, and {:g} % of {} allows {} in 30 days",
                    response.name, seconds(seeing.see_s), find, seconds(decide), seconds(drain), 100 * budget->success,
                    budget->service, seconds(budget->allowed_s)));
  }
}

void look_shift_leaves_calls(const Reviewed& reviewed, Findings& findings) {
  const Model& model = reviewed.model;
  const std::set<std::string> leave = evacuated(model);
  std::vector<std::string> left;
  for (std::uint32_t s = 0; s < model.services.size(); ++s)
    if (reviewed.needed(s) && reviewed.spans_zones(s) && is_called_across(reviewed, s) &&
        !leave.contains(model.services[s].name))
      left.push_back(model.services[s].name);
  if (left.empty()) return;
  const std::string more = left.size() > kShownLeft ? fmt::format(" and {} more", left.size() - kShownLeft) : "";
  left.resize(std::min(left.size(), kShownLeft));
  for (const ResponseSpec& response : model.response)
    if (response.action == "shift")
      findings.add({"response", response.name, "do"},
                   fmt::format("after {} other zones still call {}{} in the zone that was left", response.name,
                               fmt::join(left, ", "), more));
}

}  // namespace bulkhead
