// SPDX-License-Identifier: Apache-2.0
// The table of metrics, and figures made from it.
#include "analysis/metrics.hpp"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "analysis/replication.hpp"
#include "tests/analysis/records.hpp"
#include "tests/catch.hpp"

using namespace bulkhead;
using Catch::Matchers::WithinAbs;
using test::contains_text;

namespace {
const StreamKey kKey{1, 2};
const Metric& metric(std::string_view name) {
  return *find_metric(name);
}
}  // namespace

TEST_CASE("A metric's short name finds it, and is the whole one where that would find another", "[analysis]") {
  for (const Metric& m : metrics()) CHECK(find_metric(short_name(m)) == &m);
  CHECK(short_name(metric("mttr_s")) == "mttr");
  CHECK(short_name(metric("availability_ratio")) == "availability");
  CHECK(short_name(metric("lost_requests_ratio")) == "lost_requests_ratio");  // lost_requests counts requests
}

TEST_CASE("Every metric has one name, a definition, and what it is made from", "[analysis]") {
  std::set<std::string_view> names;
  for (const Metric& m : metrics()) {
    CHECK(names.insert(m.name).second);
    CHECK(m.definition.back() == '.');
    if (m.form == MetricForm::summed) CHECK((!m.numerator.empty() && !m.denominator.empty()));
    if (m.form != MetricForm::summed) CHECK(metric(m.made_from).form == MetricForm::summed);
  }
}

TEST_CASE("The unit suffix may be left out of a metric's name", "[analysis]") {
  CHECK(find_metric("mttr") == find_metric("mttr_s"));
  CHECK(find_metric("availability") == find_metric("availability_ratio"));
  CHECK(find_metric("luck") == nullptr);
}

TEST_CASE("Availability is one minus the lost share, with its interval turned round", "[analysis]") {
  // 1 and 3 of 100 lost: 2 % in the mean.
  const std::vector<Sample> lost{{1, 100, 1e-4}, {3, 100, 1e-4}};
  const Estimate e = estimate_metric(metric("availability_ratio"), lost, kKey);
  const Estimate inverse = estimate_metric(metric("lost_requests_ratio"), lost, kKey);
  CHECK_THAT(*e.mean, WithinAbs(0.98, 1e-15));
  CHECK_THAT(e.ci95->high, WithinAbs(1 - inverse.ci95->low, 1e-15));
  CHECK(e.ci95->low < *e.mean);
}

TEST_CASE("Nines are the negative decimal logarithm of the lost share", "[analysis]") {
  const std::vector<Sample> lost{{1, 1000, 1e-4}, {1, 1000, 1e-4}};
  CHECK_THAT(*estimate_metric(metric("nines"), lost, kKey).mean, WithinAbs(3, 1e-12));
  CHECK_FALSE(estimate_metric(metric("nines"), std::vector<Sample>(2, Sample{0, 1, 0}), kKey).mean);
}

TEST_CASE("What was never seen has no interval but an upper bound on how often it comes", "[analysis]") {
  // Nothing in 400 replications: at most 1 - 0.025^(1/400) = 0.918 % of them, by Clopper-Pearson.
  const Estimate e = estimate_metric(metric("lost_requests"), std::vector<Sample>(400, Sample{0, 1, 0}), kKey);
  CHECK(e.mean == 0);
  CHECK_FALSE(e.ci95);
  CHECK(e.note == "none seen: at most 0.92 % of replications have any");
}

TEST_CASE("Without an incident there is no time to recover", "[analysis]") {
  const Estimate e = estimate_metric(metric("mttr_s"), std::vector<Sample>(5, Sample{0, 0, 0}), kKey);
  CHECK_FALSE(e.mean);
  CHECK(e.note == "no incident");
}

TEST_CASE("Intervals of shares stay inside zero and one", "[analysis]") {
  std::vector<Sample> samples(200, Sample{1, 1, 0.001});
  samples[0].numerator = 0;
  const Estimate e = estimate_metric(metric("detected_ratio"), samples, kKey);
  CHECK(e.ci95->high <= 1);
}

TEST_CASE("Events weigh what their incidents lost, and only those of the same service", "[analysis]") {
  Record r = test::made_up_record(0, 300, 6);
  r.incidents.push_back(r.incidents[0]);
  r.incidents[1].lost_requests = 100;
  r.incidents.push_back(r.incidents[0]);
  r.incidents[2].service = "cart";
  // 300 and 100 in incidents and 50 beside them.
  const Sample s = sample_of(metric("lost_requests"), {"lost_requests", "web", 450, 1}, r.incidents);
  CHECK(s.squares == 300.0 * 300 + 100 * 100 + 50 * 50);
  // A count weighs one an event.
  CHECK(sample_of(metric("actions"), {"actions", "web", 7, 1}, r.incidents).squares == 7);
}

TEST_CASE("The time between incidents rests on as many events as there are incidents", "[analysis]") {
  // 400 replications of 100 s, three with one incident each: 40000 / 3 s, on three events.
  std::vector<Sample> samples(400, Sample{100, 0, 1e4});
  for (std::size_t i = 0; i < 3; ++i) samples[i].denominator = 1;
  const Estimate e = estimate_metric(metric("mtbf_s"), samples, kKey);
  CHECK_THAT(*e.mean, WithinAbs(40000.0 / 3, 1e-9));
  CHECK_THAT(e.effective, WithinAbs(3, 1e-9));
  CHECK_FALSE(e.conclusive);
}

