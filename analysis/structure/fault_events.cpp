// SPDX-License-Identifier: Apache-2.0
// Mean times of clocks, and why some of them give no probability.
#include "analysis/structure/fault_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/faults/registry.hpp"

namespace bulkhead {
namespace {

/// A clock that starts `since_s` after a test, failing at rate `rate`: mean time from the failure to the next test.
double wait_from(double since_s, double every_s, double rate) {
  const double first = every_s - since_s;
  const double later = every_s / -std::expm1(-rate * every_s) - 1 / rate;
  return first + std::expm1(-rate * first) / rate + std::exp(-rate * first) * later;
}

const CrewSpec* crew_of(const Model& model, const FaultSpec& fault) {
  const auto it =
      std::find_if(model.crews.begin(), model.crews.end(), [&](const CrewSpec& c) { return c.name == fault.crew; });
  return it == model.crews.end() ? nullptr : &*it;
}

/// Why the clocks of a fault are not independent with a steady state; empty: they are.
std::string objection_to(const Model& model, const FaultSpec& fault) {
  if (!fault.repair) return fmt::format("{} never heals, so there is no steady state", fault.name);
  if (fault.any > 0 && fault.any < static_cast<int>(fault.targets.size()))
    return fmt::format("{} strikes {} of {} at once", fault.name, fault.any, fault.targets.size());
  if (fault.active > 0 && fault.active < static_cast<int>(fault.targets.size()))
    return fmt::format("{} has cold spares", fault.name);
  if (!fault.only_while.empty()) return fmt::format("the clocks of {} rest at times", fault.name);
  if (fault.found_every && fault.mttf->kind() != Distribution::Kind::exponential)
    return fmt::format("{} is found by tests, and does not fail at a constant rate", fault.name);
  const CrewSpec* crew = crew_of(model, fault);
  if (!crew) return "";
  int clocks = 0;
  for (const FaultSpec& other : model.faults)
    if (other.crew == crew->name) clocks += clocks_of(other);
  if (clocks <= crew->count) return "";
  return fmt::format("crew {} repairs {} at a time of {}", crew->name, crew->count, clocks);
}

double down_share(const Model& model, const FaultSpec& fault) {
  if (!fault.repair) return 1;
  const double mttf = fault.mttf->mean_seconds();
  double down = fault.repair->mean_seconds();
  if (const CrewSpec* crew = crew_of(model, fault)) down += crew->inspect.mean_seconds();
  if (fault.found) down += fault.found->mean_seconds();
  if (fault.found_every) down += mean_wait_for_test_s(fault.found_every->seconds(), mttf, *fault.repair);
  if (down == std::numeric_limits<double>::infinity()) return 1;
  return mttf == std::numeric_limits<double>::infinity() ? 0 : down / (mttf + down);
}

bool takes_down(const FaultSpec& fault) {
  const FaultKind* kind = find_fault_kind(fault.kind);
  if (kind == nullptr || fault.targets.empty()) return false;
  std::vector<Impairment> put;
  kind->impair(fault.values, {{0}, {}, {}, false}, put);
  return std::any_of(put.begin(), put.end(), [](const Impairment& one) {
    return !one.where.path && (one.what == Effect::down || one.what == Effect::refuse);
  });
}

std::string listed(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

double mean_wait_for_test_s(double every_s, double mttf_s, const Distribution& repair) {
  const double rate = 1 / mttf_s;
  const auto wait = [&](double repair_s) { return wait_from(std::fmod(repair_s, every_s), every_s, rate); };
  if (repair.is_fixed()) return wait(repair.first().seconds());
  constexpr int kQuantiles = 10'000;
  double sum = 0;
  for (int i = 0; i < kQuantiles; ++i) sum += wait(repair.quantile_seconds((i + 0.5) / kQuantiles));
  return sum / kQuantiles;
}

bool takes_down_by_chance(const FaultSpec& fault) {
  return fault.mttf.has_value() && takes_down(fault);
}

int clocks_of(const FaultSpec& fault) {
  return fault.any > 0 ? 1 : static_cast<int>(fault.targets.size());
}

FaultEvents::FaultEvents(const Model& model, const Graph& graph, Formula& formula) {
  std::vector<Marks> marks(graph.size());
  for (const FaultSpec& fault : model.faults)
    if (takes_down_by_chance(fault)) {
      add(model, fault, graph, marks, formula);
    } else if (takes_down(fault)) {
      for (const std::string& target : fault.targets) marks[graph.id(target)].any = true;
    }
  for (ComponentId id = 0; id < graph.size(); ++id) {
    Marks& mark = marks[id];
    const FormulaId own = formula.event(graph.name(id), mark.any ? 1 - mark.up : 0, mark.any);
    if (!mark.refused.empty()) refused_[static_cast<EventNo>(formula.nodes()[own].number)] = mark.refused;
    mark.shared.insert(mark.shared.begin(), own);
    struck_.push_back(formula.any(std::move(mark.shared)));
  }
  leave_out(model);
}

void FaultEvents::add(const Model& model, const FaultSpec& fault, const Graph& graph, std::vector<Marks>& marks,
                      Formula& formula) {
  const std::string why = objection_to(model, fault);
  const auto n = static_cast<int>(fault.targets.size());
  const double q = down_share(model, fault);
  if (fault.any >= n && n > 1) {
    const FormulaId all = formula.event(fmt::format("fault {} (on all of {})", fault.name, n), q);
    if (!why.empty()) refused_[static_cast<EventNo>(formula.nodes()[all].number)] = why;
    for (const std::string& target : fault.targets) marks[graph.id(target)].shared.push_back(all);
    return;
  }
  for (const std::string& target : fault.targets) {
    Marks& mark = marks[graph.id(target)];
    mark.up *= 1 - (fault.any > 0 ? q * fault.any / n : q);
    mark.any = true;
    if (!why.empty()) mark.refused = why;
  }
}

void FaultEvents::leave_out(const Model& model) {
  std::vector<std::string> instants, gray;
  for (const FaultSpec& fault : model.faults) {
    if (takes_down_by_chance(fault)) continue;
    (takes_down(fault) ? instants : gray).push_back(fault.name);
  }
  if (!instants.empty())
    notes_.push_back(fmt::format("Without a probability, because they strike at an instant: {}.", listed(instants)));
  if (!gray.empty()) notes_.push_back(fmt::format("Left out, because they take nothing down: {}.", listed(gray)));
}

const std::string& FaultEvents::refused(EventNo event) const {
  static const std::string none;
  const auto it = refused_.find(event);
  return it == refused_.end() ? none : it->second;
}

}  // namespace bulkhead
