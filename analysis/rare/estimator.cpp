// SPDX-License-Identifier: Apache-2.0
// Rounds of batches over threads, and samples from their sums.
#include "analysis/rare/estimator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <thread>

#include "analysis/stopping.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

constexpr double kYear = 365.25 * 86400;
constexpr double kEnough = 100;
constexpr double kDominates = 0.1;
constexpr std::size_t kFirstRound = 20;

/// What a batch says of one metric; `most`: the largest event of the numerator (or of the denominator, where those
/// count).
struct RareSample {
  Sample sample;
  double most = 0;
};

RareSample rare_sample(std::string_view metric, const RareBatch& batch, double span_s) {
  const RareSums& p = batch.plain;
  const RareSums& t = batch.tilted;
  const double squares = p.met_squares / (p.units * p.units) + t.lost_squares / (t.units * t.units);
  const double lost = p.lost_met / p.units + t.lost / t.units;
  const double seconds = p.seconds / p.units;
  const double incidents = t.incidents / t.units;
  const double incident_squares = t.incident_squares / (t.units * t.units);
  if (metric == "lost_requests_ratio") return {{lost, p.offered / p.units, squares}, t.lost_most / t.units};
  if (metric == "lost_requests")
    return {{lost * span_s, seconds, squares * span_s * span_s}, t.lost_most / t.units * span_s};
  if (metric == "incidents_per_year")
    return {{incidents, seconds / kYear, incident_squares}, t.incident_most / t.units};
  if (metric == "mttr_s") return {{t.outage / t.units, incidents, t.outage_squares / (t.units * t.units)}, 0};
  if (metric == "mtbf_s") return {{seconds, incidents, 0}, 0};
  BULKHEAD_CHECK(metric == "first_outage_s", "a metric that rare events give");
  return {{p.until_hit / p.units, t.hit / t.units, 0}, 0};
}

const std::vector<std::string_view>& summed_metrics() {
  static const std::vector<std::string_view> names = {
      "mttr_s", "mtbf_s", "incidents_per_year", "first_outage_s", "lost_requests_ratio", "lost_requests"};
  return names;
}

std::vector<RareSample> samples_of(std::string_view metric, const RareResult& result) {
  std::vector<RareSample> out;
  for (const auto& batch : result.batches) out.push_back(rare_sample(metric, batch, result.span.seconds()));
  return out;
}

double gain_of(const RareResult& result, bool incidents) {
  double units = 0, plain_units = 0, plain_events = 0, first = 0, second = 0, plain_second = 0;
  for (const auto& batch : result.batches) {
    units += batch.tilted.units;
    plain_units += batch.plain.units;
    plain_events += batch.plain.events;
    first += incidents ? batch.tilted.incidents : batch.tilted.lost;
    second += incidents ? batch.tilted.incident_squares : batch.tilted.lost_squares;
    plain_second += incidents ? batch.tilted.incident_plain_squares : batch.tilted.lost_plain_squares;
  }
  const double square = first / units * (first / units);
  const double own = (second / units - square) * (result.events() / units);
  return own > 0 ? std::max(0.0, plain_second / units - square) * (plain_events / plain_units) / own : 0;
}

/// The events of the incidents, where they stand below the line.
double effective_incidents(const RareResult& result) {
  std::vector<Sample> samples;
  for (const auto& one : samples_of("incidents_per_year", result)) samples.push_back(one.sample);
  return effective_events(samples);
}

void note(Estimate& out, const RareResult& result, double gain, double dominance) {
  const std::string how =
      result.method == RareMethod::cycles ? "steady state by failure biasing" : "by failure biasing";
  const bool few = out.effective < kEnough;
  if (out.mean && !few && dominance <= kDominates) {
    out.note = fmt::format("{}: {:.0f} effective, gain {:.3g}x", how, out.effective, gain);
    return;
  }
  out.conclusive = false;
  out.ci95.reset();
  out.note = few ? fmt::format("inconclusive {}: {:.1f} effective events", how, out.effective)
                 : fmt::format("inconclusive {}: one event has {:.0f} % of the sum", how, dominance * 100);
}

