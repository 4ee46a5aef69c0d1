// SPDX-License-Identifier: Apache-2.0
// Equal groups that a chain exchanges as a whole: fewer states, and the same figures to the last digits.
#include "analysis/structure/repair_symmetry.hpp"

#include <fmt/format.h>

#include <cmath>

#include "analysis/structure/markov.hpp"
#include "tests/catch.hpp"
#include "tests/models/parts.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinRel;

namespace {

ObjectiveSpec promise_of(const std::string& component) {
  ObjectiveSpec out{"it"};
  out.components = {component};
  out.success = 1;
  return out;
}

/// `component system` needs k of so many pairs pair/1, ..., each of which is up with one of its disks; each pair has a fault of its
/// own, or all disks share one.
Model mirrored_pairs(int pairs, int k, bool faults_of_their_own) {
  Model model;
  NeedSpec some{"pairs", {}, k};
  std::vector<std::string> all;
  for (int p = 1; p <= pairs; ++p) {
    const auto disks = unit_names(fmt::format("disk-{}", p), 2);
    const std::string pair = fmt::format("pair-{}", p);
    model.topology.components.push_back({fmt::format("disk-{}", p), 2, {}});
    model.topology.components.push_back({pair, 0, {{"disks", disks, 1}}});
    some.of.push_back("component " + pair);
    all.insert(all.end(), disks.begin(), disks.end());
    if (faults_of_their_own)
      model.faults.push_back(loss_by_chance(fmt::format("disks-{}", p), disks, exponential_h(100), exponential_h(10)));
  }
  if (!faults_of_their_own) model.faults.push_back(loss_by_chance("disks", all, exponential_h(100), exponential_h(10)));
  model.topology.components.push_back({"system", 0, {some}});
  return model;
}

struct Both {
  MarkovReview apart, lumped;
};

/// The same chain with and without exchanging groups.
Both both(const Model& model, const std::string& component = "component system") {
  const auto ask = [&](bool equal_groups) {
    MarkovLimits limits;
    limits.equal_groups = equal_groups;
    const auto answer = markov_review(model, promise_of(component), {36'000}, limits);
    INFO(answer.refused);
    REQUIRE(answer.review);
    return *answer.review;
  };
  return {ask(false), ask(true)};
}

void check_same(const Both& two) {
  CHECK_THAT(*two.lumped.unmet, WithinRel(*two.apart.unmet, 1e-9));
  CHECK_THAT(two.lumped.outages_per_year, WithinRel(two.apart.outages_per_year, 1e-9));
  CHECK_THAT(two.lumped.repairs_per_s, WithinRel(two.apart.repairs_per_s, 1e-9));
  CHECK_THAT(two.lumped.mean_time_to_first_outage_s, WithinRel(two.apart.mean_time_to_first_outage_s, 1e-9));
  CHECK_THAT(two.lumped.moments.front().outage, WithinRel(two.apart.moments.front().outage, 1e-9));
}

}  // namespace

// Six pairs that fail and are repaired on their own: of each 0, 1 or 2 disks are down, so that C(6 + 2, 2) = 28 states tell how many
// pairs are how, instead of 3^6 = 729. With q = 1/11 the system is down with 1 - (1 - q^2)^6.
TEST_CASE("Six mirrored pairs are twenty-eight states", "[analysis]") {
  for (const bool own : {false, true}) {
    const Both two = both(mirrored_pairs(6, 6, own));
    CHECK(two.apart.states == 729);
    CHECK(two.lumped.states == 28);
    const double q = 1.0 / 11;
    CHECK_THAT(*two.lumped.unmet, WithinRel(1 - std::pow(1 - q * q, 6), 1e-9));
    check_same(two);
  }
}

TEST_CASE("Equal groups that share a crew, or a part, are exchanged without changing a figure", "[analysis]") {
  for (const bool own : {false, true})
    for (int kind = 0; kind < 6; ++kind) {
      INFO(own << ' ' << kind);
      Model model = mirrored_pairs(3, 2, own);
      one_crew(model);
      CrewSpec& crew = model.crews.front();
      if (kind == 1) crew.order = CrewOrder::first_inspected, crew.inspect = exponential_h(2);
      if (kind == 2) crew.parts = 2, crew.resupply = exponential_h(30), crew.count = 2;
      if (kind == 3) crew.begins_at = 2;
      if (kind == 4) crew.batch = true;
      if (kind == 5) {  // something that strikes all, and takes the crew at once
        model.topology.components.push_back({"power", 0, {}});
        for (PartSpec& part : model.topology.components)
          if (part.name.rfind("pair", 0) == 0) part.needs.push_back({"power", {"component power"}, 1});
        model.faults.push_back(loss_by_chance("power", {"component power"}, exponential_h(300), exponential_h(5)));
        model.faults.back().crew = "crew";
        crew.priority = {"power"};
        crew.preempts = true;
      }
      const Both two = both(model);
      CHECK(two.lumped.states < two.apart.states / 2);
      check_same(two);
    }
}

TEST_CASE("Groups within groups are exchanged too", "[analysis]") {
  // Two halls of two racks of two disks: a rack needs one disk, a hall both racks, the system one hall.
  Model model;
  std::vector<std::string> all;
  NeedSpec halls{"halls", {}, 1};
  for (const std::string hall : {"a", "b"}) {
    NeedSpec racks{"racks", {}, 2};
    for (const std::string rack : {"a", "b"}) {
      const std::string name = "rack-" + hall + "-" + rack;
      const auto disks = unit_names("disk-" + hall + "-" + rack, 2);
      model.topology.components.push_back({"disk-" + hall + "-" + rack, 2, {}});
      model.topology.components.push_back({name, 0, {{"disks", disks, 1}}});
      racks.of.push_back("component " + name);
      all.insert(all.end(), disks.begin(), disks.end());
    }
    model.topology.components.push_back({"hall-" + hall, 0, {racks}});
    halls.of.push_back("component hall-" + hall);
  }
  model.topology.components.push_back({"system", 0, {halls}});
  model.faults = {loss_by_chance("disks", all, exponential_h(100), exponential_h(10))};
  const Both two = both(model);
  CHECK(two.apart.states == 81);   // 3^4
  CHECK(two.lumped.states == 21);  // a hall is one of 6 unordered pairs of 3, two halls one of 21 of these
  check_same(two);
  one_crew(model);
  check_same(both(model));
}

TEST_CASE("Groups that only look equal stay apart", "[analysis]") {
  // Rates, what pauses, and the objective tell groups apart.
  const auto states = [](const auto& change, const std::string& component = "component system") {
    Model model = mirrored_pairs(3, 2, true);
    change(model);
    const Both two = both(model, component);
    check_same(two);
    return std::pair(two.apart.states, two.lumped.states);
  };
  CHECK(states([](Model&) {}) == std::pair<std::size_t, std::size_t>(27, 10));
  CHECK(states([](Model& m) { m.faults[0].repair = exponential_h(11); }) ==
        std::pair<std::size_t, std::size_t>(27, 18));
  CHECK(states([](Model& m) { m.faults[1].only_while = {"component pair-1"}; }).second == 27);
  CHECK(states([](Model&) {}, "component pair-1").second == 3);  // nothing else matters to it
  // One disk of each pair stands on power of its own: the disks of a pair are told apart, the pairs are not.
  const auto mixed = states([](Model& m) {
    m.topology.components.push_back({"power", 0, {}});
    m.faults.push_back(loss_by_chance("power", {"component power"}, exponential_h(300), exponential_h(5)));
    for (PartSpec& part : m.topology.components)
      if (part.name.rfind("pair", 0) == 0) part.needs.push_back({"power", {"component power"}, 1});
  });
  CHECK(mixed == std::pair<std::size_t, std::size_t>(54, 20));
}

// Components that each have an entry of their own among the faults, all with the same words, are as alike as with one entry.
TEST_CASE("Units with faults of their own that say the same are counted, not told apart", "[analysis]") {
  Model one = k_of_n(5, 4, exponential_h(500), exponential_h(20));
  Model many = one;
  many.faults.clear();
  for (const std::string& name : unit_names("u", 5))
    many.faults.push_back(loss_by_chance("of-" + name.substr(12), {name}, exponential_h(500), exponential_h(20)));
  one_crew(one);
  one_crew(many);
  const Both two = both(many);
  CHECK(two.lumped.states == 6);
  check_same(two);
  CHECK_THAT(*two.lumped.unmet, WithinRel(0.029251474709386383, 1e-9));  // the published chain of six states
}

TEST_CASE("A group from which takeovers pick the first by name is left alone", "[analysis]") {
  Model model = mirrored_pairs(3, 2, false);
  model.topology.components.back().needs.front().takeover = TakeoverSpec{exponential_h(1), exponential_h(1), {1}};
  const Both two = both(model);
  CHECK(two.lumped.states == two.apart.states);
}

// Three pairs of which the third carries its load unlike the others: C(2 + 2, 2) states of the first two times 3 of the third,
// and with all alike C(3 + 2, 2).
TEST_CASE("Pairs are equal only if their loads are", "[analysis]") {
  Model model = mirrored_pairs(3, 2, true);
  for (auto& fault : model.faults) fault.acceleration = {1, 2};
  const Both equal = both(model);
  CHECK(equal.lumped.states == 10);
  check_same(equal);
  model.faults.back().acceleration = {1, 3};
  const Both other = both(model);
  CHECK(other.lumped.states == 6 * 3);
  check_same(other);
}
