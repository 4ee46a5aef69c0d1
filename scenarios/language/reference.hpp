// SPDX-License-Identifier: Apache-2.0
/// What the table of fields and the registries of kinds say about the language, for people, editors and programs.
///
/// All of it is made from the table: a field or kind that is added there appears here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/kind.hpp"

namespace bulkhead {

/// One key of one section, or one parameter of a kind.
struct ListedField {
  std::string section;  ///< "services.NAME.health_check"; a kind's name for its parameters
  std::string key;
  std::string type;      ///< how it is written: "duration", "one of none, full, equal", "TARGET, or a list of them"
  std::string fallback;  ///< its default as YAML; empty without one
  std::string range;     ///< "at least 1", "1 to 100"; empty without bounds
  std::string evidence;  ///< of the default: published, derived, assumed, neutral (nothing happens); empty without one
  std::string source;    ///< of the default
  std::string about;
  bool required = false;
};

struct ListedKind {
  std::string shelf;  ///< "fault", "detector", "response"
  std::string key;    ///< the key that names the kind: "kind", "do"
  std::string name;
  std::string about;
  std::vector<std::string> targets;
  std::vector<ListedField> parameters;
};

/// Every key of the language, in the order of the manual.
std::vector<ListedField> listed_fields();

/// Every kind on every shelf, by shelf, then name.
std::vector<ListedKind> listed_kinds();

/// The parameters of any kinds, as they are listed, for tables of one's own.
ListedKind listed(std::string_view shelf, std::string_view key, const Kind& kind);

/// JSON Schema (draft-07) of a scenario file. It asks for no key, since overlays and includes may give it.
std::string json_schema();

/// The language's manual in Markdown: docs/language.md is this text.
std::string manual();

}  // namespace bulkhead
