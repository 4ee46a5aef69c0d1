// SPDX-License-Identifier: Apache-2.0
// Decodes scalars by their parameter's descriptor.
#include "scenarios/language/values.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/language/resolved.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kMaxName = 63;

// The text of a scalar, or a problem: a number in quotes is as good as one without, for the field gives the type.
std::optional<std::string_view> scalar_text(const Parameter& what, const YamlNode& node, Diagnostics& diagnostics) {
  if (node.is_scalar() && !node.is_null()) return node.text;
  diagnostics.error(node.at, fmt::format("`{}` is a {}, not {}", what.name, type_name(what.type), describe(node)), {},
                    what.choices.empty() ? fmt::format("like {}: {}", what.name, type_example(what.type))
                                         : fmt::format("one of {}", fmt::join(what.choices, ", ")));
  return std::nullopt;
}

std::string format_bound(Type type, double bound) {
  if (type == Type::duration) return format_duration(Duration::from_seconds(bound));
  if (type == Type::rate) return format_rate(bound);
  return format_number(bound);
}

// Within the descriptor's range; else a problem with the nearest legal value.
bool in_range(const Parameter& what, double value, const YamlNode& node, Diagnostics& diagnostics) {
  if (value < what.low) {
    const std::string bound = format_bound(what.type, what.low);
    diagnostics.error(node.at, fmt::format("`{}` is {}, but at least {} is legal", what.name, node.text, bound), bound);
    return false;
  }
  if (value > what.high) {
    const std::string bound = format_bound(what.type, what.high);
    diagnostics.error(node.at, fmt::format("`{}` is {}, but at most {} is legal", what.name, node.text, bound), bound);
    return false;
  }
  return true;
}

template <class T>
std::optional<T> accept(const Parameter& what, Parsed<T> parsed, const YamlNode& node, Diagnostics& diagnostics) {
  if (!parsed.value) diagnostics.error(node.at, fmt::format("`{}`: {}", what.name, parsed.wrong), parsed.instead);
  return parsed.value;
}

std::optional<Decoded> decode_flag(const Parameter& what, const YamlNode& node, Diagnostics& d) {
  const auto text = scalar_text(what, node, d);
  const auto value = text ? accept(what, parse_flag(*text), node, d) : std::nullopt;
  if (!value) return std::nullopt;
  return Decoded{*value, *value ? "true" : "false"};
}

std::optional<Decoded> decode_count(const Parameter& what, const YamlNode& node, Diagnostics& d) {
  const auto text = scalar_text(what, node, d);
  const auto value = text ? accept(what, parse_count(*text), node, d) : std::nullopt;
  if (!value || !in_range(what, static_cast<double>(*value), node, d)) return std::nullopt;
  return Decoded{*value, std::to_string(*value)};
}

std::optional<Decoded> decode_number(const Parameter& what, const YamlNode& node, Diagnostics& d) {
  const auto text = scalar_text(what, node, d);
  if (!text) return std::nullopt;
  const auto parsed = what.type == Type::ratio  ? parse_ratio(*text)
                      : what.type == Type::rate ? parse_rate(*text)
                                                : parse_number(*text);
  const auto value = accept(what, parsed, node, d);
  if (!value || !in_range(what, *value, node, d)) return std::nullopt;
  return Decoded{*value, format_value(what.type, *value)};
}

std::optional<Decoded> decode_duration(const Parameter& what, const YamlNode& node, Diagnostics& d) {
  const auto text = scalar_text(what, node, d);
  const auto value = text ? accept(what, parse_duration(*text), node, d) : std::nullopt;
  if (!value || !in_range(what, value->seconds(), node, d)) return std::nullopt;
  return Decoded{*value, format_duration(*value)};
}

std::optional<Decoded> decode_m_of_n(const Parameter& what, const YamlNode& node, Diagnostics& d) {
  const auto text = scalar_text(what, node, d);
  const auto value = text ? accept(what, parse_m_of_n(*text), node, d) : std::nullopt;
  if (!value) return std::nullopt;
  return Decoded{*value, format_value(Type::m_of_n, *value)};
}

