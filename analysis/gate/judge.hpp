// SPDX-License-Identifier: Apache-2.0
/// One expectation against the evidence so far: met, missed, or not to be told yet.
///
/// *missed* and *met* want that the samples are too far on one side to be chance, with the error that the look may
/// spend. *met* wants more: that every fault which strikes by chance and could speak against it has struck at least ten
/// times in the replications together. What has hardly ever happened has proved nothing, however narrow the interval of
/// all else is; so a cause below 0.1 a year leaves a hundred replications of a year inconclusive. Where nothing was
/// ever lost, what may be lost all the same must lie on the right side too (gate/unseen.hpp).
#pragma once

#include <string>

#include "analysis/gate/gate_samples.hpp"

namespace bulkhead {

struct Judgement {
  enum class What { met, missed, open, not_exercised };
  What what = What::open;
  std::string why;  ///< why it is open, or one thing worth knowing
};

/// So many strikes of a fault exercise what it can break; as many events as an interval asks for
/// (analysis/statistics.hpp).
inline constexpr std::uint64_t kEnoughStrikes = 10;

/// `left`, `right`: the figures' places in `samples`; `error`: two-sided.
Judgement judge_expectation(const Expectation& expectation, const Experiment& experiment, const GateSamples& samples,
                            std::size_t left, std::size_t right, double error);

/// Where that fault has struck fewer than ten times: "zone-fire struck 3 times in 400 replications: too seldom to tell".
std::string too_seldom(const GateSamples& samples, std::size_t variant, const std::string& fault,
                       std::optional<std::size_t> window);

/// Of the faults that could speak against a figure (those of its cause, if it has one) the first that strikes by chance
/// and has struck fewer than ten times, in words (`too_seldom`); in a window, also
/// that no fault at all has struck there. Empty: there is none.
std::string hardly_exercised(const Experiment& experiment, const GateFigure& figure, const GateSamples& samples);

/// "none seen in 40 replications, too few to tell: it may still be 99.7 %"; `unseen` of the metric's summed form.
std::string too_few_to_tell(const std::string& what, const Metric& metric, const GateSamples& samples, double unseen);

}  // namespace bulkhead
