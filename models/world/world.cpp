// SPDX-License-Identifier: Apache-2.0
// The world: live impairments and levers, folded.
#include "models/world/world.hpp"

#include <algorithm>

#include "models/world/purpose.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

// The payload of a timer: which, generation, subject.
constexpr unsigned kTimerShift = 62;
constexpr unsigned kGenerationShift = 32;
constexpr std::uint64_t kGenerationMask = (std::uint64_t{1} << (kTimerShift - kGenerationShift)) - 1;

double survive(double a, double b) {
  return 1 - (1 - a) * (1 - b);
}

void apply(const Impairment& one, double amount, Folded& out) {
  const bool connection = one.sticks == Sticks::connection;
  switch (one.what) {
    case Effect::down:
      out.life = Life::dead;
      break;
    case Effect::refuse:
      out.life = std::max(out.life, Life::refusing);
      break;
    case Effect::request_loss:
      (connection ? out.connection_loss : out.request_loss) =
          survive(connection ? out.connection_loss : out.request_loss, amount);
      break;
    case Effect::reply_loss:
      (connection ? out.connection_reply_loss : out.reply_loss) =
          survive(connection ? out.connection_reply_loss : out.reply_loss, amount);
      break;
    case Effect::errors:
      (connection ? out.connection_errors : out.errors) =
          survive(connection ? out.connection_errors : out.errors, amount);
      break;
    case Effect::delay_add:
      out.delay_add_s += amount;
      break;
    case Effect::delay_factor:
      out.delay_factor *= amount;
      break;
    case Effect::capacity:
      out.capacity *= amount;
      break;
  }
}

bool mixed_outside(const Impairment& one) {
  const bool coin = one.what == Effect::errors || one.what == Effect::request_loss || one.what == Effect::reply_loss;
  return coin && (one.sticks == Sticks::partition || one.sticks == Sticks::customer);
}

void insert_sorted(std::vector<Impairment>& list, const Impairment& one) {
  list.insert(std::upper_bound(list.begin(), list.end(), one), one);
}

void erase_sorted(std::vector<Impairment>& list, const Impairment& one) {
  const auto it = std::lower_bound(list.begin(), list.end(), one);
  BULKHEAD_CHECK(it != list.end() && *it == one, "an impairment is lifted that was not put");
  list.erase(it);
}

}  // namespace

World::World(const Estate& estate, Boots boots, Kernel& kernel)
    : estate_(&estate),
      boots_(std::move(boots)),
      kernel_(&kernel),
      owner_(kernel.enroll("world", *this)),
      state_(estate.graph),
      takeovers_(estate.graph, boots_.seed, boots_.replication),
      folded_(estate.instances.size()),
      was_alive_(estate.instances.size(), 1),
      booting_(estate.instances.size(), 0),
      boots_begun_(estate.instances.size(), 0),
      wait_generation_(estate.graph.groups().size(), 0),
      watched_(estate.graph.size(), 0) {
  remembers_ = takeovers_.any() || std::any_of(estate.graph.groups().begin(), estate.graph.groups().end(),
                                               [](const auto& group) { return group.waits(); });
  if (!takeovers_.any()) return;
  structure_.emplace(estate.graph);
  structural_wait_generation_ = wait_generation_;
}

void World::declare(CauseId cause, std::string_view stable_name) {
  coins_[cause] = name_hash(stable_name);
}

void World::disturb() {
  if (disturbed_ || kernel_ == nullptr) return;
  disturbed_ = true;
  kernel_->schedule(evaluator_, kernel_->now(), Phase::evaluate, 0);
}

// Whole pools and paths only, and no more causes than slices can be mixed of; what is left is folded as a share of attempts.
bool World::slices(const Impairment& one) const {
  if (!mixed_outside(one) || (!one.where.path && estate_->pools_in(one.where.at).empty())) return false;
  std::set<CauseId> causes{one.by};
  for (const auto& live : sticky_) causes.insert(live.by);
  return causes.size() <= kMostSticky;
}

void World::put(const Impairment& one) {
  disturb();
  if (slices(one)) {
    insert_sorted(sticky_, one);
    dirty_.sticky = true;
  } else if (one.where.path) {
    insert_sorted(paths_[one.where], one);
    dirty_.paths = true;
  } else {
    if (one.what == Effect::down) set_down(one.where.at, true);
    insert_sorted(on_component_, one);
    touch(one.where.at);
  }
}

void World::lift(const Impairment& one) {
  disturb();
  if (std::binary_search(sticky_.begin(), sticky_.end(), one)) {
    erase_sorted(sticky_, one);
    dirty_.sticky = true;
  } else if (one.where.path) {
    erase_sorted(paths_[one.where], one);
    if (paths_[one.where].empty()) paths_.erase(one.where);
    dirty_.paths = true;
  } else {
    if (one.what == Effect::down) set_down(one.where.at, false);
    erase_sorted(on_component_, one);
    touch(one.where.at);
  }
}

