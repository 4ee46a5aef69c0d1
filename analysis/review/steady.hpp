// SPDX-License-Identifier: Apache-2.0
/// Steady errors (`errors` of services) with nothing broken: what of each call succeeds, and what it takes in attempts.
///
/// From above: time and capacity suffice, and a circle of calls counts as if it were well where it closes. So no more than
/// this succeeds, and no fewer attempts are made. Retries are those of the flow engine (models/traffic/call.cpp): only of
/// failures that `retry_on` names, which here are errors, and as many as the budget leaves.
#pragma once

#include <cstdint>
#include <vector>

#include "models/model.hpp"

namespace bulkhead {

struct SteadyCall {
  double attempts = 1;
  double ok = 1;  ///< after its retries
};

class Steady {
 public:
  /// `callees`: of the model's services.
  Steady(const Model& model, const std::vector<std::vector<std::uint32_t>>& callees);

  /// Of one attempt at a service.
  double success(std::uint32_t service) const { return success_[service]; }
  SteadyCall call(std::uint32_t service, std::size_t call) const;
  /// Attempts per second at each service while the clients of a region are at their peak.
  std::vector<double> loads(const std::string& region) const;

 private:
  double find(std::uint32_t service);

  const Model* model_;
  const std::vector<std::vector<std::uint32_t>>* callees_;
  std::vector<double> success_;        // negative: not known yet
  std::vector<ServiceSpec> retrying_;  // services whose calls are made as often as their attempts; empty: none errs
};

}  // namespace bulkhead
