// SPDX-License-Identifier: Apache-2.0
/// Paths into a resolved file, like `services.*.calls.*`: what a rule of the user's own and a suppression point with.
///
/// A piece is a key; `*` in it stands for any letters of one piece. A list of steps (`calls:` in sequence) is walked as
/// if it were a mapping. A path that begins with `/` leads from the top of the file, another one from where it is
/// asked. No piece has two stars in a row: a path does not reach through levels.
///
/// Range:    at most 16 pieces (the deepest key of the language stands at 6)
/// Errors:   a broken path parses to nothing
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/resolved.hpp"

namespace bulkhead {

struct TreePath {
  bool from_top = false;
  std::vector<std::string> keys;
};

std::optional<TreePath> parse_tree_path(std::string_view text);

/// A value that a path leads to. `node` lives as long as the tree.
struct TreeMatch {
  std::vector<std::string> keys;  ///< from where the search began
  const Resolved* node = nullptr;
};

/// All that the path leads to from `from`, in the tree's order; `top` is where paths with `/` begin.
std::vector<TreeMatch> find_all(const Resolved& top, const Resolved& from, const TreePath& path);

/// The path to something that is there with the nearest key in the place of each that is not; empty where none is near.
std::string nearest_path(const Resolved& top, const TreePath& path);

/// Whether a piece with `*` fits a key.
bool fits(std::string_view piece, std::string_view key);

/// "services.web.calls"
std::string dotted(const std::vector<std::string>& keys);

}  // namespace bulkhead
