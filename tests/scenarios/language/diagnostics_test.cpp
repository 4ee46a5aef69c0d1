// SPDX-License-Identifier: Apache-2.0
// Problems: places, carets, cut lines, nearest names, mends.
#include "scenarios/language/diagnostics.hpp"

#include "tests/catch.hpp"

namespace bulkhead {

TEST_CASE("a problem prints its place, its line, a caret under it, and what to write instead", "[language]") {
  Sources sources;
  const int source = sources.add("a.yaml", "one: 1\ntwo: 2\n");
  const Diagnostic problem{{source, 2, 6, 2, 7}, "`2` is wrong", "3", "or leave it out"};
  CHECK(print(problem, sources) ==
        "a.yaml:2:6: error: `2` is wrong\n"
        "    two: 2\n"
        "         ^\n"
        "    write instead: 3\n"
        "    hint: or leave it out\n");
}

TEST_CASE("carets count characters, not bytes, and control bytes are shown escaped", "[language]") {
  Sources sources;
  // Two bytes for the umlaut, one column for it; the bell takes four columns on paper and one in the position.
  const int source = sources.add("a.yaml", "\xC3\xBC\a: xyz\n");
  const Diagnostic problem{{source, 1, 5, 1, 8}, "no", {}, {}};
  CHECK(print(problem, sources) ==
        "a.yaml:1:5: error: no\n"
        "    \xC3\xBC\\x07: xyz\n"
        "           ^~~\n");
}

TEST_CASE("a long line is cut around the caret", "[language]") {
  Sources sources;
  const int source = sources.add("a.yaml", std::string(300, 'a') + "B" + std::string(300, 'c'));
  const std::string text = print({{source, 1, 301, 1, 302}, "no", {}, {}}, sources);
  // Fifty characters before the caret and fifty from it on, as the width of a hundred says.
  CHECK_THAT(text, test::contains_text("    ..." + std::string(50, 'a') + "B" + std::string(49, 'c') + "...\n"));
  CHECK_THAT(text, test::contains_text("\n" + std::string(4 + 3 + 50, ' ') + "^\n"));
}

TEST_CASE("problems are sorted by place, and the same one is said once", "[language]") {
  Diagnostics found;
  found.error({0, 2, 1, 2, 2}, "second");
  found.error({0, 1, 1, 1, 2}, "first");
  found.error({0, 2, 1, 2, 2}, "second");
  REQUIRE(found.count() == 2);
  CHECK(found.sorted()[0].sentence == "first");
}

TEST_CASE("the nearest name is one slip away, or none", "[language]") {
  const std::vector<std::string> names = {"capacity", "calls", "cart", "web"};
  CHECK(nearest("capcity", names) == "capacity");    // a letter missing
  CHECK(nearest("crat", names) == "cart");           // two letters swapped
  CHECK(nearest("wev", names) == "web");             // a letter replaced
  CHECK(nearest("recommendations", names).empty());  // nothing is near
  CHECK(nearest("x", names).empty());
}

TEST_CASE("mends are applied from the last place to the first, so that none moves another", "[language]") {
  Sources sources;
  const int source = sources.add("a.yaml", "\xC3\xBC: x\nb: y\n");
  const std::vector<Diagnostic> mends = {{{source, 1, 4, 1, 5}, "", "longer", {}},
                                         {{source, 2, 1, 2, 2}, "", "bb", {}}};
  CHECK(apply_fixes(sources, source, mends) == "\xC3\xBC: longer\nbb: y\n");
}

}  // namespace bulkhead
