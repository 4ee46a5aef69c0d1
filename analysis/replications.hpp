// SPDX-License-Identifier: Apache-2.0
/// Many replications over many threads, delivered in replication order.
///
/// A task is one (replication, variant). Threads take tasks in order and never run further ahead than a window, so
/// memory stays bounded; the calling thread delivers a replication when all its variants are there. A result depends on
/// (seed, replication, variant) alone, so the number of threads changes nothing but the time.
///
/// Errors:   what a simulation throws ends the run: everything before it is delivered, then it is thrown on as
///           ReplicationError. Threads that the system refuses are done without; none at all is its std::system_error
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "analysis/record.hpp"

namespace bulkhead {

/// Runs one replication of one variant; each thread has its own.
using Simulate = std::function<Record(std::size_t variant, std::uint64_t replication)>;

struct ReplicationPlan {
  std::size_t variants = 1;
  std::uint64_t replications = 0;
  unsigned jobs = 1;                        ///< threads; at least one
  std::function<Simulate()> make_simulate;  ///< called once in each thread
  /// One record per variant, in the calling thread; false: that was enough, and what lies beyond it is discarded.
  std::function<bool(std::vector<Record>&&)> deliver;
  const std::atomic<bool>* stop = nullptr;  ///< set from outside: take no further task
};

/// A simulation broke, and where; the text is what it said.
class ReplicationError : public std::runtime_error {
 public:
  ReplicationError(std::size_t in_variant, std::uint64_t in_replication, const std::string& what)
      : std::runtime_error(what), variant(in_variant), replication(in_replication) {}

  std::size_t variant;
  std::uint64_t replication;
};

/// The number of replications delivered: all, or fewer when `stop` was set or `deliver` had enough.
std::uint64_t run_replications(const ReplicationPlan& plan);

/// Hardware threads, at least one.
unsigned default_jobs();

}  // namespace bulkhead
