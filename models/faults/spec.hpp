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
  std::vector<std::string> targets;    ///< empty for a path
  std::vector<std::string> from;       ///< path: zone, pool, service, entry, or cell names
  std::vector<std::string> to;         ///< path: zone, pool, service or cell names
  bool both = false;                   ///< path: the other direction too
  int any = 0;                         ///< `any n of`: draws n victims at each beginning; 0: all targets
  std::optional<Duration> at;          ///< begins once, at this instant of the run (all targets at once) ...
  std::optional<Distribution> mttf;    ///< ... or by chance: each target (each draw of `any`) has its own clock
  std::optional<Distribution> repair;  ///< from beginning to end; unset: never heals
  Sticks sticks = Sticks::attempt;     ///< what a retry keeps
  Values values;                       ///< the kind's parameters
  std::optional<Distribution> found =
      std::nullopt;  ///< from the failure until somebody knows, when repair may begin ...
  std::optional<Duration> found_every =
      std::nullopt;                          ///< ... or it is found at the next multiple of this; neither: at once
  std::string crew = {};                     ///< repairs queue for this crew; empty: everybody is repaired at once
  int active = 0;                            ///< with mttf: so many targets run, the others are spares; 0: all run
  std::vector<std::string> only_while = {};  ///< with mttf: clocks run only while all these components are up
  double dormancy = 0;  ///< with active or standby: the pace of a spare's clock, in [0,1]; 0: a cold spare
  /// With mttf: the pace of the clocks of those that run, by the number of targets that are down by this fault; the last
  /// holds beyond. Empty: 1. The first is positive.
  std::vector<double> acceleration = {};
  double starts = 1;  ///< with active or standby: the probability that a spare starts when it is asked to take its turn
  std::optional<Duration> found_first = std::nullopt;  ///< with found_every: when somebody looks first; unset: after it
  bool found_staggered = false;  ///< with found_every: target i of n is looked at first at i/n of it
  double found_misses = 0;       ///< with found_every: the probability that a look misses a failure that it could find
  double found_coverage = 1;     ///< with found_full_every: the share of failures that looks could find at all
  /// With found_every, a multiple of it: every look that ends such a time is full, and misses nothing.
  std::optional<Duration> found_full_every = std::nullopt;
  /// With mttf: targets are members of one group with a takeover, and of no other; those that hold its places run, the
  /// others are spares. `active` is 0.
  bool standby = false;
  /// A shock: what it strikes, and is good, fails by the faults of these names, which have targets of the same kind one by one and are
  /// found and repaired by their rules; the shock itself is over at once. Empty: none.
  std::vector<std::string> repaired_as = {};
  bool found_of_spares =
      false;  ///< with found or found_every: failures of spares only; others are known at once, or noticed
  /// With repair: the pace of repairs, by the number of targets that are down by this fault, from one; the last holds beyond. All
  /// positive; empty: 1.
  std::vector<double> repair_acceleration = {};
  /// Faults that strike one by one, by chance: as its repair ends, their clocks for its victims begin anew, if these are good.
  std::vector<std::string> renews = {};
  Duration aged = Duration::zero();  ///< with a mttf that has a hazard: how long targets have run as everything begins
  /// With such a mttf and repair: the share of its age that a repair takes away; 1: as good as new, 0: as bad as old.
  double restores = 1;
};

/// In which order a crew takes what waits for it.
///
/// first_come: by the instant of waiting, then by the clock's name. first_inspected: as long as a crew is idle, every fault
/// entry of which something waits is inspected at the same time; the first inspection that ends is repaired next (its
/// target that came first), and what the others had seen is forgotten.
enum class CrewOrder { first_come, first_inspected };

/// One entry of `crews:`: who repairs, how many at once, what first, when, and with which parts.
struct CrewSpec {
  std::string name;
  int count = 1;  ///< repairs at once
  CrewOrder order = CrewOrder::first_come;
  Distribution inspect = Distribution::fixed(Duration::zero());  ///< before each repair
  std::vector<std::string> priority = {};  ///< faults, the most urgent first; all others come last, as equals
  bool preempts = false;  ///< what is more urgent takes a hand from what is less; that goes on later where it was
  int begins_at = 1;      ///< an idle crew begins when so many wait, and then works until nothing does
  int parts = 0;          ///< spare parts in store at first, one for each repair; 0: there are always some
  std::optional<Distribution> resupply = std::nullopt;          ///< with parts: from the use of one until another comes
  Distribution travel = Distribution::fixed(Duration::zero());  ///< of an idle crew, before it begins
  std::optional<Duration> from =
      std::nullopt;                           ///< time of day at which it comes to work; unset: it is always there ...
  std::optional<Duration> to = std::nullopt;  ///< ... and at which it leaves
  bool batch = false;  ///< all that wait when a hand is free are repaired together, in the time of the first of them
  bool operator==(const CrewSpec&) const = default;
};

}  // namespace bulkhead
