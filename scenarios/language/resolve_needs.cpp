// SPDX-License-Identifier: Apache-2.0
// Needs become component names, and must be without a cycle.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include "models/needs.hpp"
#include "models/topology/order.hpp"
#include "models/world/estate.hpp"
#include "models/world/names.hpp"
#include "scenarios/language/check.hpp"
#include "scenarios/language/selector.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

// Whether the group is either `target` or `connected`, with what goes with it.
bool check_form(Examined& e, const NeedSpec& need, const Resolved& group) {
  const Resolved* target = group.find("target");
  const Resolved* connected = group.find("connected");
  if (!target && !connected) {
    e.diagnostics.error(group.key_at, "`target` is missing: the group's members", {},
                        "add target: zone tokyo/a, or connected: [node fabric/h1, node fabric/h2]");
    return false;
  }
  if (target && connected) {
    e.diagnostics.error(connected->key_at, "a group has members (`target`) or is `connected`, not both", {},
                        "remove one of the two");
    return false;
  }
  for (const auto key : {"at_least", "weights", "takeover"}) {
    const Resolved* other = group.find(key);
    if (!connected || !other) continue;
    e.diagnostics.error(other->key_at, fmt::format("`{}` does nothing for nodes that are to be connected", key), {},
                        "remove it");
    return false;
  }
  const bool hard = need.need == NeedKind::hard || need.need == NeedKind::after_grace;
  for (const auto key : {"takeover", "restart"}) {
    const Resolved* other = group.find(key);
    if (hard || !other) continue;
    e.diagnostics.error(other->key_at, fmt::format("`{}` goes with a hard need: without it the needer is down", key),
                        {}, "need: hard, or remove it");
    return false;
  }
  return true;
}

std::string network_of(const std::string& name) {
  const std::size_t begin = name.find(' ') + 1;
  return name.substr(begin, name.find('/') - begin);
}

const NetworkSpec& network_called(const Examined& e, const std::string& name) {
  const auto& networks = e.document.model.topology.networks;
  return *std::find_if(networks.begin(), networks.end(), [&](const auto& network) { return network.name == name; });
}

// From where one must get to the others: the first in the list, which is one node, where a link goes one way.
void put_source_first(Examined& e, NeedSpec& need, const NetworkSpec& network, const std::string& first,
                      const Resolved& list) {
  const auto one_way = [](const LinkSpec& link) { return link.one_way; };
  if (std::none_of(network.links.begin(), network.links.end(), one_way)) return;
  const auto source = match(first, need.connected, {});
  if (source.size() != 1) {
    e.diagnostics.error(
        list.items.empty() ? list.at : list.items.front().at,
        fmt::format("links of `{}` go one way, and `{}` does not say from which node", network.name, first), {},
        fmt::format("name one node first, like {}", need.connected.front()));
    return;
  }
  const auto at = std::find(need.connected.begin(), need.connected.end(), source.front());
  std::rotate(need.connected.begin(), at, at + 1);
}

// What nothing joins while all is up can never be met.
void check_joined(Examined& e, const NeedSpec& need, const NetworkSpec& network, const Resolved& list) {
  std::set<std::string> reached{need.connected.front()};
  const auto node = [&](const std::string& name) { return "node " + network.name + "/" + name; };
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const auto& [from, to, one_way, needs] : network.links) {
      if (reached.count(node(from))) reached.insert(node(to));
      if (!one_way && reached.count(node(to))) reached.insert(node(from));
    }
  }
  for (const auto& end : need.connected) {
    if (reached.count(end)) continue;
    e.diagnostics.error(list.at,
                        fmt::format("no links of `{}` lead from {} to {}", network.name, need.connected.front(), end),
                        {}, "add a link, or connect other nodes");
    return;
  }
}

// The nodes by name, and as members all nodes and links of their network.
void resolve_connected(Examined& e, NeedSpec& need, const Resolved& list) {
  const std::size_t before = e.diagnostics.count();
  for (std::size_t i = 0; i < need.connected.size(); ++i) {
    if (target_kind(need.connected[i]) != "node")
      e.diagnostics.error(list.items[i].at, fmt::format("`{}` is no node of a network", need.connected[i]), {},
                          "like node fabric/h1");
  }
  if (e.diagnostics.count() != before) return;
  const auto written = need.connected;
  need.connected = resolve_targets(e, need.connected, list);
  if (e.diagnostics.count() != before) return;
  const auto& nodes = need.connected;
  const std::string network = nodes.empty() ? "" : network_of(nodes[0]);
  const auto elsewhere = [&](const std::string& node) { return network_of(node) != network; };
  if (nodes.size() < 2 || std::any_of(nodes.begin(), nodes.end(), elsewhere)) {
    e.diagnostics.error(list.at,
                        fmt::format("`connected` is two or more nodes of one network, not {}", fmt::join(nodes, ", ")),
                        {}, "like [node fabric/h1, node fabric/h2]");
    return;
  }
  const NetworkSpec& own = network_called(e, network);
  const std::size_t errors = e.diagnostics.count();
  put_source_first(e, need, own, written.front(), list);
  if (e.diagnostics.count() == errors) check_joined(e, need, own, list);
  std::copy_if(e.names.begin(), e.names.end(), std::back_inserter(need.of), [&](const std::string& name) {
    return (target_kind(name) == "node" || target_kind(name) == "link") && network_of(name) == network;
  });
  need.at_least = 1;
}

