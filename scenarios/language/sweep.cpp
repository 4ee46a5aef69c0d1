// SPDX-License-Identifier: Apache-2.0
// Parameters of a sweep: read, checked, and combined into points.
#include "scenarios/language/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/param_words.hpp"
#include "scenarios/language/quantity.hpp"
#include "scenarios/language/utf8.hpp"

namespace bulkhead {
namespace {

// A node in one line, as it could be written.
std::string in_one_line(const YamlNode& node) {
  std::string out;
  for (const auto& item : node.items) out += (out.empty() ? "" : ", ") + in_one_line(item);
  for (const auto& entry : node.entries) out += (out.empty() ? "" : ", ") + entry.key + ": " + in_one_line(entry.value);
  if (node.is_sequence()) return "[" + out + "]";
  if (node.is_mapping()) return "{" + out + "}";
  return node.is_null() ? "null" : node.text;
}

// Where the text of a scalar or key begins: behind its quote, if it has one.
TextSpan inside_quotes(TextSpan at, std::string_view text) {
  const auto width = static_cast<int>(characters(text));
  if (at.line == at.end_line && at.end_column - at.column == width + 2) ++at.column;
  return at;
}

std::string joined(const KeyPath& path) {
  std::string out;
  for (const auto& key : path) out += (out.empty() ? "" : ".") + key.key;
  return out;
}

TextSpan whole(const KeyPath& path) {
  TextSpan at = path.front().at;
  at.end_column = path.back().at.end_column;
  return at;
}

bool is_within(const KeyPath& inner, const KeyPath& outer) {
  return inner.size() >= outer.size() && std::equal(outer.begin(), outer.end(), inner.begin(),
                                                    [](const PathKey& a, const PathKey& b) { return a.key == b.key; });
}

class ParamReader {
 public:
  ParamReader(const YamlEntry& entry, Diagnostics& diagnostics) : entry_(entry), diagnostics_(diagnostics) {
    out_.name = entry.key;
    out_.at = entry.key_at;
  }

  std::optional<ParamSpec> read() {
    const std::size_t before = diagnostics_.count();
    Decoder decoder(diagnostics_);
    Resolved ignored;
    if (!decoder.mapping(entry_.key, entry_.value, kHint)) return std::nullopt;
    decoder.record(param_record(), entry_.value, entry_.key_at, &words_, ignored);
    if (diagnostics_.count() != before || !fits()) return std::nullopt;
    if (words_.grid)
      read_grid(*words_.grid);
    else
      read_one();
    if (diagnostics_.count() != before) return std::nullopt;
    name_values();
    if (diagnostics_.count() != before) return std::nullopt;
    return std::move(out_);
  }

 private:
  static constexpr const char* kHint = "like {set: services.web.replicas.per_zone, list: [2, 3, 4]}";

  bool fits() {
    const int values = (words_.list ? 1 : 0) + (words_.range.from ? 1 : 0);
    if (words_.grid && !words_.set && values == 0) return true;
    if (!words_.grid && words_.set && values == 1) return true;
    diagnostics_.error(entry_.key_at,
                       fmt::format("`{}` is either `set` with one of `list` and `range`, or a `grid`", entry_.key), {},
                       kHint);
    return false;
  }

  void read_one() {
    const YamlNode& set = *words_.set;
    if (!set.is_scalar() || set.is_null())
      diagnostics_.error(set.at, fmt::format("`set` is a path of keys, not {}", describe(set)), {},
                         "like services.web.replicas.per_zone");
    else
      add_place(set.text, set.at);
    if (words_.list)
      add_values(*words_.list, "list");
    else
      add_range();
  }

