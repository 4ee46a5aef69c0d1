// SPDX-License-Identifier: Apache-2.0
/// Alarms over aligned periods: M of the last N datapoints, one alarm per scope of the split.
///
/// An alarm sleeps while every coming datapoint is certain and would change nothing; it is woken when what it measures changes,
/// and fills in the datapoints of the time that it slept, so that skipping equals polling, period for period. A signal goes out
/// (and clears) at the period's end plus the ingestion delay.
///
/// Missing data: `breaching` and `ok` count as such; with `hold` and `ignore` the window does not move.
///
/// Single-zone rule: a scope signals only while no other scope is in alarm and no single instance has more than half of its
/// failures. Source: AWS, Advanced Multi-AZ Resilience Patterns
///
/// Chance:   none of its own (counts are the meters')
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/detection/certainty.hpp"
#include "models/detection/detector.hpp"

namespace bulkhead {

/// Where datapoints come from.
class Series {
 public:
  virtual ~Series() = default;
  /// The datapoint of a period that ends now.
  virtual Datapoint close(std::int64_t period) = 0;
  /// The datapoint of every whole period from now on, if that is certain as things stand.
  virtual std::optional<Datapoint> steady() const = 0;
  /// For people: the expected value of the period that ends now.
  virtual double value(std::int64_t period) const = 0;
  virtual bool from_one_instance() const = 0;
  virtual void listen(OwnerId listener, std::uint64_t payload) = 0;
};

struct AlarmSettings {
  std::uint32_t detector = 0;
  std::string name;
  Duration period;
  MOfN datapoints;
  std::string missing;
  Duration delay;
  bool single_zone = false;
  std::vector<std::string> needs;
};

class AlarmSet final : public Detector, public Handler {
 public:
  AlarmSet(AlarmSettings settings, const Vantage& vantage);
  void add(const SignalScope& scope, std::unique_ptr<Series> series);
  void on_event(std::uint64_t payload) override;

 private:
  struct Alarm {
    SignalScope scope;
    std::unique_ptr<Series> series;
    std::deque<bool> window;                              ///< the last datapoints: breached?
    std::int64_t next = 0;                                ///< the first period without a datapoint
    std::optional<Datapoint> quiet = Datapoint::missing;  ///< what every period since has been, while it sleeps
    bool awake = true;
    bool alarmed = false;
    bool signalled = false;
  };

  void wake(Instant period_end);
  void period_ends();
  /// What a missing one counts as.
  Datapoint treated(Datapoint datapoint) const;
  void take(Alarm& alarm, Datapoint given);
  void catch_up(Alarm& alarm, std::int64_t period);
  bool settled(const Alarm& alarm, Datapoint given) const;
  void decide();
  void emit(std::uint32_t index, bool rises);

  AlarmSettings settings_;
  Vantage vantage_;
  OwnerId owner_;
  std::vector<Alarm> alarms_;
  Instant woken_ = Instant::zero();
};

}  // namespace bulkhead
