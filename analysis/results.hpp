// SPDX-License-Identifier: Apache-2.0
/// What a results database says of each run, as the reports show it.
///
/// Read back from the file, never passed on beside it: what is printed is what is stored.
///
/// Shape:    runs, variants in the order of the database, which is that of the files; services sorted
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "analysis/metrics.hpp"
#include "analysis/sqlite.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

struct VariantResult {
  std::int64_t row = 0;  ///< its key in the tables
  std::string name;
  std::string routing;
  int cells = 0;
  int faults = 0;
  std::uint64_t replications = 0;
  std::map<std::string, std::uint64_t> outcomes;  ///< how many replications ended how
};

struct DifferenceResult {
  std::string metric, service, a, b;
  std::optional<double> mean;
  std::optional<Interval> ci95;
  std::string verdict;
  std::string note;
  std::optional<double> more;  ///< b's excess over a, as a ratio
  std::optional<Interval> more_ci95;
  std::optional<double> variance_removed;
  std::optional<double> p_holm;
};

/// A variant's range of ranks by one metric (analysis/ranking.hpp).
struct RankResult {
  std::string metric, service, variant;
  std::uint64_t best = 1, worst = 1;
};

/// Where a sweep's points stop getting better, for one variant (analysis/sweep.hpp).
struct KneeResult {
  std::string variant;
  std::vector<PointValue> point;  ///< empty: none was found, and `note` says why
  std::string note;
};

/// Incidents of one class of cause in one variant (analysis/causes.hpp).
struct CauseResult {
  std::string variant, service, cause_class;
  std::uint64_t incidents = 0;
  Estimate per_year, minutes_per_year, median_s, p95_s;  ///< all have the row's one note, why intervals are missing
};

struct RunResult {
  std::int64_t run = 0;
  std::string scenario, experiment, about, digest;
  std::vector<PointValue> point;  ///< of a sweep; empty: none
  std::uint64_t seed = 0;
  std::uint64_t asked = 0;  ///< replications that were asked for, or with a precision at most
  std::optional<double> precision;
  std::string ended;  ///< complete, precision, out_of_reach, time_budget, interrupted or decided (analysis/store.hpp)
  double horizon_s = 0;
  double warm_up_s = 0;
  std::vector<VariantResult> variants;
  std::vector<std::string> objectives;  ///< services that have one, in any variant
  std::set<std::string> of_components;  ///< those of them that are of components, not of a service
  std::string headline;                 ///< the one whose figures are shown first; empty without objectives
  std::map<std::tuple<std::string, std::string, std::string>, Estimate> estimates;  ///< variant, service, metric
  std::vector<DifferenceResult> differences;
  std::vector<RankResult> ranking;  ///< of more than two variants
  std::vector<CauseResult> causes;
  std::vector<KneeResult> knees;  ///< of the sweep whose first point this run is

  const Estimate* estimate(const std::string& variant, const std::string& service, std::string_view metric) const;
  const DifferenceResult* difference(std::string_view metric, const std::string& service, const std::string& a,
                                     const std::string& b) const;
};

/// Why the run has as many replications as it has, as one clause; empty where it has those that were asked for.
std::string ended_clause(const RunResult& run);

/// Errors: OutsideError
std::vector<RunResult> read_results(const Database& db);

}  // namespace bulkhead
