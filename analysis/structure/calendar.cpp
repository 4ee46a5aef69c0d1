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

constexpr double kMostSums = 10'000;  // clocks times tests at different times; assumed: about a second

/// A clock that starts `since_s` after a test, failing at rate `rate`: mean time from the failure to the next test.
double wait_from(double since_s, double every_s, double rate) {
  const double first = every_s - since_s;
  const double later = every_s / -std::expm1(-rate * every_s) - 1 / rate;
  return first + std::expm1(-rate * first) / rate + std::exp(-rate * first) * later;
}

/// With exponential repairs of rate u and lives of rate l: the sum over k of the chance that a repair has ended by kT + t and
/// its life has not, t in [0, T). Each is u (exp(-lx) - exp(-ux)) / (u - l) at x = kT + t; where both rates are about
/// alike, the derivative between them.
double alive_after_exponential(double t, double every, double l, double u) {
  const auto sum = [&](double rate) { return std::exp(-rate * t) / -std::expm1(-rate * every); };
  const auto slope = [&](double rate) {
    const double once = -std::expm1(-rate * every);
    return -std::exp(-rate * t) / once * (t + every * std::exp(-rate * every) / once);
  };
  constexpr double kAlike = 1e-4;
  if (std::fabs(u - l) < kAlike * l) return -u * slope((u + l) / 2);
  return u / (u - l) * (sum(l) - sum(u));
}

/// Tests from one that finds the component failed to the next that does, on average, times the time between tests: a test is
/// none as long as the repair lasts, or the life after it.
double exponential_cycle_s(double every, double mttf, const TestOut& out) {
  const double tests = std::floor(out.fixed_s / every) + 1, since = tests * every - out.fixed_s,
               u = 1 / *out.exponential_s;
  return every *
         (tests + std::exp(-u * since) / -std::expm1(-u * every) + alive_after_exponential(since, every, 1 / mttf, u));
}

/// How likely a tested clock has its event up, by the time since one of its tests. With r the repairs' ends modulo T in their
/// order, the sum over all repairs that have ended by t grows by one at each r and falls by exp(-x/m) in x.
class UpAfterTest {
 public:
  explicit UpAfterTest(const CalendarClock& clock)
      : out_(&clock.out), every_s_(clock.every_s()), mttf_s_(clock.mttf_s) {
    const double cycle = mttf_s_ + mean_wait_for_test_s(every_s_, mttf_s_, clock.out) + clock.out.mean_s();
    scale_ = every_s_ / cycle;
    if (out_->exponential_s) return;
    std::vector<Likely> ends = *clock.out.lengths;
    for (Likely& end : ends) end.s = std::fmod(end.s, every_s_);
    std::sort(ends.begin(), ends.end(), [](const Likely& a, const Likely& b) { return a.s < b.s; });
    for (const Likely& end : ends) ends_s_.push_back(end.s);
    const auto gap = [&](std::size_t k) { return k == 0 ? 0 : ends[k].s - ends[k - 1].s; };
    double once = 0;
    for (std::size_t k = 0; k < ends.size(); ++k) once = ends[k].weight + once * left(gap(k));
    last_ = once / -std::expm1(-every_s_ / mttf_s_);
    double sum = last_ * left(ends_s_.front() + every_s_ - ends_s_.back());
    for (std::size_t k = 0; k < ends.size(); ++k) sums_.push_back(sum = ends[k].weight + sum * left(gap(k)));
  }

  double at(double since_s) const {
    const double shifted = since_s - (out_->exponential_s ? out_->fixed_s : 0);
    const double t = std::fmod(shifted, every_s_) + (shifted < 0 ? every_s_ : 0);
    if (out_->exponential_s)
      return scale_ * alive_after_exponential(t, every_s_, 1 / mttf_s_, 1 / *out_->exponential_s);
    const auto after = std::upper_bound(ends_s_.begin(), ends_s_.end(), t);
    if (after == ends_s_.begin()) return scale_ * last_ * left(t + every_s_ - ends_s_.back());
    return scale_ * sums_[static_cast<std::size_t>(after - ends_s_.begin()) - 1] * left(t - *std::prev(after));
  }

