// SPDX-License-Identifier: Apache-2.0
// Who serves while a failed member is replaced, and when its failure is known.
#include "models/world/takeovers.hpp"

#include "tests/catch.hpp"
#include "tests/models/rig.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;

namespace {

Distribution fixed(std::int64_t seconds) {
  return Distribution::fixed(Duration::s(seconds));
}

// `component db` needs `at_least` of the units u/1 ... u/n, by takeover: noticed after 60 s, taken 30 s later.
Model database(int units, int at_least, double coverage = 1) {
  Model model;
  NeedSpec need{"units", {}, at_least};
  for (int i = 1; i <= units; ++i) need.of.push_back("component u/" + std::to_string(i));
  need.takeover = TakeoverSpec{fixed(60), fixed(30), {coverage}};
  model.topology.components = {{"db", 0, {need}}, {"u", units, {}}};
  model.horizon = Duration::days(1);
  return model;
}

// Breaks and heals units by hand, and writes down who was noticed and when.
class SwitchDesk final : private ComponentWatcher {
 public:
  explicit SwitchDesk(const Model& model, std::uint64_t seed = 1) : rig(model, seed) { rig.world.set_watcher(*this); }

  void fail(int unit) { broken[unit] = rig.put(name(unit), Effect::down); }
  void heal(int unit) { rig.lift(broken.at(unit)); }
  bool up() const { return rig.up("component db"); }
  bool structurally_up() const { return rig.world.structurally_up(rig.id("component db")); }
  std::string serves() const {
    std::string out;
    for (ComponentId id = 0; id < rig.plan.estate().graph.size(); ++id)
      if (rig.world.takeovers().serves(id)) out += (out.empty() ? "" : " ") + rig.plan.estate().graph.name(id);
    return out;
  }
  static std::string name(int unit) { return "component u/" + std::to_string(unit); }

  Rig rig;  // every change takes one second
  std::map<int, Impairment> broken;
  std::vector<std::pair<double, std::string>> seen;

 private:
  void noticed(ComponentId id) override {
    seen.emplace_back(rig.kernel.now().since_start().seconds(), rig.plan.estate().graph.name(id));
  }
  void turned(ComponentId, bool) override {}
};

using Seen = std::vector<std::pair<double, std::string>>;

}  // namespace

TEST_CASE("A group is unmet from the failure of the member in use until its place is taken", "[models]") {
  SwitchDesk desk(database(2, 1));
  CHECK(desk.up());
  desk.fail(1);  // at 0 s; now it is 1 s
  CHECK_FALSE(desk.up());
  CHECK(desk.structurally_up());
  desk.rig.wait(Duration::s(88));
  CHECK_FALSE(desk.up());
  desk.rig.wait(Duration::s(1));
  CHECK(desk.up());  // 60 + 30 s after
  CHECK(desk.seen == Seen{{60, "component u/1"}});
  // The other one holds the place now: who comes back stands by, and may fail without harm.
  desk.heal(1);
  CHECK(desk.up());
  desk.fail(1);
  CHECK(desk.up());
  CHECK(desk.seen.size() == 2);
  CHECK(desk.seen[1].first == 91);
}

TEST_CASE("A member in use that is back before its place is taken serves at once", "[models]") {
  SwitchDesk desk(database(2, 1));
  desk.fail(1);
  desk.rig.wait(Duration::s(69));
  desk.heal(1);  // at 70 s: noticed, not yet taken
  CHECK(desk.up());
  desk.rig.wait(Duration::s(60));
  desk.fail(2);
  CHECK(desk.up());  // it still stands by
}

TEST_CASE("A takeover that does not work leaves the group unmet until the failed member is back", "[models]") {
  SwitchDesk desk(database(2, 1, 0));
  desk.fail(1);
  desk.rig.wait(Duration::hours(5));
  CHECK_FALSE(desk.up());
  CHECK(desk.structurally_up());
  CHECK(desk.seen == Seen{{60, "component u/1"}});  // noticed it is
  desk.heal(1);
  CHECK(desk.up());
}

TEST_CASE("When no member is up everybody knows, and the next one up serves at once", "[models]") {
  SwitchDesk desk(database(2, 1, 0));
  desk.fail(1);
  CHECK(desk.seen.empty());
  desk.fail(2);  // at 1 s
  CHECK(desk.seen == Seen{{1, "component u/2"}, {1, "component u/1"}});
  CHECK_FALSE(desk.structurally_up());
  desk.heal(2);
  CHECK(desk.up());
  desk.heal(1);
  desk.fail(1);
  CHECK(desk.up());  // number 2 holds the place
}

