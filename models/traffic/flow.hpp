// SPDX-License-Identifier: Apache-2.0
/// The flow engine's solution: rates, waits and successes everywhere, as a pure function of the situation.
///
/// It starts from nothing (no load, no retries, everything well) and sweeps: loads from callers to callees, waits at each
/// pool, outcomes from callees to callers, each node anew only where an input changed, until nothing changes any more. Where
/// the map of retries is isotone this is its least solution. After `kExactSweeps` a change below one part in 10^12 counts as
/// none, and a load goes only a part of the way, which halves whenever it turns; where it turns for ever around a jump (a time
/// without variance at its timeout) it rests in the jump. Where that does not end either, the solution says so (residual, pool).
///
/// An attempt from a caller to an instance class: lost on the path (time-out), dead (time-out), refused, shed, in error (after
/// its own service time, without calling anybody), failed because a hard callee failed, or served; a reply later than the timeout
/// is a time-out whose work is done in vain. r retries are r+1 attempts, redrawn with replacement: sum of f^k over k = 0..r,
/// cut where the caller's deadline leaves no time (fractionally, by mean times), capped by the retry budget.
///
/// A slot is held for the own service time and the waits for callees, soft ones included, up to their timeouts.
///
/// Units:    rates per second, times in seconds
/// Shape:    slice-major where slices matter
/// Errors:   none; `converged` is false where no fixed point was found
/// Cost:     O(arms reached) per sweep; two or three sweeps without overload
#pragma once

#include <cstdint>
#include <vector>

#include "models/traffic/moments.hpp"
#include "models/traffic/queueing.hpp"
#include "models/traffic/situation.hpp"

namespace bulkhead {

/// Expected attempts of a call, by what its connection does to all of them: nothing, swallow them, fail them.
struct Tries {
  double good = 1;
  double silent = 0;
  double wrong = 0;
  bool operator==(const Tries&) const = default;
};

/// One call of an edge, as its caller sees it.
struct CallResult {
  double calls_rps = 0;  ///< how many are made
  double ok = 1;         ///< chance that one call (after its retries) succeeds
  double full = 1;       ///< of those, the share that nothing soft was missing from
  double attempts = 1;   ///< expected attempts per call
  Tries tries;           ///< the same, given the connection
  Moments time_ok;       ///< of a call that succeeded
  Moments time_any;      ///< of any call: how long the caller waits for it
  bool operator==(const CallResult&) const = default;
};

/// What a pool's requests get from its callees.
struct PoolResult {
  double ok = 1;
  double full = 1;
  Moments callees_ok;
  Moments callees_any;
  bool operator==(const PoolResult&) const = default;
};

struct ClassResult {
  double load_rps = 0;  ///< requests that arrive, over the instances of the class
  Waiting waiting;
  bool operator==(const ClassResult&) const = default;
};

struct Solution {
  std::vector<CallResult> calls;                  ///< slice-major by edge
  std::vector<PoolResult> pools;                  ///< slice-major by pool
  std::vector<std::vector<ClassResult>> classes;  ///< by pool, class
  std::vector<double> good;                       ///< attempts per second that succeed, by (edge, target), over slices
  std::vector<double> bad;                        ///< attempts per second that fail, likewise
  std::vector<std::vector<double>> arm_bad;       ///< of `bad`: by edge and arm
  std::vector<double> answered;  ///< by pool, over slices: replies of success that servers sent per second
  std::vector<double> erred;     ///< by pool: errors and sheds that servers answered per second
  bool converged = true;
  double residual = 0;      ///< relative change of the load that did not come to rest
  PoolId restless = kNone;  ///< where
  std::uint32_t sweeps = 0;
};

inline constexpr std::uint32_t kExactSweeps = 32;
inline constexpr std::uint32_t kMostSweeps = 4096;

/// slots: by service, as `derive_slots` gives them; 0: as many as needed.
Solution solve(const Network& network, const std::vector<int>& slots, const Situation& situation);

/// Slots of one instance by service: given, or the smallest number that reaches the capacity at the unimpaired holding time.
struct Slots {
  std::vector<int> slots;         ///< 0: unlimited
  std::vector<double> holding_s;  ///< unimpaired: own service time plus waiting for callees
};
Slots derive_slots(const Network& network, const Situation& unimpaired);

/// What a server of that class answers: used by callers' attempts and by health checks.
struct Served {
  double ok = 0, error = 0, shed = 0, refused = 0, silent = 0;  ///< chances; they sum to 1
  double full = 1;                                              ///< of ok
  Moments time_ok, time_error;
};
Served serve(const Network& network, const Situation& situation, const Solution& solution, std::uint32_t slice,
             PoolId pool, std::uint32_t klass);

}  // namespace bulkhead
