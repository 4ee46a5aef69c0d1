// SPDX-License-Identifier: Apache-2.0
// Which faults nobody can see: by what each observer has on its path. Why a case is so is said beside it.
#include "analysis/review/rehearsal.hpp"

#include <algorithm>

#include "analysis/replication.hpp"
#include "tests/analysis/review/ask.hpp"
#include "tests/scenarios/language/random_scenario.hpp"

namespace bulkhead {
namespace {

const std::string kRehearsalShop = R"(bulkhead: 1
name: shop
topology: {eu: {zones: [a, b, c]}}
components: {x: {}}
services:
  web: {replicas: {per_zone: 6}, time: 10ms, calls: {api: {timeout: 300ms}}}
  api: {replicas: {per_zone: 6}, time: 5ms, needs: [component x]}
clients: {u: {to: web, peak: 600/s, entry: {via: dns}}}
objectives: {web: {success: 99.9%}}
routing: regional
)";

const std::string kWeb = "d: {kind: success_rate, target: service web, below: 99%}";
const std::string kServer = "d: {kind: success_rate, target: service web, below: 99%, side: server}";
const std::string kVolume = "d: {kind: volume, target: service web, below: 100/s}";

bool is_hidden(const std::string& fault, const std::string& detection, const std::string& shop = kRehearsalShop) {
  return !test::said("fault-nobody-can-see",
                     shop + "faults: {f: {" + fault + ", at: 10m, for: 10m}}\n" + "detection: {" + detection + "}\n")
              .empty();
}

std::string checked(const std::string& web, const std::string& api) {
  return test::with(kRehearsalShop, {{"time: 10ms", "time: 10ms" + web}, {"time: 5ms", "time: 5ms" + api}});
}

const std::string kShallow = ", health_check: {every: 10s}";
const std::string kPath = "kind: request_loss, target: {from: zone a, to: service api}, loss: 40%";
const std::string kErrors = "kind: service_errors, target: service api, errors: 40%";

/// The fault alone, for an hour, at the peak, and nobody reacts.
void strike_alone(Model& model, FaultSpec fault) {
  fault.any = fault.active = 0;
  fault.mttf.reset();
  fault.found.reset();
  fault.found_every.reset();
  fault.crew.clear();
  fault.only_while.clear();
  fault.at = Duration::hours(1);
  fault.repair = Distribution::fixed(Duration::hours(1));
  model.faults = {fault};
  model.crews.clear();
  model.response.clear();
  model.horizon = Duration::hours(2);
  model.warm_up = Duration::zero();
  for (PopulationSpec& population : model.clients) population.daily.trough = 1;
}

/// Whether an observer sees an incident of a service that the fault has caused in a simulation.
bool is_seen_in(const Record& record, const std::string& fault) {
  return std::any_of(record.observations.begin(), record.observations.end(), [&](const ObservationRow& row) {
    return row.saw && row.incident && record.incidents[*row.incident].cause == fault;
  });
}

}  // namespace

TEST_CASE("A fault that breaks an objective is hidden where nobody watches at all", "[analysis]") {
  CHECK(is_hidden(kPath, ""));
  CHECK_FALSE(is_hidden(kPath, kWeb));
  // One in ten thousand of a third of the calls: 99.9 % holds.
  CHECK_FALSE(is_hidden("kind: request_loss, target: {from: zone a, to: service api}, loss: 0.01%", ""));
}

TEST_CASE("What is lost on the way reaches no server, and takes no request away before it", "[analysis]") {
  CHECK(is_hidden(kPath, "d: {kind: success_rate, target: service api, below: 99%, side: server}"));
  CHECK_FALSE(is_hidden(kPath, "d: {kind: success_rate, target: service api, below: 99%}"));
  CHECK_FALSE(is_hidden(kPath, "d: {kind: volume, target: service api, below: 1/s, side: server}"));
  CHECK(is_hidden(kPath, kVolume));
}

TEST_CASE("Failures show in no volume of who goes on asking", "[analysis]") {
  CHECK(is_hidden(kErrors, kVolume));
  CHECK(is_hidden("kind: component_loss, target: component x", kVolume));
  CHECK_FALSE(is_hidden("kind: component_loss, target: component x", kServer));
}