TEST_CASE("Of two places each is taken over by itself, and one is left empty until somebody comes up", "[models]") {
  SwitchDesk desk(database(3, 2));
  desk.fail(1);  // at 0 s
  desk.rig.wait(Duration::s(9));
  desk.fail(2);  // at 10 s
  desk.rig.wait(Duration::s(78));
  CHECK_FALSE(desk.up());  // at 89 s
  desk.rig.wait(Duration::s(60));
  CHECK_FALSE(desk.up());  // number 3 has taken the first place at 90 s, nobody the second at 100 s
  desk.heal(1);
  CHECK(desk.up());
}

TEST_CASE("With a fail-back who is back takes its place again, and for a time nobody holds it", "[models]") {
  auto model = database(3, 1);
  model.topology.components[0].needs[0].takeover->fail_back = fixed(40);
  SwitchDesk desk(model);
  desk.fail(1);  // at 0 s
  desk.rig.wait(Duration::s(99));
  CHECK(desk.up());  // 2 has taken over at 90 s
  CHECK(desk.serves() == "component u/2");
  desk.heal(1);  // at 100 s
  CHECK_FALSE(desk.up());
  CHECK(desk.serves().empty());
  desk.rig.wait(Duration::s(38));
  CHECK_FALSE(desk.up());
  desk.rig.wait(Duration::s(1));
  CHECK(desk.up());  // 40 s after
  CHECK(desk.serves() == "component u/1");
  // Whoever fails meanwhile, it takes its time; then the first that is up serves.
  desk.fail(1);  // at 140 s
  desk.rig.wait(Duration::s(99));
  desk.heal(1);  // at 240 s
  desk.rig.wait(Duration::s(9));
  desk.fail(1);  // at 250 s, known at once: it holds no place
  CHECK(desk.seen.back() == std::pair<double, std::string>{250, "component u/1"});
  desk.rig.wait(Duration::s(28));
  CHECK_FALSE(desk.up());
  desk.rig.wait(Duration::s(1));
  CHECK(desk.serves() == "component u/2");
}

TEST_CASE("A fail-back that takes no time interrupts nothing, and puts all in the order of their names", "[models]") {
  auto model = database(4, 2);
  model.topology.components[0].needs[0].takeover = TakeoverSpec{fixed(0), fixed(0), {1}, fixed(0)};
  SwitchDesk desk(model);
  desk.fail(1);
  desk.fail(2);
  CHECK(desk.serves() == "component u/3 component u/4");
  desk.heal(2);
  CHECK(desk.up());
  CHECK(desk.serves() == "component u/2 component u/3");  // the last gives way
  desk.heal(1);
  CHECK(desk.serves() == "component u/1 component u/2");
}

TEST_CASE("No place is given back while another is being taken over", "[models]") {
  auto model = database(3, 2);
  model.topology.components[0].needs[0].takeover->fail_back = fixed(40);
  SwitchDesk desk(model);
  desk.fail(1);  // at 0 s; 3 takes over at 90 s
  desk.rig.wait(Duration::s(94));
  desk.fail(2);  // at 95 s; to be taken over at 185 s
  desk.rig.wait(Duration::s(24));
  desk.heal(1);  // at 120 s
  desk.rig.wait(Duration::s(63));
  CHECK_FALSE(desk.up());
  CHECK(desk.serves() == "component u/3");
  desk.rig.wait(Duration::s(2));  // 186 s: 1 has taken the place of 2, and nobody before 3 is left
  CHECK(desk.up());
  CHECK(desk.serves() == "component u/1 component u/3");
  desk.heal(2);
  CHECK(desk.serves() == "component u/1");
  desk.rig.wait(Duration::s(40));
  CHECK(desk.serves() == "component u/1 component u/2");
}

TEST_CASE("A gray member stays in use", "[models]") {
  SwitchDesk desk(database(2, 1));
  desk.rig.put(SwitchDesk::name(1), Effect::errors, 1);
  CHECK(desk.up());
  desk.fail(2);
  CHECK(desk.up());
  CHECK(desk.seen.size() == 1);  // the one on standby, at once
}

TEST_CASE("A component in two groups is noticed when the first of them notices it, at once where it stands by",
          "[models]") {
  auto model = database(2, 1);
  auto second = model.topology.components[0];
  second.name = "dc";
  second.needs[0].takeover->notice = fixed(20);
  model.topology.components.insert(model.topology.components.begin() + 1, second);
  auto third = second;
  third.name = "dd";
  third.needs[0].of = {"component u/2", "component v"};
  model.topology.components.insert(model.topology.components.begin() + 2, third);
  model.topology.components.push_back({"v", 0, {}});
  SwitchDesk desk(model);
  desk.fail(2);  // in use for dd, on standby for db and dc
  CHECK(desk.seen == Seen{{0, "component u/2"}});
  desk.heal(2);  // at 1 s
  desk.fail(1);  // at 2 s
  desk.rig.wait(Duration::s(100));
  REQUIRE(desk.seen.size() == 2);
  CHECK(desk.seen[1] == std::pair<double, std::string>{22, "component u/1"});
}

