// SPDX-License-Identifier: Apache-2.0
// Reads and writes quantities, digit by digit.
#include "scenarios/language/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "scenarios/language/diagnostics.hpp"

namespace bulkhead {
namespace {

__extension__ using Wide = unsigned __int128;

struct Unit {
  std::string_view name;
  std::int64_t ns;
};

// From the longest to the shortest, as they follow one another in a compound.
constexpr std::array<Unit, 8> kUnits = {{{"w", 604'800'000'000'000},
                                         {"d", 86'400'000'000'000},
                                         {"h", 3'600'000'000'000},
                                         {"m", 60'000'000'000},
                                         {"s", 1'000'000'000},
                                         {"ms", 1'000'000},
                                         {"us", 1'000},
                                         {"ns", 1}}};

struct Alias {
  std::string_view written;
  std::string_view unit;
  int times;  // years and months in days
};

constexpr std::array<Alias, 40> kAliases = {
    {{"sec", "s", 1},    {"secs", "s", 1},   {"second", "s", 1},  {"seconds", "s", 1}, {"min", "m", 1},
     {"mins", "m", 1},   {"minute", "m", 1}, {"minutes", "m", 1}, {"hr", "h", 1},      {"hrs", "h", 1},
     {"hour", "h", 1},   {"hours", "h", 1},  {"day", "d", 1},     {"days", "d", 1},    {"week", "w", 1},
     {"weeks", "w", 1},  {"msec", "ms", 1},  {"millis", "ms", 1}, {"usec", "us", 1},   {"micros", "us", 1},
     {"nanos", "ns", 1}, {"S", "s", 1},      {"M", "m", 1},       {"H", "h", 1},       {"D", "d", 1},
     {"W", "w", 1},      {"MS", "ms", 1},    {"NS", "ns", 1},     {"y", "d", 365},     {"yr", "d", 365},
     {"yrs", "d", 365},  {"year", "d", 365}, {"years", "d", 365}, {"Y", "d", 365},     {"mo", "d", 30},
     {"mon", "d", 30},   {"month", "d", 30}, {"months", "d", 30}, {"a", "d", 365},     {"\xC2\xB5s", "us", 1}}};

bool is_number_character(char c) {
  return is_digit(c) || c == '.';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string_view take_while(std::string_view& text, bool (*accepts)(char)) {
  std::size_t n = 0;
  while (n < text.size() && accepts(text[n])) ++n;
  const std::string_view taken = text.substr(0, n);
  text.remove_prefix(n);
  return taken;
}

constexpr Wide kSecond = 1'000'000'000;
constexpr Wide kLongest = static_cast<Wide>(kMaxHorizon.count());
constexpr Wide kLongestMean = static_cast<Wide>(kMaxMean_s) * kSecond;

// A decimal number as digits and the number of digits behind the point.
struct Decimal {
  Wide digits = 0;
  int places = 0;
};

// Up to 30 digits, so that a product with any unit stays within 128 bits after trimming zeros.
std::optional<Decimal> parse_decimal(std::string_view text) {
  constexpr std::size_t kMostDigits = 22;
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || (point != std::string_view::npos && fraction.empty())) return std::nullopt;
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  if (whole.size() + fraction.size() > kMostDigits) return std::nullopt;
  Decimal decimal{0, static_cast<int>(fraction.size())};
  for (const std::string_view part : {whole, fraction}) {
    for (const char c : part) {
      if (!is_digit(c)) return std::nullopt;
      decimal.digits = decimal.digits * 10 + static_cast<Wide>(c - '0');
    }
  }
  return decimal;
}

template <class T>
Parsed<T> wrong(std::string sentence, std::string instead = {}) {
  return {std::nullopt, std::move(sentence), std::move(instead)};
}

const Unit* find_unit(std::string_view name) {
  const auto found = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& unit) { return unit.name == name; });
  return found == kUnits.end() ? nullptr : &*found;
}

const Alias* find_alias(std::string_view name) {
  const auto found =
      std::find_if(kAliases.begin(), kAliases.end(), [&](const Alias& alias) { return alias.written == name; });
  return found == kAliases.end() ? nullptr : &*found;
}

// number x 10^power, as decimal text without exponent; for suggestions.
std::optional<std::int64_t> times(std::string_view number, int factor) {
  const auto decimal = parse_decimal(number);
  if (!decimal || decimal->places > 0 || decimal->digits > Wide{1} << 40U) return std::nullopt;
  return static_cast<std::int64_t>(decimal->digits) * factor;
}

struct Part {
  std::string_view number;
  std::string_view unit;
};

std::vector<Part> split_parts(std::string_view text) {
  std::vector<Part> parts;
  while (!text.empty()) {
    const std::string_view number = take_while(text, is_number_character);
    const std::string_view unit = take_while(text, [](char c) { return !is_number_character(c); });
    parts.push_back({number, unit});
  }
  return parts;
}

// What a slip most likely meant, or nothing where that is no duration either.
std::string corrected(std::string_view original, const std::vector<Part>& parts) {
  std::string text;
  for (const auto& part : parts) {
    const std::string_view unit = trimmed(part.unit);
    const Alias* alias = find_alias(unit);
    const auto number = times(part.number, alias ? alias->times : 1);
    if (alias && alias->times > 1 && number)
      text += fmt::format("{}{}", *number, alias->unit);
    else if (alias)
      text += fmt::format("{}{}", part.number, alias->unit);
    else
      text += fmt::format("{}{}", part.number, unit.empty() ? "s" : unit);
  }
  return text != original && parse_duration(text).value ? text : "";
}

bool is_calendar(std::string_view unit) {
  const Alias* alias = find_alias(unit);
  return alias && alias->times > 1;
}

Parsed<Duration> not_a_duration(std::string_view text, const std::vector<Part>& parts) {
  const bool calendar =
      std::any_of(parts.begin(), parts.end(), [](const Part& p) { return is_calendar(trimmed(p.unit)); });
  const bool bare = parts.size() == 1 && parts[0].unit.empty() && parse_decimal(parts[0].number);
  const std::string shown(text);
  const std::string instead = corrected(text, parts);
  if (calendar)
    return wrong<Duration>(fmt::format("`{}`: months and years have no fixed length; give days", shown), instead);
  if (bare)
    return wrong<Duration>(fmt::format("`{}` is a duration without a unit (ns us ms s m h d w)", shown), instead);
  return wrong<Duration>(fmt::format("`{}` is no duration like 250ms, 30s or 1h30m (units: ns us ms s m h d w)", shown),
                         instead);
}

Parsed<Duration> too_long(std::string_view text) {
  return wrong<Duration>(fmt::format("`{}` is longer than 250 years", text), "91311d");
}

template <class T>
Parsed<T> wrong(const Parsed<Duration>& other) {
  return {std::nullopt, other.wrong, other.instead};
}

// What was computed elsewhere and pasted has more digits than a nanosecond needs.
Parsed<Wide> too_fine(std::string_view text, const std::vector<Part>& parts, Wide scaled, int places) {
  for (; places > 1; --places) scaled /= 10;
  const Wide rounded = (scaled + 5) / 10;
  const bool tells = parts.size() == 1 && rounded >= 1'000 && rounded <= kMaxHorizon.count();
  return wrong<Wide>(fmt::format("`{}` is finer than a nanosecond", text),
                     tells ? format_duration(Duration::ns(static_cast<std::int64_t>(rounded))) : "");
}

// Nanoseconds: the sum of the parts, whose units must descend. Everything is in integers.
Parsed<Wide> sum_parts(std::string_view text, const std::vector<Part>& parts) {
  Wide total = 0;
  std::int64_t previous = INT64_MAX;
  for (const auto& part : parts) {
    const Unit* unit = find_unit(part.unit);
    const auto decimal = parse_decimal(part.number);
    if (!unit || !decimal) return wrong<Wide>(not_a_duration(text, parts));
    if (unit->ns >= previous)
      return wrong<Wide>(fmt::format("`{}`: units follow from the longest to the shortest, each once", text));
    previous = unit->ns;
    Wide ns = decimal->digits * static_cast<Wide>(unit->ns);
    for (int place = 0; place < decimal->places; ++place) {
      if (ns % 10 != 0) return too_fine(text, parts, ns, decimal->places - place);
      ns /= 10;
    }
    total += ns;
    if (total > kLongestMean) return wrong<Wide>(too_long(text));
  }
  return {total, {}, {}};
}

// The double nearest to digits x 10^(exponent - places).
double nearest_double(std::string_view number, int exponent) {
  std::string text(number);
  if (exponent != 0) text += "e" + std::to_string(exponent);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string without_group_marks(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != '_' && c != ',' && c != '\'' && c != ' ') digits += c;
  }
  if (digits.empty()) return {};
  const int zeros = digits.back() == 'k' ? 3 : digits.back() == 'M' ? 6 : 0;
  if (zeros > 0) digits.pop_back();
  const bool whole = !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit);
  return whole && digits.size() < 16 ? digits + std::string(static_cast<std::size_t>(zeros), '0') : "";
}

}  // namespace

