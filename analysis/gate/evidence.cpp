// SPDX-License-Identifier: Apache-2.0
// One-sided questions on sums over sums.
#include "analysis/gate/evidence.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

#include "analysis/comparison.hpp"

namespace bulkhead {
namespace {

using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
using Side = Evidence::Side;

constexpr double kRounding = 1e-9;

double rounded(double p) {
  return std::round(std::min(1.0, p) * 1e12) / 1e12;
}

bool all_zero(std::span<const Sample> samples) {
  return std::all_of(samples.begin(), samples.end(), [](const Sample& s) { return s.numerator == 0; });
}

bool yes_or_no(const Metric& metric, std::span<const Sample> samples) {
  return metric.weight == Weight::happened && std::all_of(samples.begin(), samples.end(), [](const Sample& s) {
           return (s.numerator == 0 || s.numerator == 1) && s.denominator == 1;
         });
}

/// Two-sided and exact, of a share of yes and no.
double binomial_chance(std::span<const Sample> samples, double share) {
  const auto n = static_cast<double>(samples.size());
  const auto k = static_cast<double>(
      std::count_if(samples.begin(), samples.end(), [](const Sample& s) { return s.numerator == 1; }));
  if (share <= 0 || share >= 1) return k == share * n ? 1 : 0;
  const boost::math::binomial_distribution<double, Policy> law(n, share);
  const double at_most = boost::math::cdf(law, k);
  const double at_least = k == 0 ? 1 : boost::math::cdf(boost::math::complement(law, k - 1));
  return rounded(2 * std::min(at_most, at_least));
}

double size_of(std::span<const Sample> samples) {
  Sample sum;
  for (const Sample& s : samples) {
    sum.numerator += s.numerator;
    sum.denominator += s.denominator;
  }
  return sum.denominator > 0 ? std::fabs(sum.numerator / sum.denominator) : 0;
}

Side side_of(double figure, double value, double scale) {
  if (std::fabs(figure - value) <= kRounding * scale) return Side::at;
  return figure < value ? Side::below : Side::above;
}

Side opposite(Side side) {
  return side == Side::at ? Side::at : side == Side::below ? Side::above : Side::below;
}

/// The value of the summed metric at which the figure made from it has the given one.
double summed_value(const Metric& metric, double value) {
  switch (metric.form) {
    case MetricForm::summed:
      return value;
    case MetricForm::one_minus:
      return 1 - value;
    case MetricForm::nines:
      break;
  }
  return std::pow(10.0, -value);
}

void conclude(Evidence& out, const Estimate& estimate, double value, double scale) {
  out.any = true;
  out.side = side_of(*estimate.mean, value, scale);
  const bool constant = estimate.ci95 && estimate.ci95->low == estimate.ci95->high;
  out.sure = constant && estimate.conclusive;
  if (!out.sure && estimate.conclusive) out.p = chance_of(estimate, value);
  if (!out.sure && !out.p) out.why = estimate.note;
}

}  // namespace

std::optional<double> chance_of(const Estimate& estimate, double value) {
  if (!estimate.mean || !estimate.ci95 || estimate.n < 2) return std::nullopt;
  const double distance = std::fabs(*estimate.mean - value);
  const double end =
      value < *estimate.mean ? *estimate.mean - estimate.ci95->low : estimate.ci95->high - *estimate.mean;
  if (!(end > 0)) return std::nullopt;
  const auto df = static_cast<double>(estimate.n - 1);
  const boost::math::students_t_distribution<double, Policy> law(df);
  return rounded(2 * boost::math::cdf(boost::math::complement(law, student_t_quantile(0.975, df) * distance / end)));
}

Evidence against_value(const Metric& metric, std::span<const Sample> samples, const Estimate& summed, double value,
                       const Doubt& doubt) {
  Evidence out;
  if (!summed.mean) return out;
  const double held = summed_value(metric, value);
  conclude(out, summed, held, std::max(std::fabs(held), std::fabs(*summed.mean)));
  out.none_seen = all_zero(samples) && metric.weight != Weight::replication && !counts_per_incident(metric);
  out.hidden = out.none_seen && held > 0 && held < doubt.unseen;
  if (held == 0 && *summed.mean > 0) out.sure = true;  // what is never negative has no chance against it
  if (held > 0 && yes_or_no(metric, samples) && (!out.sure || (doubt.chance && held < 1))) {
    out.p = binomial_chance(samples, held);
    out.sure = false;
    out.why.clear();
  }
  if (metric.form != MetricForm::summed) out.side = opposite(out.side);
  return out;
}

Evidence against_figure(const Metric& metric, std::span<const Sample> left, double factor,
                        std::span<const Sample> right, const Estimate& difference) {
  Evidence out;
  if (!difference.mean) return out;
  // 1 - l >= f (1 - r) is l - f r <= 1 - f
  const double held = metric.form == MetricForm::one_minus ? 1 - factor : 0;
  conclude(out, difference, held, std::max(size_of(left), factor * size_of(right)));
  out.none_seen =
      all_zero(left) && all_zero(right) && metric.weight != Weight::replication && !counts_per_incident(metric);
  if (metric.form != MetricForm::summed) out.side = opposite(out.side);
  return out;
}

}  // namespace bulkhead
