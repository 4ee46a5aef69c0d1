// SPDX-License-Identifier: Apache-2.0
// What is added to a scenario and touches nothing changes nothing: hosts without instances, services that nobody calls,
// detectors that nobody heeds; and what an added response cannot have changed yet.
//
// The world is small and full of chance: hosts and zones fail by chance, alarms count Poisson numbers near their
// thresholds, health checks have random phases. So a draw that shifted would show.
#include <algorithm>
#include <fstream>
#include <random>

#include "models/plan.hpp"
#include "tests/analysis/records.hpp"
#include "tests/theory/scenario_files.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

// The file's maps, entry by entry, so that they can be shuffled.
const std::vector<std::pair<std::string, std::vector<std::string>>> kBlocks = {
    {"topology", {"tokyo: {zones: [a, b, c], racks: {per_zone: 2, hosts: 5, switches: 1 of 2}}"}},
    {"services",
     {"web: {replicas: {per_zone: 4}, capacity: 200/s, time: {lognormal: {p50: 8ms, p99: 60ms}}, boot: {uniform: [20s, "
      "60s]}, "
      "health_check: {every: 10s, timeout: 2s, healthy_after: 2}, errors: 0.3%, calls: {cart: {timeout: 300ms, "
      "retries: 1}}}",
      "cart: {replicas: {per_zone: 2}, capacity: 400/s, time: 4ms, health_check: {every: 15s, timeout: 1s}}"}},
    {"clients",
     {"shoppers: {to: web, peak: 90/s, daily: {trough: 0.4}, customers: 1000, entry: {via: dns, ttl: 60s}}",
      "partners: {to: cart, peak: 20/s, entry: {via: load_balancer}}"}},
    {"objectives", {"web: {success: 99%, headline: true}", "cart: {success: 99%}"}},
    {"variants", {"apart: {routing: zonal}", "together: {routing: regional}"}},
    {"faults",
     {"hosts: {kind: host_loss, target: 'host tokyo/*/01/*', mttf: 20h, repair: {lognormal: {p50: 20m, p95: 90m}}}",
      "zones: {kind: zone_power_loss, target: 'zone tokyo/*', mttf: 60h, repair: 1h}",
      "path: {kind: request_loss, target: {from: zone c, to: service cart}, at: 5h, for: 1h, loss: 30%}"}},
    {"detection",
     {"web-zonal: {kind: success_rate, target: service web, split: entry_zone, below: 99%, datapoints: 3 of 5}",
      "cart-callers: {kind: success_rate, target: service cart, split: caller_zone, below: 99%, datapoints: 2 of 3}",
      "provider: {kind: provider, target: 'zone *', delay: {uniform: [2m, 8m]}, recall: 0.8}"}},
    {"people", {"on-call: {acknowledge: {exponential: 3m}, diagnose: {lognormal: {p50: 5m, p95: 15m}}, decide: 2m}"}},
    {"response", {"leave: {when: [provider], who: on-call, do: evacuate, for: 2h, only_if: [one_zone_out]}"}},
};

using Blocks = std::vector<std::pair<std::string, std::vector<std::string>>>;

std::string addition_text(const Blocks& blocks) {
  std::string out;
  for (const auto& [key, entries] : blocks) {
    out += key + ":\n";
    for (const std::string& entry : entries) out += "  " + entry + "\n";
  }
  return out + "bulkhead: 1\nname: busy-week\nrun: {horizon: 3d, replications: 2, seed: 7}\n";
}

Scenario read(const std::string& text, std::vector<std::string> sets = {}) {
  const Folder folder;
  std::ofstream(folder / "busy-week.yaml") << text;
  return scenario_of(folder / "busy-week.yaml", {{}, std::move(sets)});
}

Scenario with(std::vector<std::string> sets) {
  return read(addition_text(kBlocks), std::move(sets));
}

std::string print(const std::optional<Instant>& t) {
  return t ? std::to_string((*t - Instant::zero()).count()) : "never";
}

std::vector<std::string> faults_of(const Record& record) {
  std::vector<std::string> out;
  for (const FaultRow& f : record.faults)
    out.push_back(f.name + '|' + f.target + '|' + print(f.begin) + '|' + print(f.end));
  return out;
}