Parsed<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return wrong<Duration>("a duration is missing");
  const auto total = sum_parts(text, split_parts(text));
  if (!total.value) return {std::nullopt, total.wrong, total.instead};
  if (*total.value > kLongest) return too_long(text);
  return {Duration::ns(static_cast<std::int64_t>(*total.value)), {}, {}};
}

std::optional<double> parse_long_mean(std::string_view text) {
  const auto total = sum_parts(text, split_parts(text));
  if (!total.value || *total.value <= kLongest) return std::nullopt;
  return static_cast<double>((*total.value + kSecond / 2) / kSecond);
}

Parsed<double> parse_rate(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view number = trimmed(text.substr(0, slash));
  const std::string_view per = slash == std::string_view::npos ? "" : trimmed(text.substr(slash + 1));
  const Unit* unit = find_unit(per);
  const Alias* alias = find_alias(per);
  const bool legal = unit && unit->ns >= 1'000'000'000 && per != "w";
  const bool exact = number.size() + per.size() + 1 == text.size();
  if (legal && exact && parse_decimal(number)) {
    return {nearest_double(number, 0) / (static_cast<double>(unit->ns) / 1e9), {}, {}};
  }
  const std::string digits = parse_decimal(number) ? std::string(number) : without_group_marks(number);
  const std::string_view meant = per.empty() ? "s" : legal ? per : alias && alias->times == 1 ? alias->unit : "";
  const std::string instead = digits.empty() || meant.empty() ? "" : fmt::format("{}/{}", digits, meant);
  return wrong<double>(fmt::format("`{}` is no rate like 250/s (units: /s /m /h /d)", text), instead);
}

