// SPDX-License-Identifier: Apache-2.0
// Published values of formulas.
#include "analysis/verify/verify.hpp"

namespace bulkhead {
namespace {

constexpr double kHour = 3600;

const std::vector<KnownArithmetic>& table() {
  static const std::vector<KnownArithmetic> rows = {
      {"parallel", {0.99, 0.99}, "availability_ratio", 0, 0.9999, "AWS, Availability and Beyond: 99.99 %"},
      {"series", {0.9999, 0.9999, 0.9999, 0.9999}, "availability_ratio", 0, 0.9996000599960001, "product rule"},
      {"k-of-n",
       {1, 3, 0.995},
       "approximate_unavailability_ratio",
       0,
       1.25e-7,
       "AWS, Availability and Beyond: two spares"},
      {"k-of-n", {1, 3, 0.995}, "downtime_s_per_year", 0, 3.942, "AWS, Availability and Beyond: 3.94 s"},
      {"k-of-n", {2, 3, 0.9995}, "unavailability_ratio", 0, 7.4975e-7, "3 q^2 - 2 q^3"},
      {"nines",
       {0.99, 0.999, 0.9995, 0.9999, 0.99999},
       "downtime_s_per_year",
       2,
       15768,
       "AWS, Reliability Pillar: 4 h 22 min"},
      {"measured",
       {999000, 1000000, 50, 100},
       "by_requests_ratio",
       0,
       0.9989501049895011,
       "AWS, Availability and Beyond: 99.895 %"},
      {"measured",
       {999000, 1000000, 50, 100},
       "mean_of_apis_ratio",
       0,
       0.7495,
       "AWS, Availability and Beyond: 74.95 %"},
      {"windows", {27, 300}, "availability_ratio", 0, 0.9997431506849315, "AWS, Availability and Beyond: 99.97 %"},
      {"static-stability", {2, 10}, "instances", 0, 20, "AWS, Availability and Beyond"},
      {"static-stability", {3, 10}, "instances", 0, 15, "AWS, Availability and Beyond"},
      {"zones", {3, 6}, "decoupled_failed_ratio", 0, 2059.0 / 2187, "1 - (2/3)^7"},
      {"zones", {3, 6}, "decoupled_transfer_usd_per_tb_and_hop", 0, 40.0 / 3, "2/3 x 2 x 0.01 USD a GB"},
      {"cells",
       {10, 0.999, 0.99999},
       "some_customer_impacted_ratio",
       0,
       0.009965020239053768,
       "1 - 0.99999 x 0.999^10"},
      {"shuffle-sharding", {8, 2}, "shards", 0, 28, "Builders' Library: 28"},
      {"shuffle-sharding", {2048, 4}, "shards", 0, 730862190080, "Builders' Library: 730 billion"},
      {"shuffle-sharding", {100, 5}, "overlap_ratio", 1, 0.21142581134296892, "AWS: 21 %"},
      {"shuffle-sharding", {8, 2, 3}, "victim_down_ratio", 0, 0.3099945335276968, "1 - 2 (3/4)^3 + (15/28)^3"},
      {"chi-squared",
       {20, 20, 25, 35},
       "p_value",
       0,
       0.11161022509471286,
       "AWS, Advanced Multi-AZ Resilience Patterns"},
      {"chi-squared", {12, 15, 48}, "statistic", 0, 31.92, "sum of squared distances over 25"},
      {"alarm", {0.01, 3, 3}, "mean_datapoints_to_alarm", 0, 1010100, "(1 - p^3) / ((1 - p) p^3)"},
      {"alarm", {0.05, 3, 5}, "mean_datapoints_to_alarm", 0, 1608.4391595557122, "Markov chain"},
      {"repairable", {2, 1, 1000 * kHour, 10 * kHour}, "unavailability_ratio", 0, 9.802960494076363e-05, "(10/1010)^2"},
      {"repairable",
       {3, 2, 3139 * kHour, 2 * kHour},
       "mean_time_to_first_outage_s",
       0,
       823725.9166666669 * kHour,
       "birth-death chain"},
      {"raid", {100, 1, 30000 * kHour, kHour}, "approximate_mttdl_s", 0, 4.5e6 * kHour, "A Case for RAID: 4,500,000 h"},
      {"raid",
       {100, 10, 30000 * kHour, kHour},
       "mttdl_s",
       0,
       818754.5454545452 * kHour,
       "A Case for RAID: 820,000 h; exact chain"},
      {"periodic-test",
       {1000 * kHour, 168 * kHour},
       "unavailability_ratio",
       0,
       0.07948711121820684,
       "1 - (1 - exp(-x)) / x"},
      {"unit-over-time",
       {100 * kHour, 10 * kHour, 24 * kHour},
       "available_at_ratio",
       0,
       0.9155782972323988,
       "two-state chain"},
      {"drain", {60, 15}, "still_on_the_old_address_ratio", 0, 0.75, "1 - 15/60"},
      {"health-check", {30, 5, 2}, "timed_out_s", 1, 50, "Elastic Load Balancing defaults: from 35 to 65 s"},
      {"retries", {2, 5}, "attempts_at_the_bottom", 0, 243, "Builders' Library: 243 times"},
  };
  return rows;
}

}  // namespace

std::span<const KnownArithmetic> known_arithmetic() {
  return table();
}

}  // namespace bulkhead
