// SPDX-License-Identifier: Apache-2.0
// Beginnings and ends, put and lifted.
#include "models/faults/schedule.hpp"

#include <algorithm>
#include <utility>

#include "models/faults/registry.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::vector<ComponentId> ids(const Graph& graph, const std::vector<std::string>& names) {
  std::vector<ComponentId> out;
  for (const auto& name : names) out.push_back(graph.id(name));
  return out;
}

// The group with a takeover of which it is a member.
std::uint32_t taken_over_in(const Graph& graph, const std::string& name) {
  const auto with = graph.groups_with(graph.id(name));
  const auto taken_over = [&](std::uint32_t g) { return graph.groups()[g].takeover != nullptr; };
  BULKHEAD_CHECK(std::count_if(with.begin(), with.end(), taken_over) == 1,
                 "who stands by is a member of one group with a takeover");
  return *std::find_if(with.begin(), with.end(), taken_over);
}

std::string path_text(const FaultSpec& fault) {
  return joined(fault.from) + (fault.both ? " <-> " : " -> ") + joined(fault.to);
}

}  // namespace

FaultSchedule::FaultSchedule(const std::vector<FaultSpec>& faults, const std::vector<CrewSpec>& crews, World& world,
                             Kernel& kernel, std::uint64_t seed, std::uint64_t replication, Duration begins,
                             Instant horizon, FaultOut& out)
    : faults_(&faults),
      world_(&world),
      kernel_(&kernel),
      owner_(kernel.enroll("faults", *this)),
      seed_(seed),
      replication_(replication),
      begins_(begins),
      horizon_(horizon),
      out_(&out),
      clocks_(kernel, owner_),
      crews_(
          crews, clocks_,
          {[this](std::uint32_t crew) { kernel_->schedule(owner_, kernel_->now(), Phase::act, kDispatch | crew); },
           [this](std::uint32_t subject) { repair(subject); }, [this](std::uint32_t subject) { put_off(subject); }}) {
  for (const auto& fault : faults) instants_.push_back(Distribution::fixed(fault.at.value_or(Duration::never())));
  for (std::uint32_t f = 0; f < faults.size(); ++f) add_subjects(f);
  for (std::uint32_t f = 0; f < faults.size(); ++f) {
    for (const auto& name : faults[f].repaired_as) entries_[f].repaired_as.push_back(entry_of(name));
    for (const auto& name : faults[f].renews) entries_[f].renews.push_back(entry_of(name));
  }
  for (std::uint32_t f = 0; f < faults.size(); ++f) add_duties(f);
  for (std::uint32_t c = 0; c < crews.size(); ++c) add_crew(c, crews[c]);
  world.set_watcher(*this);
}

// One past the last where none has that name.
std::uint32_t FaultSchedule::entry_of(const std::string& fault) const {
  const auto named = [&](const FaultSpec& one) { return one.name == fault; };
  return static_cast<std::uint32_t>(std::find_if(faults_->begin(), faults_->end(), named) - faults_->begin());
}

StreamKey FaultSchedule::key(Purpose purpose, const std::string& name) const {
  return stream_key(seed_, replication_, static_cast<std::uint32_t>(purpose), name_hash(name));
}

void FaultSchedule::add_subjects(std::uint32_t f) {
  const auto& fault = (*faults_)[f];
  const auto& graph = world_->estate().graph;
  const auto first = static_cast<std::uint32_t>(subjects_.size());
  if (!fault.from.empty()) {
    add_subject(f, {{}, ids(graph, fault.from), ids(graph, fault.to), fault.both}, path_text(fault));
  } else if (fault.at || fault.any > 0) {
    if (!fault.targets.empty()) add_subject(f, {ids(graph, fault.targets), {}, {}, false}, joined(fault.targets));
  } else {
    for (const auto& target : fault.targets) add_subject(f, {{graph.id(target)}, {}, {}, false}, target);
  }
  const FaultKind* kind = find_fault_kind(fault.kind);
  BULKHEAD_CHECK(kind != nullptr, "a fault of an unknown kind");
  entries_.push_back({kind, first, static_cast<std::uint32_t>(subjects_.size()) - first, 0, 0, false, {}, {}, {}});
  for (const auto& name : fault.only_while) {
    const auto id = graph.id(name);
    world_->watch(id);
    pausing_[id].push_back(f);
  }
  for (auto s = first; fault.standby && s < subjects_.size(); ++s)
    standing_by_[subjects_[s].victims.components.front()].push_back(s);
  if (fault.standby && first < subjects_.size()) by_takeover_[taken_over_in(graph, fault.targets.front())].push_back(f);
}

