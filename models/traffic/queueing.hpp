// SPDX-License-Identifier: Apache-2.0
/// Waiting and loss at a station: M/M/c below its capacity, shed above it, or M/M/c/K with a bounded queue.
///
/// `shed` admits the capacity and fails the rest at once. Its waits are those of M/M/c up to nine tenths of the capacity and
/// stay there beyond, so that they are continuous through utilisation 1 (assumed; the manual names it). With waiting places
/// given, waits and losses are those of M/M/c/K exactly.
///
/// Units:    rates per second, waits in seconds
/// Source:   Erlang's formulas by recursion (sim/math.hpp); L. Kleinrock, Queueing Systems I, section 3
#pragma once

#include "models/traffic/moments.hpp"

namespace bulkhead {

struct Waiting {
  double admitted = 1;  ///< share of arrivals
  Moments wait;         ///< of those admitted
  bool operator==(const Waiting&) const = default;
};

/// slots >= 1 servers that together serve `capacity` per second; waiting_places < 0: shed.
Waiting station(double arrivals, double capacity, double slots, int waiting_places);

}  // namespace bulkhead
