// SPDX-License-Identifier: Apache-2.0
// Alarms as a file gives them: sides, splits, volumes, unhealthy instances, and one instance against a zone.
#include "tests/catch.hpp"
#include "tests/models/recorder.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

// 300 requests a second, 100 in each zone; an alarm on 1 of 1 minutes below 99 %.
Model alarmed(const std::string& split, const std::string& side, const std::string& missing = "hold") {
  Model model = three_zones(300, Via::dns);
  model.detection.push_back(
      detector("success", "success_rate", {"service web"},
               {{"below", 0.99}, {"split", split}, {"side", side}, {"missing", missing}, {"datapoints", MOfN{1, 1}}}));
  return model;
}

SeenSignal series_at(double when_s, std::uint32_t zone, bool rises) {
  return {when_s, 0, {0, zone, kNone}, rises};
}

}  // namespace

TEST_CASE("The clients' side of a dead zone shows failures, its servers' side shows nothing", "[models][detection]") {
  const auto dead = fault("zone_loss", {"zone r/a"}, Duration::s(100), Duration::s(900));
  Model clients = alarmed("entry_zone", "client");
  clients.faults.push_back(dead);
  // [60,120): 20 s of failures in 60; [960,1020) is the last with any; [1020,1080) is well.
  CHECK(run(clients).signals == std::vector<SeenSignal>{series_at(120, 0, true), series_at(1080, 0, false)});
  Model servers = alarmed("callee_zone", "server");
  servers.faults.push_back(dead);
  CHECK(run(servers).signals.empty());  // what was answered until 100 s was good; then 0 of 0, and the alarm holds
  Model breaching = alarmed("callee_zone", "server", "breaching");
  breaching.faults.push_back(dead);
  // The first whole minute without data is [120,180), the last [900,960).
  CHECK(run(breaching).signals == std::vector<SeenSignal>{series_at(180, 0, true), series_at(1020, 0, false)});
}

TEST_CASE("An alarm that is not split sums its zones and names none", "[models][detection]") {
  // 6 % in a third are 2 % of all: 360 of 18,000 a minute, 9 deviations above the 180 that 99 % allow.
  Model model = alarmed("none", "client");
  model.faults.push_back(
      fault("service_errors", {"pool web@r/a"}, Duration::s(60), Duration::never(), {{"errors", 0.06}}));
  CHECK(run(model).signals == std::vector<SeenSignal>{series_at(120, kNone, true)});
}

TEST_CASE("One gray instance of three is no gray zone, two are", "[models][detection]") {
  for (const bool two : {false, true}) {
    Model model = alarmed("callee_zone", "client");
    model.topology.regions[0].racks_per_zone = 1;
    model.topology.regions[0].hosts_per_rack = 3;
    model.services[0].replicas_per_zone = 3;  // one on each host
    model.detection[0].values.set("single_zone", true);
    model.faults.push_back(fault(
        "gray_host",
        two ? std::vector<std::string>{"host r/b/01/01", "host r/b/01/03"} : std::vector<std::string>{"host r/b/01/01"},
        Duration::s(60), Duration::never(), {{"errors", 0.5}}));
    const auto seen = run(model);
    CHECK(seen.signals == (two ? std::vector<SeenSignal>{series_at(120, 1, true)} : std::vector<SeenSignal>{}));
    CHECK(seen.held.empty() == two);
    if (!two)
      CHECK(seen.held.front() == std::pair(120.0, std::string("one instance had more than half of the failures")));
  }
}

TEST_CASE("The same loss in two zones is held back by the single-zone rule", "[models][detection]") {
  Model model = alarmed("entry_zone", "client");
  model.services[0].replicas_per_zone = 2;
  model.detection[0].values.set("single_zone", true);
  model.faults.push_back(
      fault("service_errors", {"pool web@r/a", "pool web@r/c"}, Duration::s(60), Duration::never(), {{"errors", 0.5}}));
  const auto seen = run(model);
  CHECK(seen.signals.empty());
  REQUIRE(!seen.held.empty());
  CHECK(seen.held.front() == std::pair(120.0, std::string("another zone was in alarm too")));
}

TEST_CASE("A volume alarm sees the attempts go", "[models][detection]") {
  // 100 a second in each zone against 50: [60,120) still has 40 s of them, 4,000 against 3,000; [120,180) has none.
  Model model = three_zones(300, Via::dns);
  model.detection.push_back(detector("volume", "volume", {"service web"},
                                     {{"below", 50.0},
                                      {"split", std::string("callee_zone")},
                                      {"side", std::string("server")},
                                      {"datapoints", MOfN{1, 1}}}));
  model.faults.push_back(fault("zone_loss", {"zone r/a"}, Duration::s(100), Duration::s(900)));
  CHECK(run(model).signals ==
        std::vector<SeenSignal>{series_at(180, 0, true), series_at(1080, 0, false)});  // [960,1020): 20 s, 2,000
}

TEST_CASE("A count of unhealthy instances sees what the health checks hold, and no more", "[models][detection]") {
  Model model = three_zones(300, Via::dns);
  model.routing = Routing::regional;
  model.services[0].replicas_per_zone = 2;
  model.services[0].health_check = HealthCheckSpec{};
  model.services[0].health_check->phase = Duration::s(15);
  model.detection.push_back(
      detector("unhealthy", "unhealthy_count", {"service web"},
               {{"above", std::int64_t{1}}, {"split", std::string("callee_zone")}, {"datapoints", MOfN{1, 1}}}));
  model.faults.push_back(fault("crash", {"pool web@r/b"}, Duration::s(100), Duration::s(400)));
  // Both instances are out at 135 and back at 645 (health_test.cpp); periods end at 180 and 660.
  CHECK(run(model).signals == std::vector<SeenSignal>{series_at(180, 1, true), series_at(660, 1, false)});
  model.detection[0].values.set("above", std::int64_t{2});
  CHECK(run(model).signals.empty());
}

TEST_CASE("An alarm that slept while its tool was down sees what comes afterwards", "[models][detection]") {
  Model model = alarmed("entry_zone", "client");
  model.topology.tools.push_back({"dashboard", {}});
  model.detection[0].needs = {"tool dashboard"};
  model.faults.push_back(fault("tool_loss", {"tool dashboard"}, Duration::s(30), Duration::s(300)));
  model.faults.push_back(fault("crash", {"pool web@r/a"}, Duration::s(100)));
  const auto seen = run(model);
  CHECK(seen.signals ==
        std::vector<SeenSignal>{series_at(360, 0, true)});  // [300,360) is the first that it can tell of
  CHECK(seen.blind == std::vector<double>{60, 120, 180, 240, 300});
}
