// SPDX-License-Identifier: Apache-2.0
// From formulas to named answers, share by share.
#include "analysis/structure/review.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "analysis/structure/cut_sets.hpp"
#include "analysis/structure/fault_tree_formula.hpp"

namespace bulkhead {
namespace {

struct Failing {
  double weight;
  FormulaId top;
};

/// Is it more than an event, which no diagram is too large for?
bool is_gate(const Formula& formula, FormulaId id) {
  const FormulaNode& node = formula.nodes()[id];
  return node.kind != GateKind::event && node.kind != GateKind::constant;
}

/// What of which any makes the top true.
std::vector<FormulaId> parts_of(Formula& formula, FormulaId top) {
  const FormulaNode node = formula.nodes()[top];
  if (node.kind == GateKind::any) return node.of;
  const FormulaNode below = node.kind == GateKind::negation ? formula.nodes()[node.of.front()] : node;
  if (node.kind != GateKind::negation || below.kind != GateKind::all) return {};
  std::vector<FormulaId> out;
  for (const FormulaId id : below.of) out.push_back(formula.negation(id));
  return out;
}

/// A share of the customers: its failing as one diagram, or part by part where that is too large.
struct Diagrams {
  double weight = 1;
  std::vector<Diagram> parts;
  std::optional<TestPhases> phases = {};  ///< where components that are tested at the same times meet

  bool whole() const { return parts.size() == 1; }

  std::vector<CalendarClock> clocks_among(const std::vector<CalendarClock>& all) const {
    std::set<EventNo> mine;
    for (const Diagram& part : parts) mine.insert(part.order().begin(), part.order().end());
    std::vector<CalendarClock> out;
    for (const CalendarClock& clock : all)
      if (mine.count(clock.event)) out.push_back(clock);
    return out;
  }

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

  Bounds bounds() const {
    Bounds out{0, 1};
    for (const Diagram& part : parts) {
      const double p = part.probability();
      out.low = std::max(out.low, p);
      out.high *= 1 - p;
    }
    if (whole()) return {out.low, out.low};
    return {out.low, 1 - out.high};
  }
};

std::vector<Diagram> parts_or_whole(Formula& formula, const Failing& share, std::optional<std::string>& too_large) {
  std::vector<Diagram> out;
  try {
    out.emplace_back(formula, share.top);
    return out;
  } catch (const DiagramTooLarge& error) {
    too_large = error.what();
  }
  const auto parts = coherent_by_gates(formula, share.top) ? parts_of(formula, share.top) : std::vector<FormulaId>{};
  const auto gates = std::count_if(parts.begin(), parts.end(), [&](FormulaId part) { return is_gate(formula, part); });
  if (gates < 2) throw DiagramTooLarge(*too_large);
  for (const FormulaId part : parts) out.emplace_back(formula, part);
  return out;
}

/// Drops the sets that contain another; a set of so few events has few subsets.
std::vector<CutSet> minimal_among(const std::vector<CutSet>& sets) {
  std::set<std::vector<EventNo>> all;
  for (const CutSet& set : sets) all.insert(set.events);
  std::vector<CutSet> out;
  std::set<std::vector<EventNo>> taken;
  for (const CutSet& set : sets) {
    const auto contains_another = [&](const auto& self, std::vector<EventNo> events) -> bool {
      for (std::size_t i = 0; i < events.size(); ++i) {
        auto fewer = events;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        if (all.count(fewer) > 0 || self(self, fewer)) return true;
      }
      return false;
    };
    if (taken.insert(set.events).second && !contains_another(contains_another, set.events)) out.push_back(set);
  }
  return out;
}

class Reviewer {
 public:
  Reviewer(StructuralModel& structure, int order)
      : structure_(&structure), formula_(&structure.formula), order_(order) {}

  void answer(const std::vector<Failing>& shares, QuestionReview& out) {
    for (const Failing& share : shares) points(share, out);
    collect(out.single_points);
    try {
      for (const Failing& share : shares) shares_.push_back(diagrams_of(share, out.too_large));
    } catch (const DiagramTooLarge&) {
      return;
    }
    for (const Diagrams& share : shares_)
      for (const Diagram& part : share.parts) out.coherent = out.coherent && part.coherent();
    refuse(out);
    smallest(shares, out);
    cut_sets(out);
    if (out.refused.empty()) figures(out);
  }