  void read_grid(const YamlNode& grid) {
    if (!grid.is_mapping() || grid.entries.empty()) {
      diagnostics_.error(grid.at,
                         fmt::format("`grid` is a mapping from places to lists, not {}",
                                     grid.is_mapping() ? "an empty one" : describe(grid)),
                         {}, "like {services.web.replicas.per_zone: [4, 6], services.web.capacity: [300/s, 200/s]}");
      return;
    }
    for (const auto& entry : grid.entries) {
      add_place(entry.key, entry.key_at);
      add_values(entry.value, entry.key);
    }
  }

  void add_place(const std::string& text, TextSpan at) {
    KeyPath path = split_path(text, inside_quotes(at, text));
    if (path.empty())
      diagnostics_.error(at, fmt::format("`{}` is no path of keys", printable(text)), {},
                         "like services.web.replicas.per_zone");
    else if (is_of_the_file(path[0].key))
      diagnostics_.error(path[0].at,
                         fmt::format("`{}` cannot be swept: it belongs to the file as a whole", path[0].key));
    out_.places.push_back(std::move(path));
  }

  // The values of one more place.
  void add_values(const YamlNode& list, const std::string& key) {
    if (!list.is_sequence() || list.items.empty()) {
      diagnostics_.error(list.at,
                         fmt::format("`{}` is a list of values, not {}", printable(key),
                                     list.is_sequence() ? "an empty one" : describe(list)),
                         {}, "like [2, 3, 4]");
      return;
    }
    const bool first = out_.places.size() == 1;
    if (first) out_.values.resize(list.items.size());
    if (out_.values.size() != list.items.size()) {
      diagnostics_.error(list.at, fmt::format("the places of a grid move together, and the first has {} values, not {}",
                                              out_.values.size(), list.items.size()));
      return;
    }
    for (std::size_t i = 0; i < list.items.size(); ++i) out_.values[i].nodes.push_back(list.items[i]);
  }

  void add_range() {
    const auto& [from, to, step] = words_.range;
    for (const auto& text : expand_range(*from, *to, *step, kMaxPoints, diagnostics_)) {
      YamlNode node;
      node.text = text;
      node.at = from->at;
      out_.values.push_back({text, {std::move(node)}});
    }
  }

  void name_values() {
    std::vector<std::string> known;
    for (auto& value : out_.values) {
      value.text.clear();
      for (const auto& node : value.nodes) value.text += (value.text.empty() ? "" : ",") + in_one_line(node);
      if (std::find(known.begin(), known.end(), value.text) != known.end())
        diagnostics_.error(value.nodes[0].at, fmt::format("`{}` is here twice", printable(value.text)));
      known.push_back(value.text);
    }
  }

