// SPDX-License-Identifier: Apache-2.0
/// The direction of includes: which folder may include which, and which library is used where.
///
/// The program is built in layers, `sim <- models <- scenarios <- analysis`; inside `models` the shelves stand
/// `topology <- world <- traffic`, and the three shelves of kinds (`faults`, `detection`, `response`) stand side by
/// side on top. Observers and responders get single headers of world and traffic only: the ledger, the folds and the
/// engines hold the truth, and nothing in the simulation is told the truth. What is not allowed explicitly is refused,
/// so a new library or folder needs a row here.
///
/// Shape:  paths are relative to the repository's root, with `/`
/// Leaves: what the preprocessor would skip; an include inside `#if` counts like any other
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::test {

/// One `#include` line of a source file.
struct Include {
  int line = 0;
  std::string path;
  bool quoted = false;  // "..." rather than <...>
};

/// The includes of a source text, in its order.
std::vector<Include> includes_of(std::string_view text);

/// Why `file` may not have this include, as a sentence; nothing if it may.
std::optional<std::string> objection(std::string_view file, const Include& include);

}  // namespace bulkhead::test
