// SPDX-License-Identifier: Apache-2.0
// Lists fields and kinds from the table and the registries.
#include "scenarios/language/reference.hpp"

#include <fmt/format.h>

#include "scenarios/language/fields.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

std::string evidence_of(std::string_view source) {
  for (const std::string_view word : {"assumed", "derived"}) {
    if (begins(source, word)) return std::string(word);
  }
  if (source.empty()) return "";
  return begins(source, "neutral") || begins(source, "none unless given") ? "neutral" : "published";
}

std::string written_bound(Type type, double value) {
  if (type == Type::duration) return format_duration(Duration::from_seconds(value));
  if (type == Type::rate) return format_rate(value);
  return format_number(value);
}

bool has_range(Type type) {
  return type == Type::count || type == Type::factor || type == Type::rate || type == Type::duration;
}

// Bounds that only keep arithmetic in its range are no news for a reader.
bool is_telling(Type type, double value) {
  const bool time = type == Type::duration || type == Type::rate;
  return time ? value >= 1 && value <= 1e6 : value > 0 && value < kNoBound;
}

std::string range_of(const Parameter& what) {
  if (!has_range(what.type)) return "";
  const bool low = is_telling(what.type, what.low);
  const bool high = is_telling(what.type, what.high);
  if (low && high)
    return fmt::format("{} to {}", written_bound(what.type, what.low), written_bound(what.type, what.high));
  if (low) return fmt::format("at least {}", written_bound(what.type, what.low));
  return high ? fmt::format("at most {}", written_bound(what.type, what.high)) : "";
}

std::string type_of(const Parameter& what) {
  if (what.type == Type::choice) return fmt::format("one of {}", fmt::join(what.choices, ", "));
  if (what.type == Type::m_of_n) return "like 3 of 5";
  return std::string(type_name(what.type));
}

std::string written_as(const Field& field) {
  switch (field.form) {
    case Form::value:
      return type_of(field.what);
    case Form::list:
      return field.what.choices.empty() ? "list of names"
                                        : fmt::format("list of {}", fmt::join(field.what.choices, ", "));
    case Form::record:
      return fmt::format("mapping, see {}", field.inner().title);
    case Form::records:
      return fmt::format("mapping by name, see {}", field.inner().title);
    case Form::special:
      return std::string(field.special->written);
  }
  return {};
}

ListedField listed_parameter(std::string section, const Parameter& what) {
  ListedField out;
  out.section = std::move(section);
  out.key = what.name;
  out.type = type_of(what);
  out.fallback = format_value(what.type, what.fallback);
  out.range = range_of(what);
  out.evidence = out.fallback.empty() ? "" : evidence_of(what.source);
  out.source = out.fallback.empty() ? "" : std::string(what.source);
  out.about = what.about;
  out.required = out.fallback.empty() && !what.optional;
  return out;
}

ListedField listed_field(const FieldGroup& record, const Field& field) {
  ListedField out = listed_parameter(std::string(record.title), field.what);
  out.type = written_as(field);
  if (field.form == Form::record) out.required = false;
  return out;
}

}  // namespace

ListedKind listed(std::string_view shelf, std::string_view key, const Kind& kind) {
  ListedKind out{std::string(shelf), std::string(key), std::string(kind.name), std::string(kind.about), {}, {}};
  out.targets.assign(kind.targets.begin(), kind.targets.end());
  for (const auto& parameter : kind.parameters) out.parameters.push_back(listed_parameter(out.name, parameter));
  return out;
}

std::vector<ListedField> listed_fields() {
  std::vector<ListedField> all;
  for (const FieldGroup* record : all_records()) {
    for (const auto& field : record->fields) all.push_back(listed_field(*record, field));
  }
  return all;
}

std::vector<ListedKind> listed_kinds() {
  std::vector<ListedKind> all;
  for (const FieldGroup* record : all_records()) {
    if (!record->shelf) continue;
    for (const auto& kind : record->shelf->kinds()) all.push_back(listed(record->name, record->shelf->key, kind));
  }
  return all;
}

}  // namespace bulkhead
