// SPDX-License-Identifier: Apache-2.0
/// A parameter's value, as plain data: what a kind's knob was set to.
///
/// Kinds (of faults, detectors, responses) are data-driven: each declares its parameters in a descriptor
/// (models/kind.hpp), the language decodes them, and the mechanism reads them by name.
///
/// Errors:   reading a parameter that the descriptor does not declare, or with another type, is a broken contract.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace bulkhead {

/// "3 of 5": at least `m` of the last `n`.
struct MOfN {
  std::int64_t m = 1;
  std::int64_t n = 1;
  bool operator==(const MOfN&) const = default;
};

/// monostate: not given, and the parameter has no default.
using Value = std::variant<std::monostate, bool, std::int64_t, double, Duration, Distribution, MOfN, std::string,
                           std::vector<std::string>>;

/// The parameters of one entry, by name. Every parameter of the kind's descriptor is present once decoded.
class Values {
 public:
  void set(std::string_view name, Value value) { values_.insert_or_assign(std::string(name), std::move(value)); }
  bool has(std::string_view name) const;
  bool flag(std::string_view name) const;
  std::int64_t count(std::string_view name) const;
  /// Ratios, factors and rates (per second).
  double number(std::string_view name) const;
  Duration duration(std::string_view name) const;
  const Distribution& distribution(std::string_view name) const;
  MOfN m_of_n(std::string_view name) const;
  const std::string& text(std::string_view name) const;
  const std::vector<std::string>& names(std::string_view name) const;

  const std::map<std::string, Value, std::less<>>& all() const { return values_; }

 private:
  const Value& at(std::string_view name) const;
  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace bulkhead
