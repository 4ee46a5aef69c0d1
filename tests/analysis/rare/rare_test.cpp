// SPDX-License-Identifier: Apache-2.0
// Rare events against closed forms: both methods, repairs of several laws, rates that are not balanced, honest
// intervals.
//
// Members are independent, with a crew each: one is down with u = repair/(mttf + repair) whatever the law of its
// repair.
#include <cmath>

#include "analysis/rare/estimator.hpp"
#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/parts.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

constexpr double kYearHours = 8766;

Distribution exponential(double hours) {
  return Distribution::exponential(Duration::from_seconds(hours * kHour));
}

FaultSpec& by_chance(Builder& builder, const std::string& kind, std::vector<std::string> targets,
                     const Distribution& mttf, const Distribution& repair) {
  auto& fault = builder.fault(kind, std::move(targets));
  fault.mttf = mttf;
  fault.repair = repair;
  return fault;
}

/// A service over "k of these": its one pool is the objective.
Builder pool_over(int zones, std::vector<std::string> members, int needed) {
  Builder builder(zones);
  auto& db = builder.service("db");
  db.scope = Scope::managed;
  db.needs = {{"members", std::move(members), needed, NeedKind::hard, {}}};
  builder.clients("db", 1, load_balancer());
  builder.model().horizon = Duration::days(365) * 100;
  builder.model().objectives = {{"pool", 0.999, Duration::minutes(5), Duration::zero(), true, {"pool db@r"}}};
  return builder;
}

Model tools(int count, int needed, const Distribution& mttf, const Distribution& repair) {
  std::vector<std::string> members;
  for (int i = 1; i <= count; ++i) members.push_back("tool m" + std::to_string(i));
  Builder builder = pool_over(1, members, needed);
  for (int i = 1; i <= count; ++i) builder.model().topology.tools.push_back({"m" + std::to_string(i), {}});
  by_chance(builder, "tool_loss", members, mttf, repair);
  return builder.finish();
}

/// Four hosts in each zone; zones and hosts fail. Rates are 4.4 to 1, and a zone takes four hosts with it.
Model hosts(int zones, int needed) {
  std::vector<std::string> places, members;
  for (int z = 0; z < zones; ++z) {
    places.push_back(std::string("zone r/") + static_cast<char>('a' + z));
    for (int h = 1; h <= 4; ++h) members.push_back("host" + places.back().substr(4) + "/01/0" + std::to_string(h));
  }
  Builder builder = pool_over(zones, members, needed);
  builder.region().racks_per_zone = 1;
  builder.region().hosts_per_rack = 4;
  by_chance(builder, "zone_loss", places, exponential(4380), exponential(3));
  by_chance(builder, "host_loss", members, exponential(1000), exponential(2));
  return builder.finish();
}

RareResult simulate(const Model& model, RareMethod method, double precision, std::uint64_t seed = 1,
                    double events = 3e7, unsigned jobs = 1) {
  RareBudget budget;
  budget.precision = precision;
  budget.events = events;
  budget.jobs = jobs;
  return simulate_rare(model, model.objectives.front(), method, seed, budget);
}

Estimate figure(const RareResult& result, std::string_view metric) {
  for (const auto& one : rare_figures(result, {7, 7}))
    if (one.metric->name == metric) return one.estimate;
  return {};
}

/// Within 4 standard errors, which must be small enough for that to say something.
void check(const RareResult& result, std::string_view metric, double expected, double precision) {
  const Estimate got = figure(result, metric);
  INFO(metric << ": " << got.mean.value_or(-1) << ", expected " << expected << "; " << got.note << result.trouble);
  REQUIRE(got.ci95);
  const double error = (got.ci95->high - got.ci95->low) / 2 / 1.96;
  CHECK(std::fabs(*got.mean - expected) <= 4 * error);
  CHECK(error <= precision * expected);
}

}  // namespace

