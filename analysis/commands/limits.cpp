// SPDX-License-Identifier: Apache-2.0
// Precision by the stopping rule, time by the progress line's clock.
#include "analysis/commands/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bulkhead {

std::uint64_t most_replications(const Experiment& experiment, const Options& options) {
  if (options.precision && !options.replications_given) return kMostReplications;
  return static_cast<std::uint64_t>(experiment.run.replications);
}

Limits::Limits(const Experiment& experiment, const Options& options, std::optional<double> seconds, RareTurn& rare,
               Progress& progress)
    : gives_up_(!options.replications_given),
      rare_asked_(options.rare == RareChoice::never),
      seconds_(seconds),
      rare_(&rare),
      progress_(&progress) {
  const std::uint64_t plain = std::min(kPlainReplications, most_replications(experiment, options));
  plain_ = options.rare == RareChoice::always ? 0 : static_cast<double>(plain);
  if (!options.precision || experiment.variants.empty()) return;
  precision_ = *options.precision;
  std::vector<bool> judged;
  for (const Variant& v : experiment.variants) judged.push_back(!v.model.faults.empty());
  stopping_.emplace(std::move(judged), headline_of(experiment.variants.front().model), precision_,
                    most_replications(experiment, options));
}

bool Limits::precise_enough() {
  if (!stopping_->look_due()) return false;
  const Standing standing = stopping_->look();
  progress_->say(standing.relative ? fmt::format("± {:.3g} % of {:.3g} %", *standing.relative * 100, precision_ * 100)
                                   : fmt::format("± {:.3g} % not in sight", precision_ * 100));
  if (standing.decision == StopDecision::reached) ended_ = Ended::precision;
  if (ended_ == Ended::complete && !rare_asked_ && standing.needed > plain_) {
    progress_->say("failure biasing");
    rare_asked_ = true;
    if (rare_->precise()) ended_ = Ended::precision;
  }
  if (ended_ == Ended::complete && standing.decision == StopDecision::out_of_reach && gives_up_)
    ended_ = Ended::out_of_reach;
  return ended_ != Ended::complete;
}

bool Limits::enough(const std::vector<Record>& replication) {
  if (stopping_) {
    stopping_->add(replication);
    if (precise_enough()) return true;
  }
  if (!seconds_ || progress_->elapsed_s() < *seconds_) return false;
  ended_ = Ended::time_budget;
  return true;
}

}  // namespace bulkhead
