// SPDX-License-Identifier: Apache-2.0
/// A scenario file, read: experiments, each with its run settings and its variants, each variant a resolved model.
///
/// Reading goes: compose (yaml.hpp), include and overlay (overlay.hpp), then for each experiment and variant: decode by
/// the table of fields (fields.hpp), resolve targets (selector.hpp), check (check.hpp). All problems are collected.
///
/// Shape:    experiments and variants in the order of the file; everything inside a model sorted by stable name
/// Ensures:  1. a scenario comes back only without a single problem
///           2. shuffling the maps of the file changes no model and no digest
/// Errors:   all into Loaded::diagnostics, with places in Loaded::sources; nothing throws
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/model.hpp"
#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/expectation.hpp"
#include "scenarios/language/resolved.hpp"
#include "scenarios/language/review_words.hpp"

namespace bulkhead {

/// `run:` of an experiment. Horizon, run-off and time of day stand in each model too.
struct RunSettings {
  Duration begins = Duration::zero();
  Duration horizon = Duration::days(365);
  Duration warm_up = Duration::zero();
  Duration run_off = Duration::days(1);
  int replications = 100;
  std::uint64_t seed = 1;
  bool operator==(const RunSettings&) const = default;
};

/// One architecture of an experiment.
struct Variant {
  std::string name;  ///< `base` where the file has no `variants:`
  Model model;
  Resolved file;  ///< every value given, each with its place in the sources

  /// The resolved file as YAML; loads again to an equal model.
  std::string config() const { return to_yaml(file); }
};

/// One value of a parameter of a sweep, as text ("6", "50ms").
struct PointValue {
  std::string param;
  std::string value;
  bool operator==(const PointValue&) const = default;
};

/// With `params:`, every experiment stands once for each point of the sweep, points in the order of the file.
struct Experiment {
  std::string name;                    ///< `main` where the file has no `experiments:`
  std::vector<PointValue> point = {};  ///< empty: no sweep
  RunSettings run;
  std::vector<Variant> variants;
  std::vector<std::string> settings = {};  ///< of its point, as `--set` takes them; those with one value each
  std::vector<ExpectSpec> expect = {};     ///< in the order of the file
  ReviewWords words = {};                  ///< the same in all variants
};

struct Scenario {
  std::string name;
  std::string about;
  std::string file;  ///< as it was named on the command line
  Sources sources;   ///< all that was read, for places
  std::vector<Experiment> experiments;
};

struct LoadOptions {
  std::vector<std::string> overlays;  ///< files of `-f`, in order
  std::vector<std::string>
      sets;  ///< `a.b.c=YAML` of `--set`, in order; they win over overlays, experiments and variants
  std::map<std::string, std::string> texts = {};  ///< by path: what is read instead of the disk
};

struct Loaded {
  std::optional<Scenario> scenario;
  Sources sources;
  Diagnostics diagnostics;
  /// The problems as text for stderr; empty without any.
  std::string problems() const { return print(diagnostics, sources); }
};

Loaded load(const std::string& file, const LoadOptions& options = {});

/// A fingerprint over every value of a resolved model: 16 hexadecimal digits. Equal models have equal digests.
std::string digest(const Model& model);

/// The same over a whole scenario: names, run settings and models of all experiments and variants (not `about`,
/// `file`).
std::string digest(const Scenario& scenario);

}  // namespace bulkhead
