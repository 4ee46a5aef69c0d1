// SPDX-License-Identifier: Apache-2.0
/// When somebody looks for what has failed unseen, and which look finds it.
///
/// Looks (`found_every`) are at first, first + every, ...; staggered, target i of the fault's n is looked at first at i/n of
/// `every`, and what strikes several is found at a look at any of them. A failure is, with the probability `found_coverage`,
/// one that looks can find (test coverage); each look misses it with the probability `found_misses`, whatever others did.
/// With `found_full_every`, N times `found_every`, the N-th look at a target is full, and so is each N-th after it: it finds
/// all.
///
/// Units:    instants
/// Chance:   by failure: whether looks can find it, then how many miss it; no draw for what is certain
/// Source:   test coverage: IEC 61508-6 (2010), annex B.3.2.5
#pragma once

#include <cstdint>
#include <vector>

#include "models/faults/spec.hpp"
#include "sim/random.hpp"
#include "sim/time.hpp"

namespace bulkhead {

/// Of a failure now. `struck`: numbers of the fault's targets, from 1 (staggered only).
/// Requires: found_every; staggered: struck is not empty
Instant found_at(const FaultSpec& fault, Instant now, const std::vector<std::int64_t>& struck, Draws draws);

/// Until the look that finds a failure that is hard to find: the mean, or until a full one. Requires: found_every
Duration longest_wait(const FaultSpec& fault);

}  // namespace bulkhead
