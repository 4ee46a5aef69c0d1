// SPDX-License-Identifier: Apache-2.0
// From a file and what is laid over it to experiments, variants and models.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/check.hpp"
#include "scenarios/language/decoder.hpp"
#include "scenarios/language/overlay.hpp"
#include "scenarios/language/scenario.hpp"
#include "scenarios/language/sweep.hpp"

namespace bulkhead {
namespace {

struct Overlay {
  std::string name;
  YamlNode overlay;
};

YamlNode empty_mapping() {
  YamlNode node;
  node.kind = YamlNode::Kind::mapping;
  return node;
}

/// "services.web.slots=6": a nest of single keys with a scalar at its end; empty where that is no scalar.
std::string setting_of(const YamlNode& node) {
  std::string path;
  const YamlNode* at = &node;
  for (; at->is_mapping() && at->entries.size() == 1; at = &at->entries[0].value)
    path += (path.empty() ? "" : ".") + at->entries[0].key;
  return at->is_scalar() ? path + "=" + at->text : "";
}

std::vector<std::string> settings_of(const SweepPoint& point) {
  std::vector<std::string> settings;
  for (const YamlNode& node : point.settings)
    if (const std::string setting = setting_of(node); !setting.empty()) settings.push_back(setting);
  return settings;
}

class Loader {
 public:
  explicit Loader(Loaded& out) : out_(out), diagnostics_(out.diagnostics) {}

  void load(const std::string& file, const LoadOptions& options) {
    for (const auto& [path, text] : options.texts) out_.sources.provide(path, text);
    auto top = read_with_includes(file, out_.sources, diagnostics_);
    for (const auto& path : options.overlays) {
      const auto over = read_with_includes(path, out_.sources, diagnostics_);
      if (top && over) overlay(*top, *over, diagnostics_);
    }
    for (const auto& setting : options.sets) add_setting(setting, top);
    if (!top || !diagnostics_.ok()) return;
    scenario_.file = file;
    build(std::move(*top));
    if (all_examined_) claims_.report(diagnostics_);
    if (!diagnostics_.ok()) return;
    scenario_.sources = out_.sources;
    out_.scenario = std::move(scenario_);
  }

 private:
  // What belongs to the whole file is set in it at once; the rest at the end, over experiments and variants.
  void add_setting(const std::string& setting, std::optional<YamlNode>& top) {
    auto tree = parse_setting(setting, out_.sources, diagnostics_);
    if (!tree) return;
    if (!is_of_the_file(tree->entries[0].key))
      settings_.push_back(std::move(*tree));
    else if (top)
      overlay(*top, *tree, diagnostics_);
  }

  void build(YamlNode top) {
    const auto experiments = take(top, "experiments", "main", false);
    const auto variants = take(top, "variants", "base", true);
    const auto params = take_params(top);
    const std::size_t points = count_points(params);
    for (const auto& experiment : experiments) {
      YamlNode base = &experiment == &experiments.back() ? std::move(top) : top;
      overlay(base, experiment.overlay, diagnostics_);
      const auto expect = expectations_of(base);
      for (std::size_t i = 0; i < points; ++i) {
        const SweepPoint point = point_of(params, i);
        Experiment built{experiment.name, point.values, {}, {}, settings_of(point), expect, {}};
        for (const auto& variant : variants) {
          const bool last = i + 1 == points && &variant == &variants.back();
          YamlNode tree = last ? std::move(base) : base;
          overlay(tree, variant.overlay, diagnostics_);
          if (i == 0) claim_places(params, tree, claims_);
          for (const auto& setting : point.settings) overlay(tree, setting, diagnostics_);
          for (const auto& setting : settings_) overlay(tree, setting, diagnostics_);
          built.variants.push_back(build(std::move(tree), variant.name, built));
        }
        scenario_.experiments.push_back(std::move(built));
      }
    }
  }

