// SPDX-License-Identifier: Apache-2.0
// Impressions of detectors, and the sentences that explain why one saw nothing.
#include "analysis/observations.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bulkhead {
namespace {

constexpr double kGood = 0.999;  // probes that fail more seldom than once in a thousand are not failing; assumed

}  // namespace

Observations::Observations(const Plan& plan) : plan_(&plan), names_(plan.detector_names()) {
  for (const auto& service : plan.network().services()) {
    health_.push_back(service.health_check ? static_cast<std::uint32_t>(names_.size()) : kNone);
    if (service.health_check) names_.push_back("health_check " + service.name);
  }
}

std::vector<Impression> Observations::begin() const {
  std::vector<Impression> out(count());
  for (const auto& [pair, good] : failing_) {
    const auto index = health_[plan_->network().edges[pair.first].callee];
    out[index].worse = true;
    out[index].worst = std::max(out[index].worst, 1 - good);
  }
  for (const auto& pair : dead_) out[health_[plan_->network().edges[pair.first].callee]].died = true;
  for (const auto& [key, worse] : worse_)
    if (worse) out[key.first].worse = true;
  for (const auto& [detector, scope] : up_) out[detector].already = true;
  return out;
}

void Observations::signal(const Signal& signal) {
  const std::pair key(signal.detector, signal.scope);
  signal.rises ? (void)up_.insert(key) : (void)up_.erase(key);
}

bool Observations::fewer_is_worse(std::uint32_t detector) const {
  return plan_->model().detection[detector].kind != "unhealthy_count";
}

bool Observations::is_worse(std::uint32_t detector, const SignalScope& scope, double value, bool breached, bool calm) {
  if (!fewer_is_worse(detector)) return value > 0;
  const bool share = plan_->model().detection[detector].kind == "success_rate";
  auto usual = usual_.find({detector, scope});
  if (usual == usual_.end()) {
    if (!calm) return !share || value < 1;
    usual = usual_.emplace(std::pair(detector, scope), share && breached ? 1.0 : value).first;
  }
  usual->second = std::max(usual->second, value);
  return value < usual->second * (1 - 1e-9);
}

void Observations::datapoint(std::uint32_t detector, const SignalScope& scope, double value, bool breached, bool calm) {
  const bool fewer = fewer_is_worse(detector);
  const auto key = std::pair(detector, scope);
  const bool worse = is_worse(detector, scope, value, breached, calm);
  worse_[key] = worse;
  for (auto* impressions : open) {
    auto& one = (*impressions)[detector];
    one.breaches += breached;
    if (!worse) continue;
    one.worst = !one.worse ? value : fewer ? std::min(one.worst, value) : std::max(one.worst, value);
    one.worse = true;
  }
}

bool Observations::crosses(const Signal& signal) const {
  const auto it = worse_.find({signal.detector, signal.scope});
  return it == worse_.end() || it->second;  // the provider has no datapoints: it reports what happened
}

void Observations::outlook(std::uint32_t edge, InstanceId instance, double good, bool sends) {
  const bool fails = good < kGood;
  fails&& sends ? (void)(failing_[{edge, instance}] = good) : (void)failing_.erase({edge, instance});
  fails && !sends ? (void)dead_.insert({edge, instance}) : (void)dead_.erase({edge, instance});
  if (!fails) return;
  for (auto* impressions : open) {
    auto& one = (*impressions)[health_[plan_->network().edges[edge].callee]];
    one.died |= !sends;
  }
  if (!sends) return;
  for (auto* impressions : open) {
    auto& one = (*impressions)[health_[plan_->network().edges[edge].callee]];
    one.worse = true;
    one.worst = std::max(one.worst, 1 - good);
  }
}

std::uint32_t Observations::ejection(std::uint32_t edge, InstanceId instance, bool out) const {
  return out && failing_.contains({edge, instance}) ? plan_->network().edges[edge].callee : kNone;
}

std::string Observations::name(std::size_t index, const SignalScope& scope) const {
  const auto& estate = plan_->estate();
  if (scope.cell != kNone) return names_[index] + " [" + estate.graph.name(estate.cells[scope.cell].id) + "]";
  if (scope.zone != kNone) return names_[index] + " [" + estate.zones[scope.zone].name + "]";
  return names_[index];
}

std::string Observations::why_not(std::size_t index, const Impression& one) const {
  if (one.blinded) return "never: its own tooling was down";
  if (!one.held_back.empty()) return "never: " + one.held_back;
  if (index >= plan_->model().detection.size()) {
    if (!one.worse && one.died) return "never: the callers that probe what failed were dead themselves";
    if (!one.worse) return "never: no impairment lies on the path of its probes";
    return fmt::format("never: its probes failed with a chance of at most {:.3g} %, not often enough in a row",
                       one.worst * 100);
  }
  if (one.already) return "never: it was up already when the incident began";
  const auto& spec = plan_->model().detection[index];
  if (spec.kind == "provider") return "never: no zone that it watches was lost, or the provider did not notice in time";
  if (!one.worse) return "never: nothing that it measures was impaired";
  const auto datapoints = spec.values.m_of_n("datapoints");
  const std::string worst = spec.kind == "success_rate" ? fmt::format("{:.4f} % succeeding", one.worst * 100)
                                                        : fmt::format("{:.6g}", one.worst);
  return fmt::format("never: {} of its periods breached, {} of {} were needed; the worst was {}", one.breaches,
                     datapoints.m, datapoints.n, worst);
}

}  // namespace bulkhead
