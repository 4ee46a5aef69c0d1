// SPDX-License-Identifier: Apache-2.0
// The provider's telemetry: late, in order, and sometimes silent.
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/recorder.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

Model watched(const Given& given) {
  Model model = three_zones(30, Via::dns);
  model.detection.push_back(detector("feed", "provider", {"zone r/a", "zone r/b"}, given));
  return model;
}

SeenSignal told(double at_s, std::uint32_t zone, bool rises) {
  return {at_s, 0, {kNone, zone, kNone}, rises};
}

}  // namespace

TEST_CASE("The provider tells of a zone's loss and return five minutes late", "[models][detection]") {
  Model model = watched({});
  model.faults.push_back(fault("zone_power_loss", {"zone r/a"}, Duration::s(100), Duration::s(1000)));
  CHECK(run(model).signals == std::vector<SeenSignal>{told(400, 0, true), told(1400, 0, false)});
}

TEST_CASE("The provider tells of the zones that it is asked for, and of nothing gray", "[models][detection]") {
  Model model = watched({});
  model.faults.push_back(fault("zone_loss", {"zone r/c"}, Duration::s(100)));
  model.faults.push_back(fault("service_errors", {"zone r/a"}, Duration::s(100), Duration::never(), {{"errors", 1.0}}));
  CHECK(run(model).signals.empty());
}

TEST_CASE("Reports keep their order however their delays are drawn", "[models][detection]") {
  Model model = watched({{"delay", Distribution::exponential(Duration::minutes(5))}});
  model.faults.push_back(fault("zone_loss", {"zone r/a"}, Duration::s(100), Duration::s(10)));
  Plan plan(model);
  for (std::uint64_t r = 0; r < 200; ++r) {
    const auto seen = run(plan, 1, r).signals;
    for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i].rises == (i == 0));
    if (seen.size() == 2) CHECK(seen[0].at_s <= seen[1].at_s);
  }
}

TEST_CASE("A loss is noticed with the chance of recall, and its end with it", "[models][detection]") {
  Model model = watched({{"recall", 0.7}});
  model.faults.push_back(fault("zone_loss", {"zone r/a"}, Duration::s(100), Duration::s(1000)));
  Plan plan(model);
  const double n = 1000;
  double noticed = 0;
  for (std::uint64_t r = 0; r < 1000; ++r) {
    const auto seen = run(plan, 1, r).signals;
    REQUIRE((seen.empty() || seen.size() == 2));
    noticed += !seen.empty();
  }
  CHECK(std::abs(noticed / n - 0.7) < 4 * std::sqrt(0.7 * 0.3 / n));
}

TEST_CASE("A report that comes while its reader's tool is down is lost", "[models][detection]") {
  Model model = watched({});
  model.topology.tools.push_back({"pager", {}});
  model.detection[0].needs = {"tool pager"};
  model.faults.push_back(fault("zone_loss", {"zone r/a"}, Duration::s(100), Duration::s(1000)));
  model.faults.push_back(fault("tool_loss", {"tool pager"}, Duration::s(300), Duration::s(200)));
  const auto seen = run(model);
  CHECK(seen.blind == std::vector<double>{400});
  CHECK(seen.signals == std::vector<SeenSignal>{told(1400, 0, false)});
}
