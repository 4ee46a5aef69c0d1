// SPDX-License-Identifier: Apache-2.0
// Fingerprints and contract checks.
#include "sim/fingerprint.hpp"

#include <cmath>
#include <string_view>

#include "sim/check.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;

namespace {

template <class... Parts>
std::uint64_t fingerprint(Parts... parts) {
  Fingerprint f;
  (f.add(parts), ...);
  return f.value();
}

}  // namespace

TEST_CASE("The mixer gives the first published number of SplitMix64", "[sim]") {
  CHECK(mix64(kGolden) == 0xE220A8397B1DCDAFu);  // seed 0: the state after one step is the increment itself
}

TEST_CASE("Two numbers at once depend on their order, and on what came before", "[sim]") {
  const auto both = [](std::uint64_t before, std::uint64_t x, std::uint64_t y) {
    Fingerprint f;
    f.add(before);
    f.add(x, y);
    return f.value();
  };
  CHECK(both(0, 1, 2) != both(0, 2, 1));
  CHECK(both(0, 1, 1) != both(0, 2, 2));  // equal ones do not cancel
  CHECK(both(0, 1, 2) != both(1, 1, 2));
  CHECK(both(0, 1, 2) != fingerprint(0, 1, 2));
}

TEST_CASE("A fingerprint depends on the order and on where one text ends", "[sim]") {
  CHECK(fingerprint(1, 2) != fingerprint(2, 1));
  CHECK(fingerprint("ab", "c") != fingerprint("a", "bc"));
  CHECK(fingerprint("") != fingerprint());
  CHECK(fingerprint(0) != fingerprint());
  CHECK(fingerprint("a text beyond eight bytes") != fingerprint("a text beyond eight bytez"));
}

TEST_CASE("A fingerprint takes equal numbers as equal", "[sim]") {
  CHECK(fingerprint(-0.0) == fingerprint(0.0));
  CHECK(fingerprint(std::nan("1")) == fingerprint(-std::nan("2")));
  CHECK(fingerprint(1.0) != fingerprint(std::nextafter(1.0, 2.0)));
  CHECK(fingerprint(7u) == fingerprint(std::int64_t{7}));
}

TEST_CASE("A fingerprint is printed as 16 hexadecimal digits", "[sim]") {
  CHECK(Fingerprint().hex() == "0000000000000000");  // nothing added: the state it begins with
  Fingerprint f;
  f.add(1);
  CHECK(f.hex().size() == 16);
  CHECK(std::stoull(f.hex(), nullptr, 16) == f.value());
}

TEST_CASE("A broken contract says its sentence and its place", "[sim]") {
  CHECK_NOTHROW(BULKHEAD_CHECK(true, "nothing is wrong"));
  CHECK_THROWS_WITH(BULKHEAD_CHECK(false, "water stays outside"),
                    test::contains_text("water stays outside") && test::contains_text("fingerprint_test.cpp:"));
}
