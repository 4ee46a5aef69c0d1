// SPDX-License-Identifier: Apache-2.0
// Lives, and the hazard that is left of them.
#include "models/faults/clocks.hpp"

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
  ++changes_;
  schedule(id);
}

void Clocks::stop(ClockId id) {
  auto& clock = clocks_[id];
  if (!clock.running) return;
  advance(clock);
  clock.running = false;
  ++changes_;
}

void Clocks::resume(ClockId id) {
  auto& clock = clocks_[id];
  BULKHEAD_CHECK(!clock.running, "a clock that runs is not resumed");
  clock.running = true;
  clock.since = kernel_->now();
  ++changes_;
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
  advance(clock);
  if (clock.factor != 1) log_weight_ -= math::log(clock.factor);
  clock.running = false;
  ++changes_;
  return id;
}

void Clocks::advance(Clock& clock) {
  const Duration gone = kernel_->now() - clock.since;
  clock.since = kernel_->now();
  if (clock.factor != 1) log_weight_ += (clock.factor - 1) * between(*clock.law, clock.age, clock.age + gone);
  clock.age += gone;
}

double Clocks::hazard_rate(ClockId id, Duration ahead) const {
  const auto& clock = clocks_[id];
  const Duration age = clock.running ? clock.age + (kernel_->now() - clock.since) : clock.age;
  return between(*clock.law, age, age + ahead) / ahead.seconds();
}

void Clocks::tilt(ClockId id, double factor) {
  auto& clock = clocks_[id];
  BULKHEAD_CHECK(clock.running && factor > 0, "a clock that runs is tilted by a positive factor");
  if (factor == clock.factor) return;
  advance(clock);
  const double left = clock.factor * between(*clock.law, clock.age, clock.due);
  clock.factor = factor;
  clock.due = after(*clock.law, clock.age, left / factor);
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