  // They speak of variants, so no variant's tree keeps them; but a setting that does not fit is told of there.
  std::vector<ExpectSpec> expectations_of(const YamlNode& base) {
    YamlNode tree = empty_mapping();
    if (const YamlEntry* entry = base.entry("expect")) tree.entries.push_back(*entry);
    Diagnostics told;
    for (const auto& setting : settings_)
      if (setting.find("expect")) overlay(tree, setting, told);
    const YamlNode* node = std::as_const(tree).find("expect");
    return node && !node->is_null() ? read_expectations(*node, diagnostics_) : std::vector<ExpectSpec>{};
  }

  // The parameters of the sweep; none where there is a problem with them, for every point would repeat it.
  std::vector<ParamSpec> take_params(YamlNode& top) {
    const YamlEntry* entry = std::as_const(top).entry("params");
    std::vector<ParamSpec> params;
    if (entry && !entry->value.is_null()) {
      Diagnostics found;
      params = read_params(entry->value, found);
      if (found.ok()) override_params(params, settings_, found);
      if (!found.ok()) params.clear();
      diagnostics_.add(found);
    }
    std::erase_if(top.entries, [](const YamlEntry& e) { return e.key == "params"; });
    return params;
  }

  // The overlays of a section by name, in the order of the file; one without content where there is none.
  std::vector<Overlay> take(YamlNode& top, std::string_view section, std::string_view only, bool is_variant) {
    std::vector<Overlay> found;
    const YamlNode* node = top.find(section);
    if (node && !node->is_null() && Decoder(diagnostics_).mapping(section, *node)) {
      const auto names = Decoder(diagnostics_).named(*node);
      for (const auto& entry : node->entries) {
        const bool legal =
            std::any_of(names.begin(), names.end(), [&](const YamlEntry* name) { return name == &entry; });
        if (legal && is_overlay(entry, is_variant))
          found.push_back({entry.key, entry.value.is_null() ? empty_mapping() : entry.value});
      }
    }
    std::erase_if(top.entries, [&](const YamlEntry& entry) { return entry.key == section; });
    if (found.empty()) found.push_back({std::string(only), empty_mapping()});
    return found;
  }

  bool is_overlay(const YamlEntry& entry, bool is_variant) {
    if (entry.value.is_null()) return true;
    if (!Decoder(diagnostics_).mapping(entry.key, entry.value, "like silo: {routing: zonal}")) return false;
    for (const auto& inner : entry.value.entries) {
      const std::string_view why = is_of_the_file(inner.key) ? "it belongs to the file as a whole"
                                   : is_variant              ? why_not_in_a_variant(inner.key)
                                                             : "";
      if (why.empty()) continue;
      diagnostics_.error(inner.key_at, fmt::format("`{}` cannot stand in {}: {}", inner.key,
                                                   is_variant ? "a variant" : "an experiment", why));
    }
    return true;
  }

  static void decode(YamlNode tree, Document& document, Resolved& file, Diagnostics& found) {
    std::erase_if(tree.entries, [](const YamlEntry& entry) { return entry.key == "expect"; });
    drop_nulls(tree);
    TextSpan start = tree.at;
    start.end_line = start.line;
    start.end_column = start.column;
    Decoder(found).record(document_record(), tree, start, &document, file);
  }

  Variant build(YamlNode tree, const std::string& name, Experiment& experiment) {
    Document document;
    Resolved file;
    Diagnostics found;
    decode(std::move(tree), document, file, found);
    Examined examined{document, file, found, claims_};
    if (found.ok()) examine(examined);
    all_examined_ = all_examined_ && examined.complete;
    diagnostics_.add(found);
    scenario_.name = document.name;
    scenario_.about = document.about;
    experiment.run = document.run;
    experiment.words = std::move(document.words);
    return {name, std::move(document.model), std::move(file)};
  }

  Loaded& out_;
  Diagnostics& diagnostics_;
  std::vector<YamlNode> settings_;
  Claims claims_;
  bool all_examined_ = true;
  Scenario scenario_;
};

}  // namespace

Loaded load(const std::string& file, const LoadOptions& options) {
  Loaded out;
  Loader(out).load(file, options);
  return out;
}

}  // namespace bulkhead
