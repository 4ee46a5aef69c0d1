// SPDX-License-Identifier: Apache-2.0
/// From scenario files to a results database: what run, compare and explain share.
///
/// All files are read first; one bad file and nothing runs. Then every experiment of every file is simulated over all
/// threads and written in replication order. An interruption (Ctrl-C, SIGTERM) ends with a finished database of what is
/// complete.
///
/// Errors:   InvalidInput before anything is written; OutsideError, whose complete replications stay in FILE.partial
#pragma once

#include <string>
#include <vector>

#include "analysis/commands/options.hpp"

namespace bulkhead {

/// The scenarios of the files; a folder stands for the scenario files in it. Throws InvalidInput with every problem of
/// every file, unless `keep_going` and at least one file is valid (then the problems go to stderr).
std::vector<Scenario> load_all(const Options& options);
/// The same where names may be taken twice: nothing goes into a database.
std::vector<Scenario> load_files(const Options& options);

/// Simulates and writes `options.db`. Returns kExitWell, or kExitInterrupted with what was complete written.
int simulate(const std::vector<Scenario>& scenarios, const Options& options);

}  // namespace bulkhead
