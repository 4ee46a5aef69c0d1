// SPDX-License-Identifier: Apache-2.0
// Families of sets as zero-suppressed diagrams, and Rauzy's minimal solutions in them.
#include "analysis/structure/cut_sets.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace bulkhead {
namespace {

using FamilyId = std::uint32_t;
constexpr FamilyId kEmpty = 0;  // no set at all
constexpr FamilyId kUnit = 1;   // the empty set alone

/// Families of sets of levels: `with` holds the sets that contain `level` (without it), `rest` the others.
class Families {
 public:
  struct Node {
    std::uint32_t level;
    FamilyId with, rest;
    auto operator<=>(const Node&) const = default;
  };

  Families() : nodes_{{~0u, kEmpty, kEmpty}, {~0u, kEmpty, kEmpty}} {}

  const Node& operator[](FamilyId id) const { return nodes_[id]; }

  FamilyId make(std::uint32_t level, FamilyId with, FamilyId rest) {
    if (with == kEmpty) return rest;
    const auto [it, fresh] = known_.emplace(Node{level, with, rest}, static_cast<FamilyId>(nodes_.size()));
    if (fresh) nodes_.push_back({level, with, rest});
    return it->second;
  }

  /// The sets of `a` that contain no set of `b`; neither has a set within another.
  FamilyId without(FamilyId a, FamilyId b) {
    if (a == kEmpty || b == kUnit || a == b) return kEmpty;
    if (a == kUnit || b == kEmpty) return a;
    const auto known = less_.find({a, b});
    if (known != less_.end()) return known->second;
    const Node x = nodes_[a], y = nodes_[b];
    FamilyId out;
    if (x.level < y.level)
      out = make(x.level, without(x.with, b), without(x.rest, b));
    else if (x.level > y.level)
      out = without(a, y.rest);
    else
      out = make(x.level, without(without(x.with, y.with), y.rest), without(x.rest, y.rest));
    return less_[{a, b}] = out;
  }

 private:
  std::vector<Node> nodes_;
  std::map<Node, FamilyId> known_;
  std::map<std::pair<FamilyId, FamilyId>, FamilyId> less_;
};

/// The minimal solutions of every node of a diagram with at most so many events.
class Minimal {
 public:
  explicit Minimal(const Diagram& diagram) : diagram_(&diagram), level_(diagram.events().size()) {
    for (std::uint32_t i = 0; i < diagram.order().size(); ++i) level_[diagram.order()[i]] = i;
  }

  FamilyId solutions(std::uint32_t node, int order) {
    if (node <= 1) return node == 1 ? kUnit : kEmpty;
    const auto& [event, low, high] = diagram_->nodes()[node];
    if (order == 0) return solutions(low, 0);
    const auto known = known_.find({node, order});
    if (known != known_.end()) return known->second;
    const FamilyId rest = solutions(low, order);
    const FamilyId with = families_.without(solutions(high, order - 1), rest);
    return known_[{node, order}] = families_.make(level_[event], with, rest);
  }

  void count(FamilyId family, std::size_t size, std::vector<std::uint64_t>& out) {
    const auto& mine = counts(family);
    for (std::size_t k = 0; k < mine.size() && size + k < out.size(); ++k) out[size + k] += mine[k];
  }

  /// All sets of a family, each with the events so far.
  void list(FamilyId family, std::vector<EventNo>& so_far, std::vector<CutSet>& out) const {
    if (family == kEmpty) return;
    if (family == kUnit) {
      CutSet set{so_far, 1};
      for (const EventNo e : so_far) set.probability *= diagram_->events()[e].probability;
      std::sort(set.events.begin(), set.events.end());
      out.push_back(std::move(set));
      return;
    }
    so_far.push_back(diagram_->order()[families_[family].level]);
    list(families_[family].with, so_far, out);
    so_far.pop_back();
    list(families_[family].rest, so_far, out);
  }

 private:
  /// How many sets of each size.
  const std::vector<std::uint64_t>& counts(FamilyId family) {
    const auto known = counts_.find(family);
    if (known != counts_.end()) return known->second;
    std::vector<std::uint64_t> out;
    if (family == kUnit) out = {1};
    if (family > kUnit) {
      out = counts(families_[family].rest);
      const auto& with = counts(families_[family].with);
      out.resize(std::max(out.size(), with.size() + 1));
      for (std::size_t k = 0; k < with.size(); ++k) out[k + 1] += with[k];
    }
    return counts_[family] = std::move(out);
  }

  const Diagram* diagram_;
  std::vector<std::uint32_t> level_;
  Families families_;
  std::map<std::pair<std::uint32_t, int>, FamilyId> known_;
  std::map<FamilyId, std::vector<std::uint64_t>> counts_;
};

}  // namespace

CutSets minimal_cut_sets(const Diagram& diagram, int order, std::size_t most) {
  Minimal minimal(diagram);
  const FamilyId all = minimal.solutions(diagram.root(), order);
  CutSets out;
  out.count_by_order.assign(static_cast<std::size_t>(order) + 1, 0);
  minimal.count(all, 0, out.count_by_order);
  const auto total = std::accumulate(out.count_by_order.begin(), out.count_by_order.end(), std::uint64_t{0});
  out.complete = total <= most;
  if (!out.complete) return out;
  std::vector<EventNo> so_far;
  minimal.list(all, so_far, out.sets);
  std::sort(out.sets.begin(), out.sets.end(), [](const CutSet& a, const CutSet& b) {
    return std::tuple(-a.probability, a.events.size(), a.events) <
           std::tuple(-b.probability, b.events.size(), b.events);
  });
  return out;
}

}  // namespace bulkhead
