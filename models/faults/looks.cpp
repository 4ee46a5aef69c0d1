// SPDX-License-Identifier: Apache-2.0
// Looks after looks, some of which miss.
#include "models/faults/looks.hpp"

#include <algorithm>
#include <cmath>

#include "sim/math.hpp"

namespace bulkhead {
namespace {

// The first of first, first + every, ... that lies after now.
Instant look_after(Instant now, Duration first, Duration every) {
  const Duration gone = now.since_start() - first;
  if (gone < Duration::zero()) return Instant::at(first);
  return Instant::at(first + (gone.count() / every.count() + 1) * every);
}

// i/n of a period.
Duration part_of(Duration every, std::int64_t i, std::int64_t n) {
  return every / n * i + Duration::ns(every.count() % n * i / n);
}

// The look after so many others, of which each target has one in a period.
Instant later(const std::vector<Instant>& next, double missed, Duration every) {
  const auto looks = static_cast<std::size_t>(missed);
  return next[looks % next.size()] + static_cast<std::int64_t>(looks / next.size()) * every;
}

}  // namespace

Instant found_at(const FaultSpec& fault, Instant now, const std::vector<std::int64_t>& struck, Draws draws) {
  const Duration every = *fault.found_every, full_every = fault.found_full_every.value_or(every);
  std::vector<Instant> next;
  Instant full = Instant::never();
  const auto look = [&](Duration first) {
    next.push_back(look_after(now, first, every));
    if (fault.found_full_every) full = std::min(full, look_after(now, first + full_every - every, full_every));
  };
  if (!fault.found_staggered) look(fault.found_first.value_or(every));
  const auto n = static_cast<std::int64_t>(fault.targets.size());
  for (const std::int64_t i : struck)
    if (fault.found_staggered) look(part_of(every, i, n));
  if (fault.found_coverage < 1 && !draws.chance(fault.found_coverage)) return full;
  if (fault.found_misses >= 1) return full;
  std::sort(next.begin(), next.end());
  if (fault.found_misses <= 0) return std::min(next.front(), full);
  const double missed = std::floor(math::log(draws.uniform()) / math::log(fault.found_misses));
  return std::min(later(next, missed, every), full);
}

Duration longest_wait(const FaultSpec& fault) {
  if (fault.found_full_every && fault.found_coverage < 1) return *fault.found_full_every;
  const Duration mean = fault.found_misses > 0
                            ? Duration::from_seconds(fault.found_every->seconds() / (1 - fault.found_misses))
                            : *fault.found_every;
  return fault.found_full_every ? std::min(mean, *fault.found_full_every) : mean;
}

}  // namespace bulkhead
