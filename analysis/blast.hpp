// SPDX-License-Identifier: Apache-2.0
/// Who is hit: the shares of customers and of demand with more than 0.1, 1, 10, 50 % of their own requests failing.
///
/// Over the whole incident a customer's own requests count: with n of them expected and a share p failing, the chance that more
/// than the level failed (among customers with any request) is exact for small n and normal for large; groups count by weight.
///
/// Units:    shares in [0,1], over all populations by customers, or by requests offered
#pragma once

#include <array>
#include <vector>

#include "analysis/record.hpp"
#include "models/traffic/ledger.hpp"

namespace bulkhead {

inline constexpr std::array<double, 4> kBlastLevels{0.001, 0.01, 0.1, 0.5};

/// The chance that more than `level` of a customer's requests fail: n expected (n = 0: very many), p of them failing.
double chance_above(double level, double requests, double failing);

class Blast {
 public:
  /// From now on, for the clients of one service.
  Blast(const Network& network, std::uint32_t service, const Customers& customers);
  /// The worst instant is judged at every evaluation.
  void look(const Ledger& ledger);
  /// Over the time since the beginning.
  std::vector<BlastPoint> over(const Customers& customers) const;

 private:
  struct Start {
    double offered = 0;
    double failed = 0;
  };
  void extend(const Customers& customers) const;
  bool counts(const Group& group) const;

  const Network* network_;
  std::uint32_t service_;
  bool all_ = false;                   // nobody enters here: the clients of all entries count
  mutable std::vector<Start> starts_;  // by group; groups that were cut off later begin like their parents
  std::array<double, 4> customers_worst_{};
  std::array<double, 4> demand_worst_{};
};

}  // namespace bulkhead
