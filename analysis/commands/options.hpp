// SPDX-License-Identifier: Apache-2.0
/// The options of the commands: declared once, parsed strictly, with the nearest name for an unknown one.
///
/// A command names the options that it takes; every other is unknown to it. `--seed`, `--replications` and `--horizon`
/// are short for `--set run.seed=...` and so on, so that they are checked and hashed as the file's own values are.
///
/// Errors:   UsageError
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analysis/commands/command.hpp"
#include "analysis/stories.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

enum class Format { table, json, csv, markdown, sarif };

/// Failure biasing: where a precision is out of plain simulation's reach; for every figure that it gives; for none.
enum class RareChoice { automatic, always, never };

struct Options {
  std::vector<std::string> files;
  LoadOptions load;  ///< -f, --set, and what is short for --set
  std::string db = "results.db";
  unsigned jobs = 1;
  Format format = Format::table;
  bool quiet = false;
  bool keep_going = false;
  bool help = false;
  bool structure = false;
  std::optional<double> precision;  ///< relative half-width of the headline's unavailability
  std::optional<Duration> time_budget;
  RareChoice rare = RareChoice::automatic;
  bool replications_given = false;  ///< on the command line, where they are the cap of a precision
  std::optional<std::string> variant;
  std::optional<std::uint64_t> replication;
  std::optional<std::uint64_t> incident;
  std::optional<int> order;
  std::vector<double> at_s;
  std::optional<std::string> baseline;
  bool update_baseline = false;
  bool strict = false;  ///< review: warnings count too; check: what was not exercised, or could not be told, fails too
  std::vector<std::string> tolerances;  ///< METRIC=RATIO, or RATIO for all
  std::vector<std::string> reports;     ///< KIND=FILE, or github
  std::uint64_t stories = kStories;     ///< of each variant (analysis/stories.hpp)
};

/// What a command takes beside its files and --help.
struct Takes {
  std::set<std::string> options;     ///< names without dashes
  std::vector<std::string> formats;  ///< of --format, the first is the default; empty: no --format
  bool files = true;                 ///< at least one must be given
};

/// The options that a simulation takes: set, file, seed, replications, horizon, precision, time-budget,
/// rare, stories, jobs, db, quiet.
std::set<std::string> simulation_options();

/// Parses the arguments of the named command; with --help prints its help to stdout and sets `help`.
Options parse_options(std::string_view command, const Arguments& arguments, const Takes& takes);

}  // namespace bulkhead
