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
      shown_(!quiet),
      terminal_(::isatty(STDERR_FILENO) == 1),
      begin_(Clock::now()),
      printed_(begin_) {}

Progress::~Progress() {
  if (shown_ && terminal_) std::fputs("\r\033[K", stderr);
}

void Progress::step() {
  ++done_;
  if (!shown_) return;
  const Clock::time_point now = Clock::now();
  if (now - printed_ < (terminal_ ? std::chrono::milliseconds(100) : std::chrono::minutes(1))) return;
  printed_ = now;
  print(now);
}

double Progress::elapsed_s() const {
  return std::chrono::duration<double>(Clock::now() - begin_).count();
}

void Progress::print(Clock::time_point now) const {
  const double elapsed = std::chrono::duration<double>(now - begin_).count();
  const double rate = static_cast<double>(done_) / elapsed;
  const std::string all = all_ > 0 ? fmt::format(" of {}", all_) : "";
  const std::string left =
      all_ > 0 ? fmt::format(", {} left", format_duration(static_cast<double>(all_ - done_) / rate)) : "";
  const std::string line = fmt::format("{}: {}{} replications, {} a second{}{}{}", name_.substr(0, 30), done_, all,
                                       format_count(rate), left, clause_.empty() ? "" : ", ", clause_);
  std::fputs((terminal_ ? "\r\033[K" + line : line + "\n").c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace bulkhead
