// SPDX-License-Identifier: Apache-2.0
// The table of libyaml's problems.
#include "scenarios/language/yaml_problems.hpp"

namespace bulkhead {
namespace {

struct Saying {
  std::string_view libyaml;
  std::string_view sentence;
  std::string_view hint;
  bool at_context = false;
};

// The first that is contained in libyaml's message is taken.
constexpr Saying kSayings[] = {
    {"found unexpected end of stream", "this quote is never closed", "end the text with the same quote", true},
    {"found unexpected document indicator", "this quote is never closed", "end the text with the same quote", true},
    {"found character that cannot start any token", "a value cannot begin with this character",
     "put the text in quotes"},
    {"mapping values are not allowed in this context", "a second `:` makes no sense here",
     "put a text that contains `: ` in quotes; check the indentation of this line and the one above"},
    {"could not find expected ':'", "a key without `:`", "write `key: value`"},
    {"did not find expected ',' or ']'", "a list in [ ] is not closed, or a comma is missing", "write [a, b, c]", true},
    {"did not find expected ',' or '}'", "a mapping in { } is not closed, or a comma is missing", "write {a: 1, b: 2}",
     true},
    {"did not find expected key", "this line does not fit the indentation above it", "align it with the keys above"},
    {"did not find expected node content", "a value is missing here", "write one, or close the bracket"},
    {"did not find expected '-' indicator", "this line does not fit the list above it", "begin each item with `- `"},
    {"block sequence entries are not allowed", "a list cannot begin here", "begin it on a line of its own, indented"},
    {"found undefined tag handle", "tags (`!...`) are not part of the language", "remove the tag"},
    {"found unknown escape character", "this escape is unknown", "use single quotes, or write \\\\ for a backslash"},
    {"found duplicate %YAML directive", "a second %YAML directive", "remove it"},
};

}  // namespace

YamlProblem explain_yaml(std::string_view message) {
  for (const auto& saying : kSayings) {
    if (message.find(saying.libyaml) == std::string_view::npos) continue;
    return {std::string(saying.sentence), std::string(saying.hint), saying.at_context};
  }
  return {"this is no YAML: " + std::string(message), {}, false};
}

}  // namespace bulkhead
