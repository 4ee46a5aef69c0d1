// SPDX-License-Identifier: Apache-2.0
// The table of fields: regions, edge, tools; and how targets are written.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/decoder.hpp"
#include "scenarios/language/rows.hpp"
#include "scenarios/language/selector.hpp"

namespace bulkhead {
namespace {

using namespace rows;

const FieldGroup& racks_record() {
  static const FieldGroup record{
      "racks",
      "topology.REGION.racks",
      "Racks of each zone, filled round robin by the services' instances.",
      {
          count("per_zone", &RegionSpec::racks_per_zone, "Racks in each zone.").range(1, 10000),
          count("hosts", &RegionSpec::hosts_per_rack, "Hosts in each rack.").range(1, 10000),
          k_of_n("switches", &RegionSpec::switches,
                 "Switches of a rack: how many of how many it needs. Unset: none are modelled.")
              .unset(),
      }};
  return record;
}

const FieldGroup& pop_record() {
  static const FieldGroup record{
      "PoP",
      "edge.pops.NAME",
      "An edge point of presence.",
      {
          ratio("share", &PopSpec::share,
                "Share of the clients that are nearest to it; shares are normalised to sum 1."),
          list<PopSpec>(
              "next", {},
              "Where its clients go when it is withdrawn, in order; then the others by name. Unset: by name.",
              +[](PopSpec& pop, const std::vector<std::string>& names) { pop.next = names; })
              .unset(),
      }};
  return record;
}

// One pattern "KIND PATH", of a kind that there is.
bool is_target(Decoder& decoder, std::string_view key, const YamlNode& node) {
  if (!node.is_scalar() || node.is_null()) {
    decoder.diagnostics().error(node.at, fmt::format("`{}` is a target, not {}", key, describe(node)), {},
                                "like zone tokyo/a");
    return false;
  }
  const std::string kind(target_kind(node.text));
  const auto& kinds = target_kinds();
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    const std::string near = nearest(kind, kinds);
    const std::string rest = node.text.substr(kind.size());
    decoder.diagnostics().error(
        node.at, fmt::format("{} is no target: `{}` is no kind of component", describe(node), printable(kind)),
        near.empty() || rest.empty() ? "" : near + rest,
        rest.empty() ? fmt::format("say of which kind it is, as `component {}`: {}", printable(node.text),
                                   fmt::join(kinds, ", "))
                     : fmt::format("a target is KIND PATH, of {}", fmt::join(kinds, ", ")));
    return false;
  }
  if (node.text.size() > kind.size() + 1) return true;
  decoder.diagnostics().error(node.at, fmt::format("`{}` is a kind without a path", kind), kind + " *");
  return false;
}

void decode_targets(Decoder& decoder, const Field& field, const YamlNode& node, void* spec, Resolved& out) {
  field.put(spec, target_patterns(decoder, field.what.name, node, out));
}

}  // namespace

std::vector<std::string> target_patterns(Decoder& decoder, std::string_view key, const YamlNode& node, Resolved& out) {
  out.form = Resolved::Form::list;
  std::vector<std::string> patterns;
  if (node.is_sequence() && node.items.empty())
    decoder.diagnostics().error(node.at, fmt::format("`{}` is an empty list", key));
  for (const auto& item : node.as_list()) {
    if (!is_target(decoder, key, item)) continue;
    patterns.push_back(item.text);
    out.items.push_back(written(yaml_scalar(item.text), item));
  }
  return patterns;
}

const Special kTargets{"TARGET, or a list of them", "zone tokyo/a", R"({"$ref": "#/definitions/targets"})",
                       decode_targets};
const FieldGroup& region_record() {
  static const FieldGroup record{
      "region",
      "topology.REGION",
      "A region with its availability zones.",
      {
          list<RegionSpec>(
              "zones", {}, "Names of its zones.",
              +[](RegionSpec& region, const std::vector<std::string>& names) { region.zones = names; })
              .like("[a, b, c]"),
          k_of_n("power", &RegionSpec::power,
                 "Power feeds of each zone: how many of how many it needs. Unset: none are modelled.")
              .unset(),
          rows::record<RegionSpec>(
              "racks", racks_record, "Racks, hosts and switches. Unset: instances stand in their zone directly.",
              +[](RegionSpec& region) -> void* { return &region; })
              .unset(),
      }};
  return record;
}

const FieldGroup& edge_record() {
  static const FieldGroup record{
      "edge",
      "edge",
      "The edge: points of presence and how their clients are routed.",
      {
          records<EdgeSpec>(
              "pops", pop_record, "Points of presence by name.",
              +[](EdgeSpec& edge) -> std::vector<PopSpec>& { return edge.pops; }, &PopSpec::name)
              .like("{tokyo-1: {share: 60%}, osaka-1: {share: 40%}}"),
          duration("convergence", &EdgeSpec::convergence,
                   "From the loss of a PoP until its clients are routed elsewhere.")
              .standard(Duration::s(30), "assumed"),
      }};
  return record;
}

const FieldGroup& tool_record() {
  static const FieldGroup record{"tool",
                                 "tools.NAME",
                                 "A pager, a dashboard, a console: what observers and responders themselves need.",
                                 {needs<ToolSpec>("What it needs. Unset: nothing.")}};
  return record;
}

}  // namespace bulkhead