/// Rows of v_observation, without the number of the incident's row; only what was seen before `until`.
std::vector<std::string> observations_of(const Record& record, Instant until = Instant::never()) {
  std::vector<std::string> out;
  for (const ObservationRow& o : record.observations) {
    const bool whole = until == Instant::never();
    if (!whole && !(o.saw && *o.saw < until)) continue;
    const std::string incident = o.incident ? print(record.incidents[*o.incident].begin) : "none";
    out.push_back(incident + '|' + o.detector + '|' + print(o.saw) + '|' + o.why_not);
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Are all rows of `old` in `now`? Both sorted.
bool holds(std::vector<std::string> now, std::vector<std::string> old) {
  std::sort(now.begin(), now.end());
  std::sort(old.begin(), old.end());
  return std::includes(now.begin(), now.end(), old.begin(), old.end());
}

void check_old_rows(const Scenario& before, const Scenario& after) {
  for (const char* variant : {"apart", "together"}) {
    INFO(variant);
    const Outcomes old = simulated(before.experiments.front(), variant);
    const Outcomes now = simulated(after.experiments.front(), variant);
    for (std::size_t r = 0; r < old.records.size(); ++r) {
      REQUIRE(old.records[r].faults.size() > 5);
      REQUIRE(old.records[r].observations.size() > 5);
      CHECK(holds(faults_of(now.records[r]), faults_of(old.records[r])));
      CHECK(holds(observations_of(now.records[r]), observations_of(old.records[r])));
    }
  }
}

/// Where every instance stands.
std::vector<std::string> anchors_of(const Scenario& scenario, const std::string& variant) {
  const Plan plan(variant_of(scenario.experiments.front(), variant).model);
  std::vector<std::string> out;
  for (const Instance& instance : plan.estate().instances)
    out.push_back(instance.name + " on " + plan.estate().graph.name(instance.anchor));
  return out;
}

std::string shuffled(std::uint32_t seed) {
  std::mt19937 engine(seed);
  Blocks blocks = kBlocks;
  const auto shuffle = [&](auto& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[engine() % i]);
  };
  for (auto& [key, entries] : blocks)
    if (key != "variants") shuffle(entries);
  shuffle(blocks);
  return addition_text(blocks);
}

}  // namespace

TEST_CASE("A host that holds no instance changes no fault and no observation", "[theory]") {
  // One host more in each rack. Whose place among the hosts stays as it was is a matter of each service's name; here
  // all stay.
  const Scenario before = with({});
  const Scenario after = with({"topology.tokyo.racks.hosts=6"});
  for (const char* variant : {"apart", "together"}) REQUIRE(anchors_of(before, variant) == anchors_of(after, variant));
  check_old_rows(before, after);
}

TEST_CASE("A service that nobody calls changes no fault and no observation", "[theory]") {
  check_old_rows(with({}), with({"services.aside.replicas.per_zone=3", "services.aside.capacity=10/s",
                                 "services.aside.health_check.every=7s", "services.aside.health_check.timeout=1s"}));
}

TEST_CASE("A detector that nobody heeds changes no fault and no observation", "[theory]") {
  check_old_rows(with({}), with({"detection.aside.kind=success_rate", "detection.aside.target=service web",
                                 "detection.aside.below=99.5%", "detection.aside.split=callee_zone",
                                 "detection.aside.datapoints=1 of 2"}));
}

TEST_CASE("An added response changes no fault, and no observation before its first action", "[theory]") {
  const Scenario before = with({});
  const Scenario after = with({"response.aside.when=[web-zonal]", "response.aside.do=evacuate", "response.aside.for=1h",
                               "response.aside.after=3m"});
  bool acted = false;
  for (const char* variant : {"apart", "together"}) {
    const Outcomes old = simulated(before.experiments.front(), variant);
    const Outcomes now = simulated(after.experiments.front(), variant);
    for (std::size_t r = 0; r < old.records.size(); ++r) {
      Instant begun = Instant::never();
      for (const ActionRow& action : now.records[r].actions)
        if (action.response == "aside" && action.begin) begun = std::min(begun, *action.begin);
      acted = acted || begun != Instant::never();
      CHECK(faults_of(now.records[r]) == faults_of(old.records[r]));
      CHECK(observations_of(now.records[r], begun) == observations_of(old.records[r], begun));
    }
  }
  CHECK(acted);
}

TEST_CASE("What is added to one variant changes no bit of another", "[theory]") {
  const Scenario before = with({});
  const Scenario after =
      with({"variants.together.services.aside.replicas.per_zone=3", "variants.together.response.aside.when=[web-zonal]",
            "variants.together.response.aside.do=evacuate",
            "variants.together.faults.more={kind: host_loss, target: host tokyo/a/02/*, mttf: 10h, repair: 1h}"});
  const Outcomes old = simulated(before.experiments.front(), "apart");
  const Outcomes now = simulated(after.experiments.front(), "apart");
  for (std::size_t r = 0; r < old.records.size(); ++r) {
    CHECK(now.records[r].fingerprint == old.records[r].fingerprint);
    CHECK(observations_of(now.records[r]) == observations_of(old.records[r]));
  }
}

TEST_CASE("A file with its maps shuffled twenty ways has the same digest and the same fingerprints", "[theory]") {
  const Scenario straight = read(addition_text(kBlocks), {"run.horizon=12h"});
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    INFO(seed);
    const Scenario other = read(shuffled(seed), {"run.horizon=12h"});
    CHECK(digest(other) == digest(straight));
    for (const char* variant : {"apart", "together"}) {
      const Outcomes a = simulated(straight.experiments.front(), variant, 1);
      const Outcomes b = simulated(other.experiments.front(), variant, 1);
      CHECK(a.records[0].fingerprint == b.records[0].fingerprint);
    }
  }
}
