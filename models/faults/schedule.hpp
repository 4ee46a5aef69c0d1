// SPDX-License-Identifier: Apache-2.0
/// When faults begin and heal: one clock per plain target (or per draw of `any n of`, per path, per instant).
///
/// A clock by chance counts from the end of one repair to the next failure. Nothing begins at or after the horizon.
/// Healing takes away exactly what its occurrence put. How clocks run, stop and are tilted: models/faults/clocks.hpp.
///
/// Chance:   (fault, target) keys the clock's draws, the n-th occurrence its own block: the same in every variant
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/faults/clocks.hpp"
#include "models/faults/fault.hpp"
#include "models/faults/spec.hpp"
#include "models/world/world.hpp"
#include "sim/kernel.hpp"

namespace bulkhead {

/// Who is told of beginnings and ends.
class FaultOut {
 public:
  virtual void fault_begins(CauseId cause, std::uint32_t fault, const std::string& target) = 0;
  virtual void fault_heals(CauseId cause) = 0;

 protected:
  ~FaultOut() = default;
};

class FaultSchedule final : public Handler {
 public:
  FaultSchedule(const std::vector<FaultSpec>& faults, World& world, Kernel& kernel, std::uint64_t seed,
                std::uint64_t replication, Instant horizon, FaultOut& out);

  /// After the kernel's start.
  void start();
  void on_event(std::uint64_t payload) override;
  /// For who tilts them.
  Clocks& clocks() { return clocks_; }

 private:
  /// Whatever one clock strikes; its clock of failures is number 2 i, that of repairs 2 i + 1.
  struct Subject {
    std::uint32_t fault = 0;
    Victims victims;
    std::string name;    ///< "power zone tokyo/a": the fault and what it strikes
    std::string target;  ///< what it strikes, for people
    StreamKey draws;     ///< of victims
    std::uint64_t occurrence = 0;
    CauseId cause = 0;
    std::vector<Impairment> put;
  };

  void add_subject(std::uint32_t fault, Victims victims, std::string target);
  void begin(std::uint32_t subject);
  void heal(std::uint32_t subject);
  Victims drawn(const Subject& subject, std::string& target) const;

  const std::vector<FaultSpec>* faults_;
  World* world_;
  Kernel* kernel_;
  OwnerId owner_;
  std::uint64_t seed_;
  std::uint64_t replication_;
  Instant horizon_;
  FaultOut* out_;
  std::vector<Distribution> instants_;  // of the faults, "at" as a law
  Clocks clocks_;
  std::vector<Subject> subjects_;
  CauseId causes_ = 0;
};

}  // namespace bulkhead
