// SPDX-License-Identifier: Apache-2.0
// A chain at times: steps of the uniformised chain, mixed by how many there are until then.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/structure/chain.hpp"

namespace bulkhead {
namespace {

/// A square one, row by row.
struct Matrix {
  explicit Matrix(std::size_t size) : n(size), of(size * size, 0) {}
  double& operator()(std::size_t row, std::size_t column) { return of[row * n + column]; }
  void add(double factor, const Matrix& other) {
    for (std::size_t i = 0; i < of.size(); ++i) of[i] += factor * other.of[i];
  }
  std::size_t n;
  std::vector<double> of;
};

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix out(a.n);
  for (std::size_t i = 0; i < a.n; ++i)
    for (std::size_t k = 0; k < a.n; ++k)
      if (const double factor = a.of[i * a.n + k]; factor != 0)
        for (std::size_t j = 0; j < a.n; ++j) out.of[i * a.n + j] += factor * b.of[k * a.n + j];
  return out;
}

std::vector<double> product(const std::vector<double>& row, const Matrix& b) {
  std::vector<double> out(b.n, 0);
  for (std::size_t k = 0; k < b.n; ++k)
    for (std::size_t j = 0; j < b.n; ++j) out[j] += row[k] * b.of[k * b.n + j];
  return out;
}

void normalise_rows(Matrix& a) {
  for (std::size_t i = 0; i < a.n; ++i) {
    const auto first = a.of.begin() + static_cast<std::ptrdiff_t>(i * a.n),
               last = first + static_cast<std::ptrdiff_t>(a.n);
    const double sum = std::accumulate(first, last, 0.0);
    std::for_each(first, last, [&](double& p) { p /= sum; });
  }
}

constexpr double kSettled = 2e-15;  // relative change of every share by a step, looked at every so many steps
constexpr std::size_t kLook = 16;
constexpr double kMostSteps = 1e7;     // beyond, weights of steps lose digits
constexpr double kMostSquared = 1e10;  // beyond, what leaks out of the chain has fewer than six digits

double poisson(double mean, double n) {
  if (mean <= 0) return n == 0 ? 1 : 0;
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

// exp(Q t) = exp(Q h)^(2^k), and the integral up to 2 h is that up to h, and again from where h leads. Nothing is subtracted; a
// row that nothing leaves is kept at a sum of 1, so that errors do not grow with k.
std::vector<TransientFigure> MarkovChain::by_squaring(const std::vector<std::vector<double>>& rewards,
                                                      const std::vector<double>& start, const std::vector<char>& lost,
                                                      double rate, double time) const {
  constexpr std::size_t kTerms =
      24;  // of a Poisson distribution with a mean of at most 1: what is beyond is below 1e-24
  const std::size_t n = states();
  const int doublings = std::max(0, static_cast<int>(std::ceil(std::log2(std::max(1.0, rate * time)))));
  const double h = std::ldexp(time, -doublings), mean = rate * h;
  const bool closed = std::none_of(lost.begin(), lost.end(), [](char one) { return one != 0; });
  Matrix step(n), power(n), at(n), sum(n);
  for (StateNo to = 0; to < n; ++to) {
    if (lost[to]) continue;
    power(to, to) = 1;
    step(to, to) = 1 - exit_[to] / rate;
    for (auto a = first_[to]; a < first_[to + 1]; ++a)
      if (!lost[into_[a].other]) step(into_[a].other, to) += into_[a].rate / rate;
  }
  std::vector<double> beyond(kTerms + 1, 0);  // P[N >= k]
  for (std::size_t k = kTerms; k-- > 0;) beyond[k] = beyond[k + 1] + poisson(mean, static_cast<double>(k));
  for (std::size_t k = 0; k < kTerms; ++k) {
    at.add(poisson(mean, static_cast<double>(k)), power);
    sum.add(beyond[k + 1] / rate, power);
    power = product(power, step);
  }
  for (int k = 0; k < doublings; ++k) {
    sum.add(1, product(at, sum));
    at = product(at, at);
    if (closed) normalise_rows(at);
  }
  const std::vector<double> shares = product(start, at), spent = product(start, sum);
  std::vector<TransientFigure> out;
  for (const auto& reward : rewards)
    out.push_back({std::inner_product(shares.begin(), shares.end(), reward.begin(), 0.0),
                   std::inner_product(spent.begin(), spent.end(), reward.begin(), 0.0)});
  return out;
}

std::vector<std::vector<TransientFigure>> MarkovChain::transient(const std::vector<std::vector<double>>& rewards,
                                                                 const std::vector<double>& start,
                                                                 const std::vector<char>& lost,
                                                                 const std::vector<double>& times,
                                                                 const ChainLimits& limits) const {
  const double rate = std::max(*std::max_element(exit_.begin(), exit_.end()), 1e-300);
  const double mean = rate * (times.empty() ? 0 : *std::max_element(times.begin(), times.end()));
  const double most = mean + 12 * std::sqrt(mean) + 60, work = static_cast<double>(transitions() + states());
  const double squaring = std::pow(static_cast<double>(states()), 3) * (2 * std::log2(std::max(2.0, mean)) + 30);
  if (most > kMostSteps && mean < kMostSquared && squaring < limits.steps) {
    std::vector<std::vector<TransientFigure>> out(rewards.size());
    for (const double time : times) {
      const auto figures = by_squaring(rewards, start, lost, rate, time);
      for (std::size_t r = 0; r < rewards.size(); ++r) out[r].push_back(figures[r]);
    }
    return out;
  }
  if (most > kMostSteps) throw ChainUnsettled(fmt::format("that takes {:.2g} steps of its fastest state", most));
  std::vector<double> now(states(), 0), next(states(), 0);
  std::vector<std::vector<double>> by_step(rewards.size());
  for (StateNo s = 0; s < states(); ++s) now[s] = lost[s] ? 0 : start[s];
  double left = std::accumulate(now.begin(), now.end(), 0.0), factor = 1;
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
