// SPDX-License-Identifier: Apache-2.0
// Factors of clocks from the rates of what runs.
#include "analysis/rare/bias.hpp"

#include <algorithm>
#include <cmath>

#include "sim/check.hpp"
#include "sim/math.hpp"

namespace bulkhead {
namespace {

constexpr double kShortest_s =
    1e-6;  // clocks ring at whole nanoseconds, which weights of shorter times would not know; assumed

}  // namespace

FailureBias::FailureBias(Clocks& clocks) : clocks_(&clocks) {
  std::vector<const Distribution*> laws;
  for (ClockId id = 0; id < clocks.size(); ++id) {
    if (clocks.use(id) != ClockUse::failure) {
      if (clocks.law(id).mean_seconds() >= kShortest_s) others_.push_back(id);
    } else if (clocks.law(id).has_hazard()) {
      failures_.push_back(id);
      const auto known = std::find(laws.begin(), laws.end(), &clocks.law(id));
      type_.push_back(static_cast<std::size_t>(known - laws.begin()));
      if (known == laws.end()) laws.push_back(&clocks.law(id));
    }
  }
  rate_of_failure_.resize(failures_.size());
  share_of_failure_.resize(failures_.size());
  running_of_type_.resize(laws.size());
  rate_of_other_.resize(others_.size());
}

void FailureBias::lift() {
  due_ = Instant::never();
  for (const auto* ids : {&failures_, &others_})
    for (const auto id : *ids)
      if (clocks_->running(id)) clocks_->tilt(id, 1);
}

// Of what is under way, 1/mean of each; or of those alone that cannot be tilted.
double FailureBias::mean_rate(bool only_fixed) const {
  double sum = 0;
  for (std::size_t i = 0; i < others_.size(); ++i) {
    if (!clocks_->running(others_[i]) || (only_fixed && rate_of_other_[i] > 0)) continue;
    const double mean = clocks_->law(others_[i]).mean_seconds();
    if (mean > 0) sum += 1 / mean;
  }
  return sum;
}

// The sum. What has no rate yet, or an infinite one (a uniform's end), is left alone.
double FailureBias::look(const std::vector<ClockId>& ids, Duration ahead, Rates& rates) const {
  double sum = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const bool can = clocks_->running(ids[i]) && clocks_->law(ids[i]).has_hazard();
    const double rate = can ? clocks_->hazard_rate(ids[i], ahead) : 0;
    rates[i] = std::isfinite(rate) ? rate : 0;
    sum += rates[i];
  }
  return sum;
}

// Types alike, and within a type its clocks; by the rates that were looked at last.
void FailureBias::balance() {
  std::fill(running_of_type_.begin(), running_of_type_.end(), 0.0);
  for (std::size_t i = 0; i < failures_.size(); ++i)
    if (rate_of_failure_[i] > 0) ++running_of_type_[type_[i]];
  const auto silent = std::count(running_of_type_.begin(), running_of_type_.end(), 0.0);
  const auto types = static_cast<double>(running_of_type_.size()) - static_cast<double>(silent);
  for (std::size_t i = 0; i < failures_.size(); ++i)
    share_of_failure_[i] = rate_of_failure_[i] > 0 ? 1 / (types * running_of_type_[type_[i]]) : 0;
}

void FailureBias::press(Instant now, double least) {
  least_ = least;
  stage_ = 0;
  ease(now);
}

void FailureBias::ease(Instant now) {
  due_ = Instant::never();
  const double base = std::max(least_, mean_rate(false));
  if (base == 0) return lift();
  const Duration ahead = Duration::from_seconds(std::ldexp(1 / base, stage_));
  const double failures = look(failures_, ahead, rate_of_failure_);
  const double others = look(others_, ahead, rate_of_other_);
  const double half = (failures + others) / 2;
  const double wanted = std::max(least_, half + std::ldexp(mean_rate(true), -stage_));
  if (failures == 0 || failures >= wanted) return lift();
  balance();
  for (std::size_t i = 0; i < failures_.size(); ++i)
    if (rate_of_failure_[i] > 0)
      clocks_->tilt(failures_[i], wanted / 2 * (1 / failures + share_of_failure_[i] / rate_of_failure_[i]));
  bool exponential = true;
  for (std::size_t i = 0; i < others_.size(); ++i) {
    if (!clocks_->running(others_[i])) continue;
    clocks_->tilt(others_[i], rate_of_other_[i] > 0 ? half / others : 1);
    exponential &= clocks_->law(others_[i]).kind() == Distribution::Kind::exponential;
  }
  for (const auto id : failures_)
    exponential &= !clocks_->running(id) || clocks_->law(id).kind() == Distribution::Kind::exponential;
  if (!exponential) due_ = now + ahead;
  ++stage_;
}

double FailureBias::failure_rate() const {
  double sum = 0;
  for (const auto id : failures_)
    if (clocks_->running(id)) sum += clocks_->pace(id) / clocks_->law(id).mean_seconds();
  return sum;
}

double FailureBias::look_at_rates() {
  const double total = failure_rate();
  BULKHEAD_CHECK(total > 0, "something can fail from rest");
  for (std::size_t i = 0; i < failures_.size(); ++i)
    rate_of_failure_[i] = clocks_->pace(failures_[i]) / clocks_->law(failures_[i]).mean_seconds();
  balance();
  return total;
}

void FailureBias::balance_first() {
  const double total = look_at_rates();
  for (std::size_t i = 0; i < failures_.size(); ++i)
    if (rate_of_failure_[i] > 0)
      clocks_->tilt(failures_[i], (1 + share_of_failure_[i] * total / rate_of_failure_[i]) / 2);
}

ClockId FailureBias::first(Draws& draws, bool balanced, double& log_weight) {
  const double total = look_at_rates();
  double left = draws.uniform();
  ClockId last = 0;
  double chance = 0, share = 0;
  for (std::size_t i = 0; i < failures_.size(); ++i) {
    if (rate_of_failure_[i] == 0) continue;
    last = failures_[i];
    share = rate_of_failure_[i] / total;
    chance = balanced ? (share + share_of_failure_[i]) / 2 : share;
    if ((left -= chance) < 0) break;
  }
  log_weight += math::log(share / chance);
  return last;
}

bool FailureBias::under_way() const {
  for (const auto id : others_)
    if (clocks_->running(id)) return true;
  return false;
}

std::vector<double> FailureBias::paces() const {
  std::vector<double> out;
  for (const auto id : failures_) out.push_back(clocks_->pace(id));
  return out;
}

}  // namespace bulkhead
