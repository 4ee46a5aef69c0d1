// SPDX-License-Identifier: Apache-2.0
// What one replication measures: objectives of components, the warm-up, first outages, the state at the horizon.
#include "analysis/incidents.hpp"

#include <algorithm>

#include "analysis/replication.hpp"
#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;

namespace {

/// Two tools under the objective `pair` (all of it up), beside a service that nothing touches; 10 h.
Builder pair_of_tools() {
  Builder builder(1);
  builder.service("web");
  builder.clients("web", 10);
  Model& model = builder.model();
  model.topology.tools = {{"m1", {}}, {"m2", {}}};
  model.objectives = {{"pair", 0.999, Duration::minutes(5), Duration::minutes(5), true, {"tool m1", "tool m2"}},
                      {"web", 0.999, Duration::minutes(5), Duration::minutes(5), false, {}}};
  model.horizon = Duration::hours(10);
  return builder;
}

void lose(Builder& builder, const std::string& name, Duration at, Duration lasts) {
  FaultSpec one = fault("tool_loss", {"tool " + name}, at, lasts);
  one.name = name + " fails";
  builder.model().faults.push_back(std::move(one));
}

Record run(const Builder& builder) {
  return Runner(builder.finish()).run(1, 0);
}

const MetricTerm* find(const Record& record, const std::string& metric, const std::string& service = "pair") {
  const auto found = std::find_if(record.metrics.begin(), record.metrics.end(),
                                  [&](const MetricTerm& t) { return t.metric == metric && t.service == service; });
  return found == record.metrics.end() ? nullptr : &*found;
}

void check(const Record& record, const std::string& metric, double numerator, double denominator) {
  INFO(metric);
  const MetricTerm* term = find(record, metric);
  REQUIRE(term);
  CHECK_THAT(term->numerator, WithinAbs(numerator, 1e-9));
  CHECK_THAT(term->denominator, WithinAbs(denominator, 1e-9));
}

}  // namespace

TEST_CASE("An objective of components counts every second as a request, and the share that is up as its success",
          "[analysis]") {
  // One of two is down from 1 h to 3 h: half of 7,200 seconds is lost of 36,000; 24 windows of 5 minutes of 120.
  Builder builder = pair_of_tools();
  lose(builder, "m1", Duration::hours(1), Duration::hours(2));
  const Record record = run(builder);
  check(record, "lost_requests_ratio", 3600, 36000);
  check(record, "time_lost_ratio", 24, 120);
  check(record, "mttr_s", 7200, 1);
  check(record, "mtbf_s", 36000, 1);
  check(record, "first_outage_s", 3600, 1);
  check(record, "interrupted_ratio", 1, 1);
  check(record, "missed_at_horizon_ratio", 0, 1);
  check(record, "repairs", 1, 1);
  REQUIRE(record.incidents.size() == 1);
  CHECK(record.incidents[0].cause == "m1 fails");
  CHECK(record.incidents[0].blast.empty());
}

TEST_CASE("Nothing of customers, detection or actions is said of components that have none", "[analysis]") {
  const Record record = run(pair_of_tools());
  for (const char* metric : {"customer_minutes_lost", "blast_radius_ratio", "degraded_ratio", "capacity_paid_ratio",
                             "mttd_s", "mttm_s", "detected_ratio", "actions", "people", "false_alarms"}) {
    INFO(metric);
    CHECK_FALSE(find(record, metric));
  }
  CHECK(find(record, "customer_minutes_lost", "web"));
}

TEST_CASE("Without an incident the whole span counts towards the first outage", "[analysis]") {
  const Record record = run(pair_of_tools());
  check(record, "first_outage_s", 36000, 0);
  check(record, "interrupted_ratio", 0, 1);
}

