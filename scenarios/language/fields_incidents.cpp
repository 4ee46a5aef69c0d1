// SPDX-License-Identifier: Apache-2.0
// The table of fields: detection, people, response.
#include "models/detection/registry.hpp"
#include "models/response/registry.hpp"
#include "scenarios/language/decoder.hpp"
#include "scenarios/language/rows.hpp"

namespace bulkhead {
namespace {

using namespace rows;

std::vector<Kind> copy(std::span<const Kind> kinds) {
  return {kinds.begin(), kinds.end()};
}

const KindShelf kDetectorShelf{"kind",
                               "kind of detector",
                               +[] { return copy(detector_kinds()); },
                               find_detector_kind,
                               choose<DetectorSpec, &DetectorSpec::kind>,
                               values_of<DetectorSpec>};
const KindShelf kActionShelf{"do",
                             "kind of action",
                             +[] { return copy(action_kinds()); },
                             find_action_kind,
                             choose<ResponseSpec, &ResponseSpec::action>,
                             nullptr};

void decode_who(Decoder& decoder, const Field& field, const YamlNode& node, void* spec, Resolved& out) {
  auto& response = *static_cast<ResponseSpec*>(spec);
  if (!node.is_mapping()) {
    decoder.value(field, node, spec, out);
    return;
  }
  static const FieldGroup record{
      "who",
      "response.NAME.who",
      "",
      {name("default", &ResponseSpec::who, "Who decides on every other action."),
       name("evacuate_service", &ResponseSpec::who_evacuates_service, "Who decides on evacuating one service.")}};
  decoder.record(record, node, node.at, &response, out);
}

Field who() {
  Field field =
      special("who", kWho, "Who decides: automatic, or people; `evacuate_service` may have people of its own.");
  field.put = [](void* spec, const Value& v) { static_cast<ResponseSpec*>(spec)->who = std::get<std::string>(v); };
  return std::move(field).standard(std::string("automatic"), "assumed");
}

const FieldGroup& night_record() {
  using P = PeopleSpec;
  static const FieldGroup record{
      "night",
      "people.NAME.night",
      "Hours in which people are slower.",
      {
          duration("from", &P::night_from, "Time of day at which the night begins.").range(0, 86399),
          duration("to", &P::night_to, "Time of day at which it ends.").range(0, 86399),
          factor("factor", &P::night_factor, "Factor on their times.").range(1, 1000),
      }};
  return record;
}

const FieldGroup& localise_record() {
  using R = ResponseSpec;
  static const FieldGroup record{
      "localise",
      "response.NAME.localise",
      "Finding the zone when the signal names none.",
      {
          law("time", &R::localise, "How long it takes."),
          ratio("wrong", &R::localise_wrong, "Chance that a wrong zone is found.").standard(0.0, "assumed"),
      }};
  return record;
}

void put_only_if(ResponseSpec& response, const std::vector<std::string>& conditions) {
  for (const auto& condition : conditions) {
    if (condition == "one_zone_out")
      response.one_zone_out = true;
    else
      response.capacity_suffices = true;
  }
}

Field text(std::string_view key, std::string ResponseSpec::*member, std::string_view about) {
  Field field = special(key, kText, about);
  field.put = [member](void* spec, const Value& v) {
    static_cast<ResponseSpec*>(spec)->*member = std::get<std::string>(v);
  };
  return std::move(field).unset();
}

}  // namespace

const Special kWho{
    "automatic, the name of people, or {default: PEOPLE, evacuate_service: PEOPLE}", "on-call",
    R"({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": false, "required": ["default", "evacuate_service"],
                       "properties": {"default": {"type": "string"}, "evacuate_service": {"type": "string"}}}]})",
    decode_who};

const FieldGroup& detector_record() {
  using D = DetectorSpec;
  static const FieldGroup record{
      "detector",
      "detection.NAME",
      "Who watches what, through which path.",
      {
          targets("target", &D::targets, "What it watches."),
          targets("needs", &D::needs,
                  "Its own tooling, all of which must be up for it to see and tell. Unset: nothing.")
              .unset(),
      },
      &kDetectorShelf};
  return record;
}

