// SPDX-License-Identifier: Apache-2.0
// Cycles and windows of one batch.
#include "analysis/rare/batch.hpp"

#include <algorithm>
#include <utility>

#include "analysis/rare/bias.hpp"
#include "models/world/purpose.hpp"

namespace bulkhead {
namespace {

constexpr std::uint64_t kFirstReplication = std::uint64_t{1} << 40;
constexpr std::uint64_t kEventsPerBatch = 20'000'000;
constexpr int kPlainCycles = 20;
constexpr int kTiltedCycles = 180;
constexpr Instant kLatestCycle = Instant::at(kMaxHorizon / 2);
constexpr int kWindowsPerBatch = 15;    // beside one plain replication
constexpr double kShortRepairs = 0.01;  // of the span: then the steady state stands for it

StreamKey choice_key(std::uint64_t seed, std::uint64_t replication, const char* what) {
  return stream_key(seed, replication, static_cast<std::uint32_t>(Purpose::window), name_hash(what));
}

bool memoryless(const FaultSpec& fault, Duration span) {
  return fault.mttf && fault.mttf->kind() == Distribution::Kind::exponential && fault.repair && !fault.found_every &&
         fault.repair->mean_seconds() <= kShortRepairs * span.seconds();
}

double failure_rate(const Model& model) {
  double sum = 0;
  for (const auto& fault : model.faults)
    if (fault.mttf)
      sum += (fault.any > 0 ? 1.0 : static_cast<double>(std::max<std::size_t>(1, fault.targets.size()))) /
             fault.mttf->mean_seconds();
  return sum;
}

// Cycles know no horizon: what begins is never too late.
Model without_end(Model model, RareMethod method) {
  if (method == RareMethod::windows) return model;
  model.horizon = kMaxHorizon;
  model.run_off = Duration::zero();
  return model;
}

/// One replication, step by step: after each instant the clocks are tilted as its state asks for.
class Stepper {
 public:
  /// first: failures are pressed while nothing has failed, too.
  Stepper(Plan& plan, const ObjectiveSpec& objective, std::uint64_t seed, std::uint64_t replication, double least = 0,
          bool first = false)
      : watch(plan, objective), replication_(plan, seed, replication, watch), bias(clocks(), least), first_(first) {
    watch.attach(replication_);
  }

  RareWatch watch;

 private:
  Replication replication_;

 public:
  FailureBias bias;

  Kernel& kernel() { return replication_.kernel(); }
  Clocks& clocks() { return replication_.faults().clocks(); }
  double events() const { return static_cast<double>(replication_.events()); }

  bool fine() const { return trouble_.empty(); }
  std::string trouble() const { return trouble_; }

  /// Everything up to then, by the clocks' own laws or as they are tilted.
  void run(Instant until) {
    const Outcome outcome = kernel().run(until, kEventsPerBatch);
    if (outcome == Outcome::event_limit) trouble_ = "too many events";
    if (outcome == Outcome::no_rest) trouble_ = "no rest";
    if (!replication_.trouble().empty()) trouble_ = replication_.trouble();
  }

  /// The next instant at which something happens or a tilt is due; `pressed`: failures are biased where that is of use.
  void step(Instant limit, bool pressed) {
    const Instant next = kernel().next_time();
    if (std::min(next, limit).is_never()) trouble_ = "nothing is left that could happen";
    if (!fine()) return;
    run(std::min({next, bias.due(), limit}));
    if (!pressed) return;
    const bool changed = std::exchange(changes_, clocks().changes()) != clocks().changes();
    if ((watch.failed() == 0 && !first_) || watch.missed() || watch.hit())
      bias.lift();
    else if (changed)
      bias.press(kernel().now());
    else if (bias.due() <= kernel().now())
      bias.ease(kernel().now());
  }

  bool at_rest() { return watch.failed() == 0 && clocks().alone() && !bias.under_way(); }

 private:
  bool first_;
  std::string trouble_;
  std::uint64_t changes_ = 0;
};

/// Cycles in a row within one replication.
class Cycles {
 public:
  Cycles(Stepper& stepper, StreamKey choices) : s_(stepper), choices_(choices) {
    s_.run(Instant::zero());
    start_ = s_.bias.standing();
  }

  RareUnit next(bool tilted) {
    s_.clocks().restart_weight();
    s_.watch.set_log_weight(0);
    s_.watch.begin_unit(Instant::zero(), Instant::never());
    double log_weight = 0;
    do {
      s_.watch.elide(1 / s_.bias.failure_rate());
      Draws draws(choices_, choice_++);
      s_.clocks().strike(s_.bias.first(draws, tilted && !s_.watch.hit(), log_weight));
      s_.watch.set_log_weight(log_weight);
      do s_.step(Instant::never(), tilted);
      while (s_.fine() && !s_.at_rest());
      s_.bias.lift();
    } while (s_.fine() && s_.bias.standing() != start_);
    return s_.watch.end_unit();
  }

