// SPDX-License-Identifier: Apache-2.0
/// Where a path of a resolved file can lead, by the table of fields: which keys can stand there, and which values.
///
/// A condition over a file that asks for a key or a word that the language does not have there can never hold; the
/// table knows, whatever one file happens to leave unset.
///
/// Range:    what has a form of its own (targets, distributions) is not looked into: everything can stand there
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/kind.hpp"
#include "scenarios/language/tree_path.hpp"

namespace bulkhead {

struct FieldGroup;

class KeyPlaces {
 public:
  /// The file as a whole.
  static KeyPlaces top();

  /// Where one more piece of a path can lead; a piece with stars leads to many places.
  KeyPlaces step(std::string_view piece) const;

  bool nowhere() const { return spots_.empty(); }
  /// The keys that can stand here, sorted; empty where names do.
  std::vector<std::string> keys() const;
  /// The words that can be a value here, sorted; none at all where only quantities can. Unset: any word can.
  std::optional<std::vector<std::string>> words() const;

 private:
  struct Spot {
    enum class Kind { keys, names, value, anything };
    Kind kind = Kind::anything;
    const FieldGroup* group = nullptr;  ///< whose keys stand here, or below each name
    Parameter value = {};
  };
  static std::vector<Spot> below(const Spot& spot, std::string_view piece);

  std::vector<Spot> spots_;
};

/// Of a path that leads nowhere: the first piece that is no key, and what could stand in its place.
struct DeadEnd {
  std::string piece;
  std::vector<std::string> keys;
  std::string mended;  ///< the whole path with the nearest key; empty where none is near
};

/// Where the path leads from `from`; nowhere, with `dead` filled in, at a piece that is no key.
KeyPlaces follow(KeyPlaces from, const TreePath& path, DeadEnd& dead);

}  // namespace bulkhead