  /// Of answers that are not refused, by diagrams or their parts. Nothing: even those are too large.
  std::optional<Bounds> unavailability(const std::vector<Failing>& shares) const {
    std::optional<std::string> too_large;
    std::vector<Diagrams> all;
    try {
      for (const Failing& share : shares) all.push_back(diagrams_of(share, too_large));
    } catch (const DiagramTooLarge&) {
      return std::nullopt;
    }
    return sum_of(all);
  }

 private:
  Diagrams diagrams_of(const Failing& share, std::optional<std::string>& too_large) const {
    Diagrams out{share.weight, parts_or_whole(*formula_, share, too_large)};
    const auto clocks = out.clocks_among(structure_->calendar);
    if (clocks.size() > 1 && calendar_objection(clocks).empty()) out.phases.emplace(clocks);
    return out;
  }

  void points(const Failing& share, QuestionReview& out) {
    if (!coherent_by_gates(*formula_, share.top)) return;
    for (const EventNo e : single_points(*formula_, share.top))
      out.single_points.push_back({name(e), share.weight, formula_->events()[e].possible});
  }

  static void collect(std::vector<SinglePoint>& points) {
    std::map<std::string, SinglePoint> by_name;
    for (const SinglePoint& point : points) {
      const auto [it, fresh] = by_name.emplace(point.name, point);
      if (!fresh) it->second.share += point.share;
    }
    points.clear();
    for (const auto& [key, point] : by_name) points.push_back(point);
  }

  static Bounds sum_of(std::vector<Diagrams>& shares) {
    Bounds sum;
    for (Diagrams& share : shares)
      share.at_each_phase([&](double part) {
        const Bounds here = share.bounds();
        sum.low += part * share.weight * here.low;
        sum.high += part * share.weight * here.high;
      });
    return sum;
  }

  void figures(QuestionReview& out) {
    const Bounds sum = sum_of(shares_);
    if (out.too_large) {
      out.bounds = sum;
      return;
    }
    out.unavailability = sum.low;
    importance(sum.low, out);
  }

  void refuse(QuestionReview& out) const {
    std::set<std::string> why;
    for (const Diagrams& share : shares_) {
      why.insert(calendar_objection(share.clocks_among(structure_->calendar)));
      for (const Diagram& part : share.parts)
        for (const EventNo e : part.order())
          if (e < structure_->refused.size()) why.insert(structure_->refused[e]);
    }
    why.erase("");
    out.refused.assign(why.begin(), why.end());
  }

  void smallest(const std::vector<Failing>& shares, QuestionReview& out) {
    std::vector<FormulaId> tops;
    for (const Failing& share : shares) tops.push_back(share.top);
    for (const Diagrams& share : shares_)
      for (const Diagram& part : share.parts) {
        const auto one = part.smallest();
        if (one && (!out.smallest || one->size() < out.smallest->size())) out.smallest = names(*one);
      }
    out.smallest_of_all = out.smallest;
    if (tops.size() == 1 || out.too_large) return;
    const auto all = Diagram(*formula_, formula_->all(tops)).smallest();
    out.smallest_of_all = all ? std::optional(names(*all)) : std::nullopt;
  }

  void cut_sets(QuestionReview& out) {
    std::map<std::vector<EventNo>, NamedCutSet> all;
    out.cut_sets_by_order.assign(static_cast<std::size_t>(order_) + 1, 0);
    for (Diagrams& share : shares_)
      for (const CutSet& set : cut_sets_of(share, out)) {
        const auto [it, fresh] = all.emplace(set.events, NamedCutSet{names(set.events), set.probability, share.weight});
        if (!fresh) it->second.share += share.weight;
        if (fresh) ++out.cut_sets_by_order[set.events.size()];
      }
    for (auto& [events, set] : all) out.cut_sets.push_back(std::move(set));
    std::stable_sort(out.cut_sets.begin(), out.cut_sets.end(), [](const NamedCutSet& a, const NamedCutSet& b) {
      return a.probability * a.share > b.probability * b.share;
    });
  }

  std::vector<CutSet> cut_sets_of(Diagrams& share, QuestionReview& out) const {
    std::vector<CutSet> sets;
    for (const Diagram& part : share.parts) {
      CutSets found = minimal_cut_sets(part, order_);
      if (!found.complete && shares_.size() == 1 && share.whole()) out.cut_sets_by_order = found.count_by_order;
      out.cut_sets_complete = out.cut_sets_complete && found.complete;
      sets.insert(sets.end(), found.sets.begin(), found.sets.end());
    }
    if (!share.whole()) sets = minimal_among(sets);
    if (share.phases) weigh(share, sets);
    return sets;
  }

