// SPDX-License-Identifier: Apache-2.0
// Health checks probe by probe, with a pinned phase: what each probe meets, when it is known, and who keeps which view.
#include "models/detection/health.hpp"

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/models/recorder.hpp"
#include "tests/models/small_models.hpp"
#include "tests/sim/chi_square.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

constexpr bool kOut = true;

// Probes at 15, 45, 75, ... s, timeout 5 s; out after 2 bad ones, back after 5 good ones. Entries a, b, c each check web in all zones.
Model checked() {
  Model model = three_zones(30, Via::dns);
  model.routing = Routing::regional;
  HealthCheckSpec health;
  health.phase = Duration::s(15);
  model.services[0].health_check = health;
  return model;
}

struct Turn {
  double at_s;
  bool out;
  bool operator==(const Turn&) const = default;
};

// What the entry of one zone did to the instance of another. Zones: a 0, b 1, c 2; edges and instances are in the order of zones.
std::vector<Turn> turns(const Recorder& seen, EdgeId entry, InstanceId instance) {
  std::vector<Turn> out;
  for (const auto& one : seen.ejections)
    if (one.edge == entry && one.instance == instance) out.push_back({one.at_s, one.out});
  return out;
}

FaultSpec crash(Duration at, Duration lasts) {
  return fault("crash", {"pool web@r/a"}, at, lasts);
}
FaultSpec named(FaultSpec spec, const std::string& name) {
  spec.name = name;
  return spec;
}

}  // namespace

TEST_CASE("A dead host is out one timeout after the second bad probe, a refusing process with it",
          "[models][detection]") {
  Model dead = checked();
  dead.faults.push_back(fault("zone_loss", {"zone r/a"}, Duration::s(100)));
  CHECK(turns(run(dead), 1, 0) == std::vector<Turn>{{140, kOut}});  // probes at 105 and 135, known at 140
  Model refusing = checked();
  refusing.faults.push_back(crash(Duration::s(100), Duration::never()));
  CHECK(turns(run(refusing), 1, 0) == std::vector<Turn>{{135, kOut}});
}

TEST_CASE("The fifth good probe in a row lets an instance back at once", "[models][detection]") {
  Model model = checked();
  model.faults.push_back(crash(Duration::s(100), Duration::s(400)));
  // Heals at 500; good probes at 525, 555, 585, 615, 645.
  CHECK(turns(run(model), 1, 0) == std::vector<Turn>{{135, kOut}, {645, !kOut}});
}

TEST_CASE("A good probe between two bad ones starts the count anew", "[models][detection]") {
  Model model = checked();
  model.faults.push_back(named(crash(Duration::s(100), Duration::s(20)), "first"));   // bad: 105
  model.faults.push_back(named(crash(Duration::s(140), Duration::s(30)), "second"));  // good: 135, bad: 165
  model.faults.push_back(named(crash(Duration::s(200), Duration::s(100)), "third"));  // good: 195, bad: 225, 255
  CHECK(turns(run(model), 1, 0).front() == Turn{255, kOut});
}

TEST_CASE("A fault between two probes is seen by none of them", "[models][detection]") {
  Model model = checked();
  model.faults.push_back(crash(Duration::s(106), Duration::s(28)));
  CHECK(run(model).ejections.empty());
}

TEST_CASE("A probe that is under way when its target heals still times out", "[models][detection]") {
  Model model = checked();
  model.faults.push_back(fault("zone_loss", {"zone r/a"}, Duration::s(100), Duration::s(37)));
  // Sent at 105 and 135 to a dead host that is back at 137: out at 140; good at 165, 195, 225, 255, 285.
  CHECK(turns(run(model), 1, 0) == std::vector<Turn>{{140, kOut}, {285, !kOut}});
}

TEST_CASE("A probe sent at the instant of healing finds its target well", "[models][detection]") {
  Model refusing = checked();
  refusing.faults.push_back(crash(Duration::s(100), Duration::s(35)));  // heals at 135, when the second probe is sent
  CHECK(run(refusing).ejections.empty());
  Model dead = checked();
  dead.faults.push_back(fault("zone_loss", {"zone r/a"}, Duration::s(100), Duration::s(35)));
  CHECK(run(dead).ejections.empty());
}

TEST_CASE("A probe sent at the instant of a fault finds its target broken", "[models][detection]") {
  Model model = checked();
  model.faults.push_back(
      named(crash(Duration::s(100), Duration::s(50)), "first"));  // out at 135; good from 165: the fifth at 285
  model.faults.push_back(named(crash(Duration::s(285), Duration::s(10)), "second"));  // which it is not: good from 315
  CHECK(turns(run(model), 1, 0) == std::vector<Turn>{{135, kOut}, {435, !kOut}});
}

TEST_CASE("A dead observer keeps the view that it had", "[models][detection]") {
  Model model = checked();
  model.faults.push_back(fault("zone_loss", {"zone r/b"}, Duration::s(200), Duration::s(1000)));  // its entry too
  model.faults.push_back(named(crash(Duration::s(20), Duration::s(280)), "seen"));                // heals at 300
  model.faults.push_back(named(fault("crash", {"pool web@r/c"}, Duration::s(400)), "unseen"));
  const auto seen = run(model);
  // Entry a: out with the probe at 75, back with the fifth good one at 315, ..., 435.
  CHECK(turns(seen, 0, 0) == std::vector<Turn>{{75, kOut}, {435, !kOut}});
  // Entry b saw the first, then died at 200: no probe until 1,200; good ones at 1,215, ..., 1,335.
  CHECK(turns(seen, 1, 0) == std::vector<Turn>{{75, kOut}, {1335, !kOut}});
  // It learns of c when it is back: bad probes at 1,215 and 1,245.
  CHECK(turns(seen, 0, 2) == std::vector<Turn>{{435, kOut}});
  CHECK(turns(seen, 1, 2) == std::vector<Turn>{{1245, kOut}});
}

