// SPDX-License-Identifier: Apache-2.0
// When faults begin and heal.
#include "models/faults/schedule.hpp"

#include <cmath>
#include <set>

#include "tests/catch.hpp"
#include "tests/models/builder.hpp"
#include "tests/models/rig.hpp"

using namespace bulkhead;
using namespace bulkhead::test;
using Catch::Matchers::WithinAbs;

namespace {

struct Episode {
  std::string target;
  double begin_s = 0;
  double end_s = -1;
};

/// A schedule alone with its world, which writes down what happens.
class Diary final : private FaultOut {
 public:
  explicit Diary(const Model& model, std::uint64_t seed = 1, std::uint64_t replication = 0)
      : plan_(model),
        world_(plan_.estate(), {std::vector<Distribution>(model.services.size()), seed, replication}, kernel_),
        faults_(plan_.model().faults, plan_.model().crews, world_, kernel_, seed, replication, Duration::zero(),
                Instant::zero() + model.horizon, static_cast<FaultOut&>(*this)) {
    world_.set_evaluator(kernel_.enroll("nobody", nobody_));
    kernel_.start();
    faults_.start();
  }

  void run(Duration until) { kernel_.run(Instant::zero() + until, 100'000'000); }
  World& world() { return world_; }
  std::vector<Episode> episodes;

 private:
  struct Nobody final : Handler {
    void on_event(std::uint64_t) override {}
  };

  void fault_begins(CauseId cause, std::uint32_t, const Struck& struck) override {
    CHECK(cause == episodes.size());
    episodes.push_back({struck.names, kernel_.now().since_start().seconds(), -1});
  }
  void fault_heals(CauseId cause) override { episodes.at(cause).end_s = kernel_.now().since_start().seconds(); }

  Plan plan_;
  Kernel kernel_;
  World world_;
  Nobody nobody_;
  FaultSchedule faults_;
};

Builder one_service(int zones = 3) {
  Builder builder(zones);
  builder.service("web");
  builder.clients("web", 90);
  return builder;
}

Distribution fixed_s(std::int64_t seconds) {
  return Distribution::fixed(Duration::s(seconds));
}

}  // namespace

TEST_CASE("A fault at an instant strikes all its targets once and heals after its repair", "[models]") {
  auto builder = one_service();
  auto& fault = builder.fault("zone_loss", {"zone r/a", "zone r/b"});
  fault.at = Duration::s(100);
  fault.repair = fixed_s(50);
  Diary diary(builder.finish());
  diary.run(Duration::s(120));
  diary.world().settle();
  CHECK_FALSE(diary.world().up(diary.world().estate().graph.id("zone r/b")));
  diary.run(Duration::days(1));
  diary.world().settle();
  CHECK(diary.world().up(diary.world().estate().graph.id("zone r/b")));
  REQUIRE(diary.episodes.size() == 1);
  CHECK(diary.episodes[0].target == "zone r/a, zone r/b");
  CHECK(diary.episodes[0].begin_s == 100);
  CHECK(diary.episodes[0].end_s == 150);
}

TEST_CASE("A fault without a repair never heals", "[models]") {
  auto builder = one_service();
  builder.fault("zone_loss", {"zone r/a"}).at = Duration::s(100);
  Diary diary(builder.finish());
  diary.run(Duration::days(2));
  REQUIRE(diary.episodes.size() == 1);
  CHECK(diary.episodes[0].end_s == -1);
}

TEST_CASE("A clock by chance counts from the end of a repair to the next failure", "[models]") {
  auto builder = one_service();
  auto& fault = builder.fault("zone_loss", {"zone r/a"});
  fault.mttf = fixed_s(100);
  fault.repair = fixed_s(30);
  Diary diary(builder.finish());
  diary.run(Duration::s(500));
  std::vector<double> begins;
  for (const auto& one : diary.episodes) begins.push_back(one.begin_s);
  CHECK(begins == std::vector<double>{100, 230, 360, 490});
}

TEST_CASE("Nothing begins at or after the horizon; what has begun heals after it", "[models]") {
  auto builder = one_service();
  builder.model().horizon = Duration::s(230);
  auto& fault = builder.fault("zone_loss", {"zone r/a"});
  fault.mttf = fixed_s(100);
  fault.repair = fixed_s(30);
  auto& late = builder.fault("zone_loss", {"zone r/b"});
  late.at = Duration::s(220);
  late.repair = fixed_s(100);
  Diary diary(builder.finish());
  diary.run(Duration::days(1));
  REQUIRE(diary.episodes.size() == 2);
  CHECK(diary.episodes[1].end_s == 320);
}

