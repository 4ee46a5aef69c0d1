// SPDX-License-Identifier: Apache-2.0
// The table of fields: `expect:`.
#include <fmt/format.h>

#include "scenarios/language/decoder.hpp"
#include "scenarios/language/expectation.hpp"
#include "scenarios/language/rows.hpp"

namespace bulkhead {
namespace {

using namespace rows;

void decode_sentence(Decoder& decoder, const Field&, const YamlNode& node, void* spec, Resolved&) {
  auto& expect = *static_cast<ExpectSpec*>(spec);
  if (!node.is_scalar() || node.is_null()) {
    decoder.diagnostics().error(node.at, fmt::format("an expectation is a sentence, not {}", describe(node)), {},
                                "like availability(web) >= 99.9%");
    return;
  }
  expect.text = node.text;
  expect.at = node.at;
  if (auto sentence = parse_expectation(node.text, node.at, decoder.diagnostics())) expect.that = std::move(*sentence);
}

const Special kSentence{
    "a sentence `[variant.]metric[(service [by KIND])] OP value`, `... OP [factor *] [variant.]metric[(service [by "
    "KIND])]`, or `[variant.]preset[(service)]`",
    "availability(web) >= 99.9%", R"({"type": "string"})", decode_sentence};

const FieldGroup& window_record() {
  static const FieldGroup record{"window",
                                 "expect.window",
                                 "A part of the run; only what happens in it is measured.",
                                 {
                                     duration("from", &ExpectWindow::from, "When it begins.")
                                         .standard(Duration::zero(), "neutral: the start of the run"),
                                     duration("to", &ExpectWindow::to, "When it ends. Unset: at the horizon.").unset(),
                                 }};
  return record;
}

Field because() {
  Field field = special("because", kText, "The reason for it, which reports repeat. Unset: none.");
  field.put = [](void* spec, const Value& v) { static_cast<ExpectSpec*>(spec)->because = std::get<std::string>(v); };
  return std::move(field).unset();
}

bool is_sentence(const YamlNode& node) {
  return node.is_scalar();
}

void read_entry(Decoder& decoder, const YamlNode& node, std::vector<ExpectSpec>& out) {
  const std::size_t before = decoder.diagnostics().count();
  ExpectSpec spec;
  Resolved ignored;
  if (is_sentence(node))
    decode_sentence(decoder, {}, node, &spec, ignored);
  else if (node.is_mapping())
    decoder.record(expect_record(), node, node.at, &spec, ignored);
  else
    decoder.diagnostics().error(node.at,
                                fmt::format("an expectation is a sentence or a mapping, not {}", describe(node)), {},
                                "a line for each, like - availability(web) >= 99.9%");
  if (spec.window && spec.window->from >= spec.window->to)
    decoder.diagnostics().error(node.at, spec.window->from == spec.window->to
                                             ? "the window is empty: it ends where it begins"
                                             : "the window ends before it begins");
  if (decoder.diagnostics().count() == before) out.push_back(std::move(spec));
}

}  // namespace

const FieldGroup& expect_record() {
  static const FieldGroup record{
      "expectation",
      "expect",
      "What the design must keep; `bulkhead check` says whether it does. An entry is a sentence alone, or a mapping "
      "with the "
      "sentence under `that`. Without a variant a sentence holds for each, without a service for the headline "
      "objective's; `by KIND` "
      "counts only incidents that this kind of fault has caused. Metrics are those of docs/metrics.md, without their "
      "unit's suffix "
      "where one likes. Presets are tier-1, tier-2 and tier-3.",
      {
          special("that", kSentence, "The sentence."),
          choice_by<ExpectSpec>(
              "level", {"error", "warn"}, "Whether a check fails when it is missed, or only tells of it.",
              +[](ExpectSpec& e, const std::string& level) { e.warn = level == "warn"; })
              .standard(std::string("error"), "assumed"),
          ratio("confidence", &ExpectSpec::confidence,
                "How sure a verdict is: 1 less the share of wrong ones, by either side.")
              .range(0.5, 0.9999)
              .standard(0.95, "assumed"),
          rows::record<ExpectSpec>(
              "window", window_record, "The part of the run that counts. Unset: all that is measured.",
              +[](ExpectSpec& e) -> void* { return &e.window.emplace(); })
              .like("{from: 10m, to: 1h}")
              .unset(),
          because(),
      }};
  return record;
}

std::vector<ExpectSpec> read_expectations(const YamlNode& node, Diagnostics& diagnostics) {
  std::vector<ExpectSpec> out;
  Decoder decoder(diagnostics);
  if (!node.is_sequence()) {
    diagnostics.error(node.at, fmt::format("`expect` is a list of sentences, not {}", describe(node)), {},
                      "a line for each, like - availability(web) >= 99.9%");
    return out;
  }
  for (const YamlNode& item : node.items) read_entry(decoder, item, out);
  return out;
}

}  // namespace bulkhead
