// SPDX-License-Identifier: Apache-2.0
// Stationary shares by state reduction or sweeps, transient ones by uniformisation.
#include "analysis/structure/chain.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace bulkhead {
namespace {

constexpr std::size_t kMostDense = 700;  // states: above, sweeps are faster than reducing a full matrix
constexpr int kMostSweeps = 200'000;
constexpr double kSettled = 2e-15;  // relative change of every share by a sweep, or of a step

void normalise(std::vector<double>& shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
}

double poisson(double mean, double n) {
  return std::exp(n * std::log(mean) - mean - std::lgamma(n + 1));
}

/// Sums over the number of steps of a uniformised chain: sum of p(n) f(n), and of P(N > n) f(n)/rate.
TransientFigure mix(const std::vector<double>& by_step, double last_factor, double rate, double time) {
  const double mean = rate * time;
  const auto most = static_cast<std::size_t>(mean + 12 * std::sqrt(mean) + 60);
  TransientFigure out;
  double below = 0, value = 0;
  for (std::size_t n = 0; n <= most; ++n) {
    value = n < by_step.size() ? by_step[n] : value * last_factor;
    const double p = mean > 0 ? poisson(mean, static_cast<double>(n)) : (n == 0 ? 1.0 : 0.0);
    below += p;
    out.at += p * value;
    out.integral += std::max(0.0, 1 - below) * value / rate;
  }
  return out;
}

}  // namespace

MarkovChain::MarkovChain(std::size_t states, std::vector<Transition> transitions) : first_(states + 1), exit_(states) {
  std::sort(transitions.begin(), transitions.end(), [](const Transition& a, const Transition& b) {
    return std::tie(a.to, a.from, a.rate) < std::tie(b.to, b.from, b.rate);
  });
  StateNo last_to = 0;
  for (const Transition& t : transitions) {
    if (t.from == t.to) continue;
    exit_[t.from] += t.rate;
    const bool again = !into_.empty() && last_to == t.to && into_.back().other == t.from && first_[t.to + 1] > 0;
    if (again) {
      into_.back().rate += t.rate;
    } else {
      into_.push_back({t.from, t.rate});
      ++first_[t.to + 1];
    }
    last_to = t.to;
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
}

// Is the beginning reached from every state?
bool MarkovChain::returns() const {
  std::vector<char> seen(states(), 0);
  std::vector<StateNo> next{0};
  seen[0] = 1;
  while (!next.empty()) {
    const StateNo to = next.back();
    next.pop_back();
    for (auto a = first_[to]; a < first_[to + 1]; ++a)
      if (!std::exchange(seen[into_[a].other], 1)) next.push_back(into_[a].other);
  }
  return std::all_of(seen.begin(), seen.end(), [](char c) { return c != 0; });
}

std::optional<std::vector<double>> MarkovChain::stationary() const {
  if (!returns()) return std::nullopt;
  return states() <= kMostDense ? by_reduction() : by_sweeps();
}

// Grassmann, Taksar, Heyman: the last state is taken out, its rates go to the others, and so on.
std::vector<double> MarkovChain::by_reduction() const {
  const std::size_t n = states();
  std::vector<std::vector<double>> q(n, std::vector<double>(n, 0));
  for (std::size_t to = 0; to < n; ++to)
    for (auto a = first_[to]; a < first_[to + 1]; ++a) q[into_[a].other][to] = into_[a].rate;
  std::vector<double> out_of(n, 0);
  for (std::size_t k = n - 1; k > 0; --k) {
    for (std::size_t j = 0; j < k; ++j) out_of[k] += q[k][j];
    for (std::size_t i = 0; i < k; ++i) {
      if (q[i][k] == 0) continue;
      const double share = q[i][k] / out_of[k];
      for (std::size_t j = 0; j < k; ++j) q[i][j] += share * q[k][j];
    }
  }
  std::vector<double> pi(n, 0);
  pi[0] = 1;
  for (std::size_t k = 1; k < n; ++k) {
    for (std::size_t i = 0; i < k; ++i) pi[k] += pi[i] * q[i][k];
    pi[k] /= out_of[k];
  }
  normalise(pi);
  return pi;
}

// Each share from those that flow into it, there and back, until no share changes any more.
std::vector<double> MarkovChain::by_sweeps() const {
  const auto n = static_cast<StateNo>(states());
  std::vector<double> pi(n, 1.0 / n);
  double change = 1;
  const auto renew = [&](StateNo to) {
    double sum = 0;
    for (auto a = first_[to]; a < first_[to + 1]; ++a) sum += pi[into_[a].other] * into_[a].rate;
    const double share = sum / exit_[to];
    if (share > 0) change = std::max(change, std::fabs(share - pi[to]) / share);
    pi[to] = share;
  };
  for (int sweep = 0; sweep < kMostSweeps && change > kSettled; ++sweep) {
    change = 0;
    for (StateNo s = n; s-- > 0;) renew(s);
    for (StateNo s = 0; s < n; ++s) renew(s);
    normalise(pi);
  }
  return pi;
}

std::optional<std::vector<TransientFigure>> MarkovChain::transient(const std::vector<double>& reward,
                                                                   const std::vector<char>& lost,
                                                                   const std::vector<double>& times) const {
  const double rate = std::max(*std::max_element(exit_.begin(), exit_.end()), 1e-300);
  const double longest = times.empty() ? 0 : *std::max_element(times.begin(), times.end());
  if (rate * longest > kMostSteps) return std::nullopt;
  const auto most = static_cast<std::size_t>(rate * longest + 12 * std::sqrt(rate * longest) + 60);
  std::vector<double> now(states(), 0), next(states(), 0), by_step;
  now[0] = lost[0] ? 0 : 1;
  double left = now[0], factor = 1;
  for (std::size_t step = 0; step <= most; ++step) {
    by_step.push_back(std::inner_product(now.begin(), now.end(), reward.begin(), 0.0));
    double sum = 0, change = 0;
    for (StateNo to = 0; to < states(); ++to) {
      next[to] = now[to] * (1 - exit_[to] / rate);
      for (auto a = first_[to]; a < first_[to + 1]; ++a) next[to] += now[into_[a].other] * into_[a].rate / rate;
      if (lost[to]) next[to] = 0;
      sum += next[to];
    }
    factor = left > 0 ? sum / left : 0;
    for (StateNo s = 0; s < states() && factor > 0; ++s)
      if (next[s] > 0) change = std::max(change, std::fabs(next[s] / factor - now[s]) / next[s]);
    left = sum;
    now.swap(next);
    if (change <= kSettled) break;  // from here on a step only multiplies by the factor
  }
  std::vector<TransientFigure> out;
  for (const double time : times) out.push_back(mix(by_step, factor, rate, time));
  return out;
}

}  // namespace bulkhead
