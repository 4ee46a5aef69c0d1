// SPDX-License-Identifier: Apache-2.0
// The files of scenarios/theory against the closed forms that their head comments give: retries, zones, hosts, drains,
// incidents.
#include "tests/theory/scenario_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "analysis/verify/verify.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("retries-243.yaml and retries-64.yaml multiply attempts layer by layer, and all is lost", "[theory]") {
  // 3^5 = 243; 4^3 = 64. The bottom errs always, so no retry saves anything.
  const Outcomes five = simulated(theory("retries-243"));
  CHECK_THAT(five.figure("attempts_per_request", "bottom"), WithinRel(243, 1e-6));
  CHECK_THAT(five.figure("lost_requests_ratio", "layer-5"), WithinRel(1, 1e-6));
  const Outcomes three = simulated(theory("retries-64"));
  CHECK_THAT(three.figure("attempts_per_request", "bottom"), WithinRel(64, 1e-6));
  CHECK_THAT(three.figure("lost_requests_ratio", "layer-3"), WithinRel(1, 1e-6));
}

TEST_CASE("retries-half.yaml loses 2^-27, retry-once.yaml a hundredth", "[theory]") {
  // 1.75 x 1.140625 x 1.001956939697265625 attempts reach the bottom: 1.999999985098839; (1/2)^27
  // = 7.450580596923828e-9.
  const Outcomes half = simulated(theory("retries-half"));
  CHECK_THAT(half.figure("attempts_per_request", "bottom"),
             WithinRel(1.75 * 1.140625 * (1 + 1.0 / 512 + 1.0 / 262144), 1e-6));
  CHECK_THAT(half.figure("lost_requests_ratio", "layer-3"), WithinRel(std::ldexp(1, -27), 1e-6));
  // 1 + 0.1 attempts; 0.1 x 0.1 lost.
  const Outcomes once = simulated(theory("retry-once"));
  CHECK_THAT(once.figure("attempts_per_request", "bottom"), WithinRel(1.1, 1e-6));
  CHECK_THAT(once.figure("lost_requests_ratio", "caller"), WithinRel(0.01, 1e-6));
}

TEST_CASE(
    "A zone that fails all work costs silo a third, decoupled 1 - (2/3)^(hops + 1), and hops cross zones in two of "
    "three cases",
    "[theory]") {
  const std::pair<const char*, int> files[] = {{"zone-one-hop", 1}, {"zone-three-hops", 3}, {"zone-six-hops", 6}};
  for (const auto& [name, hops] : files) {
    INFO(name);
    const Scenario file = theory(name);
    double spared = 2.0 / 3;  // 5/9, 65/81, 2059/2187 lost
    for (int h = 0; h < hops; ++h) spared *= 2.0 / 3;
    CHECK_THAT(simulated(file, "zone-fails", "silo").figure("lost_requests_ratio", "hop-0"), WithinRel(1.0 / 3, 1e-6));
    CHECK_THAT(simulated(file, "zone-fails", "decoupled").figure("lost_requests_ratio", "hop-0"),
               WithinRel(1 - spared, 1e-6));
    CHECK(simulated(file, "all-well", "silo").figure("cross_zone_calls_per_request", "hop-0") == 0);
    CHECK_THAT(simulated(file, "all-well", "decoupled").figure("cross_zone_calls_per_request", "hop-0"),
               WithinRel(hops * 2.0 / 3, 1e-6));
  }
}

TEST_CASE("cell-blast.yaml: the loss of one cell of ten hits a tenth of the customers", "[theory]") {
  const Outcomes cells = simulated(theory("cell-blast"));
  CHECK_THAT(cells.figure("blast_radius_ratio", "web"), WithinRel(0.1, 1e-9));
  CHECK_THAT(cells.figure("blast_radius_worst_ratio", "web"), WithinRel(0.1, 1e-9));
  // 100/s x 1,200 s x 1/10
  CHECK_THAT(cells.figure("lost_requests", "web"), WithinRel(12000, 1e-9));
}

TEST_CASE("k of the hosts of several zones: the share of requests lost is the closed form's unavailability",
          "[theory]") {
  // Zone up 4380/4383 = 0.999315537, host up 1000/1002 = 0.998003992. Given z zones up, 4z hosts are binomial:
  // sum over z of P(z zones) P(fewer than k of 4z) = 3.392077538e-5 for 8 in 3 zones, 1.135789685e-5 for 4 in 2 zones.
  const auto binomial = [](int n, int k, double p) {
    double out = 1;
    for (int i = 0; i < k; ++i) out *= p * (n - i) / (i + 1);
    for (int i = k; i < n; ++i) out *= 1 - p;
    return out;
  };
  const auto unavailability = [&](int zones, int k) {
    double out = 0;
    for (int z = 0; z <= zones; ++z)
      for (int up = 0; up < k && up <= 4 * z; ++up)
        out += binomial(zones, z, 4380.0 / 4383) * binomial(4 * z, up, 1000.0 / 1002);
    return out;
  };
  CHECK_THAT(unavailability(3, 8), WithinRel(3.392077538022509e-5, 1e-9));
  CHECK_THAT(unavailability(2, 4), WithinRel(1.1357896845698434e-5, 1e-9));

  const std::tuple<const char*, int, int> files[] = {{"three-zones-8-of-12", 3, 8}, {"two-zones-4-of-8", 2, 4}};
  for (const auto& [name, zones, k] : files) {
    INFO(name);
    const Outcomes years = simulated(theory(name));
    const double error = years.error("lost_requests_ratio", "app");
    CHECK(error < 0.12 * unavailability(zones, k));  // 4,000 years: some 1,000 and 350 incidents
    CHECK_THAT(years.figure("lost_requests_ratio", "app"), WithinAbs(unavailability(zones, k), 4 * error));
  }
}

