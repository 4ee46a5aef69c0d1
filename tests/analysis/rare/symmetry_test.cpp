// SPDX-License-Identifier: Apache-2.0
// Whose takeovers remember who serves.
#include "analysis/rare/symmetry.hpp"

#include "tests/catch.hpp"
#include "tests/models/parts.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

/// `component system` needs one of two units by takeover, and is promised.
Model pair_of_units() {
  Model model = k_of_n(2, 1, exponential_h(1000), exponential_h(10));
  model.topology.components[0].needs[0].takeover = TakeoverSpec{exponential_h(0.1), exponential_h(0.1), {1}};
  model.objectives = {{"it", 0.999, Duration::minutes(5), Duration::zero(), true, {"component system"}}};
  return model;
}

bool remembers(const Model& model) {
  return !groups_that_remember(Plan(model), model.objectives.front()).empty();
}

}  // namespace

TEST_CASE("Members that nothing tells apart are alike", "[analysis]") {
  CHECK_FALSE(remembers(pair_of_units()));
  Model model = pair_of_units();
  model.topology.components[0].needs[0].takeover.reset();
  CHECK_FALSE(remembers(model));  // and without takeover nobody holds a place
  model = pair_of_units();
  one_crew(model);
  model.objectives.front().components = unit_names("u", 2);
  model.topology.components.insert(model.topology.components.begin(), {"site", 0, {{"units", unit_names("u", 2), 1}}});
  CHECK_FALSE(remembers(model));
}

TEST_CASE("Members of different faults, needs, promises or pauses, and spares, are not alike", "[analysis]") {
  Model model = pair_of_units();
  model.faults.push_back(loss_by_chance("weak", {"component u/2"}, exponential_h(100), exponential_h(10)));
  CHECK(remembers(model));
  model = pair_of_units();
  model.faults.front().active = 1;
  CHECK(remembers(model));
  model = pair_of_units();
  model.faults.front().only_while = {"component u/1"};
  CHECK(remembers(model));
  model = pair_of_units();
  model.objectives.front().components = {"component u/1"};
  CHECK(remembers(model));
  model = pair_of_units();
  model.topology.components.insert(model.topology.components.begin(), {"site", 0, {{"unit", {"component u/1"}, 1}}});
  CHECK(remembers(model));
  model = pair_of_units();
  model.topology.components.insert(model.topology.components.begin() + 1, {"tap", 0, {}});
  model.topology.components[2].needs = {{"tap", {"component tap"}, 1}};
  CHECK(remembers(model));
  model = pair_of_units();
  NeedSpec standby{"standby", unit_names("y", 2), 1};
  standby.takeover.emplace().needs = {"component u/1"};
  model.topology.components.insert(model.topology.components.begin(), {"other", 0, {standby}});
  model.topology.components.push_back({"y", 2, {}});
  CHECK(remembers(model));
  model.topology.components.front().needs.front().takeover->needs.clear();  // its own members are alike
  CHECK_FALSE(remembers(model));
}

TEST_CASE("Targets with spares that nothing tells apart remember no turns", "[analysis]") {
  const auto remembering = [](const auto& change) {
    Model model = pair_of_units();
    model.topology.components[0].needs[0].takeover.reset();
    model.faults.front().active = 1;
    change(model);
    return !faults_that_remember(Plan(model), model.objectives.front()).empty();
  };
  CHECK_FALSE(remembering([](Model&) {}));
  CHECK_FALSE(remembering([](Model& m) { m.faults[0].active = 0; }));
  CHECK_FALSE(remembering([](Model& m) {
    m.faults.push_back(loss_by_chance("weak", unit_names("u", 2), exponential_h(100), exponential_h(10)));
  }));
  CHECK(remembering([](Model& m) {
    m.faults.push_back(loss_by_chance("weak", {"component u/2"}, exponential_h(100), exponential_h(10)));
  }));
  CHECK(remembering([](Model& m) {
    m.faults.push_back(loss_by_chance("weak", unit_names("u", 2), exponential_h(100), exponential_h(10)));
    m.faults.back().active = 1;
  }));
  CHECK(remembering([](Model& m) { m.objectives.front().components = {"component u/1"}; }));
  CHECK(remembering([](Model& m) { m.faults[0].only_while = {"component u/1"}; }));
}

TEST_CASE("Members that stand by are alike too, if one entry fails all of them", "[analysis]") {
  Model model = pair_of_units();
  model.faults.front().standby = true;
  model.faults.front().dormancy = 0.2;
  CHECK_FALSE(remembers(model));
  Model apart = model;
  apart.faults.push_back(apart.faults.front());
  apart.faults.front().targets = {"component u/1"};
  apart.faults.back().name = "other";
  apart.faults.back().targets = {"component u/2"};
  CHECK(remembers(apart));
}

TEST_CASE("Two takeovers among the same members remember who serves in both", "[analysis]") {
  Model model = pair_of_units();
  auto twin = model.topology.components[0];
  twin.name = "other";
  model.topology.components.insert(model.topology.components.begin(), twin);
  CHECK(remembers(model));
}
