// SPDX-License-Identifier: Apache-2.0
// Closed forms against published values and against what can be counted by hand.
#include <algorithm>
#include <cmath>

#include "analysis/arithmetic/formulas.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

std::vector<double> row(const std::string& formula, const std::string& figure, std::vector<double> arguments) {
  const ClosedForm* found = find_formula(formula);
  REQUIRE(found != nullptr);
  for (const FormulaFigure& one : evaluate(*found, std::move(arguments)))
    if (one.name == figure) return one.values;
  FAIL("no figure " << figure);
  return {};
}

double value(const std::string& formula, const std::string& figure, std::vector<double> arguments) {
  return row(formula, figure, std::move(arguments)).front();
}

constexpr double kHour = 3600;

}  // namespace

TEST_CASE("Two units of 99 % in parallel are four nines, four in series of 99.99 % are down 210 minutes a year",
          "[analysis]") {
  // AWS, Availability and Beyond: 1 - 0.01^2; 0.9999^4 = 0.9996000599960001.
  CHECK_THAT(value("parallel", "availability_ratio", {0.99, 0.99}), WithinRel(0.9999, 1e-12));
  CHECK_THAT(value("series", "availability_ratio", {0.9999, 0.9999, 0.9999, 0.9999}),
             WithinRel(0.9996000599960001, 1e-12));
  CHECK_THAT(value("series", "downtime_s_per_year", {0.9999, 0.9999, 0.9999, 0.9999}) / 60,
             WithinRel(210.20846610234693, 1e-9));
  CHECK_THAT(value("nines", "downtime_s_per_year", {0.9995}), WithinRel(15768, 1e-9));  // 4 h 22 min
}

TEST_CASE("Parts that are hardly ever down keep their digits in series", "[analysis]") {
  // 1 - (1 - 2^-40)^2 = 2^-39 - 2^-80; a product of availabilities would lose the second term.
  CHECK_THAT(value("series", "unavailability_ratio", {1 - 0x1p-40, 1 - 0x1p-40}), WithinRel(0x1p-39 - 0x1p-80, 1e-15));
  CHECK(value("series", "unavailability_ratio", {0.5, 0}) == 1);
}

TEST_CASE("Counts that are all alike have no outlier, and no disks lose no data", "[analysis]") {
  const auto alike = evaluate(*find_formula("chi-squared"), {5, 5, 5});
  CHECK(std::none_of(alike.begin(), alike.end(), [](const FormulaFigure& f) { return f.name == "outlier"; }));
  CHECK(value("chi-squared", "outlier", {5, 5, 9}) == 2);
  CHECK_THROWS_WITH(evaluate(*find_formula("raid"), {0, 5, 3.6e7, 36000}), Catch::Contains("one data disk or more"));
}

TEST_CASE("Redundancy is exact where AWS's formula approximates", "[analysis]") {
  // Two spares of 99.5 %: 0.005^3 = 1.25e-7 is 3.942 s of 31,536,000. Of 15 units of 99.9 % ten are needed: the sum
  // begins with C(15,6) 0.001^6 = 5.005e-15. Of three zones of 99.95 % two: 3 q^2 - 2 q^3 = 7.4975e-7.
  CHECK_THAT(value("k-of-n", "approximate_unavailability_ratio", {1, 3, 0.995}), WithinRel(1.25e-7, 1e-9));
  CHECK_THAT(value("k-of-n", "downtime_s_per_year", {1, 3, 0.995}), WithinRel(3.942, 1e-9));
  CHECK_THAT(value("k-of-n", "approximate_unavailability_ratio", {10, 15, 0.999}), WithinRel(5.005e-15, 1e-9));
  CHECK_THAT(value("k-of-n", "availability_ratio", {10, 15, 0.999}), WithinRel(0.999999999999995, 1e-12));
  CHECK_THAT(value("k-of-n", "unavailability_ratio", {2, 3, 0.9995}), WithinRel(7.4975e-7, 1e-9));
}

TEST_CASE("Availability by requests and as a mean of APIs differ, and 27 bad windows are 135 minutes", "[analysis]") {
  CHECK_THAT(value("measured", "by_requests_ratio", {999000, 1000000, 50, 100}), WithinRel(0.9989501049895011, 1e-12));
  CHECK_THAT(value("measured", "mean_of_apis_ratio", {999000, 1000000, 50, 100}), WithinRel(0.7495, 1e-12));
  CHECK(value("windows", "downtime_s", {27, 300}) == 135 * 60);
  CHECK_THAT(value("windows", "availability_ratio", {27, 300}), WithinAbs(0.9997431506849315, 1e-12));
}

