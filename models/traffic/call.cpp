// SPDX-License-Identifier: Apache-2.0
// Attempts and retries of one call.
#include "models/traffic/call.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bulkhead {
namespace {

/// One attempt of an edge, over all its arms.
struct Attempt {
  double ok = 0, error = 0, shed = 0, refused = 0, timeout = 0;
  double full = 0;  // of all attempts, those that are ok and miss nothing
  Moments time_ok, time_failed;
};

double mean_backoff(const Backoff& backoff, int retry) {
  const double base = backoff.base.seconds();
  if (base <= 0) return 0;
  const double cap = backoff.cap == Duration::never() ? std::numeric_limits<double>::infinity() : backoff.cap.seconds();
  const double grown = std::min(cap, std::ldexp(base, std::min(retry, 1000)));
  switch (backoff.jitter) {
    case Jitter::none:
      return grown;
    case Jitter::full:
      return grown / 2;
    case Jitter::equal:
      return grown * 3 / 4;
    case Jitter::decorrelated: {
      // min(cap, U(base, 3 previous)), by its mean: base/2 + 3/2 previous.
      double previous = base;
      for (int i = 0; i <= std::min(retry, 1000) && previous < cap; ++i)
        previous = std::min(cap, base / 2 + 1.5 * previous);
      return std::min(cap, previous);
    }
  }
  return grown;
}

Kept shares(const Network& net, const Situation& at, EdgeId e) {
  Kept sum{0, 0, 0, 0};
  for (const auto& arm : at.arms[e]) {
    const auto t = net.edges[e].first_target + arm.target;
    const Kept one = kept(at.paths[t], at.classes[net.targets[t]][arm.klass].state);
    sum.silent += arm.weight * one.silent;
    sum.wrong += arm.weight * one.wrong;
  }
  sum.good = std::max(0.0, 1 - sum.silent - sum.wrong);
  return sum;
}

// An attempt over a connection on which nothing is kept; `lines` gets the shares of the edge's connections.
Attempt attempt(const Network& net, const Situation& at, const Solution& solution, std::uint32_t m, EdgeId e,
                Kept& lines) {
  const auto& edge = net.edges[e];
  Attempt out;
  if (edge.front != kNone && !at.open[edge.front]) {
    out.timeout = 1;
    out.time_failed = {edge.timeout_s, 0};
    return out;
  }
  if (at.arms[e].empty()) {
    out.refused = 1;
    return out;
  }
  Mixture ok, failed;
  lines = shares(net, at, e);
  for (auto arm : at.arms[e]) {
    const PoolId p = net.targets[edge.first_target + arm.target];
    const auto& path = at.paths[edge.first_target + arm.target];
    if (lines.good < 1) arm.weight *= lines.good > 0 ? kept(path, at.classes[p][arm.klass].state).good / lines.good : 0;
    const Served served = serve(net, at, solution, m, p, arm.klass);
    const double through = sliced_loss(net, at, m, e, arm.target) ? 0 : (1 - path.request_loss) * (1 - path.reply_loss);
    const double w = arm.weight * through;
    const double bad_line = path.errors;  // errors made on the way
    const Cut good =
        cut({served.time_ok.mean * path.delay_factor + path.delay_add_s, served.time_ok.var}, edge.timeout_s);
    const Cut error = served.error > 0 ? cut(served.time_error + Moments{path.delay_add_s, 0}, edge.timeout_s) : Cut{};
    const double fast = path.delay_add_s <= edge.timeout_s ? 1 : 0;
    const double fine = w * served.ok * (1 - bad_line) * good.within;
    const double wrong = w * (served.error * error.within + served.ok * bad_line);
    const double late = w * (served.ok * (1 - bad_line) * (1 - good.within) + served.error * (1 - error.within) +
                             (served.shed + served.refused) * (1 - fast) + served.silent) +
                        arm.weight - w;
    out.ok += fine;
    out.full += fine * served.full;
    out.error += wrong;
    out.shed += w * served.shed * fast;
    out.refused += w * served.refused * fast;
    out.timeout += late;
    ok.add(fine, good.in_time);
    failed.add(wrong, error.in_time);
    failed.add(w * (served.shed + served.refused) * fast, {path.delay_add_s, 0});
    failed.add(late, {edge.timeout_s, 0});
  }
  out.time_ok = ok.moments();
  out.time_failed = failed.moments();
  return out;
}

// r retries: attempts k = 0..r, each made only if the one before failed in a way that is retried.
CallResult series(const Edge& edge, const Attempt& one) {
  const auto& spec = edge.call;
  double again = 0;
  if (spec.retry_on & kRetryRefused) again += one.refused;
  if (spec.retry_on & kRetryError) again += one.error;
  if (spec.retry_on & kRetryShed) again += one.shed;
  if (spec.retry_on & kRetryTimeout) again += one.timeout;
  double attempts = 1, waited = 0;
  Mixture ok, any;
  const double ends = 1 - one.ok - again;  // fails for good at once
  ok.add(one.ok, one.time_ok);
  any.add(one.ok, one.time_ok);
  any.add(ends, one.time_failed);
  double left = again;
  for (int k = 0; k < spec.retries && left > 0; ++k) {
    const double step = one.time_failed.mean + mean_backoff(spec.backoff, k);
    waited += step;
    const double room = edge.deadline_s - waited;
    double retried = left * (step > 0 ? std::clamp(room / step, 0.0, 1.0) : 1);
    if (attempts - 1 + retried > spec.retry_budget) retried = std::max(0.0, spec.retry_budget - (attempts - 1));
    any.add(left - retried, {std::min(waited, edge.deadline_s), one.time_failed.var});
    attempts += retried;
    ok.add(retried * one.ok, one.time_ok + Moments{waited, 0});
    any.add(retried * one.ok, one.time_ok + Moments{waited, 0});
    any.add(retried * ends, one.time_failed + Moments{waited, 0});
    left = retried * again;
  }
  any.add(left, {std::min(waited + one.time_failed.mean, edge.deadline_s), one.time_failed.var});
  CallResult out;
  out.ok = std::min(1.0, attempts * one.ok);
  out.full = one.ok > 0 ? one.full / one.ok : 1;
  out.attempts = attempts;
  out.time_ok = ok.moments();
  out.time_any = any.moments();
  return out;
}

}  // namespace

