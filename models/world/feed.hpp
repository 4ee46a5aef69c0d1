// SPDX-License-Identifier: Apache-2.0
/// The provider's telemetry about one zone: late, and sometimes silent.
///
/// Made from the world, so that nobody who listens can reach the world itself: what arrives is a report, after its delay.
/// A loss that is not noticed (with the complement of `recall`) is never reported, nor is its end.
///
/// Chance:   one draw for recall and one for each delay, per (listener, zone, occurrence)
#pragma once

#include <cstdint>
#include <string>

#include "models/world/estate.hpp"
#include "sim/distribution.hpp"
#include "sim/kernel.hpp"

namespace bulkhead {

class World;

struct FeedSpec {
  std::string name;  ///< stable: of who listens
  std::uint32_t zone = 0;
  Distribution delay;
  double recall = 1;
  OwnerId listener;
  std::uint64_t lost = 0;  ///< payloads of the reports (observe phase): the zone is lost ...
  std::uint64_t back = 0;  ///< ... and is back
};

class Feed final {
 public:
  Feed(const FeedSpec& spec, const World& world, Kernel& kernel, std::uint64_t seed, std::uint64_t replication);
  /// The world has been evaluated.
  void refresh();

 private:
  FeedSpec spec_;
  const World* world_;
  Kernel* kernel_;
  StreamKey key_;
  std::uint64_t occurrence_ = 0;
  bool up_ = true;
  bool noticed_ = false;
  Instant reported_ = Instant::zero();
};

}  // namespace bulkhead
