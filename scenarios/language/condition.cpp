// SPDX-License-Identifier: Apache-2.0
// Reads conditions: words, then a descent by levels of binding.
#include "scenarios/language/condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/language/units.hpp"
#include "scenarios/language/yaml.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kMostLetters = 1000;
constexpr int kMostLevels = 32;
constexpr std::string_view kSpace = " \t\n";
constexpr std::string_view kSigns = "<>=!";

struct Token {
  std::string_view text;  ///< empty: the end
  std::size_t begin = 0;
};

/// Words, signs, parentheses, texts in single quotes.
std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> out;
  std::size_t i = 0;
  const auto take = [&](std::size_t end) {
    out.push_back({text.substr(i, end - i), i});
    i = end;
  };
  while ((i = text.find_first_not_of(kSpace, i)) != std::string_view::npos) {
    const char c = text[i];
    if (c == '(' || c == ')') {
      take(i + 1);
    } else if (c == '\'') {
      take(std::min(text.find('\'', i + 1), text.size() - 1) + 1);
    } else if (kSigns.find(c) != std::string_view::npos) {
      take(std::min(text.find_first_not_of(kSigns, i), text.size()));
    } else {
      take(std::min(text.find_first_of(" \t\n()'<>=!", i), text.size()));
    }
  }
  out.push_back({"", text.size()});
  return out;
}

std::optional<Condition::Sign> sign_of(std::string_view text) {
  using Sign = Condition::Sign;
  static constexpr std::pair<std::string_view, Sign> kAll[] = {{">", Sign::greater}, {">=", Sign::at_least},
                                                               {"<", Sign::less},    {"<=", Sign::at_most},
                                                               {"==", Sign::equal},  {"!=", Sign::unequal}};
  for (const auto& [written, sign] : kAll)
    if (written == text) return sign;
  return std::nullopt;
}

bool is_quoted(std::string_view text) {
  return text.size() >= 2 && text.front() == '\'' && text.back() == '\'';
}

bool is_word(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '_' || (c >= '0' && c <= '9'); };
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' && std::all_of(text.begin(), text.end(), letter);
}

std::optional<Literal> literal_of(std::string_view text) {
  const std::string written(text);
  if (is_quoted(text)) return Literal{Literal::Kind::word, 0, written.substr(1, written.size() - 2)};
  if (is_word(text)) return Literal{Literal::Kind::word, 0, written};
  if (const auto d = parse_duration(text).value) return Literal{Literal::Kind::duration, d->seconds(), written};
  if (const auto r = parse_rate(text).value) return Literal{Literal::Kind::rate, *r, written};
  if (const auto n = parse_number(text).value) return Literal{Literal::Kind::number, *n, written};
  if (const auto s = parse_ratio(text).value) return Literal{Literal::Kind::share, *s, written};
  return std::nullopt;
}

class Parser {
 public:
  Parser(const YamlNode& scalar, Diagnostics& diagnostics)
      : scalar_(scalar), diagnostics_(diagnostics), tokens_(tokens_of(scalar.text)) {}

  std::optional<Condition> whole() {
    auto condition = chain(Condition::Kind::any);
    if (condition && !now().text.empty()) return wrong("`and`, `or` or the end");
    return condition;
  }

 private:
  const Token& now() const { return tokens_[next_]; }
  bool skip(std::string_view word) {
    const bool there = now().text == word;
    next_ += there ? 1 : 0;
    return there;
  }

  std::nullopt_t wrong(std::string_view expected, std::string hint = {}) {
    const std::string found = now().text.empty() ? "the end" : fmt::format("`{}`", printable(now().text));
    diagnostics_.error(within(scalar_, now().begin, now().text.size()),
                       fmt::format("a condition has {} here, not {}", expected, found), {},
                       hint.empty() ? "like timeout > 1s and retries >= 2" : std::move(hint));
    return std::nullopt;
  }

  // `any` of `all` of negations.
  std::optional<Condition> chain(Condition::Kind kind) {
    const bool outer = kind == Condition::Kind::any;
    Condition out{kind};
    do {
      auto part = outer ? chain(Condition::Kind::all) : negation();
      if (!part) return std::nullopt;
      out.parts.push_back(std::move(*part));
    } while (skip(outer ? "or" : "and"));
    return out.parts.size() == 1 ? std::move(out.parts.front()) : std::move(out);
  }

  std::optional<Condition> negation() {
    if (++level_ > kMostLevels) return wrong("no deeper level", "at most 32 levels of parentheses and `not`");
    auto out = skip("not") ? negated() : skip("(") ? grouped() : leaf();
    --level_;
    return out;
  }

  std::optional<Condition> negated() {
    auto part = negation();
    if (!part) return std::nullopt;
    Condition out{Condition::Kind::no};
    out.parts.push_back(std::move(*part));
    return out;
  }

  std::optional<Condition> grouped() {
    auto out = chain(Condition::Kind::any);
    if (out && !skip(")")) return wrong("`)`");
    return out;
  }

  std::optional<Condition> leaf() {
    const bool exists = skip("exists");
    Condition out{exists ? Condition::Kind::exists : Condition::Kind::compare};
    auto path = parse_tree_path(now().text);
    if (!path) return wrong("a path of keys");
    out.path = std::move(*path);
    out.at = within(scalar_, now().begin, now().text.size());
    ++next_;
    return exists ? out : compared(std::move(out));
  }

  std::optional<Condition> compared(Condition out) {
    const auto sign = sign_of(now().text);
    if (!sign) return wrong("one of > >= < <= == !=");
    ++next_;
    const auto value = literal_of(now().text);
    if (!value) return wrong("a value", "like 1s, 250/s, 5%, 2, hard, 'some text'");
    if (value->kind == Literal::Kind::word && *sign != Condition::Sign::equal && *sign != Condition::Sign::unequal)
      return wrong("a quantity", "words are compared by == and !=");
    out.value_at = within(scalar_, now().begin, now().text.size());
    ++next_;
    out.sign = *sign;
    out.value = *value;
    return out;
  }

  const YamlNode& scalar_;
  Diagnostics& diagnostics_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  int level_ = 0;
};

}  // namespace

std::optional<Condition> parse_condition(const YamlNode& scalar, Diagnostics& diagnostics) {
  if (!scalar.is_scalar() || scalar.text.size() > kMostLetters) {
    diagnostics.error(
        scalar.at,
        scalar.is_scalar() ? "a condition has at most 1,000 letters" : "a condition is a text, not " + describe(scalar),
        {}, "like timeout > 1s and retries >= 2");
    return std::nullopt;
  }
  return Parser(scalar, diagnostics).whole();
}

TextSpan within(const YamlNode& scalar, std::size_t byte, std::size_t bytes) {
  TextSpan at = scalar.at;
  const auto width = static_cast<std::size_t>(at.end_column - at.column);
  const std::size_t quotes = scalar.plain ? 0 : 1;
  const bool ascii = std::all_of(scalar.text.begin(), scalar.text.end(), [](char c) { return c > 0; });
  if (at.line != at.end_line || !ascii || width != scalar.text.size() + 2 * quotes) return at;
  at.column += static_cast<int>(byte + quotes);
  at.end_column = at.column + static_cast<int>(std::max<std::size_t>(bytes, 1));
  return at;
}

}  // namespace bulkhead
