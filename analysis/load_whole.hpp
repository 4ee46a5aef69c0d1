// SPDX-License-Identifier: Apache-2.0
/// A scenario file read to the end: by the language, and then by who knows the metrics and rules that it names.
///
/// The language knows how an expectation is written, and only analysis which figures there are. What the commands read
/// is read here.
///
/// Errors:   as `load` (scenarios/language/scenario.hpp); a scenario only without a single problem of either kind
#pragma once

#include <string>

#include "scenarios/language/scenario.hpp"

namespace bulkhead {

Loaded load_whole(const std::string& file, const LoadOptions& options = {});

}  // namespace bulkhead
