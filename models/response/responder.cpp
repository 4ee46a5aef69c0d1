// SPDX-License-Identifier: Apache-2.0
// Responses at work.
#include "models/response/responder.hpp"

#include <algorithm>

#include "models/world/purpose.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

constexpr std::uint32_t kSteps = 60;

enum What : std::uint64_t { kDue, kDecide, kOut, kBack, kEnd, kBaked };

bool alive(const auto& campaign) {
  return campaign.open > 0;
}

/// One signal with the places that any of them names.
Signal placed_by(const std::set<std::pair<std::uint32_t, SignalScope>>& signals) {
  Signal out{};
  out.detector = signals.begin()->first;
  out.rises = true;
  out.scope = signals.begin()->second;
  for (const auto& [detector, scope] : signals) {
    if (out.scope.zone == kNone) out.scope.zone = scope.zone;
    if (out.scope.cell == kNone) out.scope.cell = scope.cell;
    if (out.scope.service == kNone) out.scope.service = scope.service;
  }
  return out;
}

}  // namespace

Responder::Responder(const ResponderSettings& settings, Traffic& traffic, Kernel& kernel, Actor actor, ActionOut& out)
    : responses_(&settings.responses),
      detectors_(&settings.detectors),
      cells_(&settings.cells),
      traffic_(&traffic),
      kernel_(&kernel),
      owner_(kernel.enroll("responses", *this)),
      actor_(std::move(actor)),
      out_(&out),
      people_(settings.people, settings.begins, settings.seed, settings.replication),
      seed_(settings.seed),
      replication_(settings.replication),
      searches_(settings.responses.size(), 0) {}

bool Responder::listens(const ResponseSpec& response, std::uint32_t detector) const {
  return std::find(response.when.begin(), response.when.end(), (*detectors_)[detector]) != response.when.end();
}

// Two that name a place name the same.
std::set<std::pair<std::uint32_t, SignalScope>> Responder::together(const ResponseSpec& response,
                                                                    const Signal& signal) const {
  const auto agree = [](std::uint32_t a, std::uint32_t b) { return a == kNone || b == kNone || a == b; };
  std::set<std::pair<std::uint32_t, SignalScope>> out{{signal.detector, signal.scope}};
  for (const auto& name : response.when) {
    if (name == (*detectors_)[signal.detector]) continue;
    const auto other = std::find_if(up_.begin(), up_.end(), [&](const auto& one) {
      const auto& [detector, scope] = one;
      return (*detectors_)[detector] == name && agree(scope.zone, signal.scope.zone) &&
             agree(scope.cell, signal.scope.cell) && agree(scope.service, signal.scope.service);
    });
    if (other == up_.end()) return {};
    out.insert(*other);
  }
  return out;
}

bool Responder::stands(const Campaign& campaign) const {
  const auto& response = (*responses_)[campaign.response];
  return response.all_of ? campaign.standing.size() >= response.when.size() : !campaign.standing.empty();
}

void Responder::schedule(Instant when, std::uint64_t what, std::uint64_t index, std::uint64_t extra) {
  kernel_->schedule(owner_, when, Phase::act, what | extra << 8 | index << 32);
}

// The literal place, the signal's, or what people find.
SignalScope Responder::place(const ResponseSpec& response, std::uint32_t index, const Signal& signal,
                             Duration& search) {
  const auto& net = traffic_->network();
  const auto& estate = net.estate();
  SignalScope scope = signal.scope;
  if (!response.zone.empty()) scope.zone = estate.zone_of(estate.graph.id(response.zone));
  if (!response.service.empty()) scope.service = service_index(net.services(), response.service);
  for (std::uint32_t c = 0; c < estate.cells.size() && !response.cell.empty(); ++c)
    if (estate.graph.name(estate.cells[c].id) == response.cell) scope.cell = c;
  if (scope.zone != kNone || scope.cell != kNone || !response.localise) return scope;
  Draws draws(stream_key(seed_, replication_, static_cast<std::uint32_t>(Purpose::localise), name_hash(response.name)),
              searches_[index]++);
  search = response.localise->sample(draws);
  const bool wrong = draws.chance(response.localise_wrong);
  scope.zone = traffic_->suspect_zone(signal.scope.service);
  if (!wrong || scope.zone == kNone || estate.zones.size() < 2) return scope;
  const auto others = static_cast<std::uint32_t>(estate.zones.size() - 1);
  const auto pick = std::min(others - 1, static_cast<std::uint32_t>(draws.uniform() * others));
  scope.zone = pick < scope.zone ? pick : pick + 1;
  return scope;
}

