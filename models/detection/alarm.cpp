// SPDX-License-Identifier: Apache-2.0
// Alarms: windows of datapoints, sleeping where nothing can happen.
#include "models/detection/alarm.hpp"

#include <algorithm>

namespace bulkhead {
namespace {

enum AlarmEvent : std::uint64_t { kChanged = 0, kPeriodEnds = 1, kRises = 2, kFalls = 3 };

}  // namespace

AlarmSet::AlarmSet(AlarmSettings settings, const Vantage& vantage)
    : settings_(std::move(settings)),
      vantage_(vantage),
      owner_(vantage.kernel.enroll("alarm " + settings_.name, *this)) {}

void AlarmSet::add(const SignalScope& scope, std::unique_ptr<Series> series) {
  series->listen(owner_, std::uint64_t{alarms_.size()} << 2 | kChanged);
  alarms_.push_back({scope, std::move(series), {}, 0, Datapoint::missing, true, false, false});
}

void AlarmSet::on_event(std::uint64_t payload) {
  const auto index = static_cast<std::uint32_t>(payload >> 2);
  switch (payload & 3) {
    case kChanged: {
      alarms_[index].awake = true;
      const auto period = settings_.period.count();
      wake(Instant::zero() + Duration::ns((vantage_.kernel.now().since_start().count() / period + 1) * period));
      break;
    }
    case kPeriodEnds:
      period_ends();
      break;
    default:
      vantage_.out.signal({settings_.detector, alarms_[index].scope, (payload & 3) == kRises});
  }
}

void AlarmSet::wake(Instant period_end) {
  if (woken_ >= period_end) return;
  woken_ = period_end;
  vantage_.kernel.schedule(owner_, period_end, Phase::observe, kPeriodEnds);
}

Datapoint AlarmSet::treated(Datapoint datapoint) const {
  if (datapoint != Datapoint::missing) return datapoint;
  if (settings_.missing == "breaching") return Datapoint::breach;
  return settings_.missing == "ok" ? Datapoint::ok : Datapoint::missing;
}

void AlarmSet::take(Alarm& alarm, Datapoint given) {
  const Datapoint datapoint = treated(given);
  if (datapoint == Datapoint::missing) return;
  alarm.window.push_back(datapoint == Datapoint::breach);
  if (alarm.window.size() > static_cast<std::size_t>(settings_.datapoints.n)) alarm.window.pop_front();
  alarm.alarmed = std::count(alarm.window.begin(), alarm.window.end(), true) >= settings_.datapoints.m;
}

// The periods that it slept through.
void AlarmSet::catch_up(Alarm& alarm, std::int64_t period) {
  const std::int64_t slept = std::min(period - alarm.next, settings_.datapoints.n);
  for (std::int64_t i = 0; i < slept && alarm.quiet; ++i) take(alarm, *alarm.quiet);
  alarm.next = period;
}

// Would any number of such datapoints leave the window as it is?
bool AlarmSet::settled(const Alarm& alarm, Datapoint given) const {
  const Datapoint datapoint = treated(given);
  if (datapoint == Datapoint::missing) return true;
  const bool breach = datapoint == Datapoint::breach;
  const bool alarmed_at_last = breach && settings_.datapoints.m <= settings_.datapoints.n;
  return std::all_of(alarm.window.begin(), alarm.window.end(), [&](bool one) { return one == breach; }) &&
         alarm.alarmed == alarmed_at_last;
}

void AlarmSet::period_ends() {
  const std::int64_t period = vantage_.kernel.now().since_start().count() / settings_.period.count() - 1;
  const bool works = vantage_.works(settings_.needs);
  if (!works) vantage_.out.blinded(settings_.detector);
  bool again = false;
  for (auto& alarm : alarms_) {
    if (!alarm.awake) continue;
    catch_up(alarm, period);
    const double value = alarm.series->value(period);
    const Datapoint datapoint = alarm.series->close(period);
    if (works) {
      take(alarm, datapoint);
      const bool breached = treated(datapoint) == Datapoint::breach;
      const bool nothing_came = breached && datapoint == Datapoint::missing;
      vantage_.out.datapoint(settings_.detector, alarm.scope, nothing_came ? 0 : value, breached);
    }
    alarm.next = period + 1;
    alarm.quiet = alarm.series->steady();
    alarm.awake = !works || !alarm.quiet || !settled(alarm, *alarm.quiet);
    again |= alarm.awake;
  }
  decide();
  if (again) wake(vantage_.kernel.now() + settings_.period);
}

void AlarmSet::decide() {
  for (std::uint32_t i = 0; i < alarms_.size(); ++i) {
    auto& alarm = alarms_[i];
    bool up = alarm.alarmed;
    if (up && settings_.single_zone) {
      const bool elsewhere = std::count_if(alarms_.begin(), alarms_.end(), [](const auto& a) { return a.alarmed; }) > 1;
      const bool one_instance = alarm.series->from_one_instance();
      if (elsewhere)
        vantage_.out.held_back(settings_.detector, alarm.scope, "another zone was in alarm too");
      else if (one_instance)
        vantage_.out.held_back(settings_.detector, alarm.scope, "one instance had more than half of the failures");
      up = alarm.signalled ? !elsewhere : !elsewhere && !one_instance;
    }
    if (up == alarm.signalled) continue;
    alarm.signalled = up;
    emit(i, up);
  }
}

void AlarmSet::emit(std::uint32_t index, bool rises) {
  if (settings_.delay == Duration::zero())
    return vantage_.out.signal({settings_.detector, alarms_[index].scope, rises});
  vantage_.kernel.schedule(owner_, vantage_.kernel.now() + settings_.delay, Phase::observe,
                           std::uint64_t{index} << 2 | (rises ? kRises : kFalls));
}

}  // namespace bulkhead
