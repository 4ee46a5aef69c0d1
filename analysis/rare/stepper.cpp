// SPDX-License-Identifier: Apache-2.0
// Instants and tilts in turn.
#include "analysis/rare/stepper.hpp"

#include <algorithm>

namespace bulkhead {
namespace {

constexpr std::uint64_t kMostEvents = 20'000'000;

}  // namespace

RareStepper::RareStepper(Plan& plan, const ObjectiveSpec& objective, const Pressure& pressure, std::uint64_t seed,
                         std::uint64_t replication)
    : watch_(plan, objective), replication_(plan, seed, replication, watch_), bias_(clocks()), pressure_(pressure) {
  watch_.attach(replication_);
}

void RareStepper::run(Instant until) {
  const Outcome outcome = replication_.kernel().run(until, kMostEvents);
  if (outcome == Outcome::event_limit) trouble_ = "too many events";
  if (outcome == Outcome::no_rest) trouble_ = "an instant finds no rest";
  if (!replication_.trouble().empty()) trouble_ = "no fixed point: " + replication_.trouble();
}

// An event that changes no clock says nothing that a tilt may know (models/faults/clocks.hpp).
void RareStepper::step(Instant limit, bool pressed) {
  const Instant next = replication_.kernel().next_time();
  if (std::min(next, limit).is_never()) trouble_ = "nothing is left that could happen";
  if (!fine()) return;
  run(std::min({next, bias_.due(), limit}));
  if (!pressed) return;
  if (clocks().changes() != changes_)
    press();
  else if (bias_.due() <= now())
    bias_.ease(now());
}

void RareStepper::await_failure(bool balanced) {
  watch_.elide_waits(true);
  if (balanced && !watch_.hit()) bias_.balance_first();
  do step(Instant::never(), false);
  while (fine() && watch_.failed() == 0);
  watch_.elide_waits(false);
  balanced ? press() : bias_.lift();
}

void RareStepper::press() {
  changes_ = clocks().changes();
  const bool calm = watch_.failed() == 0 && !bias_.under_way();  // a part may be on its way to a crew
  const double least = calm ? pressure_.unfailed : pressure_.failed;
  if ((calm && least == 0) || watch_.missed() || watch_.hit())
    bias_.lift();
  else
    bias_.press(now(), least);
}

bool RareStepper::at_rest() {
  return watch_.failed() == 0 && clocks().alone() && !bias_.under_way() && replication_.world().levers().empty();
}

}  // namespace bulkhead
