// SPDX-License-Identifier: Apache-2.0
/// Estimates with intervals from replications: ratios, paired differences, verdicts.
///
/// The replication is the unit. A figure is a sum over a sum, so each replication leaves a
/// numerator, a denominator, and of the events inside the numerator their number and the sum
/// of their squared weights. That last gives Kish's effective number of events, which decides
/// how the interval is made: from 100 on jackknife and Student's t, below bootstrap-t, not
/// narrower than Student's t with one degree of freedom less than there are effective events
/// (Satterthwaite: lengths as unequal as these carry no more). Of a mean, or a difference, that
/// holds on both sides; of a sum of events over a fixed span above alone: what has not been
/// seen is rare and long, and adds.
///
/// Whether there is an interval at all goes by the plain number of events, ten at least, which
/// says nothing of how long they were: a limit on the effective number lets those samples pass
/// whose events were alike, and their means are too small. Only where one or two events make
/// up the figure (fewer than three are effective) it is inconclusive, too. Where events are not
/// counted (a weight is all that is known), ten effective ones are asked for.
///
/// Shape:    samples in replication order; paired functions want equal lengths (checked)
/// Chance:   bootstrap-t only, from the key that the caller gives: 999 resamples, keyed draws
/// Cost:     O(n) for the jackknife; O(999 n) for bootstrap-t, n counted after equal
///           replications are merged
/// Errors:   none; what cannot be said is an empty optional and a note
/// Source:   Efron and Tibshirani, An Introduction to the Bootstrap, sections 11 and 12.5;
///           Kish, Survey Sampling, section 11.2; Satterthwaite, Biometrics 2 (1946) 110; the limits 100, 10 and 3
///           are *assumed*, and what follows from them is measured (docs/calibration.md)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/random.hpp"

namespace bulkhead {

/// Effective events from which an interval is made by jackknife and Student's t.
inline constexpr double kEnoughEvents = 100;
/// A smaller relative difference is rounding.
inline constexpr double kRelativeRounding = 1e-12;

/// What one replication contributes to one figure.
struct Sample {
  double numerator = 0;
  double denominator = 0;
  /// Sum over the numerator's events of weight squared (weight = the event's own share of the
  /// numerator). A numerator that comes from no events carries its own square.
  double squares = 0;
  /// How many events made the numerator; 0: they are not counted.
  double events = 0;
};

struct Interval {
  double low = 0;
  double high = 0;
};

/// A figure: its value, its 95 % interval or none, and the word why where there is none.
struct Estimate {
  std::optional<double> mean;
  std::optional<Interval> ci95;
  std::size_t n = 0;     ///< replications that entered
  double effective = 0;  ///< Kish's effective number of events
  /// Two-sided, of the true figure being zero; empty where nothing varies or there is no interval. At most 0.05 just where
  /// the interval leaves zero out: Student's t, scaled by bootstrap-t's quantile over Student's where that made the interval.
  std::optional<double> p;
  bool conclusive = false;  ///< false with too few events, and below 2 replications
  std::string note;         ///< empty, or one clause in lower case
};

/// What a ratio is: a mean over events (their number is chance, too), or a sum of events over a span that is fixed.
enum class Makeup { mean, sum };

/// sum(numerator) / sum(denominator). Empty mean when the denominators sum to zero.
/// A figure that is the same in every replication has an interval of width zero, and says so; where fewer than
/// half of the replications give it at all, ten must.
Estimate estimate_ratio(std::span<const Sample> samples, StreamKey key, Makeup makeup = Makeup::mean);

/// ratio(b) - ratio(a), paired by replication.
Estimate estimate_difference(std::span<const Sample> a, std::span<const Sample> b, StreamKey key);

/// ratio(b) over ratio(a), minus one, paired: 0.93 means 93 % more. Empty mean where a has nothing.
Estimate estimate_relative(std::span<const Sample> a, std::span<const Sample> b, StreamKey key);

/// Kish's effective number: (sum of weights)^2 / (sum of weights^2); zero without events.
double effective_events(std::span<const Sample> samples);

/// Share of the difference's variance that pairing by replication took away, against two independent runs:
/// 1 - Var(b - a) / (Var a + Var b). Negative where pairing hurts; empty where nothing varies.
std::optional<double> variance_removed(std::span<const Sample> a, std::span<const Sample> b);

enum class Direction { higher_is_better, lower_is_better, neutral };
enum class Verdict { better, worse, same, inconclusive };
const char* to_string(Verdict verdict);

/// What a paired difference says about b as seen from a.
///
/// better, worse: the interval leaves zero out. same: it holds zero and lies within 5 % of
/// `scale` on both sides (*assumed*), or the difference is below 1e-9 of `scale`, which is
/// rounding and not a figure. Everything else is inconclusive, as is a neutral metric that differs.
Verdict judge(const Estimate& difference, Direction direction, double scale);

/// Holm's step-down (Holm 1979): each p as it counts among all of them; in their order, at most one.
std::vector<double> holm(const std::vector<double>& p);

/// Student's t: the quantile at p with df degrees of freedom, rounded to 10 decimals so that the
/// last bit of a processor's logarithm reaches no result.
double student_t_quantile(double p, double df);

/// Clopper-Pearson 95 % interval for "replications in which X happened"; requires k <= n, n > 0.
Interval clopper_pearson(std::uint64_t k, std::uint64_t n);

/// Exact 95 % interval for the mean of a Poisson count (Garwood).
Interval poisson_interval(std::uint64_t count);

/// The p-quantile of a sample, linear between order statistics (Hyndman and Fan, type 7).
/// Requires: sorted. Empty for an empty sample.
std::optional<double> sample_quantile(std::span<const double> sorted, double p);

/// 95 % interval for the p-quantile of the law of which the values are: between two order statistics, whose ranks the
/// binomial law says; at least 95 %, whatever that law is. Empty where there are too few (`fewest_for_quantile`).
/// Requires: sorted
/// Source: Conover, Practical Nonparametric Statistics, section 3.2
std::optional<Interval> quantile_interval(std::span<const double> sorted, double p);

/// How many values that takes: 6 for a median, 72 for a 95th percentile.
std::size_t fewest_for_quantile(double p);

}  // namespace bulkhead
