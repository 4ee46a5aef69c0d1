// SPDX-License-Identifier: Apache-2.0
// Zones that fail a share of the work, or all of it: silo against decoupled, in closed form.
//
// One of N zones fails a share e of the work at each of h + 1 services in a row; nobody retries. Behind DNS a third of the
// customers enters each of three zones. Silo: who is in that zone passes h + 1 failing services, the others none, so the
// success is 1 - (1 - (1-e)^(h+1))/N. Decoupled: every service is met in that zone with chance 1/N, so it is (1 - e/N)^(h+1).
#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/rig.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;

namespace {

std::string service_name(int i) {
  return "s" + std::to_string(i);
}

// s0 calls s1 calls ... s<hops>.
Model chain(int hops, Routing routing, EntrySpec entry = {}) {
  Builder builder(3, routing);
  for (int i = 0; i <= hops; ++i) {
    builder.service(service_name(i));
    if (i < hops) builder.model().services.back().calls = {call(service_name(i + 1))};
  }
  builder.clients("s0", 300, std::move(entry));
  return builder.finish();
}

}  // namespace

TEST_CASE("A gray zone of three costs silo 7.54 % and decoupled 8.06 %", "[theory]") {
  // e = 5 %, h = 4, N = 3: 1 - (1 - 0.95^5)/3 = 0.924593646; (1 - 0.05/3)^5 = 0.919405...: 92.46 % and 91.94 %.
  Rig silo(chain(4, Routing::zonal));
  Rig decoupled(chain(4, Routing::regional, load_balancer()));
  for (Rig* rig : {&silo, &decoupled}) {
    CHECK(rig->success("s0") == 1);
    rig->put("zone r/c", Effect::errors, 0.05);
  }
  CHECK_THAT(silo.success("s0"), WithinAbs(1 - (1 - 0.95 * 0.95 * 0.95 * 0.95 * 0.95) / 3, 1e-12));
  CHECK_THAT(silo.success("s0"), WithinAbs(0.9246, 5e-5));
  const double each = 1 - 0.05 / 3;
  CHECK_THAT(decoupled.success("s0"), WithinAbs(each * each * each * each * each, 1e-12));
  CHECK_THAT(decoupled.success("s0"), WithinAbs(0.9194, 5e-5));
}

TEST_CASE(
    "Decoupled recovers service by service: 95 % with the second of five evacuations, 98 % with the fourth, 99 % with "
    "all",
    "[theory]") {
  // Where k services have left the zone, 5 - k still meet it: (59/60)^(5-k) = 0.934982, 0.950829, 0.966944, 0.983333, 1.
  Rig rig(chain(4, Routing::regional, load_balancer()));
  rig.put("zone r/c", Effect::errors, 0.05);
  const double after[] = {0.934982, 0.950829, 0.966944, 0.983333, 1};
  for (int k = 0; k < 5; ++k) {
    rig.pull("pool " + service_name(k) + "@r/c", Knob::rotation, 1, static_cast<ActionId>(k));
    CHECK_THAT(rig.success("s0"), WithinAbs(after[k], 1e-6));
    CHECK(rig.ledger().pool_load_rps[rig.pool(service_name(k) + "@r/c")] == 0);
  }
}

TEST_CASE("A shift at the entry empties a gray zone of everything in silo", "[theory]") {
  Rig rig(chain(4, Routing::zonal));
  rig.put("zone r/c", Effect::errors, 0.05);
  rig.pull("entry users@r/c", Knob::weight, 1);
  CHECK(rig.success("s0") == 1);
  CHECK(rig.ledger().residual_rps[2] == 0);
  CHECK_THAT(rig.ledger().residual_rps[0], WithinAbs(750, 1e-9));  // five services, 150/s each
}

TEST_CASE("Losing one zone of three with d hops fails 1/3 of the requests in silo, 1 - (2/3)^(d+1) decoupled",
          "[theory]") {
  // d = 1, 3, 6: 5/9 = 0.5556, 65/81 = 0.8025, 0.9415. Hops between zones: none in silo, d * 2/3 decoupled.
  const std::pair<int, double> failed[] = {{1, 0.5555555555555555}, {3, 0.802469135802469}, {6, 0.9414723365340649}};
  for (const auto& [hops, share] : failed) {
    Rig silo(chain(hops, Routing::zonal));
    Rig decoupled(chain(hops, Routing::regional, load_balancer()));
    CHECK(silo.ledger().cross_zone_rps == 0);
    CHECK_THAT(decoupled.ledger().cross_zone_rps / 300, WithinAbs(hops * 2.0 / 3, 1e-12));
    silo.put("zone r/a", Effect::errors, 1);
    decoupled.put("zone r/a", Effect::errors, 1);
    CHECK_THAT(1 - silo.success("s0"), WithinAbs(1.0 / 3, 1e-12));
    CHECK_THAT(1 - decoupled.success("s0"), WithinAbs(share, 1e-12));
  }
}

TEST_CASE("One cell of ten down takes a tenth of the customers whole and nobody else", "[theory]") {
  Builder builder;
  builder.cells(10);
  builder.service("web").replicas_per_zone = 4;
  builder.clients("web", 1000);
  Rig rig(builder.finish());
  rig.put("cell 03", Effect::down);
  double hit = 0;
  for (const auto& group : rig.ledger().customers->groups()) {
    CHECK((group.fail_share == 0 || group.fail_share == 1));
    hit += group.fail_share * group.weight;
  }
  CHECK_THAT(hit, WithinAbs(0.1, 1e-12));
  CHECK_THAT(rig.success("web"), WithinAbs(0.9, 1e-12));
}
