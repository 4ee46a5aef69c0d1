// SPDX-License-Identifier: Apache-2.0
// Beginnings and ends, put and lifted.
#include "models/faults/schedule.hpp"

#include <algorithm>

#include "models/faults/registry.hpp"
#include "models/world/purpose.hpp"
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

std::string path_text(const FaultSpec& fault) {
  return joined(fault.from) + (fault.both ? " <-> " : " -> ") + joined(fault.to);
}

}  // namespace

FaultSchedule::FaultSchedule(const std::vector<FaultSpec>& faults, World& world, Kernel& kernel, std::uint64_t seed,
                             std::uint64_t replication, Instant horizon, FaultOut& out)
    : faults_(&faults),
      world_(&world),
      kernel_(&kernel),
      owner_(kernel.enroll("faults", *this)),
      seed_(seed),
      replication_(replication),
      horizon_(horizon),
      out_(&out),
      clocks_(kernel, owner_) {
  const auto& graph = world.estate().graph;
  for (const auto& fault : faults) instants_.push_back(Distribution::fixed(fault.at.value_or(Duration::never())));
  for (std::uint32_t f = 0; f < faults.size(); ++f) {
    const auto& fault = faults[f];
    if (!fault.from.empty()) {
      add_subject(f, {{}, ids(graph, fault.from), ids(graph, fault.to), fault.both}, path_text(fault));
    } else if (fault.at || fault.any > 0) {
      if (!fault.targets.empty()) add_subject(f, {ids(graph, fault.targets), {}, {}, false}, joined(fault.targets));
    } else {
      for (const auto& target : fault.targets) add_subject(f, {{graph.id(target)}, {}, {}, false}, target);
    }
  }
}

void FaultSchedule::add_subject(std::uint32_t f, Victims victims, std::string target) {
  const auto& fault = (*faults_)[f];
  Subject subject;
  subject.fault = f;
  subject.victims = std::move(victims);
  subject.name = fault.name + " " + target;
  subject.target = std::move(target);
  const auto key = [&](Purpose purpose) {
    return stream_key(seed_, replication_, static_cast<std::uint32_t>(purpose), name_hash(subject.name));
  };
  static const Distribution kNever = Distribution::fixed(Duration::never());
  clocks_.add(ClockUse::failure, fault.mttf ? *fault.mttf : instants_[f], key(Purpose::fault_begins), horizon_);
  clocks_.add(ClockUse::repair, fault.repair ? *fault.repair : kNever, key(Purpose::fault_heals), Instant::never());
  subject.draws = key(Purpose::fault_victims);
  subjects_.push_back(std::move(subject));
}

void FaultSchedule::start() {
  for (std::uint32_t s = 0; s < subjects_.size(); ++s) clocks_.start(2 * s, 0);
}

void FaultSchedule::on_event(std::uint64_t payload) {
  const auto clock = clocks_.rung(payload);
  if (!clock) return;
  *clock % 2 == 0 ? begin(*clock / 2) : heal(*clock / 2);
}

// `any n of`: a draw without replacement.
Victims FaultSchedule::drawn(const Subject& subject, std::string& target) const {
  const auto& fault = (*faults_)[subject.fault];
  if (fault.any <= 0) return subject.victims;
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
  std::vector<std::string> names;
  for (const auto id : out.components) names.push_back(world_->estate().graph.name(id));
  target = joined(names);
  return out;
}

void FaultSchedule::begin(std::uint32_t s) {
  auto& subject = subjects_[s];
  const auto& fault = (*faults_)[subject.fault];
  const FaultKind* kind = find_fault_kind(fault.kind);
  BULKHEAD_CHECK(kind != nullptr, "a fault of an unknown kind");
  subject.cause = causes_++;
  std::string target = subject.target;
  kind->impair(fault.values, drawn(subject, target), subject.put);
  if (fault.sticks == Sticks::instance)
    world_->declare(subject.cause, subject.name + "#" + std::to_string(subject.occurrence));
  for (auto& one : subject.put) {
    one.by = subject.cause;
    one.sticks = fault.sticks;
    world_->put(one);
  }
  out_->fault_begins(subject.cause, subject.fault, target);
  if (fault.repair) clocks_.start(2 * s + 1, subject.occurrence);
}

void FaultSchedule::heal(std::uint32_t s) {
  auto& subject = subjects_[s];
  for (const auto& one : subject.put) world_->lift(one);
  subject.put.clear();
  out_->fault_heals(subject.cause);
  ++subject.occurrence;
  if ((*faults_)[subject.fault].mttf) clocks_.start(2 * s, subject.occurrence);
}

}  // namespace bulkhead