// Each weight goes to members that no other names.
void put_weights(Examined& e, NeedSpec& need, const Resolved& weights) {
  need.weights.assign(need.of.size(), 1);
  std::map<std::string, std::string> by;
  for (const auto& [pattern, value] : weights.entries) {
    bool member = false;
    for (const std::string& name : match(pattern, e.names, e.regions)) {
      const auto at = std::lower_bound(need.of.begin(), need.of.end(), name);
      if (at == need.of.end() || *at != name) continue;
      member = true;
      const auto [known, fresh] = by.emplace(name, pattern);
      if (!fresh)
        e.diagnostics.error(value.key_at, fmt::format("`{}` and `{}` both weigh {}", known->second, pattern, name), {},
                            "keep one of them");
      need.weights[static_cast<std::size_t>(at - need.of.begin())] =
          static_cast<int>(parse_count(value.text).value.value_or(1));
    }
    if (!member)
      e.diagnostics.error(value.key_at, fmt::format("`{}` is no member of the group", pattern),
                          suggest(pattern, need.of, e.regions));
  }
}

// What only all members together weigh, or what a takeover would fill with some of them, has no use for weights.
void resolve_weights(Examined& e, NeedSpec& need, Resolved& group) {
  constexpr double kMost = 1e9;
  const Resolved* weights = group.find("weights");
  if (!weights) return;
  if (need.at_least == 0) {
    e.diagnostics.error(weights->key_at, "`weights` does nothing where all members must be up", {},
                        "add at_least: N, how much those that are up must weigh together");
    return;
  }
  if (need.takeover && need.takeover->serving != Serving::all) {
    e.diagnostics.error(weights->key_at, "a `takeover` fills places one by one, and does not weigh who holds them", {},
                        "remove it, or give the takeover serving: all");
    return;
  }
  const std::size_t before = e.diagnostics.count();
  put_weights(e, need, *weights);
  if (std::accumulate(need.weights.begin(), need.weights.end(), 0.0) > kMost)
    e.diagnostics.error(weights->key_at, fmt::format("the group's members weigh more than {:.0f} together", kMost), {},
                        "weigh in a larger unit");
  if (e.diagnostics.count() != before) return;
  const bool any = need.at_least == 1;  // member is enough
  const bool useful =
      !any && std::any_of(need.weights.begin(), need.weights.end(), [](int weight) { return weight != 1; });
  check_use(e, group, "weights", useful,
            any ? "with `at_least: 1` any member is enough, whatever it weighs" : "`weights` of ones change nothing",
            any ? "remove it, or ask for more" : "give another weight, or remove it");
  if (!useful) need.weights.clear();
}

// While all others are down nobody takes over, and the next member up serves at once.
void check_coverage(Examined& e, TakeoverSpec& takeover, int members, const Resolved& group) {
  auto& shares = takeover.coverage;
  if (members > 1 && shares.size() >= static_cast<std::size_t>(members))
    e.diagnostics.error(
        group.find({"takeover", "coverage"})->at,
        fmt::format("`coverage` has {} shares, and a group of {} members has {}: while all others are down nobody "
                    "takes over",
                    shares.size(), members, members - 1),
        {}, members == 2 ? "write one share" : fmt::format("write at most {} of them", members - 1));
  while (shares.size() > 1 && shares[shares.size() - 2] == shares.back()) shares.pop_back();
  const Resolved* uncovered = group.find({"takeover", "uncovered"});
  if (uncovered == nullptr || !takeover.uncovered) return;
  if (shares != std::vector<double>{1})
    e.claims.met(uncovered->key_at);
  else
    e.claims.missed(uncovered->key_at,
                    {uncovered->key_at,
                     "`uncovered` is for failures that the takeover does not cover, and it covers all",
                     {},
                     "give a coverage below 100%, or remove it"});
}

