// SPDX-License-Identifier: Apache-2.0
// From files to models: defaults, overlays, variants, experiments, settings, includes, order.
#include <algorithm>

#include "scenarios/language/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenarios/language/workbench.hpp"

namespace bulkhead {
namespace {

using test::kSmallest;
using test::load_text;

const Model& only_model(const Loaded& loaded) {
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  return loaded.scenario->experiments[0].variants[0].model;
}

std::string with(const std::string& more) {
  return kSmallest + more;
}

}  // namespace

TEST_CASE("the smallest scenario has one experiment, one variant and all defaults", "[language]") {
  const Loaded loaded = load_text(kSmallest);
  const Model& model = only_model(loaded);
  CHECK(loaded.scenario->name == "smallest");
  CHECK(loaded.scenario->experiments[0].name == "main");
  CHECK(loaded.scenario->experiments[0].variants[0].name == "base");
  CHECK(model.topology.regions[0].zones == std::vector<std::string>{"a", "b", "c"});
  CHECK(model.services[0].capacity_rps == 100);
  CHECK(model.services[0].time == Distribution::fixed(Duration::ms(5)));
  CHECK(model.clients[0].region == "tokyo");
  CHECK(model.objectives[0].headline);
  CHECK(model.horizon == Duration::days(365));
}

TEST_CASE("calls as a mapping are parallel and sorted, as a list in sequence", "[language]") {
  const std::string services = "  cart: {replicas: {per_zone: 1}}\n  ads: {replicas: {per_zone: 1}}\n";
  const std::string head = kSmallest.substr(0, kSmallest.find("services:"));
  const std::string tail = kSmallest.substr(kSmallest.find("clients:"));
  const auto calls = [&](const std::string& text) {
    const Loaded loaded =
        load_text(head + "services:\n  web: {replicas: {per_zone: 3}, calls: " + text + "}\n" + services + tail);
    return only_model(loaded).services[2];
  };
  const ServiceSpec parallel = calls("{cart: {retries: 2, retry_on: [error, timeout]}, ads: {need: soft}}");
  CHECK_FALSE(parallel.calls_in_sequence);
  CHECK(parallel.calls[0].to == "ads");
  CHECK(parallel.calls[0].need == NeedKind::soft);
  CHECK(parallel.calls[1].retry_on == (kRetryError | kRetryTimeout));
  const ServiceSpec sequence = calls("[cart, {ads: {timeout: 100ms}}, cart]");
  CHECK(sequence.calls_in_sequence);
  REQUIRE(sequence.calls.size() == 3);
  CHECK(sequence.calls[1].timeout == Duration::ms(100));
  CHECK(sequence.calls[2].to == "cart");
}

TEST_CASE("a bare duration is the mean of an exponential for mttf and repair, and fixed for `for`", "[language]") {
  const Loaded chance =
      load_text(with("faults:\n  power: {kind: zone_loss, target: zone *, mttf: 100d, repair: 2h}\n"));
  const FaultSpec& fault = only_model(chance).faults[0];
  CHECK(*fault.mttf == Distribution::exponential(Duration::days(100)));
  CHECK(*fault.repair == Distribution::exponential(Duration::hours(2)));
  CHECK(fault.targets == std::vector<std::string>{"zone tokyo/a", "zone tokyo/b", "zone tokyo/c"});
  const Loaded drill =
      load_text(with("faults:\n  power: {kind: zone_loss, target: any 2 of zone *, at: 1h, for: 30m}\n"));
  CHECK(*only_model(drill).faults[0].repair == Distribution::fixed(Duration::minutes(30)));
  CHECK(only_model(drill).faults[0].any == 2);
}

TEST_CASE("each variant is an overlay: maps merge, scalars and lists replace, null removes", "[language]") {
  const Loaded loaded =
      load_text(with("faults:\n  power: {kind: zone_loss, target: zone a, at: 1h}\n"
                     "variants:\n"
                     "  plain:\n"
                     "  big: {services: {web: {replicas: {per_zone: 6}}}}\n"
                     "  two: {topology: {tokyo: {zones: [a, b]}}}\n"
                     "  calm: {faults: {power: null}}\n"));
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  const auto& variants = loaded.scenario->experiments[0].variants;
  REQUIRE(variants.size() == 4);
  CHECK(variants[0].name == "plain");  // in the order of the file
  CHECK(variants[1].model.services[0].replicas_per_zone == 6);
  CHECK(variants[1].model.services[0].capacity_rps == 100);
  CHECK(variants[2].model.topology.regions[0].zones.size() == 2);
  CHECK(variants[3].model.faults.empty());
}

TEST_CASE("an overlay replaces a distribution as one value, also one of the same law", "[language]") {
  const std::string base = with("variants:\n  a: {services: {web: {time: {lognormal: {p50: 5ms, p99: 9ms}}}}}\n");
  const Loaded same = load_text(base, {{}, {"services.web.time={lognormal: {p50: 5ms, p95: 9ms}}"}});
  CHECK(only_model(same).services[0].time == Distribution::lognormal_p50(Duration::ms(5), 0.95, Duration::ms(9)));
  const Loaded other = load_text(base, {{}, {"services.web.time={exponential: 5ms}"}});
  CHECK(only_model(other).services[0].time == Distribution::exponential(Duration::ms(5)));
}

TEST_CASE("a fault that exists in one variant is absent from the others", "[language]") {
  const Loaded loaded = load_text(
      with("variants:\n  silo: {routing: zonal}\n  cell: {routing: cell, cells: {count: 3, standby: {lag: 2s}}}\n"
           "faults:\n  router: {kind: router_loss, target: router tokyo, at: 1h}\n  zone: {kind: zone_loss, target: "
           "zone a, at: 1h}\n"));
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  const auto& variants = loaded.scenario->experiments[0].variants;
  CHECK(variants[0].model.faults.size() == 1);
  CHECK(variants[1].model.faults.size() == 2);
}

TEST_CASE("experiments share a file, each with its own faults and run", "[language]") {
  const Loaded loaded =
      load_text(with("variants:\n  silo: {routing: zonal}\n  decoupled: {routing: regional}\n"
                     "experiments:\n"
                     "  drill: {faults: {power: {kind: zone_loss, target: zone a, at: 1h, for: 30m}}, run: {horizon: "
                     "3h, replications: 5}}\n"
                     "  year: {faults: {power: {kind: zone_loss, target: zone *, mttf: 1825d, repair: 2h}}}\n"));
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  const auto& experiments = loaded.scenario->experiments;
  REQUIRE(experiments.size() == 2);
  CHECK(experiments[0].name == "drill");
  CHECK(experiments[0].run.replications == 5);
  CHECK(experiments[0].variants[1].model.horizon == Duration::hours(3));
  CHECK(experiments[1].variants[0].model.faults[0].mttf);
}

TEST_CASE("a setting wins over overlays, experiments and variants, and its value is YAML", "[language]") {
  const std::string text = with(
      "variants:\n  big: {services: {web: {replicas: {per_zone: 6}}}}\nexperiments:\n  long: {run: {horizon: 9d}}\n");
  const Loaded loaded =
      load_text(text, {{}, {"services.web.replicas.per_zone=9", "topology.tokyo.zones=[a, b]", "run.horizon=2d"}});
  const Model& model = only_model(loaded);
  CHECK(model.services[0].replicas_per_zone == 9);
  CHECK(model.topology.regions[0].zones == std::vector<std::string>{"a", "b"});  // the comma is YAML's
  CHECK(model.horizon == Duration::days(2));
  CHECK_THAT(load_text(text, {{}, {"services.web.capcity=9/s"}}).problems(),
             test::contains_text("--set:1:14: error: `capcity` is no key of a service\n    services.web.capcity=9/s\n  "
                                 "               ^~~~~~~\n"));
  CHECK_THAT(load_text(text, {{}, {"services.web"}}).problems(),
             test::contains_text("a setting is written a.b.c=VALUE"));
  CHECK_THAT(load_text(text, {{}, {"services..web=1"}}).problems(),
             test::contains_text("a setting is written a.b.c=VALUE"));
  CHECK_THAT(load_text(text, {{}, {"routing=[zonal"}}).problems(), test::contains_text("--set:1:"));
}

TEST_CASE("overlay files lie over the file, in order, and includes under it", "[language]") {
  const test::Workbench bench;
  bench.write("parts/base.yaml", kSmallest);
  const std::string top = bench.write("top.yaml", "include: [parts/base.yaml]\nservices: {web: {capacity: 200/s}}\n");
  const std::string first = bench.write("first.yaml", "services: {web: {capacity: 300/s, slots: 50}}\n");
  const std::string second = bench.write("second.yaml", "services: {web: {capacity: 400/s}}\n");
  CHECK(only_model(load(top)).services[0].capacity_rps == 200);
  const Loaded over = load(top, {{first, second}, {}});
  CHECK(only_model(over).services[0].capacity_rps == 400);
  CHECK(only_model(over).services[0].slots == 50);
}

TEST_CASE("a problem in an included or overlaid file is placed there", "[language]") {
  const test::Workbench bench;
  bench.write("base.yaml", "services: {web: {capacty: 200/s}}\n");
  const std::string top = bench.write("top.yaml", "include: base.yaml\n" + kSmallest);
  CHECK_THAT(load(top).problems(), test::contains_text("base.yaml:1:18: error: `capacty` is no key of a service"));
}

TEST_CASE("the resolved file loads again to the same model, in every variant", "[language]") {
  const test::Workbench bench;
  for (const std::string& more :
       {std::string(), std::string("routing: cell\ncells: {count: 3, copy: 10m}\n"),
        std::string(
            "variants:\n  silo: {routing: zonal}\n  cell: {routing: cell, cells: {count: 3, standby: {lag: 2s}}}\n"
            "people:\n  on-call: {acknowledge: {lognormal: {p50: 3m, p95: 9m}}, decide: {gamma: {mean: 2m, cv: 0.5}}, "
            "diagnose: {gamma: {mean: 5m, shape: 3}}, "
            "night: {from: 22h, to: 6h, factor: 2}}\n"
            "detection:\n  web: {kind: success_rate, target: service web, below: 99%, split: entry_zone, needs: tool "
            "pager}\n"
            "tools:\n  pager: {needs: {net: {target: [zone a, zone b], at_least: 1, after: 10m}}}\n"
            "response:\n  leave: {when: web, do: evacuate, who: {default: on-call, evacuate_service: automatic}, "
            "only_if: one_zone_out}\n"
            "faults:\n  loss: {kind: packet_loss, target: {from: zone a, to: service web, both: true}, at: 1h, loss: "
            "0.1%}\n"
            "  router: {kind: router_loss, target: router tokyo, mttf: {weibull: {shape: 1.5, mean: 90d}}, repair: "
            "{empirical: [1h, 2h]}}\n"
            "  rack: {kind: zone_loss, target: zone a, mttf: 90d, repair: {mixture: [{share: 66.6667%, law: 5m}, "
            "{share: "
            "33.3333%, law: {uniform: [1h, 2h]}}]}}\n")}) {
    const Loaded loaded = load_text(with(more));
    INFO(loaded.problems());
    REQUIRE(loaded.scenario);
    for (const auto& variant : loaded.scenario->experiments[0].variants) {
      const Loaded again = load(bench.write("again.yaml", variant.config()));
      INFO(variant.config() << again.problems());
      REQUIRE(again.scenario);
      CHECK(digest(again.scenario->experiments[0].variants[0].model) == digest(variant.model));
      CHECK(again.scenario->experiments[0].variants[0].config() == variant.config());
    }
  }
}

TEST_CASE("the order of a file's maps changes nothing in its models", "[language]") {
  const std::string forwards =
      "services:\n  a: {replicas: {per_zone: 3}, calls: {b: {}, c: {}}}\n  b: {replicas: {per_zone: 3}}\n  c: "
      "{replicas: {per_zone: 3}}\n"
      "topology:\n  osaka: {zones: [a, b]}\n  tokyo: {zones: [c, a, b]}\n"
      "clients:\n  p: {to: a, region: tokyo, peak: 1/s}\n  q: {to: b, region: osaka, peak: 2/s}\n"
      "objectives:\n  a: {success: 99%, headline: true}\n  b: {success: 99%}\n"
      "faults:\n  x: {kind: zone_loss, target: [zone tokyo/a, zone osaka/b], at: 1h}\n  y: {kind: zone_loss, target: "
      "zone */a, mttf: 9d}\n"
      "bulkhead: 1\nname: shuffled\n";
  const std::string backwards =
      "name: shuffled\nbulkhead: 1\n"
      "faults:\n  y: {mttf: 9d, target: zone */a, kind: zone_loss}\n  x: {at: 1h, target: [zone osaka/b, zone "
      "tokyo/a], kind: zone_loss}\n"
      "objectives:\n  b: {success: 99%}\n  a: {headline: true, success: 99%}\n"
      "clients:\n  q: {peak: 2/s, region: osaka, to: b}\n  p: {peak: 1/s, region: tokyo, to: a}\n"
      "topology:\n  tokyo: {zones: [b, c, a]}\n  osaka: {zones: [b, a]}\n"
      "services:\n  c: {replicas: {per_zone: 3}}\n  b: {replicas: {per_zone: 3}}\n  a: {calls: {c: {}, b: {}}, "
      "replicas: {per_zone: 3}}\n";
  const Loaded one = load_text(forwards);
  const Loaded two = load_text(backwards);
  CHECK(digest(only_model(one)) == digest(only_model(two)));
}

TEST_CASE("a renamed variant is the same model", "[language]") {
  const Loaded one = load_text(with("variants:\n  silo: {routing: zonal}\n"));
  const Loaded two = load_text(with("variants:\n  tower: {routing: zonal}\n"));
  CHECK(digest(only_model(one)) == digest(only_model(two)));
}

TEST_CASE("calls in circles are legal while they die out", "[language]") {
  const auto circle = [](const std::string& share) {
    const std::string head = kSmallest.substr(0, kSmallest.find("services:"));
    const std::string tail = kSmallest.substr(kSmallest.find("clients:"));
    return load_text(head +
                     "services:\n  web: {replicas: {per_zone: 3}, calls: {cart: {times: 2}}}\n  cart: {replicas: "
                     "{per_zone: 3}, calls: {web: {share: " +
                     share + "}}}\n" + tail);
  };
  // Each round trip multiplies by 2 x share: 0.98 dies out, 1 does not.
  CHECK(circle("0.49").scenario);
  CHECK_THAT(circle("0.5").problems(), test::contains_text("calls multiply without end: "));
}

}  // namespace bulkhead
