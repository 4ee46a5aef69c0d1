// SPDX-License-Identifier: Apache-2.0
/// Clocks that keep to the calendar, and so to one another: tests at equal intervals, and lives and repairs of fixed
/// lengths.
///
/// A component that fails at a constant rate and is found at the next test is down more and more likely from one test to
/// the next, and so are all others that are tested at the same times. At a phase of the calendar they are independent of
/// one another, each up, at t after one of its own tests, with
///     E[exp(-((t - R) mod T) / m)] / (1 - exp(-T/m)) / C
/// where T is the time between its tests, m its mean time to failure, R the time from a test that finds it failed until it
/// is up again, and C the mean number of intervals from one such test to the next: from the test that began the repair on,
/// it is up at k T + t >= R with exp(-(k T + t - R)/m), and this is the sum over k. What is asked of all of them is the mean
/// over the phases of the period in which all their tests come again, whether at the same times, staggered, or of several
/// intervals.
///
/// Tests that miss failures make C larger, and nothing else: what is up does not notice them. Where every N-th test is full
/// and finds what others cannot, T is the time between full ones in that sum, which is then taken for each of the N tests of
/// such a round, with the probability that a repair begins at that test: the long run of a chain from the test that began
/// a repair to the next that does, of N states.
///
/// Units:    seconds, probabilities
/// Range:    exact to rounding where R is fixed; else R is taken at 10,000 quantiles
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/structure/formula.hpp"
#include "sim/distribution.hpp"

namespace bulkhead {

/// A length that is drawn with this probability, or stands for lengths about it.
struct Likely {
  double s = 0;
  double weight = 1;
};

/// From the test that finds a component failed until it is up again.
struct TestOut {
  /// Their weights sum to 1; all targets of a fault share them. Where `exponential_s` is given they are for orientation.
  std::shared_ptr<const std::vector<Likely>> lengths;
  double fixed_s = 0;                   ///< ... and it lasts for this time ...
  std::optional<double> exponential_s;  ///< ... and an exponential one of this mean, which has a closed form

  double mean_s() const;
};

/// Tests at equal intervals, and what they find.
struct Tests {
  double every_s = 0;
  int full = 0;         ///< N: each N-th is full, and finds all; 0: none is
  double coverage = 1;  ///< share of the failures that others can find; less than 1 only where some are full
  double misses = 0;    ///< probability that another misses one of those

  /// After so many all begins anew.
  int round() const { return full > 0 ? full : 1; }
};

/// One clock of a basic event that keeps to the calendar.
struct CalendarClock {
  EventNo event = 0;
  std::string fault;
  Duration period = {};  ///< of its tests; 0: no tests, but lives and repairs of fixed lengths
  int looks = 1;         ///< tests in a period, equally far apart
  double first_s = 0;    ///< when one of them is, a full one where some are
  int full = 0;          ///< these three as in Tests, of which a round is a period
  double coverage = 1;
  double misses = 0;
  double mttf_s = 0;  ///< of a tested one, like what follows
  TestOut out = {};
  double others_down = 0;  ///< probability that a clock of the event without tests has it down

  bool tested() const { return period > Duration::zero(); }
  double every_s() const { return period.seconds() / looks; }
  Tests tests() const { return {every_s(), full, coverage, misses}; }
};

/// One of a fixed length, else so many quantiles that are equally likely, and of the longest hundredth a tenth as many in
/// each decade: a long tail comes to lie anywhere between two tests.
std::vector<Likely> likely_lengths(const Distribution& length, int quantiles);

/// Where the repairs of a component begin that fails at the constant rate 1/mttf_s, and comes up `out` after a test that has
/// found it failed.
struct Rounds {
  std::vector<double>
      found;          ///< by test of a round, a full one first: the probability that it finds the component failed
  double wait_s = 0;  ///< mean time from a failure to the test that finds it
};
Rounds rounds_of(const Tests& tests, double mttf_s, const TestOut& out);

/// The phases of the common period at which an integral over it is taken, and what is down at them.
class TestPhases {
 public:
  /// Requires: tested clocks to which there is no objection
  explicit TestPhases(const std::vector<CalendarClock>& clocks);

  /// By phase; their sum is 1.
  const std::vector<double>& weights() const { return weights_; }
  /// By event, then phase: the probability that it has happened.
  const std::map<EventNo, std::vector<double>>& happened() const { return happened_; }
  double mean(EventNo event) const;

 private:
  void add_phases(double from_s, double to_s, double period_s);

  std::vector<double> at_s_, weights_;
  std::map<EventNo, std::vector<double>> happened_;
};

/// Why there is no figure of what these clocks strike; empty: none or one of them, or tests whose calendar comes again after
/// no more than 200 of them (assumed), if there are not too many at different times.
std::string calendar_objection(const std::vector<CalendarClock>& clocks);

}  // namespace bulkhead
