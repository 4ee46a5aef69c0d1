// SPDX-License-Identifier: Apache-2.0
// Decodes a distribution: a bare duration, or one law with its parameters.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "scenarios/language/units.hpp"
#include "scenarios/language/values.hpp"

namespace bulkhead {
namespace {

constexpr std::array<std::string_view, 8> kLaws = {"empirical", "exponential", "fixed",   "gamma",
                                                   "lognormal", "mixture",     "uniform", "weibull"};

// Shape and variation beyond these are no times of anything; the far ends also overflow the laws' own arithmetic.
constexpr double kSmallestShape = 0.01;
constexpr double kLargestShape = 1000;
constexpr double kShareRounding = 1e-6;  // thirds may be written as 33.3333%

// Its mean; what may not be waited for so long may still be the mean of waiting.
std::optional<Decoded> decode_exponential(std::string_view name, const YamlNode& node, Diagnostics& diagnostics) {
  if (const auto seconds = node.is_scalar() ? parse_long_mean(node.text) : std::nullopt)
    return Decoded{Distribution::exponential_seconds(*seconds), format_long_mean(*seconds)};
  const auto decoded = decode_value({name, Type::duration, {}, "", "", 1e-9}, node, diagnostics);
  if (!decoded) return std::nullopt;
  return Decoded{Distribution::exponential(std::get<Duration>(decoded->value)), decoded->text};
}

class LawReader {
 public:
  LawReader(const YamlEntry& law, Diagnostics& diagnostics, Bare bare)
      : law_(law), diagnostics_(diagnostics), bare_(bare) {}

  std::optional<Decoded> read() {
    if (law_.key == "fixed") return single([](Duration d) { return Distribution::fixed(d); }, 0);
    if (law_.key == "exponential") return exponential();
    if (law_.key == "uniform") return uniform();
    if (law_.key == "empirical") return empirical();
    if (law_.key == "mixture") return mixture();
    return by_parameters();
  }

 private:
  std::optional<Duration> duration(std::string_view name, const YamlNode& node, double low) {
    const Parameter what{name, Type::duration, {}, "", "", low};
    const auto decoded = decode_value(what, node, diagnostics_);
    if (!decoded) return std::nullopt;
    return std::get<Duration>(decoded->value);
  }

  std::optional<Decoded> wrong(std::string sentence, std::string instead = {}, std::string hint = {}) {
    diagnostics_.error(law_.value.at, std::move(sentence), std::move(instead), std::move(hint));
    return std::nullopt;
  }

  template <class Make>
  std::optional<Decoded> single(Make make, double low) {
    const auto value = duration(law_.key, law_.value, low);
    if (!value) return std::nullopt;
    return Decoded{make(*value), fmt::format("{{{}: {}}}", law_.key, format_duration(*value))};
  }

  std::optional<Decoded> exponential() {
    auto decoded = decode_exponential(law_.key, law_.value, diagnostics_);
    if (decoded) decoded->text = fmt::format("{{exponential: {}}}", decoded->text);
    return decoded;
  }

  std::optional<std::vector<Duration>> list() {
    std::vector<Duration> values;
    for (const auto& item : law_.value.items) {
      const auto value = duration(law_.key, item, 0);
      if (!value) return std::nullopt;
      values.push_back(*value);
    }
    return values;
  }

  static std::string shown(const std::vector<Duration>& values) {
    std::string out;
    for (const auto value : values) out += (out.empty() ? "" : ", ") + format_duration(value);
    return "[" + out + "]";
  }

  std::optional<Decoded> uniform() {
    if (!law_.value.is_sequence() || law_.value.items.size() != 2)
      return wrong("`uniform` takes two durations", {}, "like uniform: [1h, 2h]");
    const auto ends = list();
    if (!ends) return std::nullopt;
    const Duration low = (*ends)[0];
    const Duration high = (*ends)[1];
    if (low > high) {
      diagnostics_.error(
          law_.value.items[0].at,
          fmt::format("`uniform` begins at {}, after its end {}", format_duration(low), format_duration(high)),
          format_duration(high));
      return std::nullopt;
    }
    return Decoded{Distribution::uniform(low, high), fmt::format("{{uniform: {}}}", shown(*ends))};
  }

  std::optional<Decoded> empirical() {
    if (!law_.value.is_sequence() || law_.value.items.empty())
      return wrong("`empirical` takes a list of durations", {}, "like empirical: [1m, 5m, 2h]");
    auto values = list();
    if (!values) return std::nullopt;
    std::sort(values->begin(), values->end());
    return Decoded{Distribution::empirical(*values), fmt::format("{{empirical: {}}}", shown(*values))};
  }

