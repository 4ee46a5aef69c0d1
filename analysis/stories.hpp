// SPDX-License-Identifier: Apache-2.0
/// How much of a run is kept line by line: of each variant the story up to its 10,000th fault, and its incidents up to the
/// 10,000th.
///
/// Replications tell their stories (faults with what each cost, and the timeline) in their order until the variant has
/// told that many faults; the replication with the next one stops telling there, and later ones tell nothing. With
/// incidents, who saw them and who acted it is the same, by their own number. All figures are complete. So a run of
/// millions of failures costs what its figures cost, and every run of usual length keeps everything.
///
/// Threads run ahead of one another. A thread asks `left` before a replication: what is told already by earlier ones
/// that have ended, so never less than is allowed; who writes cuts again (`told_of`), in the order of replications.
///
/// Ensures:  what is written depends on no thread
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "analysis/record.hpp"

namespace bulkhead {

/// Faults that a variant tells of in a run, and incidents; assumed.
inline constexpr std::uint64_t kStories = 10'000;

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

/// What a variant may still tell.
struct Untold {
  std::uint64_t faults = kStories;
  std::uint64_t incidents = kStories;
};

/// What is written of a record: the first so many of each.
struct Told {
  std::size_t faults = 0;
  std::size_t lines = 0;      ///< of the timeline: up to the first fault that is not told
  std::size_t incidents = 0;  ///< with the observations and actions that belong to them
  bool alarms = false;        ///< so are observations and actions without an incident
};

/// What that record tells, and is told from now on.
Told told_of(const Record& record, Untold& untold);

}  // namespace bulkhead
