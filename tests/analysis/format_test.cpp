// SPDX-License-Identifier: Apache-2.0
// Figures as a person reads them.
#include "analysis/format.hpp"

#include "tests/catch.hpp"

using namespace bulkhead;

TEST_CASE("Durations keep two units", "[analysis]") {
  CHECK(format_duration(0) == "0s");
  CHECK(format_duration(0.0042) == "4.2ms");
  CHECK(format_duration(4.2) == "4.2s");
  CHECK(format_duration(59.6) == "1m00s");
  CHECK(format_duration(130) == "2m10s");
  CHECK(format_duration(3600) == "1h00m");
  CHECK(format_duration(100000) == "1d03h");
}

TEST_CASE("The half of an interval of a duration has two digits", "[analysis]") {
  CHECK(format_spread(0.481) == "0.48s");
  CHECK(format_spread(4.24) == "4.2s");
  CHECK(format_spread(91.4) == "1m31s");
}

TEST_CASE("Shares show their interval, and those near 100 % their distance from it", "[analysis]") {
  CHECK(percent_decimals(0.333, 0) == 1);
  CHECK(percent_decimals(0.99999, 0) == 1);
  CHECK(percent_decimals(0.0012, 0) == 2);      // 0.12 %
  CHECK(percent_decimals(0.45, 0.00001) == 3);  // 0.001 % half-width
  CHECK(nines_decimals(0.9793, 0.0004) == 2);
  CHECK(nines_decimals(0.99999, 0) == 4);  // 0.0010 % away
  CHECK(nines_decimals(0.845, 0) == 1);
  CHECK(format_percent(0.9793, 2) == "97.93");
  CHECK(format_percent(1, 1) == "100.0");
}

TEST_CASE("Counts have three digits and a letter for thousands", "[analysis]") {
  CHECK(format_count(0) == "0");
  CHECK(format_count(12) == "12");
  CHECK(format_count(0.25) == "0.25");
  CHECK(format_count(1045.4) == "1045");
  CHECK(format_count(201234) == "201k");
  CHECK(format_count(1234567) == "1.23M");
  CHECK(format_count(19340, 2) == "19k");
  CHECK(format_count_spread(6022, 60400) == "6k");
  CHECK(format_count_spread(1934, 201000) == "1.9k");
  CHECK(format_count_spread(2.83, 1045) == "2.8");
}

TEST_CASE("Widths are counted in characters, not bytes", "[analysis]") {
  CHECK(display_width("97 ± 1") == 6);
  CHECK(pad_left("±", 3) == "  ±");
  CHECK(pad_right("±", 3) == "±  ");
}

TEST_CASE("Text is broken at spaces and indented", "[analysis]") {
  CHECK(wrap("one two three", 7) == "one two\nthree");
  CHECK(wrap("one two three", 7, "  ") == "one two\n  three");
  CHECK(wrap("unbreakable", 3) == "unbreakable");
  CHECK(wrap("at 31.8 % ± 0.2 of it", 12) == "at\n31.8 % ± 0.2\nof it");
}
