// SPDX-License-Identifier: Apache-2.0
// The table of fields: the file's top level and `run:`.
#include "scenarios/language/decoder.hpp"
#include "scenarios/language/rows.hpp"

namespace bulkhead {
namespace {

using namespace rows;

void decode_text(Decoder& decoder, const Field& field, const YamlNode& node, void* spec, Resolved& out) {
  if (!node.is_scalar() || node.is_null()) {
    decoder.diagnostics().error(node.at,
                                std::string("`") + std::string(field.what.name) + "` is a text, not " + describe(node));
    return;
  }
  out = written(yaml_scalar(node.text), node);
  field.put(spec, node.text);
}

const Special kInclude{"FILE, or a list of files", "base.yaml",
                       R"({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})"};
const Special kOverlays{
    "a mapping from names to overlays of this file", "{silo: {routing: zonal}}",
    R"({"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/overlay"}]}})"};
const Special kParams{
    "a mapping by name, see params.NAME", "{replicas: {set: services.web.replicas.per_zone, list: [2, 3]}}",
    R"({"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/parameter"}]}})"};
const Special kExpect{
    "a list of sentences, or of mappings with a sentence", "[availability(web) >= 99.9%]",
    R"({"type": "array", "items": {"anyOf": [{"type": "string"}, {"$ref": "#/definitions/expectation"}]}})"};

Field about() {
  Field field = special("about", kText, "One sentence on what the scenario shows.");
  field.put = [](void* spec, const Value& v) { static_cast<Document*>(spec)->about = std::get<std::string>(v); };
  return std::move(field).unset();
}

Field routing() {
  Field field = choice("routing", &Model::routing, {"zonal", "regional", "cell"},
                       "Who serves a call: the pool of the caller's zone, any in the region, the caller's cell.");
  field.put = [inner = field.put](void* spec, const Value& v) { inner(&static_cast<Document*>(spec)->model, v); };
  return std::move(field).standard(std::string("zonal"), "assumed");
}

}  // namespace

const Special kText{"a text", "One AZ loses power.", R"({"type": "string"})", decode_text};

bool is_of_the_file(std::string_view key) {
  return key == "bulkhead" || key == "name" || key == "about" || key == "include" || key == "variants" ||
         key == "experiments" || key == "params";
}

std::string_view why_not_in_a_variant(std::string_view key) {
  if (key == "run") return "variants are compared on the same runs";
  if (key == "expect") return "a sentence names its variant, as in silo.availability(web) >= 99.9%";
  return key == "suppress" || key == "rules" ? "it belongs to the file or to an experiment" : "";
}

const FieldGroup& run_record() {
  static const FieldGroup record{
      "run",
      "run",
      "How long, how often, and with which chance an experiment runs.",
      {
          duration("begins", &RunSettings::begins, "Time of day at which the run begins.")
              .range(0, 86399)
              .standard(Duration::zero(), "neutral: midnight"),
          duration("horizon", &RunSettings::horizon, "Simulated time of one replication; faults begin before it.")
              .range(1e-9, kMaxHorizon.seconds())
              .standard(Duration::days(365), "assumed"),
          duration("warm_up", &RunSettings::warm_up,
                   "From the start, until the world is in its stride: what happens before its end is not measured.")
              .standard(Duration::zero(), "neutral: none unless given"),
          duration("run_off", &RunSettings::run_off,
                   "Time after the horizon, without new faults, in which open incidents may end.")
              .standard(Duration::days(1), "assumed"),
          count("replications", &RunSettings::replications, "Independent repetitions.")
              .range(1, 1e7)
              .standard(std::int64_t{100}, "assumed"),
          count("seed", &RunSettings::seed, "Chooses the draws of all replications.")
              .range(0, 9e15)
              .standard(std::int64_t{1}, "assumed"),
      }};
  return record;
}

const FieldGroup& document_record() {
  static const FieldGroup record{
      "scenario",
      "The file",
      "One architecture or several, what breaks, who notices, who reacts.",
      {
          count("bulkhead", &Document::version, "Version of the language: 1.").range(1, 1).like("1"),
          name("name", &Document::name, "The scenario's name in results.").like("checkout"),
          about(),
          special("include", kInclude, "Files that lie under this one, from its own folder.").unset(),
          records<Document>(
              "topology", region_record, "Regions by name, with their zones. Unset: none.",
              +[](Document& d) -> std::vector<RegionSpec>& { return d.model.topology.regions; }, &RegionSpec::name)
              .like("{tokyo: {zones: [a, b, c]}}")
              .unset(),
          rows::record<Document>(
              "edge", edge_record, "Points of presence that announce by anycast.",
              +[](Document& d) -> void* { return &d.model.topology.edge; })
              .unset(),
          records<Document>(
              "tools", tool_record, "Tools of observers and responders: components that can be down.",
              +[](Document& d) -> std::vector<ToolSpec>& { return d.model.topology.tools; }, &ToolSpec::name)
              .unset(),
          records<Document>(
              "components", part_record, "Things of your own that can fail, by name.",
              +[](Document& d) -> std::vector<PartSpec>& { return d.model.topology.components; }, &PartSpec::name)
              .unset(),
          records<Document>(
              "networks", network_record, "Networks of your own, by name.",
              +[](Document& d) -> std::vector<NetworkSpec>& { return d.model.topology.networks; }, &NetworkSpec::name)
              .unset(),
          records<Document>(
              "services", service_record, "Services by name. Unset: none.",
              +[](Document& d) -> std::vector<ServiceSpec>& { return d.model.services; }, &ServiceSpec::name)
              .like("{web: {replicas: {per_zone: 3}}}")
              .unset(),
          records<Document>(
              "clients", population_record, "Populations of clients by name. Unset: none.",
              +[](Document& d) -> std::vector<PopulationSpec>& { return d.model.clients; }, &PopulationSpec::name)
              .like("{shoppers: {to: web, peak: 300/s}}")
              .unset(),
          records<Document>(
              "objectives", objective_record, "The promises, by service or component.",
              +[](Document& d) -> std::vector<ObjectiveSpec>& { return d.model.objectives; }, &ObjectiveSpec::service)
              .like("{web: {success: 99.9%}}"),
          routing(),
          rows::record<Document>(
              "cells", cells_record, "Cells, for routing by cell.",
              +[](Document& d) -> void* { return &d.model.cells; })
              .unset(),
          special("variants", kOverlays,
                  "Architectures to compare: each is an overlay of this file. Without, there is one, named base.")
              .unset(),
          records<Document>(
              "faults", fault_record, "What breaks, by name.",
              +[](Document& d) -> std::vector<FaultSpec>& { return d.model.faults; }, &FaultSpec::name)
              .unset(),
          records<Document>(
              "crews", crew_record, "Who repairs, by name.",
              +[](Document& d) -> std::vector<CrewSpec>& { return d.model.crews; }, &CrewSpec::name)
              .unset(),
          records<Document>(
              "detection", detector_record, "Who watches what, by name.",
              +[](Document& d) -> std::vector<DetectorSpec>& { return d.model.detection; }, &DetectorSpec::name)
              .unset(),
          records<Document>(
              "people", people_record, "People who decide, by name.",
              +[](Document& d) -> std::vector<PeopleSpec>& { return d.model.people; }, &PeopleSpec::name)
              .unset(),
          records<Document>(
              "response", response_record, "Reactions to signals, by name.",
              +[](Document& d) -> std::vector<ResponseSpec>& { return d.model.response; }, &ResponseSpec::name)
              .unset(),
          rows::record<Document>(
              "run", run_record, "How long and how often to run.", +[](Document& d) -> void* { return &d.run; }),
          special("experiments", kOverlays,
                  "Experiments of this file: each is an overlay of it. Without, there is one, named main.")
              .unset(),
          special("params", kParams,
                  "Parameters of a sweep: every experiment stands once for each combination of their values.",
                  param_record)
              .unset(),
          special("expect", kExpect, "What the design must keep, for `bulkhead check`. Unset: nothing.", expect_record)
              .unset(),
          special("suppress", kSuppress, "Findings of `bulkhead review` that are accepted. Unset: none.",
                  suppression_record)
              .unset(),
          records<Document>(
              "rules", own_rule_record, "Rules of your own for `bulkhead review`, by name.",
              +[](Document& d) -> std::vector<OwnRule>& { return d.words.rules; }, &OwnRule::name)
              .unset(),
      }};
  return record;
}

}  // namespace bulkhead
