// SPDX-License-Identifier: Apache-2.0
// Clocks of faults.
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
    : faults_(&faults), world_(&world), kernel_(&kernel), owner_(kernel.enroll("faults", *this)), seed_(seed),
      replication_(replication), horizon_(horizon), out_(&out) {
  const auto& graph = world.estate().graph;
  for (std::uint32_t f = 0; f < faults.size(); ++f) {
    const auto& fault = faults[f];
    if (!fault.from.empty()) {
      add_clock(f, {{}, ids(graph, fault.from), ids(graph, fault.to), fault.both}, path_text(fault));
    } else if (fault.at || fault.any > 0) {
      if (!fault.targets.empty()) add_clock(f, {ids(graph, fault.targets), {}, {}, false}, joined(fault.targets));
    } else {
      for (const auto& target : fault.targets) add_clock(f, {{graph.id(target)}, {}, {}, false}, target);
    }
  }
}

void FaultSchedule::add_clock(std::uint32_t fault, Victims victims, std::string target) {
  Clock clock;
  clock.fault = fault;
  clock.victims = std::move(victims);
  clock.name = (*faults_)[fault].name + " " + target;
  clock.target = std::move(target);
  const auto key = [&](Purpose purpose) {
    return stream_key(seed_, replication_, static_cast<std::uint32_t>(purpose), name_hash(clock.name));
  };
  clock.begins = key(Purpose::fault_begins);
  clock.heals = key(Purpose::fault_heals);
  clock.draws = key(Purpose::fault_victims);
  clocks_.push_back(std::move(clock));
}

void FaultSchedule::start() {
  for (std::uint32_t c = 0; c < clocks_.size(); ++c) schedule_begin(c);
}

void FaultSchedule::schedule_begin(std::uint32_t c) {
  const auto& clock = clocks_[c];
  const auto& fault = (*faults_)[clock.fault];
  Instant when = Instant::never();
  if (fault.mttf) {
    Draws draws(clock.begins, clock.occurrence);
    when = kernel_->now() + fault.mttf->sample(draws);
  } else if (clock.occurrence == 0) {
    when = Instant::zero() + *fault.at;
  }
  if (when < horizon_) kernel_->schedule(owner_, when, Phase::change, std::uint64_t{c} << 1);
}

void FaultSchedule::on_event(std::uint64_t payload) {
  const auto clock = static_cast<std::uint32_t>(payload >> 1);
  payload & 1 ? heal(clock) : begin(clock);
}

// `any n of`: a draw without replacement.
Victims FaultSchedule::drawn(const Clock& clock, std::string& target) const {
  const auto& fault = (*faults_)[clock.fault];
  if (fault.any <= 0) return clock.victims;
  Draws draws(clock.draws, clock.occurrence);
  std::vector<ComponentId> left = clock.victims.components;
  Victims out;
  for (int i = 0; i < fault.any && !left.empty(); ++i) {
    const auto index = std::min(left.size() - 1, static_cast<std::size_t>(draws.uniform() * static_cast<double>(left.size())));
    out.components.push_back(left[index]);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(index));
  }
  std::sort(out.components.begin(), out.components.end());
  std::vector<std::string> names;
  for (const auto id : out.components) names.push_back(world_->estate().graph.name(id));
  target = joined(names);
  return out;
}

void FaultSchedule::begin(std::uint32_t c) {
  auto& clock = clocks_[c];
  const auto& fault = (*faults_)[clock.fault];
  const FaultKind* kind = find_fault_kind(fault.kind);
  BULKHEAD_CHECK(kind != nullptr, "a fault of an unknown kind");
  clock.cause = causes_++;
  std::string target = clock.target;
  kind->impair(fault.values, drawn(clock, target), clock.put);
  world_->declare(clock.cause, clock.name + "#" + std::to_string(clock.occurrence));
  for (auto& one : clock.put) {
    one.by = clock.cause;
    one.sticks = fault.sticks;
    world_->put(one);
  }
  out_->fault_begins(clock.cause, clock.fault, target);
  if (!fault.repair) return;
  Draws draws(clock.heals, clock.occurrence);
  kernel_->schedule(owner_, kernel_->now() + fault.repair->sample(draws), Phase::change, std::uint64_t{c} << 1 | 1);
}

void FaultSchedule::heal(std::uint32_t c) {
  auto& clock = clocks_[c];
  for (const auto& one : clock.put) world_->lift(one);
  clock.put.clear();
  out_->fault_heals(clock.cause);
  ++clock.occurrence;
  schedule_begin(c);
}

}  // namespace bulkhead
