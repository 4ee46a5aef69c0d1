// SPDX-License-Identifier: Apache-2.0
// Two engines, one world: what the event list measures, the sweep of renewals measures too, bit for bit.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "analysis/replication.hpp"
#include "models/renewal_replication.hpp"
#include "tests/catch.hpp"
#include "tests/models/quiet_witness.hpp"

using namespace bulkhead;

namespace {

std::string text(const std::optional<Instant>& t) {
  return t ? std::to_string(t->since_start().count()) : "-";
}

/// Everything but how much work it was.
std::vector<std::string> told(const Record& r) {
  std::vector<std::string> out{fmt::format("{} {:x} {}", r.outcome, r.fingerprint, r.faults_begun)};
  for (const auto& m : r.metrics)
    out.push_back(fmt::format("metric {} {} {:a} {:a}", m.metric, m.service, m.numerator, m.denominator));
  for (const auto& f : r.faults)
    out.push_back(
        fmt::format("fault {} {} {} {} {} {}", f.name, f.kind, f.target, f.cause, text(f.begin), text(f.end)));
  for (const auto& i : r.incidents)
    out.push_back(fmt::format("incident {} {} {} {:a} {:a} {} {}", i.service, text(i.begin), text(i.end),
                              i.lost_requests, i.offered_requests, i.cause, i.cause_class));
  for (const auto& t : r.timeline) out.push_back(fmt::format("{} {} {} {}", text(t.t), t.what, t.subject, t.detail));
  for (const auto& a : r.attribution)
    out.push_back(fmt::format("lost {} {} {:a}", a.fault, a.service, a.lost_requests));
  for (const auto& w : r.windows)
    for (const auto& m : w.metrics) out.push_back(fmt::format("window {} {} {:a}", m.metric, m.service, m.numerator));
  return out;
}

class Dice {
 public:
  explicit Dice(int world) : draws_(stream_key(11, 0, 0, name_hash("world")), static_cast<std::uint64_t>(world)) {}
  int below(int n) { return static_cast<int>(draws_.uniform() * n); }
  bool one_in(int n) { return below(n) == 0; }

 private:
  Draws draws_;
};

Distribution life(Dice& dice) {
  const Duration mean = Duration::hours(20 + dice.below(200));
  switch (dice.below(4)) {
    case 0:
      return Distribution::weibull_shape_mean(0.7, mean);
    case 1:
      return Distribution::lognormal_mean_cv(mean, 1.5);
    case 2:
      return Distribution::gamma_mean_cv(mean, 0.5);
    default:
      return Distribution::exponential(mean);
  }
}

std::string part(int i) {
  return fmt::format("p{:02}", i);
}

/// Parts that need some of those before them; every kind of them fails, some by two kinds of fault.
Model world(int number) {
  Dice dice(number);
  Model model;
  const int parts = 4 + dice.below(20);
  for (int i = 0; i < parts; ++i) {
    PartSpec one{part(i), 0, {}};
    for (int g = 0; i > 2 && g < 2 && dice.one_in(2); ++g) {
      NeedSpec need;
      need.name = fmt::format("g{}", g);
      for (int j = 0; j < i; ++j)
        if (dice.one_in(3)) need.of.push_back("component " + part(j));
      if (need.of.empty()) continue;
      need.at_least = 1 + dice.below(static_cast<int>(need.of.size()));
      if (dice.one_in(6)) need.need = NeedKind::soft;
      one.needs.push_back(need);
    }
    model.topology.components.push_back(one);
  }
  for (int f = 0; f < 3; ++f) {
    FaultSpec fault;
    fault.name = fmt::format("f{}", f);
    fault.kind = "component_loss";
    for (int i = 0; i < parts; ++i)
      if (dice.one_in(2)) fault.targets.push_back("component " + part(i));
    fault.mttf = life(dice);
    if (!dice.one_in(8)) fault.repair = dice.one_in(2) ? Distribution::fixed(Duration::hours(3)) : life(dice);
    model.faults.push_back(fault);
  }
  for (int o = 0; o < 2; ++o) {
    ObjectiveSpec objective;
    objective.service = fmt::format("o{}", o);
    for (int i = 0; i < parts; ++i)
      if (i == parts - 1 - o || dice.one_in(8)) objective.components.push_back("component " + part(i));
    objective.success = dice.one_in(2) ? 1 : 0.6;
    objective.quiet = dice.one_in(2) ? Duration::zero() : Duration::hours(2);
    model.objectives.push_back(objective);
  }
  model.horizon = Duration::days(60 + dice.below(400));
  if (dice.one_in(2)) model.warm_up = Duration::days(10);
  return model;
}

}  // namespace

