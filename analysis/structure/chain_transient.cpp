// SPDX-License-Identifier: Apache-2.0
// A chain at times: steps of the uniformised chain, mixed by how many there are until then.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/structure/chain.hpp"

namespace bulkhead {
namespace {

constexpr double kSettled = 2e-15;  // relative change of every share by a step, looked at every so many steps
constexpr std::size_t kLook = 16;
constexpr double kMostSteps = 1e7;  // beyond, weights of steps lose digits

double poisson(double mean, double n) {
  return std::exp(n * std::log(mean) - mean - std::lgamma(n + 1));
}

/// Sums over the number of steps of a uniformised chain: sum of p(n) f(n), and of P(N > n) f(n)/rate. What is beyond a
/// number of steps is added up from the far end: what is left of 1 would have no digits where little happens.
TransientFigure mix(const std::vector<double>& by_step, double last_factor, double rate, double time) {
  const double mean = rate * time, spread = 12 * std::sqrt(mean) + 60;  // nothing is further away
  const auto most = static_cast<std::size_t>(mean + spread);
  std::vector<double> p(most + 1, 0), beyond(most + 2, 0);
  for (std::size_t n = 0; n <= most; ++n) {
    const auto at = static_cast<double>(n);
    p[n] = mean > 0 ? (at < mean - spread ? 0 : poisson(mean, at)) : (n == 0 ? 1.0 : 0.0);
  }
  for (std::size_t n = most + 1; n-- > 0;) beyond[n] = std::min(1.0, beyond[n + 1] + p[n]);  // N >= n
  TransientFigure out;
  double value = 0;
  for (std::size_t n = 0; n <= most; ++n) {
    value = n < by_step.size() ? by_step[n] : value * last_factor;
    out.at += p[n] * value;
    out.integral += beyond[n + 1] * value / rate;
  }
  return out;
}

bool settles(const std::vector<double>& now, const std::vector<double>& next, double factor) {
  for (std::size_t s = 0; s < now.size(); ++s)
    if (next[s] > kNoShare && std::fabs(next[s] / factor - now[s]) > kSettled * next[s]) return false;
  return true;
}

}  // namespace

double MarkovChain::step(const std::vector<double>& now, const std::vector<char>& lost, double rate,
                         std::vector<double>& next) const {
  double sum = 0;
  for (StateNo to = 0; to < states(); ++to) {
    next[to] = 0;
    if (lost[to]) continue;
    double inflow = 0;
    for (auto a = first_[to]; a < first_[to + 1]; ++a) inflow += now[into_[a].other] * into_[a].rate;
    next[to] = now[to] * (1 - exit_[to] / rate) + inflow / rate;
    sum += next[to];
  }
  return sum;
}

std::vector<std::vector<TransientFigure>> MarkovChain::transient(const std::vector<std::vector<double>>& rewards,
                                                                 const std::vector<char>& lost,
                                                                 const std::vector<double>& times,
                                                                 const ChainLimits& limits) const {
  const double rate = std::max(*std::max_element(exit_.begin(), exit_.end()), 1e-300);
  const double mean = rate * (times.empty() ? 0 : *std::max_element(times.begin(), times.end()));
  const double most = mean + 12 * std::sqrt(mean) + 60, work = static_cast<double>(transitions() + states());
  if (most > kMostSteps) throw ChainUnsettled(fmt::format("that takes {:.2g} steps of its fastest state", most));
  std::vector<double> now(states(), 0), next(states(), 0);
  std::vector<std::vector<double>> by_step(rewards.size());
  now[0] = lost[0] ? 0 : 1;
  double left = now[0], factor = 1;
  for (std::size_t n = 0; static_cast<double>(n) <= most; ++n) {
    if (static_cast<double>(n) * work > limits.steps)
      throw ChainUnsettled(fmt::format("after {} of {:.3g} steps its {} states still change", n, most, states()));
    for (std::size_t r = 0; r < rewards.size(); ++r)
      by_step[r].push_back(std::inner_product(now.begin(), now.end(), rewards[r].begin(), 0.0));
    const double sum = step(now, lost, rate, next);
    factor = left > 0 ? sum / left : 0;
    left = sum;
    const bool settled = factor <= 0 || (n % kLook == 0 && settles(now, next, factor));
    now.swap(next);
    if (settled) break;  // from here on a step only multiplies by the factor
  }
  std::vector<std::vector<TransientFigure>> out(rewards.size());
  for (std::size_t r = 0; r < rewards.size(); ++r)
    for (const double time : times) out[r].push_back(mix(by_step[r], factor, rate, time));
  return out;
}

}  // namespace bulkhead
