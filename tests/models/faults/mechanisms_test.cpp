// SPDX-License-Identifier: Apache-2.0
// What kinds of faults do, through their rows in the registry.
#include <set>

#include "models/faults/registry.hpp"
#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/rig.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Model pair_of_services() {
  Builder builder(2, Routing::regional);
  builder.service("web", {call("db", Duration::s(10))});
  builder.service("db");
  builder.clients("web", 100, load_balancer());
  return builder.finish();
}

Values packets(double loss, std::int64_t retransmissions) {
  Values values;
  values.set("loss", loss);
  values.set("retransmissions", retransmissions);
  values.set("rto", Duration::ms(200));
  return values;
}

// The impairments of one occurrence, put by hand.
std::vector<Impairment> strike(Rig& rig, const std::string& kind, const Values& values, const Victims& victims) {
  std::vector<Impairment> out;
  find_fault_kind(kind)->impair(values, victims, out);
  for (auto& one : out) {
    one.by = 7;
    rig.put(one);
  }
  return out;
}

double delay_of(const Rig& rig, const std::string& caller, const std::string& callee) {
  return rig.solution().calls[rig.edge(caller, callee)].time_ok.mean;
}

}  // namespace

TEST_CASE("Kinds of faults are sorted, unique, described, and say their targets", "[models]") {
  std::string before;
  for (const auto& row : fault_kinds()) {
    CHECK(std::string(row.kind.name) > before);
    before = row.kind.name;
    CHECK(row.kind.about.back() == '.');
    CHECK_FALSE(row.kind.targets.empty());
    for (const auto& parameter : row.kind.parameters) CHECK_FALSE(parameter.about.empty());
    CHECK(find_fault_kind(row.kind.name) == &row);
  }
  CHECK(find_fault_kind("nonsense") == nullptr);
}

TEST_CASE("Packet loss of 40 % with one retransmission loses 16 % of the messages and delays the others by 57 ms",
          "[models]") {
  // Lost twice: 0.4^2. Of what arrives, 0.4 * 0.6 has waited for one timeout of 200 ms: 0.24 * 0.2 / 0.84 = 57.142857 ms.
  std::vector<Impairment> out;
  Victims path;
  path.from = {1};
  path.to = {2};
  find_fault_kind("packet_loss")->impair(packets(0.4, 1), path, out);
  std::set<std::tuple<ComponentId, ComponentId, Effect>> seen;
  for (const auto& one : out) {
    seen.insert({one.where.at, one.where.to, one.what});
    CHECK_THAT(one.amount, WithinRel(one.what == Effect::delay_add ? 0.2 * 0.24 / 0.84 : 0.16, 1e-12));
  }
  // Requests of calls along the path, replies of calls against it; both calls are late.
  CHECK(seen == std::set<std::tuple<ComponentId, ComponentId, Effect>>{{1, 2, Effect::request_loss},
                                                                       {2, 1, Effect::reply_loss},
                                                                       {1, 2, Effect::delay_add},
                                                                       {2, 1, Effect::delay_add}});
}

TEST_CASE("Packet loss both ways delays a call's request and its reply", "[models]") {
  Rig rig(pair_of_services());
  Victims path;
  path.from = {rig.id("service web")};
  path.to = {rig.id("service db")};
  path.both = true;
  strike(rig, "packet_loss", packets(0.4, 1), path);
  CHECK_THAT(delay_of(rig, "pool web@r/a", "db"), WithinRel(2 * 0.2 * 0.24 / 0.84, 1e-12));
  CHECK_THAT(rig.success("db"), WithinRel(0.84 * 0.84, 1e-12));
}

TEST_CASE("Total packet loss loses everything and delays nothing", "[models]") {
  Rig rig(pair_of_services());
  Victims path;
  path.from = {rig.id("service web")};
  path.to = {rig.id("service db")};
  strike(rig, "packet_loss", packets(1, 5), path);
  CHECK(rig.success("db") == 0);
  CHECK(rig.situation().paths[rig.plan.network().edges[rig.edge("pool web@r/a", "db")].first_target].delay_add_s == 0);
}

TEST_CASE("Targets that overlap are struck once", "[models]") {
  // Everything in the list is hit with 40 %; what stands in two of its targets is hit once, not 64 %.
  Rig rig(pair_of_services());
  Values errors;
  errors.set("errors", 0.4);
  errors.set("slow", 3.0);
  errors.set("delay", Duration::ms(5));
  strike(rig, "service_errors", errors,
         {{rig.id("pool db@r/a"), rig.id("service db"), rig.id("zone r/a")}, {}, {}, false});
  const auto& folded = rig.world.at(rig.plan.estate().pools[rig.pool("db@r/a")].first);
  CHECK_THAT(folded.errors, WithinAbs(0.4, 1e-15));
  CHECK(folded.delay_factor == 3);
  CHECK_THAT(folded.delay_add_s, WithinAbs(0.005, 1e-15));
}

TEST_CASE("Paths of one fault that overlap lose a request once", "[models]") {
  Rig rig(pair_of_services());
  Values loss;
  loss.set("loss", 0.4);
  Victims path;
  path.from = {rig.id("service web"), rig.id("zone r/a")};
  path.to = {rig.id("service db"), rig.id("pool db@r/a")};
  std::sort(path.from.begin(), path.from.end());
  strike(rig, "request_loss", loss, path);
  CHECK_THAT(rig.success("db"), WithinRel(0.6, 1e-12));
}

TEST_CASE("A cut link loses what goes between its two zones, and no more", "[models]") {
  Rig rig(pair_of_services());
  rig.put("link r/a..r/b", Effect::down);
  CHECK_THAT(rig.success("db"), WithinRel(0.5, 1e-12));  // half of each zone's calls stay at home
  // The load balancer's nodes send half of the requests over it too.
  CHECK_THAT(rig.success("web"), WithinRel(0.25, 1e-12));
}

TEST_CASE("A crash is known at once, a dead host after the timeout", "[models]") {
  Rig rig(pair_of_services());
  const auto crash = rig.put("service db", Effect::refuse);
  CHECK(rig.solution().calls[rig.edge("pool web@r/a", "db")].time_any.mean == 0);
  rig.lift(crash);
  rig.put("service db", Effect::down);
  CHECK(rig.solution().calls[rig.edge("pool web@r/a", "db")].time_any.mean == 10);
}
