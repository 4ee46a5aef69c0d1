// SPDX-License-Identifier: Apache-2.0
/// Questions to the Markov chain, and its answers.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analysis/structure/markov.hpp"
#include "tests/catch.hpp"
#include "tests/models/parts.hpp"

namespace bulkhead::test {

inline ObjectiveSpec promise(std::vector<std::string> components, double success = 1) {
  ObjectiveSpec out{"system"};
  out.components = std::move(components);
  out.success = success;
  return out;
}

/// Transient figures after so many hours; a chain that is refused fails the test.
inline MarkovReview review_of(const Model& model, const ObjectiveSpec& objective,
                              const std::vector<double>& hours = {}) {
  std::vector<double> times;
  for (const double h : hours) times.push_back(h * kHour);
  const MarkovAnswer answer = markov_review(model, objective, times);
  INFO(answer.refused);
  REQUIRE(answer.review.has_value());
  return *answer.review;
}

inline Model k_of_n_h(int n, int k, double mttf_h, double repair_h) {
  return k_of_n(n, k, exponential_h(mttf_h), exponential_h(repair_h));
}

}  // namespace bulkhead::test