TEST_CASE("A probe meets errors only as deep as it asks", "[analysis]") {
  CHECK(is_hidden(kErrors, "", checked(kShallow, kShallow)));
  CHECK(is_hidden(kErrors, "d: {kind: unhealthy_count, target: service web, above: 3}", checked(kShallow, kShallow)));
  CHECK_FALSE(is_hidden(kErrors, "", checked("", ", health_check: {every: 10s, depth: local}")));
  CHECK_FALSE(is_hidden(kErrors, "", checked(", health_check: {every: 10s, depth: deep}", "")));
  CHECK_FALSE(is_hidden("kind: crash, target: service api", "", checked("", kShallow)));
}

TEST_CASE("What ends before the servers shows at the clients alone", "[analysis]") {
  for (const std::string fault : {"kind: entry_loss, target: entry u@eu/b", "kind: dns_loss, target: dns u"}) {
    INFO(fault);
    CHECK(is_hidden(fault, "", checked(kShallow, kShallow)));  // a caller that is dead sends no probes
    CHECK(is_hidden(fault, kServer));                          // those that arrive succeed
    CHECK_FALSE(is_hidden(fault, kWeb));
  }
}

TEST_CASE("A PoP that swallows requests leaves those of its clients out of all that enter a zone", "[analysis]") {
  const std::string edge = test::with(
      kRehearsalShop,
      {{"topology:", "edge: {pops: {nrt: {share: 40%}, fra: {share: 60%}}}\ntopology:"}, {"via: dns", "via: anycast"}});
  const std::string fault = "kind: pop_black_hole, target: pop nrt";
  CHECK(is_hidden(fault, kServer, edge));
  CHECK(is_hidden(fault, kVolume, edge));  // clients have sent them all the same
  CHECK(is_hidden(fault, "d: {kind: success_rate, target: service web, below: 99%, split: entry_zone}", edge));
  CHECK_FALSE(is_hidden(fault, kWeb, edge));
}

TEST_CASE("A provider tells of the zones that it watches", "[analysis]") {
  const std::string fault = "kind: zone_power_loss, target: zone b";
  CHECK(is_hidden(fault, "d: {kind: provider, target: zone a}"));
  CHECK_FALSE(is_hidden(fault, "d: {kind: provider, target: zone eu/*}"));
  CHECK(is_hidden("kind: gray_host, target: zone b, errors: 30%", "d: {kind: provider, target: zone eu/*}"));
  CHECK(is_hidden(fault, "d: {kind: provider, target: zone b, needs: [zone b]}"));
}

TEST_CASE("Of a fault by chance the first place is named where it is hidden", "[analysis]") {
  const std::string faults = "faults: {f: {kind: zone_power_loss, target: zone eu/*, mttf: 30d, repair: 1h}}\n";
  CHECK(
      test::said("fault-nobody-can-see",
                 kRehearsalShop + faults + "detection: {d: {kind: provider, target: zone a}}\n") ==
      std::vector<std::string>{"f on zone eu/b breaks the objective of web, and no alarm, health check or provider of "
                               "this file watches what it does"});
  // Somebody finds it: the file says so.
  const std::string found =
      "faults: {f: {kind: zone_power_loss, target: zone eu/*, mttf: 30d, repair: 1h, found: 1h}}\n";
  CHECK(test::said("fault-nobody-can-see", kRehearsalShop + found).empty());
}

// The independent computation is the simulation, with its health checks, alarms and their draws.
TEST_CASE("What nobody can see is seen by nobody in a simulation", "[analysis]") {
  int unseen = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    Loaded loaded = load("drawn.yaml", {{}, {}, {{"drawn.yaml", test::random_scenario(seed)}}});
    REQUIRE(loaded.scenario);
    Experiment& experiment = loaded.scenario->experiments.front();
    Variant& variant = experiment.variants.front();
    for (const FaultSpec& fault : std::vector<FaultSpec>(variant.model.faults)) {
      INFO("seed " << seed << ", " << fault.name);
      strike_alone(variant.model, fault);
      if (unseen_faults(Reviewed(experiment, variant)).empty()) continue;
      ++unseen;
      CHECK_FALSE(is_seen_in(Runner(variant.model).run(1, 0), fault.name));
    }
  }
  CHECK(unseen > 10);
}

}  // namespace bulkhead
