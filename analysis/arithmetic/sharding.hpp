// SPDX-License-Identifier: Apache-2.0
/// Closed forms of shuffle sharding: hypergeometric overlaps, poison pills, failed workers.
///
/// Shape:    each takes a formula's arguments (analysis/arithmetic/formulas.cpp names them) and gives its figures
#pragma once

#include "analysis/arithmetic/chains.hpp"

namespace bulkhead::arithmetic {

/// n over k, exact while it is below 2^53.
double choose(double n, double k);

Figures shuffle_sharding(Given);
/// How many of its workers a shard has lost.
Figures shard_loss(Given);
/// Shards of so many workers in each of several zones.
Figures zonal_shards(Given);
/// Customers that share a whole shard.
Figures shard_collisions(Given);

}  // namespace bulkhead::arithmetic
