// SPDX-License-Identifier: Apache-2.0
/// How much of a run is kept line by line: of each variant the story up to its 10,000th fault.
///
/// Replications tell their stories (faults with what each cost, and the timeline) in their order until the variant has
/// told that many faults; the replication with the next one stops telling there, and later ones tell nothing. Their
/// figures, incidents, observations and actions are complete. So a run of millions of failures costs what its figures
/// cost, and every run of usual length keeps everything.
///
/// Threads run ahead of one another. A thread asks `left` before a replication: what is told already by earlier ones
/// that have ended, so never less than is allowed; who writes cuts again (`cut_story`), in the order of replications.
///
/// Ensures:  what is written depends on no thread
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "analysis/record.hpp"

namespace bulkhead {

/// Faults that a variant tells of in a run; assumed.
inline constexpr std::uint64_t kToldFaults = 10'000;

class Stories {
 public:
  Stories(std::size_t variants, std::uint64_t most) : most_(most), of_(variants) {}

  /// How many faults that replication may tell of, or more.
  std::uint64_t left(std::size_t variant) const;
  /// A replication has ended, with so many faults.
  void ended(std::size_t variant, std::uint64_t replication, std::uint64_t faults);

 private:
  struct Told {
    std::uint64_t next = 0;    ///< all replications before it have ended
    std::uint64_t faults = 0;  ///< of those
    std::map<std::uint64_t, std::uint64_t> ahead;
  };

  std::uint64_t most_;
  mutable std::mutex mutex_;
  std::vector<Told> of_;
};

/// As if the record had told of its first `faults` faults only.
void cut_story(Record& record, std::uint64_t faults);

}  // namespace bulkhead
