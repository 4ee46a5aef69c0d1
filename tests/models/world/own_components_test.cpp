// SPDX-License-Identifier: Apache-2.0
// The user's own components and networks: their names, and worlds in which there is nothing else.
#include "tests/catch.hpp"
#include "tests/models/quiet_witness.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

NeedSpec k_of(int at_least, std::vector<std::string> of) {
  return {"n", std::move(of), at_least};
}

// No region, no service, no client: ten disks, a raid that needs nine of them, a network of three nodes in a row, and a
// route from its one end to the other.
Model nothing_else() {
  Model model;
  std::vector<std::string> disks;
  for (int i = 1; i <= 10; ++i) disks.push_back("component disk/" + std::string(i < 10 ? "0" : "") + std::to_string(i));
  NeedSpec route{"route", {"link net/a..net/b", "link net/b..net/c", "node net/a", "node net/b", "node net/c"}, 1};
  route.connected = {"node net/a", "node net/c"};
  model.topology.components = {{"disk", 10, {}}, {"raid", 0, {k_of(9, disks)}}, {"route", 0, {route}}};
  model.topology.networks = {{"net", {{"a", "b"}, {"b", "c"}}}};
  model.horizon = Duration::days(1);
  return model;
}

}  // namespace

TEST_CASE("Own components, nodes and links can be targets, numbered ones padded to their count", "[models]") {
  const auto names = target_names(nothing_else());
  REQUIRE(names.size() == 10 + 2 + 3 + 2);
  CHECK(names.front() == "component disk/01");
  CHECK(names[9] == "component disk/10");
  CHECK(names[10] == "component raid");
  CHECK(names[12] == "link net/a..net/b");
  CHECK(names.back() == "node net/c");
}

TEST_CASE("A model without services, clients and regions runs, and its components fall and rise", "[models]") {
  auto model = nothing_else();
  const auto lasting = Duration::hours(1);
  model.faults = {fault("component_loss", {"component disk/03"}, Duration::hours(1), lasting),
                  fault("link_loss", {"link net/a..net/b"}, Duration::hours(4), lasting),
                  fault("node_loss", {"node net/b"}, Duration::hours(6), lasting)};
  model.faults.push_back(fault("component_loss", {"component disk/07"}, Duration::minutes(90), lasting));
  model.faults.back().name = "second";

  struct Watch final : QuietWitness {
    Replication* run = nullptr;
    std::vector<std::pair<double, std::string>> changes;  // hour, and what is down from then on
    void settled(Instant now, const Ledger&) override {
      std::string down;
      for (const std::string name : {"raid", "route"})
        if (run != nullptr && !run->world().up(run->world().estate().graph.id("component " + name))) down += name;
      changes.emplace_back(now.since_start().seconds() / 3600, down);
    }
  } watch;
  Plan plan(model);
  Replication run(plan, 1, 0, watch);
  watch.run = &run;
  CHECK(run.run() == Ending::completed);
  // Two disks of ten are lost together from 1.5 h, when the second goes, to 2 h, when the first is back.
  const std::vector<std::pair<double, std::string>> expected{{0, ""},      {1, ""}, {1.5, "raid"}, {2, ""}, {2.5, ""},
                                                             {4, "route"}, {5, ""}, {6, "route"},  {7, ""}};
  CHECK(watch.changes == expected);
}
