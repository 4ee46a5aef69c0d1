// SPDX-License-Identifier: Apache-2.0
/// Fault trees as JSON, read strictly.
///
///   {"top": "plant", "gates": {"plant": {"op": "and", "args": ["pump", {"op": "or", "args": ["valve", "power"]}]},
///   ...},
///    "events": {"valve": 0.01, ...},
///    "common_cause": [{"members": ["pump-1", "pump-2"], "beta": 0.2}]}
///
/// `op` is and, or, not, xor (an odd number of them), nand, nor, or atleast with `k`. An argument is the name of a gate
/// or of an event, or a gate in place. `common_cause` splits each member's probability q into q(1 - beta) of its own
/// and one event of q*beta that strikes all members at once (the beta factor); or, in place of `beta`, into an event for
/// each set of members, by `mgl` (multiple Greek letters: [beta, gamma, ...]), `alpha` (alpha factors: [0.95, 0.04,
/// 0.01], the parts of all failures that strike one, two, three) or `phi` (the shares of q of each set of one, two,
/// three). `format`, a text, is allowed and not read.
///
/// Errors:   all problems at once, each with file and place; a file of at most 64 MB, at most 1,000 gates deep
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bulkhead {

enum class TreeOp : std::uint8_t { all, any, negation, odd, not_all, not_any, at_least };

struct TreeGate {
  std::string name;  ///< of a gate in place: its place, as "plant[2]"
  TreeOp op = TreeOp::all;
  int k = 0;                      ///< at_least: how many
  std::vector<std::string> args;  ///< names of gates and events, in the order of the file
};

struct TreeEvent {
  std::string name;
  double probability = 0;
};

struct TreeCommonCause {
  std::vector<std::string> members;  ///< names of events, sorted
  std::vector<double> shares;        ///< of each single set of 1, 2, ... members (models/faults/common_cause.hpp)
};

struct FaultTree {
  std::string file;
  std::string top;                ///< a gate or an event
  std::vector<TreeGate> gates;    ///< sorted by name; acyclic
  std::vector<TreeEvent> events;  ///< sorted by name
  std::vector<TreeCommonCause> common_causes;
};

struct LoadedTree {
  std::optional<FaultTree> tree;      ///< only without a problem
  std::vector<std::string> problems;  ///< lines "file: place: what is wrong and what is expected"
};

LoadedTree load_fault_tree(const std::string& file);
/// The same from a text that was read already; `file` names it in the problems.
LoadedTree parse_fault_tree(const std::string& file, const std::string& text);

}  // namespace bulkhead
