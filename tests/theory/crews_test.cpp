// SPDX-License-Identifier: Apache-2.0
// Urgent repairs, crews that wait for company, spare parts and batches: the simulation against closed forms,
// and against the Markov chain, an account of its own.
#include <cmath>

#include "analysis/structure/markov.hpp"
#include "tests/catch.hpp"
#include "tests/models/parts.hpp"
#include "tests/theory/measured.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

/// A core and an edge, one of each, with one crew for both; the core is urgent.
Model core_and_edge(const Distribution& core_mttf, const Distribution& core_repair, const Distribution& edge_mttf,
                    const Distribution& edge_repair) {
  Model model;
  model.topology.components = {{"core", 0, {}}, {"edge", 0, {}}};
  model.faults = {loss_by_chance("core", {"component core"}, core_mttf, core_repair),
                  loss_by_chance("edge", {"component edge"}, edge_mttf, edge_repair)};
  one_crew(model);
  model.crews[0].priority = {"core", "edge"};
  return model;
}

MarkovReview chain_of(const Model& model) {
  ObjectiveSpec objective{"it"};
  objective.components = {"component system"};
  objective.success = 1;
  const MarkovAnswer got = markov_review(model, objective, {});
  INFO(got.refused);
  REQUIRE(got.review.has_value());
  return *got.review;
}

void check_against_chain(const Model& model, double horizon_h, int replications) {
  const MarkovReview chain = chain_of(model);
  const Outages simulated = outages(model, horizon_h, replications, down("component system"));
  check(simulated.loss, *chain.unmet, 0.03);
  check(simulated.per_8760h, chain.outages_per_year * 8760 / 8766, 0.03);
  check(simulated.heals_per_h, chain.repairs_per_s * 3600, 0.01);
}

/// Six units of which five are needed, and a seventh of another kind, with one crew.
Model seven(double mttf_h, double repair_h) {
  Model model = k_of_n(6, 5, exponential_h(mttf_h), exponential_h(repair_h));
  model.topology.components[0].needs.push_back({"supply", {"component v"}, 1});
  model.topology.components.push_back({"v", 0, {}});
  model.faults.push_back(loss_by_chance("volts", {"component v"}, exponential_h(mttf_h), exponential_h(repair_h / 2)));
  one_crew(model);
  return model;
}

}  // namespace

// The urgent one is down r/(m + r) by means alone, whatever the laws and the other.
TEST_CASE("What takes the crew at once is repaired as if there were nothing else, whatever the laws", "[theory]") {
  auto model = core_and_edge(Distribution::weibull_shape_mean(0.8, hours(200)),
                             Distribution::lognormal_mean_cv(hours(10), 1.2), exponential_h(50), exponential_h(60));
  model.crews[0].preempts = true;
  check(outages(model, 100'000, 20, down("component core")).loss, 10.0 / 210, 0.03);
}

// Lives exponential (core l, edge k), repairs fixed (R and D). The edge's repair needs D of work; while it works the core fails at l and
// takes R each time, so that it ends after D (1 + l R) on average. Before, the edge waits for what is left of the core's repair when
// it fails, exponential(k) after a moment at which the core was up: W = f/(1 - f g) (R - (1 - g)/k), with f = l/(l + k) and
// g = e^-(k R). Were the work lost that is put off, the mean would be another: (e^(l D) - 1)(1/l + R).
TEST_CASE("What is put off goes on where it was: fixed repairs under interruptions", "[theory]") {
  const double l = 1.0 / 100, k = 1.0 / 80, R = 10, D = 60;
  const double f = l / (l + k), g = std::exp(-k * R);
  const double out = f / (1 - f * g) * (R - (1 - g) / k) + D * (1 + l * R);
  auto model = core_and_edge(exponential_h(100), fixed_h(R), exponential_h(80), fixed_h(D));
  model.crews[0].preempts = true;
  const auto seen = outages(model, 100'000, 20, down("component edge"));
  check(seen.loss, out / (80 + out), 0.01);
  check(seen.per_8760h, 8760 / (80 + out), 0.01);
  check(outages(model, 100'000, 20, down("component core")).loss, R / 110, 0.01);
}

TEST_CASE("Chain and simulation agree on priorities with and without preemption", "[theory]") {
  Model model = seven(200, 20);
  for (const int hands : {1, 2})
    for (const bool preempts : {false, true}) {
      model.crews[0].count = hands;
      model.crews[0].priority = {"volts"};
      model.crews[0].preempts = preempts;
      model.crews[0].inspect = exponential_h(3);
      check_against_chain(model, 20'000, 40);
    }
}

TEST_CASE("Chain and simulation agree on crews that wait for company", "[theory]") {
  for (const int hands : {1, 2}) {
    Model model = seven(400, 20);
    model.crews[0].begins_at = 2;
    model.crews[0].count = hands;
    check_against_chain(model, 20'000, 40);
    model.crews[0].order = CrewOrder::first_inspected;
    model.crews[0].inspect = exponential_h(3);
    check_against_chain(model, 20'000, 40);
  }
}

TEST_CASE("Chain and simulation agree on spare parts, also with priorities and company", "[theory]") {
  Model model = seven(400, 20);
  model.crews[0].parts = 2;
  model.crews[0].resupply = exponential_h(70);
  check_against_chain(model, 20'000, 40);
  model.crews[0].count = 2;
  model.crews[0].begins_at = 2;
  check_against_chain(model, 20'000, 40);
  model.crews[0].priority = {"volts"};
  model.crews[0].preempts = true;
  check_against_chain(model, 20'000, 40);
}

TEST_CASE("Chain and simulation agree on repairs of all that waits", "[theory]") {
  Model model = seven(200, 20);
  model.crews[0].batch = true;
  check_against_chain(model, 20'000, 40);
  model.crews[0].begins_at = 2;
  model.crews[0].priority = {"volts"};
  model.crews[0].inspect = exponential_h(3);
  check_against_chain(model, 20'000, 40);
}