const FieldGroup& people_record() {
  using P = PeopleSpec;
  const Distribution none = Distribution::fixed(Duration::zero());
  static const FieldGroup record{
      "group of people",
      "people.NAME",
      "People who decide; they are busy with one action at a time.",
      {
          choice_by(
              "one_per", {"service"}, "A team for every service, instead of one for all. Unset: one for all.",
              +[](P& people, const std::string&) { people.per_service = true; })
              .unset(),
          law("acknowledge", &P::acknowledge, "From the signal until somebody looks.")
              .standard(none, "neutral: none unless given"),
          law("diagnose", &P::diagnose, "Until they know what it is.").standard(none, "neutral: none unless given"),
          law("decide", &P::decide, "Until they act.").standard(none, "neutral: none unless given"),
          rows::record<P>(
              "night", night_record, "When they are slower. Unset: never.", +[](P& people) -> void* { return &people; })
              .unset(),
      }};
  return record;
}

const FieldGroup& response_record() {
  using R = ResponseSpec;
  static const FieldGroup record{
      "response",
      "response.NAME",
      "Who does what when something is signalled.",
      {
          list<R>(
              "when", {}, "Detectors, any of which starts it.",
              +[](R& r, const std::vector<std::string>& names) { r.when = names; })
              .like("[web-zonal]"),
          choice(
              "require", &R::all_of, {"any", "all"},
              "How many of `when` start it. all: when all of them are up at once, about one place as far as they name "
              "one. Unset: any.")
              .unset(),
          who(),
          duration("after", &R::after, "Automatic: from the signal to the decision.")
              .standard(Duration::zero(), "neutral: none unless given"),
          targets("needs", &R::needs, "What must be up when it acts: control planes, tools. Unset: nothing.").unset(),
          duration("retry_every", &R::retry_every, "How often it asks again while something it needs is down.")
              .range(0.001, 1e9)
              .standard(Duration::s(10), "assumed"),
          duration("drain", &R::drain,
                   "Weights move over this time, in 60 equal steps; DNS entries drain by their TTL instead.")
              .standard(Duration::zero(), "neutral: none unless given"),
          ratio("share", &R::share,
                "How much of the traffic is moved: a partial shift, or a stage of one, as responses `after` one "
                "another. Of "
                "several on one place the greatest counts.")
              .range(1e-6, 1)
              .standard(1.0, "neutral: all of it"),
          factor("add", &R::add,
                 "scale_out: what is added to the service's capacity, as a part of it (0.5: half as much again); over "
                 "`drain`, which is the time "
                 "that "
                 "it takes to come.")
              .range(1e-6, 1000)
              .unset(),
          duration("for", &R::lasts, "From the action's beginning to its expiry. Unset: it does not expire.")
              .range(1e-9, 1e10)
              .unset(),
          choice_by(
              "until", {"expiry", "clear"}, "clear: it ends when its signal has been clear for `bake`.",
              +[](R& r, const std::string& until) { r.until_clear = until == "clear"; })
              .standard(std::string("expiry"), "assumed"),
          duration("bake", &R::bake, "With `until: clear`: how long the signal must have been clear.")
              .standard(Duration::minutes(5), "assumed"),
          list<R>("only_if", {"one_zone_out", "capacity_suffices"},
                  "Conditions that are checked before it acts. Unset: none.", put_only_if)
              .unset(),
          text("zone", &R::zone, "The zone to leave. Unset: the one that the signal names."),
          name("service", &R::service, "The service to evacuate or scale. Unset: the one that the signal names.")
              .unset(),
          text("cell", &R::cell, "The cell to drain. Unset: the one that the signal names."),
          rows::record<R>(
              "localise", localise_record,
              "How the zone is found when the signal names none. Unset: it is not looked for.",
              +[](R& r) -> void* { return &r; })
              .unset(),
      },
      &kActionShelf};
  return record;
}

}  // namespace bulkhead