  static void weigh(Diagrams& share, std::vector<CutSet>& sets) {
    for (CutSet& set : sets) set.probability = 0;
    share.at_each_phase([&](double part) {
      for (CutSet& set : sets) {
        double all = part;
        for (const EventNo e : set.events) all *= share.parts.front().events()[e].probability;
        set.probability += all;
      }
    });
  }

  void importance(double top, QuestionReview& out) {
    std::vector<NamedImportance> sums(formula_->events().size());
    std::vector<double> with(sums.size(), top), without(sums.size(), top);
    for (Diagrams& share : shares_)
      share.at_each_phase([&](double part) {
        const Diagram& diagram = share.parts.front();
        const auto parts = diagram.importance();
        const double p = part * share.weight * diagram.probability();
        for (std::size_t e = 0; e < parts.size(); ++e) {
          sums[e].of.birnbaum += part * share.weight * parts[e].birnbaum;
          with[e] += p * (parts[e].achievement - 1);
          without[e] -= p * parts[e].fussell_vesely;
        }
      });
    for (EventNo e = 0; e < sums.size(); ++e) {
      if (sums[e].of.birnbaum == 0 || top <= 0) continue;
      sums[e].event = name(e);
      sums[e].probability = formula_->events()[e].probability;
      sums[e].of.fussell_vesely = 1 - without[e] / top;
      sums[e].of.achievement = with[e] / top;
      sums[e].of.reduction = without[e] > kNothing * top ? top / without[e] : std::numeric_limits<double>::infinity();
      out.importance.push_back(std::move(sums[e]));
    }
    std::stable_sort(
        out.importance.begin(), out.importance.end(),
        [](const NamedImportance& a, const NamedImportance& b) { return a.of.fussell_vesely > b.of.fussell_vesely; });
  }

  std::string name(EventNo e) const { return formula_->events()[e].name; }
  std::vector<std::string> names(const std::vector<EventNo>& events) const {
    std::vector<std::string> out;
    for (const EventNo e : events) out.push_back(name(e));
    return out;
  }

  static constexpr double kNothing = 1e-15;  // what rounding leaves of a share that is gone

  StructuralModel* structure_;
  Formula* formula_;
  int order_;
  std::vector<Diagrams> shares_;
};

std::vector<Failing> failing(Formula& formula, const std::vector<StructuralShare>& shares, Graces graces) {
  std::vector<Failing> out;
  for (const StructuralShare& share : shares)
    out.push_back({share.weight, formula.negation(graces == Graces::none ? share.no_graces : share.up)});
  return out;
}

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

/// Answers with endless graces from below and without any from above.
class Bounding {
 public:
  Bounding(StructuralModel& structure, const Reviewer& reviewer) : structure_(&structure), reviewer_(&reviewer) {}

  void bound(const StructuralQuestion& question, QuestionReview& one) const {
    const auto known = one.unavailability ? Bounds{*one.unavailability, *one.unavailability} : one.bounds;
    const bool nothing_by_chance = known && known->high <= 0;
    bool longer = false, graces = false;
    for (const Caveat* caveat :
         caveats_for(*structure_, question, failing(structure_->formula, question.shares, Graces::none))) {
      if (caveat->what == Caveat::Of::once && !nothing_by_chance) continue;
      one.caveats.push_back(caveat->why);
      (caveat->what == Caveat::Of::graces ? graces : longer) = true;
    }
    std::sort(one.caveats.begin(), one.caveats.end());
    if (!known) return;
    put(widened(*known, question.shares, longer, graces), one.unavailability, one.bounds);
    if (question.unaided.empty()) return;
    const auto unaided = reviewer_->unavailability(failing(structure_->formula, question.unaided, Graces::none));
    if (unaided) put(widened(*unaided, question.unaided, longer, graces), one.unaided, one.unaided_bounds);
  }

 private:
  Bounds widened(Bounds bounds, const std::vector<StructuralShare>& shares, bool longer, bool graces) const {
    if (graces) {
      const auto endless = reviewer_->unavailability(failing(structure_->formula, shares, Graces::endless));
      bounds.low = endless ? endless->low : 0;
    }
    if (longer) bounds.high = 1;
    return bounds;
  }