  static bool is_part(const YamlNode& node) {
    return node.is_mapping() && node.entries.size() == 2 && node.find("share") && node.find("law");
  }

  std::optional<Decoded> mixture() {
    const YamlNode& list = law_.value;
    if (!list.is_sequence() || list.items.empty() || !std::ranges::all_of(list.items, is_part))
      return wrong("`mixture` takes a list of parts, each with its share and its law", {},
                   "like mixture: [{share: 90%, law: 5m}, {share: 10%, law: {exponential: 4h}}]");
    std::vector<MixturePart> parts;
    double sum = 0;
    std::string text;
    for (const YamlNode& item : list.items) {
      const auto share = decode_value({"share", Type::ratio, {}, "", "", 1e-9}, *item.find("share"), diagnostics_);
      const YamlNode& node = *item.find("law");
      const auto law = decode_distribution("law", node, diagnostics_, bare_);
      if (!share || !law) return std::nullopt;
      parts.push_back({std::get<double>(share->value), std::get<Distribution>(law->value)});
      if (parts.back().law.kind() == Distribution::Kind::mixture) {
        diagnostics_.error(node.at, "a part of a mixture is no mixture", {}, "list its parts beside the others");
        return std::nullopt;
      }
      sum += parts.back().share;
      text += fmt::format("{}{{share: {}, law: {}}}", text.empty() ? "" : ", ", share->text, law->text);
    }
    if (std::fabs(sum - 1) > kShareRounding)
      return wrong(fmt::format("the shares of a mixture sum to 100%, these to {:.6g}%", 100 * sum), {},
                   sum < 1 ? fmt::format("another {:.6g}% are missing", 100 * (1 - sum))
                           : fmt::format("take {:.6g}% away", 100 * (sum - 1)));
    for (MixturePart& part : parts) part.share /= sum;
    return Decoded{Distribution::mixture(std::move(parts)), fmt::format("{{mixture: [{}]}}", text)};
  }

  // The mapping's parameters, with unknown ones refused.
  std::optional<Decoded> by_parameters() {
    if (!law_.value.is_mapping()) {
      return wrong(fmt::format("`{}` takes its parameters as a mapping, not {}", law_.key, describe(law_.value)), {},
                   fmt::format("like {}: {}", law_.key, example()));
    }
    for (const auto& entry : law_.value.entries) {
      if (!legal(entry.key)) return unknown(entry);
    }
    if (law_.key == "lognormal") return lognormal();
    if (law_.key == "gamma") return gamma();
    return weibull();
  }

  std::string_view example() const {
    if (law_.key == "lognormal") return "{p50: 8ms, p99: 60ms}";
    return law_.key == "gamma" ? "{mean: 2h, cv: 0.5}" : "{shape: 1.5, mean: 2h}";
  }

  std::vector<std::string> parameters() const {
    if (law_.key == "lognormal") return {"cv", "mean", "p50", "p90", "p95", "p99"};
    if (law_.key == "gamma") return {"cv", "mean", "shape"};
    return {"mean", "scale", "shape"};
  }

  bool legal(const std::string& key) const {
    const auto names = parameters();
    return std::find(names.begin(), names.end(), key) != names.end();
  }

  std::optional<Decoded> unknown(const YamlEntry& entry) {
    const std::string near = nearest(entry.key, parameters());
    diagnostics_.error(entry.key_at, fmt::format("`{}` has no parameter `{}`", law_.key, printable(entry.key)), near,
                       near.empty() ? fmt::format("like {}: {}", law_.key, example()) : "");
    return std::nullopt;
  }

  std::optional<Duration> positive(std::string_view name) { return duration(name, *law_.value.find(name), 1e-9); }

  std::optional<double> shape(std::string_view name) {
    const Parameter what{name, Type::factor, {}, "", "", kSmallestShape, kLargestShape};
    const auto decoded = decode_value(what, *law_.value.find(name), diagnostics_);
    if (!decoded) return std::nullopt;
    return std::get<double>(decoded->value);
  }

  bool exactly(std::string_view a, std::string_view b) const {
    return law_.value.entries.size() == 2 && law_.value.find(a) && law_.value.find(b);
  }

  std::optional<Decoded> pair(std::string_view a, const std::string& av, std::string_view b, const std::string& bv,
                              Distribution law) {
    return Decoded{std::move(law), fmt::format("{{{}: {{{}: {}, {}: {}}}}}", law_.key, a, av, b, bv)};
  }

