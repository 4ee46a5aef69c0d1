// SPDX-License-Identifier: Apache-2.0
// Asks a resolved file whether a condition holds.
#include <algorithm>

#include "scenarios/language/condition.hpp"
#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

std::string unquoted(const std::string& text) {
  return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

/// The file's value as the kind that it is compared as; shares and numbers are one scale.
std::optional<double> quantity(Literal::Kind kind, const std::string& text) {
  if (kind == Literal::Kind::duration) {
    const auto parsed = parse_duration(text);
    return parsed.value ? std::optional(parsed.value->seconds()) : std::nullopt;
  }
  if (kind == Literal::Kind::rate) return parse_rate(text).value;
  if (const auto plain = parse_number(text).value) return plain;
  return parse_ratio(text).value;
}

bool holds_between(double left, Condition::Sign sign, double right) {
  switch (sign) {
    case Condition::Sign::greater:
      return left > right;
    case Condition::Sign::at_least:
      return left >= right;
    case Condition::Sign::less:
      return left < right;
    case Condition::Sign::at_most:
      return left <= right;
    case Condition::Sign::equal:
      return left == right;
    case Condition::Sign::unequal:
      return left != right;
  }
  return false;
}

bool compare(const Condition& condition, const Resolved& node, std::vector<Mismatch>& mismatches) {
  const Literal& value = condition.value;
  const std::string text = unquoted(node.text);
  if (node.form == Resolved::Form::scalar && value.kind == Literal::Kind::word)
    return (text == value.text) == (condition.sign == Condition::Sign::equal);
  const auto left = node.form == Resolved::Form::scalar ? quantity(value.kind, text) : std::nullopt;
  if (!left) {
    mismatches.push_back({&condition, node.form == Resolved::Form::scalar ? text : "more than one value"});
    return false;
  }
  return holds_between(*left, condition.sign, value.number);
}

void collect_parts(const Condition& condition, std::vector<const Condition*>& out) {
  if (condition.kind == Condition::Kind::exists || condition.kind == Condition::Kind::compare)
    out.push_back(&condition);
  for (const Condition& part : condition.parts) collect_parts(part, out);
}

}  // namespace

bool holds(const Condition& condition, const Resolved& top, const Resolved& node, std::vector<Mismatch>& mismatches) {
  const auto here = [&](const Condition& part) { return holds(part, top, node, mismatches); };
  const auto there = [&](const TreeMatch& match) { return compare(condition, *match.node, mismatches); };
  const auto& parts = condition.parts;
  switch (condition.kind) {
    case Condition::Kind::all:
      return std::all_of(parts.begin(), parts.end(), here);
    case Condition::Kind::any:
      return std::any_of(parts.begin(), parts.end(), here);
    case Condition::Kind::no:
      return !here(parts.front());
    case Condition::Kind::exists:
      return !find_all(top, node, condition.path).empty();
    case Condition::Kind::compare: {
      const auto found = find_all(top, node, condition.path);
      return std::any_of(found.begin(), found.end(), there);
    }
  }
  return false;
}

std::vector<const Condition*> leaves_of(const Condition& condition) {
  std::vector<const Condition*> out;
  collect_parts(condition, out);
  return out;
}

std::string_view kind_name(Literal::Kind kind) {
  static constexpr std::string_view kNames[] = {"a duration", "a rate", "a share", "a plain number", "a word"};
  return kNames[static_cast<int>(kind)];
}

}  // namespace bulkhead
