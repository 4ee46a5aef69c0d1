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

/// How likely a tested clock has its event up, by the time since one of its tests. With r the repairs' ends modulo T in their
/// order, the sum over all repairs that have ended by t grows by one at each r and falls by exp(-x/m) in x.
class UpAfterTest {
 public:
  explicit UpAfterTest(const CalendarClock& clock) : every_s_(clock.every_s()), mttf_s_(clock.mttf_s) {
    for (const double out : clock.out_s) ends_s_.push_back(std::fmod(out, every_s_));
    std::sort(ends_s_.begin(), ends_s_.end());
    const double cycle = mttf_s_ + mean_wait_for_test_s(every_s_, mttf_s_, clock.out_s) + mean_of(clock.out_s);
    scale_ = every_s_ / cycle / static_cast<double>(ends_s_.size());
    double once = 0;
    for (std::size_t k = 0; k < ends_s_.size(); ++k) once = 1 + once * left(k == 0 ? 0 : ends_s_[k] - ends_s_[k - 1]);
    last_ = once / -std::expm1(-every_s_ / mttf_s_);
    double sum = last_ * left(ends_s_.front() + every_s_ - ends_s_.back());
    for (std::size_t k = 0; k < ends_s_.size(); ++k)
      sums_.push_back(sum = 1 + (k == 0 ? sum : sum * left(ends_s_[k] - ends_s_[k - 1])));
  }

  double at(double since_s) const {
    const double t = std::fmod(since_s, every_s_) + (since_s < 0 ? every_s_ : 0);
    const auto after = std::upper_bound(ends_s_.begin(), ends_s_.end(), t);
    if (after == ends_s_.begin()) return scale_ * last_ * left(t + every_s_ - ends_s_.back());
    return scale_ * sums_[static_cast<std::size_t>(after - ends_s_.begin()) - 1] * left(t - *std::prev(after));
  }

 private:
  double left(double after_s) const { return std::exp(-after_s / mttf_s_); }

  double every_s_, mttf_s_;
  double scale_ = 0, last_ = 0;
  std::vector<double> ends_s_, sums_;
};

/// In which all tests come again, in ns; 0: after more tests than are taken.
std::int64_t common_period(const std::vector<CalendarClock>& clocks) {
  constexpr std::int64_t kMostTests = 200;
  constexpr double kLongest = 9e18;
  std::int64_t common = 1;
  for (const CalendarClock& clock : clocks) {
    const std::int64_t times = clock.period.count() / std::gcd(common, clock.period.count());
    if (static_cast<double>(common) * static_cast<double>(times) > kLongest) return 0;
    common *= times;
  }
  for (const CalendarClock& clock : clocks)
    if (common / clock.period.count() > kMostTests / clock.looks) return 0;
  return common;
}

/// Tests that share their times and their fault.
using Grid = std::pair<std::string, double>;

Grid grid_of(const CalendarClock& clock) {
  return {clock.fault, clock.first_s};
}

/// Where much becomes up within a little while, or at once: quantiles of the repairs, after each test.
void add_breaks(const CalendarClock& clock, double common_s, std::size_t quantiles, std::set<double>& breaks) {
  auto sorted = clock.out_s;
  std::sort(sorted.begin(), sorted.end());
  const auto tests = static_cast<int>(std::lround(common_s / clock.every_s()));
  for (int test = 0; test < tests; ++test)
    for (std::size_t i = 0; i <= quantiles; ++i)
      breaks.insert(
          std::fmod(clock.first_s + test * clock.every_s() + sorted[i * (sorted.size() - 1) / quantiles], common_s));
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
  const double common_s = Duration::ns(common_period(clocks)).seconds();
  std::map<Grid, const CalendarClock*> grids;
  double tests = 0;
  for (const CalendarClock& clock : clocks)
    if (grids.try_emplace(grid_of(clock), &clock).second) tests += common_s / clock.every_s();
  constexpr double kMostQuantiles = 16, kQuantilesInAll = 256;
  const auto quantiles = static_cast<std::size_t>(std::clamp(kQuantilesInAll / tests, 1.0, kMostQuantiles));
  std::set<double> breaks{0};
  for (const auto& [grid, clock] : grids) add_breaks(*clock, common_s, quantiles, breaks);
  for (auto from = breaks.begin(); from != breaks.end(); ++from)
    add_phases(*from, std::next(from) == breaks.end() ? common_s : *std::next(from), common_s);
  std::map<Grid, std::vector<double>> up_by_grid;
  for (const CalendarClock& clock : clocks) {
    auto& up = up_by_grid[grid_of(clock)];
    if (up.empty()) {
      const UpAfterTest after(clock);
      for (const double at : at_s_) up.push_back(after.at(at - clock.first_s));
    }
    const auto [it, fresh] = happened_.try_emplace(clock.event, at_s_.size(), clock.others_down);
    for (std::size_t i = 0; i < at_s_.size(); ++i) it->second[i] = 1 - (1 - it->second[i]) * up[i];
  }
}

// What is up settles after a break in a time that is not known here: intervals by halves towards the break see all.
void TestPhases::add_phases(double from_s, double to_s, double period_s) {
  constexpr int kHalves = 12;
  using Rule = boost::math::quadrature::gauss<double, 10>;
  for (int i = 0; i < kHalves; ++i) {
    const double end = from_s + std::ldexp(to_s - from_s, -i);
    const double begin = i + 1 < kHalves ? from_s + std::ldexp(to_s - from_s, -i - 1) : from_s;
    const double half = (end - begin) / 2;
    for (std::size_t k = 0; k < Rule::abscissa().size(); ++k)
      for (const double side : {-1.0, 1.0}) {
        at_s_.push_back(begin + half + side * half * Rule::abscissa()[k]);
        weights_.push_back(half * Rule::weights()[k] / period_s);
      }
  }
}

double TestPhases::mean(EventNo event) const {
  return std::inner_product(weights_.begin(), weights_.end(), happened_.at(event).begin(), 0.0);
}

std::string calendar_objection(const std::vector<CalendarClock>& clocks) {
  const auto tested = [](const CalendarClock& clock) { return clock.tested(); };
  if (clocks.size() < 2 || (std::all_of(clocks.begin(), clocks.end(), tested) && common_period(clocks) > 0)) return "";
  std::set<std::string> faults;
  for (const CalendarClock& clock : clocks) faults.insert(clock.fault);
  return fmt::format(
      "the clocks of {} keep to the calendar (tests, or lives and repairs of fixed lengths), and so to one another",
      fmt::join(faults, ", "));
}

}  // namespace bulkhead