TEST_CASE("Static stability provisions n over n - 1: 20 instances in two zones, 15 in three", "[analysis]") {
  const std::pair<double, double> known[] = {{2, 20}, {3, 15}, {4, 16}, {5, 15}, {6, 12}};
  for (const auto& [zones, instances] : known) CHECK(value("static-stability", "instances", {zones, 10}) == instances);
  CHECK_THAT(value("static-stability", "provisioned_over_needed_ratio", {4, 10}), WithinRel(4.0 / 3, 1e-12));
  CHECK_THAT(value("static-stability", "largest_utilisation_ratio", {4, 10}), WithinRel(0.75, 1e-12));
}

TEST_CASE("A dead zone of three costs silo a third, decoupled 1 - (2/3)^(hops + 1)", "[analysis]") {
  CHECK_THAT(value("zones", "silo_failed_ratio", {3, 6}), WithinRel(1.0 / 3, 1e-12));
  CHECK_THAT(value("zones", "decoupled_failed_ratio", {3, 6}), WithinRel(2059.0 / 2187, 1e-12));
  CHECK_THAT(value("zones", "decoupled_cross_zone_hops_per_request", {3, 6}), WithinRel(4, 1e-12));
  CHECK_THAT(value("zones", "decoupled_transfer_usd_per_tb_and_hop", {3, 6}), WithinRel(40.0 / 3, 1e-12));
  // A zone that fails 5 % at each of five services: 92.46 % and 91.94 % succeed.
  CHECK_THAT(1 - value("zones", "silo_failed_ratio", {3, 4, 0.05}), WithinAbs(0.9246, 5e-5));
  CHECK_THAT(1 - value("zones", "decoupled_failed_ratio", {3, 4, 0.05}), WithinAbs(0.9194, 5e-5));
}

TEST_CASE("Ten cells behind a router: a request meets one cell, some customer is hit far more often", "[analysis]") {
  CHECK(value("cells", "blast_radius_of_one_cell_ratio", {10, 0.999, 0.99999}) == 0.1);
  CHECK_THAT(value("cells", "request_availability_ratio", {10, 0.999, 0.99999}), WithinRel(0.99899001, 1e-12));
  CHECK_THAT(value("cells", "all_cells_up_ratio", {10, 0.999, 0.99999}), WithinRel(0.9900448802097482, 1e-12));
  CHECK_THAT(value("cells", "some_customer_impacted_ratio", {10, 0.999, 0.99999}),
             WithinRel(0.009965020239053768, 1e-9));
}

TEST_CASE("Shuffle shards overlap hypergeometrically", "[analysis]") {
  // 8 workers, shards of 2: 28 shards; overlaps 15, 12, 1 of 28. 2,048 name servers, 4 of them: 730,862,190,080.
  CHECK(value("shuffle-sharding", "shards", {8, 2}) == 28);
  const auto overlap = row("shuffle-sharding", "overlap_ratio", {8, 2});
  REQUIRE(overlap.size() == 3);
  CHECK_THAT(overlap[0], WithinRel(15.0 / 28, 1e-12));
  CHECK_THAT(overlap[1], WithinRel(12.0 / 28, 1e-12));
  CHECK_THAT(overlap[2], WithinRel(1.0 / 28, 1e-12));
  CHECK(value("shuffle-sharding", "expected_overlap", {8, 2}) == 0.5);
  CHECK(value("shuffle-sharding", "plain_blast_radius_ratio", {8, 2}) == 0.25);
  CHECK(value("shuffle-sharding", "shards", {2048, 4}) == 730862190080);
  CHECK_THAT(value("shuffle-sharding", "overlap_above_2_ratio", {2048, 4}), WithinRel(1.1188155730295676e-08, 1e-9));
  CHECK_THAT(row("shuffle-sharding", "overlap_ratio", {100, 5})[5], WithinRel(1.3282413871515492e-08, 1e-9));
  CHECK_THAT(value("shuffle-sharding", "overlap_at_least_1_ratio", {52, 4}), WithinRel(0.2812632745405854, 1e-9));
  // Two poison pills: 1 - 2 (21/28)^2 + (15/28)^2.
  CHECK_THAT(value("shuffle-sharding", "victim_down_ratio", {8, 2, 2}), WithinRel(1 - 2 * 0.5625 + 225.0 / 784, 1e-12));
  CHECK_THAT(value("shuffle-sharding", "victim_down_ratio", {8, 2, 3}), WithinRel(0.3099945335276968, 1e-9));
}

