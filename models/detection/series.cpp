// SPDX-License-Identifier: Apache-2.0
// Alarms on success rates, volumes and unhealthy instances, made from their entries.
#include <algorithm>

#include "models/detection/alarm.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

class MeterSeries : public Series {
 public:
  explicit MeterSeries(std::unique_ptr<Meter> meter) : meter_(std::move(meter)) {}
  bool from_one_instance() const override { return meter_->top_contributor() > 0.5; }
  void listen(OwnerId listener, std::uint64_t payload) override { meter_->listen(listener, payload); }

 protected:
  std::unique_ptr<Meter> meter_;
};

class SuccessSeries final : public MeterSeries {
 public:
  SuccessSeries(std::unique_ptr<Meter> meter, double below, std::int64_t min_samples)
      : MeterSeries(std::move(meter)), below_(below), min_samples_(static_cast<std::uint64_t>(min_samples)) {}
  Datapoint close(std::int64_t period) override {
    const auto certain = certain_success(meter_->means(period), below_, min_samples_);
    return certain ? *certain : success_datapoint(meter_->close(period), below_, min_samples_);
  }
  std::optional<Datapoint> steady() const override { return certain_success(meter_->steady(), below_, min_samples_); }
  double value(std::int64_t period) const override {
    const Means means = meter_->means(period);
    const double all = means.good + means.bad;
    return all > 0 ? means.good / all : 1;
  }

 private:
  double below_;
  std::uint64_t min_samples_;
};

class VolumeSeries final : public MeterSeries {
 public:
  VolumeSeries(std::unique_ptr<Meter> meter, double below) : MeterSeries(std::move(meter)), below_(below) {}
  Datapoint close(std::int64_t period) override {
    const auto certain = certain_volume(meter_->means(period), below_);
    return certain ? *certain : volume_datapoint(meter_->close(period), below_);
  }
  std::optional<Datapoint> steady() const override { return certain_volume(meter_->steady(), below_); }
  double value(std::int64_t period) const override {
    const Means means = meter_->means(period);
    return means.good + means.bad;
  }
  bool from_one_instance() const override { return false; }

 private:
  double below_;
};

class CensusSeries final : public Series {
 public:
  CensusSeries(Census& census, std::uint32_t service, std::uint32_t zone, std::int64_t above)
      : census_(&census), service_(service), zone_(zone), above_(above) {}
  Datapoint close(std::int64_t) override { return now(); }
  std::optional<Datapoint> steady() const override { return now(); }
  double value(std::int64_t) const override { return census_->unhealthy(service_, zone_); }
  bool from_one_instance() const override { return census_->unhealthy(service_, zone_) == 1; }
  void listen(OwnerId listener, std::uint64_t payload) override { census_->listen(service_, listener, payload); }

 private:
  Datapoint now() const { return census_->unhealthy(service_, zone_) > above_ ? Datapoint::breach : Datapoint::ok; }
  Census* census_;
  std::uint32_t service_;
  std::uint32_t zone_;
  std::int64_t above_;
};

std::uint32_t target_service(const DetectorSpec& spec, const Vantage& vantage) {
  BULKHEAD_CHECK(spec.targets.size() == 1, "an alarm has one service as its target");
  return service_index(vantage.traffic.network().services(),
                       spec.targets.front().substr(std::string("service ").size()));
}

AlarmSettings settings(const DetectorSpec& spec, std::uint32_t index) {
  AlarmSettings out;
  out.detector = index;
  out.name = spec.name;
  out.period = spec.values.duration("period");
  out.datapoints = spec.values.m_of_n("datapoints");
  out.missing = spec.values.has("missing") ? spec.values.text("missing") : "hold";
  out.delay = spec.values.duration("delay");
  out.single_zone = spec.values.flag("single_zone");
  out.needs = spec.needs;
  return out;
}

// One alarm per value of the split's dimension.
template <class MakeSeries>
std::unique_ptr<Detector> split(const DetectorSpec& spec, std::uint32_t index, const Vantage& vantage,
                                MakeSeries make) {
  const auto& estate = vantage.traffic.network().estate();
  const std::string& by = spec.values.text("split");
  auto alarms = std::make_unique<AlarmSet>(settings(spec, index), vantage);
  SeriesSpec series;
  series.service = target_service(spec, vantage);
  series.period = spec.values.duration("period");
  if (spec.values.has("side")) series.side = spec.values.text("side") == "server" ? Side::server : Side::client;
  series.entries_only = by == "entry_zone";
  if (by == "none") {
    alarms->add({series.service, kNone, kNone}, make(series));
  } else if (by == "cell") {
    for (std::uint32_t c = 0; c < estate.cells.size(); ++c) {
      series.cell = c;
      alarms->add({series.service, estate.cells[c].zone, c}, make(series));
    }
  } else {
    for (std::uint32_t z = 0; z < estate.zones.size(); ++z) {
      (by == "callee_zone" ? series.callee_zone : series.caller_zone) = z;
      alarms->add({series.service, z, kNone}, make(series));
    }
  }
  return alarms;
}

}  // namespace

std::unique_ptr<Detector> make_success_rate(const DetectorSpec& spec, std::uint32_t index, const Vantage& vantage) {
  return split(spec, index, vantage, [&](const SeriesSpec& series) {
    return std::make_unique<SuccessSeries>(vantage.traffic.meter(series), spec.values.number("below"),
                                           spec.values.count("min_samples"));
  });
}

std::unique_ptr<Detector> make_volume(const DetectorSpec& spec, std::uint32_t index, const Vantage& vantage) {
  const double below = spec.values.number("below") * spec.values.duration("period").seconds();
  return split(spec, index, vantage, [&](const SeriesSpec& series) {
    return std::make_unique<VolumeSeries>(vantage.traffic.meter(series), below);
  });
}

std::unique_ptr<Detector> make_unhealthy_count(const DetectorSpec& spec, std::uint32_t index, const Vantage& vantage) {
  return split(spec, index, vantage, [&](const SeriesSpec& series) {
    return std::make_unique<CensusSeries>(vantage.traffic.census(), series.service, series.callee_zone,
                                          spec.values.count("above"));
  });
}

}  // namespace bulkhead
