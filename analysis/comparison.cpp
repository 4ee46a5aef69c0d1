// SPDX-License-Identifier: Apache-2.0
// Samples by service and metric, handed to the statistics.
#include "analysis/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "sim/check.hpp"
#include "sim/math.hpp"

namespace bulkhead {
namespace {

const Metric& summed(const Metric& metric) {
  return metric.form == MetricForm::summed ? metric : *find_metric(metric.made_from);
}

double half_width(const Estimate& e) {
  return (e.ci95->high - e.ci95->low) / 2;
}

/// b - a of two figures that share no replications.
Difference independent(const Metric& metric, const Estimate& a, const Estimate& b) {
  Difference out;
  out.value.n = std::min(a.n, b.n);
  out.value.effective = std::min(a.effective, b.effective);
  if (!a.mean || !b.mean) {
    out.value.note = "no such event in one of the two";
    return out;
  }
  const double mean = *b.mean - *a.mean;
  out.value.mean = mean;
  if (!a.ci95 || !b.ci95) {
    out.value.note = "inconclusive: one of the two has no interval";
    return out;
  }
  const double half = std::hypot(half_width(a), half_width(b));
  out.value.ci95 = Interval{mean - half, mean + half};
  out.value.conclusive = a.conclusive && b.conclusive;
  const double z = std::fabs(mean) / half * math::normal_quantile(0.975);
  if (half > 0) out.value.p = 2 * math::normal_cdf(-z);
  const double scale =
      metric.form == MetricForm::one_minus ? std::max(1 - *a.mean, 1 - *b.mean) : std::max(*a.mean, *b.mean);
  out.verdict = judge(out.value, metric.direction, scale);
  return out;
}

/// What was decided of a summed metric holds for what is made from it.
void adopt(const DifferenceRow& summed, DifferenceRow& row) {
  row.difference.p_holm = summed.difference.p_holm;
  if (summed.difference.verdict == summed.plain.verdict) return;
  row.difference.verdict = summed.difference.verdict;
  row.difference.value.note = summed.difference.value.note;
}

/// Corrects the rows of one pair and one service.
void correct(std::vector<DifferenceRow>& rows) {
  std::vector<Difference> family;
  std::map<std::string_view, std::size_t> at;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].metric->form != MetricForm::summed || rows[i].metric->direction == Direction::neutral) continue;
    at[rows[i].metric->name] = i;
  }
  for (const auto& [name, i] : at) family.push_back(rows[i].plain);
  correct_by_holm(family);
  auto next = family.begin();
  for (const auto& [name, i] : at) rows[i].difference = *next++;
  for (DifferenceRow& row : rows)
    if (const auto found = at.find(row.metric->made_from); found != at.end()) adopt(rows[found->second], row);
}

}  // namespace

std::vector<Sample> present(const SampleRow& row) {
  std::vector<Sample> out;
  for (const auto& sample : row)
    if (sample) out.push_back(*sample);
  return out;
}

PairedSamples pair_up(const SampleRow& a, const SampleRow& b) {
  PairedSamples out;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (!a[i] || !b[i]) continue;
    out.a.push_back(*a[i]);
    out.b.push_back(*b[i]);
  }
  return out;
}

std::vector<Sample> scaled(std::vector<Sample> samples, double factor) {
  for (Sample& s : samples) {
    s.numerator *= factor;
    s.squares *= factor * factor;
  }
  return samples;
}

StreamKey bootstrap_key(std::uint64_t seed, const std::string& service, const Metric& metric) {
  return stream_key(seed, 0, kPurposeBootstrap, name_hash(fmt::format("{}/{}", service, metric.name)));
}

Difference compare_rows(const Metric& metric, const SampleRow& a, const SampleRow& b, StreamKey key) {
  const PairedSamples pairs = pair_up(a, b);
  return pairs.a.empty() ? Difference{} : compare_metric(metric, pairs.a, pairs.b, key);
}

