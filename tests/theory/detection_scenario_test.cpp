// SPDX-License-Identifier: Apache-2.0
// Whole incidents with known answers: a gray zone that is shifted away from (S19a), a DNS drain (S18a), a zone's power (S19b).
#include "tests/catch.hpp"
#include "tests/models/recorder.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

// 1,000 requests a second over three zones by DNS (TTL 60 s), zonal; from 100 s on zone a's web fails 40 %. An alarm per entry zone,
// 3 of 3 minutes below 99 %; 120 s later a shift; an hour.
Model gray_zone() {
  Model model = three_zones(1000, Via::dns);
  model.faults.push_back(
      fault("service_errors", {"pool web@r/a"}, Duration::s(100), Duration::never(), {{"errors", 0.4}}));
  model.detection.push_back(
      detector("zonal", "success_rate", {"service web"},
               {{"below", 0.99}, {"split", std::string("entry_zone")}, {"datapoints", MOfN{3, 3}}}));
  model.response.push_back(automatic("leave", "zonal", "shift"));
  model.response[0].after = Duration::s(120);
  return model;
}

// 900 requests a second through a load balancer's three nodes; zone a has no power from 0 to 1,800 s; the provider's autoshift at 300 s
// takes its address away. Health checks pinned at 15 s, every 30 s, timeout 5 s, out after 2: sent at 15 and 45, known at 50 s.
Model power(bool autoshift) {
  Model model = three_zones(900, Via::load_balancer);
  model.services[0].health_check = HealthCheckSpec{};
  model.services[0].health_check->phase = Duration::s(15);
  model.faults.push_back(fault("zone_power_loss", {"zone r/a"}, Duration::zero(), Duration::s(1800)));
  model.detection.push_back(detector("provider", "provider", {"zone r/a", "zone r/b", "zone r/c"}, {}));
  if (autoshift) model.response.push_back(automatic("autoshift", "provider", "shift"));
  return model;
}

}  // namespace

TEST_CASE("A gray zone is seen after three minutes, shifted two minutes later and empty after the TTL (S19a)",
          "[models][theory]") {
  const auto seen = run(gray_zone());
  // Periods [60,120) with 20 s of it, [120,180), [180,240) breach: the alarm is at 240 s, 140 s after the onset.
  REQUIRE(seen.signals.size() == 1);
  CHECK(seen.signals[0].at_s == 240);
  CHECK(seen.signals[0].rises);
  CHECK(seen.signals[0].scope == SignalScope{0, 0, kNone});
  REQUIRE(seen.actions.size() == 1);
  CHECK(seen.actions[0].begins_s == 360);
  CHECK_THAT(seen.actions[0].effective_s, WithinAbs(420, 1));
  // (360 - 100) s x 333.3/s x 0.4 + 60 s x 333.3/s x 0.4 / 2 = 34,666.67 + 4,000.
  const double failed = seen.failed(0, 0, 3600);
  CHECK_THAT(failed, WithinRel(38666.67, 0.0001));
  CHECK_THAT(1 - failed / 3.6e6, WithinAbs(0.9892592592592593, 1e-6));
  CHECK_THAT(seen.at(1000).zone_load_rps[0], WithinAbs(0, 1e-9));
  CHECK_THAT(seen.at(1000).zone_load_rps[1], WithinRel(500.0, 1e-9));
  CHECK_THAT(seen.at(1000).zone_load_rps[2], WithinRel(500.0, 1e-9));
}

TEST_CASE("Without a shift the gray zone costs its share until the end (S19a)", "[models][theory]") {
  Model model = gray_zone();
  model.response.clear();
  // 1 - (0.4 / 3) x 3,500 / 3,600.
  CHECK_THAT(1 - run(model).failed(0, 0, 3600) / 3.6e6, WithinAbs(0.8703703703703703, 1e-9));
}

TEST_CASE("Behind DNS those on the old address fall linearly over the TTL: 30 client-seconds each (S18a)",
          "[models][theory]") {
  const auto seen = run(gray_zone());
  const auto old = [&](double after) { return seen.at(360 + after).zone_load_rps[0] / (1000.0 / 3); };
  CHECK_THAT(old(0), WithinAbs(1, 0.01));
  CHECK_THAT(old(15), WithinAbs(0.75, 0.01));
  CHECK_THAT(old(30), WithinAbs(0.5, 0.01));
  CHECK_THAT(old(60), WithinAbs(0, 1e-9));
  double client_seconds = 0;
  for (int i = 0; i < 60; ++i) client_seconds += old(i);  // steps of a second, each at its mean
  CHECK_THAT(client_seconds, WithinRel(30.0, 1e-6));
}

TEST_CASE("A zone's power is out for half an hour and a third fails until the autoshift (S19b)", "[models][theory]") {
  const auto seen = run(power(true));
  REQUIRE(seen.actions.size() == 1);
  CHECK(seen.actions[0].effective_s == 300);
  // The dead zone's own node answers nobody until it is taken out of DNS: 900/s / 3 x 300 s.
  const double failed = seen.failed(0, 0, 1800);
  CHECK_THAT(failed, WithinRel(90000.0, 1e-9));
  CHECK_THAT(1 - failed / (900.0 * 1800), WithinAbs(0.9444444444444444, 1e-9));
  CHECK_THAT(1 - run(power(false)).failed(0, 0, 1800) / (900.0 * 1800), WithinAbs(0.6666666666666667, 1e-9));
}

TEST_CASE("With cross-zone balancing the other nodes send into the dead zone until their health checks know, at 50 s",
          "[models][theory]") {
  Model model = power(true);
  model.clients[0].entry.cross_zone = true;
  const auto seen = run(model);
  REQUIRE(seen.ejections.size() >= 2);
  CHECK(seen.ejections[0].at_s == 50);
  CHECK(seen.ejections[1].at_s == 50);
  // Until 50 s: 300/s at the dead node and a third of the others' 600/s; until 300 s the dead node's alone.
  CHECK_THAT(seen.failed(0, 0, 50), WithinRel(50.0 * (300 + 200), 1e-9));
  CHECK_THAT(seen.failed(0, 50, 1800), WithinRel(250.0 * 300, 1e-9));
}
