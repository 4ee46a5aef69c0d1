// SPDX-License-Identifier: Apache-2.0
// Jackknife and bootstrap-t over merged replications; quantiles by Boost.Math in double.
#include "analysis/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "sim/check.hpp"

namespace bulkhead {
namespace {

using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

constexpr double kFewestEvents = 10;
constexpr double kFewestEffective = 3;  // of ten that were counted
constexpr int kResamples = 999;
constexpr double kTail = 0.025;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The four sums that every figure is a function of; b stays zero for a single ratio.
struct Sums {
  double xa = 0, ya = 0, xb = 0, yb = 0;

  void add(const Sums& other, double times) {
    xa += times * other.xa;
    ya += times * other.ya;
    xb += times * other.xb;
    yb += times * other.yb;
  }
  Sums without(const Sums& one) const { return {xa - one.xa, ya - one.ya, xb - one.xb, yb - one.yb}; }
  auto order() const { return std::tie(xa, ya, xb, yb); }
  bool operator==(const Sums&) const = default;
};

/// Replications that left the same four numbers, and how many there are.
struct Group {
  Sums value;
  std::uint64_t count = 0;
};

using Figure = double (*)(const Sums&);

double ratio_of(const Sums& s) {
  return s.xa / s.ya;
}
double difference_of(const Sums& s) {
  return s.xb / s.yb - s.xa / s.ya;
}
double relative_of(const Sums& s) {
  return s.xb / s.xa * (s.ya / s.yb) - 1;
}

std::vector<Group> merge_equal(std::vector<Sums> rows) {
  std::sort(rows.begin(), rows.end(), [](const Sums& l, const Sums& r) { return l.order() < r.order(); });
  std::vector<Group> groups;
  for (const Sums& row : rows) {
    if (groups.empty() || !(groups.back().value == row)) groups.push_back({row, 0});
    ++groups.back().count;
  }
  return groups;
}

Sums total_of(const std::vector<Group>& groups) {
  Sums total;
  for (const Group& g : groups) total.add(g.value, static_cast<double>(g.count));
  return total;
}

/// Standard error by leaving out one replication at a time; infinite where that leaves nothing.
double jackknife_error(const std::vector<Group>& groups, const Sums& total, double n, Figure figure) {
  std::vector<double> left_out;
  left_out.reserve(groups.size());
  double mean = 0;
  for (const Group& g : groups) {
    left_out.push_back(g.count == 0 ? 0 : figure(total.without(g.value)));
    mean += static_cast<double>(g.count) * left_out.back() / n;
  }
  double squares = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double d = left_out[i] - mean;
    squares += static_cast<double>(groups[i].count) * d * d;
  }
  const double error = std::sqrt((n - 1) / n * squares);
  return std::isfinite(error) ? error : kInfinity;
}

/// One bootstrap resample: multinomial counts over the groups by conditional binomials.
std::vector<Group> resample(const std::vector<Group>& groups, std::uint64_t n, Draws& draws) {
  std::vector<Group> drawn = groups;
  std::uint64_t left = n;
  std::uint64_t weight = n;
  for (Group& g : drawn) {
    const double p = static_cast<double>(g.count) / static_cast<double>(weight);
    weight -= g.count;
    g.count = weight == 0 ? left : draw_binomial(draws, left, p);
    left -= g.count;
  }
  return drawn;
}

/// A resample whose figure or error is undefined lies beyond every quantile on its side.
double studentised(const std::vector<Group>& drawn, double n, Figure figure, double value) {
  const Sums total = total_of(drawn);
  const double moved = figure(total) - value;
  if (!std::isfinite(moved)) return kInfinity;
  const double error = jackknife_error(drawn, total, n, figure);
  if (error > kRelativeRounding * std::fabs(value)) return moved / error;
  return moved < 0 ? -kInfinity : moved > 0 ? kInfinity : 0;
}

/// The studentised figure's quantiles at 2.5 % and 97.5 %.
struct Tails {
  double lower = 0;
  double upper = 0;
};

Tails bootstrap_t(const std::vector<Group>& groups, std::uint64_t n, Figure figure, double value, StreamKey key) {
  std::vector<double> ts;
  ts.reserve(kResamples);
  for (int i = 0; i < kResamples; ++i) {
    Draws draws(key, static_cast<std::uint64_t>(i));
    ts.push_back(studentised(resample(groups, n, draws), static_cast<double>(n), figure, value));
  }
  std::sort(ts.begin(), ts.end());
  return {ts[24], ts[974]};  // the 975th of 999: probability 0.975
}

Tails student(double n) {
  const double reach = student_t_quantile(0.975, n - 1);
  return {-reach, reach};
}

/// Bootstrap-t knows the events that were seen; Student's t is as unsure as they are few and unequal.
Tails tails_of_few(const Tails& seen, const Tails& few, Makeup makeup) {
  return {std::min(seen.lower, few.lower), makeup == Makeup::sum ? seen.upper : std::max(seen.upper, few.upper)};
}

/// How many events stand behind a figure: their number, if it is known, and Kish's.
struct Events {
  double counted = 0;
  double effective = 0;
  Makeup makeup = Makeup::mean;
};

/// Empty, or why they are too few.
std::string too_few(const Events& events) {
  if (events.counted > 0 && events.counted < kFewestEvents)
    return fmt::format("inconclusive: {:.0f} event{}", events.counted, events.counted == 1 ? "" : "s");
  if (events.effective < (events.counted > 0 ? kFewestEffective : kFewestEvents))
    return fmt::format("inconclusive: {:.1f} effective events", events.effective);
  return "";
}

/// Two-sided p of zero: at 0.05 as the tails say, and beyond in the shape of Student's t.
double chance_of_zero(double t, const Tails& tails, double n) {
  const double reach = student_t_quantile(0.975, n - 1);
  const double own = std::max(t > 0 ? tails.upper : -tails.lower, reach / 10);
  const boost::math::students_t_distribution<double, Policy> law(n - 1);
  const double p = 2 * boost::math::cdf(boost::math::complement(law, std::fabs(t) * reach / own));
  return std::round(p * 1e12) / 1e12;
}

/// True when every group alone gives the figure of all, or has nothing to give (0 of 0): nothing varies but rounding. A
/// figure that only a few of the replications give may be the same by chance.
bool same_in_all(const std::vector<Group>& groups, const Sums& total, Figure figure) {
  if (groups.size() == 1) return true;
  const double value = figure(total);
  const double scale = std::max({std::fabs(value), std::fabs(total.xa / total.ya), std::fabs(total.xb / total.yb)});
  std::uint64_t all = 0, giving = 0;
  for (const Group& g : groups) {
    const double own = figure(g.value);
    if (std::fabs(own - value) > kRelativeRounding * scale) return false;
    all += g.count;
    if (!std::isnan(own)) giving += g.count;
  }
  return 2 * giving >= all || static_cast<double>(giving) >= kFewestEvents;
}

void add_interval(Estimate& out, const std::vector<Group>& groups, const Sums& total, Figure figure,
                  const Events& events, StreamKey key) {
  const double n = static_cast<double>(out.n);
  if (out.n < 2) {
    out.note = "one replication has no interval";
    return;
  }
  if (same_in_all(groups, total, figure)) {
    out.ci95 = Interval{*out.mean, *out.mean};
    out.conclusive = true;
    out.note = "the same in every replication";
    return;
  }
  out.note = too_few(events);
  if (!out.note.empty()) return;
  const double error = jackknife_error(groups, total, n, figure);
  const bool plenty = out.effective >= kEnoughEvents;
  const Tails tails =
      plenty ? student(n)
             : tails_of_few(bootstrap_t(groups, out.n, figure, *out.mean, key), student(out.effective), events.makeup);
  const Interval ci{*out.mean - tails.upper * error, *out.mean - tails.lower * error};
  if (!std::isfinite(ci.low) || !std::isfinite(ci.high)) {
    out.note = "inconclusive: too few replications carry the figure";
    return;
  }
  out.ci95 = ci;
  out.conclusive = true;
  out.p = chance_of_zero(*out.mean / error, tails, n);
}

Estimate estimate(std::vector<Sums> rows, Figure figure, const Events& events, StreamKey key) {
  Estimate out;
  out.n = rows.size();
  out.effective = events.effective;
  if (rows.empty()) return out;
  const std::vector<Group> groups = merge_equal(std::move(rows));
  const Sums total = total_of(groups);
  const double value = figure(total);
  if (!std::isfinite(value)) return out;
  out.mean = value;
  add_interval(out, groups, total, figure, events, key);
  return out;
}

std::vector<Sums> pair_up(std::span<const Sample> a, std::span<const Sample> b) {
  BULKHEAD_CHECK(a.size() == b.size(), "paired samples have one entry per replication each");
  std::vector<Sums> rows;
  rows.reserve(a.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    rows.push_back({a[i].numerator, a[i].denominator, b[i].numerator, b[i].denominator});
  return rows;
}

Sample sum_of(std::span<const Sample> samples) {
  Sample sum;
  for (const Sample& s : samples) {
    sum.numerator += s.numerator;
    sum.denominator += s.denominator;
    sum.squares += s.squares;
    sum.events += s.events;
  }
  return sum;
}

/// The events of both sides, taken to be the same ones: on common random numbers most are, and where they are not the
/// number is too small, never too large.
Events pooled_events(std::span<const Sample> a, std::span<const Sample> b) {
  const Sample sa = sum_of(a);
  const Sample sb = sum_of(b);
  const double ya = sa.denominator > 0 ? sa.denominator : 1;
  const double yb = sb.denominator > 0 ? sb.denominator : 1;
  const double weight = std::fabs(sa.numerator) / ya + std::fabs(sb.numerator) / yb;
  const double norm = std::sqrt(sa.squares) / ya + std::sqrt(sb.squares) / yb;
  return {std::max(sa.events, sb.events), norm > 0 ? (weight / norm) * (weight / norm) : 0, Makeup::mean};
}

}  // namespace

Estimate estimate_ratio(std::span<const Sample> samples, StreamKey key, Makeup makeup) {
  std::vector<Sums> rows;
  rows.reserve(samples.size());
  for (const Sample& s : samples) rows.push_back({s.numerator, s.denominator, 0, 0});
  return estimate(std::move(rows), ratio_of, {sum_of(samples).events, effective_events(samples), makeup}, key);
}

Estimate estimate_difference(std::span<const Sample> a, std::span<const Sample> b, StreamKey key) {
  return estimate(pair_up(a, b), difference_of, pooled_events(a, b), key);
}

Estimate estimate_relative(std::span<const Sample> a, std::span<const Sample> b, StreamKey key) {
  return estimate(pair_up(a, b), relative_of, pooled_events(a, b), key);
}

double effective_events(std::span<const Sample> samples) {
  const Sample sum = sum_of(samples);
  return sum.squares > 0 ? sum.numerator * sum.numerator / sum.squares : 0;
}

std::optional<double> variance_removed(std::span<const Sample> a, std::span<const Sample> b) {
  BULKHEAD_CHECK(a.size() == b.size(), "paired samples have one entry per replication each");
  const Sample sa = sum_of(a);
  const Sample sb = sum_of(b);
  if (!(sa.denominator > 0) || !(sb.denominator > 0)) return std::nullopt;
  double paired = 0;
  double apart = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double da = (a[i].numerator - sa.numerator / sa.denominator * a[i].denominator) / sa.denominator;
    const double db = (b[i].numerator - sb.numerator / sb.denominator * b[i].denominator) / sb.denominator;
    paired += (db - da) * (db - da);
    apart += da * da + db * db;
  }
  if (!(apart > 0)) return std::nullopt;
  return 1 - paired / apart;
}