void Comparison::add(std::size_t variant, const Record& record) {
  BULKHEAD_CHECK(variant < variants_, "a record belongs to a variant of its run");
  const std::size_t row = added_[variant]++;
  const bool completed = record.outcome == "completed";
  for (const MetricTerm& term : record.metrics) {
    const Metric* metric = find_metric(term.metric);
    BULKHEAD_CHECK(metric && metric->form == MetricForm::summed, "a metric term names a summed metric of the table");
    auto& of_variants = samples_[{term.service, term.metric}];
    of_variants.resize(variants_);
    SampleRow& samples = of_variants[variant];
    samples.resize(row);
    samples.push_back(completed ? std::optional(sample_of(*metric, term, record.incidents)) : std::nullopt);
  }
}

void Comparison::replace(std::size_t variant, const std::string& service, const std::vector<StandIn>& figures) {
  for (const StandIn& one : figures) replaced_[{service, std::string(one.metric->name)}][variant] = one.estimate;
}

const Estimate* Comparison::replaced(std::size_t variant, const std::string& service, const Metric& metric) const {
  const auto found = replaced_.find({service, std::string(metric.name)});
  if (found == replaced_.end()) return nullptr;
  const auto one = found->second.find(variant);
  return one == found->second.end() ? nullptr : &one->second;
}

const SampleRow* Comparison::samples_of(std::size_t variant, const std::string& service, const Metric& metric) const {
  const auto found = samples_.find({service, std::string(summed(metric).name)});
  return found == samples_.end() ? nullptr : &found->second[variant];
}

std::vector<std::string> Comparison::services() const {
  std::set<std::string> names;
  for (const auto& [name, samples] : samples_) names.insert(name.first);
  return {names.begin(), names.end()};
}

SampleRow Comparison::samples(std::size_t variant, const std::string& service, const Metric& metric) const {
  const SampleRow* found = samples_of(variant, service, metric);
  return found ? *found : SampleRow{};
}

Estimate Comparison::estimate(std::size_t variant, const std::string& service, const Metric& metric) const {
  if (const Estimate* other = replaced(variant, service, metric)) return *other;
  const SampleRow* samples = samples_of(variant, service, metric);
  if (!samples || samples->empty()) return {};
  return estimate_metric(metric, present(*samples), bootstrap_key(seed_, service, metric));
}

std::vector<EstimateRow> Comparison::estimates() const {
  std::vector<EstimateRow> rows;
  for (std::size_t v = 0; v < variants_; ++v)
    for (const std::string& service : services())
      for (const Metric& metric : metrics()) {
        const SampleRow* samples = samples_of(v, service, metric);
        if (!samples || samples->empty()) continue;
        rows.push_back({v, service, &metric, estimate(v, service, metric)});
      }
  return rows;
}

std::optional<DifferenceRow> Comparison::difference(const std::string& service, const Metric& metric, std::size_t a,
                                                    std::size_t b) const {
  const SampleRow* left = samples_of(a, service, metric);
  const SampleRow* right = samples_of(b, service, metric);
  if (!left || !right) return std::nullopt;
  const PairedSamples pairs = pair_up(*left, *right);
  if (pairs.a.empty()) return std::nullopt;
  if (replaced(a, service, metric) || replaced(b, service, metric)) {
    const Difference apart = independent(metric, estimate(a, service, metric), estimate(b, service, metric));
    return DifferenceRow{a, b, service, &metric, apart, apart, {}, {}};
  }
  const StreamKey key = bootstrap_key(seed_, service, metric);
  const Difference plain = compare_metric(metric, pairs.a, pairs.b, key);
  DifferenceRow row{a, b, service, &metric, plain, plain, {}, variance_removed(pairs.a, pairs.b)};
  if (metric.form == MetricForm::summed && metric.denominator == "replications") {
    row.more = estimate_relative(pairs.a, pairs.b, key);
    if (!row.more->mean) row.more.reset();
  }
  return row;
}

std::vector<DifferenceRow> Comparison::differences() const {
  std::vector<DifferenceRow> rows;
  for (std::size_t a = 0; a < variants_; ++a)
    for (std::size_t b = a + 1; b < variants_; ++b)
      for (const std::string& service : services()) {
        std::vector<DifferenceRow> family;
        for (const Metric& metric : metrics()) {
          if (metric.form == MetricForm::nines) continue;
          if (auto row = difference(service, metric, a, b)) family.push_back(std::move(*row));
        }
        correct(family);
        rows.insert(rows.end(), std::make_move_iterator(family.begin()), std::make_move_iterator(family.end()));
      }
  return rows;
}

}  // namespace bulkhead
