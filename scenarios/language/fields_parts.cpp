// SPDX-License-Identifier: Apache-2.0
// The table of fields: needs, own components, own networks; and how needs and links are written.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "models/world/names.hpp"
#include "scenarios/language/decoder.hpp"
#include "scenarios/language/rows.hpp"

namespace bulkhead {
namespace {

using namespace rows;

/// A row without a default.
Field required(Field field) {
  field.what.optional = false;
  return field;
}

void put_need(NeedSpec& need, const std::string& kind) {
  need.need = kind == "hard" ? NeedKind::hard : kind == "soft" ? NeedKind::soft : NeedKind::changes_only;
}

Field after() {
  Field field =
      law("after", &NeedSpec::grace,
          "The need is hard, but the needer lives on for this long without (instead of `need`). Unset: no grace.");
  field.put = [inner = field.put](void* spec, const Value& v) {
    inner(spec, v);
    static_cast<NeedSpec*>(spec)->need = NeedKind::after_grace;
  };
  return std::move(field).unset();
}

void decode_needs(Decoder& decoder, const Field& field, const YamlNode& node, void* spec, Resolved& out) {
  out.form = Resolved::Form::map;
  if (!node.is_mapping()) {
    YamlNode group;
    group.kind = YamlNode::Kind::mapping;
    group.at = node.at;
    group.entries.push_back({"target", node.at, node});
    decoder.record(field.inner(), group, node.at, field.enter(spec, "needs"), out.add("needs"));
    return;
  }
  for (const YamlEntry* entry : decoder.named(node)) {
    if (!decoder.mapping(entry->key, entry->value, "like {target: control-plane tokyo, need: changes_only}")) continue;
    Resolved& inner = out.add(entry->key);
    decoder.record(field.inner(), entry->value, entry->key_at, field.enter(spec, entry->key), inner);
    inner.key_at = entry->key_at;
  }
}

const Field& weight() {
  static const Field field = count("weights", &NeedSpec::at_least, "").range(1, 1e6);
  return field;
}

// They stay in the file's words until the group's members are known.
void decode_weights(Decoder& decoder, const Field&, const YamlNode& node, void*, Resolved& out) {
  out.form = Resolved::Form::map;
  if (!decoder.mapping("weights", node, "like weights: {component disk/1: 3}")) return;
  auto entries = node.entries;
  std::sort(entries.begin(), entries.end(), [](const YamlEntry& a, const YamlEntry& b) { return a.key < b.key; });
  for (const YamlEntry& entry : entries) {
    if (entry.key.rfind("x-", 0) == 0) continue;
    YamlNode key;
    key.text = entry.key;
    key.at = entry.key_at;
    Resolved pattern;
    if (target_patterns(decoder, "weights", key, pattern).empty()) continue;
    const auto decoded = decode_value(weight().what, entry.value, decoder.diagnostics());
    Resolved& inner = out.add(entry.key);
    inner = written(decoded ? decoded->text : "", entry.value);
    inner.key_at = entry.key_at;
  }
}

const Special kWeights{
    "a mapping from TARGETs to whole numbers", "{component disk/1: 3}",
    R"({"type": "object", "minProperties": 1, "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 1000000}})",
    decode_weights};

auto ways_of(const LinkSpec& link) {
  return std::tie(link.from, link.to, link.one_way);
}

// `a..b`, sorted, or `a->b`, or a problem.
std::optional<LinkSpec> decode_link(Decoder& decoder, const YamlNode& node) {
  const bool one_way = node.text.find(names::kOneWay) != std::string::npos;
  const std::size_t at = node.text.find(one_way ? names::kOneWay : names::kBothWays);
  LinkSpec link{node.text.substr(0, at), at == std::string::npos ? "" : node.text.substr(at + 2), one_way};
  if (!node.is_scalar() || !is_name(link.from) || !is_name(link.to)) {
    decoder.diagnostics().error(
        node.at,
        fmt::format("a link is written A..B or A->B, with names of nodes, or {{A..B: {{needs: ...}}}}, not {}",
                    describe(node)),
        {}, "like leaf-1..spine-1");
    return std::nullopt;
  }
  if (link.from == link.to) {
    decoder.diagnostics().error(node.at, fmt::format("a link joins two nodes, not `{}` with itself", link.from));
    return std::nullopt;
  }
  if (!one_way && link.to < link.from) std::swap(link.from, link.to);
  return link;
}