void FaultSchedule::add_subject(std::uint32_t f, Victims victims, std::string target) {
  const auto& fault = (*faults_)[f];
  Subject subject;
  subject.fault = f;
  subject.victims = std::move(victims);
  subject.name = fault.name + " " + target;
  subject.struck = Struck(std::move(target));
  static const Distribution kNever = Distribution::fixed(Duration::never());
  clocks_.add(ClockUse::failure, fault.mttf ? *fault.mttf : instants_[f], key(Purpose::fault_begins, subject.name),
              horizon_);
  clocks_.add(ClockUse::repair, fault.repair ? *fault.repair : kNever, key(Purpose::fault_heals, subject.name),
              Instant::never());
  subject.draws = key(Purpose::fault_victims, subject.name);
  subject.age = fault.aged;
  if (fault.starts < 1) subject.starts = key(Purpose::start, subject.name);
  if (fault.found_every) subject.looks = key(Purpose::found, subject.name);
  subjects_.push_back(std::move(subject));
}

void FaultSchedule::start() {
  for (std::uint32_t c = 0; c < crews_.size(); ++c)
    if (crews_.spec(c).from) turn(c);
  for (std::uint32_t s = 0; s < subjects_.size(); ++s) {
    const auto f = subjects_[s].fault;
    stand_by(s);
    if ((*faults_)[f].active == 0 || entries_[f].running < (*faults_)[f].active) run(s);
  }
}

void FaultSchedule::on_event(std::uint64_t payload) {
  const auto number = static_cast<std::uint32_t>(payload);
  if ((payload & kFound) == kFound) {
    if ((subjects_[number].occurrence & kLookMask) == (payload >> 32 & kLookMask)) known(number);
    return;
  }
  if ((payload & kTurn) == kTurn) return turn(number);
  if (payload & kDispatch) return crews_.dispatch(number);
  const auto clock = clocks_.rung(payload);
  if (!clock) return;
  if (*clock >= 2 * subjects_.size()) return on_duty(duties_[*clock - 2 * subjects_.size()]);
  *clock % 2 == 0 ? begin(*clock / 2) : heal(*clock / 2);
}

void FaultSchedule::turn(std::uint32_t crew) {
  const Duration time = begins_ + kernel_->now().since_start();
  const Duration left = crews_.turn(crew, Duration::ns(time.count() % Duration::days(1).count()));
  kernel_->schedule(owner_, kernel_->now() + left, Phase::change, kTurn | crew);
}

double FaultSchedule::pace_of(const Subject& subject) const {
  const auto& entry = entries_[subject.fault];
  const auto& fault = (*faults_)[subject.fault];
  if (entry.paused) return 0;
  if (subject.stage == Stage::spare) return fault.dormancy;
  if (subject.stage != Stage::runs) return 0;
  if (fault.standby && !world_->takeovers().serves(subject.victims.components.front())) return fault.dormancy;
  const auto& paces = fault.acceleration;
  return paces.empty() ? 1 : paces[std::min(static_cast<std::size_t>(entry.down), paces.size() - 1)];
}

// As many are down as not before.
void FaultSchedule::count_changed(std::uint32_t f) {
  const auto& fault = (*faults_)[f];
  if (!fault.acceleration.empty() || !fault.repair_acceleration.empty()) set_paces(f);
}

double FaultSchedule::repair_pace_of(const Subject& subject) const {
  const auto& paces = (*faults_)[subject.fault].repair_acceleration;
  const auto others = static_cast<std::size_t>(std::max(0, entries_[subject.fault].down - 1));
  return paces.empty() ? 1 : paces[std::min(others, paces.size() - 1)];
}

