// SPDX-License-Identifier: Apache-2.0
/// The comparison as rows of cells, which the table and the Markdown page lay out.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/results.hpp"

namespace bulkhead {

struct CellRow {
  std::string label;
  std::vector<std::string> cells;  ///< one per variant
};

struct CellBlock {
  std::string service;
  std::vector<CellRow> rows;
};

struct Cells {
  std::vector<CellBlock> blocks;   ///< the headline objective first and whole, the others shorter
  std::vector<std::string> notes;  ///< "(1)" in a cell leads to the first
};

Cells report_cells(const RunResult& run);

/// All points of a sweep: availability and capacity paid of the headline objective, and where that stops getting better.
struct SweepCells {
  std::string about;  ///< what a cell says
  CellBlock block;    ///< a row for each point; the label holds its values
  std::vector<std::string> notes;
  std::vector<std::string> knees;  ///< "zonal: replicas=4", by variant; empty for one point
};

inline constexpr const char* kKneesTitle = "Knees, the first points that no later one is better than (paired, Holm):";

/// Requires: at least one point; all of one sweep, with the same variants and parameters
SweepCells sweep_cells(std::span<const RunResult> points);

/// "97.93 % ± 0.04", "2m10s", "201k -1.9k/+2.3k": a figure with its interval, without the reason where it has none.
std::string format_figure(const Metric& metric, const Estimate& estimate);

/// The same with the reason behind it where it has no interval; the reason alone where there is no figure.
std::string format_with_reason(const Metric& metric, const Estimate& estimate);

/// "+3.1 % ± 0.4": a paired relative difference, or the reason why there is none.
std::string format_change(const Estimate& change);

/// Reasons that stand below a table, each once; a cell leads to its own by a number in brackets.
class FootNotes {
 public:
  /// The figure with its interval, or with the number of the reason why it has none; "-" without a figure.
  std::string cell(const Metric& metric, const Estimate* estimate);
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::size_t number_of(const std::string& note);
  std::vector<std::string> texts_;
};

/// As lines of a table of 80 columns, with an empty one before them.
std::string footnote_lines(const std::vector<std::string>& notes);

/// "2", or "2-3" where 95 % confidence leaves it open.
std::string rank_text(const RankResult& rank);

/// "3 variants, 400 replications of 3h00m, seed 1", and a sentence about what did not complete.
std::string heading(const RunResult& run);

}  // namespace bulkhead
