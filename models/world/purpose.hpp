// SPDX-License-Identifier: Apache-2.0
/// What draws are for: one number per use of chance, fixed for ever, so that no two uses share a stream.
#pragma once

#include <cstdint>

namespace bulkhead {

enum class Purpose : std::uint32_t {
  fault_begins = 1,   ///< (fault, target): time to the next failure
  fault_heals = 2,    ///< (fault, target): duration
  fault_victims = 3,  ///< (fault): which of `any n of`
  instance_coin = 4,  ///< (fault occurrence, instance): a coin that sticks to an instance
  boot = 5,           ///< (instance): how long it boots
  probe_phase = 6,    ///< (observer, target): when in its interval a health check is sent
  probe_reply = 7,    ///< (observer, target): whether probe n of an uncertain path succeeds
  leaf_counts = 8,    ///< (leaf): counts of period n
  provider = 9,       ///< (detector, zone): whether and when the provider notices
  decision = 10,      ///< (response, people): how long they take
  localise = 11,      ///< (response): how long, and whether the wrong zone
  found = 12,         ///< (fault, target): how long until somebody knows
  inspect = 13,       ///< (crew): inspections before repairs
  takeover = 14,      ///< (group): notice, time and coverage
  window = 15,        ///< (replication): where an estimate of rare events looks
  start = 16,         ///< (fault, target): whether a spare starts at its n-th demand
  resupply = 20,      ///< (crew): how long until an ordered part comes
  fail_back = 21,     ///< (group): how long the n-th return takes
  grace = 22,         ///< (group): how long the needer lives on at its n-th turn
  restart = 23,       ///< (group): how long it takes to start at its n-th turn
  travel = 24,        ///< (crew): its n-th way, when it was idle
};

}  // namespace bulkhead
