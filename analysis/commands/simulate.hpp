// SPDX-License-Identifier: Apache-2.0
/// From scenario files to a results database: what run, compare and explain share.
///
/// All files are read first; one bad file and nothing runs. Then every experiment of every file is simulated over all
/// threads and written in replication order. An interruption (Ctrl-C, SIGTERM) ends with a finished database of what is
/// complete.
///
/// Errors:   InvalidInput before anything is written; OutsideError, whose complete replications stay in FILE.partial
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "analysis/commands/options.hpp"
#include "analysis/record.hpp"
#include "analysis/report/verdicts.hpp"

namespace bulkhead {

/// The scenarios of the files; a folder stands for the scenario files in it. Throws InvalidInput with every problem of
/// every file, unless `keep_going` and at least one file is valid (then the problems go to stderr).
std::vector<Scenario> load_all(const Options& options);
/// The same where names may be taken twice: nothing goes into a database.
std::vector<Scenario> load_files(const Options& options);

/// Who goes along with an experiment: further variants on the same chance, of which nothing is written, and who says
/// when it is enough and what came of it.
class Escort {
 public:
  virtual ~Escort() = default;
  virtual std::uint64_t budget() const = 0;  ///< replications at most
  virtual const std::vector<Variant>& alongside() const = 0;
  /// The records of the experiment's variants, then of those alongside; true: every question is decided.
  virtual bool enough(const std::vector<Record>& replication) = 0;
  /// When the run is over: what was decided, which the database keeps.
  virtual const std::vector<GateRow>& conclude() = 0;
};

/// Simulates and writes `options.db`. Returns kExitWell, or kExitInterrupted with what was complete written.
/// `escort_of` is asked once for each experiment, in order; with an escort neither precision nor rare events are looked at.
int simulate(const std::vector<Scenario>& scenarios, const Options& options,
             const std::function<Escort*(const Scenario&, const Experiment&)>& escort_of = {});

}  // namespace bulkhead
