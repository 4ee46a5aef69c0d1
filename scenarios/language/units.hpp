// SPDX-License-Identifier: Apache-2.0
/// Text to quantities and back: durations, rates, ratios, counts, "3 of 5".
///
/// A unit is always required where a quantity has one; a slip (`10`, `10 s`, `5min`, `99.9` for a ratio, `1y`) is
/// refused with the text to write instead. Decimal text becomes nanoseconds in integers, never through floating point;
/// other numbers are the double nearest to what is written. Independent of the locale.
///
/// Units:    ns us ms s m h d w; rates /s /m /h /d; months and years have no fixed length and are refused
/// Range:    durations from 0 to 250 years in whole nanoseconds; no sign, no exponent
/// Errors:   `wrong` says what is wrong, `instead` what to write (empty: unknown)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "models/value.hpp"
#include "sim/time.hpp"

namespace bulkhead {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <class T>
struct Parsed {
  std::optional<T> value;
  std::string wrong;
  std::string instead;
};

Parsed<Duration> parse_duration(std::string_view text);  ///< `1h30m`, `250ms`, `1.5h`, `0s`
/// The seconds, whole, of a duration beyond 250 years and of at most 100 million years; nothing for any other text.
std::optional<double> parse_long_mean(std::string_view text);
Parsed<double> parse_rate(std::string_view text);         ///< `250/s`, `3/m`, `0.5/h`, `12/d` -> per second
Parsed<double> parse_ratio(std::string_view text);        ///< `5%`, `0.05`
Parsed<double> parse_number(std::string_view text);       ///< `2`, `0.25`: a plain decimal number >= 0
Parsed<double> parse_factor(std::string_view text);       ///< `1.5`, `150%`
Parsed<std::int64_t> parse_count(std::string_view text);  ///< `100000`: a whole number >= 0
Parsed<MOfN> parse_m_of_n(std::string_view text);         ///< `3 of 5`, with 1 <= m <= n
Parsed<bool> parse_flag(std::string_view text);           ///< `true`, `false`

/// The shortest text that reads back to the same value.
std::string format_duration(Duration value);  ///< `1h30m`, `0s`; *never* is `never`
std::string format_long_mean(double seconds);
std::string format_number(double value);
std::string format_rate(double per_second);

}  // namespace bulkhead
