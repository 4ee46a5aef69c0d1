// SPDX-License-Identifier: Apache-2.0
// Where customers go when levers are pulled, and that they come back as they left.
#include "models/traffic/customers.hpp"

#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/rig.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Model web(int zones, EntrySpec entry = {}) {
  Builder builder(zones);
  builder.service("web");
  builder.clients("web", 100.0 / 3, std::move(entry));
  return builder.finish();
}

Model celled(int cells, Span span, EntrySpec entry = {}) {
  Builder builder;
  builder.cells(cells, span);
  builder.service("web").replicas_per_zone = cells;
  builder.clients("web", 600, std::move(entry));
  return builder.finish();
}

double weight_in(const Rig& rig, std::uint32_t zone) {
  double sum = 0;
  for (const auto& group : rig.ledger().customers->groups())
    if (group.zone == zone) sum += group.weight;
  return sum;
}

double weight_in_cell(const Rig& rig, std::uint32_t cell) {
  double sum = 0;
  for (const auto& group : rig.ledger().customers->groups())
    if (group.cell == cell) sum += group.weight;
  return sum;
}

}  // namespace

TEST_CASE("The customers of an evacuated zone spread evenly over the others", "[models]") {
  Rig rig(web(4));
  rig.pull("entry users@r/b", Knob::weight, 1);
  for (const std::uint32_t zone : {0u, 2u, 3u}) CHECK_THAT(weight_in(rig, zone), WithinAbs(1.0 / 3, 1e-15));
  CHECK(weight_in(rig, 1) == 0);
}

TEST_CASE("Customers of two evacuated zones go to what is left, and none to one that sends its own away", "[models]") {
  Rig rig(web(4));
  rig.pull("entry users@r/c", Knob::weight, 0.5);
  rig.pull("entry users@r/b", Knob::weight, 1, 1);
  // c's own half stays; b's and the other half of c's are shared by a and d.
  CHECK_THAT(weight_in(rig, 2), WithinAbs(0.125, 1e-15));
  for (const std::uint32_t zone : {0u, 3u}) CHECK_THAT(weight_in(rig, zone), WithinAbs((1 - 0.125) / 2, 1e-15));
}

TEST_CASE("Who has come from one zone leaves the next as its own customers do", "[models]") {
  Rig rig(web(4));
  rig.pull("entry users@r/b", Knob::weight, 1);  // a, c and d have a third each
  for (int step = 1; step <= 60; ++step) {
    rig.pull("entry users@r/c", Knob::weight, step / 60.0, 1);
    REQUIRE_THAT(weight_in(rig, 2), WithinAbs((1 - step / 60.0) / 3, 1e-12));
    for (const std::uint32_t zone : {0u, 3u})
      REQUIRE_THAT(weight_in(rig, zone), WithinAbs((1 + step / 120.0) / 3, 1e-12));
  }
  CHECK(rig.success("web") == 1);
}

// Zones a, b, c, d have 40, 30, 20 and 10 of 100. Without b: 40 + 30 x 4/7, 20 + 30 x 2/7, 10 + 30 x 1/7. When d is emptied too, its own
// go to a and c as 4 to 2, and so do those who had come from b.
TEST_CASE("Where zones have unequal shares, who leaves goes to the others as much as these have", "[models]") {
  EntrySpec entry;
  entry.zones = {{"r/a", 0.8}, {"r/b", 0.6}, {"r/c", 0.4}, {"r/d", 0.2}};  // normalised
  Rig rig(web(4, entry));
  CHECK_THAT(weight_in(rig, 1), WithinAbs(0.3, 1e-15));
  rig.pull("entry users@r/b", Knob::weight, 1);
  CHECK_THAT(weight_in(rig, 0), WithinAbs(0.4 + 0.3 * 4 / 7, 1e-15));
  CHECK_THAT(weight_in(rig, 2), WithinAbs(0.2 + 0.3 * 2 / 7, 1e-15));
  CHECK_THAT(weight_in(rig, 3), WithinAbs(0.1 + 0.3 * 1 / 7, 1e-15));
  rig.pull("entry users@r/d", Knob::weight, 1, 1);
  CHECK_THAT(weight_in(rig, 0), WithinAbs(2.0 / 3, 1e-15));
  CHECK_THAT(weight_in(rig, 2), WithinAbs(1.0 / 3, 1e-15));
}