TEST_CASE("Both engines measure the same of a hundred random worlds of parts", "[analysis][renewals]") {
  std::size_t incidents = 0;
  for (int number = 0; number < 100; ++number) {
    const Model model = world(number);
    REQUIRE(RenewalReplication::suffices(Plan(model)));
    const std::vector<ExpectWindow> windows{{Duration::days(20), Duration::days(40)}};
    Runner fast(model, windows);
    Runner slow(model, windows, Engine::event_list);
    for (std::uint64_t r = 0; r < 2; ++r) {
      const Record a = fast.run(7, r);
      INFO("world " << number << ", replication " << r);
      REQUIRE(told(a) == told(slow.run(7, r)));
      incidents += a.incidents.size();
    }
  }
  CHECK(incidents > 1000);  // so there was something to differ in
}

TEST_CASE("Who fails and is repaired in one instant does so in this order, also where thousands fail together",
          "[analysis][renewals]") {
  // Two thousand lives of 1,000 h that end within some hours, and half of the repairs take no time.
  Model model;
  FaultSpec fault;
  fault.name = "parts";
  fault.kind = "component_loss";
  fault.mttf = Distribution::weibull_shape_mean(300, Duration::hours(1000));
  fault.repair = Distribution::empirical({Duration::zero(), Duration::hours(1)});
  for (int i = 1; i <= 2000; ++i) fault.targets.push_back(fmt::format("component p/{:04}", i));
  model.topology.components = {{"p", 2000, {}}, {"whole", 0, {{"parts", fault.targets, 1950}}}};
  model.faults = {fault};
  ObjectiveSpec objective{"whole"};
  objective.success = 1;
  objective.components = {"component whole"};
  model.objectives = {objective};
  model.horizon = Duration::hours(3500);
  const Record a = Runner(model).run(7, 0, 0);
  CHECK(a.faults_begun > 5000);
  CHECK(!a.incidents.empty());
  const Record b = Runner(model, {}, Engine::event_list).run(7, 0, 0);
  CHECK(a.fingerprint == b.fingerprint);
  CHECK(a.faults_begun == b.faults_begun);
}

TEST_CASE("Where anything but its own draws moves a fault, the event list runs it", "[analysis][renewals]") {
  const auto suffices = [](const auto& change) {
    Model model = world(0);
    change(model);
    return RenewalReplication::suffices(Plan(model));
  };
  CHECK(suffices([](Model&) {}));
  CHECK_FALSE(suffices([](Model& m) { m.faults[0].at = Duration::hours(1), m.faults[0].mttf.reset(); }));
  CHECK_FALSE(suffices([](Model& m) { m.faults[0].any = 1; }));
  CHECK_FALSE(suffices([](Model& m) { m.faults[0].found = Distribution::fixed(Duration::hours(1)); }));
  CHECK_FALSE(suffices([](Model& m) { m.faults[0].found_every = Duration::hours(1); }));
  CHECK_FALSE(suffices([](Model& m) { m.faults[0].active = 1; }));
  CHECK_FALSE(suffices([](Model& m) { m.faults[0].only_while = {"component p00"}; }));
  CHECK_FALSE(suffices([](Model& m) { m.faults[0].acceleration = {1, 2}; }));
  // Lives of one length end at one instant, where order matters.
  CHECK_FALSE(suffices([](Model& m) { m.faults[0].mttf = Distribution::fixed(Duration::hours(50)); }));
  CHECK_FALSE(suffices([](Model& m) {
    m.crews.push_back({"hall", 1, CrewOrder::first_come, Distribution::fixed(Duration::zero())});
    m.faults[0].crew = "hall";
  }));
}

TEST_CASE("A limit of events ends a sweep", "[analysis][renewals]") {
  struct Nobody final : test::QuietWitness {};
  const Model model = world(1);
  const Plan plan(model);
  Nobody nobody;
  RenewalReplication run(plan, 7, 0, nobody);
  CHECK(run.run(10) == Ending::event_limit);
  CHECK(run.events() == 10);
}
