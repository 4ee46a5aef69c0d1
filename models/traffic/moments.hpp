// SPDX-License-Identifier: Apache-2.0
/// Response times as a mean and a variance, read as a gamma distribution where a timeout cuts them.
///
/// Sequences add; mixtures mix exactly; the maximum of parallel calls is Clark's approximation (two at a time, as if they
/// were normal). These are simplifications that the manual names.
///
/// Units:    seconds
/// Source:   C. E. Clark, "The greatest of a finite set of random variables", Operations Research 9 (1961)
#pragma once

namespace bulkhead {

struct Moments {
  double mean = 0;
  double var = 0;
  bool operator==(const Moments&) const = default;
};

inline Moments operator+(Moments a, Moments b) {
  return {a.mean + b.mean, a.var + b.var};
}

/// The maximum of two independent times.
Moments later_of(Moments a, Moments b);

/// A mixture under construction: add parts with their weights, then read it.
class Mixture {
 public:
  void add(double weight, Moments part);
  double weight() const { return weight_; }
  Moments moments() const;

 private:
  double weight_ = 0;
  double first_ = 0;
  double second_ = 0;
};

/// With probability `share` the time, else nothing.
Moments sometimes(double share, Moments time);

/// A time cut at a timeout: the chance to be within, and the moments of those that are.
struct Cut {
  double within = 1;
  Moments in_time;
};

/// Requires: timeout >= 0; infinity cuts nothing. A time without variance is within if mean <= timeout.
Cut cut(Moments time, double timeout);

}  // namespace bulkhead
