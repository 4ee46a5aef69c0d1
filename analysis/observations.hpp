// SPDX-License-Identifier: Apache-2.0
/// Who saw an incident when, or never and why: one row per detection entry and per service with a health check.
///
/// A detection entry sees it with its first signal that rises while the incident is open and whose expected datapoint had got
/// worse (a false alarm on a path that nothing crosses does not see it). Health checks of a service see it when any caller
/// takes an instance whose probes fail out of its rotation (which detects the incident only where that ends it: incidents.hpp).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analysis/record.hpp"
#include "models/plan.hpp"
#include "models/world/signal.hpp"

namespace bulkhead {

/// What one detector has shown since an incident began.
struct Impression {
  std::optional<Instant> saw;
  SignalScope scope;
  double worst = 0;  ///< of the datapoints that were worse than usual
  bool worse = false;
  int breaches = 0;
  std::string held_back;
  bool blinded = false;
  bool already = false;  ///< its signal was up when the incident began
  bool died = false;     ///< callers that would have probed what failed were dead themselves
};

class Observations {
 public:
  explicit Observations(const Plan& plan);

  /// What everybody knew when an incident began.
  std::vector<Impression> begin() const;

  /// `calm`: no fault is active, so that this may be how things usually are.
  void datapoint(std::uint32_t detector, const SignalScope& scope, double value, bool breached, bool calm);
  void signal(const Signal& signal);
  /// Is this signal more than a false alarm?
  bool crosses(const Signal& signal) const;
  void outlook(std::uint32_t edge, InstanceId instance, double good, bool sends);
  /// The service, when an instance is taken out of rotation whose probes fail; kNone otherwise.
  std::uint32_t ejection(std::uint32_t edge, InstanceId instance, bool out) const;

  /// Index of a service's health checks among the impressions; after the detection entries.
  std::uint32_t health_index(std::uint32_t service) const { return health_[service]; }
  std::size_t count() const { return names_.size(); }
  const std::string& name(std::size_t index) const { return names_[index]; }
  std::string name(std::size_t index, const SignalScope& scope) const;
  std::string why_not(std::size_t index, const Impression& impression) const;

  /// The impressions of open incidents, which datapoints are added to.
  std::set<std::vector<Impression>*> open;

 private:
  using Pair = std::pair<std::uint32_t, InstanceId>;
  bool fewer_is_worse(std::uint32_t detector) const;
  bool is_worse(std::uint32_t detector, const SignalScope& scope, double value, bool breached, bool calm);

  const Plan* plan_;
  std::vector<std::string> names_;
  std::vector<std::uint32_t> health_;  // by service
  std::map<std::pair<std::uint32_t, SignalScope>, double>
      usual_;                                                    // the best datapoint so far, from when all was calm on
  std::map<std::pair<std::uint32_t, SignalScope>, bool> worse_;  // at the last datapoint
  std::set<std::pair<std::uint32_t, SignalScope>> up_;           // signals that have risen and not fallen
  std::set<Pair> dead_;                                          // callers that send nothing, to what would fail
  std::map<Pair, double> failing_;                               // probes whose chance is below 1
};

}  // namespace bulkhead
