// SPDX-License-Identifier: Apache-2.0
/// Shipped scenario files, loaded and simulated for a test: what every experiment and variant came to.
///
/// Everything is run with the seed of the file, in one thread, as `bulkhead run FILE` would; only the store is left
/// out.
#pragma once

#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "analysis/replication.hpp"
#include "scenarios/language/scenario.hpp"
#include "tests/catch.hpp"

namespace bulkhead::test {

/// All replications of one variant of one experiment.
struct Outcomes {
  std::vector<Record> records;

  /// Sum of numerators over sum of denominators, as in docs/metrics.md.
  double figure(const std::string& metric, const std::string& service) const {
    double above = 0;
    double below = 0;
    each(metric, service, [&](double numerator, double denominator) { above += numerator, below += denominator; });
    return above / below;
  }

  /// Standard error of that ratio, linearised over replications.
  double error(const std::string& metric, const std::string& service) const {
    const double ratio = figure(metric, service);
    double squares = 0;
    double below = 0;
    each(metric, service, [&](double numerator, double denominator) {
      squares += (numerator - ratio * denominator) * (numerator - ratio * denominator);
      below += denominator;
    });
    const auto n = static_cast<double>(records.size());
    return std::sqrt(squares * n / (n - 1)) / below;
  }

 private:
  void each(const std::string& metric, const std::string& service,
            const std::function<void(double, double)>& visit) const {
    bool found = false;
    for (const Record& record : records)
      for (const MetricTerm& term : record.metrics)
        if (term.metric == metric && term.service == service) {
          visit(term.numerator, term.denominator);
          found = true;
        }
    if (!found) throw std::runtime_error("no figure " + metric + " of " + service);
  }
};

inline Scenario scenario_of(const std::string& path, const LoadOptions& options = {}) {
  Loaded loaded = load(path, options);
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  return *std::move(loaded.scenario);
}

inline std::string shipped(const std::string& path) {
  return std::string(BULKHEAD_SOURCE_DIR) + "/scenarios/" + path;
}

inline const Experiment& experiment_of(const Scenario& scenario, const std::string& name) {
  for (const Experiment& experiment : scenario.experiments)
    if (experiment.name == name) return experiment;
  throw std::runtime_error("no experiment " + name);
}

inline const Variant& variant_of(const Experiment& experiment, const std::string& name) {
  for (const Variant& variant : experiment.variants)
    if (variant.name == name) return variant;
  throw std::runtime_error("no variant " + name);
}

/// The first `replications` of a variant; 0: as many as the file says.
inline Outcomes simulated(const Experiment& experiment, const std::string& variant, int replications = 0) {
  Runner runner(variant_of(experiment, variant).model);
  Outcomes out;
  const int n = replications > 0 ? replications : experiment.run.replications;
  for (int r = 0; r < n; ++r) {
    out.records.push_back(runner.run(experiment.run.seed, static_cast<std::uint64_t>(r)));
    REQUIRE(out.records.back().outcome == "completed");
  }
  return out;
}

inline Outcomes simulated(const Scenario& scenario, const std::string& experiment = "main",
                          const std::string& variant = "base") {
  return simulated(experiment_of(scenario, experiment), variant);
}

/// A file of scenarios/theory, with settings laid over it.
inline Scenario theory(const std::string& name, std::vector<std::string> sets = {}) {
  return scenario_of(shipped("theory/" + name + ".yaml"), {{}, std::move(sets)});
}

/// The first instant at which `what` happened to a subject that begins so; never if it did not.
inline Instant first(const Record& record, const std::string& what, const std::string& subject) {
  for (const TimelineRow& row : record.timeline)
    if (row.what == what && row.subject.compare(0, subject.size(), subject) == 0) return row.t;
  return Instant::never();
}

}  // namespace bulkhead::test
