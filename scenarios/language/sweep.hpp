// SPDX-License-Identifier: Apache-2.0
/// `params:` of a file: places of it whose values are swept, and the points that these values make together.
///
/// A parameter is one place (`set`) with its values (`list` or `range`), or several places that move together (`grid`:
/// the first values of all of them, then the second, and so on). A range counts in whole steps of its own decimals or,
/// with durations, in nanoseconds: never in binary fractions.
///
/// Shape:    points are all combinations, parameters in the order of the file, the first slowest
/// Range:    at most 10,000 points (assumed: far above any table that a person reads)
/// Errors:   words that contradict or lack one another; no values, twice the same value, lists of different lengths;
///           ranges that do not end; a place that two parameters move; a path through an entry that no variant has
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/claims.hpp"
#include "scenarios/language/overlay.hpp"
#include "scenarios/language/scenario.hpp"
#include "scenarios/language/yaml.hpp"

namespace bulkhead {

inline constexpr std::size_t kMaxPoints = 10000;

/// One value of a parameter: its text, and the node for each of the parameter's places.
struct ParamValue {
  std::string text;
  std::vector<YamlNode> nodes;
};

struct ParamSpec {
  std::string name;
  TextSpan at;  ///< of its name
  std::vector<KeyPath> places;
  std::vector<ParamValue> values;
};

/// One point of a sweep: what it is called, and the trees to lay over the file.
struct SweepPoint {
  std::vector<PointValue> values;
  std::vector<YamlNode> settings;
};

/// The parameters of a file, in its order. Without a problem each has a place and a value, and their points are few
/// enough.
std::vector<ParamSpec> read_params(const YamlNode& section, Diagnostics&);

/// A parameter whose places the command line sets has that one value. To set some places of a grid only is a problem.
void override_params(std::vector<ParamSpec>&, const std::vector<YamlNode>& settings, Diagnostics&);

/// Notes, for one variant, whether each place lies in an entry that is there: a new one would be no knob.
void claim_places(const std::vector<ParamSpec>&, const YamlNode& tree, Claims&);

/// How many points there are: 1 without parameters.
std::size_t count_points(const std::vector<ParamSpec>&);

SweepPoint point_of(const std::vector<ParamSpec>&, std::size_t number);

}  // namespace bulkhead
