// SPDX-License-Identifier: Apache-2.0
/// The truth in expectations, for analysis alone: what is offered, what succeeds, and for whom.
///
/// Units:    rates per second
#pragma once

#include <cstdint>
#include <vector>

#include "models/traffic/customers.hpp"
#include "sim/time.hpp"

namespace bulkhead {

/// Calls of a service as its clients see them, after their retries.
struct ServiceRate {
  double offered = 0;
  double ok = 0;
  double full = 0;  ///< of ok: nothing soft was missing
};

struct Ledger {
  const Customers* customers = nullptr;
  std::vector<double> demand_rps;  ///< by population
  std::vector<ServiceRate> services;
  double requests_rps = 0;            ///< of all populations
  double calls_rps = 0;               ///< first attempts everywhere, clients' included
  double attempts_rps = 0;            ///< everywhere, clients' included
  double cross_zone_rps = 0;          ///< attempts between zones; from an entry to the first service is none
  std::vector<double> pool_load_rps;  ///< arrivals, by pool
  std::vector<double> residual_rps;   ///< by zone: arrivals at its pools
  bool converged = true;
  double residual = 0;
  std::uint32_t restless = ~std::uint32_t{0};  ///< pool
};

/// Who is told of every evaluation: the ledger holds what is true from now on; groups have been advanced to now.
class Audience {
 public:
  virtual void settled(Instant now, const Ledger& ledger) = 0;

 protected:
  ~Audience() = default;
};

}  // namespace bulkhead
