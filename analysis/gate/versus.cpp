// SPDX-License-Identifier: Apache-2.0
// Differences from a scaled baseline, corrected over the family.
#include "analysis/gate/versus.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/gate/evidence.hpp"
#include "sim/math.hpp"

namespace bulkhead {
namespace {

PairedSamples both_of(const Versus& v) {
  return v.paired ? pair_up(v.before, v.now) : PairedSamples{present(v.before), present(v.now)};
}

bool equal(const PairedSamples& both) {
  const auto same = [](const Sample& a, const Sample& b) {
    return a.numerator == b.numerator && a.denominator == b.denominator;
  };
  return std::equal(both.a.begin(), both.a.end(), both.b.begin(), both.b.end(), same);
}

/// now - factor * before: its sign, and the chance of it, two-sided; no chance where nothing varies.
struct Question {
  bool any = false;
  double mean = 0;
  std::optional<double> p;
  std::string why;
};

double spread(const Estimate& e) {
  return (e.ci95->high - e.ci95->low) / 2;
}

Question apart(const Versus& v, const PairedSamples& both, double factor, StreamKey key) {
  const Estimate a = estimate_summed(*v.metric, scaled(both.a, factor), key);
  const Estimate b = estimate_summed(*v.metric, both.b, key);
  Question out;
  if (!a.mean || !b.mean) return out;
  out.any = true;
  out.mean = *b.mean - *a.mean;
  if (!a.ci95 || !b.ci95) {
    out.why = a.ci95 ? b.note : a.note;
    return out;
  }
  const double half = std::hypot(spread(a), spread(b));
  if (half > 0)
    out.p = std::min(1.0, 2 * math::normal_cdf(-std::fabs(out.mean) / half * math::normal_quantile(0.975)));
  else
    out.p = out.mean == 0 ? 1 : 0;
  return out;
}

Question ask(const Versus& v, const PairedSamples& both, double factor) {
  const StreamKey key = bootstrap_key(0, v.service, *v.metric);
  if (!v.paired) return apart(v, both, factor, key);
  const Estimate e =
      estimate_difference(with_events(*v.metric, scaled(both.a, factor)), with_events(*v.metric, both.b), key);
  Question out;
  if (!e.mean) return out;
  out.any = true;
  out.mean = *e.mean;
  if (e.ci95 && e.ci95->low == e.ci95->high) out.p = out.mean == 0 ? 1 : 0;
  if (!out.p && e.conclusive) out.p = chance_of(e, 0);
  if (!out.p) out.why = e.note;
  return out;
}

/// Both questions of one member of the family, in the direction where higher is worse.
struct Standing {
  bool settled = false;  ///< equal, or nothing to say
  VersusVerdict verdict;
  Question above;  ///< against the old figure and its tolerance
  Question below;  ///< against the old figure less its tolerance
};

Standing standing_of(const Versus& v) {
  const PairedSamples both = both_of(v);
  Standing out;
  out.settled = true;
  if (v.paired && !both.b.empty() && equal(both)) {
    out.verdict = {Verdict::same, "equal in every replication", true};
    return out;
  }
  out.above = ask(v, both, 1 + v.tolerance);
  out.below = ask(v, both, 1 - v.tolerance);
  if (out.above.any)
    out.settled = false;
  else
    out.verdict.why = "no such event in one of the two";
  return out;
}

/// The p that the family corrects: of the side on which the figure lies, or 1 within the tolerance.
double directional(const Standing& s) {
  if (s.above.mean > 0) return s.above.p.value_or(1);
  if (s.below.mean < 0) return s.below.p.value_or(1);
  return 1;
}

bool within(const Standing& s, double error) {
  return s.above.mean <= 0 && s.below.mean >= 0 && s.above.p && s.below.p && *s.above.p <= error && *s.below.p <= error;
}

VersusVerdict conclude_versus(const Standing& s, Direction direction, double corrected, double error) {
  const bool lower_is_better = direction == Direction::lower_is_better;
  if (corrected <= error) {
    const bool more = s.above.mean > 0;
    return {more == lower_is_better ? Verdict::worse : Verdict::better, ""};
  }
  if (within(s, error)) return {Verdict::same, ""};
  if (!s.above.why.empty()) return {Verdict::inconclusive, s.above.why};
  return {Verdict::inconclusive, "the interval holds the tolerance's end"};
}

}  // namespace

Estimate change_of(const Versus& v, StreamKey key) {
  Estimate out;
  const PairedSamples both = both_of(v);
  if (v.paired) out = estimate_relative(with_events(*v.metric, both.a), with_events(*v.metric, both.b), key);
  if (!out.mean) out.note = v.paired ? "nothing to compare with" : "not paired, the seeds differ";
  return out;
}

std::vector<VersusVerdict> compare_family(const std::vector<Versus>& family, double error) {
  std::vector<Standing> standings;
  std::vector<double> p;
  for (const Versus& v : family) {
    standings.push_back(standing_of(v));
    if (!standings.back().settled) p.push_back(directional(standings.back()));
  }
  const std::vector<double> corrected = holm(p);
  auto next = corrected.begin();
  std::vector<VersusVerdict> out;
  for (std::size_t i = 0; i < family.size(); ++i)
    out.push_back(standings[i].settled ? standings[i].verdict
                                       : conclude_versus(standings[i], family[i].metric->direction, *next++, error));
  return out;
}

}  // namespace bulkhead