TEST_CASE("Errors of 20, 20, 25 and 35 are no outlier yet, those of 12, 15 and 48 are", "[analysis]") {
  // (25 + 25 + 0 + 100) / 25 = 6; (169 + 100 + 529) / 25 = 31.92. Tail of chi-squared with 2 degrees: exp(-x/2).
  CHECK_THAT(value("chi-squared", "statistic", {20, 20, 25, 35}), WithinRel(6, 1e-12));
  CHECK_THAT(value("chi-squared", "p_value", {20, 20, 25, 35}), WithinRel(0.11161022509471286, 1e-9));
  CHECK(value("chi-squared", "significant_at_5_percent", {20, 20, 25, 35}) == 0);
  CHECK_THAT(value("chi-squared", "statistic", {12, 15, 48}), WithinRel(31.92, 1e-12));
  CHECK_THAT(value("chi-squared", "p_value", {12, 15, 48}), WithinRel(std::exp(-31.92 / 2), 1e-9));
  CHECK(value("chi-squared", "outlier", {12, 15, 48}) == 2);
}

TEST_CASE("An alarm of 3 of 3 waits (1 - p^3) / ((1 - p) p^3) datapoints, one of 3 of 5 far less", "[analysis]") {
  for (const double p : {0.01, 0.05, 0.2})
    CHECK_THAT(value("alarm", "mean_datapoints_to_alarm", {p, 3, 3}),
               WithinRel((1 - p * p * p) / ((1 - p) * p * p * p), 1e-9));
  CHECK_THAT(value("alarm", "mean_datapoints_to_alarm", {0.01, 3, 5}), WithinRel(172929.9124213647, 1e-9));
  CHECK_THAT(value("alarm", "mean_datapoints_to_alarm", {0.2, 3, 5}), WithinRel(44.033744865858914, 1e-9));
}

TEST_CASE("Repairable units follow their birth-death chain", "[analysis]") {
  // 1 of 2 with a crew each: (10/1010)^2; with one crew 2 x^2 / (1 + 2 x + 2 x^2), x = 10/1000.
  CHECK_THAT(value("repairable", "unavailability_ratio", {2, 1, 1000 * kHour, 10 * kHour}),
             WithinRel(std::pow(10.0 / 1010, 2), 1e-12));
  CHECK_THAT(value("repairable", "unavailability_ratio", {2, 1, 1000 * kHour, 10 * kHour, 1}),
             WithinRel(0.0002 / 1.0202, 1e-12));
  CHECK_THAT(value("repairable", "mean_time_to_first_outage_s", {2, 1, 1000 * kHour, 10 * kHour, 1}) / kHour,
             WithinRel(51500, 1e-12));
  // 4 of 5, one crew: published chain values.
  const std::vector<double> four_of_five{5, 4, 500 * kHour, 20 * kHour, 1};
  CHECK_THAT(value("repairable", "unavailability_ratio", four_of_five), WithinRel(0.029251474709386383, 1e-9));
  CHECK_THAT(value("repairable", "outages_per_year", four_of_five), WithinRel(11.338342775394368, 1e-9));
  CHECK_THAT(value("repairable", "mean_outage_s", four_of_five) / kHour, WithinRel(22.59968, 1e-9));
  CHECK_THAT(value("repairable", "mean_time_to_first_outage_s", four_of_five) / kHour, WithinRel(850, 1e-9));
  // One runs, one is a cold spare: states 0, 1, 2 weigh 1, x, x^2/2 with a crew each.
  const double x = 0.01;
  CHECK_THAT(value("repairable", "unavailability_ratio", {2, 1, 1000 * kHour, 10 * kHour, 0, 1}),
             WithinRel(x * x / 2 / (1 + x + x * x / 2), 1e-12));
  // 2 of 3 that halt: states 0, 1, 2 weigh 1, 3 x, 3 x^2, and there is no state 3.
  CHECK_THAT(value("repairable", "unavailability_ratio", {3, 2, 1000 * kHour, 10 * kHour, 0, 0, 1}),
             WithinRel(3 * x * x / (1 + 3 * x + 3 * x * x), 1e-12));
}