void World::set_down(ComponentId id, bool down) {
  state_.set_down(id, down);
  if (structure_) structure_->set_down(id, down);
}

void World::set_struck(CauseId cause, bool down) {
  for (const auto& one : on_component_)
    if (one.by == cause && one.what == Effect::down) state_.set_down(one.where.at, down);
  state_.settle();
}

void World::pull(const Lever& lever) {
  disturb();
  std::erase_if(levers_, [&](const Lever& old) {
    return old.where == lever.where && old.what == lever.what && old.by == lever.by;
  });
  if (lever.value != 0) levers_.insert(lever);
  dirty_.levers = true;
}

double World::lever(ComponentId at, Knob knob) const {
  double strongest = 0;
  for (auto it = levers_.lower_bound({Where::component(at), Knob::weight, 0, 0});
       it != levers_.end() && it->where.at == at; ++it)
    if (it->what == knob) strongest = std::max(strongest, it->value);
  return strongest;
}

void World::touch(ComponentId id) {
  for (const auto instance : estate_->instances_on(id)) stale_.insert(instance);
  dirty_.paths |= estate_->is_link(id);
  dirty_.entries |= estate_->is_entrance(id);
}

// A takeover holds or releases groups, which changes who is up.
void World::propagate() {
  for (bool again = true; again;) {
    const auto& changed = state_.settle();
    for (const auto id : changed) {
      touch(id);
      dirty_.needs = true;
      if (watched_[id]) turned_.push_back(id);
    }
    again = takeovers_.any() && takeovers_.follow(changed, state_, watcher_);
  }
}

// A world at rest starts at once; true: somebody did.
bool World::begin_waits(GraphState& state, std::vector<std::uint32_t>& generations, Timer timer) {
  bool started = false;
  for (const auto& [group, wait] : state.take_waits()) {
    const auto generation = ++generations[group];
    if (kernel_ != nullptr && wait != GroupWait::none)
      schedule(length(group, wait, generation), timer, generation, group);
    if (kernel_ != nullptr || wait != GroupWait::restart) continue;
    state.end_wait(group);
    started = true;
  }
  return started;
}

Duration World::length(std::uint32_t group, GroupWait wait, std::uint32_t occurrence) const {
  const NeedGroup& need = estate_->graph.groups()[group];
  const bool grace = wait == GroupWait::grace;
  Draws draws(
      stream_key(boots_.seed, boots_.replication, static_cast<std::uint32_t>(grace ? Purpose::grace : Purpose::restart),
                 name_hash(estate_->graph.name(need.needer) + " " + need.name)),
      occurrence);
  return (grace ? need.grace : *need.restart).sample(draws);
}

// In a world at rest nothing is due.
void World::schedule(Duration after, Timer timer, std::uint32_t generation, std::uint32_t subject) {
  if (kernel_ == nullptr) return;
  kernel_->schedule(
      owner_, kernel_->now() + after, Phase::change,
      static_cast<std::uint64_t>(timer) << kTimerShift | (generation & kGenerationMask) << kGenerationShift | subject);
}

void World::tell() {
  for (const auto id : takeovers_.take_noticed())
    if (watcher_ != nullptr) watcher_->noticed(id);
  for (const auto id : std::exchange(turned_, {}))
    if (watcher_ != nullptr) watcher_->turned(id, up(id));
  for (const auto group : takeovers_.take_moved())
    if (watcher_ != nullptr) watcher_->moved(group);
}

void World::settle() {
  do propagate();
  while (begin_waits(state_, wait_generation_, Timer::wait));
  if (structure_) {
    do structure_->settle();
    while (begin_waits(*structure_, structural_wait_generation_, Timer::structural_wait));
    for (const auto& timer : takeovers_.take_timers())
      schedule(timer.after, Timer::takeover, timer.generation, timer.place);
  }
  std::vector<InstanceId> ready;
  for (const auto id : waiting_to_boot_)
    if (needs_met(estate_->pools[estate_->instances[id].pool].id, NeedKind::changes_only)) ready.push_back(id);
  for (const auto id : ready) kernel_ != nullptr ? begin_boot(id) : rise(id);
  for (const auto id : std::exchange(stale_, {})) refold(id);
  std::sort(dirty_.pools.begin(), dirty_.pools.end());
  dirty_.pools.erase(std::unique(dirty_.pools.begin(), dirty_.pools.end()), dirty_.pools.end());
  tell();
}

// In a world at rest nothing boots: what would begin to is up.
void World::rise(InstanceId id) {
  std::erase(waiting_to_boot_, id);
  booting_[id] = 0;
  stale_.insert(id);
}