TEST_CASE("Places are held as at first only by those who held them first, in any order", "[models]") {
  SwitchDesk desk(database(3, 2));
  const auto& takeovers = desk.rig.world.takeovers();
  const auto take_over = [&](int unit) {
    desk.fail(unit);
    CHECK_FALSE(takeovers.held_as_at_first(0));
    desk.rig.wait(Duration::s(90));
    desk.heal(unit);
  };
  CHECK(takeovers.held_as_at_first(0));
  take_over(1);  // by 3
  CHECK_FALSE(takeovers.held_as_at_first(0));
  take_over(2);  // by 1
  CHECK_FALSE(takeovers.held_as_at_first(0));
  take_over(3);  // by 2: 1 and 2 have changed places
  CHECK(takeovers.held_as_at_first(0));
  desk.fail(3);
  CHECK(takeovers.held_as_at_first(0));  // on standby
}

TEST_CASE("A member that falls with something it needs is taken over as well", "[models]") {
  auto model = database(2, 1);
  model.topology.components[1].count = 1;
  model.topology.components[1].needs = {};
  model.topology.components = {{"db", 0, {model.topology.components[0].needs[0]}}, {"power", 0, {}}, {"u", 2, {}}};
  model.topology.components[2].needs = {{"feed", {"component power"}, 1}};
  SwitchDesk desk(model);
  const auto cut = desk.rig.put("component power", Effect::down);
  CHECK_FALSE(desk.up());
  CHECK_FALSE(desk.structurally_up());
  desk.rig.lift(cut);
  CHECK(desk.up());
}

TEST_CASE("Who lives on without a group for a grace outlives its takeover", "[models]") {
  // 90 s without, of which 100 s are lived through, and 80 s are not: then from 80 s to 90 s it is down, by takeover
  // alone.
  for (const std::int64_t grace_s : {100, 80}) {
    auto model = database(2, 1);
    model.topology.components[0].needs[0].need = NeedKind::after_grace;
    model.topology.components[0].needs[0].grace = fixed(grace_s);
    SwitchDesk desk(model);
    desk.fail(1);
    desk.rig.wait(Duration::s(84));
    CHECK(desk.up() == (grace_s == 100));
    CHECK(desk.structurally_up());
    desk.rig.wait(Duration::s(10));
    CHECK(desk.up());
    desk.fail(2);  // at 95 s
    desk.rig.wait(Duration::s(grace_s - 2));
    CHECK(desk.structurally_up());
    desk.rig.wait(Duration::s(2));
    CHECK_FALSE(desk.up());
    CHECK_FALSE(desk.structurally_up());
  }
}

TEST_CASE("The share of failures that are taken over is the coverage", "[models]") {
  // 2,000 failures of the member in use, covered 3 of 4 times: 1,500, standard deviation sqrt(2000 * 3/16) = 19.4.
  SwitchDesk desk(database(2, 1, 0.75));
  int covered = 0;
  int holder = 1;
  for (int i = 0; i < 2000; ++i) {
    desk.fail(holder);
    desk.rig.wait(Duration::s(90));
    const bool taken = desk.up();
    covered += taken;
    desk.heal(holder);
    if (taken) holder = 3 - holder;
    REQUIRE(desk.up());
  }
  CHECK_THAT(covered, WithinAbs(1500, 4 * 19.4));
}

TEST_CASE("A takeover that takes no time and always works is structural, and none makes more available", "[models]") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Draws draws({seed, 3}, 0);
    auto model = database(4, 2);
    auto& takeover = *model.topology.components[0].needs[0].takeover;
    const bool instant = seed % 2 == 0;
    if (instant)
      takeover = {};
    else
      takeover = {Distribution::exponential(Duration::s(3)), Distribution::exponential(Duration::s(2)), {0.8}};
    SwitchDesk desk(model, seed);
    for (int step = 0; step < 200; ++step) {
      const int unit = 1 + static_cast<int>(draws.uniform() * 4);
      if (desk.broken.count(unit) != 0) {
        desk.heal(unit);
        desk.broken.erase(unit);
      } else {
        desk.fail(unit);
      }
      REQUIRE(desk.structurally_up() == (desk.broken.size() <= 2));
      if (instant)
        REQUIRE(desk.up() == desk.structurally_up());
      else
        REQUIRE((!desk.up() || desk.structurally_up()));
      for (int i = 1; i <= 4; ++i)
        if (desk.rig.world.takeovers().hidden(desk.rig.id(SwitchDesk::name(i))))
          REQUIRE_FALSE(desk.rig.up(SwitchDesk::name(i)));
    }
    for (const auto& [unit, one] : desk.broken) desk.rig.lift(one);
    CHECK(desk.up());
  }
}
