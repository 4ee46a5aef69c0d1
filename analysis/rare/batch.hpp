// SPDX-License-Identifier: Apache-2.0
/// One batch of an estimate of rare events: the same replication as ever (kernel, world, traffic), under failure
/// biasing.
///
/// Two methods. What is counted while the objective is met, time and demand come from plain units; what is counted
/// while it is missed comes from tilted ones, so that each is measured where it is seen best (measure-specific
/// importance sampling).
///
/// **Cycles**, where every failure by chance is exponential and nothing depends on the clock: a cycle begins when
/// nothing is failed, under way or pending, clocks run at the paces of the start, and takeovers' places have their first
/// holders, or where members or spares are alike (symmetry.hpp) any; by the memoryless property what follows is then
/// independent of the past, weights begin anew, and figures of the steady state are ratios of means per cycle. The wait
/// for the first failure is not counted as it comes: it lasts 1/L on average (L: total rate), at the rates of that state, and
/// the clock that rings is i with probability l_i/L, or balanced (half of that, half by type), with the ratio as a
/// weight. It is not simulated either, but where somebody observes: then it passes, tilted to the balanced rates of the
/// same sum, so that failures strike anywhere in the observers' periods (rest.hpp says in which worlds that leads to a
/// moment from which all begins anew). Once something has failed, failures are pressed (bias.hpp) until the objective
/// is missed or nothing is failed.
///
/// **Windows**, elsewhere: replications from the start to the horizon, counted only inside a window of length w that
/// begins at an instant drawn uniformly in [a - w, b], where [a, b) is the measured span. Every instant of the span
/// lies in the window with the same probability p = w / (b - a + w), and the window is drawn independently of all else,
/// so for whatever is counted at rate f(t): E[sum over the window] = integral of f(t) P[t in window] dt = p x integral
/// over the span. What the window counts, times its weight, over p, is therefore unbiased for the span. w is one mean
/// time between failures, so that the weight covers about one busy period; if that is longer than the span, the window
/// is the span, p = 1, and first failures are pressed as well. Clocks are tilted in the window and for a while before it
/// (ten times the longest mean down time, at most w), so that failures that come together before the window and are an
/// outage in it are seen as often as others; what is counted has the weight of both. After the window nothing is tilted;
/// an incident that began in it runs on until it ends.
///
/// Chance:   streams of their own replication numbers (from 2^40 on); Purpose::window says where the window lies, and
///           which clock fails first in a cycle
/// Errors:   a run that does not end well is an outcome of the batch, never a figure
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/rare/watch.hpp"
#include "models/plan.hpp"

namespace bulkhead {

enum class RareMethod { cycles, windows };

/// Sums over the units of a batch.
struct RareSums {
  double units = 0;
  double seconds = 0, offered = 0, lost_met = 0, until_hit = 0;
  double lost = 0, incidents = 0, outage = 0, hit = 0;
  double lost_squares = 0, incident_squares = 0, outage_squares = 0;  ///< of weighted values, per unit
  double met_squares = 0;
  double lost_plain_squares = 0, incident_plain_squares = 0;  ///< what plain units would have on average
  double lost_most = 0, incident_most = 0;                    ///< the largest weighted value of a unit
  double events = 0;                                          ///< of the kernel: the work

  void add(const RareUnit& unit, double scale);
};

struct RareBatch {
  RareSums plain, tilted;
  std::string trouble;  ///< empty, or why the batch gives no figure
};

/// A variant under one of its objectives. Not thread-safe: one per thread.
class RareEvents {
 public:
  /// Empty where nothing fails by chance that could be biased.
  static std::optional<RareMethod> method_for(const Model& model, const ObjectiveSpec& objective);

  RareEvents(const Model& model, const ObjectiveSpec& objective, RareMethod method);

  RareMethod method() const { return method_; }
  RareBatch run(std::uint64_t seed, std::uint64_t batch);

 private:
  RareBatch run_cycles(std::uint64_t seed, std::uint64_t batch);
  RareBatch run_windows(std::uint64_t seed, std::uint64_t batch);

  ObjectiveSpec objective_;
  RareMethod method_;
  Plan plan_;
  bool waits_;                              // for the first failure of a cycle
  std::vector<std::uint32_t> remembering_;  // takeovers whose places must have their first holders when a cycle begins
  std::vector<char> told_apart_;            // by clock of failures: it must run at its first pace then
};

}  // namespace bulkhead
