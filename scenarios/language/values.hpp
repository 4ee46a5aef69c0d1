// SPDX-License-Identifier: Apache-2.0
/// One scalar (or distribution) of a file to one Value, by its parameter's descriptor; and back to text.
///
/// Serves the fields of the language and the parameters of kinds alike, so that both have the same units and messages.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "models/kind.hpp"
#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/yaml.hpp"

namespace bulkhead {

struct Decoded {
  Value value;
  std::string text;  ///< canonical, as YAML
};

/// What a bare duration means where a distribution is asked for: its one value, or the mean of an exponential (`mttf`,
/// `repair`).
enum class Bare { fixed, exponential };

std::optional<Decoded> decode_value(const Parameter&, const YamlNode&, Diagnostics&, Bare bare = Bare::fixed);

std::optional<Decoded> decode_distribution(std::string_view name, const YamlNode&, Diagnostics&, Bare bare);

/// Whether a mapping is written like a distribution: one law, with a value, a list, or its parameters. No other mapping
/// of the language looks like one, so that overlays can treat a distribution as the one value that it is.
bool looks_like_distribution(const YamlNode&);

/// A default as YAML text; empty for monostate.
std::string format_value(Type type, const Value& value);

/// The type's name in messages and in the manual: "duration", "share", ...
std::string_view type_name(Type type);

/// A legal example of the type, for hints: "30s", "5%".
std::string_view type_example(Type type);

/// Whether the text is a name: [a-z][a-z0-9-]*, at most 63 letters.
bool is_name(std::string_view text);

/// A name made of the text, or empty.
std::string as_name(std::string_view text);

}  // namespace bulkhead
