// SPDX-License-Identifier: Apache-2.0
/// Portable mathematics: basic operations, sqrt, floor and ldexp, so that the last bit is the same on every processor.
///
/// The C library picks other instructions (FMA, AVX2) on other processors, and results differ in the last bit; a simulation that
/// compares times would then take another course. Always called with the namespace: `math::log`, never `log`.
///
/// Errors:  outside a function's domain (a logarithm below 0, a negative shape) a contract error
/// Accuracy: stated at each function, as measured in the tests against 40-digit arithmetic; 1 ulp is 2.2e-16 relative
/// Cost:    log and exp about 10 ns, normal_quantile about 15 ns, lgamma about 40 ns; loops say their length
#pragma once

#include <cstdint>

namespace bulkhead::math {

inline constexpr double kPi = 3.14159265358979323846;

/// x >= 0; log(0) is -infinity. Error below 1 ulp.
double log(double x);
/// log(1+x) without loss near 0, x >= -1. Error below 2 ulp.
double log1p(double x);
/// 0 below -745.2, infinity above 709.8. Error below 1 ulp, where the result is not subnormal.
double exp(double x);
/// exp(x)-1 without loss near 0. Error below 2 ulp.
double expm1(double x);
/// x >= 0 (or any x where y is whole). Error below 2 + |y log x| ulp; whole |y| <= 16 by multiplication.
double pow(double x, double y);

/// Logarithm of the gamma function, x > 0. Absolute error below 5e-15, relative below 4 ulp from 10 upwards.
double lgamma(double x);

/// Density of the standard normal distribution. Error below 3 ulp.
double normal_pdf(double x);
/// P[Z <= x]. Relative error below 1e-15, tails included (down to 1e-300).
double normal_cdf(double x);
/// The x with normal_cdf(x) = p; 0 and 1 give infinities. Relative error below 1e-15 (near 0: of x, absolute 1e-17).
double normal_quantile(double p);

/// Regularised incomplete gamma functions P(a,x) and Q(a,x) = 1 - P, a > 0, x >= 0; each without loss in its own tail.
/// Relative error below 1e-12 for results above 1e-300. At most about 10 sqrt(a) steps up to a = 1e6; beyond, a uniform
/// expansion with none. Source: N. Temme, "The asymptotic expansion of the incomplete gamma functions", 1979.
double gamma_p(double a, double x);
double gamma_q(double a, double x);

/// P[N <= k] for N ~ Poisson(mean).
double poisson_cdf(std::uint64_t k, double mean);
/// log P[N = k] for N ~ Poisson(mean), without cancellation at large means. Source: C. Loader, "Fast and accurate computation
/// of binomial probabilities", 2000. Absolute error below 1e-14 (1 + |result|).
double poisson_log_pmf(double k, double mean);
/// log P[N = k] for N ~ Binomial(n, p), likewise.
double binomial_log_pmf(double k, double n, double p);

/// Probability that all c servers are busy and an arrival is lost (Erlang B), offered load in erlangs. c steps.
/// Relative error below (c + 1) ulp, in practice a few ulp.
double erlang_b(std::uint64_t servers, double offered);
/// Probability that an arrival waits (Erlang C); 1 where offered >= servers. c steps.
double erlang_c(std::uint64_t servers, double offered);

}  // namespace bulkhead::math
