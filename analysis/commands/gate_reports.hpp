// SPDX-License-Identifier: Apache-2.0
/// `--report KIND=FILE`: which reports a check writes, and where.
///
/// Kinds: junit, markdown, json, sarif, each into its file; and github, whose workflow commands go to stdout after the
/// table, and whose summary is appended to the file that GITHUB_STEP_SUMMARY names.
///
/// Errors:   UsageError for what is no such report, and OutsideError for what cannot be written, before anything runs;
///           OutsideError for the disk
#pragma once

#include <string>
#include <vector>

#include "analysis/report/verdicts.hpp"

namespace bulkhead {

class GateReports {
 public:
  explicit GateReports(const std::vector<std::string>& asked);

  /// All that can be written; then the first error is thrown.
  void write(const GateVerdicts& verdicts) const;
  /// Whether `github` was asked for.
  bool github() const { return github_; }

 private:
  struct File {
    std::string kind;
    std::string path;
  };
  std::vector<File> files_;
  bool github_ = false;
};

}  // namespace bulkhead
