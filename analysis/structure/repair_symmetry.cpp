// SPDX-License-Identifier: Apache-2.0
// Colours, groups, and exchanges that change nothing.
#include "analysis/structure/repair_symmetry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>

namespace bulkhead {
namespace {

using Ids = std::vector<std::uint32_t>;

constexpr int kMostTries = 5'000;  // of exchanges; assumed

/// Colours of components and of faults.
class Colours {
 public:
  explicit Colours(const RepairRules& rules)
      : rules_(&rules), of_component(rules.components.size(), 0), of_fault(rules.faults.size(), 0) {
    for (std::size_t before = 0, now = 1; now != before;) {
      before = now;
      now = refine();
    }
  }

  const Ids& components() const { return of_component; }
  const Ids& faults() const { return of_fault; }

 private:
  std::size_t refine() {
    known_.clear();
    std::vector<std::multiset<std::string>> said(of_component.size());
    for (const std::uint32_t c : rules_->objective) said[c].insert("objective");
    for (std::uint32_t c = 0; c < rules_->components.size(); ++c)
      for (const RepairNeed& need : rules_->components[c].needs) tell(need, c, said);
    for (const RepairClock& clock : rules_->clocks) {
      const auto with = known(colours(clock.targets));
      for (const std::uint32_t c : clock.targets)
        said[c].insert(fmt::format("struck by {} with {}", of_fault[clock.fault], with));
    }
    for (std::size_t f = 0; f < rules_->faults.size(); ++f)
      for (const std::uint32_t c : rules_->faults[f].only_while) said[c].insert(fmt::format("pauses {}", of_fault[f]));
    std::vector<std::string> words, of_faults;
    for (std::size_t c = 0; c < said.size(); ++c)
      words.push_back(fmt::format("{}: {}", of_component[c], fmt::join(said[c], "; ")));
    for (const RepairFault& fault : rules_->faults) of_faults.push_back(words_of(fault));
    return number(words, of_component) + number(of_faults, of_fault);
  }

  void tell(const RepairNeed& need, std::uint32_t needer, std::vector<std::multiset<std::string>>& said) {
    const auto what = known(fmt::format("{}{}{} of {}", need.takeover ? "by takeover " : "",
                                        need.ends.empty() ? "" : "connected ", need.at_least, colours(need.of)));
    said[needer].insert(fmt::format("needs {}", what));
    for (std::size_t i = 0; i < need.of.size(); ++i)
      said[need.of[i]].insert(fmt::format("for {} needs {} by {}", of_component[needer], what, weight_of(need, i)));
  }

  std::string words_of(const RepairFault& fault) const {
    Ids struck;
    for (const std::uint32_t clock : fault.clocks)
      struck.insert(struck.end(), rules_->clocks[clock].targets.begin(), rules_->clocks[clock].targets.end());
    Ids renewed;
    for (const std::uint32_t other : fault.renews) renewed.push_back(of_fault[other]);
    std::sort(renewed.begin(), renewed.end());
    return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {}: {} while {}", words_of(fault.fail),
                       words_of(fault.repair), words_of(fault.found), fault.found_at_once, fault.found_of_spares,
                       fault.crew, fault.rank, fault.active, fault.standby, fault.dormancy, fault.starts,
                       fmt::join(fault.acceleration, ","), fmt::join(fault.repair_acceleration, ","),
                       fmt::join(renewed, ","), colours(struck), colours(fault.only_while));
  }

  static std::string words_of(const RepairLaw& law) {
    std::string out;
    for (const auto& [share, phase] : law.starts) out += fmt::format("{} {},", share, phase);
    for (const auto& [rate, next] : law.phases) out += fmt::format(" {} {}", rate, next);
    return out;
  }

  std::string colours(const Ids& components) const {
    Ids out;
    for (const std::uint32_t c : components) out.push_back(of_component[c]);
    std::sort(out.begin(), out.end());
    return fmt::format("{}", fmt::join(out, ","));
  }

  /// A number for long words, good for one round.
  std::size_t known(const std::string& words) { return known_.emplace(words, known_.size()).first->second; }

  static std::size_t number(const std::vector<std::string>& words, Ids& out) {
    std::map<std::string, std::uint32_t> numbers;
    for (const std::string& one : words) numbers.emplace(one, 0);
    std::uint32_t next = 0;
    for (auto& [word, n] : numbers) n = next++;
    for (std::size_t i = 0; i < words.size(); ++i) out[i] = numbers.at(words[i]);
    return numbers.size();
  }

