// SPDX-License-Identifier: Apache-2.0
// Who calls whom: targets by routing, deadlines, and the radius of the matrix of calls.
#include "models/traffic/network.hpp"

#include <cmath>

#include "models/plan.hpp"
#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/rig.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;

namespace {

CallSpec shared(CallSpec out, double share) {
  out.share = share;
  return out;
}

std::uint32_t targets(Routing routing, Scope scope, int cells = 0) {
  Builder builder(3, routing);
  if (cells > 0) builder.cells(cells);
  builder.service("web", {call("db")}).replicas_per_zone = 2;
  builder.service("db").replicas_per_zone = 2;
  builder.model().services.back().scope = scope;
  builder.clients("web", 1);
  const Plan plan(builder.finish());
  const auto& net = plan.network();
  return net.edges[net.first_edge[plan.estate().pools_of(1)[0]]].targets;
}

}  // namespace

TEST_CASE("Routing says which pools a call reaches, unless the callee's scope does", "[models]") {
  CHECK(targets(Routing::zonal, Scope::by_routing) == 1);
  CHECK(targets(Routing::regional, Scope::by_routing) == 3);
  CHECK(targets(Routing::zonal, Scope::by_routing, 6) == 1);
  CHECK(targets(Routing::zonal, Scope::regional) == 3);
  CHECK(targets(Routing::regional, Scope::zonal) == 1);
  CHECK(targets(Routing::zonal, Scope::managed) == 1);
}

TEST_CASE("A call without a timeout waits as long as whoever called its caller", "[models]") {
  Builder builder(1);
  builder.service("web", {call("app", Duration::s(3))});
  builder.service("app", {call("db", Duration::never())});
  builder.service("db");
  builder.clients("web", 1).timeout = Duration::s(20);
  const Model model = builder.finish();
  Rig rig(model);
  const auto& edges = rig.plan.network().edges;
  CHECK(edges[rig.edge("pool app@r/a", "db")].timeout_s == 3);
  CHECK(edges[rig.edge("pool web@r/a", "app")].deadline_s == 20);
  CHECK(edges[rig.edge("entry users@r/a", "web")].timeout_s == 20);
}

TEST_CASE("The radius of the matrix of calls is 0 without a circle, and the geometric mean of the shares around one",
          "[models]") {
  Builder chain;
  chain.service("a", {call("b")});
  chain.service("b", {call("c")});
  chain.service("c");
  CHECK_THAT(call_radius(chain.finish().services),
             WithinAbs(0, 0.02));  // power iteration: 400 steps towards a double zero
  Builder circle;
  circle.service("a", {shared(call("b"), 0.9)});
  circle.service("b", {shared(call("c"), 0.8)});
  circle.service("c", {shared(call("a"), 0.7)});
  CHECK_THAT(call_radius(circle.finish().services), WithinAbs(std::cbrt(0.9 * 0.8 * 0.7), 1e-9));
  Builder twice;
  twice.service("a", {shared(call("a"), 0.6)}).calls[0].times = 2;
  CHECK_THAT(call_radius(twice.finish().services), WithinAbs(1.2, 1e-9));
}

TEST_CASE("A circle of calls adds up its geometric series", "[models]") {
  // a calls itself with a half of its requests: 100/(1 - 1/2) arrive.
  Builder builder(1);
  builder.service("a", {shared(call("a"), 0.5)});
  builder.clients("a", 100);
  Rig rig(builder.finish());
  CHECK_THAT(rig.load("a"), WithinAbs(200, 1e-9));
  CHECK(rig.solution().converged);
}
