// SPDX-License-Identifier: Apache-2.0
// Looks spend all of the error and no more, most of it on the last.
#include "analysis/gate/looks.hpp"

#include "tests/catch.hpp"

namespace bulkhead {

TEST_CASE("The shares of all looks add up to one, and the last has half", "[analysis]") {
  // A budget of 400: looks at 50, 100, 200 and 400, with 1/8, 1/8, 1/4 and 1/2 of the error.
  const Looks looks(400);
  double sum = 0;
  for (std::uint64_t n = 1; n <= 400; ++n)
    if (looks.due(n)) sum += looks.share(n);
  CHECK(sum == 1);
  CHECK(looks.share(50) == 0.125);
  CHECK(looks.share(100) == 0.125);
  CHECK(looks.share(200) == 0.25);
  CHECK(looks.share(400) == 0.5);
  CHECK(looks.last(400));
  CHECK_FALSE(looks.due(399));
}

TEST_CASE("A budget below the first look is looked at once, with all of the error", "[analysis]") {
  const Looks looks(10);
  CHECK(looks.due(10));
  CHECK_FALSE(looks.due(5));
  CHECK(looks.share(10) == 1);
  CHECK(Looks(50).share(50) == 1);
}

}  // namespace bulkhead
