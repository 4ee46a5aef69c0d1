// SPDX-License-Identifier: Apache-2.0
// Chernoff bounds of datapoints.
#include "models/detection/certainty.hpp"

#include <algorithm>

#include "sim/math.hpp"

namespace bulkhead {
namespace {

constexpr double kImpossible = 1e-15;
constexpr double kLogImpossible = -34.5387763949107;  // log(1e-15)

// log of a bound on P[Poisson(mean) < count] (count <= mean) or P[Poisson(mean) >= count] (count > mean).
double log_tail(double mean, double count) {
  if (mean <= 0) return count > 0 ? -1e300 : 0;
  return count <= 0 ? -mean : -(mean - count + count * math::log(count / mean));
}

}  // namespace

Datapoint success_datapoint(Counts counts, double below, std::uint64_t min_samples) {
  const std::uint64_t all = counts.good + counts.bad;
  if (all < std::max<std::uint64_t>(1, min_samples)) return Datapoint::missing;
  return static_cast<double>(counts.good) < below * static_cast<double>(all) ? Datapoint::breach : Datapoint::ok;
}

std::optional<Datapoint> certain_success(Means means, double below, std::uint64_t min_samples) {
  const double all = means.good + means.bad;
  const auto needed = static_cast<double>(std::max<std::uint64_t>(1, min_samples));
  if (all <= 0) return Datapoint::missing;
  if (all < needed && log_tail(all, needed) < kLogImpossible) return Datapoint::missing;
  if (all <= needed || log_tail(all, needed - 1) >= kLogImpossible) return std::nullopt;
  if (means.bad <= kImpossible) return Datapoint::ok;
  if (below >= 1) return means.bad > -kLogImpossible ? std::optional(Datapoint::breach) : std::nullopt;
  if (below <= 0) return Datapoint::ok;
  if (means.good <= kImpossible) return Datapoint::breach;
  // Breach: below * bad > (1 - below) * good. Chernoff at the ratio r that makes the bound smallest.
  const double r = means.good * (1 - below) / (means.bad * below);
  const double bound = means.bad * (math::pow(r, below) - 1) + means.good * (math::pow(r, below - 1) - 1);
  if (bound >= kLogImpossible) return std::nullopt;
  return r > 1 ? Datapoint::ok : Datapoint::breach;
}

Datapoint volume_datapoint(Counts counts, double below) {
  return static_cast<double>(counts.good + counts.bad) < below ? Datapoint::breach : Datapoint::ok;
}

std::optional<Datapoint> certain_volume(Means means, double below) {
  const double mean = means.good + means.bad;
  if (below <= 0) return Datapoint::ok;
  if (log_tail(mean, below) >= kLogImpossible) return std::nullopt;
  return mean > below ? Datapoint::ok : Datapoint::breach;
}

}  // namespace bulkhead
