// SPDX-License-Identifier: Apache-2.0
// Replications: the same each time, whatever ran before; undisturbed by what nobody heeds; and how they end.
#include "models/replication.hpp"

#include "tests/catch.hpp"
#include "tests/models/recorder.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

FaultSpec by_chance(const std::string& name, FaultSpec spec, Duration mttf, Duration repair) {
  spec.name = name;
  spec.at.reset();
  spec.mttf = Distribution::exponential(mttf);
  spec.repair = Distribution::exponential(repair);
  return spec;
}

std::vector<std::string> hosts(int count) {
  std::vector<std::string> out;
  for (const char* zone : {"a", "b", "c"})
    for (int rack = 1; rack <= 2; ++rack)
      for (int host = 1; host <= count; ++host)
        out.push_back("host r/" + std::string(zone) + "/0" + std::to_string(rack) + "/0" + std::to_string(host));
  std::sort(out.begin(), out.end());
  return out;
}

// Three days in which hosts, a zone's path, a zone and a service fail by chance, seen by health checks, alarms and the provider, acted on
// by machines and people, with noise in every count.
Model busy(int hosts_per_rack = 3) {
  Model model = three_zones(40, Via::dns);
  model.routing = Routing::regional;
  auto& region = model.topology.regions[0];
  region.racks_per_zone = 2;
  region.hosts_per_rack = hosts_per_rack;
  auto& web = model.services[0];
  web.replicas_per_zone = 2;
  web.errors = 0.004;
  web.capacity_rps = 30;
  web.boot = Distribution::exponential(Duration::minutes(3));
  web.health_check = HealthCheckSpec{};
  web.health_check->depth = Depth::local;
  model.clients[0].daily = {0.2, Duration::hours(20)};
  model.faults.push_back(
      by_chance("hosts", fault("host_loss", hosts(hosts_per_rack), {}), Duration::days(3), Duration::hours(2)));
  model.faults.push_back(by_chance(
      "path", path_fault("request_loss", {"zone r/b"}, {"service web"}, {}, Duration::never(), {{"loss", 0.3}}),
      Duration::days(2), Duration::hours(1)));
  model.faults.push_back(
      by_chance("zone", fault("zone_loss", {"zone r/a", "zone r/c"}, {}), Duration::days(4), Duration::minutes(30)));
  model.faults.push_back(by_chance("service",
                                   fault("service_errors", {"service web"}, {}, Duration::never(), {{"errors", 0.008}}),
                                   Duration::days(1), Duration::hours(3)));
  model.detection.push_back(detector("feed", "provider", {"zone r/a", "zone r/c"},
                                     {{"delay", Distribution::exponential(Duration::minutes(5))}, {"recall", 0.8}}));
  model.detection.push_back(detector("success", "success_rate", {"service web"}, {{"below", 0.99}}));
  model.detection.push_back(detector("unhealthy", "unhealthy_count", {"service web"}, {{"above", std::int64_t{0}}}));
  PeopleSpec on_call;
  on_call.name = "on-call";
  on_call.diagnose = Distribution::exponential(Duration::minutes(8));
  model.people = {on_call};
  model.response.push_back(automatic("leave", "feed", "evacuate"));
  model.response[0].lasts = Duration::hours(1);
  model.response.push_back(automatic("search", "success", "shift"));
  model.response[1].who = "on-call";
  model.response[1].localise = Distribution::exponential(Duration::minutes(2));
  model.response[1].localise_wrong = 0.3;
  model.response[1].lasts = Duration::hours(2);
  model.response[1].one_zone_out = true;
  model.horizon = Duration::days(3);
  return model;
}

// Signals of a detector by name: where it stands in the list is no matter.
std::vector<SeenSignal> signals_of(const Recorder& seen, const Model& model, const std::string& name) {
  std::vector<SeenSignal> out;
  for (auto one : seen.signals)
    if (model.detection[one.detector].name == name) {
      one.detector = 0;
      if (one.scope.service != kNone) one.scope.service = 0;
      out.push_back(one);
    }
  return out;
}

