// SPDX-License-Identifier: Apache-2.0
// Loads, then binds what the language cannot.
#include "analysis/load_whole.hpp"

#include "analysis/gate/expectation.hpp"
#include "analysis/review/words.hpp"

namespace bulkhead {

Loaded load_whole(const std::string& file, const LoadOptions& options) {
  Loaded loaded = load(file, options);
  if (!loaded.scenario) return loaded;
  for (const Experiment& experiment : loaded.scenario->experiments) bind_expectations(experiment, loaded.diagnostics);
  check_review_words(*loaded.scenario, loaded.diagnostics);
  if (!loaded.diagnostics.ok()) loaded.scenario.reset();
  return loaded;
}

}  // namespace bulkhead
