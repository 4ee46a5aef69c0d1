// SPDX-License-Identifier: Apache-2.0
// The table of fields: `params:`.
#include "scenarios/language/param_words.hpp"
#include "scenarios/language/rows.hpp"

namespace bulkhead {
namespace {

using namespace rows;

// Keeps the node itself: what it may be, only its place says.
template <class Words, const YamlNode* Words::*Member>
void keep(Decoder&, const Field&, const YamlNode& node, void* spec, Resolved&) {
  static_cast<Words*>(spec)->*Member = &node;
}

constexpr std::string_view kNumber = R"({"type": ["string", "number"]})";

template <const YamlNode* RangeWords::*Member>
Field bound(std::string_view key, std::string_view example, std::string_view about) {
  static const Special number{"a number, with its unit", "10ms", kNumber, keep<RangeWords, Member>};
  return special(key, number, about).like(example);
}

const FieldGroup& range_record() {
  static const FieldGroup record{"range",
                                 "params.NAME.range",
                                 "Values from one end to the other; all three numbers share a unit.",
                                 {
                                     bound<&RangeWords::from>("from", "10ms", "The first value."),
                                     bound<&RangeWords::to>("to", "50ms", "No value lies beyond it."),
                                     bound<&RangeWords::step>("step", "10ms", "From one value to the next."),
                                 }};
  return record;
}

const Special kPlace{"a path of keys, as for `--set`", "services.web.replicas.per_zone",
                     R"({"type": "string", "pattern": "^[^.]+([.][^.]+)*$"})", keep<ParamWords, &ParamWords::set>};
const Special kValues{"a list of values", "[2, 3, 4]", R"({"type": "array", "minItems": 1})",
                      keep<ParamWords, &ParamWords::list>};
const Special kGrid{
    "a mapping from places to lists of one length", "{services.web.capacity: [200/s, 300/s]}",
    R"({"type": "object", "minProperties": 1, "additionalProperties": {"type": "array", "minItems": 1}})",
    keep<ParamWords, &ParamWords::grid>};

}  // namespace

const FieldGroup& param_record() {
  static const FieldGroup record{
      "parameter",
      "params.NAME",
      "A parameter of a sweep: one place with a `list` or a `range` of values, or a `grid` of places that move "
      "together.",
      {
          special("set", kPlace, "The place whose value is swept. Unset: those of the `grid`.").unset(),
          special("list", kValues, "Its values. Unset: those of the `range`.").unset(),
          rows::record<ParamWords>(
              "range", range_record, "Its values, evenly spaced. Unset: those of the `list`.",
              +[](ParamWords& words) -> void* { return &words.range; })
              .unset(),
          special("grid", kGrid,
                  "Places that move together: their first values, then their second ones, and so on. Unset: one place.")
              .unset(),
      }};
  return record;
}

}  // namespace bulkhead
