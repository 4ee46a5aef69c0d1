// SPDX-License-Identifier: Apache-2.0
// Cycles and windows of one batch.
#include "analysis/rare/batch.hpp"

#include <algorithm>
#include <limits>

#include "analysis/rare/rest.hpp"
#include "analysis/rare/stepper.hpp"
#include "analysis/rare/symmetry.hpp"
#include "models/faults/looks.hpp"
#include "models/world/purpose.hpp"

namespace bulkhead {
namespace {

constexpr std::uint64_t kFirstReplication = std::uint64_t{1} << 40;
constexpr int kPlainCycles = 20;
constexpr int kTiltedCycles = 180;
constexpr Instant kLatestCycle = Instant::at(kMaxHorizon / 2);
constexpr std::uint64_t kWindowsPerBatch = 15;  // beside one plain replication
constexpr double kShortRepairs = 0.01;          // of the span: then the steady state stands for it
constexpr double kBuildUp = 10;                 // longest down times, in which failures come together; assumed
constexpr double kMostOrders = 3;               // of parts, on their way at a time

StreamKey choice_key(std::uint64_t seed, std::uint64_t replication, const char* what) {
  return stream_key(seed, replication, static_cast<std::uint32_t>(Purpose::window), name_hash(what));
}

bool brief(const Distribution& law, Duration span) {
  return law.mean_seconds() <= kShortRepairs * span.seconds();
}

// A crew that waits for company keeps what has failed for about the time of the next failures; and where parts are always
// on their way, nothing is ever as it was at first.
bool brief(const CrewSpec& crew, Duration span, double failures_per_second) {
  if (crew.begins_at > 1 || crew.from || !brief(crew.travel, span)) return false;
  return !crew.resupply ||
         (brief(*crew.resupply, span) && crew.resupply->mean_seconds() * failures_per_second <= kMostOrders);
}

bool memoryless(const FaultSpec& fault, Duration span) {
  return fault.mttf && fault.mttf->kind() == Distribution::Kind::exponential && fault.repair && !fault.found_every &&
         brief(*fault.repair, span);
}

// With everything up; spares count as if they ran.
double failure_rate(const Model& model) {
  double sum = 0;
  for (const auto& fault : model.faults) {
    if (!fault.mttf) continue;
    const double clocks = fault.any > 0 ? 1 : static_cast<double>(std::max<std::size_t>(1, fault.targets.size()));
    sum += clocks * (fault.acceleration.empty() ? 1 : fault.acceleration.front()) / fault.mttf->mean_seconds();
  }
  return sum;
}

// Cycles know no horizon: what begins is never too late.
Model without_end(Model model, RareMethod method) {
  if (method == RareMethod::windows) return model;
  model.horizon = kMaxHorizon;
  model.run_off = Duration::zero();
  return model;
}

/// While something has failed: where failures are hidden until they are inspected, one until then.
double inspections_per_second(const Model& model) {
  double most = 0;
  for (const auto& fault : model.faults)
    if (fault.mttf && fault.found_every) most = std::max(most, 1 / longest_wait(fault).seconds());
  return most;
}

// On average, without waits for a crew's hands.
double longest_down_s(const Model& model) {
  double most = 0;
  for (const auto& fault : model.faults) {
    if (!fault.mttf) continue;
    double down = fault.repair ? fault.repair->mean_seconds() : std::numeric_limits<double>::infinity();
    if (fault.found) down += fault.found->mean_seconds();
    if (fault.found_every) down += longest_wait(fault).seconds();
    for (const auto& crew : model.crews)
      if (crew.name == fault.crew)
        down += crew.inspect.mean_seconds() + (crew.resupply ? crew.resupply->mean_seconds() : 0);
    most = std::max(most, down);
  }
  return most;
}

/// By clock of failures, all of which are exponential: whether it matters that it runs at the pace of the start.
std::vector<char> told_apart(const Plan& plan, const ObjectiveSpec& objective) {
  const auto remembering = faults_that_remember(plan, objective);
  const auto& faults = plan.model().faults;
  std::vector<char> out;
  for (std::uint32_t f = 0; f < faults.size(); ++f) {
    const bool one = faults[f].any > 0 || faults[f].targets.empty();
    const bool spares = faults[f].active > 0 || faults[f].standby;  // by takeover: held_as_at_first says more
    const bool matters = !spares || std::count(remembering.begin(), remembering.end(), f) > 0;
    out.insert(out.end(), one ? 1 : faults[f].targets.size(), matters);
  }
  return out;
}

/// Cycles in a row within one replication.
class Cycles {
 public:
  Cycles(RareStepper& stepper, bool waits, const std::vector<std::uint32_t>& remembering,
         const std::vector<char>& told_apart, StreamKey choices)
      : s_(stepper), waits_(waits), remembering_(remembering), told_apart_(told_apart), choices_(choices) {
    s_.run(Instant::zero());
    while (s_.fine() && !s_.at_rest()) s_.step(Instant::never(), false);
    start_ = s_.bias().paces();
  }

