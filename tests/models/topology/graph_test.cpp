// SPDX-License-Identifier: Apache-2.0
// The greatest fixed point of the dependency graph.
#include "models/topology/graph.hpp"

#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;

namespace {

NeedSpec need(std::vector<std::string> of, int at_least = 1, NeedKind kind = NeedKind::hard) {
  return {"n", std::move(of), at_least, kind, Distribution::fixed(Duration::s(10))};
}

// A random acyclic graph: number i needs groups of smaller numbers.
std::vector<ComponentSpec> random_components(Draws& draws, int count) {
  std::vector<ComponentSpec> out;
  for (int i = 0; i < count; ++i) {
    ComponentSpec one{"host " + std::to_string(1000 + i), {}};
    for (int g = 0; i > 0 && g < 2; ++g) {
      const auto size = 1 + static_cast<int>(draws.uniform() * 3);
      std::vector<std::string> of;
      for (int m = 0; m < size; ++m)
        of.push_back("host " + std::to_string(1000 + static_cast<int>(draws.uniform() * i)));
      std::sort(of.begin(), of.end());
      of.erase(std::unique(of.begin(), of.end()), of.end());
      const auto least = 1 + static_cast<int>(draws.uniform() * static_cast<double>(of.size()));
      one.needs.push_back(need(of, least));
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

TEST_CASE("What needs something that is down is down with it, and comes back with it", "[models]") {
  const Graph graph({{"zone a", {}}, {"rack a/1", {need({"zone a"})}}, {"host a/1/1", {need({"rack a/1"})}}});
  GraphState state(graph);
  state.set_down(graph.id("zone a"), true);
  CHECK(state.settle().size() == 3);
  CHECK_FALSE(state.up(graph.id("host a/1/1")));
  state.set_down(graph.id("zone a"), false);
  CHECK(state.settle() == std::vector<ComponentId>{0, 1, 2});
  CHECK(state.up(graph.id("host a/1/1")));
}

TEST_CASE("Two marks need two lifts", "[models]") {
  const Graph graph(std::vector<ComponentSpec>{{"zone a", {}}});
  GraphState state(graph);
  state.set_down(0, true);
  state.set_down(0, true);
  state.set_down(0, false);
  CHECK(state.settle() == std::vector<ComponentId>{0});
  state.set_down(0, false);
  CHECK(state.settle() == std::vector<ComponentId>{0});
  CHECK(state.up(0));
  CHECK_THROWS_AS(state.set_down(0, false), ContractError);
}

TEST_CASE("A group of two of three lives on with one member down, and not with two", "[models]") {
  const Graph graph(
      {{"power 1", {}}, {"power 2", {}}, {"power 3", {}}, {"zone a", {need({"power 1", "power 2", "power 3"}, 2)}}});
  GraphState state(graph);
  state.set_down(0, true);
  CHECK(state.settle().size() == 1);
  CHECK(state.up(3));
  state.set_down(1, true);
  CHECK(state.settle() == std::vector<ComponentId>{1, 3});
}

TEST_CASE("A group that is held is unmet whoever is up, and as its members are once it is released", "[models]") {
  const Graph graph({{"power 1", {}}, {"power 2", {}}, {"zone a", {need({"power 1", "power 2"})}}});
  GraphState state(graph);
  CHECK(state.hold(0, true));
  CHECK_FALSE(state.hold(0, true));
  CHECK(state.settle() == std::vector<ComponentId>{2});
  CHECK_FALSE(state.met(2, NeedKind::hard));
  state.set_down(0, true);
  state.settle();
  CHECK(state.hold(0, false));
  CHECK(state.settle() == std::vector<ComponentId>{2});
  CHECK(state.up(2));
}

TEST_CASE("A need with a grace takes nobody down until the grace is over, and is forgotten once it is met again",
          "[models]") {
  const Graph graph({{"dns d", {}}, {"entry e", {need({"dns d"}, 1, NeedKind::after_grace)}}});
  GraphState state(graph);
  const auto entry = graph.id("entry e");
  state.set_down(graph.id("dns d"), true);
  state.settle();
  CHECK(state.up(entry));
  CHECK(state.take_waits() == std::vector<std::pair<std::uint32_t, GroupWait>>{{0, GroupWait::grace}});
  state.end_wait(0);
  CHECK(state.settle() == std::vector<ComponentId>{entry});
  state.set_down(graph.id("dns d"), false);
  state.settle();
  CHECK(state.up(entry));
  CHECK(state.take_waits() == std::vector<std::pair<std::uint32_t, GroupWait>>{{0, GroupWait::none}});
  state.set_down(graph.id("dns d"), true);
  state.settle();
  CHECK(state.up(entry));
}

TEST_CASE("A need with a restart keeps its needer down until the restart is over, and anew when it goes unmet before",
          "[models]") {
  ComponentSpec needer{"component c", {need({"zone z"}, 1, NeedKind::hard)}};
  needer.needs.front().restart = Distribution::fixed(Duration::s(5));
  const Graph graph({{"zone z", {}}, needer});
  GraphState state(graph);
  using Waits = std::vector<std::pair<std::uint32_t, GroupWait>>;
  const auto turn = [&](bool down) {
    state.set_down(graph.id("zone z"), down);
    state.settle();
    return state.take_waits();
  };
  CHECK(turn(true) == Waits{{0, GroupWait::none}});
  CHECK_FALSE(state.up(graph.id("component c")));
  CHECK(turn(false) == Waits{{0, GroupWait::restart}});
  CHECK_FALSE(state.up(graph.id("component c")));
  CHECK(turn(true) == Waits{{0, GroupWait::none}});
  CHECK(turn(false) == Waits{{0, GroupWait::restart}});
  state.end_wait(0);
  CHECK(state.settle() == std::vector<ComponentId>{graph.id("component c")});
  CHECK(state.up(graph.id("component c")));
}

TEST_CASE("What a group was within an instant starts no restart and no grace", "[models]") {
  for (const bool grace : {false, true})
    for (const char* heals : {"zone a", "zone b"}) {
      ComponentSpec needer{"component c",
                           {need({"zone a", "zone b"}, 1, grace ? NeedKind::after_grace : NeedKind::hard)}};
      needer.needs.front().restart = Distribution::fixed(Duration::s(5));
      const Graph graph({{"zone a", {}}, {"zone b", {}}, needer});
      GraphState state(graph);
      state.set_down(graph.id(heals), true);
      state.settle();
      CHECK(state.take_waits().empty());
      state.set_down(graph.id(heals), false);  // one comes back as the other goes
      state.set_down(graph.id(heals == std::string("zone a") ? "zone b" : "zone a"), true);
      state.settle();
      CHECK(state.take_waits().empty());
      CHECK(state.up(graph.id("component c")));
    }
}

TEST_CASE("A soft need and a need for changes only are asked for and take nobody down", "[models]") {
  for (const auto kind : {NeedKind::soft, NeedKind::changes_only}) {
    const Graph graph({{"control-plane r", {}}, {"pool p", {need({"control-plane r"}, 1, kind)}}});
    GraphState state(graph);
    CHECK(state.met(1, kind));
    state.set_down(0, true);
    state.settle();
    CHECK(state.up(1));
    CHECK_FALSE(state.met(1, kind));
    CHECK(state.met(1, NeedKind::hard));
  }
}

TEST_CASE("After any sequence of changes the state is that of a fresh graph with the same set down", "[models]") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Draws draws({seed, 7}, 0);
    const Graph graph(random_components(draws, 40));
    GraphState walked(graph);
    std::vector<char> down(graph.size(), 0);
    for (int step = 0; step < 60; ++step) {
      const auto id = static_cast<ComponentId>(draws.uniform() * static_cast<double>(graph.size()));
      down[id] ^= 1;
      walked.set_down(id, down[id] != 0);
      if (draws.chance(0.3)) continue;  // several changes at one settlement
      walked.settle();
      GraphState fresh(graph);
      for (ComponentId i = 0; i < graph.size(); ++i)
        if (down[i]) fresh.set_down(i, true);
      fresh.settle();
      for (ComponentId i = 0; i < graph.size(); ++i) REQUIRE(walked.up(i) == fresh.up(i));
    }
  }
}

TEST_CASE("Needs in a circle, twice the same name and unknown names are broken contracts", "[models]") {
  CHECK_THROWS_AS(Graph({{"host a", {need({"host b"})}}, {"host b", {need({"host a"})}}}), ContractError);
  CHECK_THROWS_AS(Graph({{"host a", {}}, {"host a", {}}}), ContractError);
  CHECK_THROWS_AS(Graph({{"host a", {need({"host b"})}}}), ContractError);
}

TEST_CASE("A component is found by its name and knows its kind", "[models]") {
  const Graph graph({{"zone r/a", {}}, {"control-plane r", {}}});
  CHECK(graph.id("control-plane r") == 0);
  CHECK(graph.kind(0) == "control-plane");
  CHECK(graph.find("zone r/b") == graph.size());
}
