// SPDX-License-Identifier: Apache-2.0
// Gates become gates, members of a common cause an event alone and one for each set that is struck together.
#include "analysis/structure/fault_tree_formula.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/faults/common_cause.hpp"

namespace bulkhead {
namespace {

class Adder {
 public:
  Adder(const FaultTree& tree, Formula& formula) : formula_(&formula) {
    for (const TreeGate& gate : tree.gates) gates_.emplace(gate.name, &gate);
    for (const TreeCommonCause& cause : tree.common_causes) add(cause, tree);
    for (const TreeEvent& event : tree.events) made_.emplace(event.name, add(event));
  }

  FormulaId at(const std::string& name) {
    const auto known = made_.find(name);
    if (known != made_.end()) return known->second;
    return made_[name] = add(*gates_.at(name));
  }

 private:
  FormulaId add(const TreeEvent& event) {
    const auto struck = struck_.find(event.name);
    if (struck == struck_.end()) return formula_->event(event.name, event.probability);
    std::vector<FormulaId> ways{formula_->event(event.name, event.probability * struck->second.alone)};
    ways.insert(ways.end(), struck->second.together.begin(), struck->second.together.end());
    return formula_->any(std::move(ways));
  }

  // An event for each set of members that is struck together.
  void add(const TreeCommonCause& cause, const FaultTree& tree) {
    const auto first = std::find_if(tree.events.begin(), tree.events.end(),
                                    [&](const TreeEvent& event) { return event.name == cause.members.front(); });
    for (const std::string& name : cause.members) struck_[name].alone = cause.shares.front();
    const auto n = static_cast<std::uint32_t>(cause.members.size());
    for (std::uint32_t k = 2; k <= n; ++k) {
      if (cause.shares[k - 1] <= 0) continue;
      for (const auto& set : sets_of(k, n)) {
        std::vector<std::string> names;
        for (const std::uint32_t i : set) names.push_back(cause.members[i]);
        const FormulaId together = formula_->event(fmt::format("common cause of {}", fmt::join(names, ", ")),
                                                   first->probability * cause.shares[k - 1]);
        for (const std::string& name : names) struck_[name].together.push_back(together);
      }
    }
  }

  FormulaId add(const TreeGate& gate) {
    std::vector<FormulaId> of;
    for (const std::string& arg : gate.args) of.push_back(at(arg));
    switch (gate.op) {
      case TreeOp::all:
        return formula_->all(std::move(of));
      case TreeOp::any:
        return formula_->any(std::move(of));
      case TreeOp::negation:
        return formula_->negation(of.front());
      case TreeOp::odd:
        return formula_->odd(std::move(of));
      case TreeOp::not_all:
        return formula_->negation(formula_->all(std::move(of)));
      case TreeOp::not_any:
        return formula_->negation(formula_->any(std::move(of)));
      case TreeOp::at_least:
        break;
    }
    std::vector<Counted> counted;
    for (const FormulaId id : of) counted.push_back({id});
    return formula_->at_least(gate.k, std::move(counted));
  }

  Formula* formula_;
  std::map<std::string, const TreeGate*> gates_;
  struct Struck {
    double alone = 1;
    std::vector<FormulaId> together;
  };
  std::map<std::string, Struck> struck_;
  std::map<std::string, FormulaId> made_;
};

}  // namespace

FormulaId add_fault_tree(const FaultTree& tree, Formula& formula) {
  return Adder(tree, formula).at(tree.top);
}

}  // namespace bulkhead
