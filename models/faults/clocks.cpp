// SPDX-License-Identifier: Apache-2.0
// Lives, and the hazard that is left of them.
#include "models/faults/clocks.hpp"

#include <algorithm>

#include "sim/check.hpp"
#include "sim/math.hpp"

namespace bulkhead {
namespace {

constexpr std::uint64_t kClockBits = 32;

double between(const Distribution& law, Duration from, Duration to) {
  if (from == to) return 0;  // also where a uniform has ended and its hazard is infinite
  if (law.kind() == Distribution::Kind::exponential) return (to - from).seconds() / law.mean_seconds();
  return law.cumulative_hazard(to.seconds()) - law.cumulative_hazard(from.seconds());
}

Duration after(const Distribution& law, Duration from, double hazard) {
  if (law.kind() == Distribution::Kind::exponential) return from + Duration::from_seconds(hazard * law.mean_seconds());
  return Duration::from_seconds(law.age_at_hazard(law.cumulative_hazard(from.seconds()) + hazard));
}

// How far a clock runs in a time, and how long it takes to run that far.
Duration running_time(Duration time, double pace) {
  if (pace == 1) return time;
  return pace == 0 ? Duration::zero() : Duration::from_seconds(time.seconds() * pace);
}

Duration time_to_run(Duration running, double pace) {
  if (pace == 1) return running;
  return pace == 0 ? Duration::never() : Duration::from_seconds(running.seconds() / pace);
}

}  // namespace

ClockId Clocks::add(ClockUse use, const Distribution& law, StreamKey draws, Instant before) {
  Clock clock;
  clock.law = &law;
  clock.draws = draws;
  clock.before = before;
  clock.use = use;
  clocks_.push_back(clock);
  return static_cast<ClockId>(clocks_.size() - 1);
}

void Clocks::start(ClockId id, std::uint64_t occurrence, double pace, Duration age) {
  auto& clock = clocks_[id];
  Draws draws(clock.draws, occurrence);
  clock.pace = pace;
  clock.age = age;
  clock.due =
      age > Duration::zero() ? after(*clock.law, age, -math::log(1 - draws.uniform())) : clock.law->sample(draws);
  clock.since = kernel_->now();
  clock.factor = 1;
  clock.event = Instant::never();
  ++changes_;
  schedule(id);
}

void Clocks::set_pace(ClockId id, double pace) {
  auto& clock = clocks_[id];
  if (pace == clock.pace) return;
  BULKHEAD_CHECK(pace >= 0, "a clock runs forwards, or stands");
  advance(clock);
  clock.pace = pace;
  ++changes_;
  schedule(id);
}

Instant Clocks::ring_of(const Clock& clock) {
  return clock.since + time_to_run(clock.due - clock.age, clock.pace);
}

// An event that comes too early is kept, and put off when it comes.
void Clocks::schedule(ClockId id) {
  auto& clock = clocks_[id];
  const Instant ring = ring_of(clock);
  if (clock.event <= ring && !clock.event.is_never()) return;
  if (ring >= clock.before || ring.is_never()) return;
  clock.event = ring;
  ++clock.generation;
  ++events_;
  kernel_->schedule(owner_, ring, Phase::change, (std::uint64_t{clock.generation} << kClockBits & ~kNotOfClocks) | id);
}

std::optional<ClockId> Clocks::rung(std::uint64_t payload) {
  if (payload & kNotOfClocks) return std::nullopt;
  --events_;
  const auto id = static_cast<ClockId>(payload);
  auto& clock = clocks_[id];
  if (clock.event != kernel_->now() || payload >> kClockBits != (clock.generation & 0x7FFFFFFFu)) return std::nullopt;
  clock.event = Instant::never();
  if (clock.pace == 0) return std::nullopt;
  if (ring_of(clock) > kernel_->now()) {
    schedule(id);
    return std::nullopt;
  }
  advance(clock);
  if (clock.factor != 1) log_weight_ -= math::log(clock.factor);
  clock.pace = 0;
  ++changes_;
  return id;
}

void Clocks::advance(Clock& clock) {
  const Duration gone = std::min(running_time(kernel_->now() - clock.since, clock.pace), clock.due - clock.age);
  clock.since = kernel_->now();
  if (clock.factor != 1) log_weight_ += (clock.factor - 1) * between(*clock.law, clock.age, clock.age + gone);
  clock.age += gone;
}

double Clocks::hazard_rate(ClockId id, Duration ahead) const {
  const auto& clock = clocks_[id];
  const Duration age = clock.age + running_time(kernel_->now() - clock.since, clock.pace);
  return between(*clock.law, age, age + running_time(ahead, clock.pace)) / ahead.seconds();
}

void Clocks::tilt(ClockId id, double factor) {
  auto& clock = clocks_[id];
  BULKHEAD_CHECK(clock.pace > 0 && factor > 0, "a clock that runs is tilted by a positive factor");
  if (factor == clock.factor) return;
  advance(clock);
  const double left = clock.factor * between(*clock.law, clock.age, clock.due);
  clock.factor = factor;
  clock.due = after(*clock.law, clock.age, left / factor);
  schedule(id);
}

void Clocks::strike(ClockId id) {
  auto& clock = clocks_[id];
  BULKHEAD_CHECK(clock.pace > 0 && clock.factor == 1, "a clock that runs untilted is struck");
  advance(clock);
  clock.due = clock.age;
  schedule(id);
}

double Clocks::log_weight() {
  for (auto& clock : clocks_)
    if (clock.pace > 0 && clock.factor != 1) advance(clock);
  return log_weight_;
}

void Clocks::restart_weight() {
  log_weight();
  log_weight_ = 0;
}

}  // namespace bulkhead
