// SPDX-License-Identifier: Apache-2.0
/// The structural review of a design or a fault tree: exact figures without a simulation.
///
/// Where customers have shares with fates of their own (cells, regions, components of an objective), a figure is the
/// weighted mean over the shares, and a cut set says which share of the customers it cuts off.
///
/// Units:    probabilities, shares in [0,1]; seconds in names with `_s`
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/structure/diagram.hpp"
#include "analysis/structure/markov.hpp"
#include "analysis/structure/moments.hpp"
#include "analysis/structure/structure.hpp"
#include "scenarios/import/fault_tree.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

struct SinglePoint {
  std::string name;
  double share = 1;      ///< of the customers that it cuts off
  bool can_fail = true;  ///< false: no fault of the file strikes it
};

struct NamedCutSet {
  std::vector<std::string> events;
  double probability = 0;
  double share = 1;
};

struct NamedImportance {
  std::string event;
  double probability = 0;
  Importance of;
};

struct Bounds {
  double low = 0;
  double high = 0;
};

/// Spells in which an objective is not met: independent components leave "met" by failing one at a time, so
/// that spells begin as often as the sum of each event's frequency times its Birnbaum importance, whatever the laws.
struct OutageRate {
  double per_year = 0;
  double mean_s = 0;
};

/// The answers to one question. Where a diagram would be too large, the parts that must all be up are asked one by one:
/// what is coherent is associated (J. Esary, F. Proschan, D. Walkup, 1967), so the whole fails at least as often as its
/// worst part, and at most as often as if the parts were independent. Where the formulas leave something out (caveats.hpp),
/// the figure is a bound. Cut sets, single points and importance are those of the diagram, with no graces.
struct QuestionReview {
  std::string name;
  bool objective = true;
  bool tree = false;                     ///< the top of a fault tree: no customers, no year
  std::optional<double> unavailability;  ///< or probability of the top; unset: see `refused`
  std::optional<Bounds> bounds;          ///< where the diagram is too large or leaves something out: it lies between
  std::vector<std::string> caveats;      ///< what is left out
  std::optional<OutageRate> outages;     ///< of an objective with a figure, where all are independent
  std::optional<double> unaided;         ///< unavailability with nobody acting
  std::optional<Bounds> unaided_bounds;  ///< of that
  std::vector<std::string> refused;      ///< why there are no probabilities
  bool by_chance = true;                 ///< false: refused because nothing in the diagram cuts it off by chance
  std::optional<std::string> too_large;  ///< why there is no diagram of the whole: then there is no importance either
  bool coherent = true;
  std::vector<SinglePoint> single_points;                   ///< by name; empty for a function that is not coherent
  std::optional<std::vector<std::string>> smallest;         ///< the fewest events that cut somebody off
  std::optional<std::vector<std::string>> smallest_of_all;  ///< the fewest that cut everybody off
  std::vector<NamedCutSet> cut_sets;                        ///< by contribution: probability x share
  std::vector<std::uint64_t> cut_sets_by_order;
  bool cut_sets_complete = true;       ///< false: too many to list
  std::optional<MarkovReview> markov;  ///< of an objective of components
  std::string no_markov;               ///< why there is none; empty for services
  /// Of the diagram, where no chain tells them; unset where neither was asked for times nor anything stays down.
  std::optional<StructuralMoments> moments;
  std::vector<NamedImportance> importance;  ///< by Fussell-Vesely; events that matter only
};

/// Of a variant of a scenario, or of a fault tree.
struct StructureReview {
  std::string file, scenario, experiment, variant;
  std::vector<PointValue> point;  ///< of a sweep; empty: none
  std::vector<std::string> notes;
  std::vector<QuestionReview> questions;
};

/// `order`: the most events of a cut set; `times_s`: what a Markov chain is asked for beside the long run.
StructureReview review_structure(const Model& model, int order, const std::vector<double>& times_s = {});
StructureReview review_structure(const FaultTree& tree, int order);

std::string structure_table(const std::vector<StructureReview>& reviews);
std::string structure_json(const std::vector<StructureReview>& reviews);

}  // namespace bulkhead