// An item of `links`: the words of the link, and what follows them.
void decode_one_link(Decoder& decoder, const YamlNode& item, std::vector<LinkSpec>& links, Resolved& out) {
  const bool more = item.is_mapping() && item.entries.size() == 1;
  YamlNode words = item;
  if (more) {
    words = YamlNode{};
    words.text = item.entries.front().key;
    words.at = item.entries.front().key_at;
  }
  auto link = decode_link(decoder, words);
  if (!link) return;
  if (std::any_of(links.begin(), links.end(), [&](const auto& other) { return ways_of(other) == ways_of(*link); }))
    decoder.diagnostics().error(
        words.at,
        fmt::format("`{}` is here twice{}", words.text, link->one_way ? "" : "; links A..B have no direction"), {},
        "remove one of the two");
  if (!more) {
    out = written(yaml_scalar(words.text), words);
  } else {
    const YamlEntry& entry = item.entries.front();
    if (!decoder.mapping(entry.key, entry.value, "like {needs: component duct-1}")) return;
    out.form = Resolved::Form::map;
    out.at = item.at;
    Resolved& inner = out.add(words.text);
    decoder.record(link_record(), entry.value, entry.key_at, &*link, inner);
    inner.key_at = entry.key_at;
  }
  links.push_back(std::move(*link));
}

void decode_links(Decoder& decoder, const Field& field, const YamlNode& node, void* spec, Resolved& out) {
  out.form = Resolved::Form::list;
  auto& links = static_cast<NetworkSpec*>(spec)->links;
  if (!node.is_sequence() || node.items.empty()) {
    decoder.diagnostics().error(node.at,
                                fmt::format("`{}` is a list of links, not {}", field.what.name,
                                            node.is_sequence() ? "an empty one" : describe(node)),
                                {}, "like [leaf-1..spine-1, leaf-2..spine-1]");
    return;
  }
  for (const auto& item : node.items) {
    const std::size_t before = links.size();
    Resolved one;
    decode_one_link(decoder, item, links, one);
    if (links.size() > before) out.items.push_back(std::move(one));
  }
  std::sort(links.begin(), links.end(), [](const auto& a, const auto& b) { return ways_of(a) < ways_of(b); });
}