  RareUnit next(bool tilted) {
    s_.clocks().restart_weight();
    s_.watch().set_log_weight(0);
    s_.watch().begin_unit(Instant::zero(), Instant::never());
    double log_weight = 0;
    do {
      s_.watch().elide(1 / s_.bias().failure_rate());
      if (waits_)
        s_.await_failure(tilted);
      else
        strike(tilted && !s_.watch().hit(), log_weight);
      do s_.step(Instant::never(), tilted);
      while (s_.fine() && !s_.at_rest());
      s_.bias().lift();
    } while (s_.fine() && !as_at_start());
    return s_.watch().end_unit();
  }

 private:
  void strike(bool balanced, double& log_weight) {
    Draws draws(choices_, choice_++);
    s_.clocks().strike(s_.bias().first(draws, balanced, log_weight));
    s_.watch().set_log_weight(log_weight);
  }

  bool as_at_start() const {
    const auto held = [&](std::uint32_t group) { return s_.takeovers().held_as_at_first(group); };
    return paces_as_at_start() && std::all_of(remembering_.begin(), remembering_.end(), held);
  }

  bool paces_as_at_start() const {
    const auto paces = s_.bias().paces();
    for (std::size_t i = 0; i < paces.size(); ++i)
      if (told_apart_[i] && paces[i] != start_[i]) return false;
    return true;
  }

