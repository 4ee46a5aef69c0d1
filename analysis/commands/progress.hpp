// SPDX-License-Identifier: Apache-2.0
/// The progress line: how many replications are done, how fast, how precise, and how long it will still take.
///
/// The one place of the program that looks at a wall clock; a time budget asks it for the time. It writes to stderr: on a
/// terminal at most ten times a second, and it clears its line at the end; elsewhere a line a minute, for who reads a log.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace bulkhead {

class Progress {
 public:
  /// Zero for `all`: nobody knows.
  Progress(std::string name, std::uint64_t all, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step();
  /// How far a precision is, as one clause ("± 4 %, 1 % is wished").
  void say(std::string clause) { clause_ = std::move(clause); }
  double elapsed_s() const;

 private:
  using Clock = std::chrono::steady_clock;
  void print(Clock::time_point now) const;

  std::string name_;
  std::uint64_t all_;
  bool shown_;
  bool terminal_;
  std::string clause_;
  std::uint64_t done_ = 0;
  Clock::time_point begin_;
  Clock::time_point printed_;
};

}  // namespace bulkhead