const Special kLinks{"a list of links A..B between nodes, or A->B one way, or {A..B: {needs: TARGETS}}",
                     "[leaf-1..spine-1, leaf-2..spine-1]",
                     R"({"type": "array", "minItems": 1, "items": {"anyOf": [
         {"type": "string", "pattern": "^[a-z][a-z0-9-]*([.][.]|->)[a-z][a-z0-9-]*$"},
         {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": {"$ref": "#/definitions/link"}}]}})",
                     decode_links};

// In the order of how many others are down: 0, 1, 2, ...
void decode_coverage(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved& out) {
  static const Field share = word(Type::ratio, "coverage", "").range(0, 1).like("[100%, 99%]");
  auto found = decoder.numbers(share, node, out);
  if (!found.empty()) static_cast<TakeoverSpec*>(spec)->coverage = std::move(found);
}

const Special kCoverage{"share, or a list of them", "[100%, 99%]",
                        R"({"anyOf": [{"$ref": "#/definitions/ratio"},
                                      {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/ratio"}}]})",
                        decode_coverage};

const FieldGroup& takeover_record() {
  static const FieldGroup record{
      "takeover",
      "needs.GROUP.takeover",
      "The first members of the list are in use (those of one pattern by name), as many as must be up, or all of them; "
      "when one of them fails, another takes its place, or it is left out, and until then the group is unmet. Repair "
      "begins when the failure is noticed.",
      {
          law("notice", &TakeoverSpec::notice, "From the failure until it is noticed.")
              .standard(Distribution::fixed(Duration::zero()), "neutral: none unless given"),
          law("time", &TakeoverSpec::time, "From then until the other serves, or the failed one is left out.")
              .standard(Distribution::fixed(Duration::zero()), "neutral: none unless given"),
          special(
              "coverage", kCoverage,
              "Chance that it works at all; else see `uncovered`. A list: while "
              "none, "
              "one, two, ... of the other members are down as the failure is noticed (fault-level coverage); the last "
              "holds beyond. Unset: it always works.")
              .unset(),
          law("uncovered", &TakeoverSpec::uncovered,
              "With `coverage`: where it does not work, the failure is noticed, taken over and repaired from then on "
              "after this "
              "time more (a reboot, a hand). Unset: the group is unmet until the failed member is back.")
              .unset(),
          law("fail_back", &TakeoverSpec::fail_back,
              "Who was replaced and is back takes the place of a later one again (revertive switching), and the group "
              "is unmet for this long; 0s: without an interruption. Unset: it stands by (non-revertive).")
              .unset(),
          choice("fail_back_to", &TakeoverSpec::to_primaries, {"earlier", "primaries"},
                 "With `fail_back`: for whom a later one gives its place up: any one before it in the list, or those "
                 "alone who hold the places at first. Unset: earlier.")
              .unset(),
          targets("needs", &TakeoverSpec::needs,
                  "What must be up for it, such as a transfer switch: once its time is over it waits for that, or for "
                  "the failed member itself; a fail-back begins only then. Unset: nothing.")
              .unset(),
          choice("serving", &TakeoverSpec::serving, {"needed", "all"},
                 "needed: as many as must be up, and the others stand by; all: every member (active-active), so that "
                 "none is replaced, but each failure leaves the group unmet until the others go on without it.")
              .standard(std::string("needed"), "neutral: a member on standby takes over"),
      }};
  return record;
}

}  // namespace

const Special kNeeds{"a list of TARGETs, all of them needed; or a mapping of groups", "[control-plane tokyo]",
                     R"({"anyOf": [{"$ref": "#/definitions/targets"}, {"$ref": "#/definitions/groups"}]})",
                     decode_needs};

const FieldGroup& need_record() {
  static const FieldGroup record{
      "need",
      "needs.GROUP",
      "A group of components of which some must be up, or nodes that must be connected.",
      {
          targets("target", &NeedSpec::of, "The group's members. Unset: they are `connected`.").unset(),
          targets("connected", &NeedSpec::connected,
                  "Instead of `target`: nodes of one network, met while paths of it lead from the first to all others. "
                  "Unset: "
                  "by `target`.")
              .unset(),
          count("at_least", &NeedSpec::at_least,
                "How many must be up, or with `weights` how much those that are up must weigh together. Unset: all.")
              .range(1, 1e6)
              .unset(),
          special("weights", kWeights,
                  "With `at_least`: what members count for, their votes or capacities; those that are not here count "
                  "for 1. With a `takeover` only where all members serve. Unset: 1 each.")
              .unset(),
          choice_by("need", {"hard", "soft", "changes_only"},
                    "hard: down without; soft: degraded without; changes_only: serves on, but changes wait.", put_need)
              .standard(std::string("hard"), "neutral: the plain sense of the word"),
          after(),
          law("restart", &NeedSpec::restart,
              "The need is hard, and once the needer is down for want of it, it takes this long to start when the need "
              "is met again. Unset: no time.")
              .unset(),
          rows::record<NeedSpec>(
              "takeover", takeover_record,
              "How a failed member is replaced by one on standby, or left out. Unset: at once, and it always works.",
              +[](NeedSpec& need) -> void* { return &need.takeover.emplace(); })
              .unset(),
      }};
  return record;
}

const FieldGroup& part_record() {
  static const FieldGroup record{
      "component",
      "components.NAME",
      "A thing of your own that can fail: a disk, a cooling loop, a whole subsystem.",
      {
          count("count", &PartSpec::count, "How many: NAME/1, NAME/2, and so on. Unset: one, called NAME.")
              .range(1, 100000)
              .unset(),
          needs<PartSpec>("What each of them needs. Unset: nothing."),
      }};
  return record;
}

const FieldGroup& node_record() {
  static const FieldGroup record{"node",
                                 "networks.NAME.nodes.NAME",
                                 "A node of a network that needs something, like the zone where it stands.",
                                 {required(needs<NodeSpec>("What the node needs."))}};
  return record;
}

const FieldGroup& link_record() {
  static const FieldGroup record{"link",
                                 "networks.NAME.links.LINK",
                                 "A link of a network that needs something, like a duct.",
                                 {required(needs<LinkSpec>("What the link needs."))}};
  return record;
}

const FieldGroup& network_record() {
  static const FieldGroup record{
      "network",
      "networks.NAME",
      "A network; its nodes are those that its links name, and nodes and links can fail.",
      {special("links", kLinks, "Which nodes are joined, and what links need.", link_record),
       records(
           "nodes", node_record, "Nodes that need something, by name. Unset: none.",
           +[](NetworkSpec& network) -> std::vector<NodeSpec>& { return network.nodes; }, &NodeSpec::name)
           .unset()}};
  return record;
}

}  // namespace bulkhead
