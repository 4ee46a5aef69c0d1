// SPDX-License-Identifier: Apache-2.0
// Decodes a composed file along the table of fields.
#include "scenarios/language/decoder.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bulkhead {
namespace {

bool is_extension(std::string_view key) {
  return key.substr(0, 2) == "x-";
}

bool is_required(const Field& field) {
  if (field.what.optional || field.form == Form::record) return false;
  return std::holds_alternative<std::monostate>(field.what.fallback);
}

std::string_view example_of(const Field& field) {
  if (!field.example.empty()) return field.example;
  if (field.special) return field.special->example;
  if (field.form == Form::record || field.form == Form::records) return "{...}";
  if (!field.what.choices.empty()) return field.what.choices.front();
  return type_example(field.what.type);
}

Field parameter_row(const Parameter& what, Values& values) {
  Field field;
  field.what = what;
  field.fallback = format_value(what.type, what.fallback);
  field.put = [&values, key = what.name](void*, const Value& v) { values.set(key, v); };
  return field;
}

bool is_known(const FieldGroup& record, const Kind* kind, std::string_view key) {
  if (record.find(key) || (record.shelf && record.shelf->key == key)) return true;
  return kind && std::any_of(kind->parameters.begin(), kind->parameters.end(),
                             [&](const Parameter& parameter) { return parameter.name == key; });
}

std::vector<std::string> known_keys(const FieldGroup& record, const Kind* kind) {
  std::vector<std::string> known;
  if (record.shelf) known.emplace_back(record.shelf->key);
  for (const auto& field : record.fields) known.emplace_back(field.what.name);
  if (kind) {
    for (const auto& parameter : kind->parameters) known.emplace_back(parameter.name);
  }
  return known;
}

// "a service", "an entry", "a fault `zone_loss`".
std::string owner_of_keys(const FieldGroup& record, const Kind* kind) {
  const bool vowel = std::string_view("aeiou").find(record.name.front()) != std::string_view::npos;
  const std::string owner = fmt::format("{} {}", vowel ? "an" : "a", record.name);
  return kind ? fmt::format("{} `{}`", owner, kind->name) : owner;
}

}  // namespace

Resolved written(std::string text, const YamlNode& node) {
  Resolved result;
  result.text = std::move(text);
  result.at = node.at;
  result.key_at = node.at;
  result.given = true;
  return result;
}

bool Decoder::mapping(std::string_view key, const YamlNode& node, std::string_view hint) {
  if (node.is_mapping()) return true;
  diagnostics_.error(node.at, fmt::format("`{}` is a mapping of keys, not {}", key, describe(node)), {},
                     std::string(hint));
  return false;
}

std::vector<const YamlEntry*> Decoder::named(const YamlNode& map) {
  std::vector<const YamlEntry*> entries;
  for (const auto& entry : map.entries) {
    if (is_extension(entry.key)) continue;
    if (is_name(entry.key)) {
      entries.push_back(&entry);
    } else {
      diagnostics_.error(
          entry.key_at,
          fmt::format("`{}` is no name: small letters, digits and `-`, a letter first", printable(entry.key)),
          as_name(entry.key));
    }
  }
  std::sort(entries.begin(), entries.end(), [](const YamlEntry* a, const YamlEntry* b) { return a->key < b->key; });
  return entries;
}

std::vector<std::string> Decoder::unknown_keys(const FieldGroup& record, const Kind* kind, const YamlNode& node) {
  if (record.shelf && !kind) return {};  // without its kind, nobody knows an entry's parameters
  std::vector<const YamlEntry*> unknown;
  for (const auto& entry : node.entries) {
    if (!is_extension(entry.key) && !is_known(record, kind, entry.key)) unknown.push_back(&entry);
  }
  if (unknown.empty()) return {};
  const auto known = known_keys(record, kind);
  std::vector<std::string> absent;
  std::copy_if(known.begin(), known.end(), std::back_inserter(absent),
               [&](const std::string& key) { return !node.find(key); });
  std::vector<std::string> meant;
  for (const YamlEntry* entry : unknown) {
    const std::string near = nearest(entry->key, absent);
    diagnostics_.error(entry->key_at,
                       fmt::format("`{}` is no key of {}", printable(entry->key), owner_of_keys(record, kind)), near,
                       near.empty() ? fmt::format("its keys: {}", fmt::join(known, ", ")) : "");
    if (near.empty()) continue;
    meant.push_back(near);
    std::erase(absent, near);
    // The value is examined as that key's too, so that mending the key alone does not lead to the next problem.
    const Field* field = record.find(near);
    if (field && field->form == Form::value) decode_value(field->what, entry->value, diagnostics_, field->bare);
  }
  return meant;
}

