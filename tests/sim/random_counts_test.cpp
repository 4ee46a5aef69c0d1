// SPDX-License-Identifier: Apache-2.0
// Poisson and binomial draws against their exact probabilities, by chi-square, and by moments where cells are too many.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "sim/check.hpp"
#include "sim/random.hpp"
#include "tests/catch.hpp"
#include "tests/sim/chi_square.hpp"

using namespace bulkhead;
using bulkhead::test::chi_square_tail;
using bulkhead::test::kUnlikely;

namespace {

constexpr std::size_t kManyCounts = 200'000;

Draws counts_of(const char* name) {
  return Draws(stream_key(3, 0, 0, name_hash(name)), 0);
}

// Probabilities from the C library's functions, not ours.
double poisson_pmf(double k, double mean) {
  return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
}

double binomial_pmf(double k, double n, double p) {
  const double ways = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
  return std::exp(ways + k * std::log(p) + (n - k) * std::log1p(-p));
}

// Fit of `draw` to `pmf` over 0..last, the last cell taking all that lies above.
template <class Draw, class Pmf>
double fit(std::size_t last, Draw draw, Pmf pmf) {
  std::vector<double> seen(last + 1, 0);
  std::vector<double> expected(last + 1, 0);
  for (std::size_t i = 0; i < kManyCounts; ++i) seen[std::min<std::size_t>(draw(), last)] += 1;
  double rest = 1;
  for (std::size_t k = 0; k < last; ++k) {
    expected[k] = pmf(static_cast<double>(k)) * kManyCounts;
    rest -= expected[k] / kManyCounts;
  }
  expected[last] = std::max(0.0, rest) * kManyCounts;
  return chi_square_tail(seen, expected);
}

struct Moments {
  double mean;
  double variance;
};

template <class Draw>
Moments moments(std::size_t n, double around, Draw draw) {
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double d = static_cast<double>(draw()) - around;
    sum += d;
    squares += d * d;
  }
  const double count = static_cast<double>(n);
  return {sum / count, squares / count - sum / count * (sum / count)};
}

// Mean and variance within 4 standard errors; near-normal laws have variance 2 sigma^4 / n of the variance.
template <class Draw>
void check_moments(double mean, double variance, Draw draw) {
  constexpr std::size_t n = 50'000;
  const Moments m = moments(n, mean, draw);
  CHECK(std::fabs(m.mean) < 4 * std::sqrt(variance / n));
  CHECK(std::fabs(m.variance - variance) < 4 * variance * std::sqrt(2.0 / n));
}

}  // namespace

TEST_CASE("Poisson draws have the Poisson probabilities, below and above the change of method at 10", "[sim]") {
  for (const double mean : {0.01, 0.7, 3.0, 9.99, 10.0, 12.5, 37.0, 400.0}) {
    Draws draws = counts_of("poisson");
    const auto last = static_cast<std::size_t>(mean + 6 * std::sqrt(mean) + 6);
    const double tail = fit(
        last, [&] { return draw_poisson(draws, mean); }, [&](double k) { return poisson_pmf(k, mean); });
    INFO("mean " << mean);
    CHECK(tail > kUnlikely);
  }
}

TEST_CASE("Poisson draws keep mean and variance up to a mean of a million million", "[sim]") {
  for (const double mean : {1e4, 1e7, 1e12}) {
    Draws draws = counts_of("large poisson");
    INFO("mean " << mean);
    check_moments(mean, mean, [&] { return draw_poisson(draws, mean); });
  }
}

TEST_CASE("Binomial draws have the binomial probabilities, by both methods and mirrored", "[sim]") {
  struct Case {
    std::uint64_t n;
    double p;
  };
  for (const Case c : {Case{1, 0.3}, Case{7, 0.5}, Case{40, 0.2}, Case{40, 0.26}, Case{100, 0.5}, Case{100, 0.93},
                       Case{5'000, 0.001}, Case{5'000, 0.03}, Case{20, 0.999}}) {
    Draws draws = counts_of("binomial");
    const double n = static_cast<double>(c.n);
    INFO("n " << n << ", p " << c.p);
    const auto last = static_cast<std::size_t>(std::min(n, n * c.p + 6 * std::sqrt(n * c.p) + 6));
    CHECK(fit(
              last, [&] { return draw_binomial(draws, c.n, c.p); }, [&](double k) { return binomial_pmf(k, n, c.p); }) >
          kUnlikely);
  }
}

TEST_CASE("Binomial draws keep mean and variance at many trials", "[sim]") {
  constexpr std::uint64_t n = 1'000'000'000'000;
  for (const double p : {1e-9, 0.001, 0.4, 0.9999}) {
    Draws draws = counts_of("large binomial");
    INFO("p " << p);
    check_moments(1e12 * p, 1e12 * p * (1 - p), [&] { return draw_binomial(draws, n, p); });
  }
}

TEST_CASE("Draws of counts that are certain are certain", "[sim]") {
  Draws draws = counts_of("certain");
  for (int i = 0; i < 100; ++i) {
    CHECK(draw_poisson(draws, 0) == 0);
    CHECK(draw_binomial(draws, 0, 0.5) == 0);
    CHECK(draw_binomial(draws, 9, 0) == 0);
    CHECK(draw_binomial(draws, 9, 1) == 9);
  }
}

TEST_CASE("Draws of counts refuse what is no mean and no probability", "[sim]") {
  Draws draws = counts_of("refused");
  CHECK_THROWS_AS(draw_poisson(draws, -1), ContractError);
  CHECK_THROWS_AS(draw_poisson(draws, std::nan("")), ContractError);
  CHECK_THROWS_AS(draw_binomial(draws, 5, 1.1), ContractError);
}