TEST_CASE("The loss of components is shared among those that are down at once", "[analysis]") {
  // m1 is down alone for an hour (half lost: 1,800), then both for an hour (all lost: 3,600, half of it for each).
  Builder builder = pair_of_tools();
  lose(builder, "m1", Duration::hours(1), Duration::hours(2));
  lose(builder, "m2", Duration::hours(2), Duration::hours(1));
  const Record record = run(builder);
  REQUIRE(record.attribution.size() == 2);
  CHECK_THAT(record.attribution[0].lost_requests, WithinAbs(1800 + 1800, 1e-9));
  CHECK_THAT(record.attribution[1].lost_requests, WithinAbs(1800, 1e-9));
}

TEST_CASE("At the horizon components count by their share, a service by whether it keeps its promise", "[analysis]") {
  Builder builder = pair_of_tools();
  lose(builder, "m1", Duration::hours(9), Duration::hours(2));
  builder.model().faults.push_back(fault("zone_loss", {"zone r/a"}, Duration::hours(9), Duration::hours(2)));
  const Record record = run(builder);
  check(record, "missed_at_horizon_ratio", 0.5, 1);
  CHECK(find(record, "missed_at_horizon_ratio", "web")->numerator == 1);
  check(record, "repairs", 0, 1);  // both heal after the horizon
}

TEST_CASE("Only what lies behind the warm-up is measured, and an incident only when it begins there", "[analysis]") {
  // Down from 1 h to 3 h, measured from 2 h: half of 3,600 seconds is lost of 8 h, 12 of 96 windows; the incident had begun
  // before. The second, at 5 h for 1 h, is the first that counts: 3 h after the warm-up.
  Builder builder = pair_of_tools();
  builder.model().warm_up = Duration::hours(2);
  lose(builder, "m1", Duration::hours(1), Duration::hours(2));
  lose(builder, "m2", Duration::hours(5), Duration::hours(1));
  const Record record = run(builder);
  check(record, "requests_offered", 28800, 1);
  check(record, "lost_requests", 1800 + 1800, 1);
  check(record, "time_lost_ratio", 12 + 12, 96);
  check(record, "mttr_s", 3600, 1);
  check(record, "mtbf_s", 28800, 1);
  check(record, "first_outage_s", 3 * 3600, 1);
  check(record, "repairs", 2, 1);
  CHECK(record.incidents.size() == 1);
}

TEST_CASE("Customers' requests are counted by home from the warm-up's end to the horizon", "[analysis]") {
  // 30 requests/s, a third of the customers at home in each of three zones, under an hour measured from 20 min: 10/s for 40
  // min. Zone a is lost from 10 to 30 min and from 55 to 75 min, beyond the horizon: 10 + 5 min of its own are lost.
  Model model = three_zones(30, Via::dns);
  model.routing = Routing::zonal;
  model.warm_up = Duration::minutes(20);
  model.objectives = {{"web", 0.999, Duration::minutes(5), Duration::zero(), true, {}}};
  for (const int at : {10, 55}) {
    model.faults.push_back(fault("zone_loss", {"zone r/a"}, Duration::minutes(at), Duration::minutes(20)));
    model.faults.back().name += std::to_string(at);
  }
  const Record record = Runner(model).run(1, 0);
  CHECK(record.incidents.size() == 1);
  REQUIRE(record.customers.size() == 3);
  for (const CustomerClassRow& row : record.customers) {
    CHECK_THAT(row.customers, WithinAbs(1000.0 / 3, 1e-9));
    CHECK_THAT(row.offered, WithinAbs(10 * 2400, 1e-6));
    CHECK_THAT(row.failed, WithinAbs(row.home == "zone r/a" ? 10 * 900 : 0, 1e-6));
  }
}

