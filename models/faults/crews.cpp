// SPDX-License-Identifier: Apache-2.0
// Lines, hands, and whose turn it is.
#include "models/faults/crews.hpp"

#include <algorithm>
#include <utility>

#include "sim/check.hpp"

namespace bulkhead {

Crews::Crews(const std::vector<CrewSpec>& specs, Clocks& clocks, std::function<void(std::uint32_t)> dispatch_soon,
             std::function<void(std::uint32_t)> begin)
    : clocks_(&clocks), dispatch_soon_(std::move(dispatch_soon)), begin_(std::move(begin)) {
  for (const auto& spec : specs) crews_.push_back({&spec, spec.count, {}, false});
}

const CrewSpec& Crews::spec(const std::string& name) const {
  const auto it = std::find_if(crews_.begin(), crews_.end(), [&](const Crew& crew) { return crew.spec->name == name; });
  BULKHEAD_CHECK(it != crews_.end(), "a fault names a crew that is not there");
  return *it->spec;
}

LineId Crews::open(const std::string& name, StreamKey inspections) {
  const CrewSpec& spec = this->spec(name);
  const auto it = std::find_if(crews_.begin(), crews_.end(), [&](const Crew& crew) { return crew.spec == &spec; });
  const auto line = static_cast<LineId>(lines_.size());
  it->lines.push_back(line);
  lines_.push_back({static_cast<std::uint32_t>(it - crews_.begin()), kNoClock, 0, {}});
  if (spec.order == CrewOrder::first_inspected)
    lines_.back().inspection = clocks_->add(ClockUse::other, spec.inspect, inspections, Instant::never());
  return line;
}

void Crews::wait(LineId line, std::uint32_t subject, Instant now) {
  auto& waiting = lines_[line].waiting;
  const Waiting one{now, subject};
  waiting.insert(std::upper_bound(waiting.begin(), waiting.end(), one), one);
  look(lines_[line].crew);
}

void Crews::end(LineId line) {
  auto& crew = crews_[lines_[line].crew];
  ++crew.free;
  look(lines_[line].crew);
}

// If a hand is free: see to it that somebody's turn comes.
void Crews::look(std::uint32_t index) {
  auto& crew = crews_[index];
  if (crew.free == 0) return;
  if (crew.spec->order == CrewOrder::first_come) {
    const auto waits = [&](LineId line) { return !lines_[line].waiting.empty(); };
    if (!crew.dispatching && std::any_of(crew.lines.begin(), crew.lines.end(), waits)) {
      crew.dispatching = true;
      dispatch_soon_(index);
    }
    return;
  }
  for (const auto id : crew.lines) {
    auto& line = lines_[id];
    if (!line.waiting.empty() && !clocks_->running(line.inspection))
      clocks_->start(line.inspection, line.inspections++);
  }
}

void Crews::inspected(LineId id) {
  const auto index = lines_[id].crew;
  for (const auto other : crews_[index].lines) clocks_->set_pace(lines_[other].inspection, 0);
  take(id);
  look(index);
}

void Crews::dispatch(std::uint32_t index) {
  auto& crew = crews_[index];
  crew.dispatching = false;
  const auto sooner = [&](LineId a, LineId b) {
    const auto& one = lines_[a].waiting;
    const auto& other = lines_[b].waiting;
    return !one.empty() && (other.empty() || one.front() < other.front());
  };
  while (crew.free > 0) {
    const auto next = *std::min_element(crew.lines.begin(), crew.lines.end(), sooner);
    if (lines_[next].waiting.empty()) return;
    take(next);
  }
}

void Crews::take(LineId id) {
  auto& line = lines_[id];
  const auto subject = line.waiting.front().subject;
  line.waiting.erase(line.waiting.begin());
  --crews_[line.crew].free;
  begin_(subject);
}

}  // namespace bulkhead
