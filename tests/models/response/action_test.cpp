// SPDX-License-Identifier: Apache-2.0
// What an action means under each routing: who acts, and where the load is afterwards.
#include "models/response/action.hpp"

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/models/recorder.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

// web calls api; in zone a web fails half of its attempts from 100 s on; the signal names zone a at 120 s.
Model failing(Routing routing, Via via, const std::string& action) {
  Model model = three_zones(300, via);
  model.routing = routing;
  model.services[0].replicas_per_zone = 2;
  model.services[0].calls = {calling("api")};
  model.services.push_back(service("api", 2));
  std::swap(model.services[0], model.services[1]);  // sorted by name
  if (routing == Routing::cell) {
    model.cells.count = 6;
    model.cells.standby_lag = Duration::s(2);
  }
  model.detection.push_back(
      detector("zonal", "success_rate", {"service web"},
               {{"below", 0.99}, {"split", std::string("entry_zone")}, {"datapoints", MOfN{1, 1}}}));
  // Where an entry sends to every zone, who was asked tells the zone.
  if (routing == Routing::regional || via == Via::load_balancer)
    model.detection[0].values.set("split", std::string("callee_zone"));
  const bool cells = routing == Routing::cell;
  model.faults.push_back(fault(
      "service_errors",
      cells ? std::vector<std::string>{"pool web@r/a/1", "pool web@r/a/4"} : std::vector<std::string>{"pool web@r/a"},
      Duration::s(100), Duration::never(), {{"errors", 0.5}}));
  model.response.push_back(automatic("leave", "zonal", action));
  return model;
}

std::vector<std::string> steps(const Recorder& seen) {
  std::vector<std::string> out;
  for (const auto& action : seen.actions) out.push_back(action.what);
  return out;
}

}  // namespace

TEST_CASE("Evacuating a zone of a zonal service shifts its customers at the entry, once", "[models][response]") {
  const auto seen = run(failing(Routing::zonal, Via::dns, "evacuate"));
  CHECK(steps(seen) == std::vector<std::string>{"shift users from zone r/a"});
  CHECK(seen.actions[0].begins_s == 120);
  CHECK(seen.actions[0].effective_s == 180);  // the TTL
  CHECK_THAT(seen.at(200).zone_load_rps[0], WithinAbs(0, 1e-9));
  CHECK_THAT(seen.at(200).zone_load_rps[1], WithinRel(2 * 150.0, 1e-9));  // web and api
}

TEST_CASE("The life of connections adds to the TTL of a drain behind DNS, a drain of weights does not",
          "[models][response]") {
  Model model = failing(Routing::zonal, Via::dns, "shift");
  model.clients[0].entry.connections = Duration::s(240);
  model.response[0].drain = Duration::s(7);
  CHECK(run(model).actions[0].effective_s == 120 + 60 + 240);
  model.clients[0].entry.via = Via::load_balancer;
  CHECK(run(model).actions[0].effective_s == 120 + 7);
}

// TTL 60 s, connections 240 s. Who has asked again at u stays until u + v, both uniform: at 60 s 1/60 x the integral of (60 - u)/240 from 0
// to 60 has gone, 12.5 %; from then on the rest goes evenly, until 240 s; at 150 s 50 %, by symmetry.
TEST_CASE("Behind DNS customers stay for the TTL and then for the life of their connections", "[models][response]") {
  const Drain drain{Duration::s(60), Duration::s(240)};
  const auto gone = [&](double t) {  // between the steps of 5 s
    const auto i = static_cast<std::uint32_t>(t / 5);
    return (drain.moved(i - 1, 60) + drain.moved(i, 60)) / 2;
  };
  CHECK_THAT(gone(60), WithinAbs(0.125, 1e-3));
  CHECK_THAT(gone(105), WithinRel(0.125 + 45.0 / 240, 1e-9));
  CHECK_THAT(gone(150), WithinRel(0.5, 1e-9));
  CHECK_THAT(1 - gone(240), WithinAbs(0.125, 1e-3));
  double mean_time = 0;
  for (std::uint32_t i = 0; i < 60; ++i) mean_time += (1 - drain.moved(i, 60)) * 5;
  CHECK_THAT(mean_time, WithinRel(30.0 + 120, 1e-9));  // half of each
  CHECK_THAT((Drain{Duration::s(60), Duration::zero()}.moved(0, 60)), WithinRel(1.0 / 120, 1e-12));
}

// 100/s enter a zone for web, half of which comes to api where web fails (a). A quarter of a's goes to b and c; later all of it.
TEST_CASE("A shift may move a share, and another the rest", "[models][response]") {
  Model model = failing(Routing::zonal, Via::dns, "shift");
  model.response[0].share = 0.25;
  CHECK_THAT(run(model).at(1000).zone_load_rps[0], WithinRel(75 + 37.5, 1e-9));
  model.response.push_back(automatic("leave-wholly", "zonal", "shift"));
  model.response[1].after = Duration::s(300);
  const auto seen = run(model);
  CHECK_THAT(seen.at(200).zone_load_rps[0], WithinRel(75 + 37.5, 1e-9));
  CHECK_THAT(seen.at(200).zone_load_rps[1], WithinRel(2 * 112.5, 1e-9));
  CHECK_THAT(seen.at(1000).zone_load_rps[0], WithinAbs(0, 1e-9));
  CHECK_THAT(seen.at(1000).zone_load_rps[2], WithinRel(2 * 150.0, 1e-9));
}