  const RepairRules* rules_;
  Ids of_component, of_fault;
  std::map<std::string, std::size_t> known_;
};

/// Components that belong together, and the clocks that strike them alone, in an order that equal groups share.
struct Group {
  Ids components, clocks;
};

class Symmetry {
 public:
  Symmetry(const RepairRules& rules, const std::vector<char>& fixed)
      : rules_(&rules), fixed_(&fixed), colours_(rules) {}

  std::vector<RepairFamily> families() {
    std::map<std::uint32_t, std::size_t> like;
    for (const std::uint32_t colour : colours_.components()) ++like[colour];
    std::set<std::size_t> sizes{1};
    for (const auto& [colour, size] : like) sizes.insert(size);
    for (auto most = sizes.rbegin(); most != sizes.rend(); ++most) {
      std::vector<char> common;
      for (const std::uint32_t colour : colours_.components()) common.push_back(like.at(colour) <= *most);
      add(groups_without(common));
    }
    return std::move(families_);
  }

 private:
  /// What hangs together where `common` is left out.
  std::vector<Group> groups_without(const std::vector<char>& common) {
    root_.resize(common.size());
    std::iota(root_.begin(), root_.end(), 0U);
    const auto join = [&](const Ids& list) {
      std::uint32_t first = 0;
      bool any = false;
      for (const std::uint32_t c : list) {
        if (common[c]) continue;
        if (any) root_[root_of(c)] = root_of(first);
        if (!any) first = c;
        any = true;
      }
    };
    for (std::uint32_t c = 0; c < common.size(); ++c)
      for (const RepairNeed& need : rules_->components[c].needs) {
        if (common[c]) continue;
        Ids all = need.of;
        all.push_back(c);
        join(all);
      }
    std::map<std::uint32_t, int> faults_like;
    for (const std::uint32_t colour : colours_.faults()) ++faults_like[colour];
    for (std::size_t f = 0; f < rules_->faults.size(); ++f) {
      if (faults_like.at(colours_.faults()[f]) == 1) continue;
      Ids all = rules_->faults[f].only_while;
      for (const std::uint32_t clock : rules_->faults[f].clocks)
        all.insert(all.end(), rules_->clocks[clock].targets.begin(), rules_->clocks[clock].targets.end());
      join(all);
    }
    std::map<std::uint32_t, Group> by_root;
    for (std::uint32_t c = 0; c < common.size(); ++c)
      if (!common[c]) by_root[root_of(c)].components.push_back(c);
    std::vector<Group> out;
    for (auto& [root, group] : by_root)
      if (complete(group)) out.push_back(std::move(group));
    return out;
  }

  std::uint32_t root_of(std::uint32_t c) {
    while (root_[c] != c) c = root_[c] = root_[root_[c]];
    return c;
  }

  /// Puts the group in order; false: it is left alone.
  bool complete(Group& group) const {
    auto& mine = group.components;
    if (std::any_of(mine.begin(), mine.end(), [&](std::uint32_t c) { return (*fixed_)[c] != 0; })) return false;
    for (const Ids& alike : rules_->classes) {
      const auto inside = std::count_if(alike.begin(), alike.end(), [&](std::uint32_t c) { return holds(mine, c); });
      if (inside > 0 && inside < static_cast<std::ptrdiff_t>(alike.size())) return false;
    }
    std::stable_sort(mine.begin(), mine.end(), [&](std::uint32_t a, std::uint32_t b) {
      const auto key = [&](std::uint32_t c) {
        return std::pair(colours_.components()[c], std::string_view(rules_->components[c].name));
      };
      return key(a) < key(b);
    });
    using Place = std::tuple<std::uint32_t, Ids, std::uint32_t>;  // colour of the fault, positions of targets, clock
    std::vector<Place> places;
    for (std::uint32_t clock = 0; clock < rules_->clocks.size(); ++clock) {
      Ids at;
      for (const std::uint32_t c : rules_->clocks[clock].targets)
        at.push_back(static_cast<std::uint32_t>(std::find(mine.begin(), mine.end(), c) - mine.begin()));
      std::sort(at.begin(), at.end());
      if (!at.empty() && at.back() < mine.size())
        places.emplace_back(colours_.faults()[rules_->clocks[clock].fault], at, clock);
    }
    std::sort(places.begin(), places.end());
    for (const auto& [colour, at, clock] : places) group.clocks.push_back(clock);
    return !group.clocks.empty();
  }

  static bool holds(const Ids& list, std::uint32_t id) { return std::find(list.begin(), list.end(), id) != list.end(); }

