// SPDX-License-Identifier: Apache-2.0
// Relative half-widths at doubling numbers of replications.
#include "analysis/stopping.hpp"

#include <algorithm>
#include <cmath>

#include "sim/check.hpp"

namespace bulkhead {
namespace {

constexpr StreamKey kNoKey{};  // with 100 effective events nothing is resampled

const Metric& unavailability() {
  static const Metric& metric = *find_metric("lost_requests_ratio");
  return metric;
}

/// Do replications differ by more than rounding?
bool varies(const std::vector<Sample>& samples) {
  const auto share = [](const Sample& s) { return s.denominator > 0 ? s.numerator / s.denominator : 0; };
  return std::any_of(samples.begin(), samples.end(), [&](const Sample& s) {
    return std::fabs(share(s) - share(samples.front())) > kRelativeRounding * share(samples.front());
  });
}

}  // namespace

bool SpentError::narrow_enough(double relative, double precision, std::size_t n) {
  if (relative > precision) return false;
  ++narrow_looks_;
  const auto df = static_cast<double>(n) - 1;
  const double spent = std::ldexp(0.05, -static_cast<int>(narrow_looks_));
  const double wider = n > 1 ? student_t_quantile(1 - spent / 2, df) / student_t_quantile(0.975, df) : 1;
  return relative * wider <= precision;
}

Stopping::Stopping(std::vector<bool> judged, std::string headline, double precision, std::uint64_t cap)
    : judged_(std::move(judged)),
      headline_(std::move(headline)),
      precision_(precision),
      cap_(cap),
      samples_(judged_.size()) {
  BULKHEAD_CHECK(precision_ > 0, "a precision is above zero");
}

void Stopping::add(const std::vector<Record>& replication) {
  ++added_;
  for (std::size_t v = 0; v < judged_.size(); ++v) {
    const Record& record = replication[v];
    if (!judged_[v] || record.outcome != "completed") continue;
    for (const MetricTerm& term : record.metrics)
      if (term.service == headline_ && term.metric == unavailability().name)
        samples_[v].push_back(sample_of(unavailability(), term, record.incidents));
  }
}

bool Stopping::look_due() const {
  const std::uint64_t doublings = added_ / kFirstLook;
  return added_ % kFirstLook == 0 && doublings > 0 && (doublings & (doublings - 1)) == 0;
}

Stopping::Width Stopping::width(const std::vector<Sample>& samples) const {
  Width out;
  out.n = samples.size();
  const double z = student_t_quantile(0.975, 1e6);
  const double events = effective_events(samples);
  const auto n = static_cast<double>(out.n);
  const double worst = events > 0 ? events : poisson_interval(0).high;
  out.needed = n * (z / precision_) * (z / precision_) / worst;
  out.plenty = events >= kEnoughEvents || (events > 0 && !varies(samples));
  if (!out.plenty) return out;
  const Estimate e = estimate_ratio(samples, kNoKey);
  if (!e.mean || *e.mean <= 0 || !e.ci95) return out;
  out.relative = (e.ci95->high - e.ci95->low) / 2 / *e.mean;
  out.needed = n * (*out.relative / precision_) * (*out.relative / precision_);
  return out;
}

Standing Stopping::look() {
  Standing out;
  out.relative = 0;
  bool plenty = true;
  std::size_t n = 0;
  for (std::size_t v = 0; v < judged_.size(); ++v) {
    if (!judged_[v]) continue;
    const Width one = width(samples_[v]);
    plenty &= one.plenty;
    n = std::max(n, one.n);
    out.needed = std::max(out.needed, one.needed);
    if (!one.relative) out.relative.reset();
    if (out.relative) out.relative = std::max(*out.relative, *one.relative);
  }
  if (out.needed > static_cast<double>(cap_)) out.decision = StopDecision::out_of_reach;
  if (plenty && out.relative && spent_.narrow_enough(*out.relative, precision_, n))
    out.decision = StopDecision::reached;
  return out;
}

}  // namespace bulkhead
