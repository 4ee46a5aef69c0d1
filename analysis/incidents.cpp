// SPDX-License-Identifier: Apache-2.0
// Incidents of one replication: their beginnings, ends, losses and causes.
#include "analysis/incidents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "analysis/indicator.hpp"

namespace bulkhead {
namespace {

std::string precise_percent(double share) {
  return fmt::format("{:.4f} %", share * 100);
}

}  // namespace

Incidents::Incidents(const Plan& plan, std::uint64_t told)
    : Incidents(plan, {Instant::zero() + plan.model().warm_up, Instant::zero() + plan.model().horizon}, told) {}

Incidents::Incidents(const Plan& plan, MeasuredSpan span, std::uint64_t told)
    : plan_(&plan),
      span_(span),
      told_(told),
      observations_(plan),
      pool_attempts_(plan.estate().pools.size(), 0),
      pool_peak_(plan.estate().pools.size(), 0) {
  for (const auto& spec : plan.model().objectives) {
    Objective objective(spec);
    if (spec.components.empty()) objective.service = service_index(plan.network().services(), spec.service);
    for (const auto& name : spec.components) objective.components.push_back(plan.estate().graph.id(name));
    objectives_.push_back(std::move(objective));
  }
}

bool Incidents::waiting() const {
  return std::any_of(objectives_.begin(), objectives_.end(),
                     [](const auto& o) { return o.open && !o.open->recovered; });
}

bool Incidents::counts(const Objective& objective) const {
  const auto& open = objective.open;
  return open && (!open->recovered || now() < *open->recovered + objective.spec.quiet);
}

std::optional<std::uint32_t> Incidents::open_incident() const {
  std::optional<std::uint32_t> first;
  for (const bool in_gaps : {false, true}) {
    for (const auto& objective : objectives_)
      if (counts(objective) && objective.open->recovered.has_value() == in_gaps &&
          (!first || objective.open->index < *first))
        first = objective.open->index;
    if (first) break;
  }
  return first;
}

void Incidents::tell(const std::string& what, const std::string& subject, const std::string& detail) {
  if (tells_) record_.timeline.push_back({now(), what, subject, detail});
}

double Incidents::indicator(const Objective& objective) const {
  return success_share(objective.offered_rps, objective.ok_rps);
}

bool Incidents::met(const Objective& objective) const {
  return meets(indicator(objective), objective.spec.success);
}

// Time passes at the rates of the last evaluation.
void Incidents::pass(Instant until) {
  for (const Instant edge : {begin_of_span(), horizon()})
    if (passed_ < edge && edge < until) pass(edge);
  const bool measured = warm(passed_) && passed_ < horizon();
  for (auto& objective : objectives_) pass(objective, until, measured);
  const double seconds = (until - passed_).seconds();
  passed_ = until;
  if (!measured) return;
  for (auto& one : classes_) {
    one.offered += one.offered_rps * seconds;
    one.failed += one.failed_rps * seconds;
  }
  requests_ += rates_.requests_rps * seconds;
  calls_ += rates_.calls_rps * seconds;
  attempts_ += rates_.attempts_rps * seconds;
  cross_zone_ += rates_.cross_zone_rps * seconds;
  for (std::size_t p = 0; p < rates_.pool_load_rps.size(); ++p) pool_attempts_[p] += rates_.pool_load_rps[p] * seconds;
}

void Incidents::pass(Objective& objective, Instant until, bool measured) {
  const double seconds = (until - passed_).seconds();
  const Totals gone{objective.offered_rps * seconds, (objective.offered_rps - objective.ok_rps) * seconds,
                    std::max(0.0, objective.ok_rps - objective.full_rps) * seconds,
                    objective.customers_failing * seconds / 60,
                    std::max(0.0, objective.structure_rps - objective.ok_rps) * seconds};
  objective.totals += gone;
  if (measured) objective.measured += gone;
  for (const auto& [cause, share] : objective.share) {
    const double lost = share * (objective.offered_rps - objective.ok_rps) * seconds;
    if (measured && cause < record_.faults.size()) objective.losses[cause] += lost;
    if (objective.open && !objective.open->recovered) objective.open->losses[cause] += lost;
  }
  if (!measured) return;
  const Duration before = begin_of_span() - Instant::zero();
  objective.windows.pass(passed_ - before, until - before, objective.offered_rps, objective.ok_rps);
  if (until == horizon())
    objective.met_at_horizon = objective.components.empty() ? met(objective) : indicator(objective);
}

void Incidents::rate(Objective& objective, const Ledger& ledger) {
  if (objective.components.empty()) return rate_clients(objective, ledger);
  objective.offered_rps = 1;
  objective.ok_rps = objective.full_rps = share_up(*scene_, objective.components);
  objective.structure_rps = share_of(objective.components, [&](ComponentId id) { return scene_->structurally_up(id); });
}

void Incidents::rate_clients(Objective& objective, const Ledger& ledger) {
  const auto& rate = ledger.services[objective.service];
  const auto& net = plan_->network();
  objective.offered_rps = rate.offered;
  objective.ok_rps = std::min(rate.ok, rate.offered);
  objective.full_rps = rate.full;
  objective.customers_failing = 0;
  const bool entered = [&] {
    for (std::uint32_t p = 0; p < net.populations().size(); ++p)
      if (net.first_service(p) == objective.service) return true;
    return false;
  }();
  for (const auto& group : ledger.customers->groups())
    if (!entered || net.first_service(group.population) == objective.service)
      objective.customers_failing += group.weight * net.population(group.population).customers * group.fail_share;
}

// The first groups are the homes.
void Incidents::rate_classes(const Ledger& ledger) {
  if (ledger.customers == nullptr) return;
  for (auto& one : classes_) one.offered_rps = one.failed_rps = 0;
  for (const auto& group : ledger.customers->groups()) {
    if (group.home == classes_.size()) classes_.emplace_back();
    const double offered = group.weight * ledger.demand_rps[group.population];
    classes_[group.home].offered_rps += offered;
    classes_[group.home].failed_rps += offered * group.fail_share;
  }
}

// Successes a second if that cause had struck nothing.
double Incidents::ok_without(const Objective& objective, CauseId cause) const {
  if (!objective.components.empty()) return scene_->up_share_without(cause, objective.components);
  return scene_->ok_rps_without(cause, objective.service);
}

// Of faults that are not told only the entry's name is kept.
bool Incidents::only_the_entry_matters() const {
  return plan_->model().faults.size() == 1 && !clean_loss_ && active_.front() >= record_.faults.size();
}

// How the present loss divides among the causes.
void Incidents::share(Objective& objective) {
  objective.share.clear();
  const double lost = objective.offered_rps - objective.ok_rps;
  if (lost <= kIndicatorRounding * objective.offered_rps) return;
  if (active_.empty()) {
    if (last_healed_ && objective.open) objective.share[*last_healed_] = 1;
    return;
  }
  if (only_the_entry_matters() || (active_.size() == 1 && !clean_loss_)) {
    objective.share[active_.front()] = 1;
    return;
  }
  double sum = 0;
  for (const auto cause : active_) {
    const double gain = std::max(0.0, ok_without(objective, cause) - objective.ok_rps);
    objective.share[cause] = gain;
    sum += gain;
  }
  for (auto& [cause, gain] : objective.share) gain = sum > 0 ? gain / std::max(sum, lost) : 0;
}

// Everything that an objective looks at was up, and is.
bool Incidents::unmoved() const {
  return std::all_of(objectives_.begin(), objectives_.end(), [&](const Objective& objective) {
    return objective.structure_rps == 1 && objective.ok_rps == 1 && share_up(*scene_, objective.components) == 1;
  });
}

void Incidents::settled(Instant t, const Ledger& ledger) {
  if (begun_ && plan_->network().silent() && unproven_.empty() && unmoved()) return;
  pass(t);
  if (!plan_->network().silent()) rates_ = ledger;
  if (!begun_) {
    const auto& net = plan_->network();
    double peak = 0;
    for (const auto& population : net.populations()) peak += population.peak_rps;
    const double scale = ledger.requests_rps > 0 ? peak / ledger.requests_rps : 1;
    for (PoolId p = 0; p < net.estate().pools.size(); ++p) {
      const auto& service = net.service(net.estate().pools[p].service);
      if (service.capacity_rps == std::numeric_limits<double>::infinity()) continue;
      paid_ += net.estate().pools[p].count;
      needed_ += ledger.pool_load_rps[p] * scale / service.capacity_rps;
    }
  }
  for (std::size_t p = 0; warm(t) && p < pool_peak_.size(); ++p)
    pool_peak_[p] = std::max(pool_peak_[p], ledger.pool_load_rps[p]);
  for (auto& objective : objectives_) {
    rate(objective, ledger);
    if (!begun_ && active_.empty())
      clean_loss_ |= objective.offered_rps - objective.ok_rps > 1e-9 * objective.offered_rps;
    judge(objective, t, ledger);
    share(objective);
    if (objective.open && !objective.open->recovered && objective.open->blast) objective.open->blast->look(ledger);
  }
  rate_classes(ledger);
  begun_ = true;
  covered_ = kNone;
  prove();
  if (std::none_of(objectives_.begin(), objectives_.end(), [](const auto& o) { return o.open.has_value(); }))
    scene_->merge_customers();
}

void Incidents::judge(Objective& objective, Instant t, const Ledger& ledger) {
  const bool below = !met(objective);
  if (broken_early(objective, below, t)) return;
  auto& open = objective.open;
  if (open && open->recovered && t >= *open->recovered + objective.spec.quiet) finish(objective);
  if (below && !open && t < horizon()) begin(objective, t, ledger);
  if (!open) return;
  if (below && open->recovered) open->recovered.reset();
  if (!below && !open->recovered) snapshot(objective, t);
}

bool Incidents::broken_early(Objective& objective, bool below, Instant t) const {
  if (objective.early_end && t >= *objective.early_end + objective.spec.quiet) objective.early = false;
  if (below && !warm(t)) objective.early = true;
  if (!objective.early || below)
    objective.early_end.reset();
  else if (!objective.early_end)
    objective.early_end = t;
  return objective.early;
}

void Incidents::begin(Objective& objective, Instant t, const Ledger& ledger) {
  auto& open = objective.open.emplace(static_cast<std::uint32_t>(record_.incidents.size()));
  open.row.service = objective.spec.service;
  open.row.begin = t;
  open.before = objective.totals;
  if (objective.components.empty())
    open.blast = std::make_unique<Blast>(plan_->network(), objective.service, *ledger.customers);
  open.impressions = observations_.begin();
  if (!open.impressions.empty()) observations_.open.insert(&open.impressions);
  record_.incidents.emplace_back();
  if (!tells_) return;
  tell("incident_begins", objective.spec.service,
       precise_percent(indicator(objective)) + (objective.components.empty() ? " of its requests succeed" : " are up"));
}

// The row as it stands when the indicator recrosses its threshold.
void Incidents::snapshot(Objective& objective, Instant end) {
  auto& open = *objective.open;
  if (covered_ != kNone && healed_at_ != end) detect(open, observations_.health_index(covered_), {});
  open.recovered = end;
  IncidentRow& row = record_.incidents[open.index];
  row = open.row;
  row.end = end;
  row.offered_requests = objective.totals.offered - open.before.offered;
  row.lost_requests = objective.totals.lost - open.before.lost;
  row.customer_minutes_lost = objective.totals.customer_minutes - open.before.customer_minutes;
  if (open.blast) row.blast = open.blast->over(*scene_->customers());
  row.people = static_cast<std::uint32_t>(open.people.size());
  const bool acted = std::any_of(record_.actions.begin(), record_.actions.end(), [&](const auto& action) {
    const bool begun =
        action.incident == open.index && action.begin && (*action.begin < end || action.effective == end);
    return begun && (!healed_at_ || *healed_at_ <= *action.begin);
  });
  if (!row.mitigated && acted && healed_at_ != end) row.mitigated = end;
  double most = 0;
  for (const auto& [cause, lost] : open.losses) {
    if (lost <= most) continue;
    most = lost;
    const FaultSpec& fault = plan_->model().faults[entries_[cause]];
    row.cause = fault.name;
    row.cause_class = fault.kind;
  }
  if (!tells_) return;
  tell("incident_ends", objective.spec.service,
       fmt::format("{:.6g} {} lost", row.lost_requests, objective.components.empty() ? "requests" : "seconds"));
}

void Incidents::finish(Objective& objective) {
  auto& open = *objective.open;
  for (std::size_t i = 0; i < observations_.count(); ++i) {
    const auto& one = open.impressions[i];
    record_.observations.push_back({open.index, one.saw ? observations_.name(i, one.scope) : observations_.name(i),
                                    one.saw, one.saw ? "" : observations_.why_not(i, one)});
  }
  if (!open.impressions.empty()) observations_.open.erase(&open.impressions);
  objective.open.reset();
}

// An action has helped when the indicator is better after it than it was before.
void Incidents::prove() {
  for (const auto action : unproven_) {
    const auto& row = record_.actions[row_of_[action]];
    for (auto& objective : objectives_) {
      if (!objective.open || objective.open->recovered || row.incident != objective.open->index) continue;
      auto& mitigated = objective.open->row.mitigated;
      if (!mitigated && indicator(objective) > indicator_at_begin_[action] + kIndicatorRounding)
        mitigated = row.effective;
    }
  }
  unproven_.clear();
}

bool Incidents::saw(std::uint32_t index, const SignalScope& scope) {
  bool news = false;
  const bool any_open = std::any_of(objectives_.begin(), objectives_.end(),
                                    [](const Objective& one) { return one.open && !one.open->recovered; });
  for (auto& objective : objectives_) {
    if (!counts(objective) || (any_open && objective.open->recovered)) continue;
    auto& impression = objective.open->impressions[index];
    if (!impression.saw) {
      news = true;
      impression.saw = now();
      impression.scope = scope;
    }
    if (index < plan_->model().detection.size()) detect(*objective.open, index, scope);
  }
  return news;
}

void Incidents::detect(Open& open, std::uint32_t index, const SignalScope& scope) {
  if (open.row.detected) return;
  open.row.detected = now();
  open.row.first_detector = observations_.name(index, scope);
}

void Incidents::fault_begins(CauseId cause, std::uint32_t fault, const Struck& struck) {
  const auto& spec = plan_->model().faults[fault];
  active_.push_back(cause);  // they are numbered as they begin
  entries_.push_back(fault);
  tells_ &= record_.faults.size() < told_;
  if (!tells_) return;
  record_.faults.push_back({spec.name, spec.kind, struck.names, spec.at ? "at" : "chance", now(), std::nullopt});
  tell("fault_begins", spec.name, spec.kind + " " + struck.names);
}

void Incidents::fault_heals(CauseId cause) {
  const Instant t = now();
  std::erase(active_, cause);
  last_healed_ = cause;
  healed_at_ = t;
  repairs_ += warm(t) && t < horizon();
  if (cause < record_.faults.size()) record_.faults[cause].end = t;
  if (tells_) tell("fault_heals", record_.faults[cause].name, record_.faults[cause].target);
}

void Incidents::signal(const Signal& signal) {
  tell(signal.rises ? "signal_rises" : "signal_falls", observations_.name(signal.detector, signal.scope), "");
  observations_.signal(signal);
  if (!signal.rises) return;
  risen_[signal.detector] = open_incident();
  if (!open_incident()) {
    false_alarms_ += warm(now());
    record_.observations.push_back({std::nullopt, observations_.name(signal.detector, signal.scope), now(), ""});
  } else if (observations_.crosses(signal)) {
    saw(signal.detector, signal.scope);
  }
}

void Incidents::datapoint(std::uint32_t detector, const SignalScope& scope, double value, bool breached) {
  observations_.datapoint(detector, scope, value, breached, active_.empty());
}

void Incidents::held_back(std::uint32_t detector, const SignalScope&, const std::string& rule) {
  for (auto* impressions : observations_.open) (*impressions)[detector].held_back = rule;
}

void Incidents::blinded(std::uint32_t detector) {
  for (auto* impressions : observations_.open) (*impressions)[detector].blinded = true;
}

void Incidents::outlook(std::uint32_t edge, InstanceId instance, double good, bool sends) {
  observations_.outlook(edge, instance, good, sends);
}

void Incidents::ejection(std::uint32_t edge, InstanceId instance, bool out) {
  const auto service = observations_.ejection(edge, instance, out);
  if (service == kNone) return;
  if (saw(observations_.health_index(service), {}))
    tell("ejected", observations_.name(observations_.health_index(service)), plan_->estate().instances[instance].name);
  covered_ = service;
}

void Incidents::decided(ActionId action, std::uint32_t response, const std::string& actor, const Step& step,
                        const Signal& signal) {
  row_of_.resize(std::max<std::size_t>(row_of_.size(), action + 1));
  indicator_at_begin_.resize(row_of_.size(), 1);
  row_of_[action] = static_cast<std::uint32_t>(record_.actions.size());
  const auto& spec = plan_->model().response[response];
  const auto incident = open_incident() ? open_incident() : risen_[signal.detector];
  record_.actions.push_back({incident, spec.name, actor, step.what, now(), {}, {}, {}, ""});
  tell("decided", spec.name, step.what + " by " + actor + ", on " + observations_.name(signal.detector, signal.scope));
  if (actor == "automatic") return;
  bool known = false;
  for (auto& objective : objectives_) {
    if (!objective.open) continue;
    auto& people = objective.open->people;
    const bool again = std::find(people.begin(), people.end(), actor) != people.end();
    known |= again;
    if (!again) people.push_back(actor);
  }
  people_ += !known && warm(now());
}

void Incidents::blocked(ActionId action, const std::string& by) {
  auto& row = record_.actions[row_of_[action]];
  if (!row.blocked_by.empty()) return;
  row.blocked_by = by;
  tell("blocked", row.response, row.what + " held back by " + by);
}

void Incidents::begins(ActionId action) {
  auto& row = record_.actions[row_of_[action]];
  row.begin = now();
  for (auto& objective : objectives_) {
    if (!objective.open) continue;
    ++objective.open->row.actions;  // also between two dips, which count if they merge
    if (objective.open->recovered) continue;
    if (!row.incident) row.incident = objective.open->index;
    if (row.incident == objective.open->index) indicator_at_begin_[action] = indicator(objective);
  }
  needless_ += !row.incident && warm(now());
  tell("acts", row.response, row.what);
}

void Incidents::effective(ActionId action) {
  auto& row = record_.actions[row_of_[action]];
  row.effective = now();
  unproven_.push_back(action);
  tell("effective", row.response, row.what);
}

void Incidents::ends(ActionId action) {
  auto& row = record_.actions[row_of_[action]];
  row.end = now();
  tell("ends", row.response, row.what);
}

Record Incidents::take(Instant end) {
  pass(end);
  for (auto& objective : objectives_) {
    if (!objective.open) continue;
    if (objective.open->recovered) {
      finish(objective);
      continue;
    }
    snapshot(objective, end);
    record_.incidents[objective.open->index].end.reset();
    if (tells_) record_.timeline.pop_back();
    finish(objective);
  }
  std::stable_sort(record_.observations.begin(), record_.observations.end(),
                   [](const auto& a, const auto& b) { return a.incident.value_or(~0u) < b.incident.value_or(~0u); });
  add_metrics(end);
  record_.faults_begun = entries_.size();
  return std::move(record_);
}

}  // namespace bulkhead