  Ids colours_of(const Group& group) const {
    Ids out;
    for (const std::uint32_t c : group.components) out.push_back(colours_.components()[c]);
    return out;
  }

  void add(const std::vector<Group>& groups) {
    std::map<Ids, std::vector<const Group*>> equal;
    for (const Group& group : groups) equal[colours_of(group)].push_back(&group);
    for (auto& [colours, left] : equal) {
      while (left.size() > 1 && tries_ < kMostTries) {
        RepairFamily family{{left.front()->clocks}};
        std::vector<const Group*> others;
        for (std::size_t i = 1; i < left.size(); ++i)
          if (tries_++ < kMostTries && exchangeable(*left.front(), *left[i]))
            family.groups.push_back(left[i]->clocks);
          else
            others.push_back(left[i]);
        if (family.groups.size() > 1 && known_.insert(family.groups).second) families_.push_back(std::move(family));
        left = std::move(others);
      }
    }
  }

  /// Are the rules the same with a in the place of b, and b in that of a?
  bool exchangeable(const Group& a, const Group& b) const {
    if (a.clocks.size() != b.clocks.size()) return false;
    Ids component(rules_->components.size()), clock(rules_->clocks.size());
    std::iota(component.begin(), component.end(), 0U);
    std::iota(clock.begin(), clock.end(), 0U);
    for (std::size_t i = 0; i < a.components.size(); ++i)
      component[a.components[i]] = b.components[i], component[b.components[i]] = a.components[i];
    for (std::size_t i = 0; i < a.clocks.size(); ++i)
      clock[a.clocks[i]] = b.clocks[i], clock[b.clocks[i]] = a.clocks[i];
    return same_needs(component) && same_clocks(component, clock) &&
           image(rules_->objective, component) == image(rules_->objective);
  }

  static Ids image(Ids list, const Ids& becomes = {}) {
    for (std::uint32_t& id : list) id = becomes.empty() ? id : becomes[id];
    std::sort(list.begin(), list.end());
    return list;
  }

  bool same_needs(const Ids& becomes) const {
    const auto plain = [](const RepairComponent& component, const Ids& map) {
      std::multiset<std::pair<int, std::vector<std::pair<std::uint32_t, int>>>> out;  // members with their weights
      for (const RepairNeed& need : component.needs) {
        std::vector<std::pair<std::uint32_t, int>> members;
        for (std::size_t i = 0; i < need.of.size(); ++i)
          members.emplace_back(map.empty() ? need.of[i] : map[need.of[i]], weight_of(need, i));
        std::sort(members.begin(), members.end());
        out.emplace(need.at_least, std::move(members));
      }
      return out;
    };
    for (std::uint32_t c = 0; c < becomes.size(); ++c)
      if (plain(rules_->components[c], becomes) != plain(rules_->components[becomes[c]], {})) return false;
    return true;
  }

  bool same_clocks(const Ids& component, const Ids& clock) const {
    constexpr std::uint32_t kUnknown = ~0U;
    Ids fault(rules_->faults.size(), kUnknown);
    for (std::uint32_t k = 0; k < clock.size(); ++k) {
      const RepairClock &one = rules_->clocks[k], &other = rules_->clocks[clock[k]];
      if (image(one.targets, component) != image(other.targets)) return false;
      if (fault[one.fault] != kUnknown && fault[one.fault] != other.fault) return false;
      fault[one.fault] = other.fault;
    }
    for (std::uint32_t f = 0; f < fault.size(); ++f)
      if (fault[f] != kUnknown && !same_fault(rules_->faults[f], rules_->faults[fault[f]], component)) return false;
    return true;
  }

  static bool same_fault(const RepairFault& a, const RepairFault& b, const Ids& component) {
    const auto words = [](const RepairFault& f) {
      return std::tuple(f.fail, f.repair, f.found, f.found_at_once, f.crew, f.rank, f.active, f.standby, f.dormancy,
                        f.starts, f.acceleration, f.repair_acceleration, f.found_of_spares, f.clocks.size());
    };
    return a.renews.empty() && b.renews.empty() && words(a) == words(b) &&
           image(a.only_while, component) == image(b.only_while);
  }

  const RepairRules* rules_;
  const std::vector<char>* fixed_;
  Colours colours_;
  Ids root_;
  std::vector<RepairFamily> families_;
  std::set<std::vector<Ids>> known_;
  int tries_ = 0;
};

}  // namespace

std::vector<RepairFamily> equal_groups(const RepairRules& rules, const std::vector<char>& fixed) {
  return Symmetry(rules, fixed).families();
}

}  // namespace bulkhead