bool resolve_needs_of_takeover(Examined& e, NeedSpec& need, const Resolved& group) {
  const Resolved* list = group.find({"takeover", "needs"});
  if (list == nullptr) return true;
  const std::size_t before = e.diagnostics.count();
  auto& needs = need.takeover->needs;
  needs = resolve_targets(e, needs, *list);
  for (const std::string& name : needs) {
    if (std::find(need.of.begin(), need.of.end(), name) == need.of.end()) continue;
    e.diagnostics.error(list->at, fmt::format("{} is a member of the group that it would replace", name), {},
                        "name what switches, or remove it");
    break;
  }
  return e.diagnostics.count() == before;
}

void check_takeover(Examined& e, NeedSpec& need, Resolved& group) {
  const Resolved& takeover = *group.find("takeover");
  const auto members = static_cast<int>(need.of.size());
  const bool all_serve = need.takeover->serving == Serving::all;
  const int least = need.weights.empty() ? 1 : *std::min_element(need.weights.begin(), need.weights.end());
  const int without_one = weight_of_all(need) - least;
  if (need.at_least > without_one && members > 0)
    e.diagnostics.error(takeover.key_at, fmt::format("nobody can take over: all {} members must be up", members), {},
                        members > 1 ? fmt::format("at_least: {}, or remove it", without_one) : "remove it");
  if (all_serve && need.takeover->fail_back) {
    e.diagnostics.error(group.find({"takeover", "fail_back"})->key_at,
                        "where all members serve none is replaced, and none can take its place again", {}, "remove it");
    return;
  }
  check_coverage(e, *need.takeover, members, group);
  Resolved& file = *group.find("takeover");
  check_use(e, file, "fail_back_to", need.takeover->fail_back.has_value() && members > need.at_least + 1,
            need.takeover->fail_back ? "`fail_back_to` does nothing: only one member stands by"
                                     : "`fail_back_to` does nothing without `fail_back`",
            "remove it");
  if (!file.find("fail_back_to")) need.takeover->to_primaries = false;
  TakeoverSpec structural;  // one that fails back at once too: but for the clocks of spares (resolve_standby.cpp)
  structural.serving = need.takeover->serving;
  if (need.takeover->fail_back == Distribution::fixed(Duration::zero())) structural.fail_back.emplace();
  if (need.takeover == structural)
    e.claims.missed(takeover.key_at,
                    {takeover.key_at,
                     "`takeover` changes nothing as it is written",
                     {},
                     all_serve || need.takeover->fail_back ? "give one of notice, time, coverage, needs"
                                                           : "give one of notice, time, coverage, fail_back, needs"});
  else
    e.claims.met(takeover.key_at);
}

// The members in the order in which the file lists them: those of each pattern by name.
std::vector<std::string> as_listed(const Examined& e, const std::vector<std::string>& patterns,
                                   const std::vector<std::string>& members) {
  std::vector<std::string> out;
  std::set<std::string> left(members.begin(), members.end());
  for (const auto& pattern : patterns)
    for (auto& name : match(pattern, e.names, e.regions))
      if (left.erase(name) > 0) out.push_back(std::move(name));
  return left.empty() ? out : members;
}

void resolve_group(Examined& e, NeedSpec& need, Resolved& group) {
  const Resolved* after = group.find("after");
  if (after && group.find("need")->given) {
    e.diagnostics.error(after->key_at,
                        "`after` and `need` contradict each other: a need with a grace is hard once the grace is over",
                        {}, "remove one of the two");
  }
  if (after) group.remove("need");
  if (need.restart == Distribution::fixed(Duration::zero())) need.restart.reset();
  if (!check_form(e, need, group)) return;
  if (!need.connected.empty()) {
    resolve_connected(e, need, *group.find("connected"));
    return;
  }
  const auto patterns = need.of;
  need.of = resolve_targets(e, patterns, *group.find("target"));
  if (need.takeover && need.takeover->serving == Serving::needed) need.of = as_listed(e, patterns, need.of);
  const std::size_t before = e.diagnostics.count();
  if (!need.of.empty()) resolve_weights(e, need, group);
  if (e.diagnostics.count() != before) return;
  const int all = weight_of_all(need);
  if (need.at_least > all && all > 0) {
    e.diagnostics.error(
        group.find("at_least")->at,
        need.weights.empty()
            ? fmt::format("`at_least` is {}, but the group has {} members", need.at_least, all)
            : fmt::format("`at_least` is {}, but the group's members weigh {} together", need.at_least, all),
        std::to_string(all));
  }
  if (need.at_least == 0) need.at_least = all;
  if (!need.takeover) return;
  if (resolve_needs_of_takeover(e, need, group)) check_takeover(e, need, group);
}

void resolve_groups(Examined& e, std::vector<NeedSpec>& needs, Resolved* file) {
  for (auto& need : needs) resolve_group(e, need, *file->find(need.name));
}

