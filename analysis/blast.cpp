// SPDX-License-Identifier: Apache-2.0
// Blast radius by groups of customers.
#include "analysis/blast.hpp"

#include <algorithm>
#include <cmath>

#include "sim/math.hpp"

namespace bulkhead {
namespace {

constexpr double kNobody = 1e-12;  // a smaller share of customers is nobody
constexpr double kMany = 30;       // expected requests from which the normal approximation serves

// P[N <= k] for k = 0, 1, ... until nothing is left.
std::vector<double> poisson_table(double mean) {
  std::vector<double> table;
  const auto size = static_cast<std::size_t>(mean + 12 * std::sqrt(mean) + 20);
  double term = math::exp(-mean);
  double sum = 0;
  for (std::size_t k = 0; k < size; ++k) {
    sum += term;
    table.push_back(std::min(1.0, sum));
    term *= mean / static_cast<double>(k + 1);
  }
  return table;
}

// F > level (F + G), with F and G Poisson; given that there is any request.
double exact_above(double level, double bad, double good) {
  const auto below = poisson_table(good);
  const auto most = static_cast<std::size_t>(bad + 12 * std::sqrt(bad) + 20);
  double term = math::exp(-bad);
  double sum = 0;
  for (std::size_t f = 1; f < most; ++f) {
    term *= bad / static_cast<double>(f);
    const double most_good = std::ceil(static_cast<double>(f) * (1 - level) / level - 1e-9) - 1;  // strictly below
    if (most_good < 0) continue;
    sum += term * (most_good < static_cast<double>(below.size()) ? below[static_cast<std::size_t>(most_good)] : 1);
  }
  return std::min(1.0, sum / -math::expm1(-(bad + good)));
}

// How many customers a population counts for; without a number of them, by its demand.
double size_of(const PopulationSpec& population) {
  return population.customers > 0 ? population.customers : population.peak_rps;
}

}  // namespace

double chance_above(double level, double requests, double failing) {
  if (failing <= 0) return 0;
  if (failing >= 1) return 1;
  if (requests <= 0) return failing > level ? 1 : 0;
  if (requests <= kMany) return exact_above(level, requests * failing, requests * (1 - failing));
  const double variance = requests * (failing * (1 - level) * (1 - level) + (1 - failing) * level * level);
  const double chance = math::normal_cdf((failing - level) * requests / std::sqrt(variance));
  return chance < kNobody ? 0 : chance;
}

Blast::Blast(const Network& network, std::uint32_t service, const Customers& customers)
    : network_(&network), service_(service) {
  all_ = true;
  for (std::uint32_t p = 0; p < network.populations().size(); ++p)
    if (network.first_service(p) == service) all_ = false;
  for (const auto& group : customers.groups()) starts_.push_back({group.offered, group.failed});
}

bool Blast::counts(const Group& group) const {
  return all_ || network_->first_service(group.population) == service_;
}

void Blast::extend(const Customers& customers) const {
  const auto& groups = customers.groups();
  while (starts_.size() < groups.size()) starts_.push_back(starts_[groups[starts_.size()].parent]);
}

void Blast::look(const Ledger& ledger) {
  extend(*ledger.customers);
  double customers = 0, demand = 0;
  std::array<double, 4> hit{}, hit_demand{};
  for (const auto& group : ledger.customers->groups()) {
    if (!counts(group)) continue;
    const double people = group.weight * size_of(network_->population(group.population));
    const double requests = group.weight * ledger.demand_rps[group.population];
    customers += people;
    demand += requests;
    for (std::size_t i = 0; i < kBlastLevels.size(); ++i) {
      if (group.fail_share <= kBlastLevels[i]) continue;
      hit[i] += people;
      hit_demand[i] += requests;
    }
  }
  for (std::size_t i = 0; i < kBlastLevels.size(); ++i) {
    if (customers > 0) customers_worst_[i] = std::max(customers_worst_[i], hit[i] / customers);
    if (demand > 0) demand_worst_[i] = std::max(demand_worst_[i], hit_demand[i] / demand);
  }
}

std::vector<BlastPoint> Blast::over(const Customers& now) const {
  extend(now);
  double customers = 0, demand = 0;
  std::array<double, 4> hit{}, hit_demand{};
  for (std::size_t g = 0; g < now.groups().size(); ++g) {
    const auto& group = now.groups()[g];
    if (!counts(group)) continue;
    const auto& population = network_->population(group.population);
    const double whole = size_of(population);
    const double offered = group.offered - starts_[g].offered;
    const double failing = offered > 0 ? std::clamp((group.failed - starts_[g].failed) / offered, 0.0, 1.0) : 0;
    customers += group.weight * whole;
    demand += group.weight * offered;
    for (std::size_t i = 0; i < kBlastLevels.size(); ++i) {
      hit[i] +=
          group.weight * whole * chance_above(kBlastLevels[i], population.customers > 0 ? offered / whole : 0, failing);
      if (failing > kBlastLevels[i]) hit_demand[i] += group.weight * offered;
    }
  }
  std::vector<BlastPoint> out;
  for (std::size_t i = 0; i < kBlastLevels.size(); ++i)
    out.push_back({kBlastLevels[i], customers_worst_[i], customers > 0 ? hit[i] / customers : 0, demand_worst_[i],
                   demand > 0 ? hit_demand[i] / demand : 0});
  return out;
}

}  // namespace bulkhead