const char* to_string(Verdict verdict) {
  static constexpr const char* kNames[] = {"better", "worse", "same", "inconclusive"};
  return kNames[static_cast<int>(verdict)];
}

Verdict judge(const Estimate& difference, Direction direction, double scale) {
  constexpr double kSame = 0.05;
  constexpr double kNothing = 1e-9;
  if (!difference.mean || !difference.ci95 || !difference.conclusive) return Verdict::inconclusive;
  const Interval ci = *difference.ci95;
  const double reach = std::max(std::fabs(ci.low), std::fabs(ci.high));
  if (reach <= kNothing * scale) return Verdict::same;
  if (ci.low <= 0 && ci.high >= 0) return reach <= kSame * scale ? Verdict::same : Verdict::inconclusive;
  if (direction == Direction::neutral) return Verdict::inconclusive;
  const bool higher = ci.low > 0;
  return higher == (direction == Direction::higher_is_better) ? Verdict::better : Verdict::worse;
}

std::vector<double> holm(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t l, std::size_t r) { return p[l] < p[r]; });
  std::vector<double> out(p.size());
  double least = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    least = std::max(least, std::min(1.0, static_cast<double>(p.size() - i) * p[order[i]]));
    out[order[i]] = least;
  }
  return out;
}

double student_t_quantile(double p, double df) {
  const boost::math::students_t_distribution<double, Policy> t(df);
  return std::round(boost::math::quantile(t, p) * 1e10) / 1e10;
}

