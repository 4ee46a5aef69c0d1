// SPDX-License-Identifier: Apache-2.0
// Who may still tell, and where a story ends.
#include "analysis/stories.hpp"

#include <algorithm>

namespace bulkhead {

std::uint64_t Stories::left(std::size_t variant) const {
  const std::lock_guard lock(mutex_);
  return most_ - std::min(most_, of_[variant].faults);
}

void Stories::ended(std::size_t variant, std::uint64_t replication, std::uint64_t faults) {
  const std::lock_guard lock(mutex_);
  Told& told = of_[variant];
  if (told.faults >= most_) return;
  told.ahead[replication] = faults;
  while (!told.ahead.empty() && told.ahead.begin()->first == told.next) {
    told.faults += told.ahead.begin()->second;
    told.ahead.erase(told.ahead.begin());
    ++told.next;
  }
}

Told told_of(const Record& record, Untold& untold) {
  Told told;
  told.faults = std::min(record.faults.size(), static_cast<std::size_t>(untold.faults));
  told.incidents = std::min(record.incidents.size(), static_cast<std::size_t>(untold.incidents));
  told.alarms = untold.incidents > 0 && told.incidents == record.incidents.size();
  std::size_t begun = 0;
  const auto beyond = [&](const TimelineRow& row) { return row.what == "fault_begins" && ++begun > told.faults; };
  const bool all = told.faults == record.faults.size();
  const auto end = all ? record.timeline.end() : std::ranges::find_if(record.timeline, beyond);
  told.lines = static_cast<std::size_t>(end - record.timeline.begin());
  untold.faults -= told.faults;
  untold.incidents -= told.incidents;
  return told;
}

}  // namespace bulkhead
