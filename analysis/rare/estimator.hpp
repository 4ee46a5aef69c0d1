// SPDX-License-Identifier: Apache-2.0
/// Figures of rare events: batches until they are precise enough, then the house's statistics over them.
///
/// A batch is a replication to the statistics: it leaves a numerator, a denominator and the squares of its weighted
/// events, so that intervals, notes and verdicts are made as everywhere else. What it gives: lost_requests_ratio (and
/// availability_ratio, nines, lost_requests), incidents_per_year, mtbf_s, mttr_s, and by cycles first_outage_s.
///
/// *Inconclusive* below 100 effective events (Kish), or when one event has more than a tenth of the sum.
///
/// Gain: (variance x work) of plain simulation over that of the method, work counted in events of the kernel. The
/// variance that plain units would have is estimated under the tilted law, E[W x^2].
///
/// Chance:   bootstrap-t from the key that the caller gives; batches by their number
/// Ensures:  the number of threads changes no figure
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "analysis/metrics.hpp"
#include "analysis/rare/batch.hpp"

namespace bulkhead {

struct RareBudget {
  double precision = 0.05;  ///< half-width of the 95 % interval over the figure
  double events = 3e7;      ///< of the kernel, at most about that many; assumed
  unsigned jobs = 1;
  std::function<bool()> stop;  ///< asked before each batch, by any thread: no further ones
};

struct RareResult {
  RareMethod method = RareMethod::cycles;
  Duration span;                   ///< measured by a plain replication
  std::vector<RareBatch> batches;  ///< all without trouble
  std::string trouble;             ///< of the first batch that had some; then there are no figures

  double events() const;
};

struct RareFigure {
  const Metric* metric = nullptr;
  Estimate estimate;
  double gain = 0;
};

/// Doubles the number of batches, from 20 on, until lost requests and incidents are precise enough with the error that
/// is left for this look (analysis/stopping.hpp), the budget is spent, or four times of it would not do. A round that
/// is stopped from outside is discarded.
RareResult simulate_rare(const Model& model, const ObjectiveSpec& objective, RareMethod method, std::uint64_t seed,
                         const RareBudget& budget);

/// In the order of the table of metrics.
std::vector<RareFigure> rare_figures(const RareResult& result, StreamKey key);

/// Half-width of the interval over the figure; infinite without an interval. A figure without spread is precise.
double relative_half_width(const Estimate& estimate);

}  // namespace bulkhead
