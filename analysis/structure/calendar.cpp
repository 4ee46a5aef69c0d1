// SPDX-License-Identifier: Apache-2.0
// Waits for tests, and sums over the phases of a period.
#include "analysis/structure/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <numeric>
#include <set>

namespace bulkhead {
namespace {

/// A clock that starts `since_s` after a test, failing at rate `rate`: mean time from the failure to the next test.
double wait_from(double since_s, double every_s, double rate) {
  const double first = every_s - since_s;
  const double later = every_s / -std::expm1(-rate * every_s) - 1 / rate;
  return first + std::expm1(-rate * first) / rate + std::exp(-rate * first) * later;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> up_at(const std::vector<double>& phases_s, const CalendarClock& clock) {
  const double every = clock.every_s, mttf = clock.mttf_s;
  const double cycle = mttf + mean_wait_for_test_s(every, mttf, clock.out_s) + mean_of(clock.out_s);
  std::vector<double> up;
  for (const double phase : phases_s) {
    double sum = 0;
    for (const double out : clock.out_s) {
      const double since = std::fmod(phase - out, every);
      sum += std::exp(-(since < 0 ? since + every : since) / mttf);
    }
    up.push_back(sum / static_cast<double>(clock.out_s.size()) / -std::expm1(-every / mttf) / (cycle / every));
  }
  return up;
}

/// Where much becomes up within a little while, or at once: quantiles of the repairs, as phases.
void add_breaks(const CalendarClock& clock, std::set<double>& breaks) {
  constexpr std::size_t kQuantiles = 16;
  auto sorted = clock.out_s;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i <= kQuantiles; ++i)
    breaks.insert(std::fmod(sorted[i * (sorted.size() - 1) / kQuantiles], clock.every_s));
}

}  // namespace

std::vector<double> equally_likely_s(const Distribution& length, int quantiles) {
  if (length.is_fixed()) return {length.first().seconds()};
  std::vector<double> out;
  for (int i = 0; i < quantiles; ++i) out.push_back(length.quantile_seconds((i + 0.5) / quantiles));
  return out;
}

double mean_wait_for_test_s(double every_s, double mttf_s, const std::vector<double>& out_s) {
  double sum = 0;
  for (const double out : out_s) sum += wait_from(std::fmod(out, every_s), every_s, 1 / mttf_s);
  return sum / static_cast<double>(out_s.size());
}

TestPhases::TestPhases(const std::vector<CalendarClock>& clocks) {
  const double every = clocks.front().every_s;
  std::set<double> breaks{0};
  std::set<std::string> seen;
  for (const CalendarClock& clock : clocks)
    if (seen.insert(clock.fault).second) add_breaks(clock, breaks);
  for (auto from = breaks.begin(); from != breaks.end(); ++from)
    add_phases(*from, std::next(from) == breaks.end() ? every : *std::next(from), every);
  std::map<std::string, std::vector<double>> up_by_fault;
  for (const CalendarClock& clock : clocks) {
    auto& up = up_by_fault[clock.fault];
    if (up.empty()) up = up_at(at_s_, clock);
    const auto [it, fresh] = happened_.try_emplace(clock.event, at_s_.size(), clock.others_down);
    for (std::size_t i = 0; i < at_s_.size(); ++i) it->second[i] = 1 - (1 - it->second[i]) * up[i];
  }
}

// What is up settles after a break in a time that is not known here: intervals by halves towards the break see all.
void TestPhases::add_phases(double from_s, double to_s, double every_s) {
  constexpr int kHalves = 12;
  using Rule = boost::math::quadrature::gauss<double, 10>;
  for (int i = 0; i < kHalves; ++i) {
    const double end = from_s + std::ldexp(to_s - from_s, -i);
    const double begin = i + 1 < kHalves ? from_s + std::ldexp(to_s - from_s, -i - 1) : from_s;
    const double half = (end - begin) / 2;
    for (std::size_t k = 0; k < Rule::abscissa().size(); ++k)
      for (const double side : {-1.0, 1.0}) {
        at_s_.push_back(begin + half + side * half * Rule::abscissa()[k]);
        weights_.push_back(half * Rule::weights()[k] / every_s);
      }
  }
}

double TestPhases::mean(EventNo event) const {
  return std::inner_product(weights_.begin(), weights_.end(), happened_.at(event).begin(), 0.0);
}

std::string calendar_objection(const std::vector<CalendarClock>& clocks) {
  const auto at_one_time = [&](const CalendarClock& c) { return c.every_s > 0 && c.every_s == clocks.front().every_s; };
  if (clocks.size() < 2 || std::all_of(clocks.begin(), clocks.end(), at_one_time)) return "";
  std::set<std::string> faults;
  for (const CalendarClock& clock : clocks) faults.insert(clock.fault);
  return fmt::format(
      "the clocks of {} keep to the calendar (tests, or lives and repairs of fixed lengths), and so to one another",
      fmt::join(faults, ", "));
}

}  // namespace bulkhead