TEST_CASE("A shallow check sees no errors, a local one sees its target's", "[models][detection]") {
  for (const auto depth : {Depth::shallow, Depth::local}) {
    Model model = checked();
    model.services[0].health_check->depth = depth;
    model.faults.push_back(
        fault("service_errors", {"pool web@r/a"}, Duration::s(100), Duration::never(), {{"errors", 1.0}}));
    CHECK(turns(run(model), 1, 0) == (depth == Depth::shallow ? std::vector<Turn>{} : std::vector<Turn>{{135, kOut}}));
  }
}

TEST_CASE("A deep check fails with what its target needs", "[models][detection]") {
  Model model = checked();
  model.services[0].health_check->depth = Depth::deep;
  model.services[0].calls = {calling("zeta")};
  model.services.push_back(service("zeta"));
  model.services[1].scope = Scope::zonal;
  model.faults.push_back(fault("crash", {"pool zeta@r/a"}, Duration::s(100)));
  const auto seen = run(model);
  CHECK(turns(seen, 1, 0) == std::vector<Turn>{{135, kOut}});
  CHECK(turns(seen, 1, 1).empty());
}

TEST_CASE("A path that loses requests ejects as the chain of its draws says, and only in the eyes of who uses it",
          "[models][detection]") {
  Model model = checked();
  model.faults.push_back(path_fault("request_loss", {"entry users@r/b"}, {"pool web@r/c"}, Duration::s(100),
                                    Duration::never(), {{"loss", 0.4}}));
  model.horizon = Duration::hours(2);
  Plan plan(model);
  const int replications = 1500;
  std::vector<double> seen(30, 0);
  for (std::uint64_t r = 0; r < replications; ++r) {
    const auto one = run(plan, 5, r);
    for (const auto& ejection : one.ejections) REQUIRE((ejection.edge == 1 && ejection.instance == 2));
    REQUIRE(!one.ejections.empty());
    // The n-th probe under the loss is sent at 105 + 30 (n-1) and known to be lost 5 s later.
    const double probes = (one.ejections.front().at_s - 5 - 105) / 30 + 1;
    REQUIRE(probes == static_cast<double>(static_cast<int>(probes)));
    ++seen[std::min<std::size_t>(29, static_cast<std::size_t>(probes))];
  }
  // P[two bad in a row are complete with probe n], p = 0.4: from the chain of "last one good" and "last one bad".
  std::vector<double> expected(30, 0);
  double good = 1;
  double bad = 0;
  double left = 1;
  for (std::size_t n = 1; n < 29; ++n) {
    expected[n] = bad * 0.4 * replications;
    left -= bad * 0.4;
    const double stays_good = (good + bad) * 0.6;
    bad = good * 0.4;
    good = stays_good;
  }
  expected[29] = left * replications;
  CHECK(chi_square_tail(seen, expected) > kUnlikely);
}

TEST_CASE("An instance that a lossy path has ejected comes back after five good probes in a row and goes again",
          "[models][detection]") {
  Model model = checked();
  model.faults.push_back(path_fault("request_loss", {"entry users@r/b"}, {"pool web@r/c"}, Duration::s(100),
                                    Duration::never(), {{"loss", 0.4}}));
  model.horizon = Duration::days(2);
  const auto seen = turns(run(model), 1, 2);
  // It alternates; back at a probe's own time, out 5 s after one; at least 5 probes out and 2 in.
  REQUIRE(seen.size() > 40);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    CHECK(seen[i].out == (i % 2 == 0));
    const double sent = seen[i].at_s - (seen[i].out ? 5 : 0);
    CHECK(sent == 15 + 30 * static_cast<double>(static_cast<int>((sent - 15) / 30)));
    if (i > 0) CHECK(seen[i].at_s - seen[i - 1].at_s >= (seen[i].out ? 60 + 5 : 5 * 30 - 5));
  }
}

TEST_CASE("Every observer has a random phase of its own, and keeps it", "[models][detection]") {
  Model model = checked();
  model.services[0].health_check->phase.reset();
  model.faults.push_back(named(crash(Duration::s(100), Duration::s(400)), "first"));
  model.faults.push_back(named(crash(Duration::s(1000), Duration::s(400)), "second"));
  const auto seen = run(model);
  const auto a = turns(seen, 0, 0);
  const auto b = turns(seen, 1, 0);
  REQUIRE(a.size() == 4);
  REQUIRE(b.size() == 4);
  CHECK(a[0].at_s != b[0].at_s);
  // 900 s are 30 intervals: the second time is the first one later.
  CHECK_THAT(a[2].at_s - a[0].at_s, Catch::Matchers::WithinAbs(900, 1e-6));
  CHECK_THAT(b[3].at_s - b[1].at_s, Catch::Matchers::WithinAbs(900, 1e-6));
}
