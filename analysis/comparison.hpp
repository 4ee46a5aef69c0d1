// SPDX-License-Identifier: Apache-2.0
/// All estimates and paired differences of one run, from the records of its replications.
///
/// Records are added in replication order, one per variant; only the samples are kept. A replication that did not
/// complete in a variant enters neither that variant's estimates nor any difference with it; the store counts it.
///
/// Shape:    services and metrics in sorted order, variants in the order of the file
/// Chance:   bootstrap-t, keyed by (seed, service, metric), so that equal variants have equal intervals
/// Cost:     about 24 bytes for each replication, variant, service and summed metric
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/metrics.hpp"

namespace bulkhead {

/// One metric of one variant by replication; empty where that did not complete.
using SampleRow = std::vector<std::optional<Sample>>;

/// The samples that are there.
std::vector<Sample> present(const SampleRow& row);

/// The samples of the replications that completed on both sides.
struct PairedSamples {
  std::vector<Sample> a, b;
};
PairedSamples pair_up(const SampleRow& a, const SampleRow& b);

/// The samples times a factor, with the squares of their events.
std::vector<Sample> scaled(std::vector<Sample> samples, double factor);

/// b against a on common random numbers, over the replications that completed in both; without a mean where there are none.
Difference compare_rows(const Metric& metric, const SampleRow& a, const SampleRow& b, StreamKey key);

/// Bootstrap resamples have streams of their own, away from every stream of the models.
inline constexpr std::uint32_t kPurposeBootstrap = 0xB0075741U;

StreamKey bootstrap_key(std::uint64_t seed, const std::string& service, const Metric& metric);

struct EstimateRow {
  std::size_t variant = 0;
  std::string service;
  const Metric* metric = nullptr;
  Estimate estimate;
};

struct DifferenceRow {
  std::size_t a = 0;
  std::size_t b = 0;
  std::string service;
  const Metric* metric = nullptr;
  Difference plain;                        ///< by itself
  Difference difference;                   ///< corrected by Holm among the metrics of its pair and service
  std::optional<Estimate> more;            ///< how much more b has than a, as a ratio; where a has any
  std::optional<double> variance_removed;  ///< share of the variance that pairing took away
};

/// A figure that comes from elsewhere than the run's own replications.
struct StandIn {
  const Metric* metric = nullptr;
  Estimate estimate;
};

class Comparison {
 public:
  Comparison(std::size_t variants, std::uint64_t seed) : variants_(variants), seed_(seed) {}

  /// Requires: for each variant, replications in one common order.
  void add(std::size_t variant, const Record& record);

  /// Empty where nothing was measured.
  SampleRow samples(std::size_t variant, const std::string& service, const Metric& metric) const;

  /// From now on these stand in the place of what the replications say of that variant and service. A difference with one of
  /// them takes both sides as independent, which is wider than pairing.
  void replace(std::size_t variant, const std::string& service, const std::vector<StandIn>& figures);

  /// Without a mean where nothing was measured.
  Estimate estimate(std::size_t variant, const std::string& service, const Metric& metric) const;
  std::vector<EstimateRow> estimates() const;
  /// The family of Holm's correction: the summed metrics with a direction of one pair and one service.
  std::vector<DifferenceRow> differences() const;

 private:
  using Name = std::pair<std::string, std::string>;  ///< service, summed metric

  const SampleRow* samples_of(std::size_t variant, const std::string& service, const Metric& metric) const;
  std::vector<std::string> services() const;
  const Estimate* replaced(std::size_t variant, const std::string& service, const Metric& metric) const;
  std::optional<DifferenceRow> difference(const std::string& service, const Metric& metric, std::size_t a,
                                          std::size_t b) const;

  std::size_t variants_;
  std::uint64_t seed_;
  std::map<Name, std::vector<SampleRow>> samples_;
  std::map<Name, std::map<std::size_t, Estimate>> replaced_;  ///< by service and metric, then variant
  std::map<std::size_t, std::size_t> added_;
};

}  // namespace bulkhead
