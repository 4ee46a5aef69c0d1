// SPDX-License-Identifier: Apache-2.0
/// The diagrams of an answer, share by share of the customers, and phase by phase where tests keep to the calendar.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/structure/calendar.hpp"
#include "analysis/structure/diagram.hpp"
#include "analysis/structure/review.hpp"
#include "analysis/structure/structure.hpp"

namespace bulkhead {

/// A share of the customers, and when they are cut off.
struct Failing {
  double weight = 1;
  FormulaId top = 0;
};

std::vector<Failing> failing(Formula& formula, const std::vector<StructuralShare>& shares, Graces graces);

/// Its failing as one diagram, or part by part where that is too large.
struct Diagrams {
  double weight = 1;
  std::vector<Diagram> parts;
  std::optional<TestPhases> phases = {};  ///< where components that are tested at the same times meet

  bool whole() const { return parts.size() == 1; }

  /// The clocks of the events that are asked.
  std::vector<CalendarClock> clocks_among(const std::vector<CalendarClock>& all) const;
  /// Of the probability that they are cut off; both are that, if it is one diagram.
  Bounds bounds() const;

  /// Visits with the weight of every moment between two tests, while events have the probabilities of that moment.
  template <class Visit>
  void at_each_phase(const Visit& visit) {
    if (!phases) return visit(1.0);
    const auto before = parts.front().events();
    for (std::size_t i = 0; i < phases->weights().size(); ++i) {
      for (Diagram& part : parts)
        for (const auto& [event, happened] : phases->happened()) part.assume(event, happened[i]);
      visit(phases->weights()[i]);
    }
    for (Diagram& part : parts)
      for (const auto& [event, happened] : phases->happened()) part.assume(event, before[event].probability);
  }
};

/// Errors: DiagramTooLarge where the parts are, too; `too_large` says why there is none of the whole
Diagrams diagrams_of(StructuralModel& structure, const Failing& share, std::optional<std::string>& too_large);

/// Summed up by weight, over all phases.
Bounds sum_of(std::vector<Diagrams>& shares);

/// The same of shares whose probabilities nothing refuses. Nothing: even the diagrams of parts are too large.
std::optional<Bounds> unavailability_of(StructuralModel& structure, const std::vector<Failing>& shares);

}  // namespace bulkhead
