// SPDX-License-Identifier: Apache-2.0
// Needs "these two are connected": paths of up nodes and links through a network.
#include <cmath>
#include <functional>

#include "models/topology/graph.hpp"
#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;

namespace {

using Pairs = std::vector<std::pair<int, int>>;

std::string node(int i) {
  return "node n/" + std::to_string(i);
}
std::string link(int a, int b) {
  return "link n/" + std::to_string(a) + "..n/" + std::to_string(b);
}

// A network of links between numbered nodes, and `component c`, which needs the first and the last to be connected.
std::vector<ComponentSpec> network(int nodes, const Pairs& links, NeedKind kind = NeedKind::hard,
                                   bool one_way = false) {
  std::vector<ComponentSpec> out;
  NeedSpec need{"route", {}, 1, kind, Distribution::fixed(Duration::s(10)), {}, {node(0), node(nodes - 1)}};
  for (const auto& [a, b] : links) out.push_back({link(a, b), {}, {node(a), node(b)}, one_way});
  for (int i = 0; i < nodes; ++i) out.push_back({node(i), {}});
  for (const auto& one : out) need.of.push_back(one.name);
  out.push_back({"component c", {need}});
  return out;
}

// Another way than a search from one end: the closure of "one up link away" (Warshall).
bool joined(int nodes, const Pairs& links, bool one_way, const std::function<bool(const std::string&)>& up) {
  const auto n = static_cast<std::size_t>(nodes);
  std::vector<std::vector<char>> reach(n, std::vector<char>(n, 0));
  for (std::size_t i = 0; i < n; ++i) reach[i][i] = up(node(static_cast<int>(i)));
  for (const auto& [a, b] : links) {
    const bool crossed = up(link(a, b)) && up(node(a)) && up(node(b));
    if (crossed) reach[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] = 1;
    if (crossed && !one_way) reach[static_cast<std::size_t>(b)][static_cast<std::size_t>(a)] = 1;
  }
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) reach[i][j] = static_cast<char>(reach[i][j] | (reach[i][k] & reach[k][j]));
  return reach[0][n - 1] != 0;
}

// s-a, s-b, a-t, b-t, a-b with s = 0, a = 1, b = 2, t = 3.
const Pairs kBridge{{0, 1}, {0, 2}, {1, 2}, {1, 3}, {2, 3}};

}  // namespace

TEST_CASE("A bridge of five links of 0.9 each connects its ends with the probability of the textbooks", "[models]") {
  // 2p^2 + 2p^3 - 5p^4 + 2p^5 = 1.62 + 1.458 - 3.2805 + 1.18098 = 0.97848: the sum over all 32 states of the links.
  const Graph graph(network(4, kBridge));
  double connected = 0;
  for (unsigned state = 0; state < 32; ++state) {
    GraphState world(graph);
    double probability = 1;
    for (unsigned i = 0; i < 5; ++i) {
      const auto& [a, b] = kBridge[i];
      const bool down = (state >> i & 1) != 0;
      probability *= down ? 0.1 : 0.9;
      if (down) world.set_down(graph.id(link(a, b)), true);
    }
    world.settle();
    if (world.up(graph.id("component c"))) connected += probability;
  }
  CHECK_THAT(connected, WithinAbs(0.97848, 1e-12));
}

TEST_CASE("Two nodes are connected only while both are up themselves and no cut of nodes lies between them",
          "[models]") {
  const Graph graph(network(4, kBridge));
  const auto c = graph.id("component c");
  const auto lost = [&](std::vector<int> nodes) {
    GraphState world(graph);
    for (const int i : nodes) world.set_down(graph.id(node(i)), true);
    world.settle();
    return !world.up(c);
  };
  CHECK(lost({0}));
  CHECK(lost({3}));
  CHECK_FALSE(lost({1}));
  CHECK_FALSE(lost({2}));
  CHECK(lost({1, 2}));
}

TEST_CASE("After any sequence of changes nodes are connected as a fresh search through the network says", "[models]") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Draws draws({seed, 11}, 0);
    const int nodes = 3 + static_cast<int>(draws.uniform() * 6);
    Pairs links;
    for (int a = 0; a < nodes; ++a)
      for (int b = a + 1; b < nodes; ++b)
        if (draws.chance(0.4)) links.emplace_back(a, b);
    const bool one_way = seed % 2 == 1;
    auto components = network(nodes, links, NeedKind::hard, one_way);
    components.push_back({"power p", {}});
    components[links.size()].needs.push_back({"feed", {"power p"}});  // node 0 falls with something else
    const Graph graph(components);
    GraphState walked(graph);
    std::vector<char> down(graph.size(), 0);
    for (int step = 0; step < 60; ++step) {
      const auto id = static_cast<ComponentId>(draws.uniform() * static_cast<double>(graph.size()));
      if (graph.kind(id) == "component") continue;
      down[id] ^= 1;
      walked.set_down(id, down[id] != 0);
      if (draws.chance(0.3)) continue;  // several changes at one settlement
      walked.settle();
      GraphState fresh(graph);
      for (ComponentId i = 0; i < graph.size(); ++i)
        if (down[i]) fresh.set_down(i, true);
      fresh.settle();
      const auto up = [&](const std::string& name) { return walked.up(graph.id(name)); };
      for (ComponentId i = 0; i < graph.size(); ++i) REQUIRE(walked.up(i) == fresh.up(i));
      REQUIRE(up("component c") == joined(nodes, links, one_way, up));
    }
  }
}

TEST_CASE("A lost connection may be lived without for a grace, and is then as any other need", "[models]") {
  const Graph graph(network(2, {{0, 1}}, NeedKind::after_grace));
  GraphState state(graph);
  const auto only = graph.id(link(0, 1));
  state.set_down(only, true);
  state.settle();
  CHECK(state.up(graph.id("component c")));
  CHECK(state.take_waits() == std::vector<std::pair<std::uint32_t, GroupWait>>{{0, GroupWait::grace}});
  state.end_wait(0);
  state.settle();
  CHECK_FALSE(state.up(graph.id("component c")));
  state.set_down(only, false);
  state.settle();
  CHECK(state.up(graph.id("component c")));
}
