// SPDX-License-Identifier: Apache-2.0
// The table of formulas, and those that are one line of algebra.
#include "analysis/arithmetic/formulas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <numeric>
#include <utility>

#include "analysis/arithmetic/chains.hpp"

namespace bulkhead {
namespace {

using arithmetic::demand;
using arithmetic::Figures;
using arithmetic::Given;

constexpr auto kRatio = ArgumentType::ratio;
constexpr auto kCount = ArgumentType::count;
constexpr auto kNumber = ArgumentType::number;
constexpr auto kDuration = ArgumentType::duration;

/// n over k, exact while it is below 2^53.
double choose(double n, double k) {
  if (k < 0 || k > n) return 0;
  double out = 1;
  for (double i = 1; i <= k; ++i) out = out * (n - k + i) / i;
  return out < 0x1p53 ? std::round(out) : out;
}

/// P[at most k of n], each with probability p; a sum of positive terms.
double at_most(double k, double n, double p) {
  double sum = 0;
  for (double j = 0; j <= k; ++j) sum += choose(n, j) * std::pow(p, j) * std::pow(1 - p, n - j);
  return sum;
}

Figures availability_and_downtime(double unavailability) {
  return {{"availability_ratio", {1 - unavailability}},
          {"unavailability_ratio", {unavailability}},
          {"downtime_s_per_year", {unavailability * kSecondsPerYear}}};
}

Figures series(Given given) {
  double log_up = 0;  // keeps the digits of what is rarely down
  for (const double a : given) log_up += std::log1p(a - 1);
  return availability_and_downtime(-std::expm1(log_up));
}

Figures parallel(Given given) {
  double down = 1;
  for (const double a : given) down *= 1 - a;
  return availability_and_downtime(down);
}

Figures nines(Given given) {
  Figures out{{"downtime_s_per_year", {}}, {"nines", {}}};
  for (const double a : given) {
    demand(a < 1, "nines are of an availability below 100 %");
    out[0].values.push_back((1 - a) * kSecondsPerYear);
    out[1].values.push_back(std::fabs(std::log10(1 - a)));
  }
  return out;
}

Figures k_of_n(Given given) {
  const double k = given[0], n = given[1], a = given[2];
  demand(k >= 1 && k <= n && n <= 1000, "it needs 1 <= k <= n <= 1000");
  Figures out = availability_and_downtime(at_most(k - 1, n, a));
  const double spares = n - k;
  const double approximate = choose(n, spares + 1) * std::pow(1 - a, spares + 1);
  if (!(approximate < 1)) return out;
  out.push_back({"approximate_availability_ratio", {1 - approximate}});
  out.push_back({"approximate_unavailability_ratio", {approximate}});
  return out;
}

Figures measured(Given given) {
  demand(given.size() % 2 == 0, "it takes pairs: good and total requests of each API");
  double good = 0, total = 0, shares = 0;
  for (std::size_t i = 0; i < given.size(); i += 2) {
    demand(given[i] <= given[i + 1] && given[i + 1] > 0, "good requests are at most the total, which is above 0");
    good += given[i];
    total += given[i + 1];
    shares += given[i] / given[i + 1];
  }
  return {{"by_requests_ratio", {good / total}},
          {"mean_of_apis_ratio", {shares / static_cast<double>(given.size() / 2)}}};
}

Figures windows(Given given) {
  const double down = given[0] * given[1];
  demand(down <= kSecondsPerYear, "so many windows are longer than a year of 365 days");
  return {{"downtime_s", {down}}, {"availability_ratio", {1 - down / kSecondsPerYear}}};
}

Figures static_stability(Given given) {
  const double zones = given[0], needed = given[1];
  demand(zones >= 2, "static stability needs two zones or more");
  const double each = std::ceil(needed / (zones - 1));
  return {{"provisioned_over_needed_ratio", {zones / (zones - 1)}},
          {"largest_utilisation_ratio", {(zones - 1) / zones}},
          {"instances_per_zone", {each}},
          {"instances", {each * zones}}};
}

Figures zones(Given given) {
  const double n = given[0], hops = given[1], loss = given[2];
  demand(n >= 1, "one zone or more");
  constexpr double kDollarsPerGigabyteEachWay = 0.01;
  const double crossing = (n - 1) / n;
  return {{"silo_failed_ratio", {(1 - std::pow(1 - loss, hops + 1)) / n}},
          {"decoupled_failed_ratio", {1 - std::pow(1 - loss / n, hops + 1)}},
          {"silo_cross_zone_hops_per_request", {0}},
          {"decoupled_cross_zone_hops_per_request", {hops * crossing}},
          {"decoupled_transfer_usd_per_tb_and_hop", {crossing * 2 * kDollarsPerGigabyteEachWay * 1000}}};
}

Figures cells(Given given) {
  const double count = given[0], cell = given[1], router = given[2];
  demand(count >= 1, "one cell or more");
  const double all = std::pow(cell, count);
  return {{"blast_radius_of_one_cell_ratio", {1 / count}},
          {"request_availability_ratio", {router * cell}},
          {"all_cells_up_ratio", {all}},
          {"some_customer_impacted_ratio", {1 - router * all}}};
}

/// The chance that all k workers of a victim are in at least one of so many random shards: how many are, shard by
/// shard.
double covered(double n, double k, double shards_drawn) {
  const double shards = choose(n, k);
  const auto size = static_cast<std::size_t>(k);
  std::vector<double> dead(size + 1, 0);
  dead[0] = 1;
  for (double drawn = 0; drawn < shards_drawn; ++drawn) {
    for (std::size_t before = size; before-- > 0;) {
      const double alive = k - static_cast<double>(before);
      const double here = std::exchange(dead[before], 0);
      for (double hit = 0; hit <= alive; ++hit)
        dead[before + static_cast<std::size_t>(hit)] += here * choose(alive, hit) * choose(n - alive, k - hit) / shards;
    }
  }
  return dead[size];
}

Figures shuffle_sharding(Given given) {
  const double n = given[0], k = given[1], poison = given[2];
  demand(k >= 1 && k <= n && n <= 1e6 && k <= 100, "it needs 1 <= shard <= workers <= 1000000, shard <= 100");
  demand(poison <= 10000, "at most 10000 poisoned shards");
  const double shards = choose(n, k);
  demand(std::isfinite(shards), "so many shards cannot be counted: choose fewer workers or smaller shards");
  Figures out{{"shards", {shards}}, {"same_shard_ratio", {1 / shards}}, {"plain_blast_radius_ratio", {k / n}}};
  FormulaFigure overlap{"overlap_ratio", {}};
  double more_than_two = 0;
  for (double j = 0; j <= k; ++j) overlap.values.push_back(choose(k, j) * choose(n - k, k - j) / shards);
  for (std::size_t j = 3; j < overlap.values.size(); ++j) more_than_two += overlap.values[j];
  const double none = overlap.values[0];
  out.push_back(std::move(overlap));
  out.push_back({"expected_overlap", {k * k / n}});
  out.push_back({"overlap_at_least_1_ratio", {1 - none}});
  out.push_back({"overlap_above_2_ratio", {more_than_two}});
  out.push_back({"victim_down_ratio", {covered(n, k, poison)}});
  return out;
}

Figures chi_squared(Given given) {
  demand(given.size() >= 2, "it compares two counts or more");
  const double expected = std::accumulate(given.begin(), given.end(), 0.0) / static_cast<double>(given.size());
  demand(expected > 0, "some count must be above 0");
  double statistic = 0, farthest = -1;
  std::size_t outlier = 0;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const double distance = std::fabs(given[i] - expected);
    statistic += distance * distance / expected;
    if (distance > farthest) farthest = distance, outlier = i;
  }
  const double freedom = static_cast<double>(given.size()) - 1;
  const double p = boost::math::cdf(boost::math::complement(boost::math::chi_squared(freedom), statistic));
  Figures out{{"statistic", {statistic}},
              {"degrees_of_freedom", {freedom}},
              {"p_value", {p}},
              {"significant_at_5_percent", {p <= 0.05 ? 1.0 : 0.0}}};
  if (statistic > 0) out.push_back({"outlier", {static_cast<double>(outlier)}});
  return out;
}

Figures health_check(Given given) {
  const double interval = given[0], timeout = given[1], threshold = given[2];
  demand(threshold >= 1, "one failed probe or more");
  const double least = (threshold - 1) * interval;
  return {{"timed_out_s", {least + timeout, least + interval / 2 + timeout, least + interval + timeout}},
          {"refused_s", {least, least + interval / 2, least + interval}}};
}

Figures retries(Given given) {
  const double attempts = given[0] + 1, layers = given[1], p = given[2];
  demand(layers >= 1 && layers <= 100, "from 1 to 100 layers");
  double failing = p, load = 1;  // from the bottom: the chance that a layer's call fails, the attempts at the bottom
  for (double layer = 0; layer < layers; ++layer) {
    load *= failing < 1 ? (1 - std::pow(failing, attempts)) / (1 - failing) : attempts;
    failing = std::pow(failing, attempts);
  }
  return {{"attempts_at_the_bottom", {load}}, {"failed_ratio", {failing}}};
}

Figures drain(Given given) {
  FormulaFigure left{"still_on_the_old_address_ratio", {}};
  for (const double t : given.subspan(1)) left.values.push_back(std::max(0.0, 1 - t / given[0]));
  return {std::move(left), {"mean_time_on_the_old_address_s", {given[0] / 2}}};
}

const char* const kAws = "AWS, Availability and Beyond";

std::vector<ClosedForm> table() {
  return {
      {"alarm",
       "Datapoints until a false alarm: m of the last n breach, each with probability p.",
       {{"p", kRatio, "probability that a datapoint breaches"},
        {"m", kCount, "datapoints that must breach"},
        {"n", kCount, "of the last so many"}},
       "Markov chain of the last n - 1 datapoints",
       arithmetic::alarm},
      {"cells",
       "Equal cells behind a router: who is hit, and how often anybody is.",
       {{"cells", kCount, "number of cells"},
        {"cell", kRatio, "availability of a cell"},
        {"router", kRatio, "availability of the router"}},
       "AWS, Reducing the Scope of Impact with Cell-Based Architecture",
       cells},
      {"chi-squared",
       "Do errors differ between zones? The outlier, where counts differ, is counted from 0.",
       {{"errors", kNumber, "of each zone", true}},
       "AWS, Advanced Multi-AZ Resilience Patterns: outlier detection",
       chi_squared},
      {"drain",
       "Resolvers that ask again every TTL, at random phases, after an address has changed.",
       {{"ttl", kDuration, "how long an answer is kept"}, {"after", kDuration, "times since the change", true}},
       "uniform phases",
       drain},
      {"health-check",
       "From a fault to its detection: earliest, mean, latest, where probes time out or are refused.",
       {{"interval", kDuration, "between probes"},
        {"timeout", kDuration, "of a probe"},
        {"threshold", kCount, "failed probes in a row"}},
       "uniform phase of the fault in the interval",
       health_check},
      {"k-of-n",
       "Redundancy: k of n independent units are needed; exact, and by AWS's approximation where that is below 1.",
       {{"k", kCount, "units needed"}, {"n", kCount, "units"}, {"availability", kRatio, "of a unit"}},
       kAws,
       k_of_n},
      {"measured",
       "Availability of several APIs: by requests, and as the mean of the APIs.",
       {{"requests", kNumber, "good and total of each API: GOOD TOTAL GOOD TOTAL ...", true}},
       kAws,
       measured},
      {"nines",
       "Downtime a year of 365 days.",
       {{"availability", kRatio, "one or more", true}},
       "AWS Well-Architected, Reliability Pillar",
       nines},
      {"parallel",
       "Independent units of which one suffices.",
       {{"availability", kRatio, "of each unit", true}},
       kAws,
       parallel},
      {"periodic-test",
       "A latent failure that only a periodic test finds, and mends at once.",
       {{"mttf", kDuration, "mean time to failure, exponential"}, {"interval", kDuration, "between tests"}},
       "renewal theory",
       arithmetic::periodic_test},
      {"raid",
       "Mean time to data loss: groups of data disks with one parity disk each, one repair per group.",
       {{"disks", kCount, "data disks in all"},
        {"group", kCount, "data disks of a group"},
        {"mttf", kDuration, "of a disk"},
        {"repair", kDuration, "of a disk"}},
       "Patterson, Gibson, Katz, A Case for RAID, SIGMOD 1988; exact, of all and of one group: Markov chains",
       arithmetic::raid},
      {"repairable",
       "Units that fail and are repaired by crews, exponentially: k of n are needed. A time above 1e308 s is left out.",
       {{"n", kCount, "units"},
        {"k", kCount, "units needed"},
        {"mttf", kDuration, "of a running unit"},
        {"repair", kDuration, "of a unit"},
        {"crews", kCount, "0: one for each", false, 0.0},
        {"active", kCount, "units that run, the others are cold spares; 0: all", false, 0.0},
        {"halts", kCount, "1: nothing fails while the system is down", false, 0.0}},
       "birth-death chain",
       arithmetic::repairable},
      {"retries",
       "Layers of retries above a dependency that fails with probability p.",
       {{"retries", kCount, "of each layer: r retries are r + 1 attempts"},
        {"layers", kCount, "layers that retry"},
        {"p", kRatio, "probability that the bottom fails", false, 1.0}},
       "Brooker, Timeouts, retries, and backoff with jitter",
       retries},
      {"series", "Hard dependencies: all are needed.", {{"availability", kRatio, "of each", true}}, kAws, series},
      {"shuffle-sharding",
       "Shards of k of n workers: overlaps (none, 1, 2, ...), and who goes down with poison pills.",
       {{"workers", kCount, "n"},
        {"shard", kCount, "k workers of a customer"},
        {"poison", kCount, "customers that kill their whole shard", false, 1.0}},
       "MacCarthaigh, Workload isolation using shuffle-sharding; hypergeometric",
       shuffle_sharding},
      {"static-stability",
       "Capacity that survives the loss of one zone without launching anything.",
       {{"zones", kCount, "zones"}, {"needed", kCount, "instances needed at the peak"}},
       kAws,
       static_stability},
      {"unit-over-time",
       "One unit that starts up, fails and is repaired: availability at a time, and until then.",
       {{"mttf", kDuration, "mean time to failure"},
        {"repair", kDuration, "mean time to repair"},
        {"times", kDuration, "since the start", true}},
       "two-state Markov chain",
       arithmetic::unit_over_time},
      {"windows",
       "Downtime counted in bad windows of a year of 365 days.",
       {{"bad", kCount, "bad windows"}, {"window", kDuration, "length of a window"}},
       kAws,
       windows},
      {"zones",
       "One zone fails a share of all work: a request that stays in its zone, and one that hops between them.",
       {{"zones", kCount, "zones"},
        {"hops", kCount, "calls in a row after the first service"},
        {"loss", kRatio, "share of the work that the zone fails", false, 1.0}},
       "AWS, Availability Zone Affinity; transfer at 0.01 USD a GB each way",
       zones},
  };
}

}  // namespace

