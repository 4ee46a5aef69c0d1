// SPDX-License-Identifier: Apache-2.0
/// A strict YAML composer above libyaml's events: a tree in which every node and key knows its place.
///
/// Scalars stay text: the field that a scalar belongs to gives it its type. Anchors, aliases and merge keys (`<<`) are
/// expanded; duplicate keys, tags, several documents, keys that are no plain text and everything that libyaml refuses
/// are problems with a place. Hostile input is bounded, so that reading ends soon and in little memory.
///
/// Range:    size at most 4 MiB, depth 100, 200,000 nodes after expansion of aliases (assumed: far above any scenario)
/// Errors:   all into Diagnostics; a tree comes back only where the text is well formed
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/diagnostics.hpp"

namespace bulkhead {

inline constexpr std::size_t kYamlMaxBytes = 4U << 20U;
inline constexpr std::size_t kYamlMaxDepth = 100;
inline constexpr std::size_t kYamlMaxNodes = 200000;

struct YamlEntry;

struct YamlNode {
  enum class Kind : std::uint8_t { scalar, sequence, mapping };

  Kind kind = Kind::scalar;
  bool plain = true;  ///< scalars: written without quotes
  TextSpan at;
  std::string text;                ///< scalars: the text, unquoted
  std::vector<YamlNode> items;     ///< sequences
  std::vector<YamlEntry> entries;  ///< mappings, in the order of the file; keys are unique

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_sequence() const { return kind == Kind::sequence; }
  bool is_mapping() const { return kind == Kind::mapping; }
  /// A plain empty scalar, `~` or `null`: in an overlay it removes.
  bool is_null() const;
  /// The items of a sequence; anything else stands for a list of itself.
  std::span<const YamlNode> as_list() const { return is_sequence() ? std::span(items) : std::span(this, 1); }
  const YamlNode* find(std::string_view key) const;
  YamlEntry* entry(std::string_view key);
  const YamlEntry* entry(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  TextSpan key_at;
  YamlNode value;
};

/// What the node is, in words for messages: "a mapping", "a list", "the text `x`", "nothing".
std::string describe(const YamlNode&);

/// Composes the text of a source. `first_column` shifts the places of line 1 (an argument of `--set` begins behind
/// `=`).
std::optional<YamlNode> compose(const Sources&, int source, Diagnostics&, std::size_t from_byte = 0);

/// Reads a file into the sources. Missing, unreadable, a folder, a device, too large: a problem at its first line.
/// `at` is where the file was named (an `include:`), or a span without source for the command line.
std::optional<int> read_source(const std::string& path, Sources&, Diagnostics&, TextSpan at = {});

}  // namespace bulkhead
