// SPDX-License-Identifier: Apache-2.0
/// Clocks that keep to the calendar, and so to one another: tests at the multiples of a period, and lives and repairs of
/// fixed lengths.
///
/// A component that fails at a constant rate and is found at the next test is down more and more likely from one test to
/// the next, and so are all others that are tested at the same times. At a phase t of the period T they are independent
/// of one another, each up with
///     E[exp(-((t - R) mod T) / m)] / (1 - exp(-T/m)) / C
/// where m is its mean time to failure, R the time from a test that finds it failed until it is up again, and C the mean
/// number of periods from one such test to the next: from the test that began the repair on, it is up at k T + t >= R
/// with exp(-(k T + t - R)/m), and this is the sum over k. What is asked of all of them is the mean over the phases.
///
/// Units:    seconds, probabilities
/// Range:    exact to rounding where R is fixed; else R is taken at 10,000 quantiles
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/structure/formula.hpp"
#include "sim/distribution.hpp"

namespace bulkhead {

/// One clock of a basic event that keeps to the calendar.
struct CalendarClock {
  EventNo event = 0;
  std::string fault;
  double every_s = 0;              ///< between tests; 0: no tests, but lives and repairs of fixed lengths
  double mttf_s = 0;               ///< of a tested one, like what follows
  std::vector<double> out_s = {};  ///< equally likely times from the test until it is up again
  double others_down = 0;          ///< probability that a clock of the event without tests has it down
};

/// Values that are equally likely between them: one of a fixed length, else so many quantiles.
std::vector<double> equally_likely_s(const Distribution& length, int quantiles);

/// Mean wait until the next multiple of `every_s`, from a failure at the constant rate 1/mttf_s of a component that
/// came up `out_s` after such a multiple.
double mean_wait_for_test_s(double every_s, double mttf_s, const std::vector<double>& out_s);

/// The phases of a period at which an integral over it is taken, and what is down at them.
class TestPhases {
 public:
  /// Requires: tested clocks, all of one period
  explicit TestPhases(const std::vector<CalendarClock>& clocks);

  /// By phase; their sum is 1.
  const std::vector<double>& weights() const { return weights_; }
  /// By event, then phase: the probability that it has happened.
  const std::map<EventNo, std::vector<double>>& happened() const { return happened_; }
  double mean(EventNo event) const;

 private:
  void add_phases(double from_s, double to_s, double every_s);

  std::vector<double> at_s_, weights_;
  std::map<EventNo, std::vector<double>> happened_;
};

/// Why there is no figure of what these clocks strike; empty: none or one of them, or tests of one period.
std::string calendar_objection(const std::vector<CalendarClock>& clocks);

}  // namespace bulkhead
