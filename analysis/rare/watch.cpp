// SPDX-License-Identifier: Apache-2.0
// What an objective loses, counted in units.
#include "analysis/rare/watch.hpp"

#include <algorithm>

#include "analysis/indicator.hpp"
#include "sim/math.hpp"

namespace bulkhead {

RareWatch::RareWatch(const Plan& plan, const ObjectiveSpec& objective)
    : success_(objective.success), quiet_(objective.quiet) {
  if (objective.components.empty()) service_ = service_index(plan.network().services(), objective.service);
  for (const auto& name : objective.components) components_.push_back(plan.estate().graph.id(name));
}

double RareWatch::weight() {
  return math::exp(log_weight_ + replication_->faults().clocks().log_weight());
}

void RareWatch::begin_unit(Instant from, Instant to) {
  pass(replication_->now());
  unit_ = {};
  from_ = from;
  to_ = to;
  counts_ = false;
  hit_ = missed_;
  if (hit_) unit_.weight = weight();
}

RareUnit RareWatch::end_unit() {
  pass(replication_->now());
  return unit_;
}

void RareWatch::elide(double seconds) {
  pass(seconds, 0);
}

void RareWatch::elide_waits(bool elides) {
  pass(replication_->now());
  elides_ = elides;
}

// At the rates of the last evaluation; only what lies inside the unit counts.
void RareWatch::pass(Instant now) {
  const double whole = (now - passed_).seconds();
  const double inside = (std::min(now, to_) - std::max(passed_, from_)).seconds();
  passed_ = now;
  if (whole <= 0 || elides_) return;
  const double w = missed_ ? weight() : 0;
  if (inside > 0) pass(inside, w);
  if (missed_ && counts_) unit_.outage += w * whole;
}

void RareWatch::pass(double seconds, double w) {
  unit_.seconds += seconds;
  unit_.offered += offered_rps_ * seconds;
  if (!hit_) unit_.until_hit += seconds;
  (missed_ ? unit_.lost : unit_.lost_met) += (missed_ ? w : 1) * lost_rps_ * seconds;
}

void RareWatch::rate(const Ledger& ledger) {
  if (service_ != kNone) {
    const auto& rate = ledger.services[service_];
    offered_rps_ = rate.offered;
    lost_rps_ = std::max(0.0, rate.offered - rate.ok);
    return;
  }
  offered_rps_ = 1;
  lost_rps_ = 1 - share_up(replication_->world(), components_);
}

void RareWatch::settled(Instant now, const Ledger& ledger) {
  pass(now);
  rate(ledger);
  judge(now);
  if (!missed_) replication_->traffic().merge_customers();
}

void RareWatch::judge(Instant now) {
  const bool was = missed_;
  missed_ = !meets(success_share(offered_rps_, offered_rps_ - lost_rps_), success_);
  if (was && !missed_) ended_ = now;
  if (was || !missed_) return;
  const bool merges = open_ && now < ended_ + quiet_;
  if (!merges)
    begin_incident(now);
  else if (counts_)
    unit_.outage += weight() * (now - ended_).seconds();
}

void RareWatch::begin_incident(Instant now) {
  open_ = true;
  counts_ = now >= from_ && now < to_;
  if (!counts_) return;
  const double w = weight();
  unit_.incidents += w;
  if (hit_) return;
  hit_ = true;
  unit_.hit = unit_.weight = w;
}

}  // namespace bulkhead
