// SPDX-License-Identifier: Apache-2.0
// The gamma family: lgamma by Stirling's series, the incomplete functions by series, continued fraction and Temme's
// expansion.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "sim/check.hpp"
#include "sim/math.hpp"

namespace bulkhead::math {
namespace {

constexpr double kLogSqrtTwoPi = 0.91893853320467274178;
constexpr double kTwoPi = 6.28318530717958647693;
constexpr double kStirlingFrom = 10;
constexpr double kUniformFrom = 1e6;
constexpr double kEnough = 0x1p-54;

// lgamma(x) = (x - 1/2) log x - x + log sqrt(2 pi) + stirling(x), x >= 10; the first term left out is below 3e-17.
double stirling(double x) {
  const double z = 1 / (x * x);
  return (1.0 / 12 -
          z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * (691.0 / 360360 - z / 156)))))) /
         x;
}

// The error of Stirling's formula for the factorial: log k! = (k + 1/2) log k - k + log sqrt(2 pi) + this, any k > 0.
double factorial_correction(double k) {
  if (k >= kStirlingFrom) return stirling(k);
  return lgamma(k + 1) - (k + 0.5) * log(k) + k - kLogSqrtTwoPi;
}

// k log(k/m) + m - k >= 0, without cancellation where k is near m (Loader 2000); k, m > 0.
double deviance(double k, double m) {
  const double v = (k - m) / (k + m);
  if (v > 0.1 || v < -0.1) return k * log(k / m) + m - k;
  double sum = (k - m) * v;
  double term = 2 * k * v;
  for (int j = 3; j < 60; j += 2) {
    term *= v * v;
    const double next = sum + term / j;
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

// x^a exp(-x) / Gamma(a+1), the common factor of the incomplete functions.
double front(double a, double x) {
  if (a < kStirlingFrom) return exp(a * log(x) - x - lgamma(a + 1));
  return exp(-deviance(a, x) - stirling(a)) / std::sqrt(kTwoPi * a);
}

// P(a,x) = front (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...), for x < a + 1.
double lower_series(double a, double x) {
  double sum = 1;
  double term = 1;
  for (double n = a + 1; term > sum * kEnough; n += 1) {
    term *= x / n;
    sum += term;
  }
  return front(a, x) * sum;
}

// Q(a,x) by Legendre's continued fraction, evaluated after Lentz, for x >= a + 1.
double upper_fraction(double a, double x) {
  double b = x + 1 - a;
  double c = 1e300;
  double d = 1 / b;
  double h = d;
  for (double i = 1;; i += 1) {
    const double numerator = -i * (i - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const double factor = c * d;
    h *= factor;
    if (std::fabs(factor - 1) < 0x1p-52) break;
  }
  return front(a, x) * a * h;
}

template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
  double sum = 0;
  for (std::size_t i = N; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

// Temme's expansion for large a: the normal tail of eta sqrt(a), where eta^2/2 = x/a - 1 - log(x/a), and a correction.
// Coefficients are the Taylor series in eta of c0 = 1/(x/a - 1) - 1/eta and of c1.
constexpr std::array kTemme0{-1.0 / 3,   1.0 / 12,        -2.0 / 135,  1.0 / 864,
                             1.0 / 2835, -139.0 / 777600, 1.0 / 25515, -2.1854485106799922e-6};
constexpr std::array kTemme1{-1.0 / 540, -1.0 / 288, 1.0 / 378, -77.0 / 77760};

struct Tails {
  double lower;
  double upper;
};

Tails uniform_expansion(double a, double x) {
  const double d = deviance(a, x);
  if (d > 750) return x < a ? Tails{0, 1} : Tails{1, 0};
  const double z = x < a ? -std::sqrt(2 * d) : std::sqrt(2 * d);
  const double eta = z / std::sqrt(a);
  const double correction = exp(-d) / std::sqrt(kTwoPi * a) * (polynomial(kTemme0, eta) + polynomial(kTemme1, eta) / a);
  return {normal_cdf(z) - correction, normal_cdf(-z) + correction};
}

Tails incomplete(double a, double x) {
  BULKHEAD_CHECK(a > 0 && a < kInfinity, "an incomplete gamma function has a positive shape");
  BULKHEAD_CHECK(x >= 0, "an incomplete gamma function is taken from 0 upwards");
  if (x == 0) return {0, 1};
  if (x == kInfinity) return {1, 0};
  if (a >= kUniformFrom) return uniform_expansion(a, x);
  if (x < a + 1) {
    const double lower = std::min(1.0, lower_series(a, x));
    return {lower, 1 - lower};
  }
  const double upper = std::min(1.0, upper_fraction(a, x));
  return {1 - upper, upper};
}

}  // namespace

double lgamma(double x) {
  BULKHEAD_CHECK(x > 0, "the logarithm of the gamma function is taken of a positive number");
  if (x >= kStirlingFrom) return (x - 0.5) * log(x) - x + kLogSqrtTwoPi + stirling(x);
  double product = 1;
  for (; x < kStirlingFrom; x += 1) product *= x;
  return lgamma(x) - log(product);
}

double gamma_p(double a, double x) {
  return incomplete(a, x).lower;
}

double gamma_q(double a, double x) {
  return incomplete(a, x).upper;
}

double poisson_cdf(std::uint64_t k, double mean) {
  return gamma_q(static_cast<double>(k) + 1, mean);
}

double poisson_log_pmf(double k, double mean) {
  BULKHEAD_CHECK(k >= 0 && mean >= 0, "a Poisson count and its mean are not negative");
  if (mean == 0) return k == 0 ? 0 : -kInfinity;
  if (k == 0) return -mean;
  return -factorial_correction(k) - deviance(k, mean) - 0.5 * log(kTwoPi * k);
}

double binomial_log_pmf(double k, double n, double p) {
  BULKHEAD_CHECK(k >= 0 && k <= n && p >= 0 && p <= 1, "a binomial count is at most its trials, and p a probability");
  const double q = 1 - p;
  if (p == 0 || p == 1) return (p == 0 ? k == 0 : k == n) ? 0 : -kInfinity;
  if (k == 0) return n * log1p(-p);
  if (k == n) return n * log(p);
  const double corrections = factorial_correction(n) - factorial_correction(k) - factorial_correction(n - k);
  const double deviances = deviance(k, n * p) + deviance(n - k, n * q);
  return corrections - deviances + 0.5 * log(n / (kTwoPi * k * (n - k)));
}

}  // namespace bulkhead::math
