// SPDX-License-Identifier: Apache-2.0
/// Small models of services with an objective, and their structural review.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analysis/structure/review.hpp"
#include "tests/models/builder.hpp"

namespace bulkhead::test {

inline FaultSpec& by_chance(Builder& builder, const std::string& kind, std::vector<std::string> targets, int mttf_h,
                            int repair_h) {
  FaultSpec& fault = builder.fault(kind, std::move(targets));
  fault.mttf = Distribution::exponential(Duration::hours(mttf_h));
  fault.repair = Distribution::exponential(Duration::hours(repair_h));
  return fault;
}

/// A region of so many zones whose `service` has an objective.
inline Builder promised(const std::string& service, int zones, Routing routing = Routing::regional) {
  Builder builder(zones, routing);
  builder.model().objectives.push_back({service});
  return builder;
}

/// The review of the first objective.
inline QuestionReview first(const Builder& builder, int order = 2) {
  return review_structure(builder.finish(), order).questions.front();
}

}  // namespace bulkhead::test
