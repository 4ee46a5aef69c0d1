// SPDX-License-Identifier: Apache-2.0
/// What a design was worth when somebody last looked and was content: a file to commit, or a results database.
///
/// `baseline.json` holds each variant's resolved scenario, so that the old design can be simulated again by today's
/// program on the same chance: then a difference comes from the design. And it holds what the replications came to by
/// the program of that day: where today's program comes to something else for the same design and the same draws, its
/// predictions have moved. A results database holds no design, so there the two cannot be told apart, and it says so.
///
/// Shape:    one entry for each experiment (each point of a sweep); of at most 200 replications, so that it stays small
/// Errors:   InvalidInput for what is no baseline, or of another version or another scheme of random numbers, with the
///           way out; OutsideError for the disk
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

/// Replications whose sums a baseline keeps; assumed.
inline constexpr std::size_t kBaselineReplications = 200;

/// The metrics that a baseline guards: what customers feel. Those of cost and effort may rise on purpose.
const std::vector<const Metric*>& guarded_metrics();

struct BaselineFigure {
  std::string service;
  const Metric* metric = nullptr;
  SampleRow row;
};

struct BaselineVariant {
  std::string name;
  std::string digest;  ///< of the model
  std::string config;  ///< the resolved scenario as YAML; empty from a database
  std::vector<BaselineFigure> figures;
};

struct BaselineRun {
  std::string scenario, experiment, point;
  std::uint64_t seed = 0;
  Duration horizon, warm_up;
  std::vector<BaselineVariant> variants;
};

struct Baseline {
  std::string path;
  bool is_database = false;
  std::string program;  ///< its version
  std::vector<BaselineRun> runs;

  const BaselineRun* find(const std::string& scenario, const std::string& experiment, const std::string& point) const;
};

Baseline read_baseline(const std::string& path);

/// The text of a baseline; equal runs give equal bytes.
std::string baseline_text(const std::vector<BaselineRun>& runs);

/// Errors:   InvalidInput where something stands there that is no baseline.json; it is then left alone; OutsideError
///           where no file can be written
void check_replaceable(const std::string& path);

/// Writes the text beside `path` and renames it, so that the old file is whole until the new one is.
void write_baseline(const std::string& path, const std::vector<BaselineRun>& runs);

}  // namespace bulkhead
