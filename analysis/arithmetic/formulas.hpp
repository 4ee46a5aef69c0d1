// SPDX-License-Identifier: Apache-2.0
/// The arithmetic of resilience: closed forms that need no scenario, in one table.
///
/// A formula takes a few numbers and gives named figures. The program prints them (`bulkhead arithmetic`), `bulkhead
/// verify` shows them beside published values, and tests hold simulations against them.
///
/// Units:    ratios in [0,1]; durations in seconds; the suffix of a figure's name says its unit
/// Shape:    arguments by position; the last may repeat, trailing ones may have a default
/// Errors:   ArithmeticError: a sentence on an argument outside the formula's domain, or on a figure that no number holds
/// Cost:     microseconds; `alarm` solves 2^(n-1) equations, n at most 10
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

enum class ArgumentType { ratio, count, number, duration };

struct FormulaArgument {
  std::string_view name;
  ArgumentType type;
  std::string_view about;
  bool repeats = false;  ///< one or more, the last argument only
  std::optional<double> fallback = std::nullopt;
};

/// One figure, or one for each of a row of arguments or counts.
struct FormulaFigure {
  std::string name;
  std::vector<double> values;
};

struct ClosedForm {
  std::string_view name;
  std::string_view about;  ///< one sentence
  std::vector<FormulaArgument> arguments;
  std::string_view source;
  std::vector<FormulaFigure> (*figures)(std::span<const double> arguments);
};

class ArithmeticError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Sorted by name.
std::span<const ClosedForm> formulas();

/// Null if there is none of that name.
const ClosedForm* find_formula(std::string_view name);

/// The formula's figures, with defaults filled in.
/// Ensures: every value is finite
/// Errors: ArithmeticError for too few or too many arguments, one outside the domain, or a figure that no number holds
std::vector<FormulaFigure> evaluate(const ClosedForm& formula, std::vector<double> arguments);

/// Seconds of a year of 365 days, by which downtimes a year are counted.
inline constexpr double kSecondsPerYear = 365.0 * 86400;

}  // namespace bulkhead
