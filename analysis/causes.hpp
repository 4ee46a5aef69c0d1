// SPDX-License-Identifier: Apache-2.0
/// Incidents by class of cause: how many a year, how many minutes a year, how long the usual and the long one.
///
/// A mean over mixed causes falls when small incidents are added; by class it does not. A class is the kind of the
/// fault to which most of the incident's loss is due, or empty where no fault was.
///
/// Units:    a year is 365.25 days; minutes and seconds from onset to end
/// Shape:    by variant, service, class, in sorted order; a class that never occurred in a variant has no row
/// Range:    incidents still open after the run-off count as incidents, but have no length and enter no other figure
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "analysis/record.hpp"
#include "analysis/statistics.hpp"

namespace bulkhead {

struct CauseRow {
  std::size_t variant = 0;
  std::string service;
  std::string cause_class;
  std::uint64_t incidents = 0;
  Estimate per_year;               ///< incidents
  Estimate minutes_per_year;       ///< from onset to end
  std::optional<double> median_s;  ///< of the lengths of those that ended ...
  std::optional<double> p95_s;
  std::optional<Interval> median_ci95;  ///< ... which are taken to be independent of one another
  std::optional<Interval> p95_ci95;
  std::string note;  ///< empty, or why an interval is missing
};

class Causes {
 public:
  /// The measured span of each replication.
  explicit Causes(Duration span) : years_(span.seconds() / (365.25 * 86400)) {}

  /// Requires: completed records only.
  void add(std::size_t variant, const Record& record);

  std::vector<CauseRow> rows(StreamKey key) const;

 private:
  using Name = std::tuple<std::size_t, std::string, std::string>;
  struct Seen {
    std::uint64_t incidents = 0;
    std::vector<Sample> counts;  ///< one for each replication that has any
    std::vector<Sample> minutes;
    std::vector<double> seconds;  ///< of those that ended
  };

  std::vector<Sample> with_the_empty(std::size_t variant, const std::vector<Sample>& some) const;

  double years_;
  std::map<Name, Seen> seen_;
  std::map<std::size_t, std::size_t> replications_;
};

}  // namespace bulkhead