 private:
  double left(double after_s) const { return std::exp(-after_s / mttf_s_); }

  const TestOut* out_;
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

/// At different times, in the common period.
double tests_of(const std::vector<CalendarClock>& clocks) {
  const double common_s = Duration::ns(common_period(clocks)).seconds();
  std::set<Grid> grids;
  double tests = 0;
  for (const CalendarClock& clock : clocks)
    if (grids.insert(grid_of(clock)).second) tests += std::round(common_s / clock.every_s());
  return tests;
}

/// Where much becomes up within a little while, or at once: quantiles of the repairs, after each test.
void add_breaks(const CalendarClock& clock, double common_s, std::size_t quantiles, std::set<double>& breaks) {
  std::vector<double> sorted;
  for (const Likely& length : *clock.out.lengths)
    if (length.weight >= clock.out.lengths->front().weight) sorted.push_back(length.s);  // not the tail
  std::sort(sorted.begin(), sorted.end());
  const auto tests = static_cast<int>(std::lround(common_s / clock.every_s()));
  for (int test = 0; test < tests; ++test)
    for (std::size_t i = 0; i <= quantiles; ++i)
      breaks.insert(
          std::fmod(clock.first_s + test * clock.every_s() + sorted[i * (sorted.size() - 1) / quantiles], common_s));
}

}  // namespace

double TestOut::mean_s() const {
  if (exponential_s) return fixed_s + *exponential_s;
  return std::accumulate(lengths->begin(), lengths->end(), 0.0,
                         [](double sum, const Likely& length) { return sum + length.weight * length.s; });
}

std::vector<Likely> likely_lengths(const Distribution& length, int quantiles) {
  if (length.is_fixed()) return {{length.first().seconds(), 1}};
  constexpr double kTail = 0.01, kNothing = 1e-13;
  std::vector<Likely> out;
  const auto add = [&](double from, double to, int parts) {  // of the probability to be longer
    const double weight = (from - to) / parts;
    for (int i = 0; i < parts; ++i) out.push_back({length.quantile_seconds(1 - (from - weight * (i + 0.5))), weight});
  };
  add(1, kTail, quantiles);
  double from = kTail;
  for (; from > kNothing; from /= 10) add(from, from / 10, std::max(1, quantiles / 10));
  out.push_back({length.quantile_seconds(1 - from / 2), from});
  return out;
}

double mean_wait_for_test_s(double every_s, double mttf_s, const TestOut& out) {
  if (out.exponential_s) return exponential_cycle_s(every_s, mttf_s, out) - mttf_s - out.mean_s();
  return std::accumulate(out.lengths->begin(), out.lengths->end(), 0.0, [&](double sum, const Likely& length) {
    return sum + length.weight * wait_from(std::fmod(length.s, every_s), every_s, 1 / mttf_s);
  });
}

TestPhases::TestPhases(const std::vector<CalendarClock>& clocks) {
  const double common_s = Duration::ns(common_period(clocks)).seconds();
  std::map<Grid, const CalendarClock*> grids;
  for (const CalendarClock& clock : clocks) grids.try_emplace(grid_of(clock), &clock);
  const double tests = tests_of(clocks);
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
  if (clocks.size() < 2) return "";
  std::set<std::string> faults;
  if (std::all_of(clocks.begin(), clocks.end(), tested) && common_period(clocks) > 0) {
    const double tests = tests_of(clocks);
    if (tests * static_cast<double>(clocks.size()) <= kMostSums) return "";
    return fmt::format("its {} tested clocks are looked at at {} different times, which are too many to sum over",
                       clocks.size(), tests);
  }
  for (const CalendarClock& clock : clocks) faults.insert(clock.fault);
  return fmt::format(
      "the clocks of {} keep to the calendar (tests, or lives and repairs of fixed lengths), and so to one another",
      fmt::join(faults, ", "));
}

}  // namespace bulkhead
