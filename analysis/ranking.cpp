// SPDX-License-Identifier: Apache-2.0
// Pairs, gathered by metric.
#include "analysis/ranking.hpp"

#include <map>
#include <utility>

namespace bulkhead {
namespace {

using Pairs = std::vector<const DifferenceRow*>;

/// By service and metric, metrics in the order of their table.
std::map<std::pair<std::string, const Metric*>, Pairs> gather(const std::vector<DifferenceRow>& differences) {
  std::map<std::pair<std::string, const Metric*>, Pairs> out;
  for (const DifferenceRow& d : differences)
    if (d.metric->direction != Direction::neutral) out[{d.service, d.metric}].push_back(&d);
  return out;
}

}  // namespace

std::vector<RankRow> rank_variants(std::size_t variants, const std::vector<DifferenceRow>& differences) {
  std::vector<RankRow> out;
  if (variants < 3) return out;
  for (const auto& [name, pairs] : gather(differences)) {
    if (pairs.size() != variants * (variants - 1) / 2) continue;
    std::vector<Difference> family;
    for (const DifferenceRow* d : pairs) family.push_back(d->plain);
    correct_by_holm(family);
    std::vector<RankRow> rows;
    for (std::size_t v = 0; v < variants; ++v) rows.push_back({v, name.first, name.second, 1, variants});
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const Verdict verdict = family[i].verdict;
      if (verdict != Verdict::better && verdict != Verdict::worse) continue;
      const bool b_wins = verdict == Verdict::better;
      ++rows[b_wins ? pairs[i]->a : pairs[i]->b].best;
      --rows[b_wins ? pairs[i]->b : pairs[i]->a].worst;
    }
    out.insert(out.end(), rows.begin(), rows.end());
  }
  return out;
}

}  // namespace bulkhead