  RareStepper& s_;
  bool waits_;
  const std::vector<std::uint32_t>& remembering_;
  const std::vector<char>& told_apart_;
  StreamKey choices_;
  std::vector<double> start_;
  std::uint64_t choice_ = 0;
};

/// Where a window of a replication lies, and with which probability an instant of the span lies in it.
struct Window {
  Instant from, to;
  double chance = 1;
  Duration lead = Duration::zero();  ///< so long before it failures are pressed
};

Window draw_window(const Model& model, Duration length, StreamKey key) {
  const Instant begin = Instant::zero() + model.warm_up;
  const Instant end = Instant::zero() + model.horizon;
  const Duration lead = std::min(length, Duration::from_seconds(kBuildUp * longest_down_s(model)));
  if (length >= end - begin) return {begin, end, 1, lead};
  const double reach = (end - begin + length).seconds();
  Draws draws(key, 0);
  const Instant from = begin - length + Duration::from_seconds(draws.uniform() * reach);
  return {from, std::min(end, from + length), length.seconds() / reach, lead};
}

RareUnit run_window(RareStepper& stepper, const Model& model, const Window& window, bool tilted) {
  const Instant last = Instant::zero() + model.horizon + model.run_off;
  const Instant pressed = window.from - (tilted ? window.lead : Duration::zero());
  if (pressed > Instant::zero()) stepper.run(pressed);
  if (tilted && window.from > Instant::zero()) stepper.press();
  while (tilted && stepper.fine() && stepper.now() < window.from) stepper.step(window.from, true);
  stepper.watch().begin_unit(std::max(Instant::zero() + model.warm_up, window.from), window.to);
  if (tilted) stepper.press();
  while (stepper.fine() && stepper.now() < window.to) stepper.step(window.to, tilted);
  stepper.bias().lift();
  while (stepper.fine() && stepper.watch().waiting() && stepper.now() < last) stepper.step(last, false);
  return stepper.watch().end_unit();
}

}  // namespace

void RareSums::add(const RareUnit& unit, double scale) {
  const double weighted_lost = scale * unit.lost;
  const double weighted_incidents = scale * unit.incidents;
  ++units;
  seconds += unit.seconds;
  offered += unit.offered;
  lost_met += unit.lost_met;
  until_hit += unit.until_hit;
  lost += weighted_lost;
  incidents += weighted_incidents;
  outage += scale * unit.outage;
  hit += scale * unit.hit;
  met_squares += unit.lost_met * unit.lost_met;
  lost_squares += weighted_lost * weighted_lost;
  incident_squares += weighted_incidents * weighted_incidents;
  outage_squares += scale * unit.outage * scale * unit.outage;
  lost_plain_squares += scale * unit.lost * unit.lost / unit.weight;
  incident_plain_squares += scale * unit.incidents * unit.incidents / unit.weight;
  lost_most = std::max(lost_most, weighted_lost);
  incident_most = std::max(incident_most, weighted_incidents);
}

std::optional<RareMethod> RareEvents::method_for(const Model& model, const ObjectiveSpec& objective) {
  const auto tilts = [](const FaultSpec& fault) { return fault.mttf && fault.mttf->has_hazard(); };
  if (std::none_of(model.faults.begin(), model.faults.end(), tilts)) return std::nullopt;
  const auto untold = [](const FaultSpec& fault) {
    return (fault.mttf && fault.found_misses > 0) || !fault.repaired_as.empty();
  };
  if (std::any_of(model.faults.begin(), model.faults.end(), untold)) return std::nullopt;
  const Duration span = model.horizon - model.warm_up;
  const auto flat = [](const PopulationSpec& clients) { return clients.daily.trough == 1; };
  const bool cycles = std::all_of(model.faults.begin(), model.faults.end(),
                                  [&](const FaultSpec& fault) { return memoryless(fault, span); }) &&
                      std::all_of(model.crews.begin(), model.crews.end(),
                                  [&](const CrewSpec& crew) { return brief(crew, span, failure_rate(model)); }) &&
                      std::all_of(model.clients.begin(), model.clients.end(), flat) &&
                      (!is_observed(model) || comes_to_rest(model, objective, failure_rate(model)));
  return cycles ? RareMethod::cycles : RareMethod::windows;
}

RareEvents::RareEvents(const Model& model, const ObjectiveSpec& objective, RareMethod method)
    : objective_(objective),
      method_(method),
      plan_(without_end(model, method)),
      waits_(is_observed(model)),
      remembering_(groups_that_remember(plan_, objective)),
      told_apart_(told_apart(plan_, objective)) {}

RareBatch RareEvents::run(std::uint64_t seed, std::uint64_t batch) {
  return method_ == RareMethod::cycles ? run_cycles(seed, batch) : run_windows(seed, batch);
}

RareBatch RareEvents::run_cycles(std::uint64_t seed, std::uint64_t batch) {
  const std::uint64_t replication = kFirstReplication + batch;
  RareStepper stepper(plan_, objective_, {}, seed, replication);
  Cycles cycles(stepper, waits_, remembering_, told_apart_, choice_key(seed, replication, "first failure"));
  RareBatch out;
  out.trouble = stepper.trouble();
  if (stepper.watch().missed()) out.trouble = "the objective is missed with nothing failed";
  for (const bool tilted : {false, true}) {
    RareSums& sums = tilted ? out.tilted : out.plain;
    const double before = stepper.events();
    for (int i = 0; i < (tilted ? kTiltedCycles : kPlainCycles) && out.trouble.empty(); ++i) {
      if (stepper.now() > kLatestCycle && sums.units > 0) break;
      sums.add(cycles.next(tilted), 1);
      out.trouble = stepper.trouble();
    }
    sums.events = stepper.events() - before;
  }
  return out;
}

RareBatch RareEvents::run_windows(std::uint64_t seed, std::uint64_t batch) {
  const Model& model = plan_.model();
  const Duration span = model.horizon - model.warm_up;
  const Duration length = std::min(span, Duration::from_seconds(1 / failure_rate(model)));
  const double one = 1 / length.seconds();
  const Pressure pressure{length == span ? one : 0, std::max(one, inspections_per_second(model))};
  RareBatch out;
  for (std::uint64_t i = 0; i <= kWindowsPerBatch && out.trouble.empty(); ++i) {
    const std::uint64_t replication = kFirstReplication + batch * (kWindowsPerBatch + 1) + i;
    const bool tilted = i > 0;
    const Window window = draw_window(model, tilted ? length : span, choice_key(seed, replication, "window"));
    RareStepper stepper(plan_, objective_, pressure, seed, replication);
    RareSums& sums = tilted ? out.tilted : out.plain;
    sums.add(run_window(stepper, model, window, tilted), 1 / window.chance);
    sums.events += stepper.events();
    out.trouble = stepper.trouble();
  }
  return out;
}

}  // namespace bulkhead