TEST_CASE("Each target of a fault by chance has its own clock", "[models]") {
  auto builder = one_service();
  auto& fault = builder.fault("zone_loss", {"zone r/a", "zone r/b", "zone r/c"});
  fault.mttf = Distribution::exponential(Duration::hours(1));
  fault.repair = Distribution::exponential(Duration::minutes(6));
  builder.model().horizon = Duration::days(1000);
  Diary diary(builder.finish());
  diary.run(Duration::days(1000));
  std::map<std::string, double> count, down;
  for (const auto& one : diary.episodes) {
    ++count[one.target];
    down[one.target] += std::min(one.end_s < 0 ? 1e18 : one.end_s, 86.4e6) - one.begin_s;
  }
  REQUIRE(count.size() == 3);
  for (const auto& [target, times] : count) {
    // Cycles of 1.1 h in 24,000 h: 21,818; their number has a standard deviation below 148. Down for 1/11 of the time:
    // the standard deviation of the share is below sqrt(2/21818) / 11 = 0.00087.
    CHECK_THAT(times, WithinAbs(21818, 4 * 148));
    CHECK_THAT(down[target] / 86.4e6, WithinAbs(1.0 / 11, 4 * 0.00087));
  }
}

TEST_CASE("Any two of three draws two different victims at each beginning, all pairs alike", "[models]") {
  auto builder = one_service();
  auto& fault = builder.fault("zone_loss", {"zone r/a", "zone r/b", "zone r/c"});
  fault.any = 2;
  fault.mttf = fixed_s(60);
  fault.repair = fixed_s(60);
  builder.model().horizon = Duration::days(10);
  Diary diary(builder.finish());
  diary.run(Duration::days(10));
  std::map<std::string, int> pairs;
  for (const auto& one : diary.episodes) ++pairs[one.target];
  REQUIRE(pairs.size() == 3);
  // 7,200 draws of three pairs: 2,400 each, standard deviation 40.
  for (const auto& [pair, count] : pairs) CHECK_THAT(count, WithinAbs(2400, 160));
  CHECK(pairs.count("zone r/a, zone r/c") == 1);
}

TEST_CASE("A fault's times do not depend on which other faults there are, and differ between replications",
          "[models]") {
  const auto times = [](bool others, std::uint64_t replication) {
    auto builder = one_service();
    auto& fault = builder.fault("zone_loss", {"zone r/a"});
    fault.name = "mine";
    fault.mttf = Distribution::exponential(Duration::hours(1));
    fault.repair = Distribution::exponential(Duration::minutes(6));
    if (others) {
      auto& other = builder.fault("host_loss", {"zone r/b"});
      other.kind = "zone_loss";
      other.name = "another";
      other.mttf = Distribution::exponential(Duration::minutes(7));
      other.repair = Distribution::exponential(Duration::minutes(6));
    }
    Diary diary(builder.finish(), 5, replication);
    diary.run(Duration::days(1));
    std::vector<std::pair<double, double>> out;
    for (const auto& one : diary.episodes)
      if (one.target == "zone r/a") out.emplace_back(one.begin_s, one.end_s);
    return out;
  };
  CHECK(times(false, 0) == times(true, 0));
  CHECK(times(false, 0) != times(false, 1));
}

TEST_CASE("Healing takes away exactly the fault's own impairments", "[models]") {
  auto builder = one_service();
  for (const std::int64_t begin : {100, 150}) {
    auto& fault = builder.fault("service_errors", {"service web"});
    fault.values.set("errors", begin == 100 ? 0.5 : 0.2);
    fault.values.set("slow", 1.0);
    fault.values.set("delay", Duration::zero());
    fault.at = Duration::s(begin);
    fault.repair = fixed_s(100);
  }
  Rig rig(builder.finish());
  const double success[] = {1, 0.5, 0.4, 0.8, 1};  // at 50, 120, 170, 220, 270 s
  rig.wait(Duration::s(50));
  for (const double expected : success) {
    CHECK_THAT(rig.success("web"), WithinAbs(expected, 1e-12));
    rig.wait(Duration::s(expected == 1 ? 70 : 50));
  }
}