TEST_CASE("dns-drain.yaml: 1 - x/60 of the customers are still on the old address x seconds after the shift, 30 s each",
          "[theory]") {
  // Zone a's customers lose all: 100/s from 0 to 300 s, then 100/s x 60 s / 2.
  CHECK_THAT(simulated(theory("dns-drain")).figure("lost_requests", "web"), WithinRel(100 * (300 + 30), 1e-6));
  // The loss up to T, cut there: its slope is the share still there. The drain is 60 steps at their means, so between
  // whole seconds around x it is 1 - x/60 exactly; at the ends one side is the level before and after.
  const auto lost_until = [](int seconds) {
    return simulated(theory("dns-drain", {"run.horizon=" + std::to_string(seconds) + "s", "run.run_off=0s"}))
        .figure("lost_requests", "web");
  };
  CHECK_THAT((lost_until(300) - lost_until(299)) / 100, WithinAbs(1, 1e-6));
  CHECK_THAT((lost_until(316) - lost_until(314)) / 200, WithinAbs(0.75, 0.01));
  CHECK_THAT((lost_until(331) - lost_until(329)) / 200, WithinAbs(0.5, 0.01));
  CHECK_THAT((lost_until(361) - lost_until(360)) / 100, WithinAbs(0, 1e-6));
}

TEST_CASE("gray-zone-shift.yaml: alarm at 240 s, shift at 360 s, empty at 420 s, 38,667 requests lost", "[theory]") {
  const Scenario file = theory("gray-zone-shift");
  const Outcomes shifts = simulated(file, "main", "shifts");
  const Record& record = shifts.records.front();
  REQUIRE(record.incidents.size() == 1);
  CHECK(record.incidents[0].begin == Instant::at(Duration::s(100)));
  CHECK(record.incidents[0].detected == Instant::at(Duration::s(240)));
  CHECK(shifts.figure("mttd_s", "web") == 140);
  REQUIRE(record.actions.size() == 1);
  CHECK(record.actions[0].begin == Instant::at(Duration::s(360)));
  CHECK(record.actions[0].effective == Instant::at(Duration::s(420)));
  // 1000/3 x 0.4 x (260 + 60/2) of 3,600,000
  CHECK_THAT(shifts.figure("lost_requests", "web"), WithinRel(1000.0 / 3 * 0.4 * 290, 1e-6));
  CHECK_THAT(shifts.figure("lost_requests_ratio", "web"), WithinRel(1 - 0.9892592592592593, 1e-6));
  CHECK_THAT(shifts.figure("pool_peak_rps", "web"), WithinRel(500, 1e-6));
  // 3500/3600 x 0.4/3
  CHECK_THAT(simulated(file, "main", "stays").figure("lost_requests_ratio", "web"),
             WithinRel(1 - 0.8703703703703703, 1e-6));
}

TEST_CASE("power-interruption.yaml: 90,000 requests lost until the autoshift, a third without it", "[theory]") {
  const Scenario file = theory("power-interruption");
  const Outcomes autoshift = simulated(file, "main", "autoshift");
  CHECK_THAT(autoshift.figure("lost_requests", "web"), WithinRel(90000, 1e-6));
  CHECK_THAT(autoshift.figure("lost_requests_ratio", "web"), WithinRel(1.0 / 18, 1e-6));
  CHECK(autoshift.records.front().actions.at(0).effective == Instant::at(Duration::s(300)));
  CHECK_THAT(simulated(file, "main", "none").figure("lost_requests_ratio", "web"), WithinRel(1.0 / 3, 1e-6));
  // 600/3 x 50 more, until the living nodes' checks are through: sent at 15 and 45 s, the second is known at 50 s
  const Outcomes crossing = simulated(file, "main", "cross-zone");
  CHECK_THAT(crossing.figure("lost_requests", "web"), WithinRel(100000, 1e-6));
  CHECK(first(crossing.records.front(), "ejected", "health_check web") == Instant::at(Duration::s(50)));
}

TEST_CASE("Every file of scenarios/theory is run by a test or asked by verify", "[theory]") {
  std::ostringstream tests;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(BULKHEAD_SOURCE_DIR) + "/tests/theory"))
    tests << std::ifstream(entry.path()).rdbuf();
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(shipped("theory"))) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    INFO(entry.path());
    const std::string name = entry.path().stem().string();
    const auto known = known_figures();
    const bool asked = std::any_of(known.begin(), known.end(), [&](const KnownFigure& k) { return k.file == name; });
    CHECK((asked || tests.str().find('"' + name + '"') != std::string::npos));
  }
  CHECK(files >= 20);
}
