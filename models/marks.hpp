// SPDX-License-Identifier: Apache-2.0
/// What enters the fingerprint of a replication, whichever engine runs it.
#pragma once

#include <cstdint>

#include "sim/fingerprint.hpp"
#include "sim/time.hpp"

namespace bulkhead {

/// Values are fixed for ever.
enum class Mark : std::uint8_t {
  evaluation = 1,
  fault_begins = 2,
  fault_heals = 3,
  signal_rises = 4,
  signal_falls = 5,
  ejected = 6,
  readmitted = 7,
  decided = 8,
  blocked = 9,
  begins = 10,
  effective = 11,
  ends = 12
};

inline void mark(Fingerprint& fingerprint, Instant now, Mark what, std::uint32_t subject) {
  fingerprint.add(static_cast<std::uint64_t>(now.since_start().count()),
                  std::uint64_t{static_cast<std::uint8_t>(what)} << 32 | subject);
}

}  // namespace bulkhead