TEST_CASE("Evacuating a zone under regional routing takes every service's action and the entry's",
          "[models][response]") {
  const auto seen = run(failing(Routing::regional, Via::dns, "evacuate"));
  // By team: the entry belongs to the team of the service behind it.
  CHECK(steps(seen) == std::vector<std::string>{"evacuate_service api from zone r/a", "shift users from zone r/a",
                                                "evacuate_service web from zone r/a"});
  CHECK_THAT(seen.at(50).zone_load_rps[0], WithinRel(2 * 100.0, 1e-9));
  CHECK_THAT(seen.at(200).zone_load_rps[0], WithinAbs(0, 1e-9));
  const auto& web = seen.at(200).services[1];
  CHECK_THAT(web.ok / web.offered, WithinRel(1.0, 1e-12));
}

TEST_CASE("A service that nobody calls has nothing to evacuate, and takes nobody's time", "[models][response]") {
  Model model = failing(Routing::regional, Via::dns, "evacuate");
  const auto before = steps(run(model));
  model.services.insert(model.services.begin(), service("a-idle"));
  CHECK(steps(run(model)) == before);
}

TEST_CASE("Under regional routing a shift alone leaves a zone its share of the work", "[models][response]") {
  const auto seen = run(failing(Routing::regional, Via::dns, "shift"));
  CHECK(steps(seen) == std::vector<std::string>{"shift users from zone r/a"});
  CHECK_THAT(seen.at(200).zone_load_rps[0],
             WithinRel(100 + (300 - 50) / 3.0, 1e-9));  // web's third; of api's calls 50 are not made
}

TEST_CASE("One service's evacuation leaves the others where they are", "[models][response]") {
  const auto seen = run(failing(Routing::regional, Via::dns, "evacuate_service"));
  CHECK(steps(seen) == std::vector<std::string>{"evacuate_service web from zone r/a"});  // the signal's service
  CHECK_THAT(seen.at(200).zone_load_rps[0], WithinRel(100.0, 1e-9));  // api's third of 300, web's nothing
  Model model = failing(Routing::regional, Via::dns, "evacuate_service");
  model.response[0].service = "api";
  CHECK(steps(run(model)) == std::vector<std::string>{"evacuate_service api from zone r/a"});
}

TEST_CASE("Evacuating a zone of cells drains the cells that stand in it", "[models][response]") {
  const auto seen = run(failing(Routing::cell, Via::dns, "evacuate"));
  CHECK(steps(seen) ==
        std::vector<std::string>{"drain_cell cell 1", "drain_cell cell 4"});  // cell n stands in zone (n-1) mod 3
  CHECK(seen.actions[0].effective_s == 180);
  CHECK_THAT(seen.at(200).zone_load_rps[0], WithinAbs(0, 1e-9));
  CHECK_THAT(seen.at(200).zone_load_rps[1], WithinRel(2 * 150.0, 1e-9));
}

TEST_CASE("Behind a load balancer evacuating a zone of cells takes its node out too", "[models][response]") {
  const auto seen = run(failing(Routing::cell, Via::load_balancer, "evacuate"));
  CHECK(steps(seen) == std::vector<std::string>{"drain_cell cell 1", "drain_cell cell 4", "shift users from zone r/a"});
  CHECK_THAT(seen.at(200).zone_load_rps[0], WithinAbs(0, 1e-9));
}

TEST_CASE("A cell with a standby is drained at once, one without waits for the copy of its state",
          "[models][response]") {
  for (const bool standby : {true, false}) {
    Model model = failing(Routing::cell, Via::dns, "drain_cell");
    model.response[0].cell = "cell 4";
    if (!standby) {
      model.cells.standby_lag.reset();
      model.cells.copy = Duration::s(300);
    }
    const auto seen = run(model);
    CHECK(steps(seen) == std::vector<std::string>{"drain_cell cell 4"});
    const double moves = standby ? 120 : 420;
    CHECK(seen.actions[0].begins_s == 120);
    CHECK(seen.actions[0].effective_s == moves + 60);
    // Zone a serves 100 requests, of which 50 succeed and call api; half of both leave with the cell.
    CHECK_THAT(seen.at(moves - 1).zone_load_rps[0], WithinRel(100 + 50.0, 1e-9));
    CHECK_THAT(seen.at(moves + 61).zone_load_rps[0], WithinRel(50 + 25.0, 1e-9));
  }
}

TEST_CASE("Who evacuates services may be others than who shifts", "[models][response]") {
  for (const auto routing : {Routing::zonal, Routing::regional}) {
    Model model = failing(routing, Via::dns, "evacuate");
    PeopleSpec on_call;
    on_call.name = "on-call";
    on_call.acknowledge = Distribution::fixed(Duration::s(100));
    PeopleSpec teams;
    teams.name = "teams";
    teams.per_service = true;
    teams.acknowledge = Distribution::fixed(Duration::s(200));
    model.people = {on_call, teams};
    model.response[0].who = "on-call";
    model.response[0].who_evacuates_service = "teams";
    const auto seen = run(model);
    REQUIRE(!seen.actions.empty());
    for (const auto& action : seen.actions) {
      CHECK((action.actor == "on-call") == (routing == Routing::zonal));
      CHECK(action.decided_s == 120 + (routing == Routing::zonal ? 100 : 200));
    }
  }
}