Kept kept(const Folded& path, const Folded& state) {
  const double asked = (1 - path.connection_loss) * (1 - state.connection_loss);
  const double answered = (1 - path.connection_reply_loss) * (1 - state.connection_reply_loss);
  const double fine = (1 - path.connection_errors) * (1 - state.connection_errors);
  return {asked * answered * fine, 1 - asked * answered, asked * (1 - answered), asked * answered * (1 - fine)};
}

// What a connection keeps is mixed outside the retries of one call.
CallResult call_result(const Network& net, const Situation& at, const Solution& solution, std::uint32_t m, EdgeId e) {
  const auto& edge = net.edges[e];
  Kept lines;
  const Attempt one = attempt(net, at, solution, m, e, lines);
  CallResult out = series(edge, one);
  out.tries.good = out.attempts;
  if (lines.good == 1) return out;
  Attempt silent, wrong;
  silent.timeout = wrong.error = 1;
  silent.time_failed = {edge.timeout_s, 0};
  wrong.time_failed = one.time_ok;
  const CallResult unheard = series(edge, silent);
  const CallResult failed = series(edge, wrong);
  Mixture any;
  any.add(lines.good, out.time_any);
  any.add(lines.silent, unheard.time_any);
  any.add(lines.wrong, failed.time_any);
  out.time_any = any.moments();
  out.ok *= lines.good;
  out.tries = {out.attempts, unheard.attempts, failed.attempts};
  out.attempts = lines.good * out.tries.good + lines.silent * out.tries.silent + lines.wrong * out.tries.wrong;
  return out;
}

}  // namespace bulkhead