Parsed<double> parse_ratio(std::string_view text) {
  const bool percent = !text.empty() && text.back() == '%';
  const std::string_view number = percent ? text.substr(0, text.size() - 1) : text;
  if (!parse_decimal(number)) {
    const std::string_view inner = trimmed(number);
    const std::string whole = fmt::format("{}{}", inner.starts_with('.') ? "0" : "", inner);
    const bool meant = parse_decimal(whole) && (percent || whole != inner);
    const std::string instead = meant ? whole + (percent ? "%" : "") : "";
    return wrong<double>(fmt::format("`{}` is no share like 5% or 0.05", text), instead);
  }
  const double value = nearest_double(number, percent ? -2 : 0);
  if (value <= 1) return {value, {}, {}};
  if (percent || nearest_double(number, -2) > 1)
    return wrong<double>(fmt::format("`{}` is more than everything: a share is at most 100%", text), "100%");
  return wrong<double>(fmt::format("`{}` is no share: a bare number lies in [0,1]; per cent need their sign", text),
                       fmt::format("{}%", number));
}

Parsed<double> parse_number(std::string_view text) {
  if (parse_decimal(text)) return {nearest_double(text, 0), {}, {}};
  return wrong<double>(fmt::format("`{}` is no number like 2 or 0.25", text), without_group_marks(text));
}

