// SPDX-License-Identifier: Apache-2.0
/// The commands of the program, in one table: what `main` calls and what `help` prints.
///
/// A command parses its own arguments, writes data to stdout and everything else to stderr, and returns an exit code.
///
/// Errors:   UsageError for what the user wrote (exit 2), OutsideError for the outside world (exit 1); both are caught
///           in run_program
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

enum ExitCode : int {
  kExitWell = 0,
  kExitBroke = 1,      ///< it broke while running: the disk, a bug
  kExitUsage = 2,      ///< options or files that are wrong
  kExitMissed = 3,     ///< an expectation is missed, or a review has found errors
  kExitWorse = 4,      ///< worse than the baseline
  kExitUndecided = 5,  ///< not enough evidence
  kExitInterrupted = 130
};

using Arguments = std::vector<std::string>;

/// What the user wrote is wrong; the text says what and what to write instead.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A text that is complete as it is: all problems of scenario files with their places, or the general help.
class InvalidInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Command {
  std::string_view name;
  std::string_view arguments;  ///< "FILE|DIR..."
  std::string_view about;      ///< one sentence without its full stop
  std::string_view examples;   ///< lines that can be typed
  int (*run)(const Arguments& arguments);
};

std::span<const Command> commands();

int run_command(const Arguments& arguments);
int compare_command(const Arguments& arguments);
int check_command(const Arguments& arguments);
int diff_command(const Arguments& arguments);
int explain_command(const Arguments& arguments);
int arithmetic_command(const Arguments& arguments);
int review_command(const Arguments& arguments);
int validate_command(const Arguments& arguments);
int config_command(const Arguments& arguments);
int list_command(const Arguments& arguments);
int schema_command(const Arguments& arguments);
int digest_command(const Arguments& arguments);
int verify_command(const Arguments& arguments);
int version_command(const Arguments& arguments);

/// Everything `main` does: finds the command, runs it, turns exceptions into a line on stderr and an exit code.
int run_program(const Arguments& arguments);

}  // namespace bulkhead
