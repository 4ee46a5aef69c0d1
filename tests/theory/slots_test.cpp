// SPDX-License-Identifier: Apache-2.0
// The commonest gray cascade: a slow dependency holds its callers' slots.
//
// web serves 100/s per instance with slots that are held for its own 10 ms and for the wait for db (10 ms while it is well).
// 180/s over three instances are 60/s each. When db takes 1 s, a slot is held for 10 ms + min(1 s, timeout).
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/rig.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Model web_over_db(const CallSpec& to_db, int slots) {
  Builder builder;
  auto& web = builder.service("web", {to_db});
  web.capacity_rps = 100;
  web.slots = slots;
  web.time = Distribution::fixed(Duration::ms(10));
  builder.service("db").time = Distribution::fixed(Duration::ms(10));
  builder.clients("web", 180);
  return builder.finish();
}

}  // namespace

TEST_CASE("Slots default to the smallest number that reaches the capacity while callees are well", "[theory]") {
  // 100/s held for 20 ms: two. Three replicas would not be asked for by 2.0000; with 11 ms of its own, 2.1 make three.
  Model model = web_over_db(call("db"), 0);
  CHECK(Plan(model).slots().slots == std::vector<int>{0, 2});
  CHECK_THAT(Plan(model).slots().holding_s[1], WithinRel(0.02, 1e-12));
  model.services[1].time = Distribution::fixed(Duration::ms(11));
  CHECK(Plan(model).slots().slots[1] == 3);
}

TEST_CASE("Slots that cannot reach the capacity are refused with the number that can", "[theory]") {
  const auto problems = slot_problems(web_over_db(call("db"), 1));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].service == "web");
  CHECK(problems[0].needed == 2);
  CHECK(slot_problems(web_over_db(call("db"), 2)).empty());
}

TEST_CASE("A slow dependency without a timeout takes its caller down", "[theory]") {
  // Held for 1.01 s: 4 slots serve 3.96/s of 60/s. The wait of the admitted is far below the clients' patience of 30 s.
  Rig rig(web_over_db(call("db", Duration::never()), 4));
  CHECK(rig.success("web") == 1);
  rig.put("service db", Effect::delay_factor, 100);
  CHECK_THAT(rig.success("web"), WithinRel(4 / 1.01 / 60, 1e-3));
}

TEST_CASE("A soft call without a timeout takes its caller down too", "[theory]") {
  Rig rig(web_over_db(soft(call("db", Duration::never())), 4));
  rig.put("service db", Effect::delay_factor, 100);
  CHECK_THAT(rig.success("web"), WithinRel(4 / 1.01 / 60, 1e-3));
}

TEST_CASE("A timeout on a soft call saves its caller", "[theory]") {
  // Held for 10 ms + 50 ms: 4 slots serve 66.7/s, more than 60/s. Everything succeeds, and db is missing from everything.
  Rig rig(web_over_db(soft(call("db", Duration::ms(50))), 4));
  rig.put("service db", Effect::delay_factor, 100);
  CHECK(rig.success("web") == 1);
  CHECK(rig.ledger().services[rig.service("web")].full == 0);
  CHECK(rig.ledger().services[rig.service("db")].ok == 0);
}

TEST_CASE("A timeout on a hard call fails its caller's requests fast and keeps its slots free", "[theory]") {
  Rig rig(web_over_db(call("db", Duration::ms(50)), 4));
  rig.put("service db", Effect::delay_factor, 100);
  CHECK(rig.success("web") == 0);
  for (const auto& pool : rig.solution().classes)
    for (const auto& one : pool) CHECK(one.waiting.admitted == 1);
}

TEST_CASE("A dead dependency holds slots for its timeout, a refusing one for nothing", "[theory]") {
  // Dead: 10 ms + 1 s; 4 slots admit 3.96/s of 60/s. Refusing: 10 ms.
  Rig dead(web_over_db(soft(call("db", Duration::s(1))), 4));
  dead.put("service db", Effect::down);
  CHECK_THAT(dead.success("web"), WithinRel(4 / 1.01 / 60, 1e-3));
  Rig refusing(web_over_db(soft(call("db", Duration::s(1))), 4));
  refusing.put("service db", Effect::refuse);
  CHECK(refusing.success("web") == 1);
}

TEST_CASE("Losing a zone above two thirds of the capacity sheds what is too much", "[theory]") {
  // Decoupled, capacity 3 x 100/s, 240/s: 80 % used. Without the zone's callers and servers 240/s meet 200/s; the dead
  // instance is out of rotation once it is ejected: here by hand.
  Builder builder(3, Routing::regional);
  builder.service("web").capacity_rps = 100;
  builder.clients("web", 240, load_balancer());
  Rig rig(builder.finish());
  rig.put("zone r/a", Effect::down);
  // Before anybody reacts: a third of the entries is dead (160/s enter), and a third of those attempts meets dead instances.
  CHECK_THAT(rig.success("web"), WithinRel(4.0 / 9, 1e-12));
  rig.pull("entry users@r/a", Knob::weight, 1);
  CHECK_THAT(rig.success("web"), WithinRel(2.0 / 3, 1e-12));
  rig.pull("pool web@r/a", Knob::rotation, 1);
  CHECK_THAT(rig.success("web"), WithinRel(200.0 / 240, 1e-12));
}
