// SPDX-License-Identifier: Apache-2.0
/// What a file says about reactions: people, and the entries of `response:`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace bulkhead {

/// People who decide. One is busy with one action at a time; `per_service` gives every service a team of its own.
struct PeopleSpec {
  std::string name;
  bool per_service = false;
  Distribution acknowledge = Distribution::fixed(Duration::zero());
  Distribution diagnose = Distribution::fixed(Duration::zero());
  Distribution decide = Distribution::fixed(Duration::zero());
  std::optional<Duration> night_from;  ///< time of day from which they are slower ...
  std::optional<Duration> night_to;    ///< ... until this time of day ...
  double night_factor = 1;             ///< ... by this factor
};

struct ResponseSpec {
  std::string name;
  std::vector<std::string> when;  ///< detectors: any of them ...
  bool all_of = false;            ///< ... or all of them at once, about one place as far as they name one
  std::string action;             ///< `do:` a kind of models/response/registry: evacuate, shift, scale_out, ...
  std::string who;                ///< "automatic", or people for every action ...
  std::string
      who_evacuates_service;  ///< ... but these for evacuate_service (`who: {default: ..., evacuate_service: ...}`)
  Duration after = Duration::zero();       ///< automatic: from the signal to the decision
  std::vector<std::string> needs;          ///< component names that must be up when it acts (control planes, tools)
  Duration retry_every = Duration::s(10);  ///< how often it asks again while something it needs is down; assumed
  Duration drain =
      Duration::zero();  ///< weights move over this time, in 60 equal steps; dns entries drain by their TTL instead
  double share =
      1;  ///< of the traffic that is moved: a partial shift; of several actions on one place the greatest counts
  double add = 0;                      ///< scale_out: what is added to the service's capacity, as a share of it
  Duration lasts = Duration::never();  ///< `for:` from the action's beginning to its expiry
  bool until_clear = false;            ///< `until: clear`: ends when its signal has been clear for `bake`
  Duration bake = Duration::minutes(5);
  bool one_zone_out = false;             ///< `only_if:` no other zone is out
  bool capacity_suffices = false;        ///< `only_if:` the other zones can carry the load
  std::string zone;                      ///< a literal zone name ("zone R/Z"); else the signal's scope
  std::string service;                   ///< evacuate_service, scale_out: a literal service; else the signal's scope
  std::string cell;                      ///< drain_cell: a literal cell ("cell N"); else the signal's scope
  std::optional<Distribution> localise;  ///< how long people need to find the zone when the signal names none
  double localise_wrong = 0;             ///< the chance that they find a wrong one
};

}  // namespace bulkhead
