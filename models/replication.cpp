// SPDX-License-Identifier: Apache-2.0
// Where the shelves meet.
#include "models/replication.hpp"

#include <algorithm>

namespace bulkhead {
namespace {

std::vector<Distribution> boots_of(const Model& model) {
  std::vector<Distribution> boots;
  for (const auto& service : model.services) boots.push_back(service.boot);
  return boots;
}

}  // namespace

Replication::Replication(Plan& plan, std::uint64_t seed, std::uint64_t replication, Witness& witness)
    : plan_(&plan), witness_(&witness) {
  const Model& model = plan.model();
  world_ = std::make_unique<World>(plan.estate(), Boots{boots_of(model), seed, replication}, kernel_);
  traffic_ = std::make_unique<FlowTraffic>(plan.network(), model.topology, model.cells,
                                           FlowSettings{model.begins, seed, replication}, *world_, kernel_,
                                           plan.memory(), static_cast<Audience&>(*this));
  faults_ =
      std::make_unique<FaultSchedule>(model.faults, model.crews, *world_, kernel_, seed, replication, model.begins,
                                      Instant::zero() + model.horizon, static_cast<FaultOut&>(*this));
  for (EdgeId e = 0; e < plan.network().edges.size(); ++e)
    if (plan.network().edges[e].first_view != kNone)
      health_.push_back(
          std::make_unique<HealthCheck>(*traffic_, e, kernel_, seed, replication, static_cast<SignalOut&>(*this)));
  const Vantage vantage{kernel_,
                        *traffic_,
                        *this,
                        seed,
                        replication,
                        [this, seed, replication](const FeedSpec& spec) {
                          auto feed = std::make_unique<Feed>(spec, *world_, kernel_, seed, replication);
                          feeds_.push_back(feed.get());
                          return feed;
                        },
                        [this](const std::vector<std::string>& needs) { return works(needs); }};
  for (std::uint32_t d = 0; d < model.detection.size(); ++d)
    detectors_.push_back(make_detector(model.detection[d], d, vantage));
  Actor actor{[this](const Lever& lever) { world_->pull(lever); },
              [this](const std::string& component) { return works({component}); }};
  responder_ =
      std::make_unique<Responder>(ResponderSettings{plan.model().response, plan.model().people, plan.detector_names(),
                                                    plan.model().cells, model.begins, seed, replication},
                                  *traffic_, kernel_, std::move(actor), static_cast<ActionOut&>(*this));
  kernel_.start();
  traffic_->start();
  faults_->start();
}

Replication::~Replication() = default;

double Replication::up_share_without(CauseId cause, const std::vector<ComponentId>& components) {
  return world_->up_without(cause, [&](const World& world) { return share_up(world, components); });
}

double Replication::ok_rps_without(CauseId cause, std::uint32_t service) {
  return traffic_->rates_in(world_->without(cause))[service].ok;
}

bool Replication::works(const std::vector<std::string>& needs) const {
  return std::all_of(needs.begin(), needs.end(),
                     [&](const auto& name) { return world_->up(plan_->estate().graph.id(name)); });
}

Ending Replication::run(std::uint64_t event_limit) {
  const Instant horizon = Instant::zero() + plan_->model().horizon;
  const Instant last = horizon + plan_->model().run_off;
  Outcome outcome = kernel_.run(horizon, event_limit);
  while (outcome == Outcome::reached && trouble_.empty() && witness_->waiting() && kernel_.now() < last)
    outcome = kernel_.run(std::min(last, std::max(kernel_.next_time(), kernel_.now())), event_limit);
  traffic_->advance(kernel_.now());
  if (outcome == Outcome::event_limit) return Ending::event_limit;
  if (outcome == Outcome::no_rest) return Ending::no_rest;
  return trouble_kind_;
}

void Replication::enter(Mark what, std::uint32_t subject) {
  mark(fingerprint_, now(), what, subject);
}

void Replication::settled(Instant now, const Ledger& ledger) {
  if (!ledger.services.empty()) enter(Mark::evaluation, 0);
  for (const auto& service : ledger.services) {
    fingerprint_.add(service.offered);
    fingerprint_.add(service.ok);
  }
  if (!ledger.converged && trouble_.empty()) {
    const bool unbounded = ledger.restless != kNone && !(ledger.pool_load_rps[ledger.restless] < 1e14);
    trouble_kind_ = unbounded ? Ending::unbounded_amplification : Ending::no_fixed_point;
    trouble_ = (ledger.restless == kNone ? std::string("somewhere")
                                         : plan_->estate().graph.name(plan_->estate().pools[ledger.restless].id)) +
               ", residual " + std::to_string(ledger.residual) + ", at " + std::to_string(now.since_start().seconds()) +
               " s";
  }
  for (auto* feed : feeds_) feed->refresh();
  witness_->settled(now, ledger);
}

void Replication::fault_begins(CauseId cause, std::uint32_t fault, const Struck& struck) {
  enter(Mark::fault_begins, cause);
  fingerprint_.add(struck.hash);
  witness_->fault_begins(cause, fault, struck);
}

void Replication::fault_heals(CauseId cause) {
  enter(Mark::fault_heals, cause);
  witness_->fault_heals(cause);
}

void Replication::signal(const Signal& signal) {
  enter(signal.rises ? Mark::signal_rises : Mark::signal_falls, signal.detector);
  fingerprint_.add(std::uint64_t{signal.scope.zone} << 32 | signal.scope.cell);
  witness_->signal(signal);
  responder_->on(signal);
}

void Replication::datapoint(std::uint32_t detector, const SignalScope& scope, double value, bool breached) {
  witness_->datapoint(detector, scope, value, breached);
}

void Replication::held_back(std::uint32_t detector, const SignalScope& scope, const std::string& rule) {
  witness_->held_back(detector, scope, rule);
}

void Replication::blinded(std::uint32_t detector) {
  witness_->blinded(detector);
}

void Replication::outlook(std::uint32_t edge, InstanceId instance, double good, bool sends) {
  witness_->outlook(edge, instance, good, sends);
}

void Replication::ejection(std::uint32_t edge, InstanceId instance, bool out) {
  enter(out ? Mark::ejected : Mark::readmitted, instance);
  witness_->ejection(edge, instance, out);
}

void Replication::decided(ActionId action, std::uint32_t response, const std::string& actor, const Step& step,
                          const Signal& signal) {
  enter(Mark::decided, action);
  fingerprint_.add(step.what);
  witness_->decided(action, response, actor, step, signal);
}

void Replication::blocked(ActionId action, const std::string& by) {
  enter(Mark::blocked, action);
  witness_->blocked(action, by);
}

void Replication::begins(ActionId action) {
  enter(Mark::begins, action);
  witness_->begins(action);
}

void Replication::effective(ActionId action) {
  enter(Mark::effective, action);
  witness_->effective(action);
}

void Replication::ends(ActionId action) {
  enter(Mark::ends, action);
  witness_->ends(action);
}

}  // namespace bulkhead
