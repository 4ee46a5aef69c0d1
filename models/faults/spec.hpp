// SPDX-License-Identifier: Apache-2.0
/// One entry of `faults:`: what breaks, when, and when it heals.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/value.hpp"
#include "models/world/vocabulary.hpp"
#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace bulkhead {

/// Targets are names of components (models/topology/spec.hpp), resolved and sorted; a path has a `from` and a `to` set.
struct FaultSpec {
  std::string name;
  std::string kind;
  std::vector<std::string> targets;      ///< empty for a path
  std::vector<std::string> from;         ///< path: zone, pool, service, entry, or cell names
  std::vector<std::string> to;           ///< path: zone, pool, service or cell names
  bool both = false;                     ///< path: the other direction too
  int any = 0;                           ///< `any n of`: draws n victims at each beginning; 0: all targets
  std::optional<Duration> at;            ///< begins once, at this instant of the run (all targets at once) ...
  std::optional<Distribution> mttf;      ///< ... or by chance: each target (each draw of `any`) has its own clock
  std::optional<Distribution> repair;    ///< from beginning to end; unset: never heals
  Sticks sticks = Sticks::attempt;       ///< what a retry keeps
  Values values;                         ///< the kind's parameters
};

}  // namespace bulkhead
