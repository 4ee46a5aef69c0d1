// SPDX-License-Identifier: Apache-2.0
/// The one exception for what goes wrong outside of us: a disk, a right, a database file.
///
/// It carries the path, the operation and the system's own words; `main` prints it in one line and
/// returns 1. What the user wrote wrongly is a diagnostic, our own mistakes are ContractError.
#pragma once

#include <stdexcept>
#include <string>

namespace bulkhead {

class OutsideError : public std::runtime_error {
 public:
  /// `operation` completes "cannot ..."; `reason` is the system's text and code.
  OutsideError(std::string path, const std::string& operation, const std::string& reason)
      : std::runtime_error(path + ": cannot " + operation + ": " + reason), path_(std::move(path)) {}

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Throws OutsideError with the text and number of `errno` code.
[[noreturn]] void throw_system_error(const std::string& path, const std::string& operation, int code);

}  // namespace bulkhead
