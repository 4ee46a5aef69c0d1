// SPDX-License-Identifier: Apache-2.0
/// Figures as a person reads them, with no more digits than the interval carries.
///
/// Everything here is for terminals and reports; machines get the numbers themselves.
///
/// Units:    durations in seconds, shares as ratios in [0,1]
/// Ensures:  the result is short (rarely above 18 columns) and the same in every locale
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

/// Columns of a terminal that everything fits into.
inline constexpr std::size_t kWidth = 80;

/// "4s", "2m10s", "1h05m", "3d04h"; below ten seconds with the digits that matter: "4.2s", "850ms".
std::string format_duration(double seconds);

/// Half of an interval of a duration: "9s", "0.48s", "1m31s", never finer than its figure needs.
std::string format_spread(double seconds);

/// Decimals of a share in percent: one, and as many as show it with two digits and its half-width (zero: none) with
/// one.
int percent_decimals(double ratio, double half_width);

/// The same for a share that should be near 100 %: at least two from 90 % on, and its distance from 100 % with two
/// digits.
int nines_decimals(double ratio, double half_width);

/// A share in percent, without the sign: "97.93".
std::string format_percent(double ratio, int decimals);

/// "201k", "12", "0.25": three significant digits unless told, thousands from 10,000 on as k, M, G.
std::string format_count(double value, int digits = 3);

/// Half of an interval of a count, in the letter of the figure itself: "1.9k" beside "201k".
std::string format_count_spread(double half, double figure);

/// Columns that a UTF-8 text takes on a terminal, one per code point.
std::size_t display_width(std::string_view text);

/// The text with spaces before or behind it up to `width` columns.
std::string pad_left(std::string_view text, std::size_t width);
std::string pad_right(std::string_view text, std::size_t width);

/// Lines of at most `width` columns of text, broken at spaces, each but the first with `indent` in front. A figure is not
/// broken from its sign and its spread ("31.8 % ± 0.2").
std::string wrap(std::string_view text, std::size_t width, std::string_view indent = "");

}  // namespace bulkhead
