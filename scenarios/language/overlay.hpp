// SPDX-License-Identifier: Apache-2.0
/// Laying one tree over another, `include:`, and `--set a.b.c=YAML`.
///
/// Maps merge key by key, scalars, lists and distributions replace, `null` removes. To remove what is not there is a
/// problem: it is a slip of the pen more often than an intention. An include lies under the file that names it, several
/// in their order.
///
/// Errors:   removal of what is absent; an include outside the top file's folder, missing, unreadable, or in a circle;
///           a setting without `=`, with an empty path, or whose value is no YAML
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/yaml.hpp"

namespace bulkhead {

/// Lays `over` on `base`.
void overlay(YamlNode& base, const YamlNode& over, Diagnostics&);

/// Reads a file with all it includes, merged; `include` is gone from the result.
std::optional<YamlNode> read_with_includes(const std::string& path, Sources&, Diagnostics&);

/// The tree of one setting: nested maps down to the value.
std::optional<YamlNode> parse_setting(const std::string& setting, Sources&, Diagnostics&);

/// One key of a path `a.b.c`, and where it is written.
struct PathKey {
  std::string key;
  TextSpan at;
};
using KeyPath = std::vector<PathKey>;

/// The keys of `a.b.c` that is written on one line from a place on; empty where it is no path.
KeyPath split_path(std::string_view text, TextSpan at);

/// Nested maps down to the value.
YamlNode nest(const KeyPath&, YamlNode value);

/// Drops the entries whose value is null: in a file that nothing lies under, they say nothing.
void drop_nulls(YamlNode&);

}  // namespace bulkhead
