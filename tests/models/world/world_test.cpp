// SPDX-License-Identifier: Apache-2.0
// Impairments put and lifted, folds, boots, coins, levers.
#include "models/world/world.hpp"

#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/rig.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;

namespace {

Model one_service(int replicas = 4) {
  Builder builder;
  builder.service("web").replicas_per_zone = replicas;
  builder.clients("web", 90);
  return builder.finish();
}

Model on_hosts() {
  Builder builder;
  builder.region().racks_per_zone = 2;
  builder.region().hosts_per_rack = 3;
  builder.region().power = {1, 2};
  builder.region().switches = {1, 2};
  builder.service("web").replicas_per_zone = 4;
  builder.clients("web", 90);
  return builder.finish();
}

Model booting(Duration boot) {
  Builder builder;
  builder.service("web").boot = Distribution::fixed(boot);
  builder.model().services.back().needs.push_back({"launch", {"control-plane r"}, 1, NeedKind::changes_only, {}});
  builder.clients("web", 90);
  return builder.finish();
}

int alive(const Rig& rig) {
  int count = 0;
  for (InstanceId i = 0; i < rig.plan.estate().instances.size(); ++i) count += rig.world.at(i).life == Life::alive;
  return count;
}

}  // namespace

TEST_CASE("Impairments fold: survivals multiply, delays are factors and additions, capacities multiply", "[models]") {
  Rig rig(one_service());
  rig.put("service web", Effect::errors, 0.5);
  rig.put("zone r/a", Effect::errors, 0.2);
  rig.put("zone r/a", Effect::delay_factor, 3);
  rig.put("pool web@r/a", Effect::delay_factor, 2);
  rig.put("zone r/a", Effect::delay_add, 0.1);
  rig.put("service web", Effect::delay_add, 0.2);
  rig.put("zone r/a", Effect::capacity, 0.5);
  rig.put("service web", Effect::capacity, 0.5);
  const Folded& folded = rig.world.at(rig.plan.estate().pools[rig.pool("web@r/a")].first);
  CHECK_THAT(folded.errors, WithinAbs(1 - 0.5 * 0.8, 1e-15));
  CHECK(folded.delay_factor == 6);
  CHECK_THAT(folded.delay_add_s, WithinAbs(0.3, 1e-15));
  CHECK(folded.capacity == 0.25);
  CHECK(folded.life == Life::alive);
}

TEST_CASE("Any down is down, and down is more than refusing", "[models]") {
  Rig rig(one_service());
  const auto refused = rig.put("pool web@r/a", Effect::refuse);
  const auto first = rig.plan.estate().pools[rig.pool("web@r/a")].first;
  CHECK(rig.world.at(first).life == Life::refusing);
  const auto dead = rig.put("zone r/a", Effect::down);
  CHECK(rig.world.at(first).life == Life::dead);
  rig.lift(dead);
  CHECK(rig.world.at(first).life == Life::refusing);
  rig.lift(refused);
  CHECK(rig.world.at(first).life == Life::alive);
}

TEST_CASE("In whatever order impairments are put and lifted, the same live set gives the same folds bit for bit",
          "[models]") {
  const Model model = one_service();
  std::vector<Folded> kept;
  for (const bool turned : {false, true}) {
    Rig rig(model);
    std::vector<Impairment> all;
    const char* places[] = {"zone r/a", "service web", "pool web@r/a", "region r"};
    for (std::uint32_t i = 0; i < 24; ++i)
      all.push_back({Where::component(rig.id(places[i % 4])), i % 3 ? Effect::errors : Effect::delay_add,
                     0.01 * (i + 1) / 3, Sticks::attempt, i});
    if (turned) std::reverse(all.begin(), all.end());
    for (const auto& one : all) rig.put(one);
    for (const auto& one : all)
      if (one.by % 2) rig.lift(one);
    kept.push_back(rig.world.at(0));
    for (const auto& one : all)
      if (one.by % 2 == 0) rig.lift(one);
    CHECK(rig.world.at(0) == Folded{});
  }
  CHECK(kept[0] == kept[1]);
}

TEST_CASE("A zone lives on one of two feeds, a rack on one of two switches", "[models]") {
  Rig rig(on_hosts());
  const auto feed = rig.put("power r/a/1", Effect::down);
  const auto sw = rig.put("switch r/a/01/2", Effect::down);
  CHECK(alive(rig) == 12);
  const auto other = rig.put("switch r/a/01/1", Effect::down);
  CHECK(alive(rig) == 10);  // four instances over two racks, in turn
  const auto dark = rig.put("power r/a/2", Effect::down);
  CHECK(alive(rig) == 8);
  CHECK_FALSE(rig.up("entry users@r/a"));
  for (const auto& one : {feed, sw, other, dark}) rig.lift(one);
  CHECK(alive(rig) == 12);
}

TEST_CASE("A lost host takes the instances that stand on it and no others", "[models]") {
  Rig rig(on_hosts());
  const auto& estate = rig.plan.estate();
  const auto host = estate.instances[0].anchor;
  rig.put(estate.graph.name(host), Effect::down);
  for (InstanceId i = 0; i < estate.instances.size(); ++i)
    CHECK((rig.world.at(i).life == Life::dead) == (estate.instances[i].anchor == host));
}

TEST_CASE("What was dead boots before it serves, and refuses meanwhile", "[models]") {
  Rig rig(booting(Duration::s(90)));
  const auto dead = rig.put("zone r/a", Effect::down);
  rig.lift(dead);  // and a second goes by
  const auto first = rig.plan.estate().pools[rig.pool("web@r/a")].first;
  CHECK(rig.world.at(first).life == Life::refusing);
  CHECK(rig.world.booting(first));
  rig.wait(Duration::s(88));
  CHECK(rig.world.at(first).life == Life::refusing);
  rig.wait(Duration::s(1));
  CHECK(rig.world.at(first).life == Life::alive);
}

