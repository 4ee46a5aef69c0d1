// SPDX-License-Identifier: Apache-2.0
// Carriage returns and a clock.
#include "analysis/commands/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "analysis/format.hpp"

namespace bulkhead {

Progress::Progress(std::string name, std::uint64_t all, bool quiet)
    : name_(std::move(name)),
      all_(all),
      shown_(!quiet && ::isatty(STDERR_FILENO) == 1),
      begin_(Clock::now()),
      printed_(begin_) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void Progress::step() {
  ++done_;
  if (!shown_) return;
  const Clock::time_point now = Clock::now();
  if (now - printed_ < std::chrono::milliseconds(100)) return;
  printed_ = now;
  print(now);
}

void Progress::print(Clock::time_point now) const {
  const double elapsed = std::chrono::duration<double>(now - begin_).count();
  const double rate = static_cast<double>(done_) / elapsed;
  const double left = static_cast<double>(all_ - done_) / rate;
  fmt::print(stderr, "\r\033[K{}: {} of {} replications, {} a second, {} left", name_.substr(0, 30), done_, all_,
             format_count(rate), format_duration(left));
  std::fflush(stderr);
}

}  // namespace bulkhead
