// SPDX-License-Identifier: Apache-2.0
/// What observers say: signals with their scope, and the marks that they leave for the story.
#pragma once

#include <cstdint>
#include <string>

#include "models/world/estate.hpp"
#include "sim/time.hpp"

namespace bulkhead {

/// Where a signal says that something is wrong; kNone: it does not say.
struct SignalScope {
  std::uint32_t service = kNone;
  std::uint32_t zone = kNone;
  std::uint32_t cell = kNone;
  auto operator<=>(const SignalScope&) const = default;
};

struct Signal {
  std::uint32_t detector = 0;  ///< index among the model's detection entries
  SignalScope scope;
  bool rises = true;  ///< false: it clears
};

/// Takes signals; and, for the story alone, what observers saw on the way.
class SignalOut {
 public:
  virtual void signal(const Signal& signal) = 0;
  /// A datapoint that was not quiet: its expected value, and whether it breached.
  virtual void datapoint(std::uint32_t detector, const SignalScope& scope, double value, bool breached) = 0;
  /// An alarm was up, but a rule of its own kept it from signalling.
  virtual void held_back(std::uint32_t detector, const SignalScope& scope, const std::string& rule) = 0;
  /// A detector's own tooling is down.
  virtual void blinded(std::uint32_t detector) = 0;
  /// A caller's probes of an instance have this chance of a good reply from now on, if the caller sends any.
  virtual void outlook(std::uint32_t edge, InstanceId instance, double good, bool sends) = 0;
  /// A caller took an instance out of its rotation, or back.
  virtual void ejection(std::uint32_t edge, InstanceId instance, bool out) = 0;

 protected:
  ~SignalOut() = default;
};

}  // namespace bulkhead
