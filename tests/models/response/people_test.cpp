// SPDX-License-Identifier: Apache-2.0
// People: who decides when, one by one or side by side, by day and by night.
#include "models/response/people.hpp"

#include <algorithm>
#include <cmath>

#include "tests/catch.hpp"

using namespace bulkhead;

namespace {

PeopleSpec people(const std::string& name, bool per_service) {
  PeopleSpec out;
  out.name = name;
  out.per_service = per_service;
  out.acknowledge = Distribution::fixed(Duration::minutes(3));
  out.diagnose = Distribution::fixed(Duration::minutes(5));
  out.decide = Distribution::fixed(Duration::minutes(2));
  return out;
}

std::vector<double> minutes(const std::vector<Instant>& times) {
  std::vector<double> out;
  for (const auto t : times) out.push_back(t.since_start().seconds() / 60);
  return out;
}

const std::vector<std::string> kTeams{"api", "db", "web"};
const Instant kNoon = Instant::zero();

}  // namespace

TEST_CASE("A central team acknowledges and diagnoses once and decides one action after another", "[models][response]") {
  const std::vector<PeopleSpec> spec{people("on-call", false)};
  People who(spec, Duration::hours(12), 1, 0);
  CHECK(minutes(who.decide("on-call", "leave", kNoon, kTeams)) == std::vector<double>{10, 12, 14});
  CHECK(who.actor("on-call", "web") == "on-call");
}

TEST_CASE("Teams of their own work side by side", "[models][response]") {
  const std::vector<PeopleSpec> spec{people("teams", true)};
  People who(spec, Duration::hours(12), 1, 0);
  CHECK(minutes(who.decide("teams", "leave", kNoon, kTeams)) == std::vector<double>{10, 10, 10});
  CHECK(who.actor("teams", "web") == "teams (web)");
}

TEST_CASE("A team with two actions of one signal acknowledges and diagnoses it once", "[models][response]") {
  const std::vector<PeopleSpec> spec{people("teams", true)};
  People who(spec, Duration::hours(12), 1, 0);
  CHECK(minutes(who.decide("teams", "leave", kNoon, {"api", "web", "web"})) == std::vector<double>{10, 10, 12});
}

TEST_CASE("Who is busy takes up the next signal afterwards", "[models][response]") {
  const std::vector<PeopleSpec> spec{people("on-call", false)};
  People who(spec, Duration::hours(12), 1, 0);
  who.decide("on-call", "leave", kNoon, {"web"});  // until minute 10
  CHECK(minutes(who.decide("on-call", "other", kNoon + Duration::minutes(4), {"web"})) == std::vector<double>{20});
  CHECK(minutes(who.decide("on-call", "other", kNoon + Duration::minutes(60), {"web"})) == std::vector<double>{70});
}

TEST_CASE("At night people are slower, over midnight too", "[models][response]") {
  std::vector<PeopleSpec> spec{people("on-call", false)};
  spec[0].night_from = Duration::hours(22);
  spec[0].night_to = Duration::hours(6);
  spec[0].night_factor = 2;
  const auto begun_at = [&](Duration time_of_day) {
    return minutes(People(spec, time_of_day, 1, 0).decide("on-call", "leave", Instant::zero(), {"web"})).front();
  };
  CHECK(begun_at(Duration::hours(12)) == 10);
  CHECK(begun_at(Duration::hours(23)) == 20);
  CHECK(begun_at(Duration::hours(3)) == 20);
  CHECK(begun_at(Duration::hours(6)) == 10);
  CHECK(begun_at(Duration::minutes(22 * 60 - 3)) == 3 + 2 * 5 + 2 * 2);  // the night falls after acknowledging
}

TEST_CASE("The k-th of five teams with exponential times is their order statistic", "[models][response]") {
  std::vector<PeopleSpec> spec{people("teams", true)};
  spec[0].acknowledge = spec[0].decide = Distribution();
  spec[0].diagnose = Distribution::exponential(Duration::minutes(10));
  const double n = 4000;
  double sum[5] = {};
  for (std::uint64_t r = 0; r < 4000; ++r) {
    auto times =
        minutes(People(spec, Duration::zero(), 1, r).decide("teams", "leave", kNoon, {"a", "b", "c", "d", "e"}));
    std::sort(times.begin(), times.end());
    for (std::size_t k = 0; k < 5; ++k) sum[k] += times[k];
  }
  // Mean of the k-th smallest of 5: 10 (1/5 + ... + 1/(6-k)); variance 100 (1/25 + ... + 1/(6-k)^2).
  double mean = 0;
  double variance = 0;
  for (int k = 0; k < 5; ++k) {
    mean += 10.0 / (5 - k);
    variance += 100.0 / ((5 - k) * (5 - k));
    CHECK(std::abs(sum[k] / n - mean) < 4 * std::sqrt(variance / n));
  }
}

TEST_CASE("A team's time does not depend on who else is there", "[models][response]") {
  std::vector<PeopleSpec> spec{people("teams", true)};
  spec[0].diagnose = Distribution::exponential(Duration::minutes(10));
  const auto few = People(spec, Duration::zero(), 1, 0).decide("teams", "leave", kNoon, {"db"});
  const auto many = People(spec, Duration::zero(), 1, 0).decide("teams", "leave", kNoon, kTeams);
  CHECK(few[0] == many[1]);
}
