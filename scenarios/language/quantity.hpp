// SPDX-License-Identifier: Apache-2.0
/// Ranges of written numbers: `from: 10ms, to: 50ms, step: 10ms` to the texts `10ms`, `20ms`, ... without rounding.
///
/// Durations count in nanoseconds, whatever their units; all other numbers in whole steps of the finest decimal among
/// the three, and must share their unit (`2`, `5%`, `250/s`).
///
/// Errors:   no number; different units; a step of zero; an end before the beginning; too many values
#pragma once

#include <string>
#include <vector>

#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/yaml.hpp"

namespace bulkhead {

/// The values of a range, or nothing and a problem.
std::vector<std::string> expand_range(const YamlNode& from, const YamlNode& to, const YamlNode& step, std::size_t most,
                                      Diagnostics&);

}  // namespace bulkhead
