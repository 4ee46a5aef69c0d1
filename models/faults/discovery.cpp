// SPDX-License-Identifier: Apache-2.0
// From a failure to the beginning of its repair: who comes to know, and who has time.
#include <algorithm>
#include <utility>
#include <vector>

#include "models/faults/looks.hpp"
#include "models/faults/schedule.hpp"

namespace bulkhead {

void FaultSchedule::add_duties(std::uint32_t f) {
  const auto& fault = (*faults_)[f];
  auto& entry = entries_[f];
  if (!fault.repair) return;
  bool each_inspected = false;
  if (!fault.crew.empty()) {
    entry.line = crews_.open(fault.crew, fault.name, key(Purpose::inspect, fault.crew + " " + fault.name));
    const bool by_line = crews_.inspection(*entry.line) != Crews::kNoClock;
    if (by_line) duties_.push_back({Task::line_inspected, *entry.line});
    each_inspected = !by_line && crews_.spec(fault.crew).inspect != Distribution();
  }
  for (auto s = entry.first; s < entry.first + entry.count; ++s) {
    auto& subject = subjects_[s];
    if (fault.found) {
      subject.found = clocks_.add(ClockUse::other, *fault.found, key(Purpose::found, subject.name), Instant::never());
      duties_.push_back({Task::found, s});
    }
    if (each_inspected) {
      subject.inspection = clocks_.add(ClockUse::other, crews_.spec(fault.crew).inspect,
                                       key(Purpose::inspect, fault.crew + " " + subject.name), Instant::never());
      duties_.push_back({Task::inspected, s});
    }
  }
}

void FaultSchedule::add_crew(std::uint32_t crew, const CrewSpec& spec) {
  const auto parts = crews_.store(crew, key(Purpose::resupply, spec.name));
  duties_.insert(duties_.end(), parts.size(), {Task::part_came, crew});
  if (crews_.road(crew, key(Purpose::travel, spec.name)) != Crews::kNoClock) duties_.push_back({Task::arrived, crew});
}

void FaultSchedule::on_duty(const Duty& duty) {
  switch (duty.task) {
    case Task::found:
      return known(duty.number);
    case Task::inspected:
      return clocks_.start(2 * duty.number + 1, subjects_[duty.number].occurrence,
                           repair_pace_of(subjects_[duty.number]));
    case Task::line_inspected:
      return crews_.inspected(duty.number);
    case Task::part_came:
      return crews_.part_came(duty.number);
    case Task::arrived:
      return crews_.arrived(duty.number);
  }
}

void FaultSchedule::await_discovery(std::uint32_t s) {
  const auto& subject = subjects_[s];
  const auto& fault = (*faults_)[subject.fault];
  const bool sought = !fault.found_of_spares || subject.latent;
  if (fault.found && sought) {
    clocks_.start(subject.found, subject.occurrence);
  } else if (fault.found_every && sought) {
    kernel_->schedule(owner_, next_look(s), Phase::change, kFound | (subject.occurrence & kLookMask) << 32 | s);
  } else if (!await_notice(s)) {
    known(s);
  }
}

Instant FaultSchedule::next_look(std::uint32_t s) const {
  const auto& subject = subjects_[s];
  const auto& fault = (*faults_)[subject.fault];
  std::vector<std::int64_t> struck;
  if (fault.found_staggered && !fault.at && fault.any == 0) struck = {s - entries_[subject.fault].first + 1};
  if (fault.found_staggered && struck.empty()) {
    for (std::size_t i = 0; i < fault.targets.size(); ++i) {
      const auto id = world_->estate().graph.id(fault.targets[i]);
      const auto strikes = [&](const Impairment& one) { return one.where.at == id; };
      if (std::any_of(subject.put.begin(), subject.put.end(), strikes))
        struck.push_back(static_cast<std::int64_t>(i) + 1);
    }
  }
  return found_at(fault, kernel_->now(), struck, Draws(subject.looks, subject.occurrence));
}

// Only what a takeover's own means alone could notice waits for them.
bool FaultSchedule::await_notice(std::uint32_t s) {
  if (!world_->takeovers().any()) return false;
  std::vector<ComponentId> down;
  for (const auto& one : subjects_[s].put)
    if (one.what == Effect::down) down.push_back(one.where.at);
  const auto unseen = [&](ComponentId id) {
    return world_->takeovers().covers(id) && (world_->up(id) || world_->takeovers().hidden(id));
  };
  if (down.empty() || !std::all_of(down.begin(), down.end(), unseen)) return false;
  for (const auto id : down) awaiting_[id].push_back(s);
  return true;
}

void FaultSchedule::noticed(ComponentId id) {
  for (const auto s : std::exchange(awaiting_[id], {})) known(s);
}

void FaultSchedule::known(std::uint32_t s) {
  auto& subject = subjects_[s];
  if (subject.stage != Stage::hidden) return;
  subject.stage = Stage::known;
  subject.latent = false;
  if (subject.found != Crews::kNoClock) clocks_.set_pace(subject.found, 0);
  if (world_->takeovers().any())
    for (const auto& one : subject.put) std::erase(awaiting_[one.where.at], s);
  const auto line = entries_[subject.fault].line;
  line ? crews_.wait(*line, s, kernel_->now()) : repair(s);
}

void FaultSchedule::repair(std::uint32_t s) {
  auto& subject = subjects_[s];
  const auto left = std::exchange(subject.put_off, Crews::kNoClock);
  if (left != Crews::kNoClock) return clocks_.set_pace(left, left == 2 * s + 1 ? repair_pace_of(subject) : 1);
  const bool inspected_first = subject.inspection != Crews::kNoClock;
  if (inspected_first) return clocks_.start(subject.inspection, subject.occurrence);
  clocks_.start(2 * s + 1, subject.occurrence, repair_pace_of(subject));
}

void FaultSchedule::put_off(std::uint32_t s) {
  auto& subject = subjects_[s];
  const bool inspects = subject.inspection != Crews::kNoClock && clocks_.running(subject.inspection);
  subject.put_off = inspects ? subject.inspection : 2 * s + 1;
  clocks_.set_pace(subject.put_off, 0);
}

}  // namespace bulkhead