void World::begin_boot(InstanceId id) {
  std::erase(waiting_to_boot_, id);
  const auto& instance = estate_->instances[id];
  Draws draws(
      stream_key(boots_.seed, boots_.replication, static_cast<std::uint32_t>(Purpose::boot), name_hash(instance.name)),
      boots_begun_[id]);
  const Duration boot = boots_.by_service[estate_->pools[instance.pool].service].sample(draws);
  schedule(boot, Timer::boot, booting_[id], id);
}

std::span<const Impairment> World::live_on(ComponentId id) const {
  const auto first = std::lower_bound(on_component_.begin(), on_component_.end(), id,
                                      [](const Impairment& one, ComponentId at) { return one.where.at < at; });
  auto last = first;
  while (last != on_component_.end() && last->where.at == id) ++last;
  return {first, last};
}

Folded World::fold(std::span<const Impairment> live, Folded out, InstanceId instance, Struck& struck) const {
  for (const auto& one : live) {
    const std::pair what{one.by, one.what};
    if (std::find(struck.begin(), struck.end(), what) != struck.end()) continue;
    struck.push_back(what);
    double amount = one.amount;
    if (one.sticks == Sticks::instance && instance != kNone && amount > 0 && amount < 1 &&
        (one.what == Effect::request_loss || one.what == Effect::reply_loss || one.what == Effect::errors)) {
      Draws coin(stream_key(boots_.seed, boots_.replication, static_cast<std::uint32_t>(Purpose::instance_coin),
                            name_hash(estate_->instances[instance].name)),
                 coins_.at(one.by));
      amount = coin.chance(amount) ? 1 : 0;
    }
    apply(one, amount, out);
  }
  return out;
}

void World::refold(InstanceId id) {
  const auto& instance = estate_->instances[id];
  Folded now;
  Struck struck;
  for (const auto container : estate_->containers(id)) now = fold(live_on(container), now, id, struck);
  if (!state_.up(instance.anchor) || !state_.up(estate_->pools[instance.pool].id)) now.life = Life::dead;
  const bool alive = now.life == Life::alive;
  if (!alive) {
    booting_[id] = 0;
    std::erase(waiting_to_boot_, id);
  } else if (!was_alive_[id] && kernel_ != nullptr &&
             boots_.by_service[estate_->pools[instance.pool].service] != Distribution()) {
    booting_[id] = ++boots_begun_[id];
    if (needs_met(estate_->pools[instance.pool].id, NeedKind::changes_only))
      begin_boot(id);
    else
      waiting_to_boot_.push_back(id);
  }
  was_alive_[id] = alive;
  if (booting_[id] != 0) now.life = Life::refusing;
  if (now == folded_[id]) return;
  folded_[id] = now;
  dirty_.pools.push_back(instance.pool);
}

Folded World::along(const std::vector<ComponentId>& from, const std::vector<ComponentId>& to) const {
  Folded out;
  Struck struck;
  for (const auto a : from)
    for (const auto b : to) {
      const auto it = paths_.find(Where::between(a, b));
      if (it != paths_.end()) out = fold(it->second, out, kNone, struck);
    }
  return out;
}

Folded World::alone(ComponentId id) const {
  Struck struck;
  Folded out = fold(live_on(id), {}, kNone, struck);
  if (!state_.up(id)) out.life = Life::dead;
  return out;
}

World World::without(CauseId cause) const {
  World shadow(*this);
  shadow.kernel_ = nullptr;
  shadow.watcher_ = nullptr;
  std::vector<Impairment> lifted;
  for (const auto& one : sticky_)
    if (one.by == cause) lifted.push_back(one);
  for (const auto& [where, list] : paths_)
    for (const auto& one : list)
      if (one.by == cause) lifted.push_back(one);
  for (const auto& one : on_component_)
    if (one.by == cause) lifted.push_back(one);
  for (const auto& one : lifted) shadow.lift(one);
  shadow.settle();
  return shadow;
}

DirtySet World::take_dirty() {
  disturbed_ = false;
  return std::exchange(dirty_, {});
}

void World::on_event(std::uint64_t payload) {
  disturb();
  const auto subject = static_cast<std::uint32_t>(payload);
  const auto generation = static_cast<std::uint32_t>(payload >> kGenerationShift & kGenerationMask);
  const auto current = [&](std::uint32_t now) { return (now & kGenerationMask) == generation; };
  switch (static_cast<Timer>(payload >> kTimerShift)) {
    case Timer::boot:
      if (!current(booting_[subject])) return;
      booting_[subject] = 0;
      stale_.insert(subject);
      return;
    case Timer::wait:
      if (current(wait_generation_[subject])) state_.end_wait(subject);
      return;
    case Timer::structural_wait:
      if (current(structural_wait_generation_[subject])) structure_->end_wait(subject);
      return;
    case Timer::takeover:
      takeovers_.ring(subject, generation, state_);
      return;
  }
}

}  // namespace bulkhead
