// SPDX-License-Identifier: Apache-2.0
// Building a diagram with BuDDy, and copying it out.
#include <bdd.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>

#include "analysis/structure/diagram.hpp"
#include "sim/check.hpp"

// BuDDy's stack of unfinished results, by its kernel.h. A place of it is taken before its result is known (the order of
// evaluation in PUSHREF is the compiler's), and a collection of garbage reads it then: it must hold a node from the first.
extern "C" int* bddrefstack;

namespace bulkhead {
namespace {

constexpr std::size_t kMoreRefs = 4;  // than two for each level
constexpr BDD kFalse = 0, kTrue = 1;
constexpr std::size_t kMostAmounts = 20'000'000;                                 // missing before members; assumed
constexpr int kFirstNodes = 10'000, kMostIncrease = 1'000'000, kCacheRatio = 8;  // a cache entry per 8 nodes; assumed

std::mutex buddy;  // BuDDy is one for the process
int buddy_error = 0;
void note_error(int code) {
  buddy_error = code;
}

/// BuDDy for the length of a scope. It must be the only one: hold `buddy`.
class Session {
 public:
  Session(std::size_t events, std::size_t most_nodes) {
    buddy_error = 0;
    bdd_init(kFirstNodes, kFirstNodes / kCacheRatio);
    bdd_error_hook(note_error);
    bdd_gbc_hook(nullptr);
    bdd_resize_hook(nullptr);
    bdd_setmaxincrease(kMostIncrease);
    bdd_setcacheratio(kCacheRatio);
    bdd_setmaxnodenum(static_cast<int>(most_nodes));
    const std::size_t levels = std::max<std::size_t>(events, 1);
    bdd_setvarnum(static_cast<int>(levels));
    std::fill_n(bddrefstack, 2 * levels + kMoreRefs, kFalse);
  }
  ~Session() {
    bdd_done();
    bdd_clear_error();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
};

struct OutOfNodes {};

BDD kept(BDD made) {
  if (buddy_error == BDD_NODENUM || buddy_error == BDD_MEMORY) throw OutOfNodes{};
  BULKHEAD_CHECK(buddy_error == 0, "BuDDy is used as its manual says");
  return bdd_addref(made);
}

/// Nodes in a walk from the top, depth first; optionally the smaller branches first.
class Walk {
 public:
  Walk(const Formula& formula, bool small_first) : formula_(&formula), small_first_(small_first) {}

  std::vector<EventNo> events(FormulaId top) {
    visit(top);
    return order_;
  }

 private:
  void visit(FormulaId id) {
    if (!seen_.emplace(id, true).second) return;
    const FormulaNode& node = formula_->nodes()[id];
    if (node.kind == GateKind::event && formula_->events()[static_cast<EventNo>(node.number)].possible)
      order_.push_back(static_cast<EventNo>(node.number));
    auto of = node.of;
    if (small_first_)
      std::stable_sort(of.begin(), of.end(), [&](FormulaId a, FormulaId b) { return size(a) < size(b); });
    for (const FormulaId part : of) visit(part);
    visit(node.counted);
  }

  void visit(const std::vector<Counted>& counted) {
    for (const Counted& one : counted) {
      visit(one.node);
      visit(one.inside);
    }
  }

  double size(FormulaId id) {
    const auto known = sizes_.find(id);
    if (known != sizes_.end()) return known->second;
    double sum = 1;
    for (const FormulaId part : formula_->nodes()[id].of) sum += size(part);
    return sizes_[id] = sum + static_cast<double>(formula_->nodes()[id].counted.size());
  }

  const Formula* formula_;
  bool small_first_;
  std::map<FormulaId, bool> seen_;
  std::map<FormulaId, double> sizes_;
  std::vector<EventNo> order_;
};

class Builder {
 public:
  Builder(const Formula& formula, const std::vector<EventNo>& order)
      : formula_(&formula), made_(formula.nodes().size(), -1) {
    level_.resize(formula.events().size());
    for (std::size_t i = 0; i < order.size(); ++i) level_[order[i]] = static_cast<int>(i);
  }

  BDD build(FormulaId id) {
    if (made_[id] < 0) made_[id] = make(formula_->nodes()[id]);
    return made_[id];
  }

 private:
  BDD make(const FormulaNode& node) {
    switch (node.kind) {
      case GateKind::constant:
        return node.number == 1 ? kTrue : kFalse;
      case GateKind::event: {
        const auto event = static_cast<EventNo>(node.number);
        return formula_->events()[event].possible ? bdd_ithvar(level_[event]).id() : kFalse;
      }
      case GateKind::negation:
        return kept(bdd_not(build(node.of.front())));
      case GateKind::all:
        return fold(node.of, bddop_and, kTrue);
      case GateKind::any:
        return fold(node.of, bddop_or, kFalse);
      case GateKind::odd:
        return fold(node.of, bddop_xor, kFalse);
      case GateKind::at_least:
        return count(node);
    }
    return kFalse;
  }

  BDD fold(const std::vector<FormulaId>& of, int how, BDD start) {
    BDD sum = start;
    for (const FormulaId id : of) sum = replaced(sum, bdd_apply(sum, build(id), how));
    return sum;
  }

