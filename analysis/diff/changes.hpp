// SPDX-License-Identifier: Apache-2.0
/// What changed between two resolved files: every value that is there in one and not, or otherwise, in the other.
///
/// What a file is called, and what it says of itself (`name`, `about`), is no design and no change.
///
/// Resolved files have every default filled in and named entries sorted, so that the order of a file, and what it left
/// unsaid, is no change. A list is one value; an entry that is only in one of them is one change, with all that is in
/// it.
///
/// Shape:    in the order of the language's table of fields, then of names
#pragma once

#include <string>
#include <vector>

#include "scenarios/language/resolved.hpp"

namespace bulkhead {

struct Change {
  std::string path;    ///< "services.web.calls.cart.retries"
  std::string before;  ///< as YAML on one line; empty: it was not there
  std::string after;   ///< empty: it is not there any more
  TextSpan at;         ///< in the new file's sources; where it was taken away, of what held it
};

std::vector<Change> changes_between(const Resolved& before, const Resolved& after);

}  // namespace bulkhead
