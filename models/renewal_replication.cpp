// SPDX-License-Identifier: Apache-2.0
// Failures and repairs, swept over the graph.
#include "models/renewal_replication.hpp"

#include <algorithm>
#include <utility>

#include "sim/check.hpp"

namespace bulkhead {
namespace {

bool remembers(const NeedGroup& group) {
  return group.takeover != nullptr || group.waits();
}

}  // namespace

bool RenewalReplication::suffices(const Plan& plan) {
  const Model& model = plan.model();
  const auto& groups = plan.estate().graph.groups();
  return plan.network().silent() && model.detection.empty() && model.response.empty() &&
         std::none_of(groups.begin(), groups.end(), remembers) && Renewals::suffice(model.faults);
}

RenewalReplication::RenewalReplication(const Plan& plan, std::uint64_t seed, std::uint64_t replication,
                                       Witness& witness)
    : plan_(&plan),
      witness_(&witness),
      state_(plan.estate().graph),
      renewals_(plan.model().faults, plan.estate().graph, seed, replication, Instant::zero() + plan.model().horizon),
      watched_(plan.estate().graph.size(), 0),
      cause_(renewals_.subjects(), 0) {
  for (const auto& objective : plan.model().objectives)
    for (const auto& name : objective.components) watched_[plan.estate().graph.id(name)] = 1;
}

Ending RenewalReplication::run(std::uint64_t event_limit) {
  const Instant horizon = Instant::zero() + plan_->model().horizon;
  const Instant last = horizon + plan_->model().run_off;
  state_.settle();
  for (ComponentId id = 0; id < watched_.size(); ++id) down_ += watched_[id] && !state_.up(id);
  witness_->settled(now_, nothing_served_);
  const auto run_to = [&](Instant until) {
    for (Instant next = renewals_.next_time(); next <= until && !next.is_never();) {
      if (events_ >= event_limit) return false;
      now_ = next;
      do {
        turn(renewals_.take());
        next = renewals_.next_time();
      } while (next == now_);
      if (std::exchange(moved_, false) || down_ > 0) witness_->settled(now_, nothing_served_);
    }
    now_ = until;
    return true;
  };
  bool within = run_to(horizon);
  while (within && witness_->waiting() && now_ < last) within = run_to(std::min(last, renewals_.next_time()));
  return within ? Ending::completed : Ending::event_limit;
}

void RenewalReplication::turn(const Renewals::Turn& turn) {
  const auto& subject = renewals_.subject(turn.subject);
  ++events_;
  if (turn.fails) {
    cause_[turn.subject] = static_cast<CauseId>(struck_.size());
    struck_.push_back(subject.at);
  }
  sweep(subject.at, turn.fails);
  const CauseId cause = cause_[turn.subject];
  mark(fingerprint_, now_, turn.fails ? Mark::fault_begins : Mark::fault_heals, cause);
  if (!turn.fails) return witness_->fault_heals(cause);
  fingerprint_.add(subject.struck.hash);
  witness_->fault_begins(cause, subject.fault, subject.struck);
}

void RenewalReplication::sweep(ComponentId id, bool down) {
  for (const ComponentId changed : state_.set_down_now(id, down)) {
    if (!watched_[changed]) continue;
    moved_ = true;
    state_.up(changed) ? --down_ : ++down_;
  }
}

double RenewalReplication::up_share_without(CauseId cause, const std::vector<ComponentId>& components) {
  state_.set_down_now(struck_[cause], false);
  const double share = share_up(state_, components);
  state_.set_down_now(struck_[cause], true);
  return share;
}

double RenewalReplication::ok_rps_without(CauseId, std::uint32_t) {
  BULKHEAD_CHECK(false, "where nothing is served, no requests succeed");
  return 0;
}

}  // namespace bulkhead
