// SPDX-License-Identifier: Apache-2.0
// Classes of instances, rotations, and what callers do without anybody in them.
#include "models/traffic/situation.hpp"

#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/rig.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;

namespace {

Model checked(bool fail_open, double min_healthy = 0) {
  Builder builder(1);
  auto& web = builder.service("web");
  web.replicas_per_zone = 10;
  web.health_check = HealthCheckSpec{};
  web.health_check->fail_open = fail_open;
  web.health_check->min_healthy = min_healthy;
  builder.clients("web", 100);
  return builder.finish();
}

void hold(Rig& rig, std::uint32_t position, bool out) {
  rig.traffic.hold_against(rig.edge("entry users@r/a", "web"), position, out);
  rig.wait(Duration::s(1));
}

}  // namespace

TEST_CASE("Instances that are alike are one class, however many they are", "[models]") {
  Rig rig(checked(true));
  CHECK(rig.situation().classes[0].size() == 1);
  hold(rig, 3, true);
  hold(rig, 7, true);
  REQUIRE(rig.situation().classes[0].size() == 2);
  CHECK(rig.situation().classes[0][0].count + rig.situation().classes[0][1].count == 10);
  hold(rig, 3, false);
  hold(rig, 7, false);
  CHECK(rig.situation().classes[0].size() == 1);
}

TEST_CASE("An ejected instance gets nothing, and the others share its load", "[models]") {
  Rig rig(checked(true));
  for (std::uint32_t i = 0; i < 4; ++i) hold(rig, i, true);
  double held = 0;
  for (std::size_t c = 0; c < rig.situation().classes[0].size(); ++c)
    if (rig.situation().classes[0][c].count == 4) held = rig.solution().classes[0][c].load_rps;
  CHECK(held == 0);
  CHECK_THAT(rig.load("web"), WithinAbs(100, 1e-12));
}

TEST_CASE("With all instances ejected a caller that fails open sends to all, one that fails closed to none",
          "[models]") {
  for (const bool open : {true, false}) {
    Rig rig(checked(open));
    for (std::uint32_t i = 0; i < 10; ++i) hold(rig, i, true);
    CHECK(rig.success("web") == (open ? 1 : 0));
    CHECK_THAT(rig.load("web"), WithinAbs(open ? 100 : 0, 1e-12));
  }
}

TEST_CASE("Fewer healthy than the least share is like none", "[models]") {
  Rig rig(checked(true, 0.5));
  rig.put("service web", Effect::errors, 0.1);
  for (std::uint32_t i = 0; i < 5; ++i) hold(rig, i, true);
  CHECK(rig.situation().arms[0].size() == 1);  // five of ten are enough
  hold(rig, 5, true);
  CHECK(rig.situation().arms[0].size() == 2);  // six out: all are asked again
}

TEST_CASE("Where every pool's turns are taken away the lever is not heeded", "[models]") {
  Rig rig(checked(true));
  rig.pull("pool web@r/a", Knob::rotation, 1);
  CHECK(rig.success("web") == 1);
}

TEST_CASE("Situations that differ in one number have different keys", "[models]") {
  Rig rig(checked(true));
  std::vector<std::vector<std::uint64_t>> keys{rig.situation().key()};
  const auto add = [&] { keys.push_back(rig.situation().key()); };
  rig.put("service web", Effect::errors, 0.1);
  add();
  rig.put("entry users@r/a", Effect::down);
  add();
  rig.put_path("zone r/a", "service web", Effect::delay_add, 0.1);
  add();
  rig.put("service web", Effect::errors, 0.1, Sticks::partition);
  add();
  std::sort(keys.begin(), keys.end());
  CHECK(std::unique(keys.begin(), keys.end()) - keys.begin() == 5);
}
