// SPDX-License-Identifier: Apache-2.0
/// A Markov chain written down by hand and solved here, to be held beside the engine's chain and the simulation.
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "analysis/structure/markov.hpp"
#include "tests/catch.hpp"
#include "tests/models/parts.hpp"

namespace bulkhead::test {

/// An hour: failures of one in service, repairs.
inline constexpr double lambda = 1.0 / 100, mu = 1.0 / 10;

/// A chain by hand, in hours; state 0 is where it begins.
class Hand {
 public:
  Hand(std::size_t states, std::vector<char> lost)
      : rate_(states, std::vector<double>(states, 0)), lost_(std::move(lost)) {}

  void go(std::size_t from, std::size_t to, double rate) {
    if (from != to) rate_[from][to] += rate;
  }

  /// Share of time lost: pi Q = 0, the last equation replaced by sum pi = 1.
  double unmet() const {
    const auto pi = shares();
    double out = 0;
    for (std::size_t s = 0; s < lost_.size(); ++s) out += lost_[s] ? pi[s] : 0;
    return out;
  }

  double outages_per_h() const {
    const auto pi = shares();
    double out = 0;
    for (std::size_t s = 0; s < lost_.size(); ++s)
      for (std::size_t t = 0; t < lost_.size(); ++t) out += !lost_[s] && lost_[t] ? pi[s] * rate_[s][t] : 0;
    return out;
  }

  /// h(s) = (1 + sum over t of rate(s, t) h(t)) / exit(s) over states that are not lost.
  double first_outage_h() const {
    const std::size_t n = lost_.size();
    std::vector<std::vector<double>> a(n, std::vector<double>(n + 1, 0));
    for (std::size_t s = 0; s < n; ++s) {
      a[s][s] = lost_[s] ? 1 : exit(s);
      for (std::size_t t = 0; t < n; ++t) a[s][t] -= lost_[s] || lost_[t] ? 0 : rate_[s][t];
      a[s][n] = lost_[s] ? 0 : 1;
    }
    return solved(a)[0];
  }

  /// p' = p Q by Runge and Kutta's fourth order.
  double unmet_at(double time_h, int steps = 20'000) const {
    std::vector<double> p(lost_.size(), 0);
    p[0] = 1;
    const double h = time_h / steps;
    const auto plus = [&](const std::vector<double>& k, double by) {
      auto out = p;
      for (std::size_t s = 0; s < p.size(); ++s) out[s] += by * k[s];
      return out;
    };
    for (int i = 0; i < steps; ++i) {
      const auto k1 = slope(p), k2 = slope(plus(k1, h / 2)), k3 = slope(plus(k2, h / 2)), k4 = slope(plus(k3, h));
      for (std::size_t s = 0; s < p.size(); ++s) p[s] += h / 6 * (k1[s] + 2 * k2[s] + 2 * k3[s] + k4[s]);
    }
    double out = 0;
    for (std::size_t s = 0; s < p.size(); ++s) out += lost_[s] ? p[s] : 0;
    return out;
  }

 private:
  double exit(std::size_t s) const {
    double out = 0;
    for (const double rate : rate_[s]) out += rate;
    return out;
  }

  std::vector<double> slope(const std::vector<double>& p) const {
    std::vector<double> out(p.size(), 0);
    for (std::size_t s = 0; s < p.size(); ++s)
      for (std::size_t t = 0; t < p.size(); ++t) {
        out[t] += p[s] * rate_[s][t];
        out[s] -= p[s] * rate_[s][t];
      }
    return out;
  }

  std::vector<double> shares() const {
    const std::size_t n = lost_.size();
    std::vector<std::vector<double>> a(n, std::vector<double>(n + 1, 0));
    for (std::size_t s = 0; s < n; ++s)
      for (std::size_t t = 0; t < n; ++t) a[t][s] = s == t ? -exit(s) : rate_[s][t];
    a[n - 1].assign(n + 1, 1);
    return solved(a);
  }

  /// Gauss and Jordan, with the largest pivot.
  static std::vector<double> solved(std::vector<std::vector<double>> a) {
    const std::size_t n = a.size();
    for (std::size_t c = 0; c < n; ++c) {
      std::size_t pivot = c;
      for (std::size_t r = c; r < n; ++r) pivot = std::fabs(a[r][c]) > std::fabs(a[pivot][c]) ? r : pivot;
      std::swap(a[c], a[pivot]);
      for (std::size_t r = 0; r < n; ++r)
        for (std::size_t k = n + 1; r != c && k-- > c;) a[r][k] -= a[r][c] / a[c][c] * a[c][k];
    }
    std::vector<double> out;
    for (std::size_t r = 0; r < n; ++r) out.push_back(a[r][n] / a[r][r]);
    return out;
  }

  std::vector<std::vector<double>> rate_;
  std::vector<char> lost_;
};

inline MarkovReview exact(const Model& model, const std::string& of = "component system",
                          const std::vector<double>& at_s = {}) {
  ObjectiveSpec promise{"system"};
  promise.components = {of};
  promise.success = 1;
  const MarkovAnswer answer = markov_review(model, promise, at_s);
  INFO(answer.refused);
  REQUIRE(answer.review.has_value());
  return *answer.review;
}

/// The n units break too, and may share one supply of power.
inline void add_troubles(Model& model, int n, bool powered) {
  auto& own = model.topology.components;
  own.push_back({"v", 0, {}});
  if (powered) own[1].needs = {{"power", {"component v"}, 1}};
  if (powered) model.faults.push_back(loss_by_chance("volts", {"component v"}, exponential_h(90), exponential_h(4)));
  model.faults.push_back(loss_by_chance("wreck", unit_names("u", n), exponential_h(150), exponential_h(8)));
}

/// The engine's chain to nine digits; the simulation within four standard errors, each at most 2 % of the figure.
inline void check(const Model& model, const Hand& hand, std::uint64_t seed, int replications = 60) {
  const MarkovReview review = exact(model, "component system", {20 * kHour, 200 * kHour});
  CHECK_THAT(*review.unmet, Catch::Matchers::WithinRel(hand.unmet(), 1e-9));
  CHECK_THAT(review.outages_per_year, Catch::Matchers::WithinRel(hand.outages_per_h() * 8766, 1e-9));
  CHECK_THAT(review.mean_time_to_first_outage_s, Catch::Matchers::WithinRel(hand.first_outage_h() * kHour, 1e-9));
  CHECK_THAT(review.moments[0].unmet, Catch::Matchers::WithinRel(hand.unmet_at(20), 1e-7));
  CHECK_THAT(review.moments[1].unmet, Catch::Matchers::WithinRel(hand.unmet_at(200), 1e-7));
  const Outages seen = outages(model, 20'000, replications, down("component system"), seed);
  CHECK_THAT(seen.loss.mean, Catch::Matchers::WithinAbs(hand.unmet(), 4 * seen.loss.error));
  CHECK_THAT(seen.per_8760h.mean, Catch::Matchers::WithinAbs(hand.outages_per_h() * 8760, 4 * seen.per_8760h.error));
  CHECK(seen.loss.error < 0.02 * seen.loss.mean);
}

}  // namespace bulkhead::test
