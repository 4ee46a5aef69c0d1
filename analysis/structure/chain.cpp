// SPDX-License-Identifier: Apache-2.0
// Transitions in rows by target, and the shares of time in the long run: by sweeps, or by state reduction.
#include "analysis/structure/chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace bulkhead {
namespace {

constexpr std::size_t kSmall = 700;  // states: above, sweeps are faster than reduction
constexpr int kStride = 8;           // sweeps over which the speed of settling is measured
constexpr double kExact = 1e-10;     // relative error of every share
constexpr double kStill = 1e-13;     // relative change of every share by a sweep: hardly more than rounding

void normalise(std::vector<double>& shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
}

/// Which states can be reached from the beginning?
std::vector<char> reached_by(const std::vector<std::vector<ChainArc>>& rows) {
  std::vector<char> out(rows.size(), 0);
  std::vector<StateNo> next{0};
  out[0] = 1;
  while (!next.empty()) {
    const StateNo from = next.back();
    next.pop_back();
    for (const ChainArc& arc : rows[from])
      if (!std::exchange(out[arc.other], 1)) next.push_back(arc.other);
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

MarkovChain::Rows MarkovChain::rows() const {
  Rows out(states());
  for (StateNo to = 0; to < states(); ++to)
    for (auto a = first_[to]; a < first_[to + 1]; ++a) out[into_[a].other].push_back({to, into_[a].rate});
  return out;
}

// Is the beginning reached from all of them?
bool MarkovChain::returns(const std::vector<char>& reached) const {
  std::vector<char> seen(states(), 0);
  std::vector<StateNo> next{0};
  seen[0] = 1;
  while (!next.empty()) {
    const StateNo to = next.back();
    next.pop_back();
    for (auto a = first_[to]; a < first_[to + 1]; ++a)
      if (!std::exchange(seen[into_[a].other], 1)) next.push_back(into_[a].other);
  }
  return std::equal(seen.begin(), seen.end(), reached.begin(), [](char back, char there) { return back >= there; });
}

std::optional<std::vector<double>> MarkovChain::stationary(const ChainLimits& limits) const {
  Rows rows = this->rows();
  const auto reached = reached_by(rows);
  if (!returns(reached)) return std::nullopt;
  if (std::count(reached.begin(), reached.end(), 0) + 1 == std::ssize(reached)) {  // nowhere to go
    std::vector<double> all_at_first(states(), 0);
    all_at_first.front() = 1;
    return all_at_first;
  }
  std::string how_far;
  if (states() > kSmall)
    if (auto shares = by_sweeps(reached, limits.sweeps, how_far)) return shares;
  for (StateNo s = 0; s < states(); ++s)
    if (!reached[s]) rows[s].clear();
  if (auto shares = reduce_states(std::move(rows), limits.reduction)) return shares;
  throw ChainUnsettled(fmt::format(
      "the shares of time of its {} states do not settle{}, and reducing it takes too long", states(), how_far));
}

// Each share from those that flow into it, there and back, until what is left to change, at the speed at which changes
// become smaller, is little enough.
std::optional<std::vector<double>> MarkovChain::by_sweeps(const std::vector<char>& reached, double most,
                                                          std::string& how_far) const {
  const auto n = static_cast<StateNo>(states());
  std::vector<double> pi(reached.begin(), reached.end());
  double change = 1, earlier = 1;
  const auto renew = [&](StateNo to) {
    if (!reached[to]) return;
    double sum = 0;
    for (auto a = first_[to]; a < first_[to + 1]; ++a) sum += pi[into_[a].other] * into_[a].rate;
    const double share = sum / exit_[to];
    if (share > kNoShare) change = std::max(change, std::fabs(share - pi[to]) / share);
    pi[to] = share;
  };
  int sweeps = 0;
  for (double work = 0; work <= most; work += 2.0 * static_cast<double>(transitions() + states())) {
    normalise(pi);
    if (sweeps % kStride == 0) {
      const double speed = 1 - std::pow(std::min(1.0, change / earlier), 1.0 / kStride);
      if (change <= kStill && change <= kExact * speed) return pi;
      earlier = change;
    }
    change = 0;
    for (StateNo s = n; s-- > 0;) renew(s);
    for (StateNo s = 0; s < n; ++s) renew(s);
    ++sweeps;
  }
  how_far = fmt::format(": after {} sweeps one still changes by {:.1e} of itself", sweeps, change);
  return std::nullopt;
}

}  // namespace bulkhead
