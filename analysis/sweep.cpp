// SPDX-License-Identifier: Apache-2.0
// All pairs of points, and Holm's verdict on them.
#include "analysis/sweep.hpp"

#include <algorithm>

namespace bulkhead {
namespace {

constexpr const char* kMetric = "lost_requests_ratio";

}  // namespace

Sweep::Sweep(std::size_t variants, std::string headline, std::uint64_t seed)
    : variants_(variants), headline_(std::move(headline)), seed_(seed), samples_(variants) {}

void Sweep::add(const Comparison& point) {
  ++points_;
  for (std::size_t v = 0; v < variants_; ++v) {
    if (points_ > kMost)
      samples_[v].clear();
    else
      samples_[v].push_back(point.samples(v, headline_, *find_metric(kMetric)));
  }
}

Knee Sweep::knee(std::size_t variant) const {
  const Metric& metric = *find_metric(kMetric);
  const std::vector<SampleRow>& points = samples_[variant];
  std::vector<Difference> pairs;
  std::vector<std::size_t> earlier;
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j) {
      pairs.push_back(compare_rows(metric, points[i], points[j], bootstrap_key(seed_, headline_, metric)));
      earlier.push_back(i);
    }
  correct_by_holm(pairs);
  std::vector<bool> beaten(points.size());
  bool known = false;
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    known |= pairs[p].value.ci95.has_value();
    if (pairs[p].verdict == Verdict::better) beaten[earlier[p]] = true;
  }
  if (!known) return {variant, std::nullopt, "too few events to compare the points"};
  const auto found = static_cast<std::size_t>(std::find(beaten.begin(), beaten.end(), false) - beaten.begin());
  if (found + 1 == points.size()) return {variant, std::nullopt, "the last point is better than every one before it"};
  return {variant, found, ""};
}

std::vector<Knee> Sweep::knees() const {
  std::vector<Knee> out;
  for (std::size_t v = 0; v < variants_; ++v) {
    if (points_ > kMost)
      out.push_back({v, std::nullopt, "not looked for among more than 64 points"});
    else if (points_ > 1)
      out.push_back(knee(v));
  }
  return out;
}

}  // namespace bulkhead
