// SPDX-License-Identifier: Apache-2.0
/// People who decide: how long they take, and that they do one thing at a time.
///
/// A signal costs them acknowledging and diagnosing once; every action of it then costs a decision, one after another in the
/// order of the services' names. With one team per service every team does so for its own actions, side by side.
///
/// Chance:   three draws per (response, people, team), one occurrence per signal
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/response/spec.hpp"
#include "sim/random.hpp"

namespace bulkhead {

class People {
 public:
  People(const std::vector<PeopleSpec>& people, Duration begins, std::uint64_t seed, std::uint64_t replication);

  /// When `count` actions of one signal are decided, in order. `teams` names the service of each action.
  std::vector<Instant> decide(const std::string& people, const std::string& response, Instant now,
                              const std::vector<std::string>& teams);
  /// "on-call", or "teams (web)".
  std::string actor(const std::string& people, const std::string& team) const;

 private:
  const PeopleSpec& find(const std::string& name) const;
  double slowness(const PeopleSpec& who, Instant when) const;
  Duration drawn(const PeopleSpec& who, const Distribution& law, Draws& draws, Instant when) const;

  const std::vector<PeopleSpec>* people_;
  Duration begins_;
  std::uint64_t seed_;
  std::uint64_t replication_;
  std::map<std::string, Instant> free_at_;            // by actor
  std::map<std::string, std::uint64_t> occurrences_;  // by stream
};

}  // namespace bulkhead
