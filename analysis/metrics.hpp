// SPDX-License-Identifier: Apache-2.0
/// The one table of metrics: name, unit, direction, definition; every table, column and page that names one reads it
/// here.
///
/// Analysis of one replication emits a term (numerator, denominator) for every *summed* metric below and every
/// objective's service; the others are made from those. A metric's estimate is the sum of numerators over the
/// sum of denominators, over replications (analysis/statistics.hpp).
///
/// Units:    the name's suffix: _s seconds, _ratio in [0,1] (or a factor where said), else a count or a rate per the
///           definition
/// Shape:    in the order of presentation
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/record.hpp"
#include "analysis/statistics.hpp"
#include "models/model.hpp"

namespace bulkhead {

enum class MetricUnit { percent, seconds, count, factor, nines };

/// How a metric's figure comes about.
enum class MetricForm {
  summed,     ///< the sum of its own terms' numerators over the sum of their denominators
  one_minus,  ///< one minus the metric it is made from
  nines       ///< -log10 of the metric it is made from
};

/// What an event of the numerator weighs; from it comes Kish's effective number of events.
enum class Weight {
  replication,  ///< the numerator as a whole: it comes from no single events
  happened,     ///< every replication counts one or nothing (or a share): one event where it is not zero
  below,        ///< the events stand below the line: the denominator counts them
  one,          ///< every incident (or action, or alarm) counts one
  lost_requests,
  lost_minutes,
  detection,
  mitigation,
  recovery,
  blast  ///< the incident's own share
};

/// Of what a metric is measured.
enum class MetricOf {
  objective,  ///< every objective
  requests,   ///< objectives of a service, not those of components
  detection,  ///< those, and of components where the file has detection
  response,   ///< those, and of components where the file has responses
  takeovers,  ///< objectives of components where a group has a takeover
  service     ///< every service, with or without an objective
};

struct Metric {
  std::string_view name;
  std::string_view label;  ///< of the row in the table; empty: not shown there
  MetricUnit unit;
  Direction direction;
  MetricForm form;
  std::string_view made_from;  ///< one_minus and nines: the summed metric; else empty
  Weight weight;
  MetricOf of;
  std::string_view definition;   ///< one sentence
  std::string_view numerator;    ///< summed: what a replication adds above ...
  std::string_view denominator;  ///< ... and below the line
};

std::span<const Metric> metrics();

/// The metric of that name, or null. The unit suffix may be left out ("mttr" for "mttr_s").
const Metric* find_metric(std::string_view name);

/// The name without its unit's suffix, as people write and read it: "mttr"; find_metric takes either.
std::string_view short_name(const Metric& metric);

/// What its figures are, in a word or two: "a share", "a duration", ...
std::string_view unit_name(MetricUnit unit);
/// "higher is better", "lower is better", "neither is better"
std::string_view direction_name(Direction direction);

/// The service (or the components' objective) whose figures stand first; empty without objectives.
std::string headline_of(const Model& model);

/// Whether a run of the model has this figure of that service (or objective of components).
bool is_measured(const Metric& metric, const Model& model, std::string_view service);

/// The sample that one replication's term gives, with the events that its incidents of the same service carry.
Sample sample_of(const Metric& metric, const MetricTerm& term, const std::vector<IncidentRow>& incidents);

/// The figure that a summed one gives; empty for the nines of nothing lost.
std::optional<double> figure_of(const Metric& metric, double summed);

/// Whether it is a mean over incidents, so that zero is a figure like another.
bool counts_per_incident(const Metric& metric);

/// The samples with squares from which Kish's number comes out: where the denominator counts the events, as their count.
std::vector<Sample> with_events(const Metric& metric, std::span<const Sample> samples);

/// The estimate of a metric's summed form, in replication order.
Estimate estimate_summed(const Metric& metric, std::span<const Sample> samples, StreamKey key);

/// The estimate of a metric from the samples of its summed metric, in replication order.
///
/// A metric that counts events and saw none has no interval, but says in how many replications at most it would
/// (Clopper-Pearson, 95 %). Intervals stay inside the metric's range.
Estimate estimate_metric(const Metric& metric, std::span<const Sample> samples, StreamKey key);

/// The same from what is known already: the estimate of the summed metric's samples with their events.
Estimate estimate_from_summed(const Metric& metric, std::span<const Sample> samples, Estimate summed);

struct Difference {
  Estimate value;  ///< b - a, in the metric's own unit
  Verdict verdict = Verdict::inconclusive;
  std::optional<double> p_holm;  ///< the value's p among all of its family, once corrected
};

/// b against a on common random numbers: paired by replication. Not for nines (compared as availability).
Difference compare_metric(const Metric& metric, std::span<const Sample> a, std::span<const Sample> b, StreamKey key);

/// Holm's correction over a family of differences: a better or worse stays one only where its corrected p is at most 5 %, so
/// that in 95 % of families no such word is wrong. A difference without chance (no p) is no test and keeps its verdict.
void correct_by_holm(std::vector<Difference>& family);

/// The table as a page of the manual (docs/metrics.md is this text; a test compares).
std::string metrics_page();

}  // namespace bulkhead
