// SPDX-License-Identifier: Apache-2.0
/// A bench for alarms alone: a kernel, a tape of datapoints instead of traffic, and a list of what was signalled.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "models/detection/alarm.hpp"

namespace bulkhead::test {

/// Nobody asks for traffic on this bench.
class NoTraffic final : public Traffic {
 public:
  std::unique_ptr<Meter> meter(const SeriesSpec&) override { throw std::logic_error("no traffic on this bench"); }
  std::unique_ptr<Prober> prober(const ProbeSpec&, OwnerId, std::uint64_t) override {
    throw std::logic_error("no traffic on this bench");
  }
  Census& census() override { throw std::logic_error("no traffic on this bench"); }
  void hold_against(EdgeId, std::uint32_t, bool) override {}
  bool suffices_without(std::uint32_t, std::uint32_t, double) const override { return true; }
  std::uint32_t suspect_zone(std::uint32_t) const override { return kNone; }
  const Network& network() const override { throw std::logic_error("no traffic on this bench"); }
};

struct Rise {
  double at_s;
  std::uint32_t zone;
  bool rises;
  bool operator==(const Rise&) const = default;
};

class Bench final : public SignalOut {
 public:
  Kernel kernel;
  std::vector<Rise> signals;
  std::vector<std::pair<double, std::string>> held;
  std::vector<double> blind;
  bool tooling = true;

  Vantage vantage() {
    return {kernel, traffic_, *this, 1, 0, {}, [this](const std::vector<std::string>&) { return tooling; }};
  }
  double now() const { return kernel.now().since_start().seconds(); }

  void signal(const Signal& one) override { signals.push_back({now(), one.scope.zone, one.rises}); }
  void datapoint(std::uint32_t, const SignalScope&, double, bool) override {}
  void held_back(std::uint32_t, const SignalScope&, const std::string& rule) override {
    held.emplace_back(now(), rule);
  }
  void blinded(std::uint32_t) override { blind.push_back(now()); }
  void outlook(std::uint32_t, InstanceId, double, bool) override {}
  void ejection(std::uint32_t, InstanceId, bool) override {}

 private:
  NoTraffic traffic_;
};

/// Datapoints as a function of the period; never certain, so every period is asked for.
class Tape final : public Series {
 public:
  using Play = std::function<Datapoint(std::int64_t)>;
  Tape(Play play, Bench& bench, std::function<bool(std::int64_t)> one_instance = {})
      : play_(std::move(play)), one_instance_(std::move(one_instance)), bench_(&bench) {}
  /// 'b' breaches, '.' is well, '-' is missing, one character a period; the last one goes on.
  Tape(std::string text, Bench& bench)
      : Tape(
            [text = std::move(text)](std::int64_t period) {
              const char c = text[std::min(text.size() - 1, static_cast<std::size_t>(period))];
              return c == 'b' ? Datapoint::breach : c == '-' ? Datapoint::missing : Datapoint::ok;
            },
            bench) {}

  Datapoint close(std::int64_t period) override { return play_(last_ = period); }
  std::optional<Datapoint> steady() const override { return std::nullopt; }
  double value(std::int64_t) const override { return 0; }
  bool from_one_instance() const override { return one_instance_ && one_instance_(last_); }
  void listen(OwnerId listener, std::uint64_t payload) override {
    starts_.push_back([bench = bench_, listener, payload] {
      bench->kernel.schedule(listener, Instant::zero(), Phase::observe, payload);
    });
  }
  /// To be called once the kernel has started: the first news of traffic.
  void start() const {
    for (const auto& one : starts_) one();
  }

 private:
  Play play_;
  std::function<bool(std::int64_t)> one_instance_;
  Bench* bench_;
  std::int64_t last_ = 0;
  std::vector<std::function<void()>> starts_;
};

inline AlarmSettings alarm_settings(std::int64_t m, std::int64_t n, const std::string& missing = "hold") {
  AlarmSettings out;
  out.name = "tape";
  out.period = Duration::s(60);
  out.datapoints = {m, n};
  out.missing = missing;
  return out;
}

/// Plays one tape per zone for that many periods.
inline void play(Bench& bench, const AlarmSettings& settings, std::vector<std::unique_ptr<Tape>> tapes,
                 std::int64_t periods) {
  AlarmSet alarms(settings, bench.vantage());
  std::vector<const Tape*> all;
  for (std::uint32_t z = 0; z < tapes.size(); ++z) {
    all.push_back(tapes[z].get());
    alarms.add({0, z, kNone}, std::move(tapes[z]));
  }
  bench.kernel.start();
  for (const auto* tape : all) tape->start();
  bench.kernel.run(Instant::zero() + settings.period * periods + settings.delay, 1'000'000'000);
}

/// The signals of one tape.
inline std::vector<Rise> play(const AlarmSettings& settings, const std::string& tape, std::int64_t periods) {
  Bench bench;
  std::vector<std::unique_ptr<Tape>> tapes;
  tapes.push_back(std::make_unique<Tape>(tape, bench));
  play(bench, settings, std::move(tapes), periods);
  return bench.signals;
}

}  // namespace bulkhead::test
