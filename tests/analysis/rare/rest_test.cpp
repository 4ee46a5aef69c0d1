// SPDX-License-Identifier: Apache-2.0
// Cycles among observers and a response: where they are allowed, and that they agree with closed forms and plain
// simulation.
#include "analysis/rare/rest.hpp"

#include <cmath>

#include "analysis/comparison.hpp"
#include "analysis/rare/estimator.hpp"
#include "analysis/replication.hpp"
#include "tests/catch.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

FaultSpec rest_by_chance(const std::string& kind, const std::vector<std::string>& targets, Duration mttf,
                         Duration repair) {
  FaultSpec out = fault(kind, targets, Duration::zero());
  out.at.reset();
  out.mttf = Distribution::exponential(mttf);
  out.repair = Distribution::exponential(repair);
  return out;
}

/// Three zones of a service with health checks, an alarm for each zone's customers, and a shift until all is well.
Model watched(double success) {
  Model model = three_zones(1000, Via::load_balancer);
  model.services[0].health_check = HealthCheckSpec{};
  model.detection = {detector("success", "success_rate", {"service web"},
                              {{"split", std::string("entry_zone")},
                               {"below", 0.99},
                               {"missing", std::string("ok")},
                               {"datapoints", MOfN{3, 5}}})};
  model.response = {automatic("leave", "success", "shift")};
  model.response[0].until_clear = true;
  model.objectives = {{"web", success, Duration::minutes(5), Duration::zero(), true, {}}};
  model.warm_up = Duration::days(1);
  model.horizon = Duration::days(201);
  return model;
}

/// The service needs four of six units: a unit is down q = 1/101 of the time.
Model units_behind() {
  Model model = watched(0.999);
  std::vector<std::string> units;
  for (int i = 1; i <= 6; ++i) units.push_back("component unit/" + std::to_string(i));
  model.topology.components = {{"unit", 6, {}}};
  model.services[0].needs = {{"units", units, 4, NeedKind::hard, {}, {}, {}}};
  model.faults = {rest_by_chance("component_loss", units, Duration::hours(100), Duration::hours(1))};
  return model;
}

Model zones_lost() {
  Model model = watched(0.5);
  model.response[0].until_clear = false;  // whoever left would try again every few minutes
  model.response[0].lasts = Duration::hours(12);
  model.faults = {
      rest_by_chance("zone_loss", {"zone r/a", "zone r/b", "zone r/c"}, Duration::hours(200), Duration::hours(2))};
  return model;
}

std::optional<RareMethod> method_of(const Model& model) {
  return RareEvents::method_for(model, model.objectives.front());
}

struct RestGot {
  double mean = 0;
  double error = 0;
};

RestGot rest_got(const Estimate& estimate) {
  INFO(estimate.note);
  REQUIRE(estimate.ci95);
  return {*estimate.mean, (estimate.ci95->high - estimate.ci95->low) / 2 / 1.96};
}

RestGot by_cycles(const Model& model, std::string_view metric, double precision = 0.03) {
  RareBudget budget;
  budget.precision = precision;
  const RareResult result = simulate_rare(model, model.objectives.front(), RareMethod::cycles, 3, budget);
  REQUIRE(result.trouble.empty());
  for (const auto& figure : rare_figures(result, {7, 7}))
    if (figure.metric->name == metric) return rest_got(figure.estimate);
  return {};
}

}  // namespace

TEST_CASE("Cycles are for worlds whose observers fall asleep and whose responses end", "[analysis]") {
  CHECK(method_of(units_behind()) == RareMethod::cycles);
  CHECK(method_of(zones_lost()) == RareMethod::cycles);
  Model errs = units_behind();  // a success rate that is drawn in every period
  errs.services[0].errors = 0.005;
  CHECK(method_of(errs) == RareMethod::windows);
  Model stays = units_behind();  // who has left never comes back
  stays.response[0].until_clear = false;
  CHECK(method_of(stays) == RareMethod::windows);
  Model tired = units_behind();
  tired.people.resize(1);
  CHECK(method_of(tired) == RareMethod::cycles);
  tired.people[0].night_from = Duration::hours(22);
  tired.people[0].night_to = Duration::hours(6);
  tired.people[0].night_factor = 2;
  CHECK(method_of(tired) == RareMethod::windows);
  Model often = units_behind();  // a failure every 10 min, and an alarm of one minute
  often.faults[0].mttf = Distribution::exponential(Duration::hours(1));
  CHECK(method_of(often) == RareMethod::windows);
}

// Nothing that observers and the response do changes that every request is lost just while three of six units are down.
TEST_CASE("Cycles among observers agree with the closed form", "[analysis]") {
  const double q = 1.0 / 101;
  const double down = 20 * std::pow(q, 3) * std::pow(1 - q, 3) + 15 * std::pow(q, 4) * std::pow(1 - q, 2) +
                      6 * std::pow(q, 5) * (1 - q) + std::pow(q, 6);
  const RestGot lost = by_cycles(units_behind(), "lost_requests_ratio");
  INFO(lost.mean << " for " << down);
  CHECK(lost.error < 0.03 * down);
  CHECK(std::fabs(lost.mean - down) <= 4 * lost.error);
  // From four to three units up: C(6,2) q^2 (1-q)^4 of the time, and then four fail at 1/100 h each.
  const double per_year = 15 * q * q * std::pow(1 - q, 4) * 4 / 100 * 8766;
  const RestGot incidents = by_cycles(units_behind(), "incidents_per_year");
  INFO(incidents.mean << " for " << per_year);
  CHECK(std::fabs(incidents.mean - per_year) <= 4 * incidents.error);
}

// Here they matter: half of the requests fail while two zones are lost, until alarms have moved the customers.
TEST_CASE("Cycles agree with plain simulation where alarms and a response end the outage", "[analysis]") {
  const Model model = zones_lost();
  Runner runner(model);
  Comparison plain(1, 1);
  for (std::uint64_t r = 0; r < 100; ++r) plain.add(0, runner.run(1, r, 0));
  for (const char* name : {"lost_requests_ratio", "incidents_per_year"}) {
    const RestGot a = rest_got(plain.estimate(0, "web", *find_metric(name)));
    const RestGot b = by_cycles(model, name, 0.1);
    INFO(name << ": plain " << a.mean << ", cycles " << b.mean << " (" << a.error << ", " << b.error << ")");
    CHECK(std::fabs(a.mean - b.mean) <= 4 * std::hypot(a.error, b.error));
  }
}