void FaultSchedule::set_paces(std::uint32_t f) {
  const auto& entry = entries_[f];
  const auto& fault = (*faults_)[f];
  const bool repairs = !fault.repair_acceleration.empty();
  for (auto s = entry.first; s < entry.first + entry.count; ++s) {
    clocks_.set_pace(2 * s, pace_of(subjects_[s]));
    if (repairs && clocks_.running(2 * s + 1)) clocks_.set_pace(2 * s + 1, repair_pace_of(subjects_[s]));
  }
}

void FaultSchedule::stand_by(std::uint32_t s) {
  auto& subject = subjects_[s];
  subject.stage = Stage::spare;
  clocks_.start(2 * s, subject.occurrence, pace_of(subject), subject.age);
}

void FaultSchedule::run(std::uint32_t s) {
  auto& subject = subjects_[s];
  subject.stage = Stage::runs;
  ++entries_[subject.fault].running;
  clocks_.set_pace(2 * s, pace_of(subject));
}

void FaultSchedule::staff(std::uint32_t f) {
  const auto& entry = entries_[f];
  for (auto s = entry.first; s < entry.first + entry.count && entry.running < (*faults_)[f].active; ++s) {
    if (subjects_[s].latent) known(s);
    if (subjects_[s].stage != Stage::spare) continue;
    if (starts(subjects_[s])) {
      run(s);
    } else {
      fail(s);
      if ((*faults_)[f].repair) await_discovery(s);
    }
  }
}

bool FaultSchedule::starts(Subject& subject) {
  const double chance = (*faults_)[subject.fault].starts;
  return chance >= 1 || kernel_->now() >= horizon_ || Draws(subject.starts, subject.demands++).uniform() < chance;
}

bool FaultSchedule::starts(ComponentId id) {
  const auto own = standing_by_.find(id);
  if (own == standing_by_.end()) return true;
  for (const auto s : own->second) {
    if (starts(subjects_[s])) continue;
    const auto f = subjects_[s].fault;
    fail(s);
    count_changed(f);
    if ((*faults_)[f].repair) await_discovery(s);
    return false;
  }
  return true;
}

void FaultSchedule::asked(ComponentId id) {
  const auto own = standing_by_.find(id);
  if (own == standing_by_.end()) return;
  for (const auto s : own->second)
    if (subjects_[s].latent) known(s);
}

void FaultSchedule::moved(std::uint32_t group) {
  const auto entries = by_takeover_.find(group);
  if (entries == by_takeover_.end()) return;
  for (const auto f : entries->second) set_paces(f);
}

void FaultSchedule::turned(ComponentId id, bool) {
  for (const auto f : pausing_[id]) {
    auto& entry = entries_[f];
    const auto& names = (*faults_)[f].only_while;
    const auto& graph = world_->estate().graph;
    const bool pause =
        !std::all_of(names.begin(), names.end(), [&](const auto& name) { return world_->up(graph.id(name)); });
    if (std::exchange(entry.paused, pause) != pause) set_paces(f);
  }
}

// `any n of`: a draw without replacement.
Victims FaultSchedule::drawn(const Subject& subject) const {
  const auto& fault = (*faults_)[subject.fault];
  Draws draws(subject.draws, subject.occurrence);
  std::vector<ComponentId> left = subject.victims.components;
  Victims out;
  for (int i = 0; i < fault.any && !left.empty(); ++i) {
    const auto index =
        std::min(left.size() - 1, static_cast<std::size_t>(draws.uniform() * static_cast<double>(left.size())));
    out.components.push_back(left[index]);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(index));
  }
  std::sort(out.components.begin(), out.components.end());
  return out;
}

void FaultSchedule::begin(std::uint32_t s) {
  const auto f = subjects_[s].fault;
  const auto& fault = (*faults_)[f];
  if (!fault.repaired_as.empty()) return shock(s);
  const bool spare = subjects_[s].stage == Stage::spare ||
                     (fault.standby && !world_->takeovers().serves(subjects_[s].victims.components.front()));
  fail(s);
  subjects_[s].latent = spare && fault.found_of_spares;
  staff(f);
  count_changed(f);
  if (fault.repair) await_discovery(s);
}