TEST_CASE("A boot that is cut short by another loss begins anew", "[models]") {
  Rig rig(booting(Duration::s(90)));
  const auto first = rig.plan.estate().pools[rig.pool("web@r/a")].first;
  rig.lift(rig.put("zone r/a", Effect::down));
  rig.wait(Duration::s(50));
  rig.lift(rig.put("zone r/a", Effect::down));
  rig.wait(Duration::s(60));  // the first boot would be over
  CHECK(rig.world.at(first).life == Life::refusing);
  rig.wait(Duration::s(30));
  CHECK(rig.world.at(first).life == Life::alive);
}

TEST_CASE("Nothing boots while the control plane that it needs for changes is down, and nothing stops serving",
          "[models]") {
  Rig rig(booting(Duration::s(90)));
  const auto plane = rig.put("control-plane r", Effect::down);
  CHECK(alive(rig) == 3);
  rig.lift(rig.put("zone r/a", Effect::down));
  rig.wait(Duration::hours(1));
  CHECK(alive(rig) == 2);
  rig.lift(plane);
  CHECK(alive(rig) == 2);
  rig.wait(Duration::s(90));
  CHECK(alive(rig) == 3);
}

TEST_CASE("A world without the loss of a control plane has what waits for it at work", "[models]") {
  Rig rig(booting(Duration::s(90)));
  const auto plane = rig.put("control-plane r", Effect::down);
  rig.lift(rig.put("zone r/a", Effect::down));
  const World shadow = rig.world.without(plane.by);
  CHECK(shadow.at(rig.plan.estate().pools[rig.pool("web@r/a")].first).life == Life::alive);
  CHECK(alive(rig) == 2);
}

TEST_CASE("A world without a cause is the world as if only the others had struck", "[models]") {
  Rig rig(one_service());
  const auto errors = rig.put("service web", Effect::errors, 0.1);
  const auto dead = rig.put("zone r/a", Effect::down);
  const auto path = rig.put_path("zone r/b", "service web", Effect::request_loss, 0.5);
  const World no_loss = rig.world.without(dead.by);
  CHECK(no_loss.up(rig.id("zone r/a")));
  CHECK_THAT(no_loss.at(0).errors, WithinAbs(0.1, 1e-15));
  CHECK(no_loss.any_path());
  CHECK_FALSE(rig.world.without(path.by).any_path());
  CHECK(rig.world.without(errors.by).at(0).errors == 0);
  CHECK_FALSE(rig.up("zone r/a"));
}

TEST_CASE("A coin that sticks to an instance is tossed once for each, and falls alike whatever else strikes",
          "[models]") {
  Rig rig(one_service(200));
  const Impairment coin{Where::component(rig.id("service web")), Effect::errors, 0.3, Sticks::instance, 5};
  rig.put(coin);
  std::vector<double> first;
  double bad = 0;
  for (InstanceId i = 0; i < 600; ++i) {
    first.push_back(rig.world.at(i).errors);
    CHECK((first.back() == 0 || first.back() == 1));
    bad += first.back();
  }
  // 600 coins of 0.3: 180 +- 4 * sqrt(600 * 0.3 * 0.7) = 180 +- 45.
  CHECK_THAT(bad, WithinAbs(180, 45));
  rig.lift(rig.put("zone r/a", Effect::down));
  for (InstanceId i = 0; i < 600; ++i) CHECK(rig.world.at(i).errors == first[i]);
}

// In 60 equal steps at their means: between 30 and 31 s step 30 holds, and 30.5 of 60 have no answer left.
TEST_CASE("Answers of a lost DNS run out over their TTL, and then its entries are closed", "[models]") {
  Builder builder;
  builder.service("web");
  builder.clients("web", 90).entry.ttl = Duration::s(60);
  Rig rig(builder.finish());
  const auto dns = rig.put("dns users", Effect::down);
  rig.wait(Duration::s(29));
  CHECK_THAT(rig.success("web"), WithinAbs(1 - 30.5 / 60, 1e-12));
  rig.wait(Duration::s(30));
  CHECK(rig.success("web") == 0);
  rig.lift(dns);
  CHECK(rig.success("web") == 1);
  rig.lift(rig.put("dns users", Effect::down));  // healed before: the old wait must not strike
  rig.wait(Duration::s(120));
  CHECK(rig.success("web") == 1);
}

TEST_CASE("The strongest of the levers at one place counts, and lifting it leaves the next", "[models]") {
  Rig rig(one_service());
  const auto entry = rig.id("entry users@r/a");
  rig.pull("entry users@r/a", Knob::weight, 0.25, 1);
  rig.pull("entry users@r/a", Knob::weight, 1, 2);
  CHECK(rig.world.lever(entry, Knob::weight) == 1);
  CHECK(rig.world.lever(entry, Knob::rotation) == 0);
  rig.pull("entry users@r/a", Knob::weight, 0, 2);
  CHECK(rig.world.lever(entry, Knob::weight) == 0.25);
  rig.pull("entry users@r/a", Knob::weight, 0.5, 1);
  CHECK(rig.world.levers().size() == 1);
  rig.pull("entry users@r/a", Knob::weight, 0, 1);
  CHECK(rig.world.levers().empty());
}

TEST_CASE("Lifting what was never put is a broken contract", "[models]") {
  Rig rig(one_service());
  CHECK_THROWS_AS(rig.world.lift({Where::component(rig.id("service web")), Effect::errors, 0.5}), ContractError);
}
