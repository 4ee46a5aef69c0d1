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

/// The probability that at least one of two things has happened, small ones with all their digits.
double either(double a, double b) {
  return a + b * (1 - a);
}

const CrewSpec* crew_of(const Model& model, const FaultSpec& fault) {
  const auto it =
      std::find_if(model.crews.begin(), model.crews.end(), [&](const CrewSpec& c) { return c.name == fault.crew; });
  return it == model.crews.end() ? nullptr : &*it;
}

/// Why the clocks that a crew repairs are not independent; empty: they are.
std::string objection_to_crew(const Model& model, const CrewSpec& crew) {
  int clocks = 0;
  for (const FaultSpec& fault : model.faults)
    if (fault.crew == crew.name) clocks += clocks_of(fault);
  if (crew.parts > 0) return fmt::format("crew {} waits when its store of {} parts is empty", crew.name, crew.parts);
  if (crew.from) return fmt::format("crew {} works at some hours only", crew.name);
  if (crew.travel != Distribution()) return fmt::format("crew {} has a way to go when it was idle", crew.name);
  if (crew.begins_at > 1) return fmt::format("crew {} begins when {} wait", crew.name, crew.begins_at);
  if (crew.batch && clocks > 1) return fmt::format("crew {} repairs together what waits together", crew.name);
  const bool forgets = crew.order == CrewOrder::first_inspected && clocks > 1 && crew.inspect != Distribution() &&
                       crew.inspect.kind() != Distribution::Kind::exponential;
  if (forgets) return fmt::format("crew {} forgets what it has seen of one when it repairs another", crew.name);
  if (clocks <= crew.count) return "";
  return fmt::format("crew {} repairs {} at a time of {}", crew.name, crew.count, clocks);
}

/// Why the clocks of a fault are not independent with a steady state; empty: they are.
std::string objection_to(const Model& model, const FaultSpec& fault) {
  for (const FaultSpec& shock : model.faults)
    if (!shock.repaired_as.empty() &&
        (&shock == &fault || std::count(shock.repaired_as.begin(), shock.repaired_as.end(), fault.name) > 0))
      return fmt::format("what {} strikes is repaired one by one", shock.name);
  if (fault.restores < 1) return fmt::format("a repair of {} does not make as good as new", fault.name);
  if (!fault.repair) return fmt::format("{} never heals, so there is no steady state", fault.name);
  if (fault.any > 0 && fault.any < static_cast<int>(fault.targets.size()))
    return fmt::format("{} strikes {} of {} at once", fault.name, fault.any, fault.targets.size());
  const bool spares = fault.standby || (fault.active > 0 && fault.active < static_cast<int>(fault.targets.size()));
  if (spares && fault.dormancy < 1)
    return fmt::format("{} has {} spares", fault.name, fault.dormancy > 0 ? "warm" : "cold");
  if (spares && fault.starts < 1) return fmt::format("spares of {} may fail to start", fault.name);
  if (spares && fault.found_of_spares) return fmt::format("only failures of spares of {} are hidden", fault.name);
  if (!fault.acceleration.empty()) return fmt::format("targets of {} share a load", fault.name);
  if (!fault.repair_acceleration.empty()) return fmt::format("repairs of {} go by how many are down", fault.name);
  for (const FaultSpec& other : model.faults)
    if (std::find(other.renews.begin(), other.renews.end(), fault.name) != other.renews.end())
      return fmt::format("{} renews what {} strikes", other.name, fault.name);
  if (!fault.only_while.empty()) return fmt::format("the clocks of {} rest at times", fault.name);
  if (fault.found_every && fault.mttf->kind() != Distribution::Kind::exponential)
    return fmt::format("{} is found by tests, and does not fail at a constant rate", fault.name);
  if (fault.found_full_every && fault.found_staggered && fault.any > 0)
    return fmt::format("full tests of what {} strikes at once follow one another", fault.name);
  const CrewSpec* crew = crew_of(model, fault);
  return crew ? objection_to_crew(model, *crew) : "";
}

/// From the finding until it is up again.
TestOut out_of(const Model& model, const FaultSpec& fault) {
  constexpr int kQuantiles = 100'000, kOfEach = 100, kForOrientation = 1'000;
  const CrewSpec* crew = crew_of(model, fault);
  const Distribution inspect = crew ? crew->inspect : Distribution();
  TestOut out;
  for (const auto& [fixed, drawn] : {std::pair(&inspect, &*fault.repair), std::pair(&*fault.repair, &inspect)}) {
    if (!fixed->is_fixed() || drawn->kind() != Distribution::Kind::exponential) continue;
    out.fixed_s = fixed->first().seconds();
    out.exponential_s = drawn->mean_seconds();
  }
  const bool one = inspect.is_fixed() || fault.repair->is_fixed();
  const int quantiles = out.exponential_s ? kForOrientation : one ? kQuantiles : kOfEach;
  std::vector<Likely> lengths;
  for (const Likely& first : likely_lengths(inspect, quantiles))
    for (const Likely& then : likely_lengths(*fault.repair, quantiles))
      lengths.push_back({first.s + then.s, first.weight * then.weight});
  out.lengths = std::make_shared<const std::vector<Likely>>(std::move(lengths));
  return out;
}

