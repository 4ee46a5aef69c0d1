// SPDX-License-Identifier: Apache-2.0
// Waits for tests, and sums over the phases of a period.
#include "analysis/structure/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "analysis/structure/reduction.hpp"
#include "sim/check.hpp"

namespace bulkhead {
namespace {

constexpr double kMostSums = 10'000;  // clocks times tests at different times; assumed: about a second

/// x - (1 - exp(-x)), with all its digits.
double lag(double x) {
  constexpr double kSmall = 0.01;
  if (x > kSmall) return x + std::expm1(-x);
  return x * x / 2 * (1 - x / 3 * (1 - x / 4 * (1 - x / 5 * (1 - x / 6))));
}

/// Of a component that came up at a test or later: how likely its failure is to fall between two tests of a round, by the
/// number of those before, and the time from there to the end of that interval, with that probability.
class Failures {
 public:
  Failures(const Tests& tests, double mttf_s, const TestOut& out)
      : n_(static_cast<std::size_t>(tests.round())),
        every_s_(tests.every_s),
        mttf_s_(mttf_s),
        probability_(n_, 0),
        wait_s_(n_, 0),
        left_(n_, 0) {
    out.exponential_s ? end_by_rate(out.fixed_s, 1 / *out.exponential_s) : end_at(*out.lengths);
    live_on();
  }

  double probability(std::size_t interval) const { return probability_[interval]; }
  double wait_s(std::size_t interval) const { return wait_s_[interval]; }

 private:
  double fails_within(double s) const { return -std::expm1(-s / mttf_s_); }
  double waits_within(double s) const { return mttf_s_ * lag(s / mttf_s_); }

  /// An interval, and how much of it is left.
  std::pair<std::size_t, double> place(double after_s) const {
    const double in_round = std::fmod(after_s, static_cast<double>(n_) * every_s_);
    const auto interval = std::min(static_cast<std::size_t>(in_round / every_s_), n_ - 1);
    return {interval, static_cast<double>(interval + 1) * every_s_ - in_round};
  }

  void end_at(const std::vector<Likely>& repairs) {
    for (const Likely& repair : repairs) {
      const auto [at, rest] = place(repair.s);
      probability_[at] += repair.weight * fails_within(rest);
      wait_s_[at] += repair.weight * waits_within(rest);
      left_[at] += repair.weight * std::exp(-rest / mttf_s_);
    }
  }

  /// A repair of rate u that begins after a fixed time.
  void end_by_rate(double fixed_s, double u) {
    const auto [first, rest] = place(fixed_s);
    repair_for(first, rest, 1, u);
    const double round_s = static_cast<double>(n_) * every_s_;
    double under_repair = std::exp(-u * rest) / -std::expm1(-u * round_s);
    for (std::size_t k = 1; k <= n_; ++k, under_repair *= std::exp(-u * every_s_))
      repair_for((first + k) % n_, every_s_, under_repair, u);
  }

  /// What comes of a repair that goes on when `s` of an interval are left, with that probability. With l and u the rates of
  /// lives and repairs both are over within x with 1 - (u exp(-lx) - l exp(-ux)) / (u - l).
  void repair_for(std::size_t interval, double s, double probability, double u) {
    const double l = 1 / mttf_s_;
    constexpr double kAlike = 1e-4;
    double left = 0, fails = 0, waits = 0;
    if (std::fabs(u - l) < kAlike * l) {
      const double rate = (u + l) / 2, x = rate * s, e = std::exp(-x);
      left = x * e;
      fails = -std::expm1(-x) - x * e;
      waits = s + (2 * std::expm1(-x) + x * e) / rate;
    } else {
      left = u / (u - l) * (std::exp(-l * s) - std::exp(-u * s));
      fails = (l * lag(u * s) - u * lag(l * s)) / (u - l);
      waits = (u / l * lag(l * s) - l / u * lag(u * s)) / (u - l);
    }
    probability_[interval] += probability * fails;
    wait_s_[interval] += probability * waits;
    left_[interval] += probability * left;
  }

  /// Whoever came up in an interval and is up at its end fails in a later one.
  void live_on() {
    const double through = std::exp(-every_s_ / mttf_s_);
    double alive = 0;
    for (const double left : left_) alive = alive * through + left;
    alive /= -std::expm1(-static_cast<double>(n_) * every_s_ / mttf_s_);
    for (std::size_t i = 0; i < n_; ++i) {
      probability_[i] += alive * fails_within(every_s_);
      wait_s_[i] += alive * waits_within(every_s_);
      alive = alive * through + left_[i];
    }
  }