  BDD count(const FormulaNode& node) { return counted(node.counted, {node.number}, {}, 0).at(node.number); }

  /// What is missing before some members, ascending, as far as it matters, and when they and those after them are worth
  /// that much.
  struct Missing {
    std::vector<int> amounts;
    std::vector<BDD> when;

    BDD at(int amount) const {
      if (amount <= 0) return kTrue;
      const auto found = std::lower_bound(amounts.begin(), amounts.end(), amount);
      return found == amounts.end() || *found != amount ? kFalse
                                                        : when[static_cast<std::size_t>(found - amounts.begin())];
    }
  };

  /// `after` stands for what comes after these, which is worth `rest` while all is up.
  Missing counted(const std::vector<Counted>& members, std::vector<int> amounts, Missing after, int rest) {
    std::vector<std::vector<int>> before = all_missing(members, std::move(amounts), rest);
    for (std::size_t i = members.size(); i-- > 0;) {
      const Counted& one = members[i];
      const BDD gate = build(one.node);
      const Missing with = one.inside.empty() ? Missing{} : counted(one.inside, before[i], after, rest);
      Missing now{std::move(before[i]), {}};
      now.when.reserve(now.amounts.size());
      for (const int amount : now.amounts)
        now.when.push_back(kept(
            bdd_ite(gate, one.inside.empty() ? after.at(amount - one.weight) : with.at(amount), after.at(amount))));
      after = std::move(now);
      rest += worth({one});
    }
    return after;
  }

  /// Before each member, and after the last.
  std::vector<std::vector<int>> all_missing(const std::vector<Counted>& members, std::vector<int> amounts, int rest) {
    rest += worth(members);
    std::vector<std::vector<int>> out{std::move(amounts)};
    for (const Counted& one : members) {
      if ((amounts_ += out.back().size()) > kMostAmounts) throw OutOfNodes{};
      rest -= worth({one});
      out.push_back(one.inside.empty() ? reduced(out.back(), one.weight, rest)
                                       : all_missing(one.inside, out.back(), rest).back());
    }
    return out;
  }

  /// With a member and without it; what is nothing, or more than the rest, is known.
  static std::vector<int> reduced(const std::vector<int>& amounts, int weight, int rest) {
    std::vector<int> less, out;
    for (const int amount : amounts)
      if (amount > weight) less.push_back(amount - weight);
    std::set_union(amounts.begin(), amounts.end(), less.begin(), less.end(), std::back_inserter(out));
    out.erase(std::upper_bound(out.begin(), out.end(), rest), out.end());
    return out;
  }

  static BDD replaced(BDD old, BDD made) {
    kept(made);
    bdd_delref(old);
    return made;
  }

  const Formula* formula_;
  std::vector<BDD> made_;
  std::vector<int> level_;
  std::size_t amounts_ = 0;
};

/// Copies what is under a root into arrays, children first.
class Copy {
 public:
  Copy(const std::vector<EventNo>& order, std::vector<DiagramNode>& out) : order_(&order), out_(&out) {}

  std::uint32_t node(BDD id) {
    if (id <= kTrue) return static_cast<std::uint32_t>(id);
    const auto known = known_.find(id);
    if (known != known_.end()) return known->second;
    const std::uint32_t low = node(bdd_low(id));
    const std::uint32_t high = node(bdd_high(id));
    out_->push_back({(*order_)[static_cast<std::size_t>(bdd_var(id))], low, high});
    return known_[id] = static_cast<std::uint32_t>(out_->size() - 1);
  }

 private:
  const std::vector<EventNo>* order_;
  std::vector<DiagramNode>* out_;
  std::unordered_map<BDD, std::uint32_t> known_;  // looked up only, never walked
};

/// No event, happening, makes the top false.
bool monotone(BDD top, int events) {
  for (int i = 0; i < events; ++i) {
    const BDD without = kept(bdd_restrict(top, bdd_nithvar(i).id()));
    const BDD with = kept(bdd_restrict(top, bdd_ithvar(i).id()));
    if (kept(bdd_apply(without, with, bddop_diff)) != kFalse) return false;
    bdd_delref(without);
    bdd_delref(with);
  }
  return true;
}

}  // namespace

Diagram::Diagram(const Formula& formula, FormulaId top, std::size_t most_nodes) : events_(formula.events()) {
  const std::lock_guard lock(buddy);
  struct Attempt {
    bool small_first;
    std::size_t nodes;
  };
  for (const auto& [small_first, bound] :
       {Attempt{false, most_nodes / 8}, {true, most_nodes / 8}, {false, most_nodes}}) {
    order_ = Walk(formula, small_first).events(top);
    const Session session(order_.size(), std::max(bound, std::size_t{2 * kFirstNodes}));
    try {
      const BDD root = Builder(formula, order_).build(top);
      coherent_ = coherent_by_gates(formula, top) || monotone(root, static_cast<int>(order_.size()));
      nodes_ = {{}, {}};
      if (root <= kTrue) nodes_.resize(static_cast<std::size_t>(root) + 1);
      Copy(order_, nodes_).node(root);
      return;
    } catch (const OutOfNodes&) {
      nodes_.clear();
    }
  }
  throw DiagramTooLarge(fmt::format("the decision diagram needs more than {} nodes", most_nodes));
}

}  // namespace bulkhead
