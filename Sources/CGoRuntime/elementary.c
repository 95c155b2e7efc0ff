// Elementary functions that Go has in assembly on x86-64, with the same results to the last bit:
// what programs print of them, and of what the library makes of them, is what Go prints there.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "language_calls.h"

// What is rounded once and what twice is written out.
#pragma STDC FP_CONTRACT OFF

// log2(e), and ln(2) in two parts; multiples of the upper one are exact.
static const double log2_e = 0x1.71547652b82fep+0;
static const double ln2_upper = 0x1.62e42fefa3p-1;
static const double ln2_lower = 0x1.3de6af278ece6p-42;
// Beyond it e**x is no float64.
static const double exp_limit = 7.09782712893384e+02;

// a * b + c, rounded once or twice.
static inline __attribute__((always_inline)) double sum(bool fused, double a, double b, double c) {
  return fused ? __builtin_fma(a, b, c) : a * b + c;
}

// x * 2**exponent for an x in [1/2, 2].
static double scale(double x, int64_t exponent) {
  int64_t biased = exponent + 1023;
  if (biased >= 2047) return INFINITY;
  if (biased < -52) return 0;
  // In two steps, of which the second one leaves the normal numbers and rounds.
  bool isSubnormal = biased <= 0;
  if (isSubnormal) biased += 1022;
  uint64_t bits = (uint64_t)biased << 52;
  double power;
  memcpy(&power, &bits, 8);
  return isSubnormal ? x * power * 0x1p-1022 : x * power;
}

// e**x as SLEEF has it: x = n ln 2 + 16 r; the Taylor series of e**r - 1; and four doublings,
// e**2r - 1 = (e**r - 1)(e**r - 1 + 2).
static inline __attribute__((always_inline)) double exponential(bool fused, double x) {
  // Far below the smallest number; the conversion has a range.
  if (x < -1000) return 0;
  double n = rint(log2_e * x);
  x = sum(fused, -n, ln2_upper, x);
  x = sum(fused, -n, ln2_lower, x);
  double r = x * 0.0625;
  double series = 1.0 / 40320;
  series = sum(fused, series, r, 1.0 / 5040);
  series = sum(fused, series, r, 1.0 / 720);
  series = sum(fused, series, r, 1.0 / 120);
  series = sum(fused, series, r, 1.0 / 24);
  series = sum(fused, series, r, 1.0 / 6);
  series = sum(fused, series, r, 0.5);
  series = sum(fused, series, r, 1.0);
  double less = r * series;
  for (int doubling = 0; doubling < 3; doubling++) less = less * (less + 2);
  return scale(sum(fused, less, less + 2, 1.0), (int64_t)n);
}

#if defined(__x86_64__)
__attribute__((target("fma"))) static double fused_exponential(double x) {
  return exponential(true, x);
}
#endif

double tc_go_exp(tc_g *g, double x) {
  (void)g;
  if (isnan(x)) return x;
  if (x > exp_limit) return INFINITY;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("fma")) return fused_exponential(x);
#endif
  return exponential(false, x);
}
