// SPDX-License-Identifier: Apache-2.0
// Loads, then binds what the language cannot.
#include "analysis/load_whole.hpp"

#include "analysis/gate/expectation.hpp"
#include "analysis/review/words.hpp"

namespace bulkhead {
namespace {

std::vector<std::string> fault_kinds_of(const Scenario& scenario) {
  std::vector<std::string> kinds;
  for (const Experiment& experiment : scenario.experiments)
    for (const Variant& variant : experiment.variants)
      for (const FaultSpec& fault : variant.model.faults) kinds.push_back(fault.kind);
  return kinds;
}

}  // namespace

Loaded load_whole(const std::string& file, const LoadOptions& options) {
  Loaded loaded = load(file, options);
  if (!loaded.scenario) return loaded;
  const auto kinds = fault_kinds_of(*loaded.scenario);
  for (const Experiment& experiment : loaded.scenario->experiments)
    bind_expectations(experiment, loaded.diagnostics, kinds);
  check_review_words(*loaded.scenario, loaded.diagnostics);
  if (!loaded.diagnostics.ok()) loaded.scenario.reset();
  return loaded;
}

}  // namespace bulkhead