  const YamlEntry& entry_;
  Diagnostics& diagnostics_;
  ParamWords words_;
  ParamSpec out_;
};

void check_places_apart(const std::vector<ParamSpec>& params, Diagnostics& diagnostics) {
  std::vector<const KeyPath*> seen;
  for (const auto& param : params) {
    for (const auto& place : param.places) {
      for (const KeyPath* other : seen) {
        if (is_within(place, *other) || is_within(*other, place))
          diagnostics.error(whole(place), fmt::format("`{}` is swept already, as `{}`", joined(place), joined(*other)),
                            {}, "let one parameter move it; a grid moves several places together");
      }
      seen.push_back(&place);
    }
  }
}

// What a setting puts at a place or above it; null where it leaves the place alone.
const YamlNode* set_at(const YamlNode& setting, const KeyPath& path) {
  const YamlNode* node = &setting;
  for (const auto& key : path) {
    if (!node->is_mapping()) return node;
    node = node->find(key.key);
    if (!node) return nullptr;
  }
  return node;
}

// The value that the command line gives to a place, or null.
const YamlNode* overriding(const std::vector<YamlNode>& settings, const KeyPath& path) {
  const YamlNode* found = nullptr;
  for (const auto& setting : settings) {
    if (const YamlNode* node = set_at(setting, path)) found = node;
  }
  return found;
}

bool has_entries(const Field& field) {
  return field.form == Form::records || (field.form == Form::special && field.inner);
}

std::vector<std::string> entry_names(const YamlNode* section) {
  std::vector<std::string> names;
  for (const auto& entry : section ? section->entries : std::vector<YamlEntry>()) names.push_back(entry.key);
  return names;
}

// Whether every entry that the path goes through is there; its last key may be new.
void claim_place(const KeyPath& path, const YamlNode& tree, Claims& claims) {
  const FieldGroup* group = &document_record();
  const YamlNode* node = &tree;
  for (std::size_t i = 0; group && i + 1 < path.size(); ++i) {
    const Field* field = group->find(path[i].key);
    if (!field || !field->inner) return;
    node = node ? node->find(path[i].key) : nullptr;
    group = &field->inner();
    if (!has_entries(*field) || ++i + 1 >= path.size()) continue;
    const auto names = entry_names(node);
    node = node ? node->find(path[i].key) : nullptr;
    if (node) {
      claims.met(path[i].at);
      continue;
    }
    const std::string near = nearest(path[i].key, names);
    claims.missed(path[i].at,
                  {path[i].at, fmt::format("`{}` has no entry `{}`", path[i - 1].key, printable(path[i].key)), near,
                   near.empty() ? fmt::format("its entries: {}", fmt::join(names, ", ")) : ""});
    return;
  }
}

}  // namespace

std::vector<ParamSpec> read_params(const YamlNode& section, Diagnostics& diagnostics) {
  std::vector<ParamSpec> params;
  Decoder decoder(diagnostics);
  if (!decoder.mapping("params", section)) return params;
  const auto names = decoder.named(section);
  for (const auto& entry : section.entries) {
    if (std::find(names.begin(), names.end(), &entry) == names.end()) continue;
    if (auto param = ParamReader(entry, diagnostics).read()) params.push_back(std::move(*param));
  }
  check_places_apart(params, diagnostics);
  double points = 1;
  for (const auto& param : params) points *= static_cast<double>(param.values.size());
  if (points > static_cast<double>(kMaxPoints))
    diagnostics.error(params.front().at,
                      fmt::format("{:.0f} points are more than {}, the most that a sweep has", points, kMaxPoints), {},
                      "every value of one parameter is combined with every value of the others");
  return params;
}

void override_params(std::vector<ParamSpec>& params, const std::vector<YamlNode>& settings, Diagnostics& diagnostics) {
  for (auto& param : params) {
    ParamValue value;
    const YamlNode* last = nullptr;
    for (const auto& place : param.places) {
      const YamlNode* node = overriding(settings, place);
      if (!node) continue;
      last = node;
      value.text += (value.nodes.empty() ? "" : ",") + in_one_line(*node);
      value.nodes.push_back(*node);
    }
    if (!last) continue;
    if (value.nodes.size() != param.places.size())
      diagnostics.error(last->at,
                        fmt::format("this place moves together with others, by the parameter `{}`", param.name), {},
                        fmt::format("set all of them, or params.{}=null", param.name));
    param.values = {std::move(value)};
  }
}

void claim_places(const std::vector<ParamSpec>& params, const YamlNode& tree, Claims& claims) {
  for (const auto& param : params) {
    for (const auto& place : param.places) claim_place(place, tree, claims);
  }
}

std::size_t count_points(const std::vector<ParamSpec>& params) {
  std::size_t points = 1;
  for (const auto& param : params) points *= param.values.size();
  return points;
}

SweepPoint point_of(const std::vector<ParamSpec>& params, std::size_t number) {
  SweepPoint point;
  std::size_t of_later = count_points(params);
  for (const auto& param : params) {
    of_later /= param.values.size();
    const ParamValue& value = param.values[number / of_later % param.values.size()];
    point.values.push_back({param.name, value.text});
    for (std::size_t i = 0; i < param.places.size(); ++i)
      point.settings.push_back(nest(param.places[i], value.nodes[i]));
  }
  return point;
}

}  // namespace bulkhead
