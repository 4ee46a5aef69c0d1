// SPDX-License-Identifier: Apache-2.0
// How long people take.
#include "models/response/people.hpp"

#include <algorithm>
#include <set>

#include "models/world/purpose.hpp"
#include "sim/check.hpp"

namespace bulkhead {

People::People(const std::vector<PeopleSpec>& people, Duration begins, std::uint64_t seed, std::uint64_t replication)
    : people_(&people), begins_(begins), seed_(seed), replication_(replication) {}

const PeopleSpec& People::find(const std::string& name) const {
  const auto it = std::find_if(people_->begin(), people_->end(), [&](const auto& who) { return who.name == name; });
  BULKHEAD_CHECK(it != people_->end(), "a response names people who are not there");
  return *it;
}

std::string People::actor(const std::string& people, const std::string& team) const {
  return find(people).per_service ? people + " (" + team + ")" : people;
}

double People::slowness(const PeopleSpec& who, Instant when) const {
  if (!who.night_from || !who.night_to) return 1;
  const auto day = Duration::days(1).count();
  const Duration clock = Duration::ns((begins_ + when.since_start()).count() % day);
  const bool night = *who.night_from <= *who.night_to ? clock >= *who.night_from && clock < *who.night_to
                                                      : clock >= *who.night_from || clock < *who.night_to;
  return night ? who.night_factor : 1;
}

Duration People::drawn(const PeopleSpec& who, const Distribution& law, Draws& draws, Instant when) const {
  const Duration time = law.sample(draws);
  const double factor = slowness(who, when);
  return factor == 1 ? time : Duration::from_seconds(time.seconds() * factor);
}

std::vector<Instant> People::decide(const std::string& people, const std::string& response, Instant now,
                                    const std::vector<std::string>& teams) {
  const auto& who = find(people);
  std::vector<Instant> out;
  std::set<std::string> diagnosed;  // actors
  Instant when = now;
  for (std::size_t i = 0; i < teams.size(); ++i) {
    const std::string name = actor(people, teams[i]);
    const std::string stream = response + " " + people + " " + teams[i];
    Draws draws(stream_key(seed_, replication_, static_cast<std::uint32_t>(Purpose::decision), name_hash(stream)),
                occurrences_[stream]++);
    const auto busy = free_at_.find(name);
    when = busy == free_at_.end() ? now : std::max(now, busy->second);
    if (diagnosed.insert(name).second) {
      when = when + drawn(who, who.acknowledge, draws, when);
      when = when + drawn(who, who.diagnose, draws, when);
    }
    when = when + drawn(who, who.decide, draws, when);
    free_at_[name] = when;
    out.push_back(when);
  }
  return out;
}

}  // namespace bulkhead