TEST_CASE("Cycles give one of two exactly: time down, outages, their length, and the first one", "[analysis]") {
  // mttf 1000 h, repair 10 h: u^2 = (10/1010)^2; outages at rate 2 u (1 - u) / 1000 h; two crews end one at rate 2/10
  // h; the first comes after (3 l + m)/(2 l^2) = (0.003 + 0.1) / 2e-6 = 51,500 h on average.
  const Model model = tools(2, 1, exponential(1000), exponential(10));
  REQUIRE(RareEvents::method_for(model, model.objectives.front()) == RareMethod::cycles);
  const RareResult result = simulate(model, RareMethod::cycles, 0.03);
  const double u = 10.0 / 1010;
  check(result, "lost_requests_ratio", u * u, 0.02);
  check(result, "incidents_per_year", 2 * u * (1 - u) / 1000 * kYearHours, 0.02);
  check(result, "mttr_s", 5 * kHour, 0.02);
  check(result, "first_outage_s", 51500 * kHour, 0.02);
  check(result, "mtbf_s", 1000 / (2 * u * (1 - u)) * kHour, 0.02);
}

TEST_CASE("Cycles find an unavailability of 1e-8: three of six", "[analysis]") {
  // mttf 1000 h, repair 5 h: more than three of six down: sum over j = 4, 5, 6 of C(6,j) u^j (1-u)^(6-j) = 9.1158e-9.
  const double u = 5.0 / 1005;
  const double down = 15 * std::pow(u, 4) * std::pow(1 - u, 2) + 6 * std::pow(u, 5) * (1 - u) + std::pow(u, 6);
  check(simulate(tools(6, 3, exponential(1000), exponential(5)), RareMethod::cycles, 0.06), "lost_requests_ratio", down,
        0.03);
}

TEST_CASE("Cycles hold where rates are not balanced and zones take their hosts with them", "[analysis]") {
  // By conditioning on the zones that are up (tests/theory/redundancy_test.cpp): 3.392077538e-5 and 1.135789685e-5.
  check(simulate(hosts(3, 8), RareMethod::cycles, 0.06), "lost_requests_ratio", 3.392077538022509e-05, 0.03);
  check(simulate(hosts(2, 4), RareMethod::cycles, 0.06), "lost_requests_ratio", 1.1357896845698434e-05, 0.03);
}

TEST_CASE("Cycles hold for repairs of any law, with a hazard or without", "[analysis]") {
  // One of three: u^3 = (5/1005)^3 = 1.2314e-7, insensitive to the law.
  const Duration five = Duration::hours(5);
  const double u = 5.0 / 1005;
  for (const auto& repair :
       {Distribution::fixed(five), Distribution::lognormal_mean_cv(five, 2), Distribution::gamma_mean_cv(five, 0.5),
        Distribution::uniform(Duration::hours(1), Duration::hours(9)),
        Distribution::empirical({Duration::hours(1), Duration::hours(9)})}) {
    INFO("law " << static_cast<int>(repair.kind()));
    const RareResult result = simulate(tools(3, 1, exponential(1000), repair), RareMethod::cycles, 0.08);
    check(result, "lost_requests_ratio", u * u * u, 0.045);
    check(result, "incidents_per_year", 3 * u * u * (1 - u) / 1000 * kYearHours, 0.045);
  }
}

TEST_CASE("Windows give the average over the span from a start with all up", "[analysis]") {
  // (u (1 - e^(-a t)))^3 with a = 0.201/h, averaged over 8,760 h: u^3 (1 - (3 - 3/2 + 1/3) / (a 8760)).
  const double u = 5.0 / 1005;
  for (const bool fixed : {false, true}) {
    Model model = tools(3, 1, exponential(1000), fixed ? Distribution::fixed(Duration::hours(5)) : exponential(5));
    model.horizon = Duration::days(365);
    const double transient = fixed ? 0 : (3 - 1.5 + 1.0 / 3) / (0.201 * 8760);
    check(simulate(model, RareMethod::windows, 0.08), "lost_requests_ratio", u * u * u * (1 - transient), 0.045);
  }
}

