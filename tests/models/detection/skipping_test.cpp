// SPDX-License-Identifier: Apache-2.0
// Skipping equals polling, period for period: alarms that sleep beside alarms on the same meters that draw every period.
#include "models/detection/alarm.hpp"
#include "tests/catch.hpp"
#include "tests/models/recorder.hpp"
#include "tests/models/small_models.hpp"

using namespace bulkhead;
using namespace bulkhead::test;

namespace {

// A series that is never certain: every period is closed, by counts.
class Polled final : public Series {
 public:
  Polled(std::unique_ptr<Meter> meter, double below, std::uint64_t min_samples)
      : meter_(std::move(meter)), below_(below), min_samples_(min_samples) {}
  Datapoint close(std::int64_t period) override {
    return success_datapoint(meter_->close(period), below_, min_samples_);
  }
  std::optional<Datapoint> steady() const override { return std::nullopt; }
  double value(std::int64_t) const override { return 0; }
  bool from_one_instance() const override { return meter_->top_contributor() > 0.5; }
  void listen(OwnerId owner, std::uint64_t payload) override { meter_->listen(owner, payload); }

 private:
  std::unique_ptr<Meter> meter_;
  double below_;
  std::uint64_t min_samples_;
};

struct NoFaultOut final : FaultOut {
  void fault_begins(CauseId, std::uint32_t, const Struck&) override {}
  void fault_heals(CauseId) override {}
};

struct NoAudience final : Audience {
  void settled(Instant, const Ledger&) override {}
};

// Detector 0 skips, detector 1 polls; both look at the same traffic.
struct Rig final : SignalOut {
  Plan plan;
  Kernel kernel;
  NoAudience nobody;
  NoFaultOut nothing;
  std::vector<SeenSignal> signals[2];
  int closed[2] = {0, 0};

  explicit Rig(const Model& model) : plan(model) {}

  void run(std::uint64_t replication) {
    const Model& model = plan.model();
    World world(plan.estate(), Boots{std::vector<Distribution>(model.services.size()), 1, replication}, kernel);
    FlowTraffic traffic(plan.network(), model.topology, model.cells, {model.begins, 1, replication}, world, kernel,
                        plan.memory(), nobody);
    FaultSchedule faults(model.faults, model.crews, world, kernel, 1, replication, Duration::zero(),
                         Instant::zero() + model.horizon, nothing);
    const Vantage vantage{kernel, traffic, *this, 1, replication, {}, [](const auto&) { return true; }};
    const auto& spec = model.detection.front();
    const auto skipping = make_detector(spec, 0, vantage);
    AlarmSettings settings;
    settings.detector = 1;
    settings.name = "polled";
    settings.period = spec.values.duration("period");
    settings.datapoints = spec.values.m_of_n("datapoints");
    settings.missing = spec.values.text("missing");
    settings.single_zone = spec.values.flag("single_zone");
    AlarmSet polling(settings, vantage);
    const bool split = spec.values.text("split") == "entry_zone";
    for (std::uint32_t z = 0; z < (split ? 3u : 1u); ++z) {
      SeriesSpec series;
      series.period = settings.period;
      series.entries_only = split;
      if (split) series.caller_zone = z;
      polling.add({0, split ? z : kNone, kNone},
                  std::make_unique<Polled>(traffic.meter(series), spec.values.number("below"),
                                           static_cast<std::uint64_t>(spec.values.count("min_samples"))));
    }
    kernel.start();
    traffic.start();
    faults.start();
    kernel.run(Instant::zero() + model.horizon, 100'000'000);
  }

  void signal(const Signal& one) override {
    signals[one.detector].push_back({kernel.now().since_start().seconds(), 0, one.scope, one.rises});
  }
  void datapoint(std::uint32_t detector, const SignalScope&, double, bool) override { ++closed[detector]; }
  void held_back(std::uint32_t, const SignalScope&, const std::string&) override {}
  void blinded(std::uint32_t) override {}
  void outlook(std::uint32_t, InstanceId, double, bool) override {}
  void ejection(std::uint32_t, InstanceId, bool) override {}
};

FaultSpec by_chance(const std::string& name, FaultSpec spec, Duration mttf, Duration repair) {
  spec.name = name;
  spec.at.reset();
  spec.mttf = Distribution::exponential(mttf);
  spec.repair = Distribution::exponential(repair);
  return spec;
}

// 40 a second at the peak and nearly nobody at night; total loss, half loss and loss near the threshold come and go all the time.
Model restless(const std::string& split, const std::string& missing, bool single_zone) {
  Model model = three_zones(40, Via::dns);
  model.services[0].replicas_per_zone = 3;
  model.clients[0].daily = {0.0, Duration::hours(12)};
  const auto errors = [](double share) { return Given{{"errors", share}}; };
  model.faults.push_back(by_chance("dead", fault("crash", {"pool web@r/a", "pool web@r/b"}, {}), Duration::minutes(40),
                                   Duration::minutes(6)));
  model.faults.push_back(by_chance("half", fault("service_errors", {"pool web@r/a"}, {}, {}, errors(0.5)),
                                   Duration::minutes(50), Duration::minutes(9)));
  model.faults.push_back(by_chance("near", fault("service_errors", {"zone r/b", "zone r/c"}, {}, {}, errors(0.012)),
                                   Duration::minutes(50), Duration::minutes(30)));
  model.detection.push_back(detector("skipping", "success_rate", {"service web"},
                                     {{"below", 0.99},
                                      {"split", split},
                                      {"missing", missing},
                                      {"single_zone", single_zone},
                                      {"datapoints", MOfN{2, 3}},
                                      {"min_samples", std::int64_t{5}}}));
  model.horizon = Duration::hours(26);
  return model;
}

}  // namespace

TEST_CASE("Skipping equals polling, period for period, under changing rates", "[models][detection]") {
  for (const char* split : {"none", "entry_zone"})
    for (const char* missing : {"breaching", "ok", "hold"})
      for (const bool single_zone : {false, true})
        for (std::uint64_t replication = 0; replication < 3; ++replication) {
          INFO(split << ", missing " << missing << ", single zone " << single_zone << ", replication " << replication);
          Rig rig(restless(split, missing, single_zone && std::string(split) != "none"));
          rig.run(replication);
          CHECK(rig.signals[0] == rig.signals[1]);
          CHECK(rig.signals[0].size() > 4);      // there is something to be equal about
          CHECK(rig.closed[0] < rig.closed[1]);  // and something was skipped
        }
}