TEST_CASE("Disks, units over time, periodic tests and drains follow their closed forms", "[analysis]") {
  CHECK_THAT(value("raid", "approximate_mttdl_s", {100, 10, 30000 * kHour, kHour}) / kHour,
             WithinRel(9e8 / 1100, 1e-12));
  // One group of 11: (a + b + m)/(a b), with a = 11/30000, b = 10/30000, m = 1. Ten of them, and ten of 5 with slow repairs: the chain of
  // how many are degraded, solved in fractions. The tenth part of one group's would be 818,754.5 and 145 h.
  CHECK_THAT(value("raid", "group_mttdl_s", {100, 10, 30000 * kHour, kHour}) / kHour,
             WithinRel(8187545.454545454, 1e-12));
  CHECK_THAT(value("raid", "mttdl_s", {100, 10, 30000 * kHour, kHour}) / kHour, WithinRel(818755.444824547, 1e-12));
  CHECK_THAT(value("raid", "mttdl_s", {40, 4, 1000 * kHour, 50 * kHour}) / kHour, WithinRel(173.46459160105152, 1e-12));
  CHECK_THAT(value("raid", "mttdl_s", {5, 5, 300 * kHour, 5 * kHour}) / kHour, WithinRel(710, 1e-9));  // 6 disks
  CHECK_THAT(value("unit-over-time", "available_at_ratio", {100 * kHour, 10 * kHour, 5 * kHour}),
             WithinRel(0.9615408918527716, 1e-9));
  CHECK_THAT(value("unit-over-time", "mean_availability_until_ratio", {100 * kHour, 10 * kHour, 24 * kHour}),
             WithinRel(0.9410688268059096, 1e-9));
  CHECK_THAT(value("periodic-test", "unavailability_ratio", {1000 * kHour, 168 * kHour}),
             WithinRel(0.07948711121820684, 1e-9));
  const auto old = row("drain", "still_on_the_old_address_ratio", {60, 0, 15, 60, 90});
  CHECK(old == std::vector<double>{1, 0.75, 0, 0});
  CHECK(row("health-check", "timed_out_s", {30, 5, 2}) == std::vector<double>{35, 50, 65});
  CHECK(row("health-check", "refused_s", {30, 4, 3}) == std::vector<double>{60, 75, 90});
  CHECK(value("retries", "attempts_at_the_bottom", {2, 5}) == 243);
  CHECK_THAT(value("retries", "failed_ratio", {2, 3, 0.5}), WithinRel(std::ldexp(1, -27), 1e-12));
}

TEST_CASE("Every formula has a source, and refuses what lies outside its domain with a sentence", "[analysis]") {
  for (const ClosedForm& formula : formulas()) {
    INFO(formula.name);
    CHECK_FALSE(formula.source.empty());
    CHECK(find_formula(formula.name) == &formula);
    if (!formula.arguments.front().fallback) CHECK_THROWS_AS(evaluate(formula, {}), ArithmeticError);
  }
  CHECK_THROWS_AS(evaluate(*find_formula("k-of-n"), {4, 3, 0.9}), ArithmeticError);
  CHECK_THROWS_AS(evaluate(*find_formula("k-of-n"), {1, 3, 0.9, 7}), ArithmeticError);
  CHECK_THROWS_AS(evaluate(*find_formula("static-stability"), {1, 10}), ArithmeticError);
}

