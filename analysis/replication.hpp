// SPDX-License-Identifier: Apache-2.0
/// One replication of one variant, run and measured.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "analysis/record.hpp"
#include "models/model.hpp"
#include "scenarios/language/scenario.hpp"

namespace bulkhead {

/// A variant, compiled once and run many times. Not thread-safe: one per thread (it remembers solutions between
/// replications, which changes no figure: solutions are pure functions).
class Runner {
 public:
  /// `windows`: parts of the run that are measured for themselves too.
  explicit Runner(const Model& model, std::vector<ExpectWindow> windows = {});
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Requires: the same (seed, replication) gives the same record, on any thread and in any order.
  /// Errors:   none; what does not end well is an outcome of the record
  Record run(std::uint64_t seed, std::uint64_t replication);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The windows of the experiment's expectations, each once, sorted.
std::vector<ExpectWindow> windows_of(const Experiment& experiment);

/// One thread's runners of an experiment's variants, made when first needed. The experiment must outlive them.
std::function<Record(std::size_t variant, std::uint64_t replication)> runners_of(const Experiment& experiment);

}  // namespace bulkhead
