// SPDX-License-Identifier: Apache-2.0
/// A witness that takes no notice: tests override what they want to see.
#pragma once

#include <string>

#include "models/replication.hpp"

namespace bulkhead::test {

class QuietWitness : public Witness {
 public:
  bool waiting() const override { return false; }
  void settled(Instant, const Ledger&) override {}
  void fault_begins(CauseId, std::uint32_t, const Struck&) override {}
  void fault_heals(CauseId) override {}
  void signal(const Signal&) override {}
  void datapoint(std::uint32_t, const SignalScope&, double, bool) override {}
  void held_back(std::uint32_t, const SignalScope&, const std::string&) override {}
  void blinded(std::uint32_t) override {}
  void outlook(std::uint32_t, InstanceId, double, bool) override {}
  void ejection(std::uint32_t, InstanceId, bool) override {}
  void decided(ActionId, std::uint32_t, const std::string&, const Step&, const Signal&) override {}
  void blocked(ActionId, const std::string&) override {}
  void begins(ActionId) override {}
  void effective(ActionId) override {}
  void ends(ActionId) override {}

 protected:
  ~QuietWitness() = default;
};

}  // namespace bulkhead::test
