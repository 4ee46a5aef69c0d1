// SPDX-License-Identifier: Apache-2.0
/// Writes a results database: FILE.partial while replications arrive, FILE when all is done.
///
/// The mental model: begin_run, then add for every replication in order, then end_run; after the last
/// run, finish. Replications are committed whole, small ones
/// some at a time. finish copies the database with VACUUM INTO (so that its bytes
/// depend on its rows alone), syncs it, renames it to FILE and removes FILE.partial.
///
/// Requires: replications in order, each with one record per variant in the order of the run (checked)
/// Ensures:  1. FILE is replaced only if it is Bulkhead's own, and only by a complete database
///           2. equal calls give equal bytes, whatever the process, the path or the time
///           3. killed at any moment, FILE is as it was and FILE.partial holds what was complete, but for the last
///           thousand rows
/// Errors:   OutsideError with path, operation and code; FILE.partial then stays and is named by partial_path()
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/causes.hpp"
#include "analysis/comparison.hpp"
#include "analysis/record.hpp"
#include "analysis/report/verdicts.hpp"
#include "analysis/sqlite.hpp"
#include "analysis/stories.hpp"
#include "analysis/sweep.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

struct ServiceInfo {
  std::string name;
  std::optional<double> objective_success;  ///< unset: it has no objective
  Duration over;
  Duration quiet;
  bool headline = false;
  int components = 0;  ///< those that the objective is of; 0: a service's
};

struct VariantInfo {
  std::string name;
  std::string digest;
  std::string routing;
  int cells = 0;
  int faults = 0;                       ///< entries of the file that apply to it
  std::vector<std::string> components;  ///< "KIND PATH"
  std::vector<ServiceInfo> services;
};

struct RunInfo {
  std::string scenario;
  std::string experiment;
  std::vector<PointValue> point;  ///< of a sweep; empty: none
  std::string about;
  std::string digest;
  std::uint64_t seed = 1;
  std::uint64_t replications = 0;   ///< asked for, or with a precision at most
  std::optional<double> precision;  ///< that was asked for
  Duration horizon;
  Duration warm_up;
  std::vector<VariantInfo> variants;
};

/// Why a run has no further replication: it has all that were asked for; it has reached its precision, or cannot within its
/// cap; its time was over; a person stopped it; all that it was asked is decided.
enum class Ended { complete, precision, out_of_reach, time_budget, interrupted, decided };
const char* to_string(Ended ended);

/// "replicas=4 retries=2"; empty without a sweep.
std::string point_text(const std::vector<PointValue>& point);

class Store {
 public:
  /// Checks that `path` may be replaced and opens its partial file; an older partial file of ours is replaced.
  explicit Store(const std::string& path);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// `stories`: of how many faults and incidents each variant tells (analysis/stories.hpp).
  void begin_run(const RunInfo& run, std::uint64_t stories = kStories);
  void add(const std::vector<Record>& replication);
  /// What the current run has come to so far; figures that come from elsewhere are put there before the run ends.
  Comparison& comparison() { return *comparison_; }
  /// What the gate has decided of the current run.
  void add_verdicts(const std::vector<GateRow>& rows);
  /// Writes the estimates and differences of the run, and why it ended.
  void end_run(Ended ended = Ended::complete);
  void finish();

  const std::string& path() const { return path_; }
  std::string partial_path() const { return path_ + ".partial"; }
  /// Replications that are complete in every variant, over all runs.
  std::uint64_t complete() const { return complete_; }

 private:
  struct Rows;

  void begin();
  void commit();
  void roll_back();
  void write_variant(const VariantInfo& info);
  void write_estimates();
  void write_differences();
  void write_ranking(const std::vector<DifferenceRow>& differences);
  void write_knees();
  void end_point();
  void write_causes();

  std::string path_;
  std::unique_ptr<Database> db_;
  std::unique_ptr<Rows> rows_;
  std::unique_ptr<Comparison> comparison_;
  std::unique_ptr<Causes> causes_;
  std::uint64_t seed_ = 1;  ///< of the current run
  std::int64_t run_ = 0;
  std::vector<std::int64_t> variants_;  ///< row ids of the current run
  std::vector<Untold> untold_;          ///< by variant
  std::uint64_t complete_ = 0;
  std::uint64_t committed_ = 0;
  bool open_ = false;  ///< a transaction is

  struct Points {
    Sweep sweep;
    std::vector<std::string> variants;
    std::vector<std::int64_t> runs;
  };
  std::map<std::pair<std::string, std::string>, Points> sweeps_;  ///< by scenario and experiment
  RunInfo info_;                                                  ///< of the current run
};

/// True when the file is a database that carries Bulkhead's mark.
bool is_bulkhead_database(const std::string& path);

/// Opens a results database for reading. Errors: OutsideError when it is not one, or of another layout.
Database open_results(const std::string& path);

/// A fingerprint over every row of every table in key order: equal on every release of SQLite and the distribution.
std::string digest_database(const std::string& path);

}  // namespace bulkhead
