// SPDX-License-Identifier: Apache-2.0
// The JSON Schema of scenario files, from the table of fields.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "scenarios/language/fields.hpp"
#include "scenarios/language/reference.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kName = "^[a-z][a-z0-9-]*$";
constexpr const char* kDuration = "^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d|w))+$";
constexpr const char* kRate = "^[0-9]+(\\.[0-9]+)?/(s|m|h|d)$";
constexpr const char* kPercent = "^[0-9]+(\\.[0-9]+)?%$";
constexpr const char* kTarget = "^[a-z-]+ .+$";

Json text_like(const char* pattern) {
  return {{"type", "string"}, {"pattern", pattern}};
}

Json reference(std::string_view name) {
  return {{"$ref", fmt::format("#/definitions/{}", name)}};
}

Json any_of(std::initializer_list<Json> options) {
  return {{"anyOf", Json(std::vector<Json>(options))}};
}

std::string definition_name(const FieldGroup& record) {
  std::string name(record.name);
  for (char& c : name) {
    if (c == ' ') c = '-';
  }
  return name;
}

Json number(const char* type, const Parameter& what) {
  Json out{{"type", type}, {"minimum", what.low}};
  if (what.high < kNoBound) out["maximum"] = what.high;
  return out;
}

Json ratio() {
  return any_of({{{"type", "number"}, {"minimum", 0}, {"maximum", 1}}, text_like(kPercent)});
}

Json typed(const Parameter& what) {
  switch (what.type) {
    case Type::flag:
      return {{"type", "boolean"}};
    case Type::count:
      return number("integer", what);
    case Type::factor:
      return number("number", what);
    case Type::ratio:
      return ratio();
    case Type::rate:
      return text_like(kRate);
    case Type::duration:
      return text_like(kDuration);
    case Type::distribution:
      return reference("distribution");
    case Type::m_of_n:
      return text_like("^[0-9]+ of [0-9]+$");
    case Type::choice:
      return {{"enum", what.choices}};
    case Type::name:
      return text_like(kName);
  }
  return {};
}

Json shape(const Field& field) {
  switch (field.form) {
    case Form::value:
      return typed(field.what);
    case Form::list:
      return any_of({typed(field.what), {{"type", "array"}, {"items", typed(field.what)}}});
    case Form::record:
      return reference(definition_name(field.inner()));
    case Form::records: {
      const Json entry = any_of({{{"type", "null"}}, reference(definition_name(field.inner()))});
      return {{"type", "object"}, {"additionalProperties", entry}};
    }
    case Form::special:
      return Json::parse(field.special->schema);
  }
  return {};
}

Json described(Json schema, const Parameter& what) {
  Json out{{"description", what.about}};
  if (!std::holds_alternative<std::monostate>(what.fallback)) {
    out["description"] =
        fmt::format("{} Default: {} ({}).", what.about, format_value(what.type, what.fallback), what.source);
  }
  out["anyOf"] = Json::array({std::move(schema), {{"type", "null"}}});
  return out;
}

Json object(Json properties) {
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"patternProperties", {{"^x-", true}}},
          {"additionalProperties", false}};
}

// A kind's own keys, and none of the other kinds'.
Json only_of_kind(const FieldGroup& record, const Kind& kind) {
  Json properties = Json::object();
  std::vector<std::string_view> keys = {record.shelf->key};
  for (const auto& field : record.fields) keys.push_back(field.what.name);
  for (const auto& parameter : kind.parameters) {
    keys.push_back(parameter.name);
    properties[std::string(parameter.name)] = described(typed(parameter), parameter);
  }
  const std::string key(record.shelf->key);
  return {{"if", {{"properties", {{key, {{"const", kind.name}}}}}, {"required", {key}}}},
          {"then", {{"properties", properties}, {"propertyNames", any_of({{{"enum", keys}}, {{"pattern", "^x-"}}})}}}};
}

void add_kinds(const FieldGroup& record, Json& schema) {
  std::vector<Json> names;
  Json conditions = Json::array();
  for (const auto& kind : record.shelf->kinds()) {
    names.push_back({{"const", kind.name}, {"description", kind.about}});
    for (const auto& parameter : kind.parameters) {
      Json& property = schema["properties"][std::string(parameter.name)];
      if (property.is_null()) property = true;
    }
    conditions.push_back(only_of_kind(record, kind));
  }
  schema["properties"][std::string(record.shelf->key)] = {{"description", record.shelf->called}, {"oneOf", names}};
  schema["allOf"] = conditions;
}

Json definition(const FieldGroup& record) {
  Json properties = Json::object();
  for (const auto& field : record.fields)
    properties[std::string(field.what.name)] = described(shape(field), field.what);
  Json schema = object(std::move(properties));
  schema["description"] = record.about;
  if (record.shelf) add_kinds(record, schema);
  return schema;
}

Json law(std::initializer_list<std::pair<const char*, Json>> parameters) {
  Json properties = Json::object();
  for (const auto& [name, schema] : parameters) properties[name] = schema;
  return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}, {"minProperties", 2}};
}

Json one_of(const Json& laws) {
  return {{"type", "object"},
          {"properties", laws},
          {"additionalProperties", false},
          {"minProperties", 1},
          {"maxProperties", 1}};
}

Json distribution() {
  const Json time = text_like(kDuration);
  const Json number{{"type", "number"}, {"minimum", 0}};
  Json properties{
      {"fixed", time},
      {"exponential", time},
      {"uniform", {{"type", "array"}, {"items", time}, {"minItems", 2}, {"maxItems", 2}}},
      {"empirical", {{"type", "array"}, {"items", time}, {"minItems", 1}}},
      {"lognormal", law({{"p50", time}, {"p90", time}, {"p95", time}, {"p99", time}, {"mean", time}, {"cv", number}})},
      {"weibull", law({{"shape", number}, {"scale", time}, {"mean", time}})},
      {"gamma", law({{"mean", time}, {"cv", number}, {"shape", number}})}};
  const Json part{{"type", "object"},
                  {"properties", {{"share", ratio()}, {"law", any_of({time, one_of(properties)})}}},
                  {"required", {"share", "law"}},
                  {"additionalProperties", false}};
  properties["mixture"] = {{"type", "array"}, {"items", part}, {"minItems", 1}};
  return any_of({time, one_of(properties)});
}

Json overlay_of(const Json& document) {
  Json overlay = document;
  for (const auto& field : document_record().fields) {
    if (is_of_the_file(field.what.name)) overlay["properties"].erase(std::string(field.what.name));
  }
  overlay["description"] = "An overlay: maps merge, scalars and lists replace, null removes.";
  return overlay;
}

}  // namespace

std::string json_schema() {
  Json definitions = Json::object();
  for (const FieldGroup* record : all_records()) definitions[definition_name(*record)] = definition(*record);
  const Json document = definitions["scenario"];
  definitions.erase("scenario");
  definitions["overlay"] = overlay_of(document);
  definitions["targets"] =
      any_of({text_like(kTarget), {{"type", "array"}, {"items", text_like(kTarget)}, {"minItems", 1}}});
  definitions["groups"] = {{"type", "object"},
                           {"additionalProperties", any_of({{{"type", "null"}}, reference("need")})}};
  definitions["duration"] = text_like(kDuration);
  definitions["ratio"] = ratio();
  definitions["distribution"] = distribution();
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "Bulkhead scenario"}};
  schema.update(document);
  schema["definitions"] = definitions;
  return schema.dump(2) + "\n";
}

}  // namespace bulkhead
