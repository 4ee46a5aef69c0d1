// SPDX-License-Identifier: Apache-2.0
// bulkhead list and bulkhead schema: what the language knows, printed from its own tables.
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "analysis/commands/options.hpp"
#include "analysis/format.hpp"
#include "analysis/gate/expectation.hpp"
#include "analysis/review/rule.hpp"
#include "scenarios/language/reference.hpp"

namespace bulkhead {
namespace {

using Json = nlohmann::ordered_json;

std::string block(std::size_t indent, const std::string& text) {
  const std::string spaces(indent, ' ');
  return spaces + wrap(text, kWidth - indent, spaces) + "\n";
}

std::string value_of(const ListedField& f) {
  if (f.required) return "must be given";
  if (f.fallback.empty()) return "unset unless given";
  std::string text = fmt::format("{} unless given", f.fallback);
  if (f.evidence.empty()) return text;
  text += " (" + f.evidence;
  return text + (f.source.empty() || f.source == f.evidence ? ")" : fmt::format(": {})", f.source));
}

std::string field_text(std::size_t indent, const ListedField& f) {
  const std::string range = f.range.empty() ? "" : ", " + f.range;
  return block(indent, fmt::format("{}: {}{}; {}", f.key, f.type, range, value_of(f))) + block(indent + 4, f.about);
}

std::string kind_text(const ListedKind& k, bool whole) {
  std::string out = block(2, fmt::format("{} ({})", k.name, k.shelf)) + block(6, k.about);
  if (!k.targets.empty()) out += block(6, fmt::format("Targets: {}.", fmt::join(k.targets, ", ")));
  if (!whole) return out;
  for (const ListedField& f : k.parameters) out += field_text(6, f);
  return out;
}

std::string metric_text(const Metric& m) {
  return block(2, fmt::format("{} ({}, {})", short_name(m), unit_name(m.unit), direction_name(m.direction))) +
         block(6, std::string(m.definition));
}

std::string sentence_text(const PresetSentence& one) {
  return fmt::format("{} {} {}", short_name(*find_metric(one.metric)), to_string(one.relation), one.value);
}

std::string preset_text(const Preset& p) {
  std::string out = block(2, fmt::format("{}: {}", p.name, p.about));
  for (const PresetSentence& one : p.sentences) out += block(6, fmt::format("{} ({})", sentence_text(one), one.source));
  return out;
}

/// What is listed by its own name, or with all of its shelf by the shelf's.
struct Listing {
  std::string_view shelf, name;
  std::string text;
};

std::vector<Listing> listings() {
  std::vector<Listing> out;
  for (const Metric& m : metrics()) out.push_back({"metrics", short_name(m), metric_text(m)});
  for (const Preset& p : presets()) out.push_back({"presets", p.name, preset_text(p)});
  for (const Rule& r : rules()) out.push_back({"rules", r.name, rule_text(r) + "\n"});
  return out;
}

std::string everything(const std::vector<ListedKind>& kinds, const std::vector<ListedField>& fields) {
  std::string out = "Kinds\n\n";
  for (const ListedKind& k : kinds) out += kind_text(k, true) + "\n";
  std::string section;
  for (const ListedField& f : fields) {
    if (f.section != section || out.empty()) out += fmt::format("{}\n\n", f.section);
    section = f.section;
    out += field_text(2, f) + "\n";
  }
  return out;
}

std::vector<std::string> names(const std::vector<ListedKind>& kinds, const std::vector<ListedField>& fields) {
  std::vector<std::string> out;
  for (const ListedKind& k : kinds) out.push_back(k.name);
  for (const ListedField& f : fields) out.insert(out.end(), {f.section, f.key, f.section + "." + f.key});
  for (const Listing& one : listings())
    for (const std::string_view name : {one.shelf, one.name}) out.emplace_back(name);
  return out;
}

/// The kinds of that name, then the keys and sections, then the metrics, presets and rules.
std::string named(const std::string& wanted, const std::vector<ListedKind>& kinds,
                  const std::vector<ListedField>& fields) {
  std::string out;
  const Metric* metric = find_metric(wanted);
  const std::string_view listed = metric ? short_name(*metric) : wanted;
  for (const ListedKind& k : kinds)
    if (k.name == wanted) out += kind_text(k, true);
  for (const ListedField& f : fields)
    if ((f.key == wanted && wanted != "rules") || f.section == wanted || f.section + "." + f.key == wanted)
      out += block(2, f.section + ":") + field_text(4, f);
  for (const Listing& one : listings())
    if (one.shelf == wanted || one.name == listed) out += one.text;
  if (!out.empty()) return out + "\n";
  const std::string near = nearest(wanted, names(kinds, fields));
  throw UsageError(fmt::format("no kind, key, section, metric, preset or rule is named '{}'{}", wanted,
                               near.empty() ? "; see bulkhead list" : fmt::format("; did you mean {}?", near)));
}

Json field_json(const ListedField& f) {
  return {{"section", f.section},  {"key", f.key},     {"type", f.type},
          {"default", f.fallback}, {"range", f.range}, {"evidence", f.evidence},
          {"source", f.source},    {"about", f.about}, {"required", f.required}};
}

std::string listing_json(const std::vector<ListedKind>& kinds, const std::vector<ListedField>& fields) {
  Json out;
  for (const char* shelf : {"kinds", "fields", "metrics", "presets", "rules"}) out[shelf] = Json::array();
  for (const Metric& m : metrics())
    out["metrics"].push_back({{"name", m.name},
                              {"short", short_name(m)},
                              {"unit", unit_name(m.unit)},
                              {"direction", direction_name(m.direction)},
                              {"about", m.definition}});
  for (const Preset& p : presets()) {
    Json preset = {{"name", p.name}, {"about", p.about}, {"sentences", Json::array()}};
    for (const PresetSentence& one : p.sentences)
      preset["sentences"].push_back({{"sentence", sentence_text(one)}, {"source", one.source}});
    out["presets"].push_back(std::move(preset));
  }
  for (const Rule& r : rules())
    out["rules"].push_back({{"name", r.name},
                            {"severity", to_string(r.severity)},
                            {"about", r.about},
                            {"why", r.why},
                            {"instead", r.instead},
                            {"source", r.source}});
  for (const ListedKind& k : kinds) {
    Json kind = {{"shelf", k.shelf}, {"name", k.name}, {"about", k.about}, {"targets", k.targets}};
    kind["parameters"] = Json::array();
    for (const ListedField& f : k.parameters) kind["parameters"].push_back(field_json(f));
    out["kinds"].push_back(std::move(kind));
  }
  for (const ListedField& f : fields) out["fields"].push_back(field_json(f));
  return out.dump(2) + "\n";
}

}  // namespace

int list_command(const Arguments& arguments) {
  const Options options = parse_options("list", arguments, {{}, {"table", "json"}, false});
  if (options.help) return kExitWell;
  const std::vector<ListedKind> kinds = listed_kinds();
  const std::vector<ListedField> fields = listed_fields();
  std::string out;
  for (const std::string& name : options.files) out += named(name, kinds, fields);
  if (options.format == Format::json)
    out = listing_json(kinds, fields);
  else if (options.files.empty())
    out = everything(kinds, fields);
  std::fputs(out.c_str(), stdout);
  return kExitWell;
}

int schema_command(const Arguments& arguments) {
  if (parse_options("schema", arguments, {{}, {}, false}).help) return kExitWell;
  std::fputs(json_schema().c_str(), stdout);
  return kExitWell;
}

}  // namespace bulkhead
