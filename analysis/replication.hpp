// SPDX-License-Identifier: Apache-2.0
/// One replication of one variant, run and measured.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "analysis/record.hpp"
#include "analysis/stories.hpp"
#include "models/model.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

/// Both give the same (models/renewal_replication.hpp); tests ask for the slower one.
enum class Engine : std::uint8_t { fastest, event_list };

/// A variant, compiled once and run many times. Not thread-safe: one per thread (it remembers solutions between
/// replications, which changes no figure: solutions are pure functions).
class Runner {
 public:
  /// `windows`: parts of the run that are measured for themselves too.
  explicit Runner(const Model& model, std::vector<ExpectWindow> windows = {}, Engine engine = Engine::fastest);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// `told`: of how many faults the record may tell (analysis/stories.hpp).
  /// Ensures:  the same (seed, replication) gives the same record, on any thread and in any order
  /// Errors:   none; what does not end well is an outcome of the record
  Record run(std::uint64_t seed, std::uint64_t replication,
             std::uint64_t told = std::numeric_limits<std::uint64_t>::max());

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The windows of the experiment's expectations, each once, sorted.
std::vector<ExpectWindow> windows_of(const Experiment& experiment);

/// One thread's runners of an experiment's variants, made when first needed. The experiment and the stories must
/// outlive them.
std::function<Record(std::size_t variant, std::uint64_t replication)> runners_of(const Experiment& experiment,
                                                                                 Stories& stories);

}  // namespace bulkhead
