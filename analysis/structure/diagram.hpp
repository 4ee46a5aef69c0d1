// SPDX-License-Identifier: Apache-2.0
/// A reduced ordered binary decision diagram (BDD) of a structure function, and what it answers exactly.
///
/// Built by the library BuDDy, which has one global state: it is set up, used and taken down under one lock within the
/// constructor, and the finished diagram is copied out. The order of events is that of a walk from the top, depth
/// first, or with the smaller branches first where that keeps the diagram within an eighth of the bound and the other
/// does not.
///
/// Shape:    node 0 is false, node 1 is true; a node comes after its children; the root is last
/// Errors:   DiagramTooLarge where no order keeps within the bound of nodes
/// Cost:     questions are linear in the nodes; building may be exponential in the events
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <vector>

#include "analysis/structure/formula.hpp"

namespace bulkhead {

struct DiagramNode {
  EventNo event = 0;
  std::uint32_t low = 0;   ///< where the event has not happened
  std::uint32_t high = 0;  ///< where it has
};

class DiagramTooLarge : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How much one event matters. Units: probabilities; factors. By M. Cheok, G. Parry, R. Sherry, "Use of importance
/// measures in risk-informed regulatory applications", Reliability Engineering and System Safety 60, 1998; Birnbaum
/// 1969.
struct Importance {
  double birnbaum = 0;        ///< dP/dq: P(top | happened) - P(top | not)
  double fussell_vesely = 0;  ///< share of P(top) that would go if it never happened: 1 - P(top | not)/P(top)
  double achievement = 1;     ///< risk achievement worth: P(top | happened)/P(top)
  double reduction = 1;  ///< risk reduction worth: P(top)/P(top | not); infinite where nothing else makes the top true
};

class Diagram {
 public:
  static constexpr std::size_t kMostNodes = 2'000'000;  ///< about 60 MB and some seconds while building; assumed

  Diagram(const Formula& formula, FormulaId top, std::size_t most_nodes = kMostNodes);

  const std::vector<DiagramNode>& nodes() const { return nodes_; }
  std::uint32_t root() const { return static_cast<std::uint32_t>(nodes_.size() - 1); }
  /// More events never make the top false again.
  bool coherent() const { return coherent_; }
  const std::vector<BasicEvent>& events() const { return events_; }
  /// The order: what stands first is asked first. Without events that are not possible or not below the top.
  const std::vector<EventNo>& order() const { return order_; }

  /// From now on the event has that probability.
  void assume(EventNo event, double probability) { events_[event].probability = probability; }

  double probability() const;
  /// The importance of each event, by number; of one that the top does not depend on: 0, 0, 1, 1.
  std::vector<Importance> importance() const;
  /// The fewest events that make the top true, all others not happened; nothing if the top is never true.
  std::optional<std::vector<EventNo>> smallest() const;

 private:
  double probability_given(EventNo event, double q) const;
  /// P(true) of every node.
  std::vector<double> probabilities() const;
  /// P(the walk from the root comes through) of every node.
  std::vector<double> reached() const;

  std::vector<BasicEvent> events_;
  std::vector<EventNo> order_;
  std::vector<DiagramNode> nodes_;
  bool coherent_ = true;
};

}  // namespace bulkhead
