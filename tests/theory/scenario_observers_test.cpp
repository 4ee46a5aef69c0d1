// SPDX-License-Identifier: Apache-2.0
// The files of scenarios/theory on who notices and who can act: health checks, alarms and their false ones, control
// planes, slots.
#include "sim/math.hpp"
#include "tests/theory/answers.hpp"
#include "tests/theory/scenario_files.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// From the beginning of a run to the first alarm, in minutes: time at risk over alarms, so that runs without one count
/// too.
double mean_minutes_to_alarm(const Outcomes& runs, const std::string& detector, Duration horizon) {
  double minutes = 0;
  double alarms = 0;
  for (const Record& record : runs.records) {
    const Instant rose = first(record, "signal_rises", detector);
    const Instant end = Instant::zero() + horizon;
    minutes += (std::min(rose, end) - Instant::zero()).seconds() / 60;
    if (rose < end) alarms += 1;
  }
  return minutes / alarms;
}

}  // namespace

TEST_CASE("Health checks take failed targets out after [(u-1)i + t, ui + t], halfway on average", "[theory]") {
  struct Case {
    const char* file;
    double soonest, latest, mean;
  };
  // ALB, timeouts: 30 + 5, 60 + 5. ALB, refused: 30, 60. Route 53, refused: 60, 90.
  const Case cases[] = {
      {"health-check-timeout", 35, 65, 50}, {"health-check-refused", 30, 60, 45}, {"health-check-dns", 60, 90, 75}};
  for (const Case& c : cases) {
    INFO(c.file);
    const Scenario file = theory(c.file);
    const auto wait = [&](const std::string& experiment) {
      const Instant out = first(simulated(file, experiment).records.front(), "ejected", "health_check web");
      return (out - Instant::at(Duration::minutes(10))).seconds();
    };
    CHECK_THAT(wait("soonest"), WithinAbs(c.soonest, 0.01));
    CHECK_THAT(wait("latest"), WithinAbs(c.latest, 0.01));
    // Each of two entry zones loses 25/s while it waits. A uniform wait of 30 s has a standard deviation of 8.66 s;
    // 2,000 of them make a standard error of 0.194 s.
    const Outcomes chance = simulated(file, "by-chance");
    CHECK_THAT(chance.figure("lost_requests", "web") / 50, WithinAbs(c.mean, 4 * 0.194));
  }
}

TEST_CASE("alarm-runs.yaml: chance raises 3 of 3 and 3 of 5 as rarely as the Markov chain says", "[theory]") {
  // Three in a row take (1 - p^3) / (p^3 (1 - p)) datapoints: 155 at p = 0.2, 8,420 at 0.05. Three of five: 44.03 and
  // 1,608.4. Times to the first alarm are nearly exponential, so n alarms give a relative standard error of 1/sqrt(n):
  // 400 runs of 1,440 datapoints see nearly all; 100 runs of 7,200 see about 58 of the rare ones and 99 of the others.
  const Scenario file = theory("alarm-runs");
  const Outcomes fifth = simulated(file, "fifth");
  CHECK_THAT(mean_minutes_to_alarm(fifth, "three-of-three", Duration::days(1)), WithinRel(155, 4 * 0.05));
  CHECK_THAT(mean_minutes_to_alarm(fifth, "three-of-five", Duration::days(1)), WithinRel(44.033744865858914, 4 * 0.05));
  const Outcomes twentieth = simulated(file, "twentieth");
  CHECK_THAT(mean_minutes_to_alarm(twentieth, "three-of-three", Duration::days(5)), WithinRel(8420, 4 * 0.131));
  CHECK_THAT(mean_minutes_to_alarm(twentieth, "three-of-five", Duration::days(5)),
             WithinRel(1608.4391595557122, 4 * 0.1));
}

