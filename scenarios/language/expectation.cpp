// SPDX-License-Identifier: Apache-2.0
// A cursor over one sentence of `expect:`.
#include "scenarios/language/expectation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/language/units.hpp"

namespace bulkhead {
namespace {

constexpr std::array<std::string_view, 4> kRelations{">=", ">", "<=", "<"};
constexpr const char* kForm = "like availability(web) >= 99.9% or cell.mttr <= 0.5 * silo.mttr";

/// Capitals are in no name, but in the word that a message then mends.
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

class Cursor {
 public:
  Cursor(std::string_view text, TextSpan at, Diagnostics& diagnostics)
      : text_(text),
        span_(at),
        exact_(at.line == at.end_line && at.end_column - at.column == static_cast<int>(text.size())),
        diagnostics_(diagnostics) {}

  std::optional<ExpectSentence> sentence() {
    ExpectSentence out;
    if (!figure(out.left)) return std::nullopt;
    if (done()) return out;
    if (!relation(out) || !right_side(out)) return std::nullopt;
    if (done()) return out;
    const char* hint = text_[at_] == '*' ? "the factor stands before the figure, as 1.2 * silo.mttr"
                       : out.right       ? ""
                                         : "a value and its unit are one word, as 99.9% or 1h30m";
    wrong(rest(), fmt::format("`{}` is too much: the sentence is complete before it", text_.substr(at_)), {}, hint);
    return std::nullopt;
  }

 private:
  bool figure(ExpectFigure& out) {
    if (!word(out.metric, "the name of a metric")) return false;
    if (accept('.')) {
      out.variant = out.metric;
      if (!word(out.metric, "the name of a metric")) return false;
    }
    return !accept('(') || arguments(out);
  }

  bool arguments(ExpectFigure& out) {
    if (!word(out.service, "the name of a service or of an objective")) return false;
    if (accept(')')) return true;
    if (text_.substr(at_, 3) != "by ")
      return wrong(rest(), "behind a service stands `)`, or `by KIND` with a kind of fault");
    at_ += 2;
    if (!word(out.cause, "a kind of fault")) return false;
    return accept(')') || wrong(rest(), "the bracket is not closed: `)` is missing");
  }

  bool relation(ExpectSentence& out) {
    blanks();
    for (std::size_t i = 0; i < kRelations.size(); ++i) {
      if (text_.substr(at_, kRelations[i].size()) != kRelations[i]) continue;
      out.relation = static_cast<Relation>(i);
      at_ += kRelations[i].size();
      return true;
    }
    const std::string_view two = text_.substr(at_, 2);
    if (two == "=>" || two == "=<")
      return wrong(span(at_, at_ + 2), fmt::format("here stands >=, >, <= or <, not `{}`", two),
                   two == "=>" ? ">=" : "<=");
    const bool equals = text_[at_] == '=' || text_[at_] == '!';
    return wrong(rest(), fmt::format("here stands >=, >, <= or <, not `{}`", text_.substr(at_)), {},
                 equals ? "a figure has an interval: ask for at least and at most in two sentences" : kForm);
  }

  bool right_side(ExpectSentence& out) {
    blanks();
    if (at_ >= text_.size()) return wrong(rest(), "the value is missing", {}, kForm);
    if (text_[at_] == '-') return wrong(rest(), "no figure is negative", {}, kForm);
    if (is_digit(text_[at_])) {
      out.value = until_blank();
      if (!accept('*')) return true;
      if (!factor(out)) return false;
    }
    out.right.emplace();
    return figure(*out.right);
  }

  bool factor(ExpectSentence& out) {
    const auto number = parse_factor(out.value.text);
    if (!number.value)
      return wrong(out.value.at, fmt::format("`{}` is no factor", out.value.text), number.instead,
                   "a number like 1.1, or 110%");
    out.factor = *number.value;
    out.value = {};
    return true;
  }

  /// A value with its unit: up to a blank or a `*`.
  ExpectWord until_blank() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] > ' ' && text_[at_] != '*') ++at_;
    return {std::string(text_.substr(begin, at_ - begin)), span(begin, at_)};
  }

  bool word(ExpectWord& out, std::string_view what) {
    blanks();
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_letter(text_[at_])) ++at_;
    if (at_ == begin) return wrong(rest(), fmt::format("here stands {}", what), {}, kForm);
    out = {std::string(text_.substr(begin, at_ - begin)), span(begin, at_)};
    return true;
  }

  bool accept(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool done() {
    blanks();
    return at_ == text_.size();
  }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }

  /// Within a text that is written in one piece, without quotes; else the whole of it.
  TextSpan span(std::size_t begin, std::size_t end) const {
    if (!exact_) return span_;
    const int column = span_.column + static_cast<int>(begin);
    return {span_.source, span_.line, column, span_.line, column + static_cast<int>(end - begin)};
  }
  TextSpan rest() const { return span(at_, text_.size()); }

  bool wrong(TextSpan at, std::string sentence, std::string instead = {}, std::string hint = {}) {
    diagnostics_.error(at, std::move(sentence), std::move(instead), std::move(hint));
    return false;
  }

  std::string_view text_;
  TextSpan span_;
  bool exact_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view to_string(Relation relation) {
  return kRelations[static_cast<std::size_t>(relation)];
}

std::optional<ExpectSentence> parse_expectation(std::string_view text, TextSpan at, Diagnostics& diagnostics) {
  return Cursor(text, at, diagnostics).sentence();
}

}  // namespace bulkhead