/// When somebody looks, as far as it is the same for all targets; those that strike all at once are found at any look.
CalendarClock looks_of(const FaultSpec& fault) {
  CalendarClock clock{0, fault.name, *fault.found_every};
  clock.first_s = fault.found_first.value_or(Duration::zero()).seconds();
  if (fault.found_staggered && fault.any > 0) clock.looks = static_cast<int>(fault.targets.size());
  clock.misses = fault.found_misses;
  if (!fault.found_full_every) return clock;
  clock.period = *fault.found_full_every;
  clock.looks = clock.full = static_cast<int>(clock.period.count() / fault.found_every->count());
  const bool begins_early = fault.found_first || fault.found_staggered;  // with a look before the end of `every`
  clock.first_s += clock.period.seconds() - (begins_early ? fault.found_every->seconds() : 0);
  clock.coverage = fault.found_coverage;
  return clock;
}

/// Of one clock in the long run.
struct Cycle {
  double down = 0;   ///< share of the time
  double per_s = 0;  ///< how often it begins
};

Cycle cycle_of(const Model& model, const FaultSpec& fault) {
  if (!fault.repair) return {1, 0};
  const double mttf = fault.mttf->mean_seconds();
  double down = fault.repair->mean_seconds();
  if (const CrewSpec* crew = crew_of(model, fault)) down += crew->inspect.mean_seconds();
  if (fault.found) down += fault.found->mean_seconds();
  if (fault.found_every) down += rounds_of(looks_of(fault).tests(), mttf, out_of(model, fault)).wait_s;
  if (down == std::numeric_limits<double>::infinity()) return {1, 0};
  if (mttf == std::numeric_limits<double>::infinity() || down <= 0) return {};
  return {down / (mttf + down), 1 / (mttf + down)};
}

/// The lengths of a cycle come from lists, so that its clock may keep to others for ever.
bool of_fixed_lengths(const Model& model, const FaultSpec& fault) {
  const CrewSpec* crew = crew_of(model, fault);
  return !fault.mttf->has_hazard() && !fault.repair->has_hazard() && (!fault.found || !fault.found->has_hazard()) &&
         (!crew || !crew->inspect.has_hazard());
}

/// The clock of such a fault, if it keeps to the calendar.
std::optional<CalendarClock> calendar_clock(const Model& model, const FaultSpec& fault) {
  if (fault.found_every) {
    CalendarClock clock = looks_of(fault);
    clock.mttf_s = fault.mttf->mean_seconds();
    clock.out = out_of(model, fault);
    return clock;
  }
  if (of_fixed_lengths(model, fault)) return CalendarClock{0, fault.name};
  return std::nullopt;
}

template <class Wanted>
bool does(const FaultSpec& fault, const Wanted& wanted) {
  const FaultKind* kind = find_fault_kind(fault.kind);
  if (kind == nullptr || fault.targets.empty()) return false;
  std::vector<Impairment> put;
  kind->impair(fault.values, {{0}, {}, {}, false}, put);
  return std::any_of(put.begin(), put.end(), [&](const Impairment& one) { return !one.where.path && wanted(one); });
}