std::optional<Decoded> decode_choice(const Parameter& what, const YamlNode& node, Diagnostics& d) {
  const auto text = scalar_text(what, node, d);
  if (!text) return std::nullopt;
  if (std::find(what.choices.begin(), what.choices.end(), *text) != what.choices.end()) {
    return Decoded{std::string(*text), std::string(*text)};
  }
  const std::vector<std::string> names(what.choices.begin(), what.choices.end());
  std::string near = nearest(*text, names);
  if (near.empty() && names.size() == 1) near = names[0];
  for (const std::string& name : names)
    if (near.empty() && text->starts_with(name)) near = name;  // warning for warn
  d.error(node.at, fmt::format("`{}` is {}, not one of {}", what.name, describe(node), fmt::join(names, ", ")), near);
  return std::nullopt;
}

std::optional<Decoded> decode_name(const Parameter& what, const YamlNode& node, Diagnostics& d) {
  const auto text = scalar_text(what, node, d);
  if (!text) return std::nullopt;
  if (is_name(*text)) return Decoded{std::string(*text), std::string(*text)};
  d.error(
      node.at,
      fmt::format("`{}`: `{}` is no name: small letters, digits and `-`, a letter first", what.name, printable(*text)),
      as_name(*text));
  return std::nullopt;
}

}  // namespace

std::optional<Decoded> decode_value(const Parameter& what, const YamlNode& node, Diagnostics& diagnostics, Bare bare) {
  switch (what.type) {
    case Type::flag:
      return decode_flag(what, node, diagnostics);
    case Type::count:
      return decode_count(what, node, diagnostics);
    case Type::ratio:
    case Type::factor:
    case Type::rate:
      return decode_number(what, node, diagnostics);
    case Type::duration:
      return decode_duration(what, node, diagnostics);
    case Type::distribution:
      return decode_distribution(what.name, node, diagnostics, bare);
    case Type::m_of_n:
      return decode_m_of_n(what, node, diagnostics);
    case Type::choice:
      return decode_choice(what, node, diagnostics);
    case Type::name:
      return decode_name(what, node, diagnostics);
  }
  return std::nullopt;
}

std::string format_value(Type type, const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* count = std::get_if<std::int64_t>(&value)) return std::to_string(*count);
  if (const auto* number = std::get_if<double>(&value))
    return type == Type::rate ? format_rate(*number) : format_number(*number);
  if (const auto* duration = std::get_if<Duration>(&value)) return format_duration(*duration);
  if (const auto* law = std::get_if<Distribution>(&value))
    return format_duration(law->first());  // defaults are fixed or exponential
  if (const auto* share = std::get_if<MOfN>(&value)) return fmt::format("{} of {}", share->m, share->n);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* names = std::get_if<std::vector<std::string>>(&value))
    return fmt::format("[{}]", fmt::join(*names, ", "));
  return {};
}

std::string_view type_name(Type type) {
  switch (type) {
    case Type::flag:
      return "true or false";
    case Type::count:
      return "whole number";
    case Type::ratio:
      return "share";
    case Type::factor:
      return "number";
    case Type::rate:
      return "rate";
    case Type::duration:
      return "duration";
    case Type::distribution:
      return "duration or distribution";
    case Type::m_of_n:
      return "number of a number";
    case Type::choice:
      return "choice";
    case Type::name:
      return "name";
  }
  return {};
}

std::string_view type_example(Type type) {
  switch (type) {
    case Type::flag:
      return "true";
    case Type::count:
      return "3";
    case Type::ratio:
      return "5%";
    case Type::factor:
      return "2";
    case Type::rate:
      return "250/s";
    case Type::duration:
      return "30s";
    case Type::distribution:
      return "{lognormal: {p50: 8ms, p99: 60ms}}";
    case Type::m_of_n:
      return "3 of 5";
    case Type::choice:
    case Type::name:
      return "web";
  }
  return {};
}

bool is_name(std::string_view text) {
  const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto inner = [&](char c) { return small(c) || (c >= '0' && c <= '9') || c == '-'; };
  if (text.empty() || text.size() > kMaxName || !small(text.front())) return false;
  return std::all_of(text.begin(), text.end(), inner);
}

std::string as_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z')
      name += static_cast<char>(c + 32);
    else
      name += c == '_' || c == ' ' || c == '.' ? '-' : c;
  }
  return is_name(name) ? name : "";
}

}  // namespace bulkhead
