// SPDX-License-Identifier: Apache-2.0
/// The one table of fields: every key of the language, its type, default, range, source and meaning, and where it goes.
///
/// A row is a parameter's descriptor (models/kind.hpp, the same that kinds use for theirs), a form, and the member of
/// the spec that it fills. Decoding, messages, defaults, `bulkhead config`, the JSON Schema, the manual and `bulkhead
/// list` all walk this table; parameters of kinds come from the kinds' registries. What has a form of its own (targets,
/// calls, needs, who) is a `Special`: one description, one schema, one decoder.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/kind.hpp"
#include "scenarios/language/resolved.hpp"
#include "scenarios/language/scenario.hpp"
#include "scenarios/language/values.hpp"

namespace bulkhead {

class Decoder;
struct FieldGroup;
struct Field;

/// How a field is written: one value, a list of names or choices, a mapping of its own fields, a mapping of named
/// entries.
enum class Form { value, list, record, records, special };

/// A form that no other field has.
struct Special {
  std::string_view written;  ///< for people: "TARGET, or a list of them"
  std::string_view example;
  std::string_view schema;  ///< JSON Schema of the value
  void (*decode)(Decoder&, const Field&, const YamlNode&, void* spec, Resolved& out) = nullptr;
};

struct Field {
  Parameter what;                 ///< key, type, default, range, choices, sentence, source
  std::string fallback = {};      ///< the default, as the file would give it
  std::string_view example = {};  ///< a legal value, for hints; empty: one of its type
  Form form = Form::value;
  Bare bare = Bare::fixed;                 ///< distributions: what a bare duration means
  const FieldGroup& (*inner)() = nullptr;  ///< record, records, and specials made of records
  const Special* special = nullptr;
  std::function<void(void*, const Value&)> put;           ///< value, list: into the spec
  std::function<void*(void*, const std::string&)> enter;  ///< record, records: the inner spec (of a named entry)

  // Building a row reads as a sentence.
  Field standard(Value value, std::string_view source) &&;
  Field range(double low, double high) &&;
  Field like(std::string_view value) &&;
  Field unset() &&;  ///< may stay unset; the sentence says what that means
};

/// The kinds that may stand in one key of a record, with their parameters as further keys of it.
struct KindShelf {
  std::string_view key;                               ///< "kind" or "do"
  std::string_view called;                            ///< "kind of fault"
  std::vector<Kind> (*kinds)();                       ///< all, sorted by name
  const Kind* (*find)(std::string_view name);         ///< the registry's own row, or null
  void (*choose)(void* spec, std::string_view kind);  ///< puts the kind's name into the spec
  Values& (*values)(void* spec);                      ///< null: the kinds of this shelf have no parameters
};

struct FieldGroup {
  std::string_view name;   ///< "service": of one entry, in messages
  std::string_view title;  ///< of its section in the manual
  std::string_view about;
  std::vector<Field> fields;
  const KindShelf* shelf = nullptr;

  const Field* find(std::string_view key) const;
};

/// What a decoded file fills.
struct Document {
  std::int64_t version = 0;
  std::string name;
  std::string about;
  Model model;
  RunSettings run;
  ReviewWords words = {};
};

const FieldGroup& document_record();
const FieldGroup& region_record();
const FieldGroup& edge_record();
const FieldGroup& tool_record();
const FieldGroup& part_record();
const FieldGroup& network_record();
const FieldGroup& node_record();
const FieldGroup& link_record();
const FieldGroup& service_record();
const FieldGroup& call_record();
const FieldGroup& need_record();
const FieldGroup& population_record();
const FieldGroup& objective_record();
const FieldGroup& cells_record();
const FieldGroup& fault_record();
const FieldGroup& crew_record();
const FieldGroup& detector_record();
const FieldGroup& people_record();
const FieldGroup& response_record();
const FieldGroup& run_record();
const FieldGroup& param_record();
const FieldGroup& expect_record();
const FieldGroup& suppression_record();
const FieldGroup& own_rule_record();

/// Keys that belong to the file as a whole and to no experiment, variant or point of it.
bool is_of_the_file(std::string_view key);

/// Why a key that may stand in the file and its experiments cannot stand in a variant; empty: it can.
std::string_view why_not_in_a_variant(std::string_view key);

extern const Special kTargets;      ///< component targets: a pattern or a list
extern const Special kFaultTarget;  ///< targets, `any n of`, or a path
extern const Special kCalls;
extern const Special kNeeds;
extern const Special kWho;
extern const Special kText;
extern const Special kSuppress;

/// All records that a file can hold, in the order of the manual.
std::vector<const FieldGroup*> all_records();

}  // namespace bulkhead
