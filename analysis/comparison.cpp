// SPDX-License-Identifier: Apache-2.0
// Samples by service and metric, handed to the statistics.
#include "analysis/comparison.hpp"

#include <fmt/format.h>

#include <set>

#include "sim/check.hpp"

namespace bulkhead {
namespace {

std::vector<Sample> present(const std::vector<std::optional<Sample>>& samples) {
  std::vector<Sample> out;
  for (const auto& s : samples)
    if (s) out.push_back(*s);
  return out;
}

const Metric& summed(const Metric& metric) {
  return metric.form == MetricForm::summed ? metric : *find_metric(metric.made_from);
}

}  // namespace

void Comparison::add(std::size_t variant, const Record& record) {
  BULKHEAD_CHECK(variant < variants_, "a record belongs to a variant of its run");
  const std::size_t row = added_[variant]++;
  const bool completed = record.outcome == "completed";
  for (const MetricTerm& term : record.metrics) {
    const Metric* metric = find_metric(term.metric);
    BULKHEAD_CHECK(metric && metric->form == MetricForm::summed, "a metric term names a summed metric of the table");
    auto& of_variants = samples_[{term.service, term.metric}];
    of_variants.resize(variants_);
    Samples& samples = of_variants[variant];
    samples.resize(row);
    samples.push_back(completed ? std::optional(sample_of(*metric, term, record.incidents)) : std::nullopt);
  }
}

const Comparison::Samples* Comparison::samples_of(std::size_t variant, const std::string& service,
                                                  const Metric& metric) const {
  const auto found = samples_.find({service, std::string(summed(metric).name)});
  return found == samples_.end() ? nullptr : &found->second[variant];
}

std::vector<std::string> Comparison::services() const {
  std::set<std::string> names;
  for (const auto& [name, samples] : samples_) names.insert(name.first);
  return {names.begin(), names.end()};
}

StreamKey Comparison::key(const std::string& service, const Metric& metric) const {
  const std::string name = fmt::format("{}/{}", service, metric.name);
  return stream_key(seed_, 0, kPurposeBootstrap, name_hash(name));
}

std::vector<EstimateRow> Comparison::estimates() const {
  std::vector<EstimateRow> rows;
  for (std::size_t v = 0; v < variants_; ++v)
    for (const std::string& service : services())
      for (const Metric& metric : metrics()) {
        const Samples* samples = samples_of(v, service, metric);
        if (!samples || samples->empty()) continue;
        rows.push_back({v, service, &metric, estimate_metric(metric, present(*samples), key(service, metric))});
      }
  return rows;
}

std::optional<DifferenceRow> Comparison::difference(const std::string& service, const Metric& metric, std::size_t a,
                                                    std::size_t b) const {
  const Samples* left = samples_of(a, service, metric);
  const Samples* right = samples_of(b, service, metric);
  if (!left || !right) return std::nullopt;
  std::vector<Sample> in_a;
  std::vector<Sample> in_b;
  for (std::size_t i = 0; i < std::min(left->size(), right->size()); ++i) {
    if (!(*left)[i] || !(*right)[i]) continue;
    in_a.push_back(*(*left)[i]);
    in_b.push_back(*(*right)[i]);
  }
  if (in_a.empty()) return std::nullopt;
  const StreamKey stream = key(service, metric);
  DifferenceRow row{
      a, b, service, &metric, compare_metric(metric, in_a, in_b, stream), {}, variance_removed(in_a, in_b)};
  if (metric.form == MetricForm::summed && metric.denominator == "replications") {
    row.more = estimate_relative(in_a, in_b, stream);
    if (!row.more->mean) row.more.reset();
  }
  return row;
}

std::vector<DifferenceRow> Comparison::differences() const {
  std::vector<DifferenceRow> rows;
  for (std::size_t a = 0; a < variants_; ++a)
    for (std::size_t b = a + 1; b < variants_; ++b)
      for (const std::string& service : services())
        for (const Metric& metric : metrics()) {
          if (metric.form == MetricForm::nines) continue;
          if (auto row = difference(service, metric, a, b)) rows.push_back(std::move(*row));
        }
  return rows;
}

}  // namespace bulkhead