  std::size_t n_;
  double every_s_, mttf_s_;
  std::vector<double> probability_, wait_s_, left_;
};

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

/// How likely a tested clock has its event up, by the time since one of its tests. With r the repairs' ends modulo T in their
/// order, the sum over all repairs that have ended by t grows by one at each r and falls by exp(-x/m) in x.
class UpAfterTest {
 public:
  explicit UpAfterTest(const CalendarClock& clock)
      : out_(&clock.out),
        found_(rounds_of(clock.tests(), clock.mttf_s, clock.out).found),
        every_s_(clock.every_s()),
        round_s_(every_s_ * static_cast<double>(found_.size())),
        mttf_s_(clock.mttf_s) {
    if (out_->exponential_s) return;
    std::vector<Likely> ends = *clock.out.lengths;
    for (Likely& end : ends) end.s = std::fmod(end.s, round_s_);
    std::sort(ends.begin(), ends.end(), [](const Likely& a, const Likely& b) { return a.s < b.s; });
    for (const Likely& end : ends) ends_s_.push_back(end.s);
    const auto gap = [&](std::size_t k) { return k == 0 ? 0 : ends[k].s - ends[k - 1].s; };
    double once = 0;
    for (std::size_t k = 0; k < ends.size(); ++k) once = ends[k].weight + once * left(gap(k));
    last_ = once / -std::expm1(-round_s_ / mttf_s_);
    double sum = last_ * left(ends_s_.front() + round_s_ - ends_s_.back());
    for (std::size_t k = 0; k < ends.size(); ++k) sums_.push_back(sum = ends[k].weight + sum * left(gap(k)));
  }

  double at(double since_s) const {
    double sum = 0;
    for (std::size_t test = 0; test < found_.size(); ++test)
      sum += found_[test] * after(since_s - static_cast<double>(test) * every_s_);
    return sum;
  }

 private:
  /// With one repair that begins at a time in each round: the sum over all of them.
  double after(double since_s) const {
    const double shifted = since_s - (out_->exponential_s ? out_->fixed_s : 0);
    const double t = std::fmod(shifted, round_s_) + (shifted < 0 ? round_s_ : 0);
    if (out_->exponential_s) return alive_after_exponential(t, round_s_, 1 / mttf_s_, 1 / *out_->exponential_s);
    const auto next = std::upper_bound(ends_s_.begin(), ends_s_.end(), t);
    if (next == ends_s_.begin()) return last_ * left(t + round_s_ - ends_s_.back());
    return sums_[static_cast<std::size_t>(next - ends_s_.begin()) - 1] * left(t - *std::prev(next));
  }

  double left(double after_s) const { return std::exp(-after_s / mttf_s_); }

  const TestOut* out_;
  std::vector<double> found_;
  double every_s_, round_s_, mttf_s_;
  double last_ = 0;
  std::vector<double> ends_s_, sums_;
};

/// How often a chain is where, by the probabilities of its steps.
std::vector<double> in_the_long_run(const std::vector<std::vector<double>>& next) {
  std::vector<std::vector<ChainArc>> rows(next.size());
  for (StateNo from = 0; from < next.size(); ++from)
    for (StateNo to = 0; to < next.size(); ++to)
      if (to != from && next[from][to] > 0) rows[from].push_back({to, next[from][to]});
  const auto shares = reduce_states(std::move(rows), std::numeric_limits<double>::infinity());
  BULKHEAD_CHECK(shares.has_value(), "a reduction without a bound ends");
  return *shares;
}

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

Rounds rounds_of(const Tests& tests, double mttf_s, const TestOut& out) {
  const auto n = static_cast<std::size_t>(tests.round());
  const Failures failures(tests, mttf_s, out);
  std::vector<std::vector<double>> next(n, std::vector<double>(n, 0));  // from the test that began a repair
  std::vector<double> wait_s(n, 0);
  for (std::size_t begun = 0; begun < n; ++begun)
    for (std::size_t interval = 0; interval < n; ++interval) {
      const std::size_t first = (begun + interval + 1) % n;  // the first test after the failure
      const double fails = failures.probability(interval);
      double hidden = fails;
      wait_s[begun] += failures.wait_s(interval);
      for (std::size_t test = first; test > 0; test = (test + 1) % n) {
        const double left = fails * (1 - tests.coverage) + (hidden - fails * (1 - tests.coverage)) * tests.misses;
        next[begun][test] += hidden - left;
        wait_s[begun] += left * tests.every_s;
        hidden = left;
      }
      if (tests.full == 0) wait_s[begun] += hidden * tests.every_s * tests.misses / (1 - tests.misses);
      next[begun][0] += hidden;
    }
  Rounds rounds{n == 1 ? std::vector<double>{1} : in_the_long_run(next), 0};
  for (std::size_t test = 0; test < n; ++test) rounds.wait_s += rounds.found[test] * wait_s[test];
  const double repairs =
      tests.every_s * static_cast<double>(n) / (mttf_s + rounds.wait_s + out.mean_s());  // in a round
  for (double& found : rounds.found) found *= repairs;
  return rounds;
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
