// SPDX-License-Identifier: Apache-2.0
/// Two designs held side by side: what changed in them, and what that did to the figures.
///
/// Experiments and variants are matched by name; where each side has one alone, these. A matched pair whose models are
/// equal is not simulated: it has no difference. The others meet the same chance, replication by replication.
///
/// Shape:    pairs in the order of the new file; differences by service and metric, corrected by Holm as in a
///           comparison
#pragma once

#include <string>
#include <vector>

#include "analysis/comparison.hpp"
#include "analysis/diff/changes.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

struct DiffFigure {
  std::string service;
  const Metric* metric = nullptr;
  Estimate before, after;
  Difference difference;  ///< after - before
};

struct DiffPair {
  std::string experiment, point;
  std::string before, after;  ///< names of the variants
  std::vector<Change> changes;
  bool equal = true;  ///< the models are: nothing was simulated
  std::uint64_t replications = 0, seed = 0;
  std::vector<DiffFigure> figures;
};

struct DesignDiff {
  std::string before_file, after_file;
  std::vector<DiffPair> pairs;
  std::vector<std::string> only_before, only_after;  ///< "experiment variant" without a partner
};

/// `jobs`: threads.
DesignDiff diff_designs(const Scenario& before, const Scenario& after, unsigned jobs);

std::string diff_table(const DesignDiff& diff);
std::string diff_json(const DesignDiff& diff, const Sources& after);

}  // namespace bulkhead
