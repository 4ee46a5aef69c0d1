// SPDX-License-Identifier: Apache-2.0
// Responses from signal to lever and back: what holds them, when they begin, how they end.
#include "models/response/responder.hpp"

#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/recorder.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

// A load balancer over three zones, 300 requests a second; the provider tells of a zone's loss and return at once; a shift at once.
Model told() {
  Model model = three_zones(300, Via::load_balancer);
  model.detection.push_back(
      detector("feed", "provider", {"zone r/a", "zone r/b", "zone r/c"}, {{"delay", Distribution()}}));
  model.response.push_back(automatic("leave", "feed", "shift"));
  return model;
}

FaultSpec loss(const std::string& zone, std::int64_t from_s, std::int64_t to_s) {
  auto out = fault("zone_loss", {zone}, Duration::s(from_s), Duration::s(to_s - from_s));
  out.name = "loss-" + zone + std::to_string(from_s);
  return out;
}

}  // namespace

TEST_CASE("A control-plane action waits for its control plane, a data-plane action does not", "[models][response]") {
  // The plane is down from 50 to 1,003 s: asked at 100, 110, ..., 1,000 in vain, at 1,010 it is there.
  for (const bool outage : {false, true})
    for (const bool needs : {false, true}) {
      Model model = told();
      model.faults.push_back(loss("zone r/a", 100, 2000));
      if (outage)
        model.faults.push_back(fault("control_plane_loss", {"control-plane r"}, Duration::s(50), Duration::s(953)));
      if (needs) model.response[0].needs = {"control-plane r"};
      const auto seen = run(model);
      REQUIRE(seen.actions.size() == 1);
      CHECK(seen.actions[0].decided_s == 100);
      CHECK(seen.actions[0].begins_s == (outage && needs ? 1010 : 100));
      CHECK(seen.actions[0].blocked.size() == (outage && needs ? 91 : 0));
      if (outage && needs) CHECK(seen.actions[0].blocked.front() == std::pair(100.0, std::string("control-plane r")));
      CHECK_THAT(seen.at(1005).zone_load_rps[1], WithinRel(outage && needs ? 100.0 : 150.0, 1e-9));
    }
}

TEST_CASE("An action that is held back gives up when its signal is gone", "[models][response]") {
  Model model = told();
  model.faults.push_back(loss("zone r/a", 100, 500));
  model.faults.push_back(fault("control_plane_loss", {"control-plane r"}, Duration::s(50), Duration::s(953)));
  model.response[0].needs = {"control-plane r"};
  const auto seen = run(model);
  REQUIRE(seen.actions.size() == 1);
  CHECK(seen.actions[0].begins_s == -1);
  CHECK(seen.actions[0].blocked.back().first == 500);  // asked once more, in vain; then nobody asks
}

TEST_CASE("Of two zones that signal at one instant the first by name is left, the other waits until it is back",
          "[models][response]") {
  Model model = told();
  model.faults.push_back(loss("zone r/b", 100, 3000));
  model.faults.push_back(loss("zone r/a", 100, 3000));
  model.response[0].one_zone_out = true;
  model.response[0].lasts = Duration::s(605);
  const auto seen = run(model);
  REQUIRE(seen.actions.size() == 2);
  CHECK(seen.actions[0].what == "shift users from zone r/a");
  CHECK(seen.actions[0].begins_s == 100);
  CHECK(seen.actions[0].ends_s == 705);
  CHECK(seen.actions[1].what == "shift users from zone r/b");
  CHECK(seen.actions[1].blocked.front() == std::pair(100.0, std::string("one_zone_out")));
  CHECK(seen.actions[1].begins_s == 710);  // asked every 10 s since 100
}

TEST_CASE("Without the rule both zones are left at once", "[models][response]") {
  Model model = told();
  model.faults.push_back(loss("zone r/b", 100, 3000));
  model.faults.push_back(loss("zone r/a", 100, 3000));
  const auto seen = run(model);
  REQUIRE(seen.actions.size() == 2);
  CHECK(seen.actions[0].begins_s == 100);
  CHECK(seen.actions[1].begins_s == 100);
  CHECK_THAT(seen.at(200).zone_load_rps[2], WithinRel(300.0, 1e-9));
}

