// SPDX-License-Identifier: Apache-2.0
// M/M/c and M/M/c/K in closed form.
#include "models/traffic/queueing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/math.hpp"

namespace bulkhead {
namespace {

constexpr double kFullest = 0.9;  // of the capacity: beyond it the wait stays what it is there; assumed

// P[wait > 0] = C, and those who wait do so for an exponential time of mean 1/(capacity - arrivals).
Waiting shedding(double arrivals, double capacity, double slots) {
  const double admitted = arrivals > capacity ? capacity / arrivals : 1;
  const double load = std::min(arrivals / capacity, kFullest);
  const double queued = math::erlang_c(static_cast<std::uint64_t>(slots), load * slots);
  const double each = 1 / (capacity * (1 - load));
  const double mean = queued * each;
  return {admitted, {mean, std::max(0.0, 2 * queued * each * each - mean * mean)}};
}

// States 0..K; beyond the servers the probabilities are geometric with ratio rho = arrivals/capacity.
Waiting bounded(double arrivals, double capacity, double slots, int places) {
  const double rho = arrivals / capacity;
  const double blocked = math::erlang_b(static_cast<std::uint64_t>(slots), rho * slots);
  // Relative to p_c = blocked * sum_{i<=c}: total mass is 1/blocked for states 0..c, then rho + rho^2 + ... for the queue.
  double mass = 0;    // of the queue states 1..places
  double length = 0;  // sum of j rho^j
  double second = 0;  // sum of E[wait^2] terms: an arrival that finds j waiting waits for j+1 services
  double term = 1;
  for (int j = 1; j <= places; ++j) {
    const double before = term;  // the arrival finds j-1 waiting and is admitted
    second += before * static_cast<double>(j) * (j + 1);
    term *= rho;
    mass += term;
    length += term * j;
  }
  const double total = 1 / blocked + mass;
  const double lost = term / total;  // all places taken: the last state
  const double admitted = 1 - lost;
  if (admitted <= 0) return {0, {}};
  const double mean = length / total / (arrivals * admitted);
  const double square = second / total / (capacity * capacity) / admitted;
  return {admitted, {mean, std::max(0.0, square - mean * mean)}};
}

}  // namespace

Waiting station(double arrivals, double capacity, double slots, int waiting_places) {
  if (arrivals <= 0 || capacity == std::numeric_limits<double>::infinity()) return {};
  if (capacity <= 0) return {0, {}};
  return waiting_places < 0 ? shedding(arrivals, capacity, slots) : bounded(arrivals, capacity, slots, waiting_places);
}

}  // namespace bulkhead
