// SPDX-License-Identifier: Apache-2.0
// The composer: trees with places; what is legal beyond plain mappings (what is refused: tests/refused).
#include "scenarios/language/yaml.hpp"

#include "tests/catch.hpp"

namespace bulkhead {
namespace {

struct Composed {
  Sources sources;
  Diagnostics diagnostics;
  std::optional<YamlNode> tree;
};

Composed composed(const std::string& text) {
  Composed out;
  const int source = out.sources.add("a.yaml", text);
  out.tree = compose(out.sources, source, out.diagnostics);
  return out;
}

}  // namespace

TEST_CASE("every key and value knows where it is, in characters from 1", "[language]") {
  const auto c = composed("\xC3\xBC: 1\nlist: [a, 'b c']\n");
  REQUIRE(c.tree);
  CHECK(c.tree->entries[0].value.at == TextSpan{0, 1, 4, 1, 5});
  CHECK(c.tree->entries[1].key_at == TextSpan{0, 2, 1, 2, 5});
  CHECK(c.tree->find("list")->at == TextSpan{0, 2, 7, 2, 17});
  CHECK(c.tree->find("list")->items[1].text == "b c");
  CHECK_FALSE(c.tree->find("list")->items[1].plain);
}

TEST_CASE("aliases stand for their anchors' values, and keep the anchors' places", "[language]") {
  const auto c = composed("x-a: &a {p: 1}\nb: *a\n");
  REQUIRE(c.tree);
  CHECK(c.tree->find("b")->find("p")->text == "1");
  CHECK(c.tree->find("b")->find("p")->at.line == 1);
}

TEST_CASE("merge keys add what is not there: own keys win, then the first of several", "[language]") {
  const auto c = composed("x-a: &a {p: 1, q: 1}\nx-b: &b {q: 2, r: 2}\nc: {<<: [*a, *b], p: 0}\n");
  REQUIRE(c.tree);
  const YamlNode& merged = *c.tree->find("c");
  CHECK(merged.find("p")->text == "0");
  CHECK(merged.find("q")->text == "1");
  CHECK(merged.find("r")->text == "2");
}

TEST_CASE("nothing, ~ and null remove; the quoted word does not", "[language]") {
  const auto c = composed("a:\nb: ~\nc: null\nd: 'null'\n");
  REQUIRE(c.tree);
  CHECK(c.tree->find("a")->is_null());
  CHECK(c.tree->find("b")->is_null());
  CHECK(c.tree->find("c")->is_null());
  CHECK_FALSE(c.tree->find("d")->is_null());
}

TEST_CASE("nesting is legal up to one hundred levels", "[language]") {
  const auto nested = [](int depth) {
    return composed("a: " + std::string(static_cast<std::size_t>(depth), '[') +
                    std::string(static_cast<std::size_t>(depth), ']'));
  };
  CHECK(nested(99).tree);  // the mapping itself is the first level
  CHECK_FALSE(nested(100).tree);
}

TEST_CASE("aliases do not nest deeper than text may", "[language]") {
  const std::string sixty = std::string(60, '[') + "*a" + std::string(60, ']');
  const std::string twice = "a: &a " + std::string(60, '[') + std::string(60, ']') + "\nb: " + sixty + "\n";
  CHECK_FALSE(composed(twice).tree);
}

}  // namespace bulkhead