void Decoder::record(const FieldGroup& record, const YamlNode& node, TextSpan key_at, void* spec, Resolved& out) {
  out.form = Resolved::Form::map;
  out.at = node.at;
  out.given = true;
  const auto stands = [&](const Field& row) { return !row.what.optional || node.entry(row.what.name); };
  out.entries.reserve(static_cast<std::size_t>(std::count_if(record.fields.begin(), record.fields.end(), stands)));
  const Kind* chosen = record.shelf ? kind(*record.shelf, node, key_at, out) : nullptr;
  if (chosen) record.shelf->choose(spec, chosen->name);
  const Place place{node.at, key_at, unknown_keys(record, chosen, node)};
  for (const auto& row : record.fields) field(row, node.entry(row.what.name), place, spec, out);
  if (chosen) parameters(*record.shelf, *chosen, node, place, spec, out);
}

const Kind* Decoder::kind(const KindShelf& shelf, const YamlNode& node, TextSpan key_at, Resolved& out) {
  std::vector<std::string> names;
  for (const auto& known : shelf.kinds()) names.emplace_back(known.name);
  const YamlEntry* entry = node.entry(shelf.key);
  if (!entry) {
    diagnostics_.error(key_at, fmt::format("`{}` is missing: the {}", shelf.key, shelf.called), {},
                       fmt::format("one of {}", fmt::join(names, ", ")));
    return nullptr;
  }
  const Kind* found = entry->value.is_scalar() ? shelf.find(entry->value.text) : nullptr;
  if (!found) {
    const std::string near = nearest(entry->value.text, names);
    diagnostics_.error(entry->value.at, fmt::format("{} is no {}", describe(entry->value), shelf.called), near,
                       near.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : "");
    return nullptr;
  }
  Resolved& name = out.add(std::string(shelf.key));
  name = written(std::string(found->name), entry->value);
  name.key_at = entry->key_at;
  return found;
}

void Decoder::parameters(const KindShelf& shelf, const Kind& kind, const YamlNode& node, const Place& place, void* spec,
                         Resolved& out) {
  if (!shelf.values) return;
  Values& values = shelf.values(spec);
  for (const auto& parameter : kind.parameters) {
    const Field row = parameter_row(parameter, values);
    if (parameter.optional && !node.find(parameter.name)) values.set(parameter.name, {});
    field(row, node.entry(parameter.name), place, spec, out);
  }
}

void Decoder::field(const Field& row, const YamlEntry* entry, const Place& place, void* spec, Resolved& out) {
  if (entry)
    given(row, *entry, spec, out);
  else
    absent(row, place, spec, out);
}

void Decoder::given(const Field& row, const YamlEntry& entry, void* spec, Resolved& out) {
  const std::string key(row.what.name);
  if (row.form == Form::record &&
      !mapping(key, entry.value, row.example.empty() ? "" : fmt::format("like {}: {}", key, row.example)))
    return;
  Resolved& node = out.add(key);
  node.at = entry.value.at;
  node.given = true;
  switch (row.form) {
    case Form::value:
      value(row, entry.value, spec, node);
      break;
    case Form::list:
      row.put(spec, list(row, entry.value, node));
      break;
    case Form::special:
      if (row.special->decode) row.special->decode(*this, row, entry.value, spec, node);
      break;
    case Form::records:
      records(row, entry, spec, node);
      break;
    case Form::record:
      record(row.inner(), entry.value, entry.key_at, row.enter(spec, key), node);
      break;
  }
  node.key_at = entry.key_at;
}

