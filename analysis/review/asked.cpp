// SPDX-License-Identifier: Apache-2.0
// A vantage that shows nothing, and notes what it is asked for.
#include "analysis/review/asked.hpp"

#include "models/detection/detector.hpp"

namespace bulkhead {
namespace {

class BlankMeter final : public Meter {
 public:
  Counts close(std::int64_t) override { return {}; }
  Means means(std::int64_t) const override { return {}; }
  Means steady() const override { return {}; }
  double top_contributor() const override { return 0; }
  void listen(OwnerId, std::uint64_t) override {}
};

class Notebook final : public Traffic, public Census, public SignalOut {
 public:
  explicit Notebook(const Network& network) : network_(&network) {}

  std::unique_ptr<Meter> meter(const SeriesSpec& spec) override {
    asked.series.push_back(spec);
    return std::make_unique<BlankMeter>();
  }
  std::unique_ptr<Prober> prober(const ProbeSpec&, OwnerId, std::uint64_t) override { return nullptr; }
  Census& census() override { return *this; }
  void hold_against(EdgeId, std::uint32_t, bool) override {}
  bool suffices_without(std::uint32_t, std::uint32_t, double) const override { return true; }
  std::uint32_t suspect_zone(std::uint32_t) const override { return kNone; }
  const Network& network() const override { return *network_; }

  std::uint32_t unhealthy(std::uint32_t, std::uint32_t) const override { return 0; }
  void listen(std::uint32_t, OwnerId, std::uint64_t) override {}

  void signal(const Signal&) override {}
  void datapoint(std::uint32_t, const SignalScope&, double, bool) override {}
  void held_back(std::uint32_t, const SignalScope&, const std::string&) override {}
  void blinded(std::uint32_t) override {}
  void outlook(std::uint32_t, InstanceId, double, bool) override {}
  void ejection(std::uint32_t, InstanceId, bool) override {}

  Asked asked;

 private:
  const Network* network_;
};

}  // namespace

Asked asked_by(const DetectorSpec& spec, const Network& network) {
  Kernel kernel;
  Notebook notebook(network);
  const Vantage vantage{kernel,
                        notebook,
                        notebook,
                        0,
                        0,
                        [&](const FeedSpec& feed) {
                          notebook.asked.zones.push_back(feed.zone);
                          return std::unique_ptr<Feed>();
                        },
                        [](const std::vector<std::string>&) { return true; }};
  make_detector(spec, 0, vantage);
  return std::move(notebook.asked);
}

}  // namespace bulkhead