// Faults that struck none of those targets; their numbers are no matter either.
std::vector<SeenFault> faults_but(const Recorder& seen, const std::vector<std::string>& targets) {
  std::vector<SeenFault> out;
  for (auto one : seen.faults)
    if (std::find(targets.begin(), targets.end(), one.target) == targets.end()) {
      one.cause = 0;
      out.push_back(one);
    }
  return out;
}

std::vector<std::tuple<std::string, double, double, double>> actions_of(const Recorder& seen) {
  std::vector<std::tuple<std::string, double, double, double>> out;
  for (const auto& one : seen.actions) out.emplace_back(one.what, one.decided_s, one.begins_s, one.ends_s);
  return out;
}

void expect_undisturbed(const Model& plain, const Model& more, const std::vector<std::string>& added_targets = {}) {
  Plan one(plain);
  Plan other(more);
  for (std::uint64_t r = 0; r < 2; ++r) {
    const Recorder a = run(one, 1, r);
    const Recorder b = run(other, 1, r);
    CHECK(a.faults.size() > 10);
    CHECK(a.signals.size() > 10);
    CHECK(faults_but(a, {}) == faults_but(b, added_targets));
    for (const auto& watching : plain.detection)
      CHECK(signals_of(a, plain, watching.name) == signals_of(b, more, watching.name));
    REQUIRE(a.ejections.size() == b.ejections.size());
    for (std::size_t i = 0; i < a.ejections.size(); ++i) CHECK(a.ejections[i].at_s == b.ejections[i].at_s);
    CHECK(actions_of(a) == actions_of(b));
  }
}

}  // namespace

TEST_CASE("A replication is the same whenever it runs, in whatever order, whatever the plan remembers",
          "[models][replication]") {
  const Model model = busy();
  Plan plan(model);
  std::vector<std::uint64_t> forward;
  for (std::uint64_t r = 0; r < 3; ++r) forward.push_back(run(plan, 1, r).fingerprint);
  for (std::uint64_t r = 3; r-- > 0;) CHECK(run(plan, 1, r).fingerprint == forward[r]);
  for (std::uint64_t r = 0; r < 3; ++r) CHECK(run(model, 1, r).fingerprint == forward[r]);
  // Other replications and other seeds are other runs.
  CHECK(forward[0] != forward[1]);
  CHECK(run(plan, 2, 0).fingerprint != forward[0]);
}

TEST_CASE("The model's lists may come in any order", "[models][replication]") {
  // Faults and responses are named; so their place in the list is no matter. (Numbers of causes follow time, then names.)
  Model model = busy();
  Model turned = model;
  std::reverse(turned.faults.begin(), turned.faults.end());
  const Recorder a = run(model);
  const Recorder b = run(turned);
  CHECK(faults_but(a, {}) == faults_but(b, {}));
  CHECK(a.signals == b.signals);
  CHECK(actions_of(a) == actions_of(b));
}

TEST_CASE("A detector that nobody heeds changes nothing that others see", "[models][replication]") {
  const Model model = busy();
  Model more = model;
  const auto put = [&](DetectorSpec spec) {
    more.detection.insert(std::upper_bound(more.detection.begin(), more.detection.end(), spec,
                                           [](const auto& a, const auto& b) { return a.name < b.name; }),
                          spec);
  };
  put(detector("another", "success_rate", {"service web"}, {{"below", 0.995}, {"split", std::string("callee_zone")}}));
  put(detector("quick", "success_rate", {"service web"}, {{"below", 0.99}, {"period", Duration::s(10)}}));
  put(detector("traffic", "volume", {"service web"}, {{"below", 5.0}}));
  put(detector("zz", "provider", {"zone r/a"}, {}));
  expect_undisturbed(model, more);
}

TEST_CASE("A service that nobody calls changes nothing that others see", "[models][replication]") {
  const Model model = busy();
  Model more = model;
  more.services.insert(more.services.begin(), service("idle", 2));
  more.services.push_back(service("zz-idle", 3));
  more.services.back().health_check = HealthCheckSpec{};
  expect_undisturbed(model, more);
}

