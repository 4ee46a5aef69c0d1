// SPDX-License-Identifier: Apache-2.0
/// A model, compiled once and run many times: estate, network, slots, remembered solutions.
///
/// Not thread-safe (solutions are remembered): one per thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/model.hpp"
#include "models/traffic/memory.hpp"
#include "models/traffic/network.hpp"
#include "models/world/estate.hpp"

namespace bulkhead {

class Plan {
 public:
  /// Requires: a model without problems (`problems_of`)
  explicit Plan(const Model& model);

  const Model& model() const { return model_; }
  const Estate& estate() const { return estate_; }
  const Network& network() const { return network_; }
  const Slots& slots() const { return slots_; }
  Memory& memory() { return *memory_; }
  const std::vector<std::string>& detector_names() const { return detector_names_; }

 private:
  Model model_;
  Estate estate_;
  Network network_;
  Slots slots_;
  std::unique_ptr<Memory> memory_;
  std::vector<std::string> detector_names_;
};

/// Given slots that cannot reach the service's capacity, with the next number that can.
struct SlotProblem {
  std::string service;
  int given = 0;
  int needed = 0;
};
std::vector<SlotProblem> slot_problems(const Model& model);

}  // namespace bulkhead