// Behind a load balancer a, b and c have 50, 30 and 20 of 100: without a, as 3 to 2.
TEST_CASE("A load balancer spreads by the zones' shares, and what is left of it by what is left of them", "[models]") {
  EntrySpec entry;
  entry.via = Via::load_balancer;
  entry.cross_zone = false;
  entry.zones = {{"r/a", 0.5}, {"r/b", 0.3}, {"r/c", 0.2}};
  Rig rig(web(3, entry));
  const auto load = [&](const char* pool) { return rig.ledger().pool_load_rps[rig.pool(pool)]; };
  CHECK_THAT(load("web@r/a"), WithinRel(50.0 / 3, 1e-12));
  rig.pull("entry users@r/a", Knob::weight, 1);
  CHECK(load("web@r/a") == 0);
  CHECK_THAT(load("web@r/b"), WithinRel(20.0, 1e-12));
  CHECK_THAT(load("web@r/c"), WithinRel(40.0 / 3, 1e-12));
}

// Of a's third half moves: b, which is open, has its own and all of that; c keeps its own, less a quarter, which goes to b too.
TEST_CASE("Behind a load balancer a part that is moved is that part, and goes to the zones that are open", "[models]") {
  EntrySpec entry;
  entry.via = Via::load_balancer;
  entry.cross_zone = false;
  Rig rig(web(3, entry));
  const auto load = [&](const char* pool) { return rig.ledger().pool_load_rps[rig.pool(pool)]; };
  rig.pull("entry users@r/a", Knob::weight, 0.5);
  CHECK_THAT(load("web@r/a"), WithinRel(50.0 / 9, 1e-12));  // of 100/3 in all
  CHECK_THAT(load("web@r/b"), WithinRel(125.0 / 9, 1e-12));
  rig.pull("entry users@r/c", Knob::weight, 0.25, 1);
  CHECK_THAT(load("web@r/c"), WithinRel(75.0 / 9, 1e-12));
  CHECK_THAT(load("web@r/b"), WithinRel(175.0 / 9, 1e-12));
}

// Nothing is open: b is left wholly, and its third goes to a and c as what is left of them, 90 % of a third each.
TEST_CASE("Where no zone is open, those that are left in part are the refuge", "[models]") {
  for (const Via via : {Via::load_balancer, Via::dns}) {
    EntrySpec entry;
    entry.via = via;
    if (via == Via::load_balancer) entry.cross_zone = false;
    Rig rig(web(3, entry));
    for (const char* one : {"entry users@r/a", "entry users@r/c"}) rig.pull(one, Knob::weight, 0.1);
    rig.pull("entry users@r/b", Knob::weight, 1, 1);
    const auto load = [&](const char* pool) { return rig.ledger().pool_load_rps[rig.pool(pool)]; };
    CHECK(load("web@r/b") == 0);
    CHECK_THAT(load("web@r/a"), WithinRel(50.0 / 3, 1e-9));
    CHECK_THAT(load("web@r/c"), WithinRel(50.0 / 3, 1e-9));
  }
}

TEST_CASE("A zone that nobody comes in by of himself is a refuge all the same", "[models]") {
  for (const Via via : {Via::load_balancer, Via::dns}) {
    EntrySpec entry;
    entry.via = via;
    if (via == Via::load_balancer) entry.cross_zone = false;
    entry.zones = {{"r/a", 1}};
    Rig rig(web(3, entry));
    rig.pull("entry users@r/a", Knob::weight, 1);
    const auto load = [&](const char* pool) { return rig.ledger().pool_load_rps[rig.pool(pool)]; };
    CHECK(load("web@r/a") == 0);
    CHECK_THAT(load("web@r/b"), WithinRel(50.0 / 3, 1e-9));
  }
}

TEST_CASE("A zone may have no instance: its callers find none where they must stay in it, others go elsewhere",
          "[models]") {
  for (const bool regional : {false, true}) {
    Builder builder(3, regional ? Routing::regional : Routing::zonal);
    builder.service("web").replicas_in = {{"r/c", 0}};
    builder.clients("web", 100);
    Rig rig(builder.finish());
    CHECK_THAT(rig.success("web"), WithinAbs(regional ? 1 : 2.0 / 3, 1e-12));
  }
}

TEST_CASE("With every zone evacuated customers stay where they are", "[models]") {
  Rig rig(web(2));
  for (const char* entry : {"entry users@r/a", "entry users@r/b"}) rig.pull(entry, Knob::weight, 1);
  CHECK(weight_in(rig, 0) == 0.5);
  CHECK(rig.success("web") == 1);
}

TEST_CASE("A drain and a return in 60 equal steps each move a sixtieth, and end with the very rates of the beginning",
          "[models]") {
  Rig rig(web(3));
  const auto beginning = rig.situation();
  for (int step = 1; step <= 60; ++step) {
    rig.pull("entry users@r/a", Knob::weight, step / 60.0);
    REQUIRE_THAT(weight_in(rig, 0), WithinAbs((1 - step / 60.0) / 3, 1e-12));
  }
  CHECK(rig.ledger().pool_load_rps[rig.pool("web@r/a")] == 0);
  for (int step = 59; step >= 0; --step) rig.pull("entry users@r/a", Knob::weight, step / 60.0);
  CHECK(rig.situation() == beginning);
}