// The `needs` of a link in the list, which is in the file as it was written.
Resolved* needs_of_link(Resolved& links, const LinkSpec& link) {
  for (Resolved& item : links.items) {
    if (item.form != Resolved::Form::map) continue;
    auto& [words, inner] = item.entries.front();
    const bool here = link.one_way ? words == names::joined({link.from, names::kOneWay, link.to})
                                   : words == names::joined({link.from, names::kBothWays, link.to}) ||
                                         words == names::joined({link.to, names::kBothWays, link.from});
    if (here) return inner.find("needs");
  }
  return nullptr;
}

Resolved* needs_of_network(const Examined& e, const std::string& component) {
  const std::string network = network_of(component);
  Resolved* file = e.file.find({"networks", network});
  if (!file) return nullptr;  // a link between places
  const std::string name = component.substr(component.find('/') + 1);
  if (target_kind(component) == "node") return file->find({"nodes", name, "needs"});
  for (const LinkSpec& link : network_called(e, network).links) {
    const auto between = link.one_way ? names::kOneWay : names::kBothWays;
    if (name == names::joined({link.from, between, network + "/" + link.to}))
      return needs_of_link(*file->find("links"), link);
  }
  return nullptr;
}

void check_cycles(Examined& e) {
  const Model& m = e.document.model;
  if (!any_need(m, [](const NeedSpec&) { return true; })) return;  // places alone go round in no circle
  const auto components = declare_components({m.topology, m.services, m.clients, m.routing, m.cells});
  const auto position = [&](const std::string& name) {
    const auto at = std::lower_bound(components.begin(), components.end(), name,
                                     [](const ComponentSpec& c, const std::string& n) { return c.name < n; });
    return static_cast<std::uint32_t>(at - components.begin());
  };
  Arcs arcs;
  for (std::uint32_t v = 0; v < components.size(); ++v) {
    for (const auto& need : components[v].needs) {
      for (const auto& of : need.of) arcs.emplace_back(v, position(of));
      for (const auto& of : need.takeover ? need.takeover->needs : std::vector<std::string>())
        arcs.emplace_back(v, position(of));
    }
  }
  const auto cycle = find_cycle(static_cast<std::uint32_t>(components.size()), arcs);
  if (cycle.empty()) return;
  std::string shown;
  TextSpan at = e.file.at;
  for (const auto v : cycle) {
    shown += components[v].name + " -> ";
    if (const Resolved* needs = needs_of(e, components[v].name)) at = needs->key_at;
  }
  e.diagnostics.error(at, fmt::format("needs go round in a circle: {}{}", shown, components[cycle[0]].name), {},
                      "remove one of these needs");
}

void resolve_network(Examined& e, NetworkSpec& network) {
  Resolved& file = *e.file.find("networks")->find(network.name);
  for (auto& link : network.links)
    if (!link.needs.empty()) resolve_groups(e, link.needs, needs_of_link(*file.find("links"), link));
  for (auto& node : network.nodes) {
    Resolved& own = *file.find("nodes")->find(node.name);
    const auto ends_here = [&](const LinkSpec& link) { return link.from == node.name || link.to == node.name; };
    if (std::none_of(network.links.begin(), network.links.end(), ends_here)) {
      std::set<std::string> known;
      for (const auto& link : network.links) known.insert({link.from, link.to});
      e.diagnostics.error(own.key_at, fmt::format("no link of `{}` leads to a node `{}`", network.name, node.name),
                          nearest(node.name, {known.begin(), known.end()}), "add a link, or remove it");
    }
    resolve_groups(e, node.needs, own.find("needs"));
  }
}

}  // namespace

Resolved* needs_of(const Examined& e, const std::string& component) {
  const auto kind = target_kind(component);
  const std::string name = component.substr(component.find(' ') + 1);
  if (kind == "tool") return e.file.find({"tools", name, "needs"});
  if (kind == "component") return e.file.find({"components", name.substr(0, name.find('/')), "needs"});
  if (kind == "pool") return e.file.find({"services", name.substr(0, name.find('@')), "needs"});
  return kind == "node" || kind == "link" ? needs_of_network(e, component) : nullptr;
}

void resolve_needs(Examined& e) {
  const std::size_t before = e.diagnostics.count();
  for (auto& tool : e.document.model.topology.tools)
    resolve_groups(e, tool.needs, e.file.find("tools")->find(tool.name)->find("needs"));
  for (auto& part : e.document.model.topology.components)
    resolve_groups(e, part.needs, e.file.find("components")->find(part.name)->find("needs"));
  for (auto& network : e.document.model.topology.networks) resolve_network(e, network);
  for (auto& service : e.document.model.services)
    resolve_groups(e, service.needs, e.file.find("services")->find(service.name)->find("needs"));
  if (e.diagnostics.count() == before) check_cycles(e);
}

}  // namespace bulkhead
