// SPDX-License-Identifier: Apache-2.0
/// From the faults of a model to basic events: which component is down by chance, and with what probability.
///
/// A component that faults take down (`down`, `refuse`) by chance is one basic event. With mean time to failure m and
/// mean down time r of one fault's clock it is down with q = r/(m + r), whatever the distributions (alternating
/// renewal); several faults on one component combine to 1 - prod(1 - q). `any n of` all its targets is one event that
/// strikes all. The down time r is the mean of the repair, plus that of `found`, plus the wait for the look of
/// `found_every` that finds it, plus the mean inspection of its crew. Clocks that keep to the calendar (calendar.hpp) are told: alone
/// in an answer they do no harm.
///
/// What makes clocks depend on one another (a crew with fewer hands than clocks, that forgets inspections that are not
/// exponential, waits for parts or for company, or repairs what waits together; spares unless they are hot and always
/// start, shared loads, clocks that run only while something is up, `any n of` more) or takes the steady state away (no
/// repair) leaves the events, and refuses their probabilities, with a sentence. Faults at an instant make events of
/// probability zero; gray kinds and faults on paths are left out. Both are named.
///
/// Units:    seconds, probabilities
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/structure/calendar.hpp"
#include "analysis/structure/formula.hpp"
#include "models/model.hpp"
#include "models/topology/graph.hpp"

namespace bulkhead {

class FaultEvents {
 public:
  FaultEvents(const Model& model, const Graph& graph, Formula& formula);

  /// True while the component itself is struck.
  FormulaId struck(ComponentId id) const { return struck_[id]; }
  /// Where something swallows what comes the component's way, though it is up: that it does.
  const std::map<ComponentId, FormulaId>& swallowed() const { return swallowed_; }
  /// The event of the component alone: it stands in every formula that asks whether the component is up.
  EventNo own(ComponentId id) const { return own_[id]; }
  /// Why the probability of an event is not that of independent clocks; empty: it is.
  const std::string& refused(EventNo event) const;
  /// How often each event begins, in the long run, by number; 0 where its clocks are not independent.
  const std::vector<double>& per_s() const { return per_s_; }
  /// Which faults strike each event, by number of the event: indices into the model's.
  const std::vector<std::vector<std::uint32_t>>& faults() const { return faults_; }
  /// Clocks of events that keep to the calendar: where several meet in one answer, their events are not independent.
  const std::vector<CalendarClock>& calendar() const { return calendar_; }
  /// What is left out, as sentences.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  struct Marks {
    double down = 0;         ///< probability of being down by faults without tests ...
    double tested_down = 0;  ///< ... and by those that tests find
    double per_s = 0;        ///< how often it goes down
    std::string refused = {};
    bool any = false;
    std::vector<CalendarClock> calendar = {};
    std::vector<FormulaId> shared = {};
    std::vector<std::uint32_t> faults = {};
  };

  void add(const Model& model, const FaultSpec& fault, const Graph& graph, std::vector<Marks>& marks, Formula& formula);
  EventNo make(const std::string& name, const Marks& mark, Formula& formula);
  static FormulaId any_of(EventNo own, const Marks& mark, Formula& formula);
  void leave_out(const Model& model);

  std::vector<FormulaId> struck_;
  std::vector<EventNo> own_;
  std::map<ComponentId, FormulaId> swallowed_;
  std::map<EventNo, std::string> refused_;
  std::vector<CalendarClock> calendar_;
  std::vector<double> per_s_;
  std::vector<std::vector<std::uint32_t>> faults_;
  std::vector<std::string> notes_;
};

/// Does the fault take down what it strikes?
bool takes_down(const FaultSpec& fault);
bool takes_down_by_chance(const FaultSpec& fault);
/// Does it leave what it strikes up, but swallow all that comes its way?
bool swallows(const FaultSpec& fault);

/// Of one target, from new: the probability that it is down by this fault at a time, where its clock keeps to itself and it never heals,
/// or life and repair are exponential. Nothing: `why_not_at` says why.
std::optional<double> down_at(const Model& model, const FaultSpec& fault, double time_s);
std::string why_not_at(const Model& model, const FaultSpec& fault);

/// The clocks of a fault: one for each target, one for `any n of`.
int clocks_of(const FaultSpec& fault);

}  // namespace bulkhead
