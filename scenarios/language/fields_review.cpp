// SPDX-License-Identifier: Apache-2.0
// The table of fields: what a file says to its review, `suppress:` and `rules:`.
#include <fmt/format.h>

#include "scenarios/language/decoder.hpp"
#include "scenarios/language/rows.hpp"

namespace bulkhead {
namespace {

using namespace rows;

void take_text(Decoder& decoder, const Field& field, const YamlNode& node, std::string& into, Resolved& out) {
  if (!node.is_scalar() || node.is_null()) {
    decoder.diagnostics().error(node.at, fmt::format("`{}` is a text, not {}", field.what.name, describe(node)));
    return;
  }
  if (node.text.find_first_not_of(" \t\n") == std::string::npos)
    decoder.diagnostics().error(node.at, fmt::format("`{}` is a text, not an empty one", field.what.name));
  out = written(yaml_scalar(node.text), node);
  into = node.text;
}

template <class Spec, std::string Spec::*Member>
void decode_member(Decoder& decoder, const Field& field, const YamlNode& node, void* spec, Resolved& out) {
  take_text(decoder, field, node, static_cast<Spec*>(spec)->*Member, out);
}

void decode_rule(Decoder& decoder, const Field& field, const YamlNode& node, void* spec, Resolved& out) {
  auto& suppression = *static_cast<Suppression*>(spec);
  take_text(decoder, field, node, suppression.rule, out);
  suppression.rule_at = node.at;
}

void not_a_path(Decoder& decoder, const Field& field, const YamlNode& node) {
  decoder.diagnostics().error(node.at, fmt::format("`{}` is a path of keys with dots between them", field.what.name),
                              {}, fmt::format("like {}", field.special->example));
}

void decode_at(Decoder& decoder, const Field& field, const YamlNode& node, void* spec, Resolved& out) {
  auto& at = static_cast<Suppression*>(spec)->at;
  take_text(decoder, field, node, at, out);
  if (!at.empty() && !parse_tree_path(at)) not_a_path(decoder, field, node);
}

std::string without_double_stars(std::string text) {
  for (auto at = text.find("**"); at != std::string::npos; at = text.find("**")) text.erase(at, 1);
  return text;
}

void decode_each(Decoder& decoder, const Field& field, const YamlNode& node, void* spec, Resolved& out) {
  auto& rule = *static_cast<OwnRule*>(spec);
  std::string text;
  take_text(decoder, field, node, text, out);
  rule.each_at = node.at;
  if (text.empty()) return;
  const auto path = parse_tree_path(text);
  if (text.find("**") != std::string::npos)
    decoder.diagnostics().error(node.at, "`**` leads no further than `*`: write one `*` for each key on the way",
                                yaml_scalar(without_double_stars(text)));
  else if (path && path->from_top)
    decoder.diagnostics().error(node.at, "`each` leads from the top of the file without a `/` before it",
                                text.substr(1));
  else if (path)
    rule.each = *path;
  else
    not_a_path(decoder, field, node);
}

void decode_when(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved& out) {
  if (node.is_scalar()) out = written(yaml_scalar(node.text), node);
  if (auto condition = parse_condition(node, decoder.diagnostics()))
    static_cast<OwnRule*>(spec)->when = std::move(*condition);
}

// `{path}` and `{KEY.KEY}` alone stand between braces.
void decode_say(Decoder& decoder, const Field& field, const YamlNode& node, void* spec, Resolved& out) {
  auto& say = static_cast<OwnRule*>(spec)->say;
  take_text(decoder, field, node, say, out);
  for (std::size_t open = say.find_first_of("{}"); open != std::string::npos; open = say.find_first_of("{}", open)) {
    const auto close = say.find('}', open);
    if (say[open] == '}' || close == std::string::npos || !parse_tree_path(say.substr(open + 1, close - open - 1))) {
      decoder.diagnostics().error(within(node, open, 1), "`say` has {path} or {KEY} between braces, and no other brace",
                                  {}, "like {path} waits {timeout}");
      return;
    }
    open = close + 1;
  }
}

constexpr const char* kString = R"({"type": "string"})";
using S = Suppression;
const Special kRule{"a rule's name", "static-stability", kString, decode_rule};
const Special kAt{"a path", "services.orders-db", kString, decode_at};
const Special kBecause{"a text", "\"one zone by contract\"", kString, decode_member<S, &S::because>};
const Special kEach{"a path with stars", "services.*.calls.*", kString, decode_each};
const Special kWhen{"a condition", "timeout > 1s and retries >= 2", kString, decode_when};
const Special kSay{"a text", "\"{path} waits {timeout}\"", kString, decode_say};
const Special kInstead{"a text", "a timeout below 1s", kString, decode_member<OwnRule, &OwnRule::instead>};

void decode_suppress(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved& out) {
  if (!node.is_sequence()) {
    decoder.diagnostics().error(node.at, fmt::format("`suppress` is a list, not {}", describe(node)), {},
                                "like suppress: [{rule: static-stability, because: a drill}]");
    return;
  }
  out.form = Resolved::Form::list;
  for (const YamlNode& item : node.items) {
    if (!decoder.mapping("suppress", item, "like {rule: static-stability, because: a drill}")) continue;
    auto& entry = static_cast<Document*>(spec)->words.suppress.emplace_back();
    entry.place = item.at;
    TextSpan start = item.at;
    start.end_line = start.line;
    start.end_column = start.column;
    Resolved inner;
    decoder.record(suppression_record(), item, start, &entry, inner);
    out.items.push_back(std::move(inner));
  }
}

}  // namespace

const Special kSuppress{"a list of findings that are accepted, see suppress",
                        "[{rule: static-stability, because: a drill}]",
                        R"({"type": "array", "items": {"$ref": "#/definitions/suppression"}})", decode_suppress};

const FieldGroup& suppression_record() {
  static const FieldGroup record{
      "suppression",
      "suppress",
      "A finding of `bulkhead review` that is accepted, and why. One that suppresses nothing is a finding itself.",
      {
          special("rule", kRule, "The rule, of `bulkhead list rules` or of `rules`."),
          special("at", kAt, "Where: a path of this file, and all below it. Unset: everywhere.").unset(),
          special("because", kBecause, "Why that is well; it is shown beside the finding."),
      }};
  return record;
}

const FieldGroup& own_rule_record() {
  static const FieldGroup record{
      "rule",
      "rules.NAME",
      "A rule of your own, which `bulkhead review` asks of every variant.",
      {
          special("each", kEach, "The places that it looks at: a path of keys; `*` stands for any letters of one key."),
          special("when", kWhen,
                  "What it objects to there: comparisons of keys below the place (or, with `/` before, of the whole "
                  "file), `exists`, `and`, `or`, `not`, parentheses."),
          special("say", kSay, "The finding; `{path}` stands for the place, `{KEY}` for a value below it."),
          choice("severity", &OwnRule::severity, {"error", "warning", "note"}, "How grave it is.")
              .standard(std::string("warning"), "assumed"),
          special("instead", kInstead, "What to do.").unset(),
      }};
  return record;
}

}  // namespace bulkhead