TEST_CASE("false-alarms.yaml: small numbers raise as many false alarms as Poisson counts must, large ones none",
          "[theory]") {
  // A minute holds F ~ Poisson(3) failures and G ~ Poisson(597) successes, and breaches when F > 1 % of F + G, which is
  // 99 F > G.
  double p = 0;
  double failures = math::exp(-3);
  for (int f = 0; f < 60; failures *= 3.0 / ++f) {
    double term = math::exp(-597);
    double fewer = 0;  // P(G < 99 f)
    for (int g = 0; g < 99 * f && g < 2000; term *= 597.0 / ++g) fewer += term;
    p += failures * fewer;
  }
  CHECK_THAT(p, WithinAbs(0.0560, 0.0001));
  // The alarm is up while three of the last five minutes breach. It rises with a minute that breaches when exactly two
  // of the four before did, and the one before those did not: 6 p^3 (1-p)^3 a minute.
  const double rises = 6 * p * p * p * (1 - p) * (1 - p) * (1 - p) * 1440;
  const Scenario file = theory("false-alarms");
  const Outcomes small = simulated(file, "main", "small");
  CHECK_THAT(small.figure("false_alarms", "web") / 10, WithinAbs(rises, 4 * small.error("false_alarms", "web") / 10));
  CHECK(small.error("false_alarms", "web") / 10 < 0.1 * rises);
  CHECK(simulated(file, "main", "large").figure("false_alarms", "web") == 0);
}

TEST_CASE(
    "control-plane.yaml: an outage moves the action that needs the control plane to its first retry, and no other",
    "[theory]") {
  const Scenario file = theory("control-plane");
  const auto begin = [&](const std::string& experiment, const std::string& variant) {
    return simulated(file, experiment, variant).records.front().actions.at(0).begin;
  };
  // The provider says so at 600 + 300 s. The outage ends at 720 + 845 = 1,565 s; asked every 10 s from 900 s on, the
  // first question after that is at 1,570 s.
  CHECK(begin("control-plane-up", "by-control-plane") == Instant::at(Duration::s(900)));
  CHECK(begin("control-plane-up", "by-data-plane") == Instant::at(Duration::s(900)));
  CHECK(begin("control-plane-down", "by-control-plane") == Instant::at(Duration::s(1570)));
  CHECK(begin("control-plane-down", "by-data-plane") == Instant::at(Duration::s(900)));
  // A third of 300/s is lost meanwhile.
  CHECK_THAT(simulated(file, "control-plane-down", "by-control-plane").figure("lost_requests", "web"),
             WithinRel(100.0 * 970, 1e-9));
  CHECK_THAT(simulated(file, "control-plane-down", "by-data-plane").figure("lost_requests", "web"),
             WithinRel(100.0 * 300, 1e-9));
}

TEST_CASE("slow-dependency.yaml: a slow callee takes its callers down, hard or soft, and a timeout saves them",
          "[theory]") {
  // Three instances of four slots, each held for 10 ms + 4 s: 12/4.01 of 180 requests a second are served, for 1,200 s.
  // Served ones end 4.01 s after the client asked, within its 30 s.
  const Scenario file = theory("slow-dependency");
  const double lost = (180 - 12 / 4.01) * 1200;
  CHECK_THAT(simulated(file, "main", "hard").figure("lost_requests", "web"), WithinRel(lost, 0.001));
  CHECK_THAT(simulated(file, "main", "soft").figure("lost_requests", "web"), WithinRel(lost, 0.001));
  // Held for 10 + 40 ms: 12/0.05 = 240 a second.
  const Outcomes timeout = simulated(file, "main", "soft-timeout");
  CHECK(timeout.figure("lost_requests", "web") == 0);
  CHECK_THAT(timeout.figure("degraded_ratio", "web"), WithinRel(1200.0 / 3600, 1e-9));
}

TEST_CASE(
    "az-gray.yaml: the health check never sees it and says why, the alarm does, and on its own path the check fires",
    "[theory]") {
  const std::string path = shipped("online-boutique/az-gray.yaml");
  const auto row = [](const Record& record, const std::string& detector) {
    for (const ObservationRow& o : record.observations)
      if (o.detector == detector) return o;
    return ObservationRow{std::nullopt, detector, std::nullopt, "no row"};
  };
  const Scenario gray = scenario_of(path);
  const Scenario checked = scenario_of(
      path,
      {{}, {"faults.cart-path.target.from=entry shoppers@tokyo/c", "faults.cart-path.target.to=service frontend"}});
  for (const char* variant : {"silo", "decoupled", "cell"}) {
    INFO(variant);
    const Outcomes outcomes = simulated(experiment_of(gray, "main"), variant, 2);
    for (const Record& record : outcomes.records) {
      CHECK_FALSE(row(record, "health_check frontend").saw);
      CHECK(row(record, "health_check frontend").why_not == "never: no impairment lies on the path of its probes");
      CHECK(row(record, "cart-caller [tokyo/c]").saw > record.incidents.at(0).begin);
    }
    CHECK(outcomes.figure("mttd_s", "frontend") > 0);
    // Two probes in a row fail with chance 0.16, and each target meets 80 of them in 40 minutes: the check fires.
    const Outcomes fired = simulated(experiment_of(checked, "main"), variant, 2);
    for (const Record& record : fired.records)
      CHECK(row(record, "health_check frontend").saw > record.incidents.at(0).begin);
  }
}

