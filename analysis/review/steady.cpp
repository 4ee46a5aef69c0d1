// SPDX-License-Identifier: Apache-2.0
// Success from callees to callers, attempts from callers to callees.
#include "analysis/review/steady.hpp"

#include <algorithm>
#include <cmath>

#include "models/traffic/network.hpp"

namespace bulkhead {

Steady::Steady(const Model& model, const std::vector<std::vector<std::uint32_t>>& callees)
    : model_(&model), callees_(&callees), success_(model.services.size(), -1) {
  for (std::uint32_t s = 0; s < success_.size(); ++s) find(s);
  const auto errs = [](const ServiceSpec& service) { return service.errors > 0; };
  if (std::none_of(model.services.begin(), model.services.end(), errs)) return;
  retrying_ = model.services;
  for (std::uint32_t s = 0; s < retrying_.size(); ++s) {
    double reached = 1 - retrying_[s].errors;  // what errs calls nobody
    for (std::size_t c = 0; c < retrying_[s].calls.size(); ++c) {
      CallSpec& spec = retrying_[s].calls[c];
      const SteadyCall steady = call(s, c);
      const double goes_on = spec.need == NeedKind::hard ? 1 - spec.share * (1 - std::pow(steady.ok, spec.times)) : 1;
      spec.share *= reached * steady.attempts;
      if (retrying_[s].calls_in_sequence) reached *= goes_on;
    }
  }
}

double Steady::find(std::uint32_t s) {
  if (success_[s] >= 0) return success_[s];
  success_[s] = 1;
  const ServiceSpec& service = model_->services[s];
  double success = 1 - service.errors;
  for (std::size_t c = 0; c < service.calls.size(); ++c) {
    if (service.calls[c].need != NeedKind::hard) continue;
    find((*callees_)[s][c]);
    success *= 1 - service.calls[c].share * (1 - std::pow(call(s, c).ok, service.calls[c].times));
  }
  return success_[s] = success;
}

SteadyCall Steady::call(std::uint32_t s, std::size_t c) const {
  const CallSpec& spec = model_->services[s].calls[c];
  const double ok = success_[(*callees_)[s][c]];
  const double again = (spec.retry_on & kRetryError) != 0 ? 1 - ok : 0;
  double attempts = 1;
  double left = again;
  for (int k = 0; k < spec.retries && left > 0; ++k) {
    const double retried = std::min(left, std::max(0.0, spec.retry_budget - (attempts - 1)));
    attempts += retried;
    left = retried * again;
  }
  return {attempts, std::min(1.0, attempts * ok)};
}

std::vector<double> Steady::loads(const std::string& region) const {
  return peak_loads(retrying_.empty() ? model_->services : retrying_, *callees_, model_->clients, region);
}

}  // namespace bulkhead
