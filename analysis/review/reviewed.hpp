// SPDX-License-Identifier: Apache-2.0
/// One variant under review: its model, its file, and what several rules derive from them, once.
///
/// Units:    loads in attempts per second at the clients' peak, with the retries of steady errors and no others; times
///           in seconds in names with `_s`
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/review/steady.hpp"
#include "models/world/estate.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

/// The window over which the error budget of an objective is counted: a usual one is 28 or 30 days. Source: assumed.
inline constexpr double kBudgetWindow_s = 30.0 * 86400;

class Reviewed {
 public:
  Reviewed(const Experiment& experiment, const Variant& variant);

  const Experiment& experiment;
  const Model& model;
  const Resolved& file;

  /// Components, pools and instances; compiled when first asked.
  const Estate& estate() const;

  std::uint32_t callee(std::uint32_t service, std::size_t call) const { return callees_[service][call]; }
  /// By region, then service.
  double load(std::uint32_t region, std::uint32_t service) const { return loads_[region][service]; }
  double load(std::uint32_t service) const;
  const Steady& steady() const { return steady_; }
  /// Whether clients reach it, by hard calls that some request makes.
  bool needed(std::uint32_t service) const { return needed_[service] != 0; }
  /// By service: whether one of these reaches it by such calls, or is it.
  std::vector<char> reached_from(std::vector<std::uint32_t> services) const;
  /// What one instance serves while all is well: its capacity, or what its slots carry; infinite where neither is said.
  double instance_rps(std::uint32_t service) const;
  /// Whether it is asked in a region of several zones.
  bool spans_zones(std::uint32_t service) const;
  /// Who serves a call to it.
  Routing towards(std::uint32_t service) const;
  std::uint32_t zones() const { return zones_; }

  /// How long all may be down in the window of the error budget, by the strictest objective of a service: nothing at 100 %.
  struct Budget {
    std::string service;
    double success = 0;
    double allowed_s = 0;
  };
  const std::optional<Budget>& budget() const { return budget_; }

 private:
  void add_budget();

  std::vector<std::vector<std::uint32_t>> callees_;
  Steady steady_;
  std::vector<std::vector<double>> loads_;
  std::vector<char> needed_;
  std::optional<Budget> budget_;
  std::uint32_t zones_ = 0;
  mutable std::unique_ptr<Estate> estate_;
  mutable std::vector<double> instance_rps_;  ///< when first asked
};

/// Attempts of one call, at most: 1 + retries, or what a budget leaves of them.
double attempts_of(const CallSpec& call);

}  // namespace bulkhead
