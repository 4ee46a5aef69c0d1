// SPDX-License-Identifier: Apache-2.0
// Rows that grow as states are taken out, and shares in the opposite order.
#include "analysis/structure/reduction.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace bulkhead {
namespace {

class Reduction {
 public:
  explicit Reduction(std::vector<std::vector<ChainArc>> rows)
      : rows_(std::move(rows)), from_(rows_.size()), cost_(rows_.size(), 0) {
    for (StateNo s = 0; s < rows_.size(); ++s)
      for (const ChainArc& arc : rows_[s]) from_[arc.other].push_back(s);
    for (StateNo s = 1; s < rows_.size(); ++s) rank(s);
  }

  bool all(double most) {
    while (!next_.empty() && work_ <= most) take_out(next_.begin()->second);
    return next_.empty();
  }

  std::vector<double> shares() const {
    std::vector<double> out(rows_.size(), 0);
    out[0] = 1;
    for (auto state = order_.rbegin(); state != order_.rend(); ++state)
      for (const ChainArc& arc : columns_[static_cast<std::size_t>(order_.rend() - state) - 1])
        out[*state] += out[arc.other] * arc.rate;
    const double sum = std::accumulate(out.begin(), out.end(), 0.0);
    for (double& share : out) share /= sum;
    return out;
  }

 private:
  void rank(StateNo s) {
    if (s == 0) return;  // stays to the end
    next_.erase({cost_[s], s});
    cost_[s] = static_cast<std::uint64_t>(rows_[s].size()) * from_[s].size();
    next_.insert({cost_[s], s});
  }

  void take_out(StateNo k) {
    next_.erase(next_.begin());
    const std::vector<ChainArc> row = std::exchange(rows_[k], {});
    const std::vector<StateNo> sources = std::exchange(from_[k], {});
    double exit = 0;
    for (const ChainArc& arc : row) exit += arc.rate;
    for (const ChainArc& arc : row)
      from_[arc.other].erase(std::find(from_[arc.other].begin(), from_[arc.other].end(), k));
    std::vector<ChainArc> column;
    for (const StateNo i : sources) column.push_back({i, pass_on(i, k, row, exit) / exit});
    for (const StateNo i : sources) rank(i);
    for (const ChainArc& arc : row) rank(arc.other);
    order_.push_back(k);
    columns_.push_back(std::move(column));
  }

  /// Merges what k does into the row of i, as often as i goes to k; the rate at which it does.
  double pass_on(StateNo i, StateNo k, const std::vector<ChainArc>& row, double exit) {
    std::vector<ChainArc>& old = rows_[i];
    const double rate =
        std::lower_bound(old.begin(), old.end(), k, [](const ChainArc& arc, StateNo s) { return arc.other < s; })->rate;
    merged_.clear();
    auto a = old.begin();
    const auto before = [&](StateNo limit) {
      for (; a != old.end() && a->other < limit; ++a)
        if (a->other != k) merged_.push_back(*a);
    };
    for (const ChainArc& arc : row) {
      if (arc.other == i) continue;
      before(arc.other);
      const bool known = a != old.end() && a->other == arc.other;
      merged_.push_back({arc.other, (known ? (a++)->rate : 0) + rate * (arc.rate / exit)});
      if (!known) from_[arc.other].push_back(i);
    }
    before(static_cast<StateNo>(rows_.size()));
    work_ += static_cast<double>(merged_.size() + row.size());
    old.assign(merged_.begin(), merged_.end());
    return rate;
  }

  std::vector<std::vector<ChainArc>> rows_;
  std::vector<std::vector<StateNo>> from_;  ///< of those left, who goes to a state
  std::vector<std::uint64_t> cost_;         ///< by state: how many rates taking it out may add
  std::set<std::pair<std::uint64_t, StateNo>> next_;
  std::vector<StateNo> order_;                  ///< in which states were taken out
  std::vector<std::vector<ChainArc>> columns_;  ///< in that order: who went there how often, in visits per its exit
  std::vector<ChainArc> merged_;
  double work_ = 0;
};

}  // namespace

std::optional<std::vector<double>> reduce_states(std::vector<std::vector<ChainArc>> rows, double most) {
  Reduction reduction(std::move(rows));
  if (!reduction.all(most)) return std::nullopt;
  return reduction.shares();
}

}  // namespace bulkhead
