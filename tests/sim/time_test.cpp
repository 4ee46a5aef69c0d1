// SPDX-License-Identifier: Apache-2.0
// Durations and instants: exact sums, saturation, absorption.
#include "sim/time.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "sim/math.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;

namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("Units of time are whole multiples of a nanosecond", "[sim]") {
  CHECK(Duration::us(3).count() == 3'000);
  CHECK(Duration::ms(3) == Duration::us(3'000));
  CHECK(Duration::s(3) == Duration::ms(3'000));
  CHECK(Duration::minutes(2) == Duration::s(120));
  CHECK(Duration::hours(2) == Duration::minutes(120));
  CHECK(Duration::days(2) == Duration::hours(48));
}

TEST_CASE("The longest horizon is 250 years of 365.25 days and lies well before never", "[sim]") {
  CHECK(kMaxHorizon == Duration::days(91'312) + Duration::hours(12));  // 250 x 365.25 = 91312.5
  CHECK(kMaxHorizon + Duration::days(365 * 40) < Duration::never());
}

TEST_CASE("Seconds become the nearest nanosecond, halves away from zero", "[sim]") {
  CHECK(Duration::from_seconds(1.5).count() == 1'500'000'000);
  CHECK(Duration::from_seconds(0.4e-9).count() == 0);
  CHECK(Duration::from_seconds(0.5e-9).count() == 1);
  CHECK(Duration::from_seconds(-0.5e-9).count() == -1);
  CHECK(Duration::from_seconds(0.1 + 0.2) == Duration::ms(300));  // 0.30000000000000004 s
  CHECK(Duration::from_seconds(4503599.627370497).count() ==
        4'503'599'627'370'497);  // odd, above 2^52: no half is added
}

TEST_CASE("Seconds beyond the range saturate, infinity is never, and what is no number is refused", "[sim]") {
  CHECK(Duration::from_seconds(1e10).is_never());
  CHECK(Duration::from_seconds(math::kInfinity).is_never());
  CHECK(Duration::from_seconds(-1e10) == Duration::lowest());
  CHECK_THROWS_AS(Duration::from_seconds(std::nan("")), ContractError);
  CHECK(Duration::never().seconds() == math::kInfinity);
  CHECK(Duration::ms(2'500).seconds() == 2.5);
}

TEST_CASE("Never absorbs whatever is done with it", "[sim]") {
  const Duration never = Duration::never();
  const Duration hour = Duration::hours(1);
  CHECK((never + hour).is_never());
  CHECK((hour + never).is_never());
  CHECK((never - hour).is_never());
  CHECK((hour - never).is_never());
  CHECK((never - never).is_never());
  CHECK((never * 0).is_never());
  CHECK((never * -2).is_never());
  CHECK((never / 7).is_never());
  CHECK((Instant::never() - Instant::zero()).is_never());
  CHECK((Instant::never() - hour).is_never());
  CHECK((Instant::zero() + never).is_never());
}

TEST_CASE("Sums and products that leave the range saturate instead of overflowing", "[sim]") {
  const Duration most = Duration::ns(kLargest - 1);
  CHECK((most + Duration::ns(1)).is_never());
  CHECK((most + most).is_never());
  CHECK((-most - most) == Duration::lowest());
  CHECK((Duration::lowest() - Duration::ns(1)) == Duration::lowest());
  CHECK((Duration::days(1) * kLargest).is_never());
  CHECK((Duration::days(1) * -kLargest) == Duration::lowest());
  CHECK((Duration::days(-1) * -kLargest).is_never());
  CHECK(Duration::days(kLargest).is_never());
  CHECK(Duration::ns(std::numeric_limits<std::int64_t>::min()) == Duration::lowest());
}

TEST_CASE("Division truncates towards zero and refuses zero", "[sim]") {
  CHECK(Duration::ns(7) / 2 == Duration::ns(3));
  CHECK(Duration::ns(-7) / 2 == Duration::ns(-3));
  CHECK_THROWS_AS(Duration::ns(7) / 0, ContractError);
}

TEST_CASE("Instants count from the start, and their difference is a duration", "[sim]") {
  const Instant noon = Instant::at(Duration::hours(12));
  CHECK(noon.since_start() == Duration::hours(12));
  CHECK(noon + Duration::hours(1) - noon == Duration::hours(1));
  CHECK(Instant::zero() - noon == Duration::hours(-12));
  CHECK(Instant::zero() < noon);
  CHECK(noon < Instant::never());
}

TEST_CASE("Time is computed at compile time", "[sim]") {
  constexpr Instant when = Instant::zero() + Duration::from_seconds(0.25) * 4;
  STATIC_REQUIRE(when == Instant::at(Duration::s(1)));
}