Interval clopper_pearson(std::uint64_t k, std::uint64_t n) {
  BULKHEAD_CHECK(n > 0 && k <= n, "Clopper-Pearson wants k of n with n above zero");
  const auto successes = static_cast<double>(k);
  const auto failures = static_cast<double>(n - k);
  const double low = k == 0 ? 0 : boost::math::ibeta_inv(successes, failures + 1, 0.025, Policy());
  const double high = k == n ? 1 : boost::math::ibeta_inv(successes + 1, failures, 0.975, Policy());
  return {std::round(low * 1e12) / 1e12, std::round(high * 1e12) / 1e12};
}

Interval poisson_interval(std::uint64_t count) {
  const auto k = static_cast<double>(count);
  const double low = count == 0 ? 0 : boost::math::gamma_p_inv(k, 0.025, Policy());
  const double high = boost::math::gamma_p_inv(k + 1, 0.975, Policy());
  return {std::round(low * 1e9) / 1e9, std::round(high * 1e9) / 1e9};
}

std::optional<double> sample_quantile(std::span<const double> sorted, double p) {
  if (sorted.empty()) return std::nullopt;
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// With B of n values below the quantile, B binomial: x_(l) <= quantile <= x_(u) fails where B < l or B >= u.
std::optional<Interval> quantile_interval(std::span<const double> sorted, double p) {
  if (sorted.size() < fewest_for_quantile(p)) return std::nullopt;
  const auto n = static_cast<double>(sorted.size());
  const auto at_least = [&](double k) { return k <= 0 ? 1 : boost::math::ibeta(k, n - k + 1, p, Policy()); };
  std::size_t low = 1, beyond = sorted.size();
  while (beyond - low > 1) {  // the largest rank with at most 2.5 % of less
    const std::size_t middle = (low + beyond) / 2;
    (1 - at_least(static_cast<double>(middle)) <= kTail ? low : beyond) = middle;
  }
  std::size_t high = sorted.size(), below = low;
  while (high - below > 1) {  // the smallest with at most 2.5 % of as many
    const std::size_t middle = (high + below) / 2;
    (at_least(static_cast<double>(middle)) <= kTail ? high : below) = middle;
  }
  return Interval{sorted[low - 1], sorted[high - 1]};
}

std::size_t fewest_for_quantile(double p) {
  const double outside = std::max(p, 1 - p);
  std::size_t n = 1;
  for (double all = outside; all > kTail; all *= outside) ++n;
  return n;
}

}  // namespace bulkhead
