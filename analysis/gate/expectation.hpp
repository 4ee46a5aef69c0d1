// SPDX-License-Identifier: Apache-2.0
/// Expectations bound to an experiment: each sentence of `expect:` in each variant that it speaks of.
///
/// The language knows the form of a sentence (scenarios/language/expectation.hpp); here its words find the metric, the
/// variant, the service and the kind of fault, and its value gets the metric's unit. Presets become their sentences.
///
/// Shape:    in the order of the file; a sentence without a variant once for each in which its figures exist
/// Ensures:  names are unique within the experiment and hold no value
/// Errors:   into Diagnostics, with the nearest name: metrics, variants, services, kinds and presets that are not
///           there, figures that no variant has, values of another unit, two figures that cannot be compared,
///           windows beyond the horizon
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/metrics.hpp"
#include "analysis/report/verdicts.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

/// One figure of one variant.
struct GateFigure {
  const Metric* metric = nullptr;
  std::size_t variant = 0;
  std::string service;
  std::string cause;                  ///< a kind of fault; empty: all
  std::optional<std::size_t> window;  ///< of windows_of(experiment); empty: the measured span
  bool operator==(const GateFigure&) const = default;
};

struct Expectation {
  std::string name;
  std::string sentence;  ///< of this variant
  std::string because;
  TextSpan at;
  GateLevel level = GateLevel::error;
  double error = 0.05;  ///< one less the confidence
  GateFigure left;
  Relation relation = Relation::at_least;
  double value = 0;                 ///< in the metric's unit, where `right` is empty
  std::optional<GateFigure> right;  ///< of the same metric, or one of the same unit and form
  double factor = 1;                ///< of `right`
};

/// `elsewhere`: kinds of fault of the file's other experiments, which are no mistake although nothing is counted by
/// them here.
std::vector<Expectation> bind_expectations(const Experiment& experiment, Diagnostics& diagnostics,
                                           const std::vector<std::string>& elsewhere = {});

/// One sentence of a preset, about the service that the preset is asked for.
struct PresetSentence {
  std::string_view metric;
  Relation relation;
  std::string_view value;
  std::string_view source;
};

struct Preset {
  std::string_view name;
  std::string_view about;
  std::vector<PresetSentence> sentences;
};

const std::vector<Preset>& presets();

}  // namespace bulkhead
