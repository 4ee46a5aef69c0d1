// SPDX-License-Identifier: Apache-2.0
/// The rules by which own components fail, are found, wait, are repaired, and are replaced, as far as they matter to
/// one objective, in rates.
///
/// An account of the same rules as the simulation's (docs/model.md), written apart from it, so that each can be held
/// against the other. It takes exponential times, for failures, finding, repairs and takeovers also what exponential phases make up,
/// and zero where something happens at once.
///
/// Units:    rates per second
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/model.hpp"

namespace bulkhead {

/// A time in phases, each passed at its rate: one of the starts is drawn, and after the last phase the time is over. One phase is an
/// exponential, phases in a row are a gamma of whole shape (Erlang), phases side by side a mixture of exponentials.
struct RepairLaw {
  struct Phase {
    double rate = 0;
    std::uint16_t next = 0;  ///< phases are numbered from 1; 0: it is over
    bool operator==(const Phase&) const = default;
  };
  struct Start {
    double share = 1;
    std::uint16_t phase = 1;
    bool operator==(const Start&) const = default;
  };
  std::vector<Phase> phases = {};  ///< none: never, or at once
  std::vector<Start> starts = {};

  bool none() const { return phases.empty(); }
  bool plain() const { return phases.size() == 1; }
  bool operator==(const RepairLaw&) const = default;
};

/// None of them for a law of no time; nothing for one that is not made of phases.
std::optional<RepairLaw> in_phases(const Distribution& law);

/// A fault's clock for one target (or for all of an `any n of` n).
struct RepairClock {
  std::uint32_t fault = 0;                  ///< index into RepairRules::faults
  std::vector<std::uint32_t> targets = {};  ///< indices of components
};

struct RepairFault {
  std::string name;
  RepairLaw fail;              ///< of time in which it runs
  RepairLaw repair = {};       ///< none: never
  RepairLaw found = {};        ///< none: see `found_at_once`
  bool found_at_once = false;  ///< else, without a law, when a takeover notices, or at once
  int crew = -1;               ///< index; -1: none
  int rank = 0;                ///< with its crew: 0 is the most urgent
  int active = 0;              ///< so many run; 0: all
  bool standby = false;        ///< those run that hold a place in a group with a takeover
  double dormancy = 0;         ///< the clock of a spare runs at this part of its speed
  double starts = 1;           ///< probability that a spare starts when it is asked to run
  /// The clocks of those that run go so many times as fast, by the number of clocks that have failed; the last holds beyond.
  std::vector<double> acceleration = {1};
  std::vector<std::uint32_t> only_while = {};  ///< components
  bool found_of_spares = false;  ///< `found` is of spares; of others everybody knows, or a takeover notices
  std::vector<double> repair_acceleration = {1};  ///< of repairs, by the number of clocks that have failed, from one
  std::vector<std::uint32_t> renews = {};         ///< faults whose clocks for what is repaired begin anew
  std::vector<std::uint32_t> clocks = {};         ///< indices, by name of the target
};

/// What strikes several at once, each of which is repaired as by its own clock.
struct RepairShock {
  double rate = 0;
  std::vector<std::uint32_t> clocks = {};      ///< those of them that run fail
  std::vector<std::uint32_t> only_while = {};  ///< components
};

struct RepairCrew {
  int hands = 1;
  bool first_inspected = false;
  double inspect = 0;  ///< rate; 0: at once
  bool preempts = false;
  int begins_at = 1;
  int parts = 0;        ///< 0: never short
  double resupply = 0;  ///< rate of each order
  bool batch = false;
  double travel = 0;  ///< rate; 0: at once
};

struct RepairTakeover {
  RepairLaw notice = {}, time = {};    ///< none: at once
  std::vector<double> coverage = {1};  ///< by the number of other members that are down; the last holds beyond
  std::optional<RepairLaw> fail_back = std::nullopt;  ///< none: at once; unset: there is no fail-back
  bool to_primaries = false;                          ///< with a fail-back: only for who held a place at first
  bool all_serve = false;                             ///< there is a place for each member
  /// Until it is taken over where that is not covered; unset: never.
  std::optional<RepairLaw> uncovered = std::nullopt;
  std::vector<std::uint32_t> needs = {};  ///< components that must be up as it ends
};

/// Of a network: a link and its two nodes, all components; one way leads from a to b only.
struct RepairLink {
  std::uint32_t link = 0, a = 0, b = 0;
  bool one_way = false;
};

/// From a need's being unmet until the needer is down for want of it, and from its being met again until it is up. None: at once.
struct RepairWait {
  RepairLaw grace = {}, restart = {};
};

/// A hard need of a component.
struct RepairNeed {
  std::vector<std::uint32_t> of = {};
  int at_least = 1;
  std::optional<RepairTakeover> takeover = std::nullopt;
  std::uint32_t team = 0;                         ///< with a takeover: index of its places
  std::vector<std::uint32_t> ends = {};           ///< connected: nodes, the others to be reached from the first ...
  std::vector<RepairLink> links = {};             ///< ... over these
  std::vector<int> weights = {};                  ///< of the members, held against `at_least`; empty: 1 each
  std::optional<RepairWait> wait = std::nullopt;  ///< unset: the needer is up or down with it, at once
  std::uint32_t waiter = 0;                       ///< with a wait: its number among those that have one
};

struct RepairComponent {
  std::string name;
  std::vector<RepairNeed> needs = {};
  std::vector<std::uint32_t> clocks = {};  ///< of its own alone, by fault
};

/// Places of a group with a takeover.
struct RepairTeam {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// Groups of components that can be exchanged for one another as a whole, without changing the rules: the clocks of
/// each, in an order in which those of one take the places of those of another.
struct RepairFamily {
  std::vector<std::vector<std::uint32_t>> groups;
};

struct RepairRules {
  std::vector<RepairComponent> components;  ///< each after what it needs
  std::vector<RepairFault> faults;          ///< by name
  std::vector<RepairClock> clocks;
  std::vector<RepairCrew> crews;
  std::vector<RepairShock> shocks;
  std::vector<std::uint32_t> struck_first;            ///< clocks: those of them that run fail as everything begins
  std::vector<std::vector<std::uint32_t>> struck_by;  ///< clocks, by component
  std::vector<std::vector<RepairTeam>> teams_of;      ///< groups of which a component is a member, by component
  std::vector<RepairTeam> teams;
  std::uint32_t waiters = 0;  ///< needs with a wait
  /// Components that can be exchanged for one another without changing the rules, by name; two or more each.
  std::vector<std::vector<std::uint32_t>> classes;
  std::vector<RepairFamily> families;    ///< groups within groups first
  std::vector<std::uint32_t> objective;  ///< components
  int needed = 0;                        ///< so many of them meet the objective
  bool heals = true;                     ///< false: some fault never does
};

/// The rules, or why there are none: what is not exponential, or waits for a clock on the wall.
struct CompiledRules {
  std::optional<RepairRules> rules;
  std::string refused;
  /// A fault that takes some of it down at an instant, which the rules leave out: none but a shock as everything begins.
  std::string at_an_instant = {};
};

/// Requires: an objective of components
CompiledRules compile_repair_rules(const Model& model, const ObjectiveSpec& objective);

}  // namespace bulkhead
