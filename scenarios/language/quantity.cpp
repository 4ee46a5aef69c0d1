// SPDX-License-Identifier: Apache-2.0
// Ranges of written numbers, in integers.
#include "scenarios/language/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kMostDigits = 15;  // of a written number, so that all sums stay below 2^63

// digits x 10^-decimals, and what follows the number.
struct Quantity {
  std::int64_t digits = 0;
  std::size_t decimals = 0;
  std::string unit;
};

std::optional<Quantity> parse_quantity(std::string_view text) {
  Quantity out;
  std::size_t at = 0;
  std::size_t count = 0;
  bool point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point && count > 0)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    if (++count > kMostDigits) return std::nullopt;
    out.digits = 10 * out.digits + (text[at] - '0');
    out.decimals += point ? 1 : 0;
  }
  if (count == 0 || text[at - 1] == '.') return std::nullopt;
  out.unit = text.substr(at);
  return out;
}

std::string format_quantity(std::int64_t digits, std::size_t decimals, const std::string& unit) {
  std::string text = std::to_string(digits);
  if (decimals > 0) {
    if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
    text.insert(text.size() - decimals, ".");
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return text + unit;
}

class RangeReader {
 public:
  RangeReader(const YamlNode& from, const YamlNode& to, const YamlNode& step, std::size_t most, Diagnostics& d)
      : ends_{&from, &to, &step}, most_(most), diagnostics_(d) {}

  std::vector<std::string> read() {
    return read_durations() || read_quantities() ? texts() : std::vector<std::string>();
  }

 private:
  bool read_durations() {
    for (std::size_t i = 0; i < 3; ++i) {
      const auto parsed = ends_[i]->is_scalar() ? parse_duration(ends_[i]->text) : Parsed<Duration>{};
      if (!parsed.value) return false;
      numbers_[i] = parsed.value->count();
    }
    durations_ = true;
    return true;
  }

  bool read_quantities() {
    std::array<Quantity, 3> parsed;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto quantity = ends_[i]->is_scalar() ? parse_quantity(ends_[i]->text) : std::nullopt;
      if (!quantity) {
        error(i, fmt::format("`{}` is a number with its unit, not {}", kNames[i], describe(*ends_[i])), {},
              "like range: {from: 10ms, to: 50ms, step: 10ms}");
        return false;
      }
      parsed[i] = *quantity;
      decimals_ = std::max(decimals_, quantity->decimals);
    }
    return same_unit(parsed) && same_decimals(parsed);
  }

  bool same_unit(const std::array<Quantity, 3>& parsed) {
    std::size_t first = 0;
    while (first < 2 && parsed[first].unit.empty()) ++first;
    unit_ = parsed[first].unit;
    bool same = true;
    for (std::size_t i = 0; i < 3; ++i) {
      if (parsed[i].unit == unit_) continue;
      error(i,
            fmt::format("`{}` is {}, but `{}` is {}: one unit for all", kNames[i], ends_[i]->text, kNames[first],
                        ends_[first]->text),
            format_quantity(parsed[i].digits, parsed[i].decimals, unit_));
      same = false;
    }
    return same;
  }

  bool same_decimals(const std::array<Quantity, 3>& parsed) {
    for (std::size_t i = 0; i < 3; ++i) {
      numbers_[i] = parsed[i].digits;
      for (std::size_t d = parsed[i].decimals; d < decimals_; ++d) {
        if (numbers_[i] <= kLargest / 10) {
          numbers_[i] *= 10;
          continue;
        }
        error(i, fmt::format("`{}` has more digits than a range counts", kNames[i]), {}, {});
        return false;
      }
    }
    return true;
  }

  std::vector<std::string> texts() {
    const auto [from, to, step] = numbers_;
    if (step == 0) {
      error(2, "`step` is zero: the range never ends", {}, {});
    } else if (from > to) {
      error(1, fmt::format("the range begins at {}, after its end {}", ends_[0]->text, ends_[1]->text), ends_[0]->text);
    } else if (static_cast<std::uint64_t>((to - from) / step) >= most_) {
      error(2, fmt::format("{} values are more than {}, the most that a sweep has", (to - from) / step + 1, most_), {},
            "take larger steps");
    } else {
      std::vector<std::string> out;
      for (std::int64_t value = from;; value += step) {
        out.push_back(durations_ ? format_duration(Duration::ns(value)) : format_quantity(value, decimals_, unit_));
        if (to - value < step) return out;
      }
    }
    return {};
  }

  void error(std::size_t which, std::string sentence, std::string instead, std::string hint = {}) {
    diagnostics_.error(ends_[which]->at, std::move(sentence), std::move(instead), std::move(hint));
  }

  static constexpr std::array<const char*, 3> kNames = {"from", "to", "step"};
  static constexpr std::int64_t kLargest = 1'000'000'000'000'000'000;

  std::array<const YamlNode*, 3> ends_;
  std::array<std::int64_t, 3> numbers_{};
  std::size_t most_;
  bool durations_ = false;
  std::size_t decimals_ = 0;
  std::string unit_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::vector<std::string> expand_range(const YamlNode& from, const YamlNode& to, const YamlNode& step, std::size_t most,
                                      Diagnostics& diagnostics) {
  return RangeReader(from, to, step, most, diagnostics).read();
}

}  // namespace bulkhead
