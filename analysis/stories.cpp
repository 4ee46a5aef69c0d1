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

void cut_story(Record& record, std::uint64_t faults) {
  if (record.faults.size() <= faults) return;
  auto begun = std::uint64_t{0};
  const auto beyond = [&](const TimelineRow& row) { return row.what == "fault_begins" && ++begun > faults; };
  const auto end = std::find_if(record.timeline.begin(), record.timeline.end(), beyond);
  record.timeline.erase(end, record.timeline.end());
  record.faults.resize(faults);
  std::erase_if(record.attribution, [&](const AttributionRow& row) { return row.fault >= faults; });
}

}  // namespace bulkhead