 private:
  Stepper& s_;
  StreamKey choices_;
  std::vector<char> start_;
  std::uint64_t choice_ = 0;
};

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

std::optional<RareMethod> RareEvents::method_for(const Model& model, const ObjectiveSpec&) {
  const auto tilts = [](const FaultSpec& fault) { return fault.mttf && fault.mttf->has_hazard(); };
  if (std::none_of(model.faults.begin(), model.faults.end(), tilts)) return std::nullopt;
  const Duration span = model.horizon - model.warm_up;
  const auto checked = [](const ServiceSpec& service) { return service.health_check.has_value(); };
  const auto flat = [](const PopulationSpec& clients) { return clients.daily.trough == 1; };
  const bool cycles = std::all_of(model.faults.begin(), model.faults.end(),
                                  [&](const FaultSpec& fault) { return memoryless(fault, span); }) &&
                      model.detection.empty() && model.response.empty() &&
                      std::none_of(model.services.begin(), model.services.end(), checked) &&
                      std::all_of(model.clients.begin(), model.clients.end(), flat);
  return cycles ? RareMethod::cycles : RareMethod::windows;
}

RareEvents::RareEvents(const Model& model, const ObjectiveSpec& objective, RareMethod method)
    : objective_(objective), method_(method), plan_(without_end(model, method)) {}

RareBatch RareEvents::run(std::uint64_t seed, std::uint64_t batch) {
  return method_ == RareMethod::cycles ? run_cycles(seed, batch) : run_windows(seed, batch);
}

RareBatch RareEvents::run_cycles(std::uint64_t seed, std::uint64_t batch) {
  const std::uint64_t replication = kFirstReplication + batch;
  Stepper stepper(plan_, objective_, seed, replication);
  Cycles cycles(stepper, choice_key(seed, replication, "first failure"));
  RareBatch out;
  if (stepper.watch.missed()) out.trouble = "the objective is missed with nothing failed";
  for (const bool tilted : {false, true}) {
    RareSums& sums = tilted ? out.tilted : out.plain;
    const double before = stepper.events();
    for (int i = 0; i < (tilted ? kTiltedCycles : kPlainCycles) && out.trouble.empty(); ++i) {
      if (stepper.kernel().now() > kLatestCycle && sums.units > 0) break;
      sums.add(cycles.next(tilted), 1);
      out.trouble = stepper.trouble();
    }
    sums.events = stepper.events() - before;
  }
  return out;
}

RareBatch RareEvents::run_windows(std::uint64_t seed, std::uint64_t batch) {
  const Model& model = plan_.model();
  const Instant begin = Instant::zero() + model.warm_up;
  const Instant end = Instant::zero() + model.horizon;
  const Instant last = end + model.run_off;
  const Duration span = end - begin;
  const Duration wanted = Duration::from_seconds(1 / failure_rate(model));
  const bool whole = wanted >= span;
  RareBatch out;
  for (int i = 0; i <= kWindowsPerBatch && out.trouble.empty(); ++i) {
    const std::uint64_t replication =
        kFirstReplication + batch * (kWindowsPerBatch + 1) + static_cast<std::uint64_t>(i);
    Stepper stepper(plan_, objective_, seed, replication, 1 / std::min(wanted, span).seconds(), whole);
    Draws draws(choice_key(seed, replication, "window"), 0);
    const bool tilted = i > 0;
    const Duration length = whole || !tilted ? span : wanted;
    const double chance = whole || !tilted ? 1 : length.seconds() / (span + length).seconds();
    const Instant from =
        chance == 1 ? begin : begin - length + Duration::from_seconds(draws.uniform() * (span + length).seconds());
    const Instant to = std::min(end, from + length);
    if (from > Instant::zero()) stepper.run(from);
    stepper.watch.begin_unit(std::max(begin, from), to);
    while (stepper.fine() && stepper.kernel().now() < to) stepper.step(to, tilted);
    stepper.bias.lift();
    while (stepper.fine() && stepper.watch.waiting() && stepper.kernel().now() < last) stepper.step(last, false);
    (tilted ? out.tilted : out.plain).add(stepper.watch.end_unit(), 1 / chance);
    (tilted ? out.tilted : out.plain).events += stepper.events();
    out.trouble = stepper.trouble();
  }
  return out;
}

}  // namespace bulkhead