Estimate estimate_rare(const Metric& metric, const Metric& summed, const RareResult& result, StreamKey key,
                       double gain) {
  std::vector<Sample> samples;
  double sum = 0, most = 0;
  for (const auto& one : samples_of(summed.name, result)) {
    samples.push_back(one.sample);
    sum += one.sample.numerator;
    most = std::max(most, one.most);
  }
  if (sum == 0) {
    Estimate none;
    none.n = samples.size();
    none.note = "inconclusive by failure biasing: no event seen";
    return none;
  }
  if (summed.weight == Weight::below) {
    const double effective = effective_incidents(result);
    for (Sample& s : samples)
      s.squares = effective > 0 ? sum * sum / effective / static_cast<double>(samples.size()) : 0;
  }
  Estimate out = summed.weight == Weight::below ? estimate_ratio(samples, key) : estimate_metric(metric, samples, key);
  note(out, result, gain, most / sum);
  return out;
}

/// Batches [first, last), each thread with a plan of its own; they stand in their order.
std::vector<RareBatch> run_batches(const Model& model, const ObjectiveSpec& objective, RareMethod method,
                                   std::uint64_t seed, std::size_t first, std::size_t last, const RareBudget& budget) {
  std::vector<RareBatch> out(last - first);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    RareEvents events(model, objective, method);
    for (std::size_t i = next++; i < out.size() && !(budget.stop && budget.stop()); i = next++)
      out[i] = events.run(seed, first + i);
  };
  std::vector<std::jthread> helpers;
  for (unsigned i = 1; i < std::min<std::size_t>(budget.jobs, out.size()); ++i) helpers.emplace_back(work);
  work();
  helpers.clear();
  return out;
}

/// The widest of what is to be precise; infinite where one is inconclusive.
double widest(const RareResult& result) {
  double out = 0;
  for (const char* name : {"lost_requests_ratio", "incidents_per_year"}) {
    const Metric& metric = *find_metric(name);
    out = std::max(out, relative_half_width(estimate_rare(metric, metric, result, {}, 0)));
  }
  return out;
}

bool out_of_reach(double wide, const RareResult& result, const RareBudget& budget) {
  const double more = wide / budget.precision;
  return std::isfinite(wide) && result.events() * more * more > 4 * budget.events;
}

}  // namespace

double RareResult::events() const {
  double sum = 0;
  for (const auto& batch : batches) sum += batch.plain.events + batch.tilted.events;
  return sum;
}

double relative_half_width(const Estimate& estimate) {
  if (!estimate.ci95 || !estimate.mean) return std::numeric_limits<double>::infinity();
  const double half = (estimate.ci95->high - estimate.ci95->low) / 2;
  return half == 0 ? 0 : half / std::fabs(*estimate.mean);
}

RareResult simulate_rare(const Model& model, const ObjectiveSpec& objective, RareMethod method, std::uint64_t seed,
                         const RareBudget& budget) {
  RareResult result;
  result.method = method;
  result.span = model.horizon - model.warm_up;
  SpentError spent;
  for (std::size_t last = kFirstRound;; last *= 2) {
    auto more = run_batches(model, objective, method, seed, result.batches.size(), last, budget);
    if (budget.stop && budget.stop()) {
      if (result.batches.empty()) result.trouble = "stopped from outside";
      return result;
    }
    for (auto& batch : more) {
      if (result.trouble.empty()) result.trouble = batch.trouble;
      result.batches.push_back(std::move(batch));
    }
    if (!result.trouble.empty()) return result;
    const double wide = widest(result);
    const bool narrow = spent.narrow_enough(wide, budget.precision, result.batches.size());
    if (narrow || 2 * result.events() > budget.events || out_of_reach(wide, result, budget)) return result;
  }
}

std::vector<RareFigure> rare_figures(const RareResult& result, StreamKey key) {
  std::vector<RareFigure> out;
  if (!result.trouble.empty()) return out;
  for (const Metric& metric : metrics()) {
    const Metric& summed = metric.form == MetricForm::summed ? metric : *find_metric(metric.made_from);
    const auto& names = summed_metrics();
    if (std::find(names.begin(), names.end(), summed.name) == names.end()) continue;
    if (summed.name == "first_outage_s" && result.method != RareMethod::cycles) continue;
    const bool lost = summed.weight == Weight::lost_requests;
    const double gain = gain_of(result, !lost);
    out.push_back({&metric, estimate_rare(metric, summed, result, key, gain), gain});
  }
  return out;
}

}  // namespace bulkhead
