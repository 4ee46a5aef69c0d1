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
#include "analysis/arithmetic/sharding.hpp"

namespace bulkhead {
namespace {

using arithmetic::choose;
using arithmetic::demand;
using arithmetic::Figures;
using arithmetic::Given;

constexpr auto kRatio = ArgumentType::ratio;
constexpr auto kCount = ArgumentType::count;
constexpr auto kNumber = ArgumentType::number;
constexpr auto kDuration = ArgumentType::duration;

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
  Figures out{{"downtime_s_per_year", {}}, {"downtime_s_per_month", {}}, {"nines", {}}};
  for (const double a : given) {
    demand(a < 1, "nines are of an availability below 100 %");
    out[0].values.push_back((1 - a) * kSecondsPerYear);
    out[1].values.push_back((1 - a) * kSecondsPerYear / 12);
    out[2].values.push_back(std::fabs(std::log10(1 - a)));
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
  Figures out{{"downtime_s", {down}}, {"availability_ratio", {1 - down / kSecondsPerYear}}};
  if (down > 0) out.push_back({"nines", {-std::log10(down / kSecondsPerYear)}});
  return out;
}

Figures error_budget(Given given) {
  const double target = given[0], window = given[1], failing = given[2];
  demand(target < 1, "a target of 100 % leaves no budget");
  demand(failing > 0, "what fails spends a budget: failing above 0");
  const double budget = 1 - target, burn = failing / budget;
  return {{"budget_ratio", {budget}},
          {"budget_s", {budget * window}},
          {"burn_rate", {burn}},
          {"exhausted_after_s", {window / burn}}};
}

Figures static_stability(Given given) {
  const double zones = given[0], needed = given[1], left = zones - given[2];
  demand(zones >= 2, "static stability needs two zones or more");
  demand(left >= 1 && given[2] >= 1, "one zone or more is lost, and one is left");
  const double each = std::ceil(needed / left);
  return {{"provisioned_over_needed_ratio", {zones / left}},
          {"largest_utilisation_ratio", {left / zones}},
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

/// Do counts differ from what is expected of them? Both have the same sum.
Figures goodness_of_fit(std::span<const double> counts, std::span<const double> expected) {
  double statistic = 0, farthest = -1;
  std::size_t outlier = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double distance = std::fabs(counts[i] - expected[i]), far = distance * distance / expected[i];
    statistic += far;
    if (far > farthest) farthest = far, outlier = i;
  }
  const double freedom = static_cast<double>(counts.size()) - 1;
  const double p = boost::math::cdf(boost::math::complement(boost::math::chi_squared(freedom), statistic));
  Figures out{{"statistic", {statistic}},
              {"degrees_of_freedom", {freedom}},
              {"p_value", {p}},
              {"significant_at_5_percent", {p <= 0.05 ? 1.0 : 0.0}}};
  if (statistic > 0) out.push_back({"outlier", {static_cast<double>(outlier)}});
  return out;
}

Figures chi_squared(Given given) {
  demand(given.size() >= 2, "it compares two counts or more");
  const double mean = std::accumulate(given.begin(), given.end(), 0.0) / static_cast<double>(given.size());
  demand(mean > 0, "some count must be above 0");
  return goodness_of_fit(given, std::vector<double>(given.size(), mean));
}

Figures chi_squared_by_traffic(Given given) {
  demand(given.size() % 2 == 0 && given.size() >= 4, "it takes pairs: errors and requests of two zones or more");
  std::vector<double> errors, requests;
  for (std::size_t i = 0; i < given.size(); i += 2) {
    demand(given[i] <= given[i + 1] && given[i + 1] > 0, "errors are at most the requests, which are above 0");
    errors.push_back(given[i]);
    requests.push_back(given[i + 1]);
  }
  const double all = std::accumulate(errors.begin(), errors.end(), 0.0);
  demand(all > 0, "some count must be above 0");
  const double share = all / std::accumulate(requests.begin(), requests.end(), 0.0);
  for (double& expected : requests) expected *= share;
  return goodness_of_fit(errors, requests);
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
      {"chi-squared-by-traffic",
       "The same where zones have different traffic: errors are expected by its shares.",
       {{"counts", kNumber, "errors and requests of each zone: ERRORS REQUESTS ERRORS REQUESTS ...", true}},
       "AWS, Advanced Multi-AZ Resilience Patterns: outlier detection",
       chi_squared_by_traffic},
      {"drain",
       "Resolvers that ask again every TTL, at random phases, after an address has changed.",
       {{"ttl", kDuration, "how long an answer is kept"}, {"after", kDuration, "times since the change", true}},
       "uniform phases",
       drain},
      {"error-budget",
       "What a target allows in a window, and how fast a share of failing requests spends it.",
       {{"target", kRatio, "availability promised"},
        {"window", kDuration, "over which it is counted, as 30d"},
        {"failing", kRatio, "share that fails", false, 1.0}},
       "Google, The Site Reliability Workbook, chapter 5: alerting on SLOs",
       error_budget},
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
       "Downtime a year of 365 days, and a twelfth of it.",
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
       "Mean time to data loss: groups of data disks with parity disks, one repair per group. Of all groups exactly "
       "with "
       "one parity disk each, of one group always.",
       {{"disks", kCount, "data disks in all"},
        {"group", kCount, "data disks of a group"},
        {"mttf", kDuration, "of a disk"},
        {"repair", kDuration, "of a disk"},
        {"parity", kCount, "parity disks of a group", false, 1.0}},
       "Patterson, Gibson, Katz, A Case for RAID, SIGMOD 1988; exact, of all and of one group: Markov chains",
       arithmetic::raid},
      {"repairable",
       "Units that fail and are repaired by crews, exponentially: k of n are needed. A year has 365 days; a time above "
       "1e308 s is left out.",
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
      {"shard-collisions",
       "Customers on random shards: whether any two have the same one, whether a given one shares, how many pairs do.",
       {{"customers", kCount, "customers"}, {"shards", kCount, "different shards"}},
       "birthday problem",
       arithmetic::shard_collisions},
      {"shard-loss",
       "Shards of k of n workers of which some have failed: how many of its own a shard has lost (none, 1, 2, ...).",
       {{"workers", kCount, "n"},
        {"shard", kCount, "k workers of a customer"},
        {"failed", kCount, "workers, at random"}},
       "hypergeometric",
       arithmetic::shard_loss},
      {"shuffle-sharding",
       "Shards of k of n workers: overlaps (none, 1, 2, ...), and who goes down with poison pills.",
       {{"workers", kCount, "n"},
        {"shard", kCount, "k workers of a customer"},
        {"poison", kCount, "customers that kill their whole shard", false, 1.0}},
       "MacCarthaigh, Workload isolation using shuffle-sharding; hypergeometric",
       arithmetic::shuffle_sharding},
      {"shuffle-sharding-zones",
       "Shards of k of the n workers of each zone: how many workers two shards have in common (none, 1, 2, ...).",
       {{"zones", kCount, "zones"},
        {"workers", kCount, "n of each zone"},
        {"shard", kCount, "k of each zone", false, 1.0}},
       "MacCarthaigh, Workload isolation using shuffle-sharding; hypergeometric, zone by zone",
       arithmetic::zonal_shards},
      {"static-stability",
       "Capacity that survives the loss of zones without launching anything.",
       {{"zones", kCount, "zones"},
        {"needed", kCount, "instances needed at the peak"},
        {"lost", kCount, "zones lost", false, 1.0}},
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
