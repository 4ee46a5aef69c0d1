// SPDX-License-Identifier: Apache-2.0
// Every knob of the table reaches the model: set to another legal value, it changes the digest.
//
// The walk goes over the table itself, so that a new field is tested when it is added: by a value of its type, or,
// where a type says too little (names, targets) or a key needs company (a TTL needs DNS), by a row of `kByHand`.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "scenarios/language/fields.hpp"
#include "scenarios/language/reference.hpp"
#include "tests/catch.hpp"
#include "tests/scenarios/language/workbench.hpp"

namespace bulkhead {
namespace {

using Settings = std::vector<std::string>;

const std::string kEverything = R"(
bulkhead: 1
name: everything
topology:
  tokyo: {zones: [a, b, c], power: 1 of 2, racks: {per_zone: 2, hosts: 3, switches: 1 of 2}}
  osaka: {zones: [a, b, c]}
edge: {pops: {east: {share: 60%, next: [west]}, west: {share: 40%}, north: {share: 10%}}}
tools:
  pager: {needs: {net: {target: [zone tokyo/a, zone tokyo/b], at_least: 1}}}
components:
  disk: {count: 6}
  array: {needs: {disks: {target: component disk/*, at_least: 5, takeover: {time: 3m}}}}
  path: {needs: {ends: {connected: [node fabric/h1, node fabric/h2]}}}
networks:
  fabric: {links: [h1..s0, s0..h2, h1..s1, s1..h2]}
services:
  web: {replicas: {per_zone: 6}, capacity: 100/s, time: 5ms, calls: {cart: {retries: 1, timeout: 1s}}, health_check: {}}
  cart: {replicas: {per_zone: 6}}
clients:
  shoppers: {to: web, region: tokyo, peak: 300/s}
objectives:
  web: {success: 99%, headline: true}
  cart: {success: 99%}
faults:
  power: {kind: zone_loss, target: zone tokyo/a, at: 1h, for: 2h}
  chance: {kind: zone_loss, target: zone tokyo/a, mttf: 90d, repair: 2h}
  disks: {kind: component_loss, target: component disk/*, mttf: 300h, repair: 5h, crew: hall}
crews:
  hall: {inspect: 6m}
detection:
  web-zonal: {kind: success_rate, target: service web, split: entry_zone, below: 99%}
  web-all: {kind: success_rate, target: service web, below: 99%}
people:
  on-call: {decide: 2m, night: {from: 22h, to: 6h, factor: 2}}
response:
  leave: {when: [web-zonal], do: shift, who: on-call}
)";

// Where the sections of the table stand in `kEverything`.
const std::map<std::string, std::string> kPlaces = {
    {"The file", ""},
    {"run", "run."},
    {"topology.REGION", "topology.tokyo."},
    {"topology.REGION.racks", "topology.tokyo.racks."},
    {"edge", "edge."},
    {"edge.pops.NAME", "edge.pops.east."},
    {"tools.NAME", "tools.pager."},
    {"components.NAME", "components.disk."},
    {"networks.NAME", "networks.fabric."},
    {"needs.GROUP", "tools.pager.needs.net."},
    {"needs.GROUP.takeover", "components.array.needs.disks.takeover."},
    {"services.NAME", "services.web."},
    {"services.NAME.replicas", "services.web.replicas."},
    {"services.NAME.calls.NAME", "services.web.calls.cart."},
    {"services.NAME.calls.NAME.backoff", "services.web.calls.cart.backoff."},
    {"services.NAME.health_check", "services.web.health_check."},
    {"clients.NAME", "clients.shoppers."},
    {"clients.NAME.daily", "clients.shoppers.daily."},
    {"clients.NAME.entry", "clients.shoppers.entry."},
    {"objectives.NAME", "objectives.web."},
    {"cells", "cells."},
    {"cells.standby", "cells.standby."},
    {"faults.NAME", "faults.power."},
    {"crews.NAME", "crews.hall."},
    {"detection.NAME", "detection.web-zonal."},
    {"people.NAME", "people.on-call."},
    {"people.NAME.night", "people.on-call.night."},
    {"response.NAME", "response.leave."},
    {"response.NAME.localise", "response.leave.localise."},
};

const Settings kCells = {"routing=cell", "cells={count: 6, standby: {lag: 2s}}"};
const Settings kLocalised = {"response.leave.when=web-all", "response.leave.localise={time: 1m}"};
const Settings kAutomatic = {"response.leave.who=automatic"};
const Settings kSwept = {"params={load: {set: clients.shoppers.peak, list: [1/s, 2/s]}}"};
const Settings kRanged = {"params={load: {set: clients.shoppers.peak, range: {from: 1/s, to: 9/s, step: 2/s}}}"};
const Settings kDown = {"faults.down={kind: component_loss, target: component array, unavailability: 1%, repair: 2h}"};

const Settings kStore = {"crews.hall.parts=1", "crews.hall.resupply=1d"};

struct ByHand {
  Settings before;  ///< what must be there for the knob to mean anything
  Settings after;   ///< the knob, and what goes with it
};

const std::map<std::string, ByHand> kByHand = {
    {"The file/name", {{}, {"name=another"}}},
    {"The file/variants", {{}, {"variants={two: {routing: regional}}"}}},
    {"The file/experiments", {{}, {"experiments={two: {routing: regional}}"}}},
    {"The file/params", {{}, {"params={load: {set: clients.shoppers.peak, list: [1/s]}}"}}},
    {"params.NAME/set", {kSwept, {"params.load.set=services.web.capacity"}}},
    {"params.NAME/list", {kSwept, {"params.load.list=[3/s]"}}},
    {"params.NAME/grid", {{}, {"params={load: {grid: {clients.shoppers.peak: [1/s], services.web.capacity: [9/s]}}}"}}},
    {"params.NAME.range/from", {kRanged, {"params.load.range.from=2/s"}}},
    {"params.NAME.range/to", {kRanged, {"params.load.range.to=6/s"}}},
    {"params.NAME.range/step", {kRanged, {"params.load.range.step=3/s"}}},
    {"run/horizon", {{}, {"run.horizon=30d"}}},
    {"topology.REGION/zones", {{}, {"topology.tokyo.zones=[a, b]"}}},
    {"topology.REGION/power", {{}, {"topology.tokyo.power=2 of 3"}}},
    {"topology.REGION.racks/switches", {{}, {"topology.tokyo.racks.switches=1 of 3"}}},
    {"edge.pops.NAME/next", {{}, {"edge.pops.east.next=[north]"}}},
    {"needs.GROUP/target", {{}, {"tools.pager.needs.net.target=[zone tokyo/a, zone tokyo/c]"}}},
    {"needs.GROUP/connected", {{}, {"components.path.needs.ends.connected=[node fabric/h1, node fabric/s0]"}}},
    {"needs.GROUP/weights",
     {{"tools.pager.needs.net.at_least=2"},
      {"tools.pager.needs.net.at_least=2", "tools.pager.needs.net.weights={zone tokyo/a: 2}"}}},
    {"networks.NAME.links.LINK/needs",
     {{"networks.fabric.links=[{h1..s0: {needs: zone tokyo/a}}, s0..h2]"},
      {"networks.fabric.links=[{h1..s0: {needs: zone tokyo/b}}, s0..h2]"}}},
    {"networks.NAME.nodes.NAME/needs", {{}, {"networks.fabric.nodes={s0: {needs: zone tokyo/a}}"}}},
    {"components.NAME/needs", {{}, {"components.disk.needs={other: {target: zone tokyo/a}}"}}},
    {"networks.NAME/links", {{}, {"networks.fabric.links=[h1..s0, s0..h2]"}}},
    {"needs.GROUP/at_least", {{}, {"tools.pager.needs.net.at_least=2"}}},
    {"tools.NAME/needs", {{}, {"tools.pager.needs={other: {target: zone tokyo/a}}"}}},
    {"services.NAME.replicas/zones", {{}, {"services.web.replicas.zones={tokyo/a: 4}"}}},
    {"clients.NAME.entry/zones", {{}, {"clients.shoppers.entry.zones={a: 50%, b: 30%, tokyo/c: 20%}"}}},
    {"services.NAME/slots", {{}, {"services.web.slots=500"}}},
    {"services.NAME/calls", {{}, {"services.web.calls=[cart]"}}},
    {"services.NAME/needs", {{}, {"services.web.needs=[control-plane tokyo]"}}},
    {"services.NAME.calls.NAME/retry_on", {{}, {"services.web.calls.cart.retry_on=[error]"}}},
    {"clients.NAME/to", {{}, {"clients.shoppers.to=cart"}}},
    {"clients.NAME/region", {{}, {"clients.shoppers.region=osaka"}}},
    {"clients.NAME.entry/cross_zone",
     {{"clients.shoppers.entry.via=load_balancer"}, {"clients.shoppers.entry.cross_zone=false"}}},
    {"objectives.NAME/headline", {{}, {"objectives.web.headline=false", "objectives.cart.headline=true"}}},
    {"cells/count", {kCells, {"cells.count=12"}}},
    {"cells/span", {kCells, {"cells.span=region"}}},
    {"cells/copy", {{"routing=cell", "cells={count: 6}"}, {"cells.copy=7m"}}},
    {"cells.standby/lag", {kCells, {"cells.standby.lag=7s"}}},
    {"faults.NAME/target", {{}, {"faults.power.target=any 1 of zone tokyo/*"}}},
    {"faults.NAME/sticks_to",
     {{"faults.loss={kind: request_loss, target: {from: zone tokyo/a, to: service web}, at: 1h, loss: 9%}"},
      {"faults.loss.sticks_to=customer"}}},
    {"faults.NAME/mttf", {{}, {"faults.chance.mttf=80d"}}},
    {"faults.NAME/unavailability", {kDown, {"faults.down.unavailability=2%"}}},
    {"faults.NAME/found", {{}, {"faults.disks.found={every: 7d}"}}},
    {"faults.NAME/crew", {{}, {"faults.chance.crew=hall"}}},
    {"faults.NAME/active", {{"components.array.needs.disks.takeover=null"}, {"faults.disks.active=4"}}},
    {"faults.NAME/dormancy",
     {{"components.array.needs.disks.takeover=null", "faults.disks.active=4"}, {"faults.disks.dormancy=20%"}}},
    {"faults.NAME/starts",
     {{"components.array.needs.disks.takeover=null", "faults.disks.active=4"}, {"faults.disks.starts=95%"}}},
    {"needs.GROUP.takeover/uncovered",
     {{"components.array.needs.disks.takeover.coverage=90%"}, {"components.array.needs.disks.takeover.uncovered=10m"}}},
    {"needs.GROUP.takeover/needs", {{}, {"components.array.needs.disks.takeover.needs=tool pager"}}},
    {"needs.GROUP.takeover/coverage",
     {{"components.array.needs.disks.takeover.coverage=90%"},
      {"components.array.needs.disks.takeover.coverage=[100%, 90%]"}}},
    {"faults.NAME/acceleration", {{"faults.disks.acceleration=[1, 2]"}, {"faults.disks.acceleration=[1, 3]"}}},
    {"faults.NAME/aged", {{"faults.disks.mttf={weibull: {shape: 2, mean: 300d}}"}, {"faults.disks.aged=90d"}}},
    {"faults.NAME/restores", {{"faults.disks.mttf={weibull: {shape: 2, mean: 300d}}"}, {"faults.disks.restores=20%"}}},
    {"faults.NAME/repair_acceleration", {{}, {"faults.disks.repair_acceleration=[1, 2]"}}},
    {"faults.NAME/renews",
     {{"faults.age={kind: component_loss, target: component disk/1, mttf: {fixed: 90d}, repair: 1h}"},
      {"faults.disks.renews=[age]"}}},
    {"faults.NAME/found_of",
     {{"faults.disks.found={every: 7d}", "faults.disks.dormancy=100%"}, {"faults.disks.found_of=spares"}}},
    {"faults.NAME/repaired_as", {{"faults.power.for=null"}, {"faults.power.repaired_as=chance"}}},
    {"faults.NAME/only_while", {{}, {"faults.disks.only_while=component array"}}},
    {"faults.NAME/common_cause", {{}, {"faults.disks.common_cause=10%", "faults.disks.common_cause={mgl: [10%]}"}}},
    {"faults.NAME/repair", {{}, {"faults.chance.repair=7h"}}},
    {"crews.NAME/priority", {{"faults.chance.crew=hall"}, {"crews.hall.priority=[disks]"}}},
    {"crews.NAME/preempts", {{"faults.chance.crew=hall", "crews.hall.priority=[disks]"}, {"crews.hall.preempts=true"}}},
    {"crews.NAME/begins_at", {{}, {"crews.hall.begins_at=2"}}},
    {"crews.NAME/from", {{"crews.hall.from=9h", "crews.hall.to=17h"}, {"crews.hall.from=8h"}}},
    {"crews.NAME/to", {{"crews.hall.from=9h", "crews.hall.to=17h"}, {"crews.hall.to=18h"}}},
    {"needs.GROUP.takeover/fail_back_to",
     {{"components.array.needs.disks.at_least=4", "components.array.needs.disks.takeover.fail_back=1m"},
      {"components.array.needs.disks.takeover.fail_back_to=primaries"}}},
    {"crews.NAME/parts", {kStore, {"crews.hall.parts=2"}}},
    {"crews.NAME/resupply", {kStore, {"crews.hall.resupply=2d"}}},
    {"crews.NAME/batch", {{}, {"crews.hall.batch=true"}}},
    {"detection.NAME/target", {{}, {"detection.web-zonal.target=service cart"}}},
    {"detection.NAME/needs", {{}, {"detection.web-zonal.needs=tool pager"}}},
    {"response.NAME/when", {{}, {"response.leave.when=[web-zonal, web-all]", "response.leave.localise={time: 1m}"}}},
    {"response.NAME/require",
     {{"response.leave.when=[web-zonal, web-all]", "response.leave.zone=tokyo/a"}, {"response.leave.require=all"}}},
    {"response.NAME/who", {{}, {"response.leave.who={default: on-call, evacuate_service: automatic}"}}},
    {"response.NAME/after", {kAutomatic, {"response.leave.after=7s"}}},
    {"response.NAME/needs", {{}, {"response.leave.needs=control-plane tokyo"}}},
    {"response.NAME/retry_every", {{"response.leave.needs=control-plane tokyo"}, {"response.leave.retry_every=7s"}}},
    {"response.NAME/add",
     {{"response.leave.do=scale_out", "response.leave.add=0.1", "response.leave.service=web"},
      {"response.leave.add=0.2"}}},
    {"response.NAME/bake", {{"response.leave.until=clear"}, {"response.leave.bake=7m"}}},
    {"response.NAME/only_if", {{}, {"response.leave.only_if=one_zone_out"}}},
    {"response.NAME/zone", {{}, {"response.leave.zone=tokyo/a"}}},
    {"response.NAME/service", {{"response.leave.do=evacuate_service"}, {"response.leave.service=cart"}}},
    {"response.NAME/cell",
     {{"routing=cell", "cells={count: 6, standby: {lag: 2s}}", "response.leave.do=drain_cell",
       "detection.web-zonal.split=cell"},
      {"response.leave.cell=3"}}},
    {"response.NAME.localise/time", {kLocalised, {"response.leave.localise.time=7m"}}},
    {"response.NAME.localise/wrong", {kLocalised, {"response.leave.localise.wrong=7%"}}},
};

// Keys with one legal value, and keys that say something about the file and nothing about the world.
const std::vector<std::string> kNoKnobs = {
    "The file/bulkhead", "The file/about", "The file/include",    "cells/partition_by", "The file/expect",
    "The file/suppress", "suppress/rule",  "suppress/at",         "suppress/because",   "rules.NAME/each",
    "rules.NAME/when",   "rules.NAME/say", "rules.NAME/severity", "rules.NAME/instead"};

// Sections that ask something of the figures and change no world; tests/analysis/gate shows what they do.
const std::vector<std::string_view> kQuestions = {"expect", "expect.window"};

// A legal value of the type that no default is.
std::string another(const Parameter& what) {
  switch (what.type) {
    case Type::flag:
      return std::get<bool>(what.fallback) ? "false" : "true";
    case Type::count:
      return "7";
    case Type::ratio:
      return "7%";
    case Type::factor:
      return "3.5";
    case Type::rate:
      return "7/s";
    case Type::duration:
      return "77s";
    case Type::distribution:
      return "{lognormal: {p50: 77s, p95: 99s}}";
    case Type::m_of_n:
      return "5 of 7";
    case Type::choice:
      for (const auto choice : what.choices) {
        const auto* fallback = std::get_if<std::string>(&what.fallback);
        if (!fallback || *fallback != choice) return std::string(choice);
      }
      return {};
    case Type::name:
      return {};
  }
  return {};
}

std::string digest_with(const std::string& text, Settings settings) {
  const Loaded loaded = test::load_text(text, {{}, std::move(settings)});
  INFO(loaded.problems());
  CHECK(loaded.scenario);
  return loaded.scenario ? digest(*loaded.scenario) : "";
}

Settings joined(Settings first, const Settings& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

void check_knob(const FieldGroup& section, const Field& field) {
  const std::string name = fmt::format("{}/{}", section.title, field.what.name);
  INFO(name);
  if (std::find(kNoKnobs.begin(), kNoKnobs.end(), name) != kNoKnobs.end()) return;
  const auto by_hand = kByHand.find(name);
  ByHand knob;
  if (by_hand != kByHand.end())
    knob = by_hand->second;
  else if (field.form == Form::record || field.form == Form::records)
    return;  // its own keys are the knobs
  else
    knob.after = {fmt::format("{}{}={}", kPlaces.at(std::string(section.title)), field.what.name, another(field.what))};
  CHECK(digest_with(kEverything, knob.before) != digest_with(kEverything, joined(knob.before, knob.after)));
}

// A target that is legal for a kind, in `kEverything` routed by cell.
std::string target_for(const Kind& kind) {
  static const std::map<std::string_view, std::string> targets = {{"cell", "cell 1"},
                                                                  {"component", "component array"},
                                                                  {"control-plane", "control-plane tokyo"},
                                                                  {"dns", "dns shoppers"},
                                                                  {"entry", "entry shoppers@tokyo/a"},
                                                                  {"host", "host tokyo/a/01/01"},
                                                                  {"link", "link tokyo/a..tokyo/b"},
                                                                  {"node", "node fabric/s0"},
                                                                  {"path", "{from: zone tokyo/a, to: service web}"},
                                                                  {"pool", "pool web@tokyo/a"},
                                                                  {"pop", "pop east"},
                                                                  {"power", "power tokyo/a/1"},
                                                                  {"rack", "rack tokyo/a/01"},
                                                                  {"region", "region tokyo"},
                                                                  {"router", "router tokyo"},
                                                                  {"service", "service web"},
                                                                  {"switch", "switch tokyo/a/01/1"},
                                                                  {"tool", "tool pager"},
                                                                  {"zone", "zone tokyo/a"}};
  return targets.at(kind.targets.at(0));
}

Settings kind_entry(std::string_view place, const Kind& kind) {
  std::string entry = fmt::format("{{kind: {}, target: {}", kind.name, target_for(kind));
  if (place == "faults.probe") entry += ", at: 1h";
  for (const auto& parameter : kind.parameters) {
    // All but those with few values, so that the fault does something; `another` is another value of each.
    const bool few = parameter.type == Type::flag || parameter.type == Type::choice;
    if (!few) entry += fmt::format(", {}: {}", parameter.name, type_example(parameter.type));
  }
  return joined(kCells, {fmt::format("{}={}}}", place, entry)});
}

void check_kind(std::string_view place, const Kind& kind) {
  INFO(kind.name);
  const Settings entry = kind_entry(place, kind);
  const std::string before = digest_with(kEverything, entry);
  for (const auto& parameter : kind.parameters) {
    INFO(parameter.name);
    CHECK(before != digest_with(kEverything,
                                joined(entry, {fmt::format("{}.{}={}", place, parameter.name, another(parameter))})));
  }
}

}  // namespace

TEST_CASE("every knob in the schema changes the resolved scenario's digest", "[language]") {
  for (const FieldGroup* section : all_records()) {
    if (std::find(kQuestions.begin(), kQuestions.end(), section->title) != kQuestions.end()) continue;
    for (const auto& field : section->fields) check_knob(*section, field);
  }
}

TEST_CASE("every parameter of every kind changes the digest", "[language]") {
  for (const auto& kind : fault_record().shelf->kinds()) check_kind("faults.probe", kind);
  for (const auto& kind : detector_record().shelf->kinds()) check_kind("detection.probe", kind);
}

TEST_CASE("every kind of fault and detector is listed, in the schema and in the manual", "[language]") {
  const std::string schema = json_schema();
  const std::string page = manual();
  for (const auto& kind : listed_kinds()) {
    INFO(kind.name);
    CHECK_THAT(schema, test::contains_text("\"const\": \"" + kind.name + "\""));
    CHECK_THAT(page, test::contains_text("### `" + kind.key + ": " + kind.name + "`"));
    CHECK_FALSE(kind.about.empty());
    for (const auto& parameter : kind.parameters) {
      CHECK_FALSE(parameter.about.empty());
      CHECK((parameter.fallback.empty() || !parameter.source.empty()));
    }
  }
}

TEST_CASE("every key says what it means, and every default where it comes from", "[language]") {
  for (const auto& field : listed_fields()) {
    INFO(field.section << " " << field.key);
    CHECK(field.about.size() > 5);
    CHECK(field.about.back() == '.');
    CHECK((field.fallback.empty() || !field.source.empty()));
  }
}

TEST_CASE("docs/language.md is the manual that the table prints", "[language]") {
  const auto page = std::filesystem::path(BULKHEAD_SOURCE_DIR) / "docs" / "language.md";
  if (std::getenv("BULKHEAD_UPDATE_EXPECTED")) std::ofstream(page, std::ios::binary) << manual();
  CHECK(manual() == test::read_file(page));
}

}  // namespace bulkhead