TEST_CASE(
    "Windows hold for lives of any law: three that are never repaired all fail with the cube of the chance of one",
    "[analysis]") {
  // Weibull of shape 2 and mean 1000 h, scale s = 1000/0.8862269 h, in 50 h: the mean of F(t)^3, F(t) = 1 -
  // exp(-(t/s)^2), by Simpson's rule. F(50 h) = 0.0019616, so that all three are down in 7.5e-9 of the replications:
  // plain runs see none.
  Model model = tools(3, 1, Distribution::weibull_shape_mean(2, Duration::hours(1000)), exponential(1));
  model.faults.front().repair.reset();
  model.horizon = Duration::hours(50);
  REQUIRE(RareEvents::method_for(model, model.objectives.front()) == RareMethod::windows);
  const double scale = 1000 / 0.886226925452758;
  const auto f = [&](double t) { return std::pow(-std::expm1(-std::pow(t / scale, 2)), 3); };
  double sum = f(0) + f(50);
  for (int i = 1; i < 100; ++i) sum += (i % 2 ? 4 : 2) * f(i * 0.5);
  check(simulate(model, RareMethod::windows, 0.1), "lost_requests_ratio", sum / 300, 0.055);
}

TEST_CASE("The intervals of both methods hold the truth in about 95 of 100 experiments", "[analysis]") {
  // Binomial(60, 0.95): 52 or more with a chance of 99.7 %.
  const double u = 10.0 / 1010;
  Model model = tools(2, 1, exponential(1000), exponential(10));
  for (const auto method : {RareMethod::cycles, RareMethod::windows}) {
    model.horizon = method == RareMethod::cycles ? Duration::days(36500) : Duration::days(60);
    // One of two from a start with all up: 1 - (2 - 1/2) / (a T) with a = 0.101/h, T = 1440 h.
    const double truth = u * u * (method == RareMethod::cycles ? 1 : 1 - 1.5 / (0.101 * 1440));
    int holds = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
      const Estimate got = figure(simulate(model, method, 0.12, seed), "lost_requests_ratio");
      REQUIRE(got.ci95);
      holds += got.ci95->low <= truth && truth <= got.ci95->high;
    }
    INFO("method " << static_cast<int>(method));
    CHECK(holds >= 52);
  }
}

TEST_CASE("The number of threads changes no figure of rare events", "[analysis]") {
  const Model model = tools(2, 1, exponential(1000), exponential(10));
  const auto one = figure(simulate(model, RareMethod::cycles, 0.1, 3), "lost_requests_ratio");
  const auto two = figure(simulate(model, RareMethod::cycles, 0.1, 3, 3e7, 2), "lost_requests_ratio");
  CHECK(*one.mean == *two.mean);
  CHECK(one.ci95->low == two.ci95->low);
}

TEST_CASE("Cycles are for what forgets its past; where nothing can be biased there is no method", "[analysis]") {
  Model model = tools(2, 1, exponential(1000), exponential(10));
  const auto method = [&] { return RareEvents::method_for(model, model.objectives.front()); };
  CHECK(method() == RareMethod::cycles);
  model.horizon = Duration::days(30);  // repairs of 10 h are more than 1 % of 720 h: the start counts
  CHECK(method() == RareMethod::windows);
  model.horizon = Duration::days(365);
  model.faults.front().found_every = Duration::days(1);
  CHECK(method() == RareMethod::windows);
  model.faults.front().found_every.reset();
  model.clients.front().daily.trough = 0.5;
  CHECK(method() == RareMethod::windows);
  model.clients.front().daily.trough = 1;
  model.faults.front().mttf = Distribution::fixed(Duration::hours(1000));
  CHECK_FALSE(method());
}

TEST_CASE("Too few events, or one that has most of the sum, are inconclusive and have no interval", "[analysis]") {
  const Model model = tools(3, 1, exponential(1000), exponential(5));
  RareResult result = simulate(model, RareMethod::cycles, 1, 1, 1);
  const Estimate enough = figure(result, "lost_requests_ratio");
  CHECK(enough.ci95);
  result.batches.resize(1);
  const Estimate few = figure(result, "lost_requests_ratio");
  CHECK_FALSE(few.ci95);
  CHECK_FALSE(few.conclusive);
  CHECK(few.note.substr(0, 12) == "inconclusive");
}