void FaultSchedule::fail(std::uint32_t s) {
  auto& subject = subjects_[s];
  const auto& fault = (*faults_)[subject.fault];
  if (std::exchange(subject.stage, Stage::hidden) == Stage::runs) --entries_[subject.fault].running;
  subject.cause = causes_++;
  ++entries_[subject.fault].down;
  clocks_.set_pace(2 * s, 0);
  subject.age = fault.restores < 1 ? Duration::from_seconds(clocks_.age(2 * s).seconds() * (1 - fault.restores))
                                   : Duration::zero();
  if (fault.any > 0) {
    const Victims victims = drawn(subject);
    std::vector<std::string> names;
    for (const auto id : victims.components) names.push_back(world_->estate().graph.name(id));
    strike(subject, victims, Struck(joined(names)));
  } else {
    strike(subject, subject.victims, subject.struck);
  }
}

void FaultSchedule::shock(std::uint32_t s) {
  auto& subject = subjects_[s];
  const auto& fault = (*faults_)[subject.fault];
  for (const auto id : (fault.any > 0 ? drawn(subject) : subject.victims).components)
    for (const auto f : entries_[subject.fault].repaired_as)
      for (auto other = entries_[f].first; other < entries_[f].first + entries_[f].count; ++other)
        if (subjects_[other].victims.components.front() == id && subjects_[other].stage == Stage::runs) begin(other);
  ++subject.occurrence;
  if (fault.mttf) clocks_.start(2 * s, subject.occurrence, pace_of(subject));
}

void FaultSchedule::strike(Subject& subject, const Victims& victims, const Struck& struck) {
  const auto& fault = (*faults_)[subject.fault];
  entries_[subject.fault].kind->impair(fault.values, victims, subject.put);
  if (fault.sticks == Sticks::instance)
    world_->declare(subject.cause, subject.name + "#" + std::to_string(subject.occurrence));
  for (auto& one : subject.put) {
    one.by = subject.cause;
    one.sticks = fault.sticks;
    world_->put(one);
  }
  out_->fault_begins(subject.cause, subject.fault, struck);
}

void FaultSchedule::heal(std::uint32_t s) {
  mend(subjects_[s]);
  std::vector<std::uint32_t> along;
  if (const auto line = entries_[subjects_[s].fault].line) along = crews_.end(*line, s);
  for (const auto other : along) mend(subjects_[other]);
  go_on(s);
  for (const auto other : along) go_on(other);
}

void FaultSchedule::mend(Subject& subject) {
  for (const auto& one : subject.put) world_->lift(one);
  for (const auto f : entries_[subject.fault].renews) renew(subject, f);
  subject.put.clear();
  out_->fault_heals(subject.cause);
  ++subject.occurrence;
  --entries_[subject.fault].down;
}

void FaultSchedule::renew(const Subject& mended, std::uint32_t f) {
  const auto& entry = entries_[f];
  for (auto s = entry.first; s < entry.first + entry.count; ++s) {
    auto& subject = subjects_[s];
    const auto struck = [&](const Impairment& one) { return one.where.at == subject.victims.components.front(); };
    const bool good = subject.stage == Stage::runs || subject.stage == Stage::spare;
    if (!good || std::none_of(mended.put.begin(), mended.put.end(), struck)) continue;
    ++subject.occurrence;
    subject.age = Duration::zero();
    clocks_.set_pace(2 * s, 0);
    clocks_.start(2 * s, subject.occurrence, pace_of(subject));
  }
}

void FaultSchedule::go_on(std::uint32_t s) {
  const auto f = subjects_[s].fault;
  const auto& fault = (*faults_)[f];
  if (!fault.mttf) return;
  stand_by(s);
  fault.active > 0 ? staff(f) : run(s);
  count_changed(f);
}

}  // namespace bulkhead
