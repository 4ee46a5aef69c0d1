// SPDX-License-Identifier: Apache-2.0
/// A structure function: when something happens, said in basic events that have happened or not, by gates.
///
/// Equal parts are one node, so that what is shared is counted once. A basic event is "has happened", true or false; in
/// a formula for "is up" it stands under a negation.
///
/// Units:    probabilities in [0,1]; basic events are independent of one another
/// Shape:    nodes are numbered so that a node comes after everything that it is made of
/// Requires: names of basic events are unique; a name given again must have the same probability
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace bulkhead {

using FormulaId = std::uint32_t;  ///< a node's number
using EventNo = std::uint32_t;    ///< a basic event's number, in the order of their making

struct BasicEvent {
  std::string name;
  double probability = 0;
  bool possible = true;  ///< false: it never happens, but a single point of failure it may be
  FormulaId node = 0;
};

enum class GateKind : std::uint8_t { constant, event, all, any, odd, negation, at_least };

/// What is counted by `at_least`: worth `weight` while `node` is true, or, with members of its own, what those are
/// worth while `node` is true (the hosts of a rack). One level per container keeps diagrams small.
struct Counted {
  FormulaId node = 0;
  int weight = 1;
  std::vector<Counted> inside = {};
  bool operator<(const Counted& other) const;
};

struct FormulaNode {
  GateKind kind = GateKind::constant;
  int number = 0;                     ///< constant: 0 or 1; event: its EventNo; at_least: how many
  std::vector<FormulaId> of = {};     ///< all, any, odd, negation
  std::vector<Counted> counted = {};  ///< at_least
  bool operator<(const FormulaNode& other) const;
};

class Formula {
 public:
  FormulaId constant(bool value) { return node({GateKind::constant, value ? 1 : 0}); }
  FormulaId event(const std::string& name, double probability, bool possible = true);
  /// True when all are; of nothing: true.
  FormulaId all(std::vector<FormulaId> of) { return join(GateKind::all, std::move(of)); }
  /// True when at least one is; of nothing: false.
  FormulaId any(std::vector<FormulaId> of) { return join(GateKind::any, std::move(of)); }
  /// True when an odd number is: of two, the exclusive or.
  FormulaId odd(std::vector<FormulaId> of) { return node({GateKind::odd, 0, std::move(of)}); }
  FormulaId negation(FormulaId of);
  /// True when what is counted is worth at least `needed`.
  FormulaId at_least(int needed, std::vector<Counted> counted);

  const std::vector<FormulaNode>& nodes() const { return nodes_; }
  const std::vector<BasicEvent>& events() const { return events_; }

 private:
  FormulaId node(FormulaNode node);
  FormulaId join(GateKind kind, std::vector<FormulaId> of);
  bool is(FormulaId id, bool value) const;

  std::vector<FormulaNode> nodes_;
  std::vector<BasicEvent> events_;
  std::map<FormulaNode, FormulaId> known_;  ///< constants and gates
  std::unordered_map<std::string, EventNo> named_;
};

/// The basic events that make `top` true each alone, whether or not they are possible, by number: the single points of
/// failure. They follow from the dominators of the gates: an `any` of failures is dominated by each of its members, an
/// `all` by what dominates all of them, at least k of n by what dominates enough of them.
/// Requires: `top` false while nothing has happened
/// Errors:   a formula with `odd`, or an event on both sides of a negation, has no dominators: checked contract
std::vector<EventNo> single_points(const Formula& formula, FormulaId top);

/// True if more events never make `top` false again, as far as the gates themselves show it.
bool coherent_by_gates(const Formula& formula, FormulaId top);

/// By event: does it stand below the top, possible or not?
std::vector<char> events_below(const Formula& formula, FormulaId top);

/// Does an event that is possible stand below the top?
bool can_fail(const Formula& formula, FormulaId top);

/// What is worth how much while everything counts.
int worth(const std::vector<Counted>& counted);

}  // namespace bulkhead
