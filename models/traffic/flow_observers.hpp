// SPDX-License-Identifier: Apache-2.0
/// The flow engine's meters and probers: integrals of rates, and chances of replies.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/traffic/flow_traffic.hpp"
#include "sim/random.hpp"

namespace bulkhead {

class FlowMeter final : public Meter {
 public:
  FlowMeter(FlowTraffic& traffic, const SeriesSpec& spec);
  ~FlowMeter() override;

  Counts close(std::int64_t period) override;
  Means means(std::int64_t period) const override;
  Means steady() const override;
  double top_contributor() const override;
  void listen(OwnerId listener, std::uint64_t payload) override;

  /// Tells the listener if the rates have changed since it was last told.
  void refresh();

 private:
  const Tally& tally(std::uint32_t leaf) const;

  FlowTraffic* traffic_;
  SeriesSpec spec_;
  std::vector<std::uint32_t> leaves_;
  std::vector<StreamKey> keys_;
  std::optional<Means> told_;
  bool listening_ = false;
  OwnerId listener_;
  std::uint64_t payload_ = 0;
};

class FlowProber final : public Prober {
 public:
  FlowProber(FlowTraffic& traffic, const ProbeSpec& spec, OwnerId listener, std::uint64_t payload);
  ~FlowProber() override;

  Outlook outlook() const override { return now_; }
  Reply send(std::int64_t number) override;
  std::int64_t next_change(std::int64_t from, bool last) const override;

  void refresh();

 private:
  FlowTraffic* traffic_;
  ProbeSpec spec_;
  OwnerId listener_;
  std::uint64_t payload_;
  StreamKey key_;
  Duration timeout_;
  Outlook now_;
};

/// "web client entry a>b cell 3 60000000000": the stable name of a leaf's counts.
std::string leaf_name(const Network& network, const Leaf& leaf, Duration period);

}  // namespace bulkhead