void Responder::on(const Signal& signal) {
  const auto key = std::pair(signal.detector, signal.scope);
  signal.rises ? (void)up_.insert(key) : (void)up_.erase(key);
  for (std::uint32_t c = 0; c < campaigns_.size(); ++c) {
    auto& campaign = campaigns_[c];
    if (!alive(campaign)) continue;
    if (!signal.rises) {
      const bool stood = stands(campaign);
      if (campaign.standing.erase(key) == 0 || !stood || stands(campaign)) continue;
      const auto& response = (*responses_)[campaign.response];
      if (response.until_clear) schedule(kernel_->now() + response.bake, kBaked, c, ++campaign.clear_generation);
    }
  }
  for (std::uint32_t r = 0; signal.rises && r < responses_->size(); ++r)
    if (const auto& response = (*responses_)[r]; listens(response, signal.detector)) {
      if (!response.all_of) start(r, signal, {key});
      if (const auto all = together(response, signal); response.all_of && !all.empty()) start(r, placed_by(all), all);
    }
}

void Responder::start(std::uint32_t index, const Signal& signal,
                      const std::set<std::pair<std::uint32_t, SignalScope>>& standing) {
  const auto& response = (*responses_)[index];
  Duration search = Duration::zero();
  Signal placed = signal;
  placed.scope = place(response, index, signal, search);
  for (auto& campaign : campaigns_) {
    if (!alive(campaign) || campaign.response != index) continue;
    if (campaign.signal.scope.zone != placed.scope.zone || campaign.signal.scope.cell != placed.scope.cell) continue;
    const bool of_one = response.action == "evacuate_service" || response.action == "scale_out";
    if (of_one && campaign.signal.scope.service != placed.scope.service) continue;
    campaign.standing.insert(standing.begin(), standing.end());
    ++campaign.clear_generation;
    return;
  }
  auto steps = steps_of(response.action, placed.scope, traffic_->network(), *cells_, response.drain);
  if (steps.empty()) return;
  Campaign campaign{index, placed, standing, static_cast<std::uint32_t>(steps.size()), 0};
  const auto c = static_cast<std::uint32_t>(campaigns_.size());
  campaigns_.push_back(std::move(campaign));
  // Steps of one action kind go to the same people; those of services may go to teams of their own.
  for (const bool by_service : {false, true}) {
    std::vector<std::string> teams;
    std::vector<const Step*> chosen;
    const std::string& who =
        by_service && !response.who_evacuates_service.empty() ? response.who_evacuates_service : response.who;
    const bool regional =
        std::any_of(steps.begin(), steps.end(), [](const Step& s) { return s.action == "evacuate_service"; });
    for (const auto& step : steps)
      if (regional == by_service) {
        teams.push_back(step.team);
        chosen.push_back(&step);
      }
    const auto times = who == "automatic" ? std::vector<Instant>(teams.size(), kernel_->now() + search + response.after)
                                          : people_.decide(who, response.name, kernel_->now() + search, teams);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const auto id = static_cast<ActionId>(executions_.size());
      executions_.push_back({c,
                             *chosen[i],
                             who == "automatic" ? who : people_.actor(who, teams[i]),
                             times[i],
                             false,
                             false,
                             false,
                             {},
                             {},
                             {}});
      schedule(times[i], kDecide, id);
    }
  }
}

void Responder::on_event(std::uint64_t payload) {
  const auto index = static_cast<std::uint32_t>(payload >> 32);
  const auto extra = static_cast<std::uint32_t>(payload >> 8 & 0xFFFFFF);
  switch (payload & 0xFF) {
    case kDecide:
      due_.push_back(index);
      if (!std::exchange(due_scheduled_, true)) schedule(kernel_->now(), kDue, 0);
      break;
    case kDue: {
      due_scheduled_ = false;
      auto due = std::exchange(due_, {});
      std::sort(due.begin(), due.end(), [&](ActionId a, ActionId b) {
        const auto key = [&](ActionId id) {
          const auto& campaign = campaigns_[executions_[id].campaign];
          return std::tuple(campaign.signal.scope.zone, campaign.signal.scope.cell, campaign.response, id);
        };
        return key(a) < key(b);
      });
      for (const auto id : due) decide(id);
      break;
    }
    case kOut:
      move(index, extra, false);
      break;
    case kBack:
      move(index, extra, true);
      break;
    case kEnd:
      end(index);
      break;
    default:
      if ((campaigns_[index].clear_generation & 0xFFFFFF) == extra) clear(index);
  }
}

