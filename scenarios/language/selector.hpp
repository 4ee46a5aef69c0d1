// SPDX-License-Identifier: Apache-2.0
/// Targets: `KIND PATH` patterns against the stable names of a model's components.
///
/// A pattern's path is cut at `/`, `@` and `..`; each piece may hold `*`, which stands for any letters within that
/// piece. The region may be left out where there is one. A pool's pattern may stop before the cell: `pool web@tokyo/a`
/// is every pool of web in that zone; a component's before its number. A link may be named from either end. Exact forms
/// win: the region is put in front, and a tail left open, only where the pattern as written matches nothing. Numbers
/// may be written without their padding zeros.
///
/// Requires: names sorted (models/topology/spec.hpp: target_names)
/// Errors:   none here; no match is an empty list, and `suggest` names the nearest
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

/// The kind of a name or pattern: the text before the first space.
std::string_view target_kind(std::string_view name);

/// Every kind of component that a target can name (models/topology/spec.hpp), sorted.
const std::vector<std::string>& target_kinds();

/// Matching names, in order. `regions`: the names of the model's regions.
std::vector<std::string> match(std::string_view pattern, const std::vector<std::string>& names,
                               const std::vector<std::string>& regions);

/// The nearest legal pattern, written like the pattern (without the region where it had none), or empty.
std::string suggest(std::string_view pattern, const std::vector<std::string>& names,
                    const std::vector<std::string>& regions);

}  // namespace bulkhead
