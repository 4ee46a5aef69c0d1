// SPDX-License-Identifier: Apache-2.0
/// What the gate keeps of each replication: the samples of its figures, how often each fault struck, and the worst
/// incidents.
///
/// Shape:    replications in order; a replication that did not complete in a variant leaves no sample of it
/// Chance:   bootstrap-t where events are few, keyed by (seed, service, metric)
/// Cost:     32 bytes for each figure and replication; an estimate is made once for each number of replications,
///           however many expectations ask for it
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "analysis/comparison.hpp"
#include "analysis/gate/expectation.hpp"
#include "analysis/record.hpp"

namespace bulkhead {

/// The incident that weighs most in a figure.
struct WorstIncident {
  std::uint64_t replication = 0;
  std::size_t number = 0;  ///< of the incident, within its replication
  double weight = -1;
  IncidentRow incident;
  std::string struck;  ///< what its cause struck
};

class GateSamples {
 public:
  /// `seen_until`: the end of the run-off.
  GateSamples(std::vector<GateFigure> figures, std::size_t variants, std::vector<ExpectWindow> windows,
              Instant seen_until, std::uint64_t seed)
      : figures_(std::move(figures)),
        windows_(std::move(windows)),
        seen_until_(seen_until),
        seed_(seed),
        rows_(figures_.size()),
        worst_(figures_.size()),
        struck_(variants),
        runs_(variants) {}

  void add(const std::vector<Record>& replication);

  std::uint64_t replications() const { return replications_; }
  /// Do its replications differ, or is there but one?
  bool by_chance(std::size_t variant) const { return replications_ < 2 || runs_[variant].differ; }
  const std::vector<GateFigure>& figures() const { return figures_; }
  const SampleRow& row(std::size_t figure) const { return rows_[figure]; }
  /// Of the summed form of the figure's metric.
  const Estimate& estimate(std::size_t figure) const;
  /// left - factor * right, of the summed forms, paired by replication.
  const Estimate& difference(std::size_t left, double factor, std::size_t right) const;
  /// Without an incident: empty.
  const std::optional<WorstIncident>& worst(std::size_t figure) const { return worst_[figure]; }
  /// How often that entry of `faults:` has struck in a variant (in that window), over the replications that completed.
  std::uint64_t struck(std::size_t variant, const std::string& fault, std::optional<std::size_t> window) const;

 private:
  void look_for_worst(std::size_t figure, const Record& record);

  static constexpr std::size_t kWholeRun = std::numeric_limits<std::size_t>::max();

  std::vector<GateFigure> figures_;
  std::vector<ExpectWindow> windows_;  ///< of the experiment
  Instant seen_until_;
  std::uint64_t seed_;
  std::vector<SampleRow> rows_;
  std::vector<std::optional<WorstIncident>> worst_;
  void count_strikes(std::size_t variant, const Record& record);
  std::vector<std::map<std::pair<std::string, std::size_t>, std::uint64_t>>
      struck_;  ///< by fault and window; kWholeRun: all
  struct Runs {
    std::uint64_t first = 0;  ///< fingerprint
    bool differ = false;
  };
  std::vector<Runs> runs_;  ///< by variant
  std::uint64_t replications_ = 0;
  mutable std::map<std::size_t, Estimate> estimates_;  ///< of the replications so far
  mutable std::map<std::tuple<std::size_t, double, std::size_t>, Estimate> differences_;
};

/// The sample of one figure in one record; empty where it was not measured.
std::optional<Sample> sample_in(const Record& record, const GateFigure& figure, Instant seen_until);

/// "az-power struck ... ", in three lines.
std::vector<std::string> story_of(const WorstIncident& worst);

}  // namespace bulkhead