TEST_CASE("What is lost until a standby has taken over is told apart from what is lost while none is up",
          "[analysis]") {
  // One of two, the second on standby: m1 fails at 1 h, is noticed after 60 s and replaced 60 s later: 120 s lost while m2 was
  // up. Then m2 fails too, at 2 h, until 3 h, and m1 comes back at 4 h: 3,600 s lost with none up.
  Builder builder = pair_of_tools();
  Model& model = builder.model();
  NeedSpec members{"members", {"tool m1", "tool m2"}, 1, NeedKind::hard, {}, {}, {}};
  members.takeover = TakeoverSpec{Distribution::fixed(Duration::s(60)), Distribution::fixed(Duration::s(60)), {1}};
  model.topology.tools.push_back({"group", {members}});
  model.objectives[0].components = {"tool group"};
  lose(builder, "m1", Duration::hours(1), Duration::hours(3));
  lose(builder, "m2", Duration::hours(2), Duration::hours(1));
  const Record record = run(builder);
  check(record, "lost_requests", 3720, 1);
  check(record, "takeover_lost_ratio", 120, 3720);
}

TEST_CASE("What breaks again within `quiet` of an incident of the warm-up belongs to that incident", "[analysis]") {
  Builder builder = pair_of_tools();
  builder.model().warm_up = Duration::hours(2);
  lose(builder, "m1", Duration::minutes(115), Duration::minutes(6));  // over at 121 min
  lose(builder, "m2", Duration::minutes(125), Duration::minutes(1));  // 4 min later: the same
  CHECK(run(builder).incidents.empty());
  lose(builder, "m1", Duration::minutes(131), Duration::minutes(1));  // 5 min after that: a new one
  CHECK(run(builder).incidents.size() == 1);
}

namespace {

/// Three zones behind a load balancer; zone a is lost at these hours for two minutes each, or for good, and the provider says so three
/// minutes later.
Model lost_zone(const std::vector<int>& at_h_minutes, bool for_good) {
  Model model = three_zones(300, Via::load_balancer);
  model.objectives = {{"web", 0.99, Duration::minutes(5), Duration::minutes(5), true, {}}};
  model.detection.push_back(
      detector("feed", "provider", {"zone r/a"}, {{"delay", Distribution::fixed(Duration::minutes(3))}}));
  for (const int minute : at_h_minutes) {
    model.faults.push_back(fault("zone_loss", {"zone r/a"}, Duration::minutes(minute),
                                 for_good ? Duration::never() : Duration::minutes(2)));
    model.faults.back().name = "loss-" + std::to_string(minute);
  }
  model.horizon = Duration::hours(4);
  return model;
}

}  // namespace

// The shift takes effect with the signal, after 180 s, and in the same instant the promise is kept again.
TEST_CASE("An action that ends an incident as it takes effect has mitigated it", "[analysis]") {
  Model model = lost_zone({60}, true);
  model.response.push_back(automatic("leave", "feed", "shift"));
  const Record record = Runner(model).run(1, 0);
  const MetricTerm *mitigated = find(record, "mttm_s", "web"), *recovered = find(record, "mttr_s", "web");
  REQUIRE((mitigated && recovered));
  CHECK_THAT(mitigated->numerator, WithinAbs(180, 1e-9));
  CHECK(mitigated->denominator == 1);
  CHECK_THAT(recovered->numerator, WithinAbs(180, 1e-9));
}

// The signal of the first loss rises a minute after that is over, in the five minutes in which it may merge with another. With
// another, at 64 min, it is one incident from 60 to 66 min, seen at 63; the second loss' signal comes when that is over, too.
TEST_CASE("A signal in the gap of an incident is of that incident, and detects it if it goes on", "[analysis]") {
  for (const bool again : {false, true}) {
    const Record record = Runner(lost_zone(again ? std::vector{60, 64} : std::vector{60}, false)).run(1, 0);
    REQUIRE(record.incidents.size() == 1);
    CHECK(record.incidents.front().detected.has_value() == again);
    if (again) CHECK(record.incidents.front().detected->since_start() == Duration::minutes(63));
    CHECK(find(record, "false_alarms", "web")->numerator == 0);
  }
}
