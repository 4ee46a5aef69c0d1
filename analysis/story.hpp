// SPDX-License-Identifier: Apache-2.0
/// One incident told from the database: cause, who saw it and when (or never and why), who acted, the end, the loss.
///
/// Every number in the story is a column of a row, or the difference of two instants of one row, as the views give it.
/// Instants are hours, minutes and seconds of the run, rounded to the millisecond; counts to a tenth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "analysis/sqlite.hpp"

namespace bulkhead {

/// Which incident: what is unset is chosen, namely the one that cost most (customer-minutes, then requests).
struct StoryChoice {
  std::optional<std::string> variant;
  std::optional<std::uint64_t> replication;
  std::optional<std::uint64_t> incident;
};

/// The story as text; empty where no incident matches.
std::string tell_story(const Database& db, const StoryChoice& choice);

/// Was there any incident, told or not (analysis/stories.hpp)?
bool any_incident(const Database& db);

/// A sentence that says how many incidents there are in each variant, and how many of them are told.
std::string incidents_sentence(const Database& db);

/// The same rows as JSON: {"incident": {...}, "faults": [...], "observations": [...], "actions": [...],
/// "timeline": [...]}, with the columns of the views; empty where no incident matches.
std::string story_json(const Database& db, const StoryChoice& choice);

/// "1h02m03.25s": an instant or a length, rounded to the millisecond.
std::string story_time(std::int64_t ns);

}  // namespace bulkhead
