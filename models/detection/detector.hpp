// SPDX-License-Identifier: Apache-2.0
/// A detector, and all that it may look through.
///
/// By type, a detector reaches what its vantage hands out: meters, the census of ejections, the provider's feed, whether its
/// own tooling works. It never sees a component's state.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/detection/spec.hpp"
#include "models/traffic/traffic.hpp"
#include "models/world/feed.hpp"
#include "models/world/signal.hpp"
#include "sim/kernel.hpp"

namespace bulkhead {

struct Vantage {
  Kernel& kernel;
  Traffic& traffic;
  SignalOut& out;
  std::uint64_t seed = 0;
  std::uint64_t replication = 0;
  /// Telemetry of the provider about a zone, delayed and thinned.
  std::function<std::unique_ptr<Feed>(const FeedSpec&)> feed;
  /// Does the tooling that a detector declared work?
  std::function<bool(const std::vector<std::string>& needs)> works;
};

class Detector {
 public:
  virtual ~Detector() = default;
};

using MakeDetector = std::unique_ptr<Detector> (*)(const DetectorSpec&, std::uint32_t index, const Vantage&);

/// By the registry's row of its kind.
std::unique_ptr<Detector> make_detector(const DetectorSpec& spec, std::uint32_t index, const Vantage& vantage);

/// The mechanisms behind the rows of the registry.
std::unique_ptr<Detector> make_success_rate(const DetectorSpec&, std::uint32_t index, const Vantage&);
std::unique_ptr<Detector> make_volume(const DetectorSpec&, std::uint32_t index, const Vantage&);
std::unique_ptr<Detector> make_unhealthy_count(const DetectorSpec&, std::uint32_t index, const Vantage&);
std::unique_ptr<Detector> make_provider(const DetectorSpec&, std::uint32_t index, const Vantage&);

}  // namespace bulkhead