Parsed<double> parse_factor(std::string_view text) {
  const bool per_cent = text.ends_with('%');
  Parsed<double> parsed = parse_number(per_cent ? text.substr(0, text.size() - 1) : text);
  if (per_cent && parsed.value) parsed.value = *parsed.value / 100;
  return parsed;
}

Parsed<std::int64_t> parse_count(std::string_view text) {
  constexpr std::size_t kMostDigits = 18;
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
  if (!digits)
    return wrong<std::int64_t>(fmt::format("`{}` is no whole number like 3", text), without_group_marks(text));
  if (text.size() > kMostDigits) return wrong<std::int64_t>(fmt::format("`{}` is too large", text));
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return {value, {}, {}};
}

Parsed<MOfN> parse_m_of_n(std::string_view text) {
  std::size_t gap = text.find(" of ");
  std::size_t width = 4;
  bool exact = gap != std::string_view::npos;
  if (!exact) {
    gap = text.find_first_of("/ ");
    width = 1;
  }
  if (gap == std::string_view::npos) return wrong<MOfN>(fmt::format("`{}` is not written like 3 of 5", text));
  const auto m = parse_count(trimmed(text.substr(0, gap)));
  const auto n = parse_count(trimmed(text.substr(gap + width)));
  if (!m.value || !n.value) return wrong<MOfN>(fmt::format("`{}` is not written like 3 of 5", text));
  const std::string normal = fmt::format("{} of {}", *m.value, *n.value);
  if (*m.value < 1 || *m.value > *n.value) {
    const std::string swapped = *n.value >= 1 && *m.value > *n.value ? fmt::format("{} of {}", *n.value, *m.value) : "";
    return wrong<MOfN>(fmt::format("`{}`: the first number lies between 1 and the second", text), swapped);
  }
  if (!exact || normal != text) return wrong<MOfN>(fmt::format("`{}` is not written like 3 of 5", text), normal);
  return {MOfN{*m.value, *n.value}, {}, {}};
}

Parsed<bool> parse_flag(std::string_view text) {
  if (text == "true" || text == "false") return {text == "true", {}, {}};
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const bool yes = lower == "yes" || lower == "on" || lower == "true" || lower == "1";
  const bool no = lower == "no" || lower == "off" || lower == "false" || lower == "0";
  return wrong<bool>(fmt::format("`{}` is neither true nor false", text), yes ? "true" : no ? "false" : "");
}

std::string format_duration(Duration value) {
  if (value.is_never()) return "never";
  std::int64_t rest = value.count();
  std::string text;
  for (const auto& unit : kUnits) {
    if (unit.name == "w" || rest < unit.ns) continue;
    text += std::to_string(rest / unit.ns);
    text += unit.name;
    rest %= unit.ns;
  }
  return text.empty() ? "0s" : text;
}

std::string format_long_mean(double seconds) {
  auto rest = static_cast<std::int64_t>(seconds);
  std::string text;
  for (const auto& unit : kUnits) {
    const std::int64_t length = unit.ns / static_cast<std::int64_t>(kSecond);
    if (unit.name == "w" || length == 0 || rest < length) continue;
    text += fmt::format("{}{}", rest / length, unit.name);
    rest %= length;
  }
  return text;
}

std::string format_number(double value) {
  char buffer[400];  // a double in fixed notation has at most 309 + 1 + 343 digits only beyond any legal range
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
  return end.ec == std::errc() ? std::string(buffer, end.ptr) : fmt::format("{}", value);
}

std::string format_rate(double per_second) {
  return format_number(per_second) + "/s";
}

}  // namespace bulkhead