  StructuralModel* structure_;
  const Reviewer* reviewer_;
};

std::optional<OutageRate> outages_of(StructuralModel& structure, const StructuralQuestion& question) {
  try {
    const Diagram missed(structure.formula, structure.formula.negation(question.met));
    std::size_t by_calendar = 0;
    for (const CalendarClock& clock : structure.calendar)
      by_calendar += std::count(missed.order().begin(), missed.order().end(), clock.event) > 0 ? 1 : 0;
    if (by_calendar > 1 || !missed.coherent()) return std::nullopt;
    const auto importance = missed.importance();
    double per_s = 0;
    for (EventNo e = 0; e < importance.size(); ++e) per_s += importance[e].birnbaum * structure.per_s[e];
    if (per_s <= 0) return std::nullopt;
    return OutageRate{per_s * kYear_s, missed.probability() / per_s};
  } catch (const DiagramTooLarge&) {
    return std::nullopt;
  }
}

void refuse_plainly(std::vector<std::string> why, QuestionReview& one) {
  one.by_chance = false;
  one.refused = std::move(why);
  one.unavailability.reset();
  one.bounds.reset();
  one.unaided.reset();
  one.unaided_bounds.reset();
}

/// A design that only faults at an instant cut off has no availability.
void refuse_instants(const Model& model, QuestionReview& one) {
  const bool nothing = one.bounds ? one.bounds->low <= 0 : one.unavailability && *one.unavailability <= 0;
  const auto at_instant = [](const FaultSpec& fault) { return !fault.mttf; };
  if (!nothing || !one.smallest || std::none_of(model.faults.begin(), model.faults.end(), at_instant)) return;
  const auto unaided = one.unaided && *one.unaided > 0 ? one.unaided : std::nullopt;
  const auto unaided_bounds = one.unaided_bounds && one.unaided_bounds->low > 0 ? one.unaided_bounds : std::nullopt;
  refuse_plainly({"cut off by faults at an instant, not by chance"}, one);
  one.unaided = unaided;
  one.unaided_bounds = unaided_bounds;
}

/// The events that are in no gate, as a note; empty: there are none.
std::string unused_events(const FaultTree& tree) {
  std::set<std::string> used{tree.top};
  for (const TreeGate& gate : tree.gates) used.insert(gate.args.begin(), gate.args.end());
  std::vector<std::string> unused;
  for (const TreeEvent& event : tree.events)
    if (!used.count(event.name)) unused.push_back(event.name);
  if (unused.empty()) return "";
  constexpr std::size_t kShown = 10;
  const std::size_t shown = std::min(kShown, unused.size());
  const std::string more = shown < unused.size() ? fmt::format(" and {} more", unused.size() - shown) : "";
  unused.resize(shown);
  return fmt::format("In no gate: {}{}.", fmt::join(unused, ", "), more);
}

}  // namespace

StructureReview review_structure(const Model& model, int order, const std::vector<double>& times_s) {
  StructuralModel structure = structure_of(model);
  StructureReview out;
  out.notes = structure.notes;
  for (const StructuralQuestion& question : structure.questions) {
    QuestionReview one;
    one.name = question.name;
    one.objective = question.objective;
    Reviewer reviewer(structure, order);
    reviewer.answer(failing(structure.formula, question.shares, Graces::none), one);
    Bounding(structure, reviewer).bound(question, one);
    if (!question.service && one.unavailability) one.outages = outages_of(structure, question);
    refuse_instants(model, one);
    if (one.bounds && one.bounds->low <= 0 && one.bounds->high >= 1) refuse_plainly(one.caveats, one);
    out.questions.push_back(std::move(one));
  }
  for (std::size_t i = 0; i < model.objectives.size(); ++i) {
    if (model.objectives[i].components.empty()) continue;
    MarkovAnswer answer = markov_review(model, model.objectives[i], times_s);
    out.questions[i].markov = std::move(answer.review);
    out.questions[i].no_markov = std::move(answer.refused);
  }
  return out;
}

StructureReview review_structure(const FaultTree& tree, int order) {
  StructuralModel structure;
  const FormulaId top = add_fault_tree(tree, structure.formula);
  StructureReview out;
  out.file = tree.file;
  QuestionReview one;
  one.name = tree.top;
  one.tree = true;
  Reviewer(structure, order).answer({{1, top}}, one);
  out.questions.push_back(std::move(one));
  if (const std::string note = unused_events(tree); !note.empty()) out.notes.push_back(note);
  return out;
}

}  // namespace bulkhead