TEST_CASE("Who is moved first suffers less: each group counts its own failures from the beginning", "[models]") {
  Rig rig(web(3));
  rig.wait(Duration::s(99));
  rig.put("pool web@r/a", Effect::errors, 1);      // a third of the customers fails for 1 s ...
  rig.pull("entry users@r/a", Knob::weight, 0.5);  // ... then half of it is away
  rig.wait(Duration::s(8));
  rig.pull("entry users@r/a", Knob::weight, 1);  // ... and the other half 9 s later
  rig.traffic.advance(rig.kernel.now());
  double early = 0, late = 0;
  for (const auto& group : rig.ledger().customers->groups()) {
    const double seconds = group.failed / (100.0 / 3);
    if (group.failed > 0) (seconds < 5 ? early : late) += group.weight;
    if (group.failed > 0) CHECK((std::abs(seconds - 1) < 1e-9 || std::abs(seconds - 10) < 1e-9));
    CHECK_THAT(group.offered, WithinRel(100.0 / 3 * 110, 1e-12));
  }
  CHECK_THAT(early, WithinRel(1.0 / 6, 1e-12));
  CHECK_THAT(late, WithinRel(1.0 / 6, 1e-12));
}

TEST_CASE("Groups that are all at home become their homes again, with their past averaged by weight", "[models]") {
  Rig rig(web(3));
  rig.put("pool web@r/a", Effect::errors, 1);
  rig.pull("entry users@r/a", Knob::weight, 0.25);
  rig.traffic.merge_customers();
  CHECK(rig.ledger().customers->groups().size() > 3);  // some are away
  rig.pull("entry users@r/a", Knob::weight, 0);
  double failed = 0;
  for (const auto& group : rig.ledger().customers->groups()) failed += group.weight * group.failed;
  rig.traffic.merge_customers();
  REQUIRE(rig.ledger().customers->groups().size() == 3);
  double after = 0;
  for (const auto& group : rig.ledger().customers->groups()) after += group.weight * group.failed;
  CHECK_THAT(after, WithinRel(failed, 1e-12));
}

TEST_CASE("A drained cell's customers go evenly to the cells of the other zones", "[models]") {
  Rig rig(celled(6, Span::zone));
  rig.pull("cell 1", Knob::placement, 1);  // zone a holds cells 1 and 4
  CHECK(weight_in_cell(rig, 0) == 0);
  CHECK_THAT(weight_in_cell(rig, 3), WithinAbs(1.0 / 6, 1e-15));
  for (const std::uint32_t cell : {1u, 2u, 4u, 5u})
    CHECK_THAT(weight_in_cell(rig, cell), WithinAbs(1.0 / 6 + 1.0 / 24, 1e-15));
  CHECK_THAT(weight_in(rig, 0), WithinAbs(1.0 / 6, 1e-15));
}

TEST_CASE("Customers of a zone's cells enter in that zone: losing one zone of three costs a third", "[models]") {
  Rig rig(celled(6, Span::zone));
  rig.put("zone r/b", Effect::down);
  CHECK_THAT(rig.success("web"), WithinAbs(2.0 / 3, 1e-12));
}

TEST_CASE("Behind a load balancer every customer meets the mean", "[models]") {
  Rig rig(web(3, load_balancer()));
  rig.put("pool web@r/a", Effect::errors, 1);
  for (const auto& group : rig.ledger().customers->groups()) CHECK_THAT(group.fail_share, WithinAbs(1.0 / 3, 1e-12));
}

TEST_CASE("A PoP's clients are lost until its routes converge, and then go to its next", "[models]") {
  EntrySpec entry;
  entry.via = Via::anycast;
  Builder builder;
  builder.service("web");
  builder.clients("web", 100, entry);
  builder.model().topology.edge.pops = {{"fra", 0.5, {"nrt"}}, {"iad", 0.3, {}}, {"nrt", 0.2, {}}};
  builder.model().topology.edge.convergence = Duration::s(30);
  Rig rig(builder.finish());
  const auto lost = rig.put("pop fra", Effect::down);
  CHECK_THAT(rig.success("web"), WithinAbs(0.5, 1e-12));
  rig.wait(Duration::s(28));
  CHECK_THAT(rig.success("web"), WithinAbs(0.5, 1e-12));
  rig.wait(Duration::s(1));
  CHECK(rig.success("web") == 1);
  rig.put("pop nrt", Effect::request_loss, 1);  // swallows its own clients and fra's
  CHECK_THAT(rig.success("web"), WithinAbs(0.3, 1e-12));
  rig.lift(lost);
  rig.wait(Duration::s(30));
  CHECK_THAT(rig.success("web"), WithinAbs(0.8, 1e-12));
}
