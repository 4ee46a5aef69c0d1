// SPDX-License-Identifier: Apache-2.0
// Conditions and paths into a resolved file: what parses, what never hangs or crashes, what a star stands for.
#include "scenarios/language/condition.hpp"

#include <array>

#include "scenarios/language/yaml.hpp"
#include "tests/catch.hpp"

namespace bulkhead {
namespace {

YamlNode scalar_node(std::string text) {
  YamlNode node;
  node.text = std::move(text);
  node.at = {0, 3, 10, 3, 10 + static_cast<int>(node.text.size())};
  return node;
}

bool parses(const std::string& text, Diagnostics& diagnostics) {
  return parse_condition(scalar_node(text), diagnostics).has_value();
}

bool parses(const std::string& text) {
  Diagnostics diagnostics;
  return parses(text, diagnostics);
}

}  // namespace

TEST_CASE("a condition is a comparison, `exists`, or conditions joined", "[language]") {
  for (const char* text : {"timeout > 1s", "timeout>1s", "exists calls", "not exists calls", "a.b*.c >= 250/s",
                           "(a == 1 or b != 'two words') and not (c < 5%)", "/routing == cell", "not not a == b"})
    CHECK(parses(text));
  for (const char* text : {"", "timeout", "> 1s", "timeout > 1s and", "exists", "a == 'open", "a = 1", "a >> 1", "()",
                           "a == 1)", "A == 1", "a..b == 1", "/ == 1", "a == 1y", "and == == or"})
    CHECK_FALSE(parses(text));
}

TEST_CASE("any soup of a condition's words is a condition or one problem within the text", "[language]") {
  constexpr std::array kWords = {"and", "or", "not", "exists", "(",  ")",   ">",     "==",       "!=", "timeout",
                                 "1s",  "5%", "'x'", "'",      "/a", "*.b", "250/s", "\xc3\xa4", "<",  "."};
  std::uint32_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    do {
      state = state * 1664525 + 1013904223;  // Numerical Recipes, 1992
      text += std::string(kWords[(state >> 16) % kWords.size()]) + ((state >> 8) % 4 ? " " : "");
    } while ((state >> 24) > 20);
    Diagnostics diagnostics;
    const bool good = parses(text, diagnostics);
    INFO(text);
    REQUIRE(diagnostics.count() == (good ? 0 : 1));
    if (good) continue;
    const TextSpan at = diagnostics.sorted()[0].at;
    REQUIRE(at.column >= 10);
    REQUIRE(at.end_column <= 11 + static_cast<int>(text.size()));
  }
}

TEST_CASE("32 levels of parentheses are read, more are refused", "[language]") {
  const auto nested = [](int n) { return std::string(n, '(') + "a == 1" + std::string(n, ')'); };
  CHECK(parses(nested(31)));
  CHECK_FALSE(parses(nested(32)));
}

TEST_CASE("a star stands for any letters of one key", "[language]") {
  CHECK(fits("*", "web"));
  CHECK(fits("w*b", "web"));
  CHECK(fits("*-db", "orders-db"));
  CHECK(fits("a*b*c", "aXbYbZc"));
  CHECK_FALSE(fits("w*b", "webs"));
  CHECK_FALSE(fits("", "web"));
  CHECK(fits(std::string(40, '*') + "b", std::string(60, 'b')));
}

TEST_CASE("a path has pieces with dots between them, at most sixteen", "[language]") {
  CHECK(parse_tree_path("services.*.calls")->keys == std::vector<std::string>{"services", "*", "calls"});
  CHECK(parse_tree_path("/routing")->from_top);
  for (const char* text : {"", ".", "a.", ".a", "a b", "A", "a//b"}) CHECK_FALSE(parse_tree_path(text));
  std::string deep = "a";
  for (int i = 1; i < 16; ++i) deep += ".a";
  CHECK(parse_tree_path(deep));
  CHECK_FALSE(parse_tree_path(deep + ".a"));
}

}  // namespace bulkhead
