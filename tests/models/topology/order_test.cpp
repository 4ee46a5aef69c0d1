// SPDX-License-Identifier: Apache-2.0
// Orders and cycles.
#include "models/topology/order.hpp"

#include "tests/catch.hpp"

using namespace bulkhead;

TEST_CASE("Whoever is needed stands before who needs it", "[models]") {
  const Arcs arcs{{0, 1}, {1, 2}, {0, 3}, {3, 2}};
  const auto position = dependency_positions(4, arcs);
  REQUIRE(position.size() == 4);
  for (const auto& [needer, needed] : arcs) CHECK(position[needed] < position[needer]);
}

TEST_CASE("A circle has no order and is shown, member by member", "[models]") {
  const Arcs arcs{{0, 1}, {1, 2}, {2, 3}, {3, 1}};
  CHECK(dependency_positions(4, arcs).empty());
  const auto cycle = find_cycle(4, arcs);
  REQUIRE(cycle.size() == 3);
  for (std::size_t i = 0; i < cycle.size(); ++i)
    CHECK(std::find(arcs.begin(), arcs.end(), std::pair(cycle[i], cycle[(i + 1) % cycle.size()])) != arcs.end());
}

TEST_CASE("Who needs itself is a circle of one", "[models]") {
  CHECK(dependency_positions(2, {{1, 1}}).empty());
  CHECK(find_cycle(2, {{1, 1}}) == std::vector<std::uint32_t>{1});
  CHECK(find_cycle(3, {{0, 1}, {1, 2}}).empty());
}

TEST_CASE("Callees have smaller component numbers than their callers", "[models]") {
  // 0 calls the circle 1, 2, which calls 3.
  const auto component = strong_components(4, {{0, 1}, {1, 2}, {2, 1}, {2, 3}});
  CHECK(component[1] == component[2]);
  CHECK(component[3] < component[1]);
  CHECK(component[1] < component[0]);
  CHECK(strong_components(0, {}).empty());
}