TEST_CASE("A shift waits until the other zones can carry the load", "[models][response]") {
  // One instance of 140/s in each zone: two carry 280. 270 requests a second fit, 300 do not. Zone a is gray: its load is still there.
  for (const double rps : {270.0, 300.0}) {
    Model model = told();
    model.clients[0].peak_rps = rps;
    model.services[0].capacity_rps = 140;
    model.response[0].capacity_suffices = true;
    model.detection[0] = detector("feed", "success_rate", {"service web"},
                                  {{"below", 0.99}, {"split", std::string("callee_zone")}, {"datapoints", MOfN{1, 1}}});
    model.faults.push_back(
        fault("service_errors", {"pool web@r/a"}, Duration::s(100), Duration::never(), {{"errors", 0.5}}));
    const auto seen = run(model);
    REQUIRE(seen.actions.size() == 1);
    CHECK(seen.actions[0].begins_s == (rps == 270 ? 120 : -1));
    if (rps == 300) CHECK(seen.actions[0].blocked.at(0) == std::pair(120.0, std::string("capacity_suffices (web)")));
  }
}

TEST_CASE("An action expires after its time, and its drain leads back as it led out", "[models][response]") {
  Model model = told();
  model.faults.push_back(loss("zone r/a", 100, 3500));
  model.response[0].lasts = Duration::s(600);
  model.response[0].drain = Duration::s(120);
  const auto seen = run(model);
  REQUIRE(seen.actions.size() == 1);
  CHECK(seen.actions[0].effective_s == 220);
  CHECK(seen.actions[0].ends_s == 700);
  // The dead entry has a third, less what is moved. Half way out (and back) that is half, but for half a step: at 160 s step
  // 30 of 60 holds, 30.5 / 60 moved.
  const auto share = [](double moved) { return (1 - moved) / 3; };
  const auto failing = [&](double when) {
    const auto& web = seen.at(when).services[0];
    return (web.offered - web.ok) / web.offered;
  };
  CHECK_THAT(failing(160), WithinRel(share(30.5 / 60), 1e-9));
  CHECK_THAT(failing(500), WithinAbs(0, 1e-12));
  CHECK_THAT(failing(760), WithinRel(share(1 - 30.5 / 60), 1e-9));
  CHECK_THAT(failing(820), WithinRel(1.0 / 3, 1e-9));
}

// Zone a is lost from 100 to 1,000 s; one detector says so at once, the other a minute late, of a alone. Of b, lost from 300 to 600 s, one
// knows. When the first of them has cleared, at 1,000 s, it is no longer both: 300 s later the action ends.
TEST_CASE("An action that requires all of its signals waits for the last, and for one place", "[models][response]") {
  Model model = told();
  model.detection.push_back(
      detector("late", "provider", {"zone r/a"}, {{"delay", Distribution::fixed(Duration::s(60))}}));
  model.faults.push_back(loss("zone r/a", 100, 1000));
  model.faults.push_back(loss("zone r/b", 300, 600));
  model.response[0].when = {"feed", "late"};
  model.response[0].all_of = true;
  model.response[0].until_clear = true;
  model.response[0].bake = Duration::s(300);
  const auto seen = run(model);
  REQUIRE(seen.actions.size() == 1);
  CHECK(seen.actions[0].decided_s == 160);
  CHECK(seen.actions[0].ends_s == 1300);
}

TEST_CASE("After its end an action comes again only when its signal rises again", "[models][response]") {
  Model model = told();
  model.faults.push_back(loss("zone r/a", 100, 1000));
  model.faults.push_back(loss("zone r/a", 1500, 2000));
  model.response[0].lasts = Duration::s(200);
  const auto seen = run(model);
  REQUIRE(seen.actions.size() == 2);
  CHECK(seen.actions[0].ends_s == 300);
  CHECK(seen.actions[1].begins_s == 1500);
}

TEST_CASE("A signal that rises while its response is under way starts nothing", "[models][response]") {
  Model model = told();
  model.faults.push_back(loss("zone r/a", 100, 200));
  model.faults.push_back(loss("zone r/a", 300, 400));
  model.response[0].lasts = Duration::s(1000);
  CHECK(run(model).actions.size() == 1);
}

TEST_CASE("Until clear: an action ends when its signal has been clear for the time of baking", "[models][response]") {
  Model model = told();
  model.faults.push_back(loss("zone r/a", 100, 500));
  model.faults.push_back(loss("zone r/a", 700, 900));  // rises again within 300 s: the baking starts anew at 900
  model.response[0].until_clear = true;
  const auto seen = run(model);
  REQUIRE(seen.actions.size() == 1);
  CHECK(seen.actions[0].ends_s == 1200);
  CHECK_THAT(seen.at(1300).zone_load_rps[0], WithinRel(100.0, 1e-9));
}

TEST_CASE("Until clear: of several signals the last one counts", "[models][response]") {
  Model model = told();
  model.detection.push_back(
      detector("late", "provider", {"zone r/a"}, {{"delay", Distribution::fixed(Duration::s(60))}}));
  model.faults.push_back(loss("zone r/a", 100, 500));
  model.response[0].when = {"feed", "late"};
  model.response[0].until_clear = true;
  const auto seen = run(model);
  REQUIRE(seen.actions.size() == 1);
  CHECK(seen.actions[0].ends_s == 500 + 60 + 300);
}

