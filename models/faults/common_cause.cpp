// SPDX-License-Identifier: Apache-2.0
// Shares by the number of members, from factors.
#include "models/faults/common_cause.hpp"

#include <algorithm>
#include <numeric>

namespace bulkhead {
namespace {

double choose(int n, int k) {
  double out = 1;
  for (int i = 1; i <= k; ++i) out = out * (n - k + i) / i;
  return out;
}

std::vector<double> by_beta(int n, double beta) {
  std::vector<double> out(static_cast<std::size_t>(n), 0);
  out.front() = 1 - beta;
  out.back() = beta;
  return out;
}

std::vector<double> by_letters(int n, std::span<const double> letters) {
  std::vector<double> out;
  double at_least = 1;  // k members, of what strikes one
  for (int k = 1; k <= n; ++k) {
    const auto next = static_cast<std::size_t>(k - 1);
    const double more = next < letters.size() ? letters[next] : 0;
    out.push_back(at_least * (1 - more) / choose(n - 1, k - 1));
    at_least *= more;
  }
  return out;
}

// With S all failures, alpha_k S of them strike k members, so that alpha_k S k / n strike a given one in C(n-1, k-1) sets.
std::vector<double> by_alphas(int n, std::span<const double> alphas) {
  double strikes = 0;
  for (std::size_t k = 0; k < alphas.size(); ++k) strikes += static_cast<double>(k + 1) * alphas[k];
  std::vector<double> out(static_cast<std::size_t>(n), 0);
  for (std::size_t k = 0; k < alphas.size(); ++k)
    out[k] = static_cast<double>(k + 1) * alphas[k] / strikes / choose(n - 1, static_cast<int>(k));
  return out;
}

}  // namespace

int most_factors(CommonCauseModel model, int n) {
  if (model == CommonCauseModel::beta) return 1;
  return model == CommonCauseModel::mgl ? n - 1 : n;
}

std::vector<double> common_cause_shares(CommonCauseModel model, int n, std::span<const double> factors) {
  switch (model) {
    case CommonCauseModel::beta:
      return by_beta(n, factors.front());
    case CommonCauseModel::mgl:
      return by_letters(n, factors);
    case CommonCauseModel::alpha:
      return by_alphas(n, factors);
    case CommonCauseModel::phi:
      break;
  }
  std::vector<double> out(factors.begin(), factors.end());
  out.resize(static_cast<std::size_t>(n), 0);
  return out;
}

std::uint64_t struck_together(std::span<const double> shares, std::uint64_t most) {
  const auto n = static_cast<int>(shares.size());
  double sets = 0;
  for (int k = 2; k <= n; ++k)
    if (shares[static_cast<std::size_t>(k - 1)] > 0) sets += choose(n, k);
  return sets < static_cast<double>(most) ? static_cast<std::uint64_t>(sets + 0.5) : most;
}

std::vector<std::vector<std::uint32_t>> sets_of(std::uint32_t k, std::uint32_t n) {
  std::vector<std::vector<std::uint32_t>> out;
  std::vector<std::uint32_t> set(k);
  std::iota(set.begin(), set.end(), 0u);
  for (bool more = k <= n; more;) {
    out.push_back(set);
    more = false;
    for (std::uint32_t i = k; i-- > 0 && !more;) {
      if (set[i] == n - k + i) continue;
      ++set[i];
      std::iota(set.begin() + i + 1, set.end(), set[i] + 1);
      more = true;
    }
  }
  return out;
}

}  // namespace bulkhead