TEST_CASE("More availability is better and more lost requests are worse", "[analysis]") {
  std::vector<Sample> less;
  std::vector<Sample> more;
  for (int i = 0; i < 20; ++i) {
    less.push_back({10.0 + i % 3, 1000, 0.01});
    more.push_back({20.0 + i % 3, 1000, 0.01});
  }
  const Difference lost = compare_metric(metric("lost_requests_ratio"), less, more, kKey);
  CHECK_THAT(*lost.value.mean, WithinAbs(0.01, 1e-12));
  CHECK(lost.verdict == Verdict::worse);
  const Difference available = compare_metric(metric("availability_ratio"), less, more, kKey);
  CHECK_THAT(*available.value.mean, WithinAbs(-0.01, 1e-12));
  CHECK(available.verdict == Verdict::worse);
}

TEST_CASE("The manual's page of metrics is the table's print-out", "[analysis]") {
  const std::string page = std::string(BULKHEAD_SOURCE_DIR) + "/docs/metrics.md";
  if (std::getenv("BULKHEAD_UPDATE_EXPECTED")) std::ofstream(page, std::ios::binary) << metrics_page();
  std::ifstream file(page, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  CHECK(text.str() == metrics_page());
}

TEST_CASE("A figure from fewer than ten events has no interval but a bound in its own scale", "[analysis]") {
  // 4 of 100 replications lose all of their one request each: ratio 0.04 from 4 events. The 97.5 % Poisson bound for 4 is
  // 10.2416 events, so at most 10.2416 / 100 = 0.102416 of the requests are lost, and at least 0.897584 succeed.
  std::vector<Sample> samples(100, Sample{0, 1, 0});
  for (std::size_t i = 0; i < 4; ++i) samples[i] = {1, 1, 1};
  const Estimate lost = estimate_metric(metric("lost_requests_ratio"), samples, kKey);
  CHECK_FALSE(lost.ci95);
  CHECK(lost.note == "inconclusive: 4.0 effective events; at most 10.2416 %");
  CHECK(estimate_metric(metric("availability_ratio"), samples, kKey).note ==
        "inconclusive: 4.0 effective events; at least 89.7584 %");
}

TEST_CASE("A mean time between few events is bounded from below", "[analysis]") {
  // Three events in 400 s; Poisson's 97.5 % bound above three is 8.7673 (half of chi squared's quantile, 8 degrees of freedom).
  const std::vector<Sample> samples{{100, 1, 0}, {120, 1, 0}, {80, 1, 0}, {100, 0, 0}};
  const Estimate e = estimate_metric(*find_metric("mtbf_s"), samples, {});
  CHECK_FALSE(e.conclusive);
  CHECK(e.note == "inconclusive: 3.0 effective events; at least 46s");
}

TEST_CASE("Whether something happened in a replication has an exact interval, also where it never did", "[analysis]") {
  // 0 of 100: 1 - 0.025^(1/100) = 0.03622; 10 of 100: [0.0490, 0.1762] (Clopper and Pearson 1934).
  std::vector<Sample> samples(100, Sample{0, 1, 0});
  const Estimate none = estimate_metric(metric("survived_ratio"), samples, kKey);
  CHECK(none.mean == 1);
  CHECK_THAT(none.ci95->low, WithinAbs(1 - 0.03621669264517642, 1e-9));
  CHECK(none.note == "none seen");
  for (std::size_t i = 0; i < 10; ++i) samples[i * 7] = Sample{1, 1, 1};
  const Estimate some = estimate_metric(metric("interrupted_ratio"), samples, kKey);
  CHECK_THAT(some.ci95->low, WithinAbs(0.0490, 5e-5));
  CHECK_THAT(some.ci95->high, WithinAbs(0.1762, 5e-5));
}

TEST_CASE("The mean time to the first outage is the total time on test over the outages seen", "[analysis]") {
  // 30 replications of 100 s, 20 of them with an outage at 40 s: (20 * 40 + 10 * 100) / 20 = 90 s.
  std::vector<Sample> samples(20, Sample{40, 1, 0});
  samples.resize(30, Sample{100, 0, 0});
  const Estimate e = estimate_metric(metric("first_outage_s"), samples, kKey);
  CHECK_THAT(*e.mean, WithinAbs(90, 1e-12));
  CHECK_THAT(e.effective, WithinAbs(20, 1e-9));
  CHECK(e.ci95);
}

TEST_CASE("A metric's whole name wins over one that has it without its suffix", "[analysis]") {
  CHECK(find_metric("lost_requests")->name == "lost_requests");
  CHECK(find_metric("mttr")->name == "mttr_s");
  CHECK(find_metric("availability")->name == "availability_ratio");
}

TEST_CASE("A run has the figures that the table says it has, and no others", "[analysis]") {
  for (const char* file : {"online-boutique/az-power.yaml", "theory/failover.yaml", "theory/false-alarms.yaml",
                           "theory/workstation-cluster.yaml"}) {
    INFO(file);
    const Loaded loaded = load(std::string(BULKHEAD_SOURCE_DIR) + "/scenarios/" + file);
    REQUIRE(loaded.scenario);
    const Model& model = loaded.scenario->experiments[0].variants[0].model;
    std::set<std::pair<std::string, std::string>> measured, promised;
    for (const MetricTerm& term : Runner(model).run(1, 0).metrics) measured.insert({term.service, term.metric});
    std::set<std::string> services;
    for (const ServiceSpec& s : model.services) services.insert(s.name);
    for (const ObjectiveSpec& o : model.objectives) services.insert(o.service);
    for (const std::string& service : services)
      for (const Metric& m : metrics())
        if (m.form == MetricForm::summed && is_measured(m, model, service))
          promised.insert({service, std::string(m.name)});
    // What is paid for capacity has no figure where no service has a capacity: an edge of this file, not of the table.
    for (const std::string& service : services)
      if (!measured.contains({service, "capacity_paid_ratio"})) promised.erase({service, "capacity_paid_ratio"});
    CHECK(measured == promised);
  }
}
