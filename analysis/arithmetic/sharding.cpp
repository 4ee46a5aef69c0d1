// SPDX-License-Identifier: Apache-2.0
// Shards of k of n workers.
#include "analysis/arithmetic/sharding.hpp"

#include <cmath>
#include <utility>

namespace bulkhead::arithmetic {
namespace {

/// By how many of a victim's k workers are in at least one of so many random shards: none, 1, ..., k.
std::vector<double> covered(double n, double k, double shards_drawn) {
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
  return dead;
}

/// How many of k workers are among f of n: none, 1, ..., k.
std::vector<double> hypergeometric(double n, double k, double f) {
  std::vector<double> out;
  for (double j = 0; j <= k; ++j) out.push_back(choose(f, j) * choose(n - f, k - j) / choose(n, k));
  return out;
}

}  // namespace

double choose(double n, double k) {
  if (k < 0 || k > n) return 0;
  double out = 1;
  for (double i = 1; i <= k; ++i) out = out * (n - k + i) / i;
  return out < 0x1p53 ? std::round(out) : out;
}

Figures shuffle_sharding(Given given) {
  const double n = given[0], k = given[1], poison = given[2];
  demand(k >= 1 && k <= n && n <= 1e6 && k <= 100, "it needs 1 <= shard <= workers <= 1000000, shard <= 100");
  demand(poison <= 10000, "at most 10000 poisoned shards");
  const double shards = choose(n, k);
  demand(std::isfinite(shards), "so many shards cannot be counted: choose fewer workers or smaller shards");
  Figures out{{"shards", {shards}}, {"same_shard_ratio", {1 / shards}}, {"plain_blast_radius_ratio", {k / n}}};
  FormulaFigure overlap{"overlap_ratio", hypergeometric(n, k, k)};
  double more_than_two = 0;
  for (std::size_t j = 3; j < overlap.values.size(); ++j) more_than_two += overlap.values[j];
  const double none = overlap.values[0];
  out.push_back(std::move(overlap));
  out.push_back({"expected_overlap", {k * k / n}});
  out.push_back({"overlap_at_least_1_ratio", {1 - none}});
  out.push_back({"overlap_above_2_ratio", {more_than_two}});
  const std::vector<double> lost = covered(n, k, poison);
  out.push_back({"victim_lost_ratio", lost});
  out.push_back({"victim_down_ratio", {lost.back()}});
  return out;
}

Figures shard_loss(Given given) {
  const double n = given[0], k = given[1], failed = given[2];
  demand(k >= 1 && k <= n && n <= 1e6 && k <= 100, "it needs 1 <= shard <= workers <= 1000000, shard <= 100");
  demand(failed <= n, "at most all workers fail");
  demand(std::isfinite(choose(n, k)), "so many shards cannot be counted: choose fewer workers or smaller shards");
  std::vector<double> lost = hypergeometric(n, k, failed);
  const double all = lost.back();
  return {{"lost_ratio", std::move(lost)}, {"expected_lost", {k * failed / n}}, {"shard_down_ratio", {all}}};
}

Figures zonal_shards(Given given) {
  const double zones = given[0], n = given[1], k = given[2];
  demand(zones >= 1 && zones <= 100, "it needs 1 to 100 zones");
  demand(k >= 1 && k <= n && n <= 1e6 && zones * k <= 100, "it needs 1 <= shard <= workers, and at most 100 in all");
  const double shards = std::pow(choose(n, k), zones);
  demand(std::isfinite(shards), "so many shards cannot be counted: choose fewer workers or smaller shards");
  const std::vector<double> of_a_zone = hypergeometric(n, k, k);
  std::vector<double> overlap{1};
  for (double zone = 0; zone < zones; ++zone) {
    std::vector<double> next(overlap.size() + of_a_zone.size() - 1, 0);
    for (std::size_t a = 0; a < overlap.size(); ++a)
      for (std::size_t b = 0; b < of_a_zone.size(); ++b) next[a + b] += overlap[a] * of_a_zone[b];
    overlap = std::move(next);
  }
  return {{"shards", {shards}},
          {"same_shard_ratio", {1 / shards}},
          {"overlap_ratio", std::move(overlap)},
          {"expected_overlap", {zones * k * k / n}}};
}

Figures shard_collisions(Given given) {
  const double customers = given[0], shards = given[1];
  demand(customers >= 1 && shards >= 1 && customers <= 1e7, "it needs 1 to 10000000 customers, and a shard");
  double log_alone = 0;
  for (double before = 1; before < customers && before < shards; ++before) log_alone += std::log1p(-before / shards);
  const double any = customers > shards ? 1 : -std::expm1(log_alone);
  const bool alone = customers == 1;
  const double with_me = alone ? 0 : shards == 1 ? 1 : -std::expm1((customers - 1) * std::log1p(-1 / shards));
  return {{"any_two_share_ratio", {any}},
          {"one_shares_ratio", {with_me}},
          {"expected_sharing_pairs", {customers * (customers - 1) / 2 / shards}}};
}

}  // namespace bulkhead::arithmetic
