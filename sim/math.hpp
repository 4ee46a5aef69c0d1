// SPDX-License-Identifier: Apache-2.0
/// Portable mathematics: basic operations, sqrt, floor and ldexp, so that the last bit is the same on every processor.
///
/// The C library picks other instructions (FMA, AVX2) on other processors, and results differ in the last bit; a
/// simulation that compares times would then take another course. Always called with the namespace: `math::log`, never
/// `log`.
///
/// Errors:  outside a function's domain (a logarithm below 0, a negative shape) a contract error
/// Ensures: the error stated at each function, measured against 50-digit arithmetic; "eps" is 2.2e-16 of the result
/// Cost:    constant but for the loops, which say their length; bench/sim_bench measures
#pragma once

#include <cstdint>
#include <limits>

namespace bulkhead::math {

inline constexpr double kPi = 3.14159265358979323846;
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// x >= 0; log(0) is -infinity. Error below 1 eps.
double log(double x);
/// log(1+x) without loss near 0, x >= -1. Error below 1 eps.
double log1p(double x);
/// 0 below -745.2, infinity above 709.8. Error below 1 eps, where the result is not subnormal.
double exp(double x);
/// exp(x)-1 without loss near 0. Error below 1 eps.
double expm1(double x);
/// x >= 0 (or any x where y is whole). Error below 2 + |y log x| eps; whole |y| <= 16 by multiplication, below 16 eps.
double pow(double x, double y);

/// Logarithm of the gamma function, x > 0. Error below 2 eps from 10 upwards, and below 1e-14 (1 + |result|)
/// everywhere.
double lgamma(double x);

/// Density of the standard normal distribution. Error below 2 eps, where it is above 1e-300.
double normal_pdf(double x);
/// P[Z <= x]. Error below 3 eps, tails included, where it is above 1e-300.
double normal_cdf(double x);
/// The x with normal_cdf(x) = p; 0 and 1 give infinities. Error below 3 eps for p in [0.075, 0.925], 10 eps beyond.
double normal_quantile(double p);

/// Regularised incomplete gamma functions P(a,x) and Q(a,x) = 1 - P, a > 0, x >= 0. The smaller tail (P for x < a, Q
/// for x > a + 1) has a relative error below 1e-11 down to 1e-300, the other an absolute one below 1e-14. At most about
/// 10 sqrt(a) steps up to a = 1e6; beyond, a uniform expansion without any.
/// Source: N. Temme, "The asymptotic expansion of the incomplete gamma functions", 1979
double gamma_p(double a, double x);
double gamma_q(double a, double x);

/// P[N <= k] for N ~ Poisson(mean).
double poisson_cdf(std::uint64_t k, double mean);
/// log P[N = k] for N ~ Poisson(mean), without cancellation at large means. Absolute error below 1e-14 (1 + |result|).
/// Source: C. Loader, "Fast and accurate computation of binomial probabilities", 2000
double poisson_log_pmf(double k, double mean);
/// log P[N = k] for N ~ Binomial(n, p), likewise. Absolute error below (1e-14 + 1e-15 sqrt(n)) (1 + |result|).
double binomial_log_pmf(double k, double n, double p);

/// Probability that all c servers are busy and an arrival is lost (Erlang B), offered load in erlangs. c steps.
/// Relative error below 1e-14 up to 1,000 servers, beyond at most 1 eps per server.
double erlang_b(std::uint64_t servers, double offered);
/// Probability that an arrival waits (Erlang C); 1 where offered >= servers. c steps.
double erlang_c(std::uint64_t servers, double offered);

}  // namespace bulkhead::math
