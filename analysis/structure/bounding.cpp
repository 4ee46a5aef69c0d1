// SPDX-License-Identifier: Apache-2.0
// Which caveats concern an answer, and what they make of it.
#include "analysis/structure/bounding.hpp"

#include <algorithm>

#include "analysis/structure/share_diagrams.hpp"

namespace bulkhead {
namespace {

/// What the formulas leave out for an answer: all of it that is there where one of its events stands.
std::vector<const Caveat*> caveats_for(const StructuralModel& structure, const StructuralQuestion& question,
                                       const std::vector<Failing>& shares) {
  const auto& events = structure.formula.events();
  std::vector<char> below(events.size(), 0);
  bool by_chance = false;
  for (const Failing& share : shares) {
    const auto here = events_below(structure.formula, share.top);
    for (std::size_t e = 0; e < here.size(); ++e) {
      below[e] = below[e] || here[e];
      by_chance = by_chance || (here[e] && events[e].probability > 0);
    }
  }
  std::vector<const Caveat*> out;
  for (const Caveat& caveat : structure.caveats) {
    if ((caveat.services && !question.service) || (caveat.what == Caveat::Of::after && !by_chance)) continue;
    if (std::any_of(caveat.events.begin(), caveat.events.end(), [&](EventNo e) { return below[e] != 0; }))
      out.push_back(&caveat);
  }
  return out;
}

/// A figure, or its bounds where they differ.
void put(const std::optional<Bounds>& from, std::optional<double>& figure, std::optional<Bounds>& bounds) {
  figure = from && from->low == from->high ? std::optional(from->low) : std::nullopt;
  bounds = from && from->low != from->high ? from : std::nullopt;
}

/// Answers with endless graces from below, with none from above.
Bounds widened(StructuralModel& structure, Bounds bounds, const std::vector<StructuralShare>& shares, bool longer,
               bool graces) {
  if (graces) {
    const auto endless = unavailability_of(structure, failing(structure.formula, shares, Graces::endless));
    bounds.low = endless ? endless->low : 0;
  }
  if (longer) bounds.high = 1;
  return bounds;
}

}  // namespace

void bound(StructuralModel& structure, const StructuralQuestion& question, QuestionReview& one) {
  const auto known = one.unavailability ? Bounds{*one.unavailability, *one.unavailability} : one.bounds;
  const bool nothing_by_chance = known && known->high <= 0;
  bool longer = false, graces = false;
  for (const Caveat* caveat :
       caveats_for(structure, question, failing(structure.formula, question.shares, Graces::none))) {
    if (caveat->what == Caveat::Of::once && !nothing_by_chance) continue;
    one.caveats.push_back(caveat->why);
    (caveat->what == Caveat::Of::graces ? graces : longer) = true;
  }
  std::sort(one.caveats.begin(), one.caveats.end());
  if (!known) return;
  put(widened(structure, *known, question.shares, longer, graces), one.unavailability, one.bounds);
  if (question.unaided.empty()) return;
  const auto unaided = unavailability_of(structure, failing(structure.formula, question.unaided, Graces::none));
  if (unaided) put(widened(structure, *unaided, question.unaided, longer, graces), one.unaided, one.unaided_bounds);
}

}  // namespace bulkhead