// Of 600 requests a minute 15 fail, and more than 3 % are seen to with p = P[F > 0.03 N] = 0.2116: 60/p = 283.5 s until the first
// minute that breaches. The fault is there before there is any datapoint, so that none says how things usually are.
TEST_CASE("An alarm detects what was there before its first datapoint", "[theory]") {
  const Model model = model_of(R"(
bulkhead: 1
name: from-the-beginning
topology: {tokyo: {zones: [a]}}
services: {web: {replicas: {per_zone: 2}}}
clients: {users: {to: web, peak: 10/s}}
objectives: {web: {success: 99%}}
faults: {errors: {kind: service_errors, target: service web, at: 0s, for: 20h, errors: 2.5%}}
detection: {alarm: {kind: success_rate, target: service web, below: 97%, datapoints: 1 of 1}}
run: {horizon: 20h, replications: 300}
)");
  Runner runner(model);
  double sum = 0;
  constexpr int kRuns = 300;
  for (std::uint64_t r = 0; r < kRuns; ++r) {
    const Record record = runner.run(7, r);
    REQUIRE(record.incidents.size() == 1);
    REQUIRE(record.incidents[0].detected.has_value());
    sum += (*record.incidents[0].detected - record.incidents[0].begin).seconds();
  }
  CHECK_THAT(sum / kRuns, WithinAbs(283.5, 4 * 283.5 / std::sqrt(kRuns)));
}

// Zone a is dead from 100 s on. Of the minutes that end at 180, 240 and 300 s its servers have counted nothing.
TEST_CASE("An alarm for which nothing is a breach detects a dead zone by its silence", "[theory]") {
  const Model model = model_of(R"(
bulkhead: 1
name: silence
topology: {tokyo: {zones: [a, b, c]}}
services: {web: {replicas: {per_zone: 5}}}
clients: {users: {to: web, peak: 1000/s, entry: {via: dns, ttl: 60s}}}
objectives: {web: {success: 99%}}
faults: {power: {kind: zone_loss, target: zone a, at: 100s, for: 3h}}
detection:
  alarm: {kind: success_rate, target: service web, side: server, split: callee_zone, below: 99%, datapoints: 3 of 3, missing: breaching}
run: {horizon: 1h}
)");
  const Record record = Runner(model).run(1, 0);
  REQUIRE(record.incidents.size() == 1);
  REQUIRE(record.incidents[0].detected.has_value());
  CHECK(*record.incidents[0].detected == Instant::zero() + Duration::s(300));
}

// a is shifted from 400 to 460 s, and b, which then has half of all customers, from 1,300 to 1,360 s: its own and those who came from a
// leave over the TTL, half of it on average. Lost: 333.3/s for 300 + 30 s, and 500/s for as long.
TEST_CASE("Who was moved once follows the next shift over the TTL, as everybody there does", "[theory]") {
  const Model model = model_of(R"(
bulkhead: 1
name: twice
topology: {tokyo: {zones: [a, b, c]}}
services: {web: {replicas: {per_zone: 5}}}
clients: {users: {to: web, peak: 1000/s, entry: {via: dns, ttl: 60s}}}
objectives: {web: {success: 99%}}
faults:
  first: {kind: zone_loss, target: zone a, at: 100s, for: 3h}
  second: {kind: zone_loss, target: zone b, at: 1000s, for: 3h}
detection: {provider: {kind: provider, target: zone *, delay: 5m}}
response: {leave: {when: [provider], do: shift}}
run: {horizon: 1h}
)");
  const Record record = Runner(model).run(1, 0);
  const auto lost = std::find_if(record.metrics.begin(), record.metrics.end(),
                                 [](const MetricTerm& term) { return term.metric == "lost_requests"; });
  REQUIRE(lost != record.metrics.end());
  CHECK_THAT(lost->numerator, WithinRel(1000.0 / 3 * 330 + 500 * 330, 1e-9));
}
