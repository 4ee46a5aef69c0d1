// SPDX-License-Identifier: Apache-2.0
// Gates become gates, members of a common cause two events each.
#include "analysis/structure/fault_tree_formula.hpp"

#include <fmt/format.h>

#include <map>

namespace bulkhead {
namespace {

class Adder {
 public:
  Adder(const FaultTree& tree, Formula& formula) : formula_(&formula) {
    for (const TreeGate& gate : tree.gates) gates_.emplace(gate.name, &gate);
    for (const TreeCommonCause& cause : tree.common_causes)
      for (const std::string& name : cause.members) causes_.emplace(name, &cause);
    for (const TreeEvent& event : tree.events) made_.emplace(event.name, add(event));
  }

  FormulaId at(const std::string& name) {
    const auto known = made_.find(name);
    if (known != made_.end()) return known->second;
    return made_[name] = add(*gates_.at(name));
  }

 private:
  FormulaId add(const TreeEvent& event) {
    const auto cause = causes_.find(event.name);
    if (cause == causes_.end()) return formula_->event(event.name, event.probability);
    const double beta = cause->second->beta;
    const FormulaId own = formula_->event(event.name, event.probability * (1 - beta));
    const std::string shared = fmt::format("common cause of {}", fmt::join(cause->second->members, ", "));
    return formula_->any({own, formula_->event(shared, event.probability * beta)});
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
  std::map<std::string, const TreeCommonCause*> causes_;
  std::map<std::string, FormulaId> made_;
};

}  // namespace

FormulaId add_fault_tree(const FaultTree& tree, Formula& formula) {
  return Adder(tree, formula).at(tree.top);
}

}  // namespace bulkhead
