// SPDX-License-Identifier: Apache-2.0
/// What a small file's objectives come to: exactly, by the Markov chain, and simulated.
#pragma once

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/replication.hpp"
#include "analysis/structure/review.hpp"
#include "scenarios/language/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenarios/language/workbench.hpp"

namespace bulkhead::test {

inline Model model_of(const std::string& text) {
  const Loaded loaded = load_text(text);
  INFO(loaded.problems());
  REQUIRE(loaded.scenario);
  return loaded.scenario->experiments[0].variants[0].model;
}

inline QuestionReview question(const Model& model, const std::string& name, int order = 2) {
  for (const QuestionReview& one : review_structure(model, order).questions)
    if (one.name == name) return one;
  FAIL("no such objective: " << name);
  return {};
}

/// The share of time that is lost, by objective: its mean over replications, and its standard error.
struct Lost {
  double mean = 0;
  double error = 0;
};

inline std::map<std::string, Lost> simulated(const Model& model, std::uint64_t replications, std::uint64_t seed = 1) {
  std::map<std::string, std::vector<double>> shares;
  Runner runner(model);
  for (std::uint64_t r = 0; r < replications; ++r)
    for (const MetricTerm& term : runner.run(seed, r).metrics)
      if (term.metric == "lost_requests_ratio") shares[term.service].push_back(term.numerator / term.denominator);
  std::map<std::string, Lost> out;
  for (const auto& [service, values] : shares) {
    const auto n = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    for (const double x : values) sum += x;
    for (const double x : values) squares += (x - sum / n) * (x - sum / n);
    out[service] = {sum / n, std::sqrt(squares / (n - 1) / n)};
  }
  return out;
}

}  // namespace bulkhead::test