TEST_CASE("Until clear: an action that begins when its signal is gone ends after the time of baking",
          "[models][response]") {
  Model model = told();
  model.faults.push_back(loss("zone r/a", 100, 200));
  model.response[0].until_clear = true;
  model.response[0].after = Duration::s(600);
  const auto seen = run(model);
  REQUIRE(seen.actions.size() == 1);
  CHECK(seen.actions[0].begins_s == 700);
  CHECK(seen.actions[0].ends_s == 1000);
}

TEST_CASE("Until clear: teams that act after the signal has gone do not hold up the end of who acted before",
          "[models][response]") {
  Model model = told();
  model.routing = Routing::regional;
  model.services[0].calls = {calling("api")};
  model.services.insert(model.services.begin(), service("api"));
  model.faults.push_back(loss("zone r/a", 100, 200));
  PeopleSpec on_call;
  on_call.name = "on-call";
  on_call.decide = Distribution::fixed(Duration::s(150));
  model.people = {on_call};
  model.response[0].action = "evacuate";
  model.response[0].who = "on-call";
  model.response[0].until_clear = true;
  const auto seen = run(model);
  // Decided at 250, 400, 550 with the signal gone since 200: at 500 it has been clear for 300 s. The third
  // ends at the latest 300 s after it began.
  REQUIRE(seen.actions.size() == 3);
  CHECK(seen.actions[0].ends_s == 500);
  CHECK(seen.actions[1].ends_s == 500);
  CHECK(seen.actions[2].begins_s == 550);
  CHECK(seen.actions[2].ends_s > 550);
  CHECK(seen.actions[2].ends_s <= 850);
}

TEST_CASE("A response waits its time after the signal and takes a literal zone where one is given",
          "[models][response]") {
  Model model = told();
  model.faults.push_back(loss("zone r/a", 100, 3000));
  model.response[0].after = Duration::s(90);
  model.response[0].zone = "zone r/c";
  const auto seen = run(model);
  REQUIRE(seen.actions.size() == 1);
  CHECK(seen.actions[0].what == "shift users from zone r/c");
  CHECK(seen.actions[0].decided_s == 190);
}

TEST_CASE("A response that needs a zone and gets none does nothing, unless people look for it", "[models][response]") {
  Model model = three_zones(300, Via::dns);
  model.faults.push_back(fault("crash", {"pool web@r/b"}, Duration::s(100)));
  model.detection.push_back(
      detector("whole", "success_rate", {"service web"}, {{"below", 0.99}, {"datapoints", MOfN{1, 1}}}));
  model.response.push_back(automatic("leave", "whole", "shift"));
  CHECK(run(model).actions.empty());

  model.response[0].localise = Distribution::fixed(Duration::s(45));
  const auto seen = run(model);
  REQUIRE(seen.actions.size() == 1);
  CHECK(seen.actions[0].what == "shift users from zone r/b");
  CHECK(seen.actions[0].decided_s == 120 + 45);  // [60,120) breaches
}

TEST_CASE("People who look for the zone find a wrong one with the chance given, each of the others alike",
          "[models][response]") {
  Model model = three_zones(300, Via::dns);
  model.faults.push_back(fault("crash", {"pool web@r/b"}, Duration::s(100)));
  model.detection.push_back(
      detector("whole", "success_rate", {"service web"}, {{"below", 0.99}, {"datapoints", MOfN{1, 1}}}));
  model.response.push_back(automatic("leave", "whole", "shift"));
  model.response[0].localise = Distribution::exponential(Duration::s(45));
  model.response[0].localise_wrong = 0.3;
  model.horizon = Duration::minutes(15);
  Plan plan(model);
  const double n = 1000;
  double found[3] = {0, 0, 0};
  double searched = 0;
  for (std::uint64_t r = 0; r < 1000; ++r) {
    const auto seen = run(plan, 1, r);
    REQUIRE(!seen.actions.empty());
    ++found[seen.actions[0].signal.scope.zone];
    searched += seen.actions[0].decided_s - 120;
  }
  const auto near = [&](double count, double p) { return std::abs(count / n - p) < 4 * std::sqrt(p * (1 - p) / n); };
  CHECK(near(found[1], 0.7));
  CHECK(near(found[0], 0.15));
  CHECK(near(found[2], 0.15));
  CHECK(std::abs(searched / n - 45) < 4 * 45 / std::sqrt(n));
}
