// SPDX-License-Identifier: Apache-2.0
// Structural groups "k of n" whose members fail and are repaired by chance, against closed forms.
//
// Members are independent, with exponential lives and repairs and a crew each. A member is down with u = repair/(mttf + repair).
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/rig.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

struct DownShare {
  double unavailability = 0;
  double standard_error = 0;
  double outages_per_year = 0;
};

// Share of the time in which the pool of the managed service "db" is down, over replications.
DownShare down_share(const Model& model, int replications) {
  double sum = 0, squares = 0, outages = 0;
  const double horizon = model.horizon.seconds();
  for (int r = 0; r < replications; ++r) {
    Rig rig(model, 1, static_cast<std::uint64_t>(r));
    double down = 0, since = -1;
    const auto look = [&](Rig& now) {
      const double t = std::min(horizon, now.kernel.now().since_start().seconds());
      const bool up = now.up("pool db@r");
      if (!up && since < 0 && t < horizon) since = t, ++outages;
      if (up && since >= 0) down += t - since, since = -1;
    };
    rig.on_settled = look;
    rig.wait(model.horizon);
    if (since >= 0) down += horizon - since;
    sum += down / horizon;
    squares += down / horizon * (down / horizon);
  }
  const double mean = sum / replications;
  const double variance = std::max(0.0, squares / replications - mean * mean) / (replications - 1);
  return {mean, std::sqrt(variance), outages / (replications * horizon / (8760 * 3600.0))};
}

void check_share(const DownShare& got, double expected) {
  INFO(got.unavailability << " +- " << got.standard_error << ", expected " << expected);
  CHECK(std::fabs(got.unavailability - expected) <= std::max(4 * got.standard_error, 0.05 * expected));
  CHECK(got.standard_error < 0.1 * expected);  // else the check_share above says nothing
}

FaultSpec& by_chance(Builder& builder, const std::string& kind, std::vector<std::string> targets, int mttf_h,
                     int repair_h) {
  auto& fault = builder.fault(kind, std::move(targets));
  fault.mttf = Distribution::exponential(Duration::hours(mttf_h));
  fault.repair = Distribution::exponential(Duration::hours(repair_h));
  return fault;
}

Builder managed(int zones, std::vector<std::string> members, int needed) {
  Builder builder(zones);
  auto& db = builder.service("db");
  db.scope = Scope::managed;
  db.needs = {{"members", std::move(members), needed, NeedKind::hard, {}}};
  builder.clients("db", 1, load_balancer());
  builder.model().horizon = Duration::days(365) * 100;
  return builder;
}

Model tools(int count, int needed, int mttf_h, int repair_h) {
  std::vector<std::string> members;
  for (int i = 1; i <= count; ++i) members.push_back("tool m" + std::to_string(i));
  Builder builder = managed(1, members, needed);
  for (int i = 1; i <= count; ++i) builder.model().topology.tools.push_back({"m" + std::to_string(i), {}});
  by_chance(builder, "tool_loss", members, mttf_h, repair_h);
  return builder.finish();
}

Model hosts(int zones, int needed) {
  std::vector<std::string> places, members;
  for (int z = 0; z < zones; ++z) {
    places.push_back(std::string("zone r/") + static_cast<char>('a' + z));
    for (int h = 1; h <= 4; ++h) members.push_back("host" + places.back().substr(4) + "/01/0" + std::to_string(h));
  }
  Builder builder = managed(zones, members, needed);
  builder.region().racks_per_zone = 1;
  builder.region().hosts_per_rack = 4;
  by_chance(builder, "zone_loss", places, 4380, 3);
  by_chance(builder, "host_loss", members, 1000, 2);
  return builder.finish();
}

}  // namespace

TEST_CASE("One of two with a crew each is down for the product of its members' shares", "[theory]") {
  // mttf 1000 h, repair 10 h: u^2 = (10/1010)^2 = 9.802960e-5. Outages begin at rate 2 u (1-u) / 1000 h
  // = 2 * 0.00990099 * 0.990099 / 1000 * 8760 = 0.171748 a year: some 860 in 5,000 years, so 4 SE are 14 %.
  const DownShare got = down_share(tools(2, 1, 1000, 10), 50);
  check_share(got, 9.802960494076363e-05);
  CHECK(std::fabs(got.outages_per_year - 0.17174786785609253) < 0.14 * 0.1717);
}

TEST_CASE("Two of three with a crew each is down for 3 u^2 - 2 u^3 of the time", "[theory]") {
  // mttf 300 h, repair 10 h: u = 10/310; 3 u^2 - 2 u^3 = 0.00305465.
  const double u = 10.0 / 310;
  check_share(down_share(tools(3, 2, 300, 10), 20), 3 * u * u - 2 * u * u * u);
}

TEST_CASE("Eight of twelve hosts in three zones, and four of eight in two, are down as conditioning on the zones says",
          "[theory]") {
  // Zones up: binomial with 4380/4383; given j zones, hosts up: binomial of 4j with 1000/1002; summed below the need:
  // 3.392077538e-5 and 1.135789685e-5. A zone's loss takes its hosts, whose own clocks go on.
  check_share(down_share(hosts(3, 8), 25), 3.392077538022509e-05);
  check_share(down_share(hosts(2, 4), 40), 1.1357896845698434e-05);
}
