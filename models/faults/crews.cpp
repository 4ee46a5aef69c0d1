// SPDX-License-Identifier: Apache-2.0
// Lines, hands, parts, and whose turn it is.
#include "models/faults/crews.hpp"

#include <algorithm>
#include <utility>

#include "sim/check.hpp"

namespace bulkhead {

Crews::Crews(const std::vector<CrewSpec>& specs, Clocks& clocks, CrewOwner owner)
    : clocks_(&clocks), owner_(std::move(owner)) {
  for (const auto& spec : specs) {
    BULKHEAD_CHECK(!(spec.batch && spec.preempts), "a repair of many is not put off for one");
    crews_.emplace_back();
    crews_.back().spec = &spec;
    crews_.back().free = spec.count;
  }
}

const CrewSpec& Crews::spec(const std::string& name) const {
  const auto it = std::find_if(crews_.begin(), crews_.end(), [&](const Crew& crew) { return crew.spec->name == name; });
  BULKHEAD_CHECK(it != crews_.end(), "a fault names a crew that is not there");
  return *it->spec;
}

LineId Crews::open(const std::string& name, const std::string& fault, StreamKey inspections) {
  const CrewSpec& spec = this->spec(name);
  const auto it = std::find_if(crews_.begin(), crews_.end(), [&](const Crew& crew) { return crew.spec == &spec; });
  const auto id = static_cast<LineId>(lines_.size());
  it->lines.push_back(id);
  auto& line = lines_.emplace_back();
  line.crew = static_cast<std::uint32_t>(it - crews_.begin());
  const auto& order = spec.priority;
  line.rank = static_cast<int>(std::find(order.begin(), order.end(), fault) - order.begin());
  if (spec.order == CrewOrder::first_inspected)
    line.inspection = clocks_->add(ClockUse::other, spec.inspect, inspections, Instant::never());
  return id;
}

std::vector<ClockId> Crews::store(std::uint32_t index, StreamKey resupply) {
  auto& crew = crews_[index];
  for (int part = 0; part < crew.spec->parts; ++part)
    crew.parts_to_come.push_back(clocks_->add(ClockUse::other, *crew.spec->resupply, resupply, Instant::never()));
  return crew.parts_to_come;
}

ClockId Crews::road(std::uint32_t index, StreamKey ways) {
  auto& crew = crews_[index];
  if (crew.spec->travel != Distribution())
    crew.way = clocks_->add(ClockUse::other, crew.spec->travel, ways, Instant::never());
  return crew.way;
}

void Crews::wait(LineId id, std::uint32_t subject, Instant now) {
  auto& line = lines_[id];
  const Job one{line.rank, now, subject, false};
  line.waiting.insert(std::upper_bound(line.waiting.begin(), line.waiting.end(), one), one);
  look(line.crew);
}

std::vector<std::uint32_t> Crews::end(LineId id, std::uint32_t subject) {
  auto& crew = crews_[lines_[id].crew];
  const auto it =
      std::find_if(crew.busy.begin(), crew.busy.end(), [&](const Work& work) { return work.job.subject == subject; });
  BULKHEAD_CHECK(it != crew.busy.end(), "a repair that ends has a hand");
  const auto along = std::move(it->along);
  crew.busy.erase(it);
  ++crew.free;
  if (crew.busy.empty() && waiting(crew) == 0) crew.at_work = false;
  look(lines_[id].crew);
  return along;
}

void Crews::part_came(std::uint32_t index) {
  look(index);
}

Duration Crews::turn(std::uint32_t index, Duration time_of_day) {
  auto& crew = crews_[index];
  const Duration from = *crew.spec->from, to = *crew.spec->to, day = Duration::days(1);
  const auto until = [&](Duration then) { return then > time_of_day ? then - time_of_day : then + day - time_of_day; };
  const bool off = until(from) < until(to);
  if (std::exchange(crew.off, off) != off) {
    for (const Work& work : crew.busy) off ? owner_.put_off(work.job.subject) : owner_.begin(work.job.subject);
    if (crew.on_its_way) clocks_->set_pace(crew.way, off ? 0 : 1);
    for (const auto line : crew.lines)
      if (off && lines_[line].inspection != kNoClock) clocks_->set_pace(lines_[line].inspection, 0);
    if (!off) look(index);
  }
  return std::min(until(from), until(to));
}

void Crews::arrived(std::uint32_t index) {
  crews_[index].at_work = true;
  crews_[index].on_its_way = false;
  look(index);
}

std::size_t Crews::waiting(const Crew& crew) const {
  std::size_t sum = 0;
  for (const auto line : crew.lines) sum += lines_[line].waiting.size();
  return sum;
}

bool Crews::rests(Crew& crew) {
  const bool begins = !crew.at_work && waiting(crew) >= static_cast<std::size_t>(crew.spec->begins_at);
  if (begins && crew.way == kNoClock) crew.at_work = true;
  if (begins && crew.way != kNoClock && !std::exchange(crew.on_its_way, true)) clocks_->start(crew.way, crew.ways++);
  return !crew.at_work;
}

bool Crews::has_part(const Crew& crew) const {
  return crew.parts_to_come.empty() || std::any_of(crew.parts_to_come.begin(), crew.parts_to_come.end(),
                                                   [&](ClockId part) { return !clocks_->running(part); });
}

// If a hand is free, or can be: see to it that somebody's turn comes.
void Crews::look(std::uint32_t index) {
  auto& crew = crews_[index];
  if (crew.off || (crew.free == 0 && !crew.spec->preempts)) return;
  if (rests(crew)) return;
  if (crew.spec->order == CrewOrder::first_come) {
    if (!crew.dispatching && waiting(crew) > 0) {
      crew.dispatching = true;
      owner_.dispatch_soon(index);
    }
    return;
  }
  if (!has_part(crew)) return;
  for (const auto id : crew.lines) {
    auto& line = lines_[id];
    if (!line.waiting.empty() && !clocks_->running(line.inspection))
      clocks_->start(line.inspection, line.inspections++);
  }
}

void Crews::inspected(LineId id) {
  const auto index = lines_[id].crew;
  for (const auto other : crews_[index].lines) clocks_->set_pace(lines_[other].inspection, 0);
  take(id, 0);
  look(index);
}

void Crews::dispatch(std::uint32_t index) {
  auto& crew = crews_[index];
  crew.dispatching = false;
  if (crew.off) return;
  LineId line = 0;
  std::size_t place = 0;
  while (next(crew, line, place)) {
    if (crew.free == 0 && !make_room(crew, lines_[line].rank)) return;
    take(line, place);
  }
}

// Whose turn it is of those who could begin.
bool Crews::next(const Crew& crew, LineId& line, std::size_t& place) const {
  const bool part = has_part(crew);
  const Job* first = nullptr;
  for (const auto id : crew.lines) {
    const auto& waiting = lines_[id].waiting;
    const auto it = std::find_if(waiting.begin(), waiting.end(), [&](const Job& job) { return part || job.begun; });
    if (it == waiting.end() || (first && *first < *it)) continue;
    first = &*it;
    line = id;
    place = static_cast<std::size_t>(it - waiting.begin());
  }
  return first != nullptr;
}

// Takes a hand from what is less urgent, if anything is.
bool Crews::make_room(Crew& crew, int rank) {
  if (!crew.spec->preempts) return false;
  const auto last =
      std::max_element(crew.busy.begin(), crew.busy.end(), [](const Work& a, const Work& b) { return a.job < b.job; });
  if (last->job.rank <= rank) return false;
  auto& waiting = lines_[last->line].waiting;
  const Job job = last->job;
  waiting.insert(std::upper_bound(waiting.begin(), waiting.end(), job), job);
  crew.busy.erase(last);
  ++crew.free;
  owner_.put_off(job.subject);
  return true;
}

void Crews::take(LineId id, std::size_t place) {
  auto& line = lines_[id];
  auto& crew = crews_[line.crew];
  Work work{line.waiting[place], id, {}};
  line.waiting.erase(line.waiting.begin() + static_cast<std::ptrdiff_t>(place));
  if (!work.job.begun) take_part(crew);
  work.job.begun = true;
  if (crew.spec->batch) work.along = all_waiting(crew);
  const auto subject = work.job.subject;
  crew.busy.push_back(std::move(work));
  --crew.free;
  owner_.begin(subject);
}

void Crews::take_part(Crew& crew) {
  const auto part = std::find_if(crew.parts_to_come.begin(), crew.parts_to_come.end(),
                                 [&](ClockId clock) { return !clocks_->running(clock); });
  if (part != crew.parts_to_come.end()) clocks_->start(*part, crew.orders++);
}

std::vector<std::uint32_t> Crews::all_waiting(const Crew& crew) {
  std::vector<std::uint32_t> out;
  for (const auto id : crew.lines) {
    for (const Job& job : lines_[id].waiting) out.push_back(job.subject);
    lines_[id].waiting.clear();
  }
  return out;
}

}  // namespace bulkhead
