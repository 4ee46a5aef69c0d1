// SPDX-License-Identifier: Apache-2.0
// Targets: patterns against names.
#include "scenarios/language/selector.hpp"

#include "tests/catch.hpp"

namespace bulkhead {
namespace {

using Names = std::vector<std::string>;

const Names kRegions = {"tokyo"};
const Names kNames = {"cell 01",
                      "cell 12",
                      "control-plane tokyo",
                      "control-plane tokyo/a",
                      "host tokyo/a/1/01",
                      "host tokyo/a/1/02",
                      "host tokyo/b/1/01",
                      "link tokyo/a..tokyo/b",
                      "link tokyo/a..tokyo/c",
                      "pool cart@tokyo/a/1",
                      "pool web@tokyo/a/1",
                      "pool web@tokyo/a/2",
                      "pool web@tokyo/b/1",
                      "service web",
                      "service web-admin",
                      "zone tokyo/a",
                      "zone tokyo/b"};

Names matched(const std::string& pattern) {
  return match(pattern, kNames, kRegions);
}

}  // namespace

TEST_CASE("a target as it is named matches itself", "[language]") {
  CHECK(matched("zone tokyo/a") == Names{"zone tokyo/a"});
  CHECK(matched("service web") == Names{"service web"});
  CHECK(matched("link tokyo/a..tokyo/b") == Names{"link tokyo/a..tokyo/b"});
}

TEST_CASE("a node alone stands for all links that begin or end there, a star for all of a network", "[language]") {
  const Names names = {"link lan/a..lan/b", "link net/a->net/b", "link net/a..net/c", "link net/b->net/c"};
  CHECK(match("link net/*", names, {}) == Names{"link net/a->net/b", "link net/a..net/c", "link net/b->net/c"});
  CHECK(match("link net/a", names, {}) == Names{"link net/a->net/b", "link net/a..net/c"});
  CHECK(match("link net/c", names, {}) == Names{"link net/a..net/c", "link net/b->net/c"});
  CHECK(match("link net/d", names, {}).empty());
}

TEST_CASE("a star stands for the letters of one piece", "[language]") {
  CHECK(matched("zone tokyo/*") == Names{"zone tokyo/a", "zone tokyo/b"});
  CHECK(matched("host tokyo/a/*/*") == Names{"host tokyo/a/1/01", "host tokyo/a/1/02"});
  CHECK(matched("service web*") == Names{"service web", "service web-admin"});
  CHECK(matched("host tokyo/*").empty());  // a piece, not a path
  CHECK(matched("link tokyo/a..tokyo/*") == Names{"link tokyo/a..tokyo/b", "link tokyo/a..tokyo/c"});
}

TEST_CASE("the region may be left out where there is one", "[language]") {
  CHECK(matched("zone a") == Names{"zone tokyo/a"});
  CHECK(matched("zone *") == Names{"zone tokyo/a", "zone tokyo/b"});
  CHECK(matched("link a..b") == Names{"link tokyo/a..tokyo/b"});
  CHECK(matched("link tokyo/a..b") == Names{"link tokyo/a..tokyo/b"});
  CHECK(matched("link tokyo/c..a") == Names{"link tokyo/a..tokyo/c"});
  CHECK(matched("host b/1/1") == Names{"host tokyo/b/1/01"});
  CHECK(match("zone a", kNames, {"osaka", "tokyo"}).empty());
  // As written wins: the region's own control plane, not its zones'.
  CHECK(matched("control-plane *") == Names{"control-plane tokyo"});
}

TEST_CASE("a pool's cell may be left out, numbers their zeros", "[language]") {
  CHECK(matched("pool web@tokyo/a") == Names{"pool web@tokyo/a/1", "pool web@tokyo/a/2"});
  CHECK(matched("pool web@a") == Names{"pool web@tokyo/a/1", "pool web@tokyo/a/2"});
  CHECK(matched("pool *@tokyo/a/1") == Names{"pool cart@tokyo/a/1", "pool web@tokyo/a/1"});
  CHECK(matched("cell 1") == Names{"cell 01"});
}

TEST_CASE("what is near is suggested in the way that it was written", "[language]") {
  CHECK(suggest("zone tokyo/aa", kNames, kRegions) == "zone tokyo/a");
  CHECK(suggest("service wbe", kNames, kRegions) == "service web");
  CHECK(suggest("pool wbe@b/1", kNames, kRegions) == "pool web@b/1");
}

}  // namespace bulkhead
