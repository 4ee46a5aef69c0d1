// SPDX-License-Identifier: Apache-2.0
// From formulas to named answers, share by share.
#include "analysis/structure/review.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "analysis/structure/bounding.hpp"
#include "analysis/structure/cut_sets.hpp"
#include "analysis/structure/fault_tree_formula.hpp"
#include "analysis/structure/share_diagrams.hpp"

namespace bulkhead {
namespace {

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
      for (const Failing& share : shares) shares_.push_back(diagrams_of(*structure_, share, out.too_large));
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

 private:
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

std::optional<OutageRate> outages_of(StructuralModel& structure, const StructuralQuestion& question) {
  try {
    std::optional<std::string> too_large;
    Diagrams missed = diagrams_of(structure, {1, structure.formula.negation(*question.met)}, too_large);
    const auto clocks = missed.clocks_among(structure.calendar);
    if (!missed.whole() || !missed.parts.front().coherent() || (clocks.size() > 1 && !missed.phases))
      return std::nullopt;
    const auto on_average = missed.parts.front().events();
    for (const EventNo e : missed.parts.front().order())
      if (structure.per_s[e] <= 0 && on_average[e].probability > 0) return std::nullopt;
    double per_s = 0, down = 0;
    missed.at_each_phase([&](double part) {
      const Diagram& diagram = missed.parts.front();
      const auto importance = diagram.importance();
      down += part * diagram.probability();
      for (EventNo e = 0; e < importance.size(); ++e) {
        // Who is up fails at one rate; at some moments between tests more are up than at others.
        const double up = 1 - diagram.events()[e].probability, mean_up = 1 - on_average[e].probability;
        per_s += part * importance[e].birnbaum * structure.per_s[e] * (mean_up > 0 ? up / mean_up : 0);
      }
    });
    if (per_s <= 0) return std::nullopt;
    return OutageRate{per_s * kYear_s, down / per_s};
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
    Reviewer(structure, order).answer(failing(structure.formula, question.shares, Graces::none), one);
    bound(structure, question, one);
    if (question.met && one.unavailability) one.outages = outages_of(structure, question);
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
  for (std::size_t q = 0; q < out.questions.size(); ++q) {
    QuestionReview& one = out.questions[q];
    const bool told = one.markov && one.markov->moments.size() == times_s.size() && one.markov->no_beginning.empty();
    if (!structure.questions[q].met || told || !one.caveats.empty()) continue;
    StructuralMoments moments = structural_moments(model, structure, structure.questions[q], times_s);
    if (!times_s.empty() || moments.mean_time_to_first_outage_s) one.moments = std::move(moments);
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
