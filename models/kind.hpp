// SPDX-License-Identifier: Apache-2.0
/// A kind's descriptor: everything a reader, a schema, an error message and a random generator must know of it.
///
/// A kind of fault, detector or response is one descriptor plus one row in its shelf's registry. Decoding, messages, the
/// JSON Schema, `list`, the manual and the random scenarios of the tests derive from descriptors; nothing about a kind is
/// written twice. Descriptors are plain data and hold no text of the scenario language beyond the parameter's name.
///
/// Units:    ratios in [0,1]; factors >= 0; rates per second; durations as Duration
#pragma once

#include <string_view>
#include <vector>

#include "models/value.hpp"

namespace bulkhead {

/// How a parameter is written and what it becomes.
enum class Type {
  flag,          ///< true or false -> bool
  count,         ///< whole number -> int64
  ratio,         ///< 5% or 0.05, in [0,1] -> double
  factor,        ///< plain number >= 0 -> double
  rate,          ///< 250/s -> double per second
  duration,      ///< 30s -> Duration
  distribution,  ///< a duration or a law -> Distribution
  m_of_n,        ///< 3 of 5 -> MOfN
  choice,        ///< one of `choices` -> string
  name,          ///< a name declared elsewhere in the file -> string
};

/// An upper end of a range that is none.
inline constexpr double kNoBound = 1e300;

struct Parameter {
  std::string_view name;
  Type type;
  Value fallback;           ///< monostate: the file must give it, unless `optional`
  std::string_view about;   ///< one sentence
  std::string_view source;  ///< where the default comes from: published, derived, or "assumed"; "" without a default
  double low = 0;           ///< legal range of numbers and counts (and of a duration, in seconds)
  double high = kNoBound;
  std::vector<std::string_view> choices = {};
  bool optional = false;  ///< may stay unset, which is a meaning of its own (said in `about`)
};

struct Kind {
  std::string_view name;
  std::string_view about;  ///< one sentence
  std::vector<std::string_view>
      targets;  ///< legal kinds of target: "zone", "host", "service", ..., or "path"; empty: none
  std::vector<Parameter> parameters;
};

}  // namespace bulkhead