TEST_CASE("An empty host that fails too changes nothing that others see", "[models][replication]") {
  const Model model = busy(4);
  const Model more = busy(5);
  const Plan plan(more);
  std::vector<std::string> added;
  for (const auto& host : hosts(5)) {
    if (host.back() != '5') continue;
    REQUIRE(plan.estate().instances_on(plan.estate().graph.id(host)).empty());
    added.push_back(host);
  }
  expect_undisturbed(model, more, added);
}

TEST_CASE("A replication goes on after its horizon while its witness waits, without new faults, and then stops",
          "[models][replication]") {
  Model model = busy();
  model.horizon = Duration::days(2);
  model.run_off = Duration::hours(30);
  Plan plan(model);
  const Recorder stops = run(plan, 1, 0);
  CHECK(stops.ending == Ending::completed);
  CHECK(stops.ended_at_s == 2 * 86400);
  const Recorder waits = run(plan, 1, 0, true);
  CHECK(waits.ending == Ending::completed);
  CHECK(waits.ended_at_s == 2 * 86400 + 30 * 3600);
  for (const auto& one : waits.faults) CHECK(one.at_s < 2 * 86400);
  CHECK(waits.faults.size() == stops.faults.size());
}

TEST_CASE("The limit of events is an outcome", "[models][replication]") {
  Plan plan(busy());
  const Recorder seen = run(plan, 1, 0, false, 1000);
  CHECK(seen.ending == Ending::event_limit);
  CHECK(seen.ended_at_s < 3 * 86400);
}

TEST_CASE("Two that never agree within an instant are an outcome: no rest", "[models][replication]") {
  // A control plane that is down, asked again after no time at all: more than 64 rounds.
  Model model = three_zones(30, Via::dns);
  model.detection.push_back(detector("feed", "provider", {"zone r/a"}, {{"delay", Distribution()}}));
  model.response.push_back(automatic("leave", "feed", "shift"));
  model.response[0].needs = {"control-plane r"};
  model.response[0].retry_every = Duration::zero();
  model.faults.push_back(fault("control_plane_loss", {"control-plane r"}, Duration::s(50)));
  model.faults.push_back(fault("zone_loss", {"zone r/a"}, Duration::s(100)));
  const Recorder seen = run(model);
  CHECK(seen.ending == Ending::no_rest);
  CHECK(seen.ended_at_s == 100);
}

TEST_CASE("Retries that push a cycle of calls above one are an outcome: unbounded amplification",
          "[models][replication]") {
  // api calls itself for half of its requests (radius 0.5). Nine of ten replies are lost and each call has up to four attempts, all of
  // which the callee serves: more than 0.5 x (1 + 0.9 + 0.81 + 0.729) = 1.7 further requests for each.
  Model model = three_zones(30, Via::dns);
  auto again = calling("api");
  again.share = 0.5;
  again.retries = 3;
  again.timeout = Duration::ms(10);
  model.services[0].calls = {calling("api")};
  model.services.insert(model.services.begin(), service("api"));
  model.services[0].calls = {again};
  CHECK(run(model).ending == Ending::completed);
  model.faults.push_back(
      path_fault("reply_loss", {"service api"}, {"service api"}, Duration::s(100), Duration::never(), {{"loss", 0.9}}));
  const Recorder seen = run(model);
  CHECK(seen.ending == Ending::unbounded_amplification);
  CHECK_THAT(seen.trouble, contains_text("pool api@r/"));
}

TEST_CASE("Given slots that cannot reach the capacity are told with the number that can", "[models][replication]") {
  // 100/s at 25 ms of own time hold 2.5 slots.
  Model model = three_zones(30, Via::dns);
  model.services[0].time = Distribution::fixed(Duration::ms(25));
  model.services[0].capacity_rps = 100;
  model.services[0].slots = 2;
  const auto problems = slot_problems(model);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].service == "web");
  CHECK(problems[0].needed == 3);
  model.services[0].slots = 3;
  CHECK(slot_problems(model).empty());
}