std::string listed(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

bool takes_down(const FaultSpec& fault) {
  return does(fault, [](const Impairment& one) { return one.what == Effect::down || one.what == Effect::refuse; });
}

bool takes_down_by_chance(const FaultSpec& fault) {
  return fault.mttf.has_value() && takes_down(fault);
}

bool swallows(const FaultSpec& fault) {
  return does(fault, [](const Impairment& one) { return one.what == Effect::request_loss && one.amount >= 1; });
}

std::string why_not_at(const Model& model, const FaultSpec& fault) {
  if (!fault.mttf) return fmt::format("{} strikes at an instant", fault.name);
  if (!fault.crew.empty()) return fmt::format("{} waits for a crew", fault.name);
  if (fault.found || fault.found_every) return fmt::format("{} has to be found", fault.name);
  FaultSpec healed = fault;
  if (!healed.repair) healed.repair = Distribution::exponential(Duration::hours(1));
  if (!fault.repaired_as.empty()) return fmt::format("{} is a shock", fault.name);
  if (const std::string why = objection_to(model, healed); !why.empty()) return why;
  const auto exponential = [](const Distribution& law) { return law.kind() == Distribution::Kind::exponential; };
  if (fault.repair && !(exponential(*fault.mttf) && exponential(*fault.repair)))
    return fmt::format("{} heals, and its times are not exponential", fault.name);
  return "";
}

std::optional<double> down_at(const Model& model, const FaultSpec& fault, double time_s) {
  if (!why_not_at(model, fault).empty()) return std::nullopt;
  const double age = fault.aged.seconds();
  if (!fault.repair && age > 0)
    return -std::expm1(fault.mttf->cumulative_hazard(age) - fault.mttf->cumulative_hazard(age + time_s));
  if (!fault.repair) return fault.mttf->cdf_seconds(time_s);
  const double fails = 1 / fault.mttf->mean_seconds(), heals = 1 / fault.repair->mean_seconds();
  return -fails / (fails + heals) * std::expm1(-(fails + heals) * time_s);
}

int clocks_of(const FaultSpec& fault) {
  return fault.any > 0 ? 1 : static_cast<int>(fault.targets.size());
}

FaultEvents::FaultEvents(const Model& model, const Graph& graph, Formula& formula) {
  std::vector<Marks> down(graph.size()), swallowing(graph.size());
  for (const FaultSpec& fault : model.faults) {
    if (!takes_down(fault) && !swallows(fault)) continue;
    auto& marks = takes_down(fault) ? down : swallowing;
    if (fault.mttf) add(model, fault, graph, marks, formula);
    for (const std::string& target : fault.targets) {
      Marks& mark = marks[graph.id(target)];
      mark.any = true;
      if (fault.any < 2) mark.faults.push_back(static_cast<std::uint32_t>(&fault - model.faults.data()));
    }
  }
  for (ComponentId id = 0; id < graph.size(); ++id) {
    own_.push_back(make(graph.name(id), down[id], formula));
    struck_.push_back(any_of(own_.back(), down[id], formula));
    if (swallowing[id].any) {
      const EventNo hole = make(fmt::format("{} (black hole)", graph.name(id)), swallowing[id], formula);
      swallowed_[id] = any_of(hole, swallowing[id], formula);
    }
  }
  leave_out(model);
}

FormulaId FaultEvents::any_of(EventNo own, const Marks& mark, Formula& formula) {
  std::vector<FormulaId> all{formula.events()[own].node};
  all.insert(all.end(), mark.shared.begin(), mark.shared.end());
  return formula.any(std::move(all));
}

void FaultEvents::add(const Model& model, const FaultSpec& fault, const Graph& graph, std::vector<Marks>& marks,
                      Formula& formula) {
  const std::string why = objection_to(model, fault);
  const auto n = static_cast<int>(fault.targets.size());
  const auto [q, per_s] = cycle_of(model, fault);
  const auto clock = why.empty() && q > 0 ? calendar_clock(model, fault) : std::nullopt;
  const double down = fault.any > 0 && fault.any < n ? q * fault.any / n : q;
  const auto strike = [&, begins = per_s](Marks& mark, int target) {
    mark.any = true;
    if (!why.empty()) mark.refused = why;
    if (clock) mark.calendar.push_back(*clock);
    if (clock && fault.found_staggered)
      mark.calendar.back().first_s = clock->first_s + fault.found_every->seconds() * target / n;
    mark.per_s = mark.per_s * (1 - down) + begins * (1 - either(mark.down, mark.tested_down));
    double& so_far = clock && clock->tested() ? mark.tested_down : mark.down;
    so_far = either(so_far, down);
  };
  if (fault.any >= n && n > 1) {
    Marks mark;
    mark.faults = {static_cast<std::uint32_t>(&fault - model.faults.data())};
    strike(mark, 1);
    const EventNo event = make(fmt::format("fault {} (on all of {})", fault.name, n), mark, formula);
    const FormulaId all = formula.events()[event].node;
    for (const std::string& target : fault.targets) marks[graph.id(target)].shared.push_back(all);
    return;
  }
  for (int i = 0; i < n; ++i) strike(marks[graph.id(fault.targets[static_cast<std::size_t>(i)])], i + 1);
}

EventNo FaultEvents::make(const std::string& name, const Marks& mark, Formula& formula) {
  const auto event = static_cast<EventNo>(formula.events().size());
  auto clocks = mark.calendar;
  for (CalendarClock& clock : clocks) clock.event = event, clock.others_down = mark.down;
  const bool together = clocks.size() > 1 && calendar_objection(clocks).empty();
  const double q = together ? TestPhases(clocks).mean(event) : either(mark.down, mark.tested_down);
  if (!mark.refused.empty()) refused_[event] = mark.refused;
  calendar_.insert(calendar_.end(), clocks.begin(), clocks.end());
  faults_.push_back(mark.faults);
  per_s_.push_back(mark.refused.empty() && !together ? mark.per_s : 0);
  formula.event(name, mark.any ? q : 0, mark.any);
  return event;
}

void FaultEvents::leave_out(const Model& model) {
  std::vector<std::string> instants, gray;
  for (const FaultSpec& fault : model.faults) {
    const bool known = takes_down(fault) || swallows(fault);
    if (!known) gray.push_back(fault.name);
    if (known && !fault.mttf) instants.push_back(fault.name);
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