  std::optional<Decoded> lognormal() {
    if (exactly("mean", "cv")) {
      const auto mean = positive("mean");
      const auto cv = shape("cv");
      if (!mean || !cv) return std::nullopt;
      return pair("mean", format_duration(*mean), "cv", format_number(*cv),
                  Distribution::lognormal_mean_cv(*mean, *cv));
    }
    for (const auto& [name, q] : {std::pair{"p90", 0.90}, std::pair{"p95", 0.95}, std::pair{"p99", 0.99}}) {
      if (exactly("p50", name)) return by_quantiles(name, q);
    }
    return wrong("`lognormal` takes p50 with one of p90, p95, p99, or mean with cv", {},
                 "like lognormal: {p50: 8ms, p99: 60ms}");
  }

  std::optional<Decoded> by_quantiles(const char* name, double q) {
    const auto median = positive("p50");
    const auto upper = positive(name);
    if (!median || !upper) return std::nullopt;
    if (*upper < *median) {
      diagnostics_.error(law_.value.find(name)->at, fmt::format("`{}` lies below p50", name), format_duration(*median));
      return std::nullopt;
    }
    return pair("p50", format_duration(*median), name, format_duration(*upper),
                Distribution::lognormal_p50(*median, q, *upper));
  }

  std::optional<Decoded> gamma() {
    const bool by_shape = exactly("mean", "shape");
    if (!by_shape && !exactly("mean", "cv"))
      return wrong("`gamma` takes mean with cv or shape", {}, "like gamma: {mean: 2h, cv: 0.5}");
    const char* form = by_shape ? "shape" : "cv";
    const auto mean = positive("mean");
    const auto value = shape(form);
    if (!mean || !value) return std::nullopt;
    return pair("mean", format_duration(*mean), form, format_number(*value),
                by_shape ? Distribution::gamma_shape_mean(*value, *mean) : Distribution::gamma_mean_cv(*mean, *value));
  }

  std::optional<Decoded> weibull() {
    const bool by_scale = exactly("shape", "scale");
    if (!by_scale && !exactly("shape", "mean"))
      return wrong("`weibull` takes shape with scale or mean", {}, "like weibull: {shape: 1.5, mean: 2h}");
    const char* size = by_scale ? "scale" : "mean";
    const auto form = shape("shape");
    const auto length = positive(size);
    if (!form || !length) return std::nullopt;
    auto law =
        by_scale ? Distribution::weibull_shape_scale(*form, *length) : Distribution::weibull_shape_mean(*form, *length);
    return pair("shape", format_number(*form), size, format_duration(*length), std::move(law));
  }

  const YamlEntry& law_;
  Diagnostics& diagnostics_;
  Bare bare_;
};

std::optional<Decoded> bare_duration(std::string_view name, const YamlNode& node, Diagnostics& diagnostics, Bare bare) {
  if (bare == Bare::exponential) return decode_exponential(name, node, diagnostics);
  const auto decoded = decode_value({name, Type::duration, {}, "", ""}, node, diagnostics);
  if (!decoded) return std::nullopt;
  return Decoded{Distribution::fixed(std::get<Duration>(decoded->value)), decoded->text};
}

constexpr std::array<std::string_view, 8> kParameters = {"cv", "mean", "p50", "p90", "p95", "p99", "scale", "shape"};

template <class List>
bool contains(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

bool looks_like_distribution(const YamlNode& node) {
  if (!node.is_mapping() || node.entries.size() != 1 || !contains(kLaws, node.entries[0].key)) return false;
  const YamlNode& value = node.entries[0].value;
  const auto known = [](const YamlEntry& entry) { return contains(kParameters, entry.key); };
  return !value.is_null() && (!value.is_mapping() || (!value.entries.empty() &&
                                                      std::all_of(value.entries.begin(), value.entries.end(), known)));
}

std::optional<Decoded> decode_distribution(std::string_view name, const YamlNode& node, Diagnostics& diagnostics,
                                           Bare bare) {
  if (!node.is_mapping()) return bare_duration(name, node, diagnostics, bare);
  if (node.entries.size() != 1) {
    diagnostics.error(node.at, fmt::format("a distribution is one law, not {}", node.entries.size()), {},
                      "like {exponential: 4h}");
    return std::nullopt;
  }
  const YamlEntry& law = node.entries[0];
  if (!contains(kLaws, law.key)) {
    const std::vector<std::string> names(kLaws.begin(), kLaws.end());
    const std::string near = nearest(law.key, names);
    diagnostics.error(law.key_at, fmt::format("`{}` is no distribution", printable(law.key)), near,
                      near.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : "");
    return std::nullopt;
  }
  return LawReader(law, diagnostics, bare).read();
}

}  // namespace bulkhead
