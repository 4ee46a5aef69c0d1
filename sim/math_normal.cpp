// SPDX-License-Identifier: Apache-2.0
// The normal distribution. The coefficients were computed for this file in 60-digit arithmetic, by interpolation at
// Chebyshev nodes: rational functions for the quantile, a Chebyshev series for Mills' ratio.
#include <array>
#include <cmath>
#include <cstddef>

#include "sim/check.hpp"
#include "sim/math.hpp"

namespace bulkhead::math {
namespace {

constexpr double kOverSqrtTwoPi = 0.39894228040143267794;

using Coefficients = std::array<double, 9>;

struct Rational {
  Coefficients numerator;
  Coefficients denominator;
};

// (x at p) / (p - 1/2) over r = 0.425^2 - (p - 1/2)^2 in [0, 0.425^2]; error 1e-16.
constexpr Rational kCentre{
    {3.3871328727963665, 148.75654077063152, 2548.2248573022625, 21627.48116049056, 95692.73551269759,
     213550.16248438213, 214247.3801984238, 74060.81462563902, 3907.007639023816},
    {1.0, 46.92338689522055, 871.2838940641986, 8176.878340636071, 41169.98166790856, 109244.70555458817,
     140376.82723612545, 72342.69749284587, 9398.46451720659}};

// -x over sqrt(-log p) - 1.5 in [0, 3.5], p the smaller tail; error 1e-16.
constexpr Rational kTail{
    {1.2513729290570323, 4.440226824619452, 5.97277216702172, 4.1223847132300655, 1.630505677517356, 0.3834729933711974,
     0.0522787180554491, 0.0036625912413690924, 9.436530761743324e-05},
    {1.0, 2.162485551022655, 1.8893311254332499, 0.8663664463947075, 0.22613455888422385, 0.03341878820008064,
     0.0024903611951935397, 6.672019871985622e-05, 5.2353876438339286e-11}};

// The same over sqrt(-log p) - 5 in [0, 23]: p from 1.4e-11 down to the smallest number; error 1.5e-15.
constexpr Rational kFarTail{
    {6.657904643501094, 5.667648565472136, 1.9473664298180826, 0.34775078489017586, 0.03464506485968532,
     0.001924137235397925, 5.637008992042407e-05, 7.648528342750003e-07, 3.489046537647437e-09},
    {1.0, 0.6304519984008717, 0.15458166855403055, 0.01870619292631641, 0.0011759832898748425, 3.722632134157713e-05,
     5.28500634961789e-07, 2.4671225346339195e-09, 8.053376927601543e-18}};

// (1 + x) P[Z > x] / density(x) for x >= 0, in Chebyshev polynomials of t = (x-3)/(x+3); the first coefficient counts
// half.
constexpr std::array kMills{
    2.356913645704174,       -0.15568377366551467,    -0.046025207156927476,   0.028942713009137377,
    -0.005941318104276819,   9.479933483125811e-05,   0.0001728511083513619,   -1.115834180798935e-05,
    -6.3587887693641516e-06, 3.502925372289226e-07,   2.9237005795067485e-07,  2.0931932541286054e-09,
    -1.4199632268740969e-08, -1.5329417610288626e-09, 5.8852858288207e-10,     1.639097316178218e-10,
    -1.0513403971842206e-11, -1.1600413731548863e-11, -1.3297689295170161e-12, 5.049477847667188e-13,
    1.8618069232871546e-13,  3.637618425087527e-15,   -1.2232446871947215e-14, -2.9972885854615157e-15,
    1.9771263545646858e-16,  2.7187191275586567e-16,  5.279935197921481e-17,   -7.550611727556224e-18,
    -6.188844720655161e-18};

double degree_8(const Coefficients& c, double x) {
  const double z = x * x;
  const double even = c[0] + z * (c[2] + z * (c[4] + z * (c[6] + z * c[8])));
  const double odd = c[1] + z * (c[3] + z * (c[5] + z * c[7]));
  return even + x * odd;
}

double value(const Rational& r, double x) {
  return degree_8(r.numerator, x) / degree_8(r.denominator, x);
}

// Clenshaw's recurrence.
double mills_ratio(double x) {
  const double t = (x - 3) / (x + 3);
  double b1 = 0;
  double b2 = 0;
  for (std::size_t i = kMills.size() - 1; i > 0; --i) {
    const double b0 = 2 * t * b1 - b2 + kMills[i];
    b2 = b1;
    b1 = b0;
  }
  return (0.5 * kMills[0] + t * b1 - b2) / (1 + x);
}

}  // namespace

double normal_pdf(double x) {
  const double size = std::fabs(x);
  if (size > 40) return 0;
  // x^2 is rounded; with an exact part of few bits and the small rest apart, the exponential keeps its digits.
  const double exact = std::floor(size * 0x1p16) * 0x1p-16;
  const double rest = (size - exact) * (size + exact);
  return kOverSqrtTwoPi * exp(-0.5 * exact * exact) * exp(-0.5 * rest);
}

double normal_cdf(double x) {
  BULKHEAD_CHECK(x == x, "a probability is asked for a number");
  const double size = std::fabs(x);
  if (size > 40) return x < 0 ? 0 : 1;
  const double tail = normal_pdf(size) * mills_ratio(size);
  return x < 0 ? tail : 1 - tail;
}

double normal_quantile(double p) {
  BULKHEAD_CHECK(p >= 0 && p <= 1, "a quantile is asked for a probability");
  if (p == 0 || p == 1) return p == 0 ? -kInfinity : kInfinity;
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) return q * value(kCentre, 0.180625 - q * q);
  const double r = std::sqrt(-log(q < 0 ? p : 1 - p));
  const double size = r <= 5 ? value(kTail, r - 1.5) : value(kFarTail, r - 5);
  return q < 0 ? -size : size;
}

}  // namespace bulkhead::math