// n = 3000 units, 5 crews, failures at l = 1/1000 an hour and repairs at m = 1/10: while down, some 2500 units are failed
// (3000 - i) l = 5 m at i = 2500, and the state is as good as always there. So the unavailability is one to rounding, and
// up is the state at the edge and those below, against the sum over all: by logarithms here.
TEST_CASE("Chains whose weights span more than numbers do have figures", "[analysis]") {
  const auto log_weight = [](int from, int to) {
    double sum = 0;
    for (int i = from; i < to; ++i) sum += std::log((3000 - i) / 1000.0) - std::log(std::min(i + 1, 5) / 10.0);
    return sum;
  };
  double most = 0;
  for (int i = 0; i <= 3000; ++i) most = std::max(most, log_weight(0, i));
  double up = 0, all = 0;
  for (int i = 0; i <= 3000; ++i) {
    all += std::exp(log_weight(0, i) - most);
    if (i <= 10) up += std::exp(log_weight(0, i) - most);
  }
  const std::vector<double> given{3000, 2990, 1000 * kHour, 10 * kHour, 5};
  CHECK_THAT(value("repairable", "unavailability_ratio", given), WithinRel(1 - up / all, 1e-9));
  // Half a thousand spares of an hour's repair each: the share of time down is below all numbers, the first outage beyond.
  CHECK(value("repairable", "unavailability_ratio", {1000, 500, 1000 * kHour, kHour}) == 0);
  const ClosedForm& form = *find_formula("repairable");
  for (const FormulaFigure& figure : evaluate(form, {1000, 500, 1000 * kHour, kHour}))
    CHECK(figure.name != "mean_time_to_first_outage_s");
}

TEST_CASE("What is no share is refused, or left out", "[analysis]") {
  CHECK_THROWS_AS(evaluate(*find_formula("windows"), {200000, 300}), ArithmeticError);
  // C(1000, 101) 0.1^101 is far above 1: no probability. The exact sum stands.
  for (const FormulaFigure& figure : evaluate(*find_formula("k-of-n"), {900, 1000, 0.9}))
    CHECK(figure.name.find("approximate") == std::string::npos);
}

// 16 workers, shards of 4, two poison pills: each covers 4 of 16 at random, so that of a victim's four some 4 x (1 - (12/16)^2) = 1.75 are lost.
TEST_CASE("A victim of shuffle sharding loses some of its workers to poison pills", "[analysis]") {
  const auto lost = row("shuffle-sharding", "victim_lost_ratio", {16, 4, 2});
  REQUIRE(lost.size() == 5);
  // By Vandermonde: none is hit with (C(12,4)/C(16,4))^2 = (495/1820)^2.
  CHECK_THAT(lost[0], WithinRel(495.0 * 495 / (1820.0 * 1820), 1e-12));
  double sum = 0, mean = 0;
  for (std::size_t j = 0; j < lost.size(); ++j) sum += lost[j], mean += static_cast<double>(j) * lost[j];
  CHECK_THAT(sum, WithinRel(1, 1e-12));
  CHECK_THAT(mean, WithinRel(1.75, 1e-12));
  CHECK(value("shuffle-sharding", "victim_down_ratio", {16, 4, 2}) == lost[4]);
}

// Two of eight workers have failed. Of the 28 shards of two one has lost both, 2 x 6 one, C(6,2) = 15 none.
TEST_CASE("How many of its workers a shard has lost is hypergeometric", "[analysis]") {
  const auto lost = row("shard-loss", "lost_ratio", {8, 2, 2});
  REQUIRE(lost.size() == 3);
  CHECK_THAT(lost[0], WithinRel(15.0 / 28, 1e-12));
  CHECK_THAT(lost[1], WithinRel(12.0 / 28, 1e-12));
  CHECK_THAT(lost[2], WithinRel(1.0 / 28, 1e-12));
  CHECK(value("shard-loss", "expected_lost", {8, 2, 2}) == 0.5);
  CHECK_THROWS_AS(evaluate(*find_formula("shard-loss"), {8, 2, 9}), ArithmeticError);
}

// The workbook's example: of 99.9 % in 30 days, 43.2 minutes, a failing share of 1.44 % spends all in 30 d / 14.4 = 50 h.
TEST_CASE("An error budget is spent at the burn rate", "[analysis]") {
  const double month = 30 * 86400;
  CHECK_THAT(value("error-budget", "budget_s", {0.999, month}), WithinRel(43.2 * 60, 1e-9));
  CHECK_THAT(value("error-budget", "burn_rate", {0.999, month, 0.0144}), WithinRel(14.4, 1e-9));
  CHECK_THAT(value("error-budget", "exhausted_after_s", {0.999, month, 0.0144}), WithinRel(50 * kHour, 1e-9));
  CHECK_THROWS_AS(evaluate(*find_formula("error-budget"), {1, month}), ArithmeticError);
  // 365 d / 12 x 0.1 % = 43.8 minutes a month; 8.76 hours of bad windows a year are three nines.
  CHECK_THAT(value("nines", "downtime_s_per_month", {0.999}), WithinRel(43.8 * 60, 1e-9));
  CHECK_THAT(value("windows", "nines", {876, 36}), WithinRel(3, 1e-12));
}

