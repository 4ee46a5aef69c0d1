// SPDX-License-Identifier: Apache-2.0
// Short texts for durations, shares and counts, and the width of UTF-8.
#include "analysis/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace bulkhead {
namespace {

std::string trim_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

/// Decimals that show `amount` with `digits` significant ones.
int decimals_for(double amount, int digits) {
  int decimals = digits - 1;
  for (double a = amount; a < 0.95 && decimals < 10; a *= 10) ++decimals;
  return decimals;
}

/// Three significant digits unless told, without an exponent for sizes in [0.01, 1e6).
std::string significant(double value, int digits = 3) {
  const double size = std::fabs(value);
  if (value == 0) return "0";
  if (size < 0.00995) return fmt::format("{:.{}g}", value, digits);
  int decimals = digits - 1;
  for (double a = size; a >= 9.995 && decimals > 0; a /= 10) --decimals;
  for (double a = size; a < 0.9995; a *= 10) ++decimals;
  return trim_zeros(fmt::format("{:.{}f}", value, decimals));
}

struct Scale {
  double size;
  const char* letter;
};

Scale scale_of(double value) {
  const double size = std::fabs(value);
  if (size >= 999.5e6) return {1e9, "G"};
  if (size >= 999.5e3) return {1e6, "M"};
  return size >= 9999.5 ? Scale{1e3, "k"} : Scale{1, ""};
}

std::string short_seconds(double seconds) {
  if (seconds == 0) return "0s";
  if (seconds < 1e-3) return fmt::format("{}us", significant(seconds * 1e6));
  if (seconds < 0.9995) return fmt::format("{}ms", significant(seconds * 1e3));
  return fmt::format("{}s", trim_zeros(fmt::format("{:.1f}", seconds)));
}

}  // namespace

std::string format_duration(double seconds) {
  if (seconds < 0) return "-" + format_duration(-seconds);
  if (seconds < 9.95) return short_seconds(seconds);
  const double whole = std::floor(seconds + 0.5);
  if (whole < 60) return fmt::format("{:.0f}s", whole);
  const auto minutes = std::floor(whole / 60);
  if (minutes < 60) return fmt::format("{:.0f}m{:02.0f}s", minutes, whole - 60 * minutes);
  const double hours = std::floor(minutes / 60);
  if (hours < 24) return fmt::format("{:.0f}h{:02.0f}m", hours, minutes - 60 * hours);
  const double days = std::floor(hours / 24);
  return fmt::format("{:.0f}d{:02.0f}h", days, hours - 24 * days);
}

std::string format_spread(double seconds) {
  return seconds < 9.95 ? significant(seconds, 2) + "s" : format_duration(seconds);
}

int percent_decimals(double ratio, double half_width) {
  const double percent = ratio * 100;
  int decimals = 1;
  if (percent > 0 && percent < 1) decimals = decimals_for(percent, 2);
  if (half_width > 0) decimals = std::max(decimals, decimals_for(half_width * 100, 1));
  return decimals;
}

int nines_decimals(double ratio, double half_width) {
  const double distance = 100 - ratio * 100;
  int decimals = percent_decimals(ratio, half_width);
  if (distance > 0 && distance <= 10) decimals = std::max(decimals, 2);
  if (distance > 0 && distance < 1) decimals = std::max(decimals, decimals_for(distance, 2));
  return decimals;
}

std::string format_percent(double ratio, int decimals) {
  return fmt::format("{:.{}f}", ratio * 100, decimals);
}

std::string format_count(double value, int digits) {
  const Scale scale = scale_of(value);
  return significant(value / scale.size, digits) + scale.letter;
}

std::string format_count_spread(double half, double figure) {
  const Scale scale = scale_of(std::max(std::fabs(half), std::fabs(figure)));
  return significant(half / scale.size, 2) + scale.letter;
}

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string pad_left(std::string_view text, std::size_t width) {
  const std::size_t own = display_width(text);
  return std::string(own < width ? width - own : 0, ' ') + std::string(text);
}

std::string pad_right(std::string_view text, std::size_t width) {
  const std::size_t own = display_width(text);
  return std::string(text) + std::string(own < width ? width - own : 0, ' ');
}

namespace {

// A figure stays with its sign and its spread: "31.8 % ± 0.2" is one word.
std::size_t end_of_word(std::string_view text) {
  std::size_t end = text.find(' ');
  const auto glues = [&] {
    const std::string_view rest = text.substr(end + 1);
    return rest.starts_with("%") || rest.starts_with("±") || text.substr(0, end).ends_with("±");
  };
  while (end != std::string_view::npos && glues()) end = text.find(' ', end + 1);
  return end;
}

}  // namespace

std::string wrap(std::string_view text, std::size_t width, std::string_view indent) {
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, end_of_word(text));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (word.empty()) continue;
    const std::size_t own = display_width(word);
    const bool breaks = column > 0 && column + 1 + own > width;
    if (breaks) {
      out += '\n';
      out += indent;
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += own;
  }
  return out;
}

}  // namespace bulkhead
