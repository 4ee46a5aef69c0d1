// SPDX-License-Identifier: Apache-2.0
// Own components, networks, needs, crews and rates: from their words to the model.
#include <algorithm>

#include "scenarios/language/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenarios/language/workbench.hpp"

namespace bulkhead {
namespace {

using Names = std::vector<std::string>;

const std::string kParts =
    "bulkhead: 1\n"
    "name: parts\n"
    "components:\n"
    "  disk: {count: 10}\n"
    "  array: {needs: {disks: {target: component disk, at_least: 9, takeover: {notice: 3m, time: {exponential: "
    "4m}}}}}\n"
    "  path: {needs: {ends: {connected: [node fabric/h2, node fabric/h1]}}}\n"
    "  pump: {count: 3}\n"
    "networks:\n"
    "  fabric: {links: [s0..h1, h2..s0]}\n"
    "  wan: {links: [east..west]}\n"
    "objectives: {array: {success: 100%, headline: true}, disk: {success: 90%}}\n";

Model model_of(const std::string& more) {
  const Loaded loaded = test::load_text(kParts + more);
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  return loaded.scenario->experiments[0].variants[0].model;
}

FaultSpec fault_of(const Model& model, const std::string& name) {
  const auto found = std::find_if(model.faults.begin(), model.faults.end(),
                                  [&](const FaultSpec& fault) { return fault.name == name; });
  REQUIRE(found != model.faults.end());
  return *found;
}

double mttf_h(const FaultSpec& fault) {
  return fault.mttf->mean_seconds() / 3600;
}

}  // namespace

TEST_CASE("a file of components alone is a model without services, clients and regions", "[language]") {
  const Model model = model_of("run: {warm_up: 2h}\n");
  CHECK(model.services.empty());
  CHECK(model.topology.regions.empty());
  CHECK(model.warm_up == Duration::hours(2));
  REQUIRE(model.topology.components.size() == 4);
  CHECK(model.topology.components[1].count == 10);
  CHECK(model.objectives[0].components == Names{"component array"});
  CHECK(model.objectives[1].components.size() == 10);
  CHECK(model.objectives[1].components[0] == "component disk/01");  // padded, so that sorted is numeric
}

TEST_CASE("a takeover's coverage is a share or a list, whose last share holds beyond", "[language]") {
  const auto coverage = [](const std::string& written) {
    const Loaded loaded = test::load_text(
        "bulkhead: 1\nname: x\ncomponents:\n  disk: {count: 6}\n  array: {needs: {disks: {target: "
        "component disk/*, at_least: 3, takeover: {time: 1h, coverage: " +
        written + "}}}}\nobjectives: {array: {success: 100%}}\n");
    REQUIRE(loaded.scenario);
    return loaded.scenario->experiments[0].variants[0].model.topology.components[0].needs[0].takeover->coverage;
  };
  CHECK(coverage("90%") == std::vector<double>{0.9});
  CHECK(coverage("[90%]") == std::vector<double>{0.9});
  CHECK(coverage("[100%, 0.9, 0.5]") == std::vector<double>{1, 0.9, 0.5});
  CHECK(coverage("[99%, 90%, 90%, 90%]") == std::vector<double>{0.99, 0.9});
}

TEST_CASE("a group has members and perhaps a takeover, or connects two nodes over a whole network", "[language]") {
  const Model model = model_of("");
  const NeedSpec& disks = model.topology.components[0].needs[0];
  CHECK(disks.of.size() == 10);
  CHECK(disks.at_least == 9);
  REQUIRE(disks.takeover);
  CHECK(disks.takeover->notice == Distribution::fixed(Duration::minutes(3)));
  CHECK(disks.takeover->time == Distribution::exponential(Duration::minutes(4)));
  CHECK(disks.takeover->coverage == std::vector<double>{1});
  const NeedSpec& ends = model.topology.components[2].needs[0];
  CHECK(ends.connected == Names{"node fabric/h1", "node fabric/h2"});
  CHECK(ends.of == Names{"link fabric/h1..fabric/s0", "link fabric/h2..fabric/s0", "node fabric/h1", "node fabric/h2",
                         "node fabric/s0"});  // nothing of the wan
  CHECK_FALSE(ends.takeover);
}

TEST_CASE("members of a group with a takeover serve in the order of the list, those of one pattern by name",
          "[language]") {
  const auto members = [](const std::string& takeover) {
    const Loaded loaded = test::load_text(
        "bulkhead: 1\nname: pair\ncomponents:\n  primary: {}\n  backup: {}\n  pump: {count: 2}\n"
        "  site: {needs: {pair: {target: [component primary, component backup, component pump], at_least: 1" +
        takeover + "}}}\nobjectives: {site: {success: 100%}}\n");
    INFO(loaded.problems());
    REQUIRE(loaded.scenario);
    return loaded.scenario->experiments[0].variants[0].model.topology.components.back().needs[0].of;
  };
  CHECK(members(", takeover: {time: 3m}") ==
        Names{"component primary", "component backup", "component pump/1", "component pump/2"});
  CHECK(members("") == Names{"component backup", "component primary", "component pump/1", "component pump/2"});
}

TEST_CASE("spares are those of the takeover wherever a group with one is needed", "[language]") {
  const std::string group = "needs: {pair: {target: component pump, at_least: 1, takeover: {time: 3m}}}";
  for (const std::string& needer : {"components: {site: {" + group + "}}\n", "tools: {pager: {" + group + "}}\n",
                                    "networks: {net: {links: [a..b], nodes: {b: {" + group + "}}}}\n",
                                    "networks: {net: {links: [{b..a: {" + group + "}}]}}\n",
                                    "networks: {net: {links: [{b->a: {" + group + "}}]}}\n"}) {
    const Loaded loaded = test::load_text(
        "bulkhead: 1\nname: pumps\nvariants: {only: {" + needer.substr(0, needer.size() - 1) +
        "}}\ncomponents: {pump: {count: 2}}\nobjectives: {pump: {success: 100%}}\n"
        "faults: {pumps: {kind: component_loss, target: component pump, mttf: 9h, repair: 1h, active: 1}}\n");
    INFO(needer << loaded.problems());
    REQUIRE(loaded.scenario);
    const FaultSpec pumps = fault_of(loaded.scenario->experiments[0].variants[0].model, "pumps");
    CHECK(pumps.standby);
    CHECK(pumps.active == 0);
  }
}

TEST_CASE("a link of a network is named from either end, and apart from a region's", "[language]") {
  const std::string more = "topology: {tokyo: {zones: [a, b]}}\nfaults:\n  cut: {kind: link_loss, at: 1h, target: ";
  CHECK(fault_of(model_of(more + "link fabric/s0..fabric/h1}\n"), "cut").targets == Names{"link fabric/h1..fabric/s0"});
  CHECK(fault_of(model_of(more + "link fabric/*..fabric/*}\n"), "cut").targets.size() == 2);
  CHECK(fault_of(model_of(more + "link b..a}\n"), "cut").targets == Names{"link tokyo/a..tokyo/b"});
}

TEST_CASE("a fault says when it is found, who repairs it, and which of its clocks run", "[language]") {
  const Model model = model_of(
      "crews: {hall: {order: first_inspected, inspect: 6m}}\n"
      "faults:\n"
      "  disks: {kind: component_loss, target: component disk, mttf: 300h, repair: 5h, crew: hall, found: 15m,\n"
      "          only_while: component array}\n"
      "  pumps: {kind: component_loss, target: component pump/*, mttf: 300h, repair: 5h, active: 2, dormancy: 20%,\n"
      "          starts: 95%, acceleration: [1, 1.5, 0]}\n"
      "  paths: {kind: component_loss, target: component path, mttf: 300h, repair: 5h, found: {every: 168h}}\n");
  const FaultSpec disks = fault_of(model, "disks");
  CHECK(disks.found == Distribution::fixed(Duration::minutes(15)));
  CHECK(disks.crew == "hall");
  const FaultSpec pumps = fault_of(model, "pumps");
  CHECK(pumps.active == 2);
  CHECK(pumps.dormancy == 0.2);
  CHECK(pumps.starts == 0.95);
  CHECK(pumps.acceleration == std::vector<double>{1, 1.5, 0});
  CHECK(disks.dormancy == 0);
  CHECK(disks.starts == 1);
  CHECK(disks.acceleration.empty());
  CHECK(disks.only_while == Names{"component array"});
  const FaultSpec paths = fault_of(model, "paths");
  CHECK_FALSE(paths.found);
  CHECK(paths.found_every == Duration::days(7));
  REQUIRE(model.crews.size() == 1);
  CHECK(model.crews[0] == CrewSpec{"hall", 1, CrewOrder::first_inspected, Distribution::fixed(Duration::minutes(6))});
}

TEST_CASE("in a group with a takeover who serves runs, by active or by what is said of spares", "[language]") {
  const Model model = model_of(
      "faults:\n"
      "  all: {kind: component_loss, target: component disk/*, mttf: 900h, repair: 5h, active: 9}\n"
      "  hot: {kind: component_loss, target: component disk/*, mttf: 900h, repair: 5h}\n"
      "  old: {kind: component_loss, target: component disk/10, mttf: 300h, repair: 5h, dormancy: 0%}\n");
  CHECK(fault_of(model, "all").standby);
  CHECK(fault_of(model, "all").active == 0);
  CHECK(fault_of(model, "old").standby);
  CHECK_FALSE(fault_of(model, "hot").standby);
}

TEST_CASE("clocks of a fault on a path, too, run only while what it names is up", "[language]") {
  const Model model = model_of(
      "topology: {tokyo: {zones: [a, b]}}\n"
      "services: {web: {replicas: {per_zone: 2}, capacity: 100/s, time: 5ms}}\n"
      "clients: {shoppers: {to: web, peak: 100/s}}\n"
      "faults:\n"
      "  cut: {kind: request_loss, loss: 50%, target: {from: zone tokyo/a, to: service web}, mttf: 300h, repair: 5h,\n"
      "        only_while: component pump}\n");
  CHECK(fault_of(model, "cut").only_while == Names{"component pump/1", "component pump/2", "component pump/3"});
}

TEST_CASE("a fault says when somebody looks first, at all of its targets or at one after another", "[language]") {
  const std::string head =
      "faults: {pumps: {kind: component_loss, target: component pump/*, mttf: 300h, repair: 5h, found: {every: 7d";
  const FaultSpec first = fault_of(model_of(head + ", first: 1d}}}\n"), "pumps");
  CHECK(first.found_every == Duration::days(7));
  CHECK(first.found_first == Duration::days(1));
  CHECK_FALSE(first.found_staggered);
  CHECK(fault_of(model_of(head + ", staggered: true}}}\n"), "pumps").found_staggered);
  const FaultSpec plain = fault_of(model_of(head + ", staggered: false}}}\n"), "pumps");
  CHECK_FALSE(plain.found_staggered);
  CHECK_FALSE(plain.found_first);
}

TEST_CASE("a crew says what is urgent, when it begins, with which parts, and how many at once", "[language]") {
  const Model model = model_of(
      "crews:\n"
      "  hall: {priority: [paths, disks], preempts: true, begins_at: 2, parts: 3, resupply: 24h}\n"
      "  roof: {batch: true}\n"
      "faults:\n"
      "  disks: {kind: component_loss, target: component disk/*, mttf: 300h, repair: 5h, crew: hall}\n"
      "  paths: {kind: component_loss, target: component path, mttf: 300h, repair: 5h, crew: hall}\n"
      "  pumps: {kind: component_loss, target: component pump/*, mttf: 300h, repair: 5h, crew: roof}\n");
  REQUIRE(model.crews.size() == 2);
  CHECK(model.crews[0].priority == Names{"paths", "disks"});
  CHECK(model.crews[0].preempts);
  CHECK(model.crews[0].begins_at == 2);
  CHECK(model.crews[0].parts == 3);
  CHECK(model.crews[0].resupply == Distribution::exponential(Duration::hours(24)));
  CHECK(model.crews[1].batch);
}

TEST_CASE("a common cause is as urgent as what it makes fail, and comes right before it", "[language]") {
  const auto priority = [](const std::string& share) {
    return model_of(
               "crews: {hall: {priority: [paths, disks]}}\n"
               "faults:\n"
               "  disks: {kind: component_loss, target: component disk/*, mttf: 300h, repair: 5h, crew: hall, "
               "common_cause: " +
               share +
               "}\n"
               "  paths: {kind: component_loss, target: component path, mttf: 300h, repair: 5h, crew: hall}\n")
        .crews[0]
        .priority;
  };
  CHECK(priority("10%") == Names{"paths", "disks-common", "disks"});
  CHECK(priority("100%") == Names{"paths", "disks-common"});
  CHECK(priority("0%") == Names{"paths", "disks"});
}

TEST_CASE("who is urgent in one variant only is left out of the others", "[language]") {
  const Loaded loaded =
      test::load_text(kParts +
                      "crews: {hall: {priority: [disks, paths]}}\n"
                      "faults:\n"
                      "  disks: {kind: component_loss, target: component disk, mttf: 300h, repair: 5h, crew: hall}\n"
                      "  paths: {kind: component_loss, target: component path, mttf: 300h, repair: 5h}\n"
                      "variants: {one: {}, two: {faults: {paths: {crew: hall}}}}\n");
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  CHECK(loaded.scenario->experiments[0].variants[0].model.crews[0].priority.empty());
  CHECK(loaded.scenario->experiments[0].variants[1].model.crews[0].priority == Names{"disks", "paths"});
}

TEST_CASE("an unavailability becomes the mttf that gives it", "[language]") {
  const auto mttf = [](const std::string& words) {
    return mttf_h(fault_of(
        model_of("faults: {sla: {kind: component_loss, target: component array, unavailability: " + words + "}}\n"),
        "sla"));
  };
  CHECK(mttf("0.1%, repair: 20m") == Approx(333).epsilon(1e-12));          // 20 m x 0.999 / 0.001 = 19,980 m
  CHECK(mttf("0.5, repair: {fixed: 2h}") == Approx(2).epsilon(1e-12));     // as long up as down
  CHECK(mttf("1%, repair: 1h, found: 1h") == Approx(198).epsilon(1e-12));  // down for 2 h: 2 h x 0.99 / 0.01
}

TEST_CASE("failures are rarer than any duration is long", "[language]") {
  const Model model = model_of(
      "faults:\n"
      "  a: {kind: component_loss, target: component array, mttf: 10000000h, repair: 5h}\n"
      "  b: {kind: component_loss, target: component path, mttf: {exponential: 1000000000d12h}, repair: 5h}\n"
      "  c: {kind: component_loss, target: component array, unavailability: 0.000000001, repair: 1h}\n"
      "  d: {kind: component_loss, target: component disk, mttf: 1000000h, repair: 5h, common_cause: 0.1%}\n");
  CHECK(mttf_h(fault_of(model, "a")) == 1e7);
  CHECK(mttf_h(fault_of(model, "b")) == 24e9 + 12);
  CHECK(mttf_h(fault_of(model, "c")) == Approx(999999999).epsilon(1e-12));  // 1 h x (1 - 1e-9) / 1e-9
  CHECK(mttf_h(fault_of(model, "d-common")) == Approx(1e9).epsilon(1e-12));
}

TEST_CASE("a common cause splits rates, and unavailabilities, between each alone and all at once", "[language]") {
  const Model rates = model_of(
      "faults: {disks: {kind: component_loss, target: component disk/*, mttf: 300h, repair: 5h, common_cause: 25%}}\n");
  CHECK(mttf_h(fault_of(rates, "disks")) == Approx(400).epsilon(1e-12));          // 1/300 x 0.75 = 1/400
  CHECK(mttf_h(fault_of(rates, "disks-common")) == Approx(1200).epsilon(1e-12));  // 1/300 x 0.25 = 1/1200
  CHECK(fault_of(rates, "disks").any == 0);
  CHECK(fault_of(rates, "disks-common").any == 10);
  CHECK(fault_of(rates, "disks-common").targets == fault_of(rates, "disks").targets);
  const Model shares = model_of(
      "faults: {disks: {kind: component_loss, target: component disk/*, unavailability: 10%, repair: 1h, found: 0s, "
      "common_cause: "
      "20%}}\n");
  CHECK(mttf_h(fault_of(shares, "disks")) == Approx(11.5).epsilon(1e-12));       // 0.92 / 0.08
  CHECK(mttf_h(fault_of(shares, "disks-common")) == Approx(49).epsilon(1e-12));  // 0.98 / 0.02
}

TEST_CASE("a common cause whose targets are repaired one by one is a shock", "[language]") {
  const Model rates = model_of(
      "crews: {hall: {}}\n"
      "faults: {disks: {kind: component_loss, target: component disk/*, mttf: 300h, repair: 5h, found: 1h, crew: hall, "
      "common_cause: {beta: 25%, repair: each}}}\n");
  const FaultSpec shock = fault_of(rates, "disks-common");
  CHECK(mttf_h(fault_of(rates, "disks")) == Approx(400).epsilon(1e-12));
  CHECK(mttf_h(shock) == Approx(1200).epsilon(1e-12));
  CHECK(shock.any == 10);
  CHECK(shock.repaired_as == std::vector<std::string>{"disks"});
  CHECK(shock.repair == fault_of(rates, "disks").repair);
  CHECK(shock.crew.empty());
  CHECK_FALSE(shock.found);
  // A target that is up is struck at q / ((1 - q) r) in all: 1/9 an hour.
  const Model shares = model_of(
      "faults: {disks: {kind: component_loss, target: component disk/*, unavailability: 10%, repair: 1h, found: 0s, "
      "common_cause: "
      "{beta: 20%, repair: each}}}\n");
  CHECK(mttf_h(fault_of(shares, "disks")) == Approx(9 / 0.8).epsilon(1e-12));
  CHECK(mttf_h(fault_of(shares, "disks-common")) == Approx(45).epsilon(1e-12));
  const Model pairs = model_of(
      "faults: {disks: {kind: component_loss, target: [component disk/1, component disk/2, component disk/3], mttf: "
      "300h, "
      "repair: 5h, common_cause: {mgl: [10%], repair: each}}}\n");
  CHECK(fault_of(pairs, "disks-common-1-3").repaired_as == std::vector<std::string>{"disks"});
}

TEST_CASE("the ends of a common cause leave one of the two faults", "[language]") {
  const auto names = [](const std::string& beta) {
    Names found;
    for (const auto& fault : model_of("faults: {disks: {kind: component_loss, target: component disk/*, mttf: 300h, "
                                      "repair: 5h, common_cause: " +
                                      beta + "}}\n")
                                 .faults)
      found.push_back(fault.name);
    return found;
  };
  CHECK(names("0%") == Names{"disks"});
  CHECK(names("100%") == Names{"disks-common"});
}

TEST_CASE("what these words mean is printed, and loads again to the same model", "[language]") {
  const std::string more =
      "crews: {hall: {count: 2, priority: [disks], parts: 2, resupply: {exponential: 30h}, begins_at: 2}}\n"
      "faults:\n"
      "  disks: {kind: component_loss, target: [component disk/1, component disk/2, component array], mttf: 300h,\n"
      "          repair: 5h, found: {every: 7d, staggered: true}, crew: hall, common_cause: 10%}\n"
      "  nodes: {kind: node_loss, target: node fabric/*, unavailability: 0.00001%, repair: 5h, common_cause: {beta: "
      "5%, repair: each}}\n"
      "run: {warm_up: 30d}\n";
  const Loaded loaded = test::load_text(kParts + more);
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  const Variant& variant = loaded.scenario->experiments[0].variants[0];
  CHECK_THAT(variant.config(),
             test::contains_text(
                 "target: \"any 3 of component disk/1, component disk/2, component array\"\n    mttf: 125d\n"));
  const Loaded again = test::load_text(variant.config());
  INFO(variant.config() << again.problems());
  REQUIRE(again.scenario);
  CHECK(digest(again.scenario->experiments[0].variants[0].model) == digest(variant.model));
  CHECK(again.scenario->experiments[0].variants[0].config() == variant.config());
}

TEST_CASE("a crew that serves one variant only is no idle crew", "[language]") {
  const Loaded loaded =
      test::load_text(kParts +
                      "crews: {hall: {}}\n"
                      "faults: {disks: {kind: component_loss, target: component disk, mttf: 300h, repair: 5h}}\n"
                      "variants: {many: {}, one: {faults: {disks: {crew: hall}}}}\n");
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  CHECK(loaded.scenario->experiments[0].variants[0].model.crews.empty());
  CHECK(loaded.scenario->experiments[0].variants[1].model.crews.size() == 1);
}

}  // namespace bulkhead
