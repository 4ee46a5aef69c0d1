// SPDX-License-Identifier: Apache-2.0
/// Walks a composed file along the table of fields: checks keys and values, fills in defaults, puts values into the
/// specs.
///
/// A model is only filled as far as the file is sound; what follows a problem is still read, so that all problems show.
///
/// Errors:   unknown keys (with the nearest), missing keys, wrong shapes, wrong values, unknown kinds; names of entries
#pragma once

#include <functional>
#include <string>

#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/fields.hpp"
#include "scenarios/language/yaml.hpp"

namespace bulkhead {

class Decoder {
 public:
  explicit Decoder(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// Decodes a mapping into `spec`. `key_at` is where a missing key is missed.
  void record(const FieldGroup&, const YamlNode&, TextSpan key_at, void* spec, Resolved& out);

  /// One value by its row, into the spec and into `out`.
  void value(const Field&, const YamlNode&, void* spec, Resolved& out);

  /// The names of a list (a scalar is a list of one); each is a name or one of the choices, none twice.
  std::vector<std::string> list(const Field&, const YamlNode&, Resolved& out);

  /// The numbers of a list (a scalar is a list of one), each written as by that row, whose example is a list.
  std::vector<double> numbers(const Field& each, const YamlNode&, Resolved& out);

  /// The entries of a mapping sorted by key, without `x-` keys; their keys must be names.
  std::vector<const YamlEntry*> named(const YamlNode& map);

  /// Whether the node is a mapping; else a problem.
  bool mapping(std::string_view key, const YamlNode&, std::string_view hint = {});

  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  /// Of a mapping: where it is, where it is named, and the absent keys that its unknown keys most likely mean.
  struct Place {
    TextSpan at;
    TextSpan key_at;
    std::vector<std::string> meant;
  };

  void field(const Field&, const YamlEntry*, const Place&, void* spec, Resolved& out);
  void given(const Field&, const YamlEntry&, void* spec, Resolved& out);
  void absent(const Field&, const Place&, void* spec, Resolved& out);
  void records(const Field&, const YamlEntry&, void* spec, Resolved& out);
  const Kind* kind(const KindShelf&, const YamlNode&, TextSpan key_at, Resolved& out);
  void parameters(const KindShelf&, const Kind&, const YamlNode&, const Place&, void* spec, Resolved& out);
  std::vector<std::string> unknown_keys(const FieldGroup&, const Kind*, const YamlNode&);

  Diagnostics& diagnostics_;
};

/// The patterns of a target or a list of targets, each "KIND PATH" of a known kind; `out` becomes the list.
std::vector<std::string> target_patterns(Decoder&, std::string_view key, const YamlNode&, Resolved& out);

/// A mapping from zones to values that are written as by that row, in the order of the zones' names, which are as the file has them.
void decode_by_zone(Decoder&, std::string_view key, const YamlNode&, const Field& each, Resolved& out,
                    const std::function<void(const std::string& zone, const Value&)>& put);

/// A scalar of the resolved file that was written at a node.
Resolved written(std::string text, const YamlNode& node);

}  // namespace bulkhead