bool Responder::zone_out(const Campaign& other_than) const {
  for (const auto& one : executions_) {
    const auto& campaign = campaigns_[one.campaign];
    if (one.step.action == "scale_out") continue;
    if (one.began && !one.closed && campaign.signal.scope.zone != other_than.signal.scope.zone) return true;
  }
  return false;
}

bool Responder::held_back(ActionId id) {
  const auto& one = executions_[id];
  const auto& campaign = campaigns_[one.campaign];
  const auto& response = (*responses_)[campaign.response];
  const auto& net = traffic_->network();
  std::string by;
  for (const auto& need : response.needs)
    if (by.empty() && !actor_.reachable(need)) by = need;
  if (by.empty() && response.one_zone_out && zone_out(campaign)) by = "one_zone_out";
  for (std::uint32_t s = 0; by.empty() && response.capacity_suffices && s < net.services().size(); ++s) {
    if (one.step.service != kNone && one.step.service != s) continue;
    if (campaign.signal.scope.zone != kNone &&
        !traffic_->suffices_without(s, campaign.signal.scope.zone, response.share))
      by = "capacity_suffices (" + net.service(s).name + ")";
  }
  if (by.empty()) return false;
  out_->blocked(id, by);
  return true;
}

void Responder::decide(ActionId id) {
  const auto& one = executions_[id];
  const auto& campaign = campaigns_[one.campaign];
  if (kernel_->now() == one.decided) out_->decided(id, campaign.response, one.actor, one.step, campaign.signal);
  if (!held_back(id)) return begin(id);
  if (!stands(campaign)) return close(id);
  schedule(kernel_->now() + (*responses_)[campaign.response].retry_every, kDecide, id);
}

void Responder::begin(ActionId id) {
  auto& one = executions_[id];
  const auto& response = (*responses_)[campaigns_[one.campaign].response];
  one.began = true;
  one.values.assign(one.step.pulls.size(), 0);
  out_->begins(id);
  if (response.lasts != Duration::never()) schedule(kernel_->now() + response.lasts, kEnd, id);
  const auto& campaign = campaigns_[one.campaign];
  if (response.until_clear && !stands(campaign))
    schedule(kernel_->now() + response.bake, kBaked, one.campaign, campaign.clear_generation);
  Duration wait;
  for (const auto& pull : one.step.pulls) wait = std::max(wait, pull.wait);
  if (wait == Duration::zero())
    move(id, 0, false);
  else
    schedule(kernel_->now() + wait, kOut, id, 0);
}

// Step k of 60 moves to the mean of its part of the drain; the last event completes it.
void Responder::move(ActionId id, std::uint32_t step, bool back) {
  auto& one = executions_[id];
  if (one.closed || one.ending != back) return;
  if (step == 0) one.moves = kernel_->now();
  Duration drain;
  for (const auto& pull : one.step.pulls) drain = std::max(drain, pull.drain.whole());
  const ResponseSpec& response = (*responses_)[campaigns_[one.campaign].response];
  const double share = one.step.action == "scale_out" ? response.add : response.share;
  const bool done = drain == Duration::zero() || step == kSteps;
  for (std::size_t i = 0; i < one.step.pulls.size(); ++i) {
    const auto& pull = one.step.pulls[i];
    const double way = done ? 1 : pull.drain.moved(step, kSteps);
    one.values[i] = back ? one.reached[i] * (1 - way) : way * share;
    actor_.pull({Where::component(pull.at), pull.knob, one.values[i], id});
  }
  if (!done) return schedule(one.moves + drain * (step + 1) / kSteps, back ? kBack : kOut, id, step + 1);
  back ? close(id) : out_->effective(id);
}

void Responder::end(ActionId id) {
  auto& one = executions_[id];
  if (!one.began || one.ending || one.closed) return;
  one.ending = true;
  one.reached = one.values;
  out_->ends(id);
  move(id, 0, true);
}

void Responder::clear(std::uint32_t c) {
  for (ActionId id = 0; id < executions_.size(); ++id)
    if (executions_[id].campaign == c) end(id);
}

void Responder::close(ActionId id) {
  auto& one = executions_[id];
  if (std::exchange(one.closed, true)) return;
  --campaigns_[one.campaign].open;
}

}  // namespace bulkhead
