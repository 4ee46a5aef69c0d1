// SPDX-License-Identifier: Apache-2.0
// Signatures of components, and lists that are picked from by name.
#include "analysis/structure/repair_alike.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>

namespace bulkhead {
namespace {

bool is_in(const std::vector<std::uint32_t>& list, std::uint32_t id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

/// Is it a member of a group whose takeover is such?
template <class Such>
bool is_member(const RepairRules& rules, std::uint32_t c, Such such) {
  for (const RepairComponent& needer : rules.components)
    for (const RepairNeed& need : needer.needs)
      if (need.takeover && is_in(need.of, c) && such(*need.takeover)) return true;
  return false;
}

bool queues_together(const RepairRules& rules, const RepairShock& shock) {
  return shock.clocks.size() > 1 && rules.faults[rules.clocks[shock.clocks.front()].fault].crew >= 0;
}

std::vector<std::uint32_t> targets_of(const RepairRules& rules, const std::vector<std::uint32_t>& clocks) {
  std::vector<std::uint32_t> out;
  for (const std::uint32_t clock : clocks) out.push_back(rules.clocks[clock].targets.front());
  return out;
}

/// Of which the first are picked.
std::vector<std::vector<std::uint32_t>> lists(const RepairRules& rules) {
  std::vector<std::vector<std::uint32_t>> out;
  for (const RepairComponent& needer : rules.components)
    for (const RepairNeed& need : needer.needs)
      if (need.takeover) out.push_back(need.of);
  for (const RepairFault& fault : rules.faults)
    if (fault.active > 0) out.push_back(targets_of(rules, fault.clocks));
  for (const RepairShock& shock : rules.shocks)
    if (queues_together(rules, shock)) out.push_back(targets_of(rules, shock.clocks));
  return out;
}

/// Do the members follow one another in the list?
bool adjacent(const std::vector<std::uint32_t>& list, const std::vector<std::uint32_t>& members) {
  int runs = 0;
  bool inside = false;
  for (const std::uint32_t id : list) {
    const bool member = is_in(members, id);
    runs += member && !inside ? 1 : 0;
    inside = member;
  }
  return runs <= 1;
}

class Signatures {
 public:
  explicit Signatures(const RepairRules& rules) : rules_(&rules) {}

  /// Equal for what the rules say the same of.
  std::string of(std::uint32_t c) const {
    std::string out;
    const auto say = [&](char what, std::size_t which) { out += fmt::format("{}{} ", what, which); };
    for (const RepairNeed& need : rules_->components[c].needs) {
      if (need.takeover || need.wait || !need.ends.empty()) say('!', c);
      out += fmt::format("{} of {} by {}; ", need.at_least, fmt::join(need.of, ","), fmt::join(need.weights, ","));
    }
    std::size_t group = 0;
    for (const RepairComponent& needer : rules_->components)
      for (const RepairNeed& need : needer.needs) {
        const auto member = static_cast<std::size_t>(std::find(need.of.begin(), need.of.end(), c) - need.of.begin());
        if (member < need.of.size()) say('g', group), say('x', static_cast<std::size_t>(weight_of(need, member)));
        if (member < need.of.size() && !need.ends.empty()) say('!', c);
        if (need.takeover && is_in(need.takeover->needs, c)) say('t', group);
        ++group;
      }
    for (std::size_t f = 0; f < rules_->faults.size(); ++f)
      if (is_in(rules_->faults[f].only_while, c)) say('w', f);
    for (const std::uint32_t clock : rules_->struck_by[c]) {
      say('f', rules_->clocks[clock].fault);
      if (rules_->clocks[clock].targets.size() > 1) say('c', clock);
    }
    for (std::size_t s = 0; s < rules_->shocks.size(); ++s) {
      if (strikes(rules_->shocks[s], rules_->struck_by[c])) say('s', s);
      if (is_in(rules_->shocks[s].only_while, c)) say('r', s);
    }
    if (is_in(rules_->objective, c)) say('o', 0);
    if (is_picked_unlike(c) || is_queued_unlike(c) || is_aged_unlike(c) || is_struck_unlike(c) || is_asked_unlike(c) ||
        falls_back(*rules_, c))
      say('!', c);
    return out;
  }

 private:
  static bool strikes(const RepairShock& shock, const std::vector<std::uint32_t>& clocks) {
    return std::any_of(clocks.begin(), clocks.end(), [&](std::uint32_t clock) { return is_in(shock.clocks, clock); });
  }

  template <class Such>
  bool any_clock(std::uint32_t c, Such such) const {
    const auto& clocks = rules_->components[c].clocks;
    return std::any_of(clocks.begin(), clocks.end(),
                       [&](std::uint32_t clock) { return such(rules_->faults[rules_->clocks[clock].fault]); });
  }

  /// Which spare is next goes by name and by one fault's clock alone: where others strike it too, it matters which.
  bool is_picked_unlike(std::uint32_t c) const {
    return rules_->components[c].clocks.size() > 1 &&
           any_clock(c, [](const RepairFault& fault) { return fault.active > 0; });
  }

  /// Who is asked to serve, and found to have failed, goes by name too.
  bool is_asked_unlike(std::uint32_t c) const {
    return any_clock(c, [](const RepairFault& fault) { return fault.found_of_spares; });
  }

  /// Of those that come into a line at one instant the first is so by name: where failures become known together of members
  /// that something else has struck too, or where members that had places are healed together and do not start, it
  /// matters which.
  bool is_queued_unlike(std::uint32_t c) const {
    const bool struck_twice = rules_->components[c].clocks.size() > 1;
    const bool noticed_late = is_member(
        *rules_, c, [](const RepairTakeover& takeover) { return !takeover.notice.none() || takeover.uncovered; });
    return any_clock(c, [&](const RepairFault& fault) {
      if (fault.crew < 0) return false;
      const bool together =
          fault.standby && fault.starts < 1 && rules_->crews[static_cast<std::size_t>(fault.crew)].batch;
      return together || (struck_twice && noticed_late);
    });
  }

  /// Who is next to serve is so by name: where lives have phases, it matters how old that one is.
  bool is_aged_unlike(std::uint32_t c) const {
    return any_clock(c, [&](const RepairFault& fault) {
      return !fault.fail.plain() && (fault.active > 0 || fault.standby || !rules_->teams_of[c].empty());
    });
  }

  /// What a shock strikes comes into its line by name: it matters who serves, and what else has struck.
  bool is_struck_unlike(std::uint32_t c) const {
    const auto& own = rules_->components[c].clocks;
    return std::any_of(rules_->shocks.begin(), rules_->shocks.end(), [&](const RepairShock& shock) {
      return strikes(shock, own) && queues_together(*rules_, shock) && (own.size() > 1 || !rules_->teams_of[c].empty());
    });
  }

  const RepairRules* rules_;
};

}  // namespace

std::vector<std::vector<std::uint32_t>> alike_components(const RepairRules& rules) {
  std::vector<std::uint32_t> by_name(rules.components.size());
  std::iota(by_name.begin(), by_name.end(), 0U);
  std::sort(by_name.begin(), by_name.end(),
            [&](std::uint32_t a, std::uint32_t b) { return rules.components[a].name < rules.components[b].name; });
  std::map<std::string, std::vector<std::uint32_t>> like;
  const Signatures signatures(rules);
  for (const std::uint32_t c : by_name) like[signatures.of(c)].push_back(c);
  const auto picked_from = lists(rules);
  std::vector<std::vector<std::uint32_t>> out;
  for (const auto& [signature, members] : like)
    if (members.size() > 1 && std::all_of(picked_from.begin(), picked_from.end(),
                                          [&, &alike = members](const auto& list) { return adjacent(list, alike); }))
      out.push_back(members);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<char> picked_by_name(const RepairRules& rules) {
  std::vector<char> out(rules.components.size(), 0);
  const auto mark = [&](const std::vector<std::uint32_t>& list) {
    for (const std::uint32_t c : list) out[c] = 1;
  };
  for (const auto& list : lists(rules)) mark(list);
  for (std::size_t c = 0; c < out.size(); ++c)
    for (const RepairNeed& need : rules.components[c].needs) {
      if (need.wait) out[c] = 1;
      if (!need.takeover && need.ends.empty()) continue;
      out[c] = 1;
      mark(need.of);
      if (need.takeover) mark(need.takeover->needs);
    }
  return out;
}

bool falls_back(const RepairRules& rules, std::uint32_t component) {
  return is_member(rules, component, [](const RepairTakeover& takeover) { return takeover.fail_back.has_value(); });
}

}  // namespace bulkhead
