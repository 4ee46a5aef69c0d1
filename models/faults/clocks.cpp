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
  if (law.kind() == Distribution::Kind::exponential) return (to - from).seconds() / law.first().seconds();
  return law.cumulative_hazard(to.seconds()) - law.cumulative_hazard(from.seconds());
}

Duration after(const Distribution& law, Duration from, double hazard) {
  if (law.kind() == Distribution::Kind::exponential)
    return from + Duration::from_seconds(hazard * law.first().seconds());
  return Duration::from_seconds(law.age_at_hazard(law.cumulative_hazard(from.seconds()) + hazard));
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

void Clocks::start(ClockId id, std::uint64_t occurrence) {
  auto& clock = clocks_[id];
  Draws draws(clock.draws, occurrence);
  clock.running = true;
  clock.age = Duration::zero();
  clock.due = clock.law->sample(draws);
  clock.since = kernel_->now();
  clock.factor = 1;
  clock.event = Instant::never();
  schedule(id);
}

void Clocks::stop(ClockId id) {
  auto& clock = clocks_[id];
  if (!clock.running) return;
  advance(clock);
  clock.running = false;
}

void Clocks::resume(ClockId id) {
  auto& clock = clocks_[id];
  BULKHEAD_CHECK(!clock.running, "a clock that runs is not resumed");
  clock.running = true;
  clock.since = kernel_->now();
  schedule(id);
}

// An event that comes too early is kept, and put off when it comes.
void Clocks::schedule(ClockId id) {
  auto& clock = clocks_[id];
  const Instant ring = clock.since + (clock.due - clock.age);
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
  if (!clock.running) return std::nullopt;
  if (clock.since + (clock.due - clock.age) > kernel_->now()) {
    schedule(id);
    return std::nullopt;
  }
  const bool tilted = clock.factor != 1 && kernel_->now() - clock.since <= clock.span;
  advance(clock);
  if (tilted) log_weight_ -= math::log(clock.factor);
  clock.running = false;
  return id;
}

void Clocks::advance(Clock& clock) {
  const Duration gone = kernel_->now() - clock.since;
  clock.since = kernel_->now();
  if (clock.factor != 1) {
    const Duration tilted = std::min(gone, clock.span);
    log_weight_ += (clock.factor - 1) * between(*clock.law, clock.age, clock.age + tilted);
    clock.span = clock.span - tilted;
  }
  clock.age += gone;
}

double Clocks::hazard_left(const Clock& clock) const {
  const Duration end = clock.factor == 1 ? clock.age : std::min(clock.due, clock.age + clock.span);
  return clock.factor * between(*clock.law, clock.age, end) + between(*clock.law, end, clock.due);
}

void Clocks::tilt(ClockId id, double factor, Duration span) {
  auto& clock = clocks_[id];
  BULKHEAD_CHECK(clock.running && factor > 0, "a clock that runs is tilted by a positive factor");
  if (factor == 1 && clock.factor == 1) return;
  advance(clock);
  const double left = hazard_left(clock);
  clock.factor = factor;
  clock.span = span;
  const Duration whole = after(*clock.law, clock.age, left / factor);
  if (factor == 1 || span.is_never() || whole <= clock.age + span) {
    clock.due = whole;
  } else {
    const double spent = factor * between(*clock.law, clock.age, clock.age + span);
    clock.due = after(*clock.law, clock.age + span, left - spent);
  }
  schedule(id);
}

void Clocks::strike(ClockId id) {
  auto& clock = clocks_[id];
  BULKHEAD_CHECK(clock.running && clock.factor == 1, "a clock that runs untilted is struck");
  advance(clock);
  clock.due = clock.age;
  schedule(id);
}

double Clocks::log_weight() {
  for (auto& clock : clocks_)
    if (clock.running && clock.factor != 1) advance(clock);
  return log_weight_;
}

void Clocks::restart_weight() {
  log_weight();
  log_weight_ = 0;
}

}  // namespace bulkhead