void Decoder::absent(const Field& row, const Place& place, void* spec, Resolved& out) {
  const bool misspelt = std::find(place.meant.begin(), place.meant.end(), row.what.name) != place.meant.end();
  if (is_required(row) && !misspelt) {
    diagnostics_.error(place.key_at, fmt::format("`{}` is missing: {}", row.what.name, row.what.about), {},
                       fmt::format("add {}: {}", row.what.name, example_of(row)));
  }
  if (row.what.optional || is_required(row)) return;
  if (row.form == Form::record) {  // all of its fields have defaults, or it would be optional
    static const YamlNode nothing = [] {
      YamlNode node;
      node.kind = YamlNode::Kind::mapping;
      return node;
    }();
    Resolved& node = out.add(std::string(row.what.name));
    record(row.inner(), nothing, place.key_at, row.enter(spec, std::string(row.what.name)), node);
    node.given = false;
    node.at = place.at;
    node.key_at = place.key_at;
    return;
  }
  row.put(spec, row.what.fallback);
  Resolved& node = out.add(std::string(row.what.name));
  node.text = row.fallback;
  node.at = node.key_at = place.key_at;
}

void Decoder::value(const Field& row, const YamlNode& node, void* spec, Resolved& out) {
  auto decoded = decode_value(row.what, node, diagnostics_, row.bare);
  out = written(decoded ? std::move(decoded->text) : "", node);
  if (decoded) row.put(spec, decoded->value);
}

std::vector<double> Decoder::numbers(const Field& each, const YamlNode& node, Resolved& out) {
  std::vector<double> found;
  out.form = Resolved::Form::list;
  out.at = node.at;
  out.given = true;
  for (const YamlNode& item : node.as_list()) {
    const auto decoded = decode_value(each.what, item, diagnostics_);
    if (!decoded) continue;
    found.push_back(std::get<double>(decoded->value));
    out.items.push_back(written(decoded->text, item));
  }
  if (node.is_sequence() && node.items.empty())
    diagnostics_.error(node.at, fmt::format("`{}` has no number", each.what.name), {},
                       fmt::format("like {}: {}", each.what.name, each.example));
  return found;
}

std::vector<std::string> Decoder::list(const Field& row, const YamlNode& node, Resolved& out) {
  out.form = Resolved::Form::list;
  out.at = node.at;
  out.given = true;
  std::vector<std::string> names;
  for (const auto& item : node.as_list()) {
    const auto decoded = decode_value(row.what, item, diagnostics_);
    if (!decoded) continue;
    if (std::find(names.begin(), names.end(), decoded->text) != names.end()) {
      diagnostics_.error(item.at, fmt::format("`{}` is here twice", decoded->text));
    }
    names.push_back(decoded->text);
    out.items.push_back(written(decoded->text, item));
  }
  return names;
}

void Decoder::records(const Field& row, const YamlEntry& entry, void* spec, Resolved& out) {
  out.form = Resolved::Form::map;
  if (!mapping(row.what.name, entry.value)) return;
  out.entries.reserve(entry.value.entries.size());
  for (const YamlEntry* item : named(entry.value)) {
    if (!mapping(item->key, item->value)) continue;
    Resolved& inner = out.add(item->key);
    record(row.inner(), item->value, item->key_at, row.enter(spec, item->key), inner);
    inner.key_at = item->key_at;
  }
}

void decode_by_zone(Decoder& decoder, std::string_view key, const YamlNode& node, const Field& each, Resolved& out,
                    const std::function<void(const std::string& zone, const Value&)>& put) {
  out.form = Resolved::Form::map;
  if (!decoder.mapping(key, node, fmt::format("like {}: {{a: {}}}", key, each.what.type == Type::ratio ? "50%" : "4")))
    return;
  auto entries = node.entries;
  std::sort(entries.begin(), entries.end(), [](const YamlEntry& a, const YamlEntry& b) { return a.key < b.key; });
  for (const YamlEntry& entry : entries) {
    if (entry.key.rfind("x-", 0) == 0) continue;
    const auto decoded = decode_value(each.what, entry.value, decoder.diagnostics());
    Resolved& inner = out.add(entry.key);
    inner = written(decoded ? decoded->text : "", entry.value);
    inner.key_at = entry.key_at;
    if (decoded) put(entry.key, decoded->value);
  }
}

}  // namespace bulkhead
