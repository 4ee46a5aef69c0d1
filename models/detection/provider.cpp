// SPDX-License-Identifier: Apache-2.0
// The provider's telemetry as a detector: it passes on what the feed reports.
#include "models/detection/detector.hpp"

namespace bulkhead {
namespace {

class Provider final : public Detector, public Handler {
 public:
  Provider(const DetectorSpec& spec, std::uint32_t index, const Vantage& vantage)
      : index_(index),
        needs_(spec.needs),
        vantage_(vantage),
        owner_(vantage.kernel.enroll("provider " + spec.name, *this)) {
    const auto& estate = vantage.traffic.network().estate();
    for (const auto& target : spec.targets) {
      const std::uint32_t zone = estate.zone_of(estate.graph.id(target));
      feeds_.push_back(vantage.feed({spec.name, zone, spec.values.distribution("delay"), spec.values.number("recall"),
                                     owner_, std::uint64_t{zone} << 1 | 1, std::uint64_t{zone} << 1}));
    }
  }

  void on_event(std::uint64_t payload) override {
    if (!vantage_.works(needs_)) return vantage_.out.blinded(index_);
    vantage_.out.signal({index_, {kNone, static_cast<std::uint32_t>(payload >> 1), kNone}, (payload & 1) == 1});
  }

 private:
  std::uint32_t index_;
  std::vector<std::string> needs_;
  Vantage vantage_;
  OwnerId owner_;
  std::vector<std::unique_ptr<Feed>> feeds_;
};

}  // namespace

std::unique_ptr<Detector> make_provider(const DetectorSpec& spec, std::uint32_t index, const Vantage& vantage) {
  return std::make_unique<Provider>(spec, index, vantage);
}

}  // namespace bulkhead
