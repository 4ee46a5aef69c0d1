// SPDX-License-Identifier: Apache-2.0
// Units: exact values, and the text to write instead.
#include "scenarios/language/units.hpp"

#include "tests/catch.hpp"

namespace bulkhead {

TEST_CASE("durations are exact in nanoseconds", "[language]") {
  CHECK(parse_duration("1h30m").value == Duration::minutes(90));
  CHECK(parse_duration("0s").value == Duration::zero());
  CHECK(parse_duration("1.5h").value == Duration::minutes(90));
  CHECK(parse_duration("2w1d").value == Duration::days(15));
  // 0.1 + 0.2 has no exact double; in integers it is 300,000,000 ns.
  CHECK(parse_duration("0.3s").value == Duration::ms(300));
  CHECK(parse_duration("0.000000001s").value == Duration::ns(1));
  CHECK(parse_duration("86400.123456789s").value == Duration::s(86400) + Duration::ns(123456789));
  CHECK(parse_duration("91312.5d").value == kMaxHorizon);  // 250 Julian years of 365.25 d
}

TEST_CASE("a slip in a duration is refused with the duration that was meant", "[language]") {
  CHECK(parse_duration("10").instead == "10s");
  CHECK(parse_duration("10 s").instead == "10s");
  CHECK(parse_duration("5min").instead == "5m");
  CHECK(parse_duration("1h 30 minutes").instead == "1h30m");
  CHECK(parse_duration("1y").instead == "365d");
  CHECK(parse_duration("2months").instead == "60d");
  for (const auto* text : {"", "s", "-1s", "+1s", "1e3s", "1..2s", ".5s", "1.s", "0x10s", "1h1h", "1m1h", "91313d",
                           "1\xC3\xA9", "inf", "nan"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text).value);
    CHECK_FALSE(parse_duration(text).wrong.empty());
  }
}

TEST_CASE("rates are per second, whatever unit they are written in", "[language]") {
  CHECK(parse_rate("250/s").value == 250.0);
  CHECK(parse_rate("90/m").value == 1.5);
  CHECK(parse_rate("1800/h").value == 0.5);
  CHECK(parse_rate("43200/d").value == 0.5);
  CHECK(parse_rate("250").instead == "250/s");
  CHECK(parse_rate("9,000/s").instead == "9000/s");
  CHECK(parse_rate("250/sec").instead == "250/s");
  CHECK(parse_rate("250 / s").instead == "250/s");
  CHECK_FALSE(parse_rate("250/w").value);
  CHECK_FALSE(parse_rate("/s").value);
  CHECK_FALSE(parse_rate("-1/s").value);
}

TEST_CASE("a share is per cent with its sign, or a number from 0 to 1", "[language]") {
  // The double nearest to the decimal: 99.9 % is 0.999, not 99.9 / 100 with its own rounding.
  CHECK(parse_ratio("99.9%").value == 0.999);
  CHECK(parse_ratio("0.07").value == 0.07);
  CHECK(parse_ratio(".98").instead == "0.98");
  CHECK(parse_ratio(".5%").instead == "0.5%");
  CHECK(parse_ratio("7%").value == 0.07);
  CHECK(parse_ratio("100%").value == 1.0);
  CHECK(parse_ratio("1").value == 1.0);
  CHECK(parse_ratio("99.9").instead == "99.9%");
  CHECK(parse_ratio("99.9 %").instead == "99.9%");
  CHECK(parse_ratio("101%").instead == "100%");
  CHECK_FALSE(parse_ratio("-1%").value);
  CHECK_FALSE(parse_ratio("%").value);
}

TEST_CASE("counts are whole and plain", "[language]") {
  CHECK(parse_count("100000").value == 100000);
  CHECK(parse_count("100_000").instead == "100000");
  CHECK(parse_count("100k").instead == "100000");
  CHECK(parse_count("2M").instead == "2000000");
  CHECK_FALSE(parse_count("1.5").value);
  CHECK_FALSE(parse_count("-1").value);
  CHECK_FALSE(parse_count("9999999999999999999").value);
}

TEST_CASE("so many of so many", "[language]") {
  CHECK(parse_m_of_n("3 of 5").value == MOfN{3, 5});
  CHECK(parse_m_of_n("3/5").instead == "3 of 5");
  CHECK(parse_m_of_n("5 of 3").instead == "3 of 5");
  CHECK(parse_m_of_n("3  of  5").instead == "3 of 5");
  CHECK_FALSE(parse_m_of_n("0 of 5").value);
  CHECK_FALSE(parse_m_of_n("three of five").value);
}

TEST_CASE("true and false are the only flags; YAML 1.1's others are refused with what they meant", "[language]") {
  CHECK(parse_flag("true").value == true);
  CHECK(parse_flag("false").value == false);
  CHECK(parse_flag("yes").instead == "true");
  CHECK(parse_flag("Off").instead == "false");
  CHECK_FALSE(parse_flag("maybe").value);
}

TEST_CASE("what is printed reads back to the same value", "[language]") {
  for (const auto value : {Duration::zero(), Duration::ns(1), Duration::ms(1500), Duration::hours(36),
                           Duration::s(86399) + Duration::ns(7)}) {
    CHECK(parse_duration(format_duration(value)).value == value);
  }
  CHECK(format_duration(Duration::minutes(90)) == "1h30m");
  for (const double value : {0.0, 0.1, 1.0 / 3, 250.0, 1e-7, 1e15}) {
    CHECK(parse_number(format_number(value)).value == value);
    CHECK(parse_rate(format_rate(value)).value == value);
  }
}

}  // namespace bulkhead
