// SPDX-License-Identifier: Apache-2.0
/// A decoded file before targets are looked up: every value in canonical text, defaults filled in, each with its place.
///
/// `bulkhead config` prints it, and the checks that follow decoding find places in it. Fields stand in the table's
/// order, named entries sorted by name, sequences as written: shuffling a file's maps changes nothing here but places.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/language/diagnostics.hpp"

namespace bulkhead {

struct ResolvedEntry;

struct Resolved {
  enum class Form : std::uint8_t { scalar, list, map };

  Form form = Form::scalar;
  bool given = false;
  TextSpan at;       ///< of the value; where a default stands in, of the entry that lacks it
  TextSpan key_at;   ///< of its key; likewise
  std::string text;  ///< scalars: as `config` prints them, quoted where YAML asks for it
  std::vector<Resolved> items;
  std::vector<ResolvedEntry> entries;

  const Resolved* find(std::string_view key) const;
  /// Down a path of keys, or null.
  const Resolved* find(std::initializer_list<std::string_view> path) const;
  /// A new entry at the end; good until the next is added.
  Resolved& add(std::string key);
  Resolved* find(std::string_view key) { return const_cast<Resolved*>(std::as_const(*this).find(key)); }
  Resolved* find(std::initializer_list<std::string_view> path) {
    return const_cast<Resolved*>(std::as_const(*this).find(path));
  }
  void remove(std::string_view key);
};

struct ResolvedEntry {
  std::string key;
  Resolved value;
};

/// As YAML in block style; lists of scalars in one line.
std::string to_yaml(const Resolved&);

/// A text as YAML scalar: plain where that is safe, else in double quotes.
std::string yaml_scalar(std::string_view text);

}  // namespace bulkhead