// Four zones of which two may be lost carry 10 instances with the two that are left: 5 each, 20 in all.
TEST_CASE("Static stability may be asked for several zones", "[analysis]") {
  CHECK(value("static-stability", "instances", {4, 10, 2}) == 20);
  CHECK(value("static-stability", "largest_utilisation_ratio", {4, 10, 2}) == 0.5);
  CHECK_THROWS_AS(evaluate(*find_formula("static-stability"), {2, 10, 2}), ArithmeticError);
}

// 40 errors over 100, 100 and 200 requests: 10, 10 and 20 are expected. (10 - 10)^2/10 + (16 - 10)^2/10 + (14 - 20)^2/20 = 3.6 + 1.8.
TEST_CASE("Errors of zones with different traffic are expected by its shares", "[analysis]") {
  const std::vector<double> counts{10, 100, 16, 100, 14, 200};
  CHECK_THAT(value("chi-squared-by-traffic", "statistic", counts), WithinRel(5.4, 1e-12));
  CHECK_THAT(value("chi-squared-by-traffic", "p_value", counts), WithinRel(std::exp(-2.7), 1e-9));
  CHECK(value("chi-squared-by-traffic", "outlier", counts) == 1);
  CHECK_THROWS_AS(evaluate(*find_formula("chi-squared-by-traffic"), {10, 5, 1, 5}), ArithmeticError);
}

// Six data disks and two of parity: T = 1/8l + (1 + m/8l)/7l + (1 + m (1 + m/8l)/7l)/6l, with l = 1/1000 h and m = 1/10 h:
// 125 + 1928.5714 + 32309.5238 = 34363.0952 h. The approximation leaves out all but the last term's last: (m/l)^2 / (8 x 7 x 6 l).
TEST_CASE("A group with two parity disks loses data after the third failure", "[analysis]") {
  const std::vector<double> group{6, 6, 1000 * kHour, 10 * kHour, 2};
  const double t0 = 125, t1 = (1 + 0.1 * t0) * 1000 / 7, t2 = (1 + 0.1 * t1) * 1000 / 6;
  CHECK_THAT(value("raid", "group_mttdl_s", group) / kHour, WithinRel(t0 + t1 + t2, 1e-12));
  CHECK_THAT(value("raid", "approximate_mttdl_s", group) / kHour, WithinRel(1e4 * 1000 / 336, 1e-12));
  CHECK_THROWS_AS(evaluate(*find_formula("raid"), {6, 6, 3.6e6, 36000, 0}), ArithmeticError);
}

// A row of n breaches: (1 - p^n)/((1 - p) p^n). The long way round, 1 of n is the first breach, 1/p.
TEST_CASE("An alarm on many datapoints waits for a row of them", "[arithmetic]") {
  const double q = std::pow(0.9, 15);
  CHECK_THAT(value("alarm", "mean_datapoints_to_alarm", {0.9, 15, 15}), WithinRel((1 - q) / (0.1 * q), 1e-9));
  CHECK_THAT(value("alarm", "mean_datapoints_to_alarm", {0.2, 1, 60}), WithinRel(5, 1e-12));
  CHECK_THROWS_AS(evaluate(*find_formula("alarm"), {0.5, 20, 40}), ArithmeticError);
}

// One of 4 workers in each of 3 zones: two shards share a worker in a zone with 1/4. Of 23 birthdays two are the same with 0.5073.
TEST_CASE("Shards that are spread over zones, and customers that share one", "[arithmetic]") {
  const auto overlap = row("shuffle-sharding-zones", "overlap_ratio", {3, 4, 1});
  REQUIRE(overlap.size() == 4);
  CHECK_THAT(overlap[0], WithinRel(27.0 / 64, 1e-12));
  CHECK_THAT(overlap[3], WithinRel(1.0 / 64, 1e-12));
  CHECK(value("shuffle-sharding-zones", "shards", {3, 4, 1}) == 64);
  CHECK_THAT(value("shard-collisions", "any_two_share_ratio", {23, 365}), WithinRel(0.5072972343, 1e-9));
  CHECK(value("shard-collisions", "any_two_share_ratio", {366, 365}) == 1);
  CHECK_THAT(value("shard-collisions", "one_shares_ratio", {3, 4}), WithinRel(7.0 / 16, 1e-12));
}