std::span<const ClosedForm> formulas() {
  static const std::vector<ClosedForm> all = table();
  return all;
}

const ClosedForm* find_formula(std::string_view name) {
  const auto all = formulas();
  const auto found = std::find_if(all.begin(), all.end(), [&](const ClosedForm& f) { return f.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<FormulaFigure> evaluate(const ClosedForm& formula, std::vector<double> arguments) {
  const auto& wanted = formula.arguments;
  for (std::size_t i = arguments.size(); i < wanted.size(); ++i) {
    if (!wanted[i].fallback) throw ArithmeticError(fmt::format("{} is missing: {}", wanted[i].name, wanted[i].about));
    arguments.push_back(*wanted[i].fallback);
  }
  if (arguments.size() > wanted.size() && !wanted.back().repeats)
    throw ArithmeticError(
        fmt::format("{} takes at most {} values, not {}", formula.name, wanted.size(), arguments.size()));
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const FormulaArgument& argument = wanted[std::min(i, wanted.size() - 1)];
    if (argument.type == kDuration && arguments[i] <= 0 && !argument.repeats)
      throw ArithmeticError(fmt::format("{} must be longer than 0", argument.name));
  }
  auto figures = formula.figures(arguments);
  for (const FormulaFigure& figure : figures)
    for (const double value : figure.values)
      if (!std::isfinite(value)) throw ArithmeticError(fmt::format("{} is beyond what a number can hold", figure.name));
  return figures;
}

}  // namespace bulkhead
