// SPDX-License-Identifier: Apache-2.0
// What there is: pools, instances, cells, places.
#include "models/world/estate.hpp"

#include <set>

#include "models/plan.hpp"
#include "tests/catch.hpp"
#include "tests/models/builder.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

Builder shop(Routing routing) {
  Builder builder(3, routing);
  builder.region().racks_per_zone = 4;
  builder.region().hosts_per_rack = 5;
  builder.service("web").replicas_per_zone = 6;
  builder.service("db").scope = Scope::managed;
  builder.clients("web", 10);
  return builder;
}

std::set<std::pair<std::string, std::string>> places(const Estate& estate) {
  std::set<std::pair<std::string, std::string>> out;
  for (const auto& instance : estate.instances) out.emplace(instance.name, estate.graph.name(instance.anchor));
  return out;
}

}  // namespace

TEST_CASE("A managed service is one pool that stands in no zone", "[models]") {
  const Plan plan(shop(Routing::zonal).finish());
  const auto& estate = plan.estate();
  REQUIRE(estate.pools_of(0).size() == 1);
  const auto& pool = estate.pools[estate.pools_of(0)[0]];
  CHECK(estate.graph.name(pool.id) == "pool db@r");
  CHECK(pool.zone == kNone);
  CHECK(pool.count == 1);
}

TEST_CASE("Instances have the same names and stand on the same hosts in every variant", "[models]") {
  const Plan silo(shop(Routing::zonal).finish());
  const Plan regional(shop(Routing::regional).finish());
  const Plan cells(shop(Routing::zonal).cells(6).finish());
  const Plan wide_cells(shop(Routing::zonal).cells(3, Span::region).finish());
  CHECK(places(silo.estate()) == places(regional.estate()));
  CHECK(places(silo.estate()) == places(cells.estate()));
  CHECK(places(silo.estate()) == places(wide_cells.estate()));
}

TEST_CASE("Cells of one zone take turns over the zones, and share each zone's instances", "[models]") {
  const Plan plan(shop(Routing::zonal).cells(6).finish());
  const auto& estate = plan.estate();
  REQUIRE(estate.cells.size() == 6);
  for (std::uint32_t c = 0; c < 6; ++c) CHECK(estate.cells[c].zone == c % 3);
  std::vector<int> instances(6, 0);
  for (const auto& pool : estate.pools)
    if (pool.cell != kNone) {
      CHECK(estate.cells[pool.cell].zone == pool.zone);
      instances[pool.cell] += static_cast<int>(pool.count);
    }
  CHECK(instances == std::vector<int>(6, 3));
}

TEST_CASE("Cells that span the region have a pool in each zone", "[models]") {
  const Plan plan(shop(Routing::zonal).cells(3, Span::region).finish());
  std::vector<int> instances(3, 0);
  for (const auto& pool : plan.estate().pools)
    if (pool.cell != kNone) instances[pool.cell] += static_cast<int>(pool.count);
  CHECK(instances == std::vector<int>(3, 6));
}

TEST_CASE("Racks and then hosts are filled in turn", "[models]") {
  const Plan plan(shop(Routing::zonal).finish());
  const auto& estate = plan.estate();
  for (const char* zone : {"a", "b", "c"}) {
    std::vector<int> per_rack;
    for (int rack = 1; rack <= 4; ++rack)
      per_rack.push_back(static_cast<int>(
          estate.instances_on(estate.graph.id("rack r/" + std::string(zone) + "/0" + std::to_string(rack))).size()));
    std::sort(per_rack.begin(), per_rack.end());
    CHECK(per_rack == std::vector<int>{1, 1, 2, 2});  // six over four
  }
}

TEST_CASE("Every instance is found through everything that contains it", "[models]") {
  const Plan plan(shop(Routing::zonal).cells(6).finish());
  const auto& estate = plan.estate();
  for (InstanceId i = 0; i < estate.instances.size(); ++i)
    for (const auto container : estate.containers(i)) {
      const auto& there = estate.instances_on(container);
      CHECK(std::find(there.begin(), there.end(), i) != there.end());
    }
  CHECK(estate.instances_on(estate.graph.id("region r")).size() == estate.instances.size());
}
