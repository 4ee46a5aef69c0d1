// SPDX-License-Identifier: Apache-2.0
// Closed forms of repairable systems.
#include "analysis/arithmetic/chains.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>

namespace bulkhead::arithmetic {

void demand(bool holds, const char* sentence) {
  if (!holds) throw ArithmeticError(sentence);
}

namespace {

constexpr double kMostGroups = 1e7;

/// A sum of terms each of which is the last one times a factor, beyond the range of numbers too: sum x 2^(512 shifts).
class Terms {
 public:
  explicit Terms(double first) : term_(first), sum_(first) {}

  void next(double factor) {
    sum_ += term_ *= factor;
    if (sum_ < kLarge) return;
    sum_ /= kLarge;
    term_ /= kLarge;
    ++shifts_;
  }

  /// This over the other, or as near as a number comes.
  double over(const Terms& other) const { return std::ldexp(sum_ / other.sum_, 512 * (shifts_ - other.shifts_)); }
  double value() const { return over(Terms(1)); }

 private:
  static constexpr double kLarge = 0x1p512;
  double term_, sum_;
  int shifts_ = 0;
};

}  // namespace

Figures repairable(Given given) {
  const auto n = static_cast<int>(given[0]);
  const auto k = static_cast<int>(given[1]);
  const double lambda = 1 / given[2];
  const double mu = 1 / given[3];
  const int crews = given[4] > 0 ? static_cast<int>(given[4]) : n;
  const int active = given[5] > 0 ? static_cast<int>(given[5]) : n;
  const bool halts = given[6] > 0;
  demand(n >= 1 && n <= 100000 && k >= 1 && k <= n, "it needs 1 <= needed <= units <= 100000");
  demand(active >= k && active <= n, "needed <= active <= units");
  const int most = n - k;  // failed units that the system survives
  const auto fails = [&](int failed) { return halts && failed > most ? 0.0 : lambda * std::min(active, n - failed); };
  const auto mends = [&](int failed) { return mu * std::min(failed, crews); };
  // pi(i) relative to pi(most), outwards, so that nothing is lost.
  Terms up(1), down(fails(most) / mends(most + 1));
  double above = 0, first = 0;
  for (int i = most; i > 0; --i) up.next(mends(i) / fails(i - 1));
  for (int i = most + 1; i < n && fails(i) > 0; ++i) down.next(fails(i) / mends(i + 1));
  for (int i = 0; i <= most; ++i) first += above = (1 + (i > 0 ? mends(i) * above : 0)) / fails(i);
  const double down_over_up = down.over(up), down_over_edge = down.value();
  const double unavailability = std::isinf(down_over_up) ? 1 : down_over_up / (1 + down_over_up);
  const double mean_outage = down_over_edge / fails(most);
  Figures out{{"unavailability_ratio", {unavailability}},
              {"availability_ratio", {1 / (1 + down_over_up)}},
              {"outages_per_year", {unavailability / mean_outage * kSecondsPerYear}}};
  if (std::isfinite(mean_outage)) out.push_back({"mean_outage_s", {mean_outage}});
  if (std::isfinite(first)) out.push_back({"mean_time_to_first_outage_s", {first}});
  return out;
}

Figures unit_over_time(Given given) {
  const double lambda = 1 / given[0];
  const double mu = 1 / given[1];
  const double rate = lambda + mu;
  Figures out{{"available_at_ratio", {}}, {"mean_availability_until_ratio", {}}};
  for (const double t : given.subspan(2)) {
    demand(t > 0, "a time is positive");
    out[0].values.push_back(mu / rate + lambda / rate * std::exp(-rate * t));
    out[1].values.push_back(mu / rate - lambda / (rate * rate * t) * std::expm1(-rate * t));
  }
  return out;
}

// By how many of the groups are degraded, j: T_j = (1 + (G-j) a T_j+1 + j mu T_j-1) / ((G-j) a + j mu + j b), with a = n lambda for a
// group that is whole and b = (n-1) lambda for one that is not. T_j = p_j + (1 - c_j) T_j-1, from the last on; sums of positive terms.
double time_to_loss(double groups, double a, double b, double mu) {
  double p = 0, c = 0;
  for (double j = groups; j >= 1; --j) {
    const double worse = (groups - j) * a;
    const double left = worse * c + j * b;
    p = (1 + worse * p) / (j * mu + left);
    c = left / (j * mu + left);
  }
  return (1 + groups * a * p) / (groups * a * c);
}

// From i failed disks to one more: t_i = (1 + mu t_i-1) mttf / (n - i), without mu for i = 0.
double group_time_to_loss(double disks, double parity, double mttf, double mu) {
  double step = 0, sum = 0;
  for (double i = 0; i <= parity; ++i) {
    step = (1 + mu * step) * mttf / (disks - i);
    sum += step;
  }
  return sum;
}

Figures raid(Given given) {
  const double disks = given[0], group = given[1], mttf = given[2], repair = given[3], parity = given[4];
  demand(disks >= 1 && group >= 1, "it needs one data disk or more, and groups of one or more");
  demand(std::fmod(disks, group) == 0, "the data disks must divide among the groups");
  demand(parity >= 1 && parity <= 100, "a group has from 1 to 100 parity disks");
  const double n = group + parity, groups = disks / group, mu = 1 / repair;
  demand(groups <= kMostGroups, "it needs ten million groups or fewer");
  double approximate = mttf / (groups * n);
  for (double i = 1; i <= parity; ++i) approximate *= mttf / ((n - i) * repair);
  Figures out{{"approximate_mttdl_s", {approximate}}};
  if (parity == 1) out.push_back({"mttdl_s", {time_to_loss(groups, n / mttf, (n - 1) / mttf, mu)}});
  out.push_back({"group_mttdl_s", {group_time_to_loss(n, parity, mttf, mu)}});
  return out;
}

Figures periodic_test(Given given) {
  const double x = given[1] / given[0];
  return {{"unavailability_ratio", {1 + std::expm1(-x) / x}}, {"half_interval_over_mttf_ratio", {x / 2}}};
}

// Mean steps to absorption of the chain of the last n - 1 datapoints, by elimination.
namespace {

/// The last breaches, newest first, as far as they can still be of those m of n in a row of datapoints.
std::uint64_t that_count(std::uint64_t breaches, int m, int n) {
  for (int age = n - 1; age-- > 0;) {
    if ((breaches >> age & 1U) == 0) continue;
    const int newer = std::popcount(breaches & ((std::uint64_t{1} << age) - 1));
    if (m - 1 - newer <= n - 1 - age) return breaches;
    breaches &= ~(std::uint64_t{1} << age);
  }
  return breaches;
}

}  // namespace

Figures alarm(Given given) {
  constexpr std::size_t kMostStates = 1'000;
  const double p = given[0];
  const auto m = static_cast<int>(given[1]), n = static_cast<int>(given[2]);
  demand(p > 0, "a datapoint must be able to breach: p above 0");
  demand(m >= 1 && m <= n && n <= 60, "it needs 1 <= m <= n <= 60");
  std::map<std::uint64_t, std::size_t> number{{0, 0}};
  std::vector<std::uint64_t> known{0};
  const auto state = [&](std::uint64_t breaches) {
    const auto [it, fresh] =
        number.emplace(that_count(breaches & ((std::uint64_t{1} << (n - 1)) - 1), m, n), known.size());
    if (fresh) known.push_back(it->first);
    demand(known.size() <= kMostStates, "so many datapoints may breach in so many ways: choose fewer");
    return it->second;
  };
  std::vector<std::pair<std::size_t, std::optional<std::size_t>>>
      next;  // after a good one, after a breach; none: alarm
  for (std::size_t s = 0; s < known.size(); ++s) {
    const std::uint64_t window = known[s] << 1U;
    const bool alarms = std::popcount(window | 1U) >= m;
    const std::size_t good = state(window);
    next.emplace_back(good, alarms ? std::nullopt : std::optional(state(window | 1U)));
  }
  const std::size_t states = known.size();
  std::vector<std::vector<double>> rows(states, std::vector<double>(states + 1, 0));
  for (std::size_t s = 0; s < states; ++s) {
    rows[s][s] += 1;
    rows[s][states] = 1;
    rows[s][next[s].first] -= 1 - p;
    if (next[s].second) rows[s][*next[s].second] -= p;
  }
  for (std::size_t c = states; c-- > 1;) {  // state 0 is left for the end
    for (std::size_t r = 0; r < states; ++r) {
      if (r == c || rows[r][c] == 0) continue;
      const double times = rows[r][c] / rows[c][c];
      for (std::size_t i = 0; i <= states; ++i) rows[r][i] -= times * rows[c][i];
    }
  }
  return {{"mean_datapoints_to_alarm", {rows[0][states] / rows[0][0]}}};
}

}  // namespace bulkhead::arithmetic
