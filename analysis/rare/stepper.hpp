// SPDX-License-Identifier: Apache-2.0
/// One replication under failure biasing, instant by instant: after each, clocks are tilted as its state asks for.
///
/// Errors:   what does not end well is `trouble`, after which nothing goes on
#pragma once

#include <cstdint>
#include <string>

#include "analysis/rare/bias.hpp"
#include "analysis/rare/watch.hpp"

namespace bulkhead {

/// What failures get at least while they are pressed, per second.
struct Pressure {
  double unfailed = 0;  ///< while nothing has failed; 0: then nothing is pressed
  double failed = 0;
};

class RareStepper {
 public:
  RareStepper(Plan& plan, const ObjectiveSpec& objective, const Pressure& pressure, std::uint64_t seed,
              std::uint64_t replication);

  RareWatch& watch() { return watch_; }
  FailureBias& bias() { return bias_; }
  Clocks& clocks() { return replication_.faults().clocks(); }
  const Takeovers& takeovers() { return replication_.world().takeovers(); }
  Instant now() const { return replication_.now(); }
  double events() const { return static_cast<double>(replication_.events()); }
  bool fine() const { return trouble_.empty(); }
  const std::string& trouble() const { return trouble_; }

  /// Everything up to then, with the clocks as they are.
  void run(Instant until);
  /// The next instant at which something happens, or a stage or the limit is due; `pressed`: failures are biased.
  void step(Instant limit, bool pressed);
  /// From rest to the first failure, which no unit counts; `balanced`: as likely of each type as half of it is by rate.
  void await_failure(bool balanced);
  /// Tilts the clocks as this state asks for: pressed until the objective is missed, or nothing is failed.
  void press();
  /// Nothing is failed, under way, moved away or pending but failures.
  bool at_rest();

 private:
  RareWatch watch_;
  Replication replication_;
  FailureBias bias_;
  Pressure pressure_;
  std::string trouble_;
  std::uint64_t changes_ = 0;
};

}  // namespace bulkhead
