// SPDX-License-Identifier: Apache-2.0
// The flow engine's sweeps.
#include "models/traffic/flow.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/math.hpp"

namespace bulkhead {
namespace {

constexpr double kNegligible = 1e-12;
constexpr double kJump = 1e-9;  // steps that small chase a jump: the solution lies in it
constexpr double kUnbounded = 1e15;
constexpr std::uint32_t kShortenAfter = 256;  // sweeps

/// One attempt of an edge, over all its arms.
struct Attempt {
  double ok = 0, error = 0, shed = 0, refused = 0, timeout = 0;
  double full = 0;                 // of all attempts, those that are ok and miss nothing
  Moments time_ok, time_failed;
};

/// What the connections to an instance keep, as shares of them: all is well, silent (of these `heard` by the server), wrong.
struct Kept {
  double good = 1, silent = 0, heard = 0, wrong = 0;
};

Kept kept(const Folded& path, const Folded& state) {
  const double asked = (1 - path.connection_loss) * (1 - state.connection_loss);
  const double answered = (1 - path.connection_reply_loss) * (1 - state.connection_reply_loss);
  const double fine = (1 - path.connection_errors) * (1 - state.connection_errors);
  return {asked * answered * fine, 1 - asked * answered, asked * (1 - answered), asked * answered * (1 - fine)};
}

double mean_backoff(const Backoff& backoff, int retry) {
  const double base = backoff.base.seconds();
  if (base <= 0) return 0;
  const double cap = backoff.cap == Duration::never() ? std::numeric_limits<double>::infinity() : backoff.cap.seconds();
  const double grown = std::min(cap, std::ldexp(base, std::min(retry, 1000)));
  switch (backoff.jitter) {
    case Jitter::none: return grown;
    case Jitter::full: return grown / 2;
    case Jitter::equal: return grown * 3 / 4;
    case Jitter::decorrelated: {
      // min(cap, U(base, 3 previous)), by its mean: base/2 + 3/2 previous.
      double previous = base;
      for (int i = 0; i <= std::min(retry, 1000) && previous < cap; ++i) previous = std::min(cap, base / 2 + 1.5 * previous);
      return std::min(cap, previous);
    }
  }
  return grown;
}

/// How far a load goes towards its new value, and which way it went last.
struct Damping {
  double step = 1;
  double last = 0;
};

class Sweeper {
 public:
  Sweeper(const Network& network, const std::vector<int>& slots, const Situation& situation)
      : net_(network), slots_(slots), at_(situation), pools_(network.estate().pools.size()), edges_(network.edges.size()) {
    out_.calls.resize(at_.slices * edges_);
    out_.pools.resize(at_.slices * pools_);
    out_.classes.resize(pools_);
    load_.resize(pools_);
    damping_.resize(pools_);
    for (PoolId p = 0; p < pools_; ++p) {
      out_.classes[p].resize(at_.classes[p].size());
      load_[p].assign(at_.slices * at_.classes[p].size(), 0);
      damping_[p].resize(load_[p].size());
    }
    load_due_.assign(pools_, 1);
    wait_due_.assign(pools_, 1);
    answer_due_.assign(pools_, 1);
    front_due_.assign(net_.fronts.size(), 1);
  }

  Solution run() {
    for (std::uint32_t m = 0; m < at_.slices; ++m)
      for (FrontId f = 0; f < net_.fronts.size(); ++f)
        call(m, net_.fronts[f].edge).calls_rps = at_.open[f] ? at_.front_rps[m * net_.fronts.size() + f] : 0;
    while (out_.sweeps < kMostSweeps && out_.converged) {
      ++out_.sweeps;
      if (!sweep()) {
        account();
        return std::move(out_);
      }
    }
    out_.converged = false;
    account();
    return std::move(out_);
  }

 private:
  bool sweep() {
    bool moved = false;
    for (const auto p : net_.callers_first)
      if (std::exchange(load_due_[p], 0)) moved |= spread(p);
    for (const auto p : net_.callees_first) {
      if (std::exchange(wait_due_[p], 0)) moved |= wait(p);
      if (std::exchange(answer_due_[p], 0)) moved |= answer(p);
    }
    for (FrontId f = 0; f < net_.fronts.size(); ++f)
      if (std::exchange(front_due_[f], 0)) moved |= evaluate(net_.fronts[f].edge);
    return moved;
  }

  CallResult& call(std::uint32_t m, EdgeId e) { return out_.calls[m * edges_ + e]; }
  PoolResult& pool(std::uint32_t m, PoolId p) { return out_.pools[m * pools_ + p]; }
  std::size_t kinds(PoolId p) const { return at_.classes[p].size(); }

  // Loads of a pool from what its callers send, then what it sends itself.
  bool spread(PoolId p) {
    std::vector<double> load(load_[p].size(), 0);
    for (const auto& [e, t] : net_.incoming[p]) {
      const double arrives = 1 - at_.paths[net_.edges[e].first_target + t].request_loss;
      for (const auto& arm : at_.arms[e]) {
        if (arm.target != t) continue;
        for (std::uint32_t m = 0; m < at_.slices; ++m) {
          if (sliced_loss(m, e, t) == kRequestLost) continue;
          const Kept keep = kept(at_.paths[net_.edges[e].first_target + t], at_.classes[p][arm.klass].state);
          const Tries& tries = call(m, e).tries;
          const double heard = tries.good * keep.good + tries.silent * keep.heard + tries.wrong * keep.wrong;
          load[m * kinds(p) + arm.klass] += call(m, e).calls_rps * heard * arm.weight * arrives;
        }
      }
    }
    bool changed = false;
    for (std::size_t i = 0; i < load.size(); ++i) changed |= settle(load_[p][i], load[i], damping_[p][i], p);
    if (changed) wait_due_[p] = 1;
    return send(p) || changed;
  }

  // Takes a new value; after the exact sweeps only a part of the way, which halves at every turn of direction and grows
  // again slowly: a loop that works against itself comes to rest however steep it is.
  bool settle(double& old, double now, Damping& damping, PoolId p) {
    if (now == old) return false;
    if (!(now <= kUnbounded)) {
      out_.converged = false;
      out_.restless = p;
      out_.residual = std::numeric_limits<double>::infinity();
      old = now;
      return true;
    }
    if (out_.sweeps > kExactSweeps) {
      const double change = now - old;
      const double gap = std::abs(change) / std::max(std::abs(now), std::abs(old));
      if (gap <= kNegligible) return false;
      damping.step = change * damping.last < 0 ? damping.step / 2 : std::min(longest_step(), damping.step * 1.25);
      damping.last = change;
      if (damping.step < kJump) return false;
      out_.residual = gap;
      out_.restless = p;
      now = old + damping.step * change;
      load_due_[p] = 1;
    }
    old = now;
    return true;
  }

  // No step is longer than this, and the longer it takes the shorter: what loads swing together comes to rest too.
  double longest_step() const { return std::ldexp(1, -static_cast<int>(out_.sweeps / kShortenAfter)); }

  // The rate at which a pool's requests make each of its calls.
  bool send(PoolId p) {
    bool changed = false;
    for (std::uint32_t m = 0; m < at_.slices; ++m) {
      double working = 0;
      for (std::uint32_t c = 0; c < kinds(p); ++c) {
        const auto& state = at_.classes[p][c].state;
        if (state.life != Life::alive) continue;
        working += load_[p][m * kinds(p) + c] * out_.classes[p][c].waiting.admitted * (1 - own_errors(m, p, state));
      }
      const bool sequence = net_.service(net_.estate().pools[p].service).calls_in_sequence;
      for (EdgeId e = net_.first_edge[p]; e < net_.first_edge[p + 1]; ++e) {
        const auto& spec = net_.edges[e].call;
        const double now = working * spec.share * spec.times;
        if (now != call(m, e).calls_rps) {
          call(m, e).calls_rps = now;
          due_below(e);
          changed = true;
        }
        if (sequence && spec.need == NeedKind::hard) working *= 1 - spec.share * (1 - all_ok(m, e));
      }
    }
    return changed;
  }

  void due_below(EdgeId e) {
    for (std::uint32_t t = 0; t < net_.edges[e].targets; ++t) load_due_[net_.targets[net_.edges[e].first_target + t]] = 1;
  }

  char sliced_loss(std::uint32_t m, EdgeId e, std::uint32_t t) const {
    return at_.lost.empty() ? 0 : at_.lost[m * net_.targets.size() + net_.edges[e].first_target + t];
  }

  double own_errors(std::uint32_t m, PoolId p, const Folded& state) const {
    if (!at_.errs.empty() && at_.errs[m * pools_ + p]) return 1;
    return 1 - (1 - net_.service(net_.estate().pools[p].service).errors) * (1 - state.errors);
  }

  double all_ok(std::uint32_t m, EdgeId e) {
    return math::pow(call(m, e).ok, net_.edges[e].call.times);
  }

  Moments own_time(PoolId p, const Folded& state) const {
    const auto& time = net_.service(net_.estate().pools[p].service).time;
    const double factor = state.delay_factor;
    return {time.mean_seconds() * factor + state.delay_add_s, time.variance_s2() * factor * factor};
  }

  // How long a slot of that class is held, over the slices by their load.
  double holding(PoolId p, std::uint32_t c) {
    const auto& state = at_.classes[p][c].state;
    double weight = 0;
    double callees = 0;
    for (std::uint32_t m = 0; m < at_.slices; ++m) {
      const double w = load_[p][m * kinds(p) + c];
      weight += w;
      callees += w * (1 - own_errors(m, p, state)) * pool(m, p).callees_any.mean;
    }
    return own_time(p, state).mean + (weight > 0 ? callees / weight : (1 - own_errors(0, p, state)) * pool(0, p).callees_any.mean);
  }

  // What one instance of that class serves per second, and by how many slots (0: any number).
  std::pair<double, double> station_of(PoolId p, std::uint32_t c) {
    const auto& service = net_.service(net_.estate().pools[p].service);
    const double slots = slots_[net_.estate().pools[p].service];
    const double rate = service.capacity_rps * at_.classes[p][c].state.capacity;
    const double hold = slots > 0 ? holding(p, c) : 0;
    return {hold > 0 ? std::min(rate, slots / hold) : rate, slots > 0 ? slots : 1};
  }

  bool wait(PoolId p) {
    const auto& service = net_.service(net_.estate().pools[p].service);
    const bool shared = service.balancing == Balancing::least_outstanding || service.balancing == Balancing::power_of_two;
    double capacity = 0, slots = 0, arrivals = 0;
    std::vector<Waiting> now(kinds(p));
    for (std::uint32_t c = 0; c < kinds(p); ++c) {
      double load = 0;
      for (std::uint32_t m = 0; m < at_.slices; ++m) load += load_[p][m * kinds(p) + c];
      out_.classes[p][c].load_rps = load;
      if (at_.classes[p][c].state.life != Life::alive) continue;
      const auto [each, of_slots] = station_of(p, c);
      const double count = at_.classes[p][c].count;
      if (!shared) now[c] = station(load / count, each, of_slots, service.queue_limit);
      if (load <= 0) continue;
      capacity += each * count;
      slots += of_slots * count;
      arrivals += load;
    }
    if (shared) {
      const int places = service.queue_limit < 0 ? -1 : static_cast<int>(service.queue_limit * slots / std::max(1, slots_[net_.estate().pools[p].service]));
      const Waiting all = station(arrivals, capacity, slots, places);
      for (auto& one : now) one = all;
    }
    bool changed = false;
    for (std::uint32_t c = 0; c < kinds(p); ++c) changed |= std::exchange(out_.classes[p][c].waiting, now[c]) != now[c];
    if (!changed) return false;
    send(p);
    due_above(p);
    return true;
  }

  // Callers of a pool see something else now.
  void due_above(PoolId p) {
    for (const auto& [e, t] : net_.incoming[p]) {
      if (net_.edges[e].front != kNone) front_due_[net_.edges[e].front] = 1;
      else answer_due_[net_.edges[e].caller] = 1;
    }
  }

  // All calls of a pool, then what they make of its requests.
  bool answer(PoolId p) {
    bool changed = false;
    for (EdgeId e = net_.first_edge[p]; e < net_.first_edge[p + 1]; ++e) changed |= evaluate(e);
    bool moved = false;
    for (std::uint32_t m = 0; m < at_.slices; ++m) {
      const PoolResult now = combine(m, p);
      if (now == pool(m, p)) continue;
      moved |= accept(pool(m, p), now);
    }
    if (!moved && !changed) return false;
    if (changed) send(p);
    if (moved) {
      wait_due_[p] = 1;
      due_above(p);
    }
    return moved || changed;
  }

  bool accept(PoolResult& old, const PoolResult& now) {
    if (out_.sweeps > kExactSweeps) {
      const auto near = [](double a, double b) { return std::abs(a - b) <= kNegligible * std::max(std::abs(a), std::abs(b)); };
      if (near(old.ok, now.ok) && near(old.full, now.full) && near(old.callees_ok.mean, now.callees_ok.mean) &&
          near(old.callees_any.mean, now.callees_any.mean))
        return false;
    }
    old = now;
    return true;
  }

  PoolResult combine(std::uint32_t m, PoolId p) {
    const bool sequence = net_.service(net_.estate().pools[p].service).calls_in_sequence;
    PoolResult out;
    if (at_.degraded[p]) out.full = 0;
    double reached = 1;
    double square = 0;
    for (EdgeId e = net_.first_edge[p]; e < net_.first_edge[p + 1]; ++e) {
      const auto& spec = net_.edges[e].call;
      const auto& result = call(m, e);
      Moments ok = spec.need == NeedKind::hard ? result.time_ok : result.time_any;
      Moments any = result.time_any;
      for (int i = 1; i < spec.times; ++i) {
        ok = later_of(ok, spec.need == NeedKind::hard ? result.time_ok : result.time_any);
        any = later_of(any, result.time_any);
      }
      ok = sometimes(spec.share, ok);
      any = sometimes(spec.share, any);
      const double success = 1 - spec.share * (1 - all_ok(m, e));
      const double whole = math::pow(result.full, spec.times);
      if (spec.need == NeedKind::hard) {
        out.ok *= success;
        out.full *= 1 - spec.share * (1 - whole);
      } else {
        out.full *= 1 - spec.share * (1 - all_ok(m, e) * whole);
      }
      if (sequence) {
        out.callees_ok = out.callees_ok + ok;
        out.callees_any.mean += reached * any.mean;
        square += reached * any.var;
        if (spec.need == NeedKind::hard) reached *= success;
      } else {
        out.callees_ok = later_of(out.callees_ok, ok);
        out.callees_any = later_of(out.callees_any, any);
      }
    }
    if (sequence) out.callees_any.var = square;
    return out;
  }

  bool evaluate(EdgeId e) {
    bool changed = false;
    for (std::uint32_t m = 0; m < at_.slices; ++m) {
      CallResult now = retried(m, e);
      auto& old = call(m, e);
      now.calls_rps = old.calls_rps;
      if (now == old) continue;
      if (now.tries != old.tries) due_below(e);
      old = now;
      changed = true;
    }
    return changed;
  }

  // An attempt over a connection on which nothing is kept; `lines` gets the shares of the edge's connections.
  Attempt attempt(std::uint32_t m, EdgeId e, Kept& lines) {
    const auto& edge = net_.edges[e];
    Attempt out;
    if (edge.front != kNone && !at_.open[edge.front]) {
      out.timeout = 1;
      out.time_failed = {edge.timeout_s, 0};
      return out;
    }
    if (at_.arms[e].empty()) {
      out.refused = 1;
      return out;
    }
    Mixture ok, failed;
    lines = shares(e);
    for (auto arm : at_.arms[e]) {
      const PoolId p = net_.targets[edge.first_target + arm.target];
      const auto& path = at_.paths[edge.first_target + arm.target];
      if (lines.good < 1) arm.weight *= lines.good > 0 ? kept(path, at_.classes[p][arm.klass].state).good / lines.good : 0;
      const Served served = serve(net_, at_, out_, m, p, arm.klass);
      const double through = sliced_loss(m, e, arm.target) ? 0 : (1 - path.request_loss) * (1 - path.reply_loss);
      const double w = arm.weight * through;
      const double bad_line = path.errors;  // errors made on the way
      const Cut good = cut({served.time_ok.mean * path.delay_factor + path.delay_add_s, served.time_ok.var}, edge.timeout_s);
      const Cut error = served.error > 0 ? cut(served.time_error + Moments{path.delay_add_s, 0}, edge.timeout_s) : Cut{};
      const double fast = path.delay_add_s <= edge.timeout_s ? 1 : 0;
      const double fine = w * served.ok * (1 - bad_line) * good.within;
      const double wrong = w * (served.error * error.within + served.ok * bad_line);
      const double late = w * (served.ok * (1 - bad_line) * (1 - good.within) + served.error * (1 - error.within) +
                               (served.shed + served.refused) * (1 - fast) + served.silent) + arm.weight - w;
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

  Kept shares(EdgeId e) const {
    Kept sum{0, 0, 0, 0};
    for (const auto& arm : at_.arms[e]) {
      const auto t = net_.edges[e].first_target + arm.target;
      const Kept one = kept(at_.paths[t], at_.classes[net_.targets[t]][arm.klass].state);
      sum.silent += arm.weight * one.silent;
      sum.wrong += arm.weight * one.wrong;
    }
    sum.good = std::max(0.0, 1 - sum.silent - sum.wrong);
    return sum;
  }

  // r retries: attempts k = 0..r, each made only if the one before failed in a way that is retried.
  CallResult series(const Edge& edge, const Attempt& one) const {
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

  // What a connection keeps is mixed outside the retries of one call.
  CallResult retried(std::uint32_t m, EdgeId e) {
    const auto& edge = net_.edges[e];
    Kept lines;
    const Attempt one = attempt(m, e, lines);
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

  // Attempts that succeed and fail, by edge and target, and what servers answered.
  void account() {
    out_.good.assign(net_.targets.size(), 0);
    out_.bad.assign(net_.targets.size(), 0);
    out_.arm_bad.resize(edges_);
    for (EdgeId e = 0; e < edges_; ++e) out_.arm_bad[e].assign(at_.arms[e].size(), 0);
    out_.answered.assign(pools_, 0);
    out_.erred.assign(pools_, 0);
    for (std::uint32_t m = 0; m < at_.slices; ++m)
      for (EdgeId e = 0; e < edges_; ++e) account(m, e);
    for (std::uint32_t m = 0; m < at_.slices; ++m)
      for (PoolId p = 0; p < pools_; ++p)
        for (std::uint32_t c = 0; c < kinds(p); ++c) {
          const Served served = serve(net_, at_, out_, m, p, c);
          out_.answered[p] += load_[p][m * kinds(p) + c] * served.ok;
          out_.erred[p] += load_[p][m * kinds(p) + c] * (served.error + served.shed);
        }
  }

  void account(std::uint32_t m, EdgeId e) {
    const auto& edge = net_.edges[e];
    const double calls = call(m, e).calls_rps;
    const Tries& tries = call(m, e).tries;
    if (calls <= 0) return;
    for (std::size_t i = 0; i < at_.arms[e].size(); ++i) {
      const auto& arm = at_.arms[e][i];
      const auto t = edge.first_target + arm.target;
      const auto& path = at_.paths[t];
      const Served served = serve(net_, at_, out_, m, net_.targets[t], arm.klass);
      const Kept keep = kept(path, at_.classes[net_.targets[t]][arm.klass].state);
      const double through = sliced_loss(m, e, arm.target) ? 0 : (1 - path.request_loss) * (1 - path.reply_loss) * (1 - path.errors);
      const Cut good = cut({served.time_ok.mean * path.delay_factor + path.delay_add_s, served.time_ok.var}, edge.timeout_s);
      const double attempts = calls * arm.weight * (tries.good * keep.good + tries.silent * keep.silent + tries.wrong * keep.wrong);
      const double fine = calls * arm.weight * tries.good * keep.good * through * served.ok * good.within;
      out_.good[t] += fine;
      out_.bad[t] += std::max(0.0, attempts - fine);
      out_.arm_bad[e][i] += std::max(0.0, attempts - fine);
    }
  }

  const Network& net_;
  const std::vector<int>& slots_;
  const Situation& at_;
  std::size_t pools_;
  std::size_t edges_;
  Solution out_;
  std::vector<std::vector<Damping>> damping_;  // of the loads
  std::vector<std::vector<double>> load_;  // by pool: slice-major by class
  std::vector<char> load_due_, wait_due_, answer_due_, front_due_;
};

}  // namespace

Served serve(const Network& net, const Situation& at, const Solution& solution, std::uint32_t slice, PoolId p, std::uint32_t c) {
  const auto& state = at.classes[p][c].state;
  Served out;
  if (state.life != Life::alive) {
    (state.life == Life::dead ? out.silent : out.refused) = 1;
    return out;
  }
  const auto pools = net.estate().pools.size();
  const auto& service = net.service(net.estate().pools[p].service);
  const auto& callees = solution.pools[slice * pools + p];
  const auto& waiting = solution.classes[p][c].waiting;
  const double factor = state.delay_factor;
  const Moments own{service.time.mean_seconds() * factor + state.delay_add_s, service.time.variance_s2() * factor * factor};
  const bool all = !at.errs.empty() && at.errs[slice * pools + p];
  const double errors = all ? 1 : 1 - (1 - service.errors) * (1 - state.errors);
  const double lost = 1 - (1 - state.request_loss) * (1 - state.reply_loss);
  const double admitted = waiting.admitted * (1 - lost);
  out.silent = lost;
  out.shed = (1 - waiting.admitted) * (1 - lost);
  out.ok = admitted * (1 - errors) * callees.ok;
  out.error = admitted * (1 - (1 - errors) * callees.ok);
  out.full = callees.full;
  out.time_ok = waiting.wait + own + callees.callees_ok;
  Mixture wrong;
  wrong.add(errors, waiting.wait + own);
  wrong.add((1 - errors) * (1 - callees.ok), waiting.wait + own + callees.callees_any);
  out.time_error = wrong.moments();
  return out;
}

Solution solve(const Network& network, const std::vector<int>& slots, const Situation& situation) {
  return Sweeper(network, slots, situation).run();
}

Slots derive_slots(const Network& network, const Situation& unimpaired) {
  const std::vector<int> unlimited(network.services().size(), 0);
  Situation idle = unimpaired;
  std::fill(idle.front_rps.begin(), idle.front_rps.end(), 0.0);
  const Solution solution = solve(network, unlimited, idle);
  Slots out{unlimited, std::vector<double>(network.services().size(), 0)};
  for (PoolId p = 0; p < network.estate().pools.size(); ++p) {
    const auto s = network.estate().pools[p].service;
    const auto& service = network.service(s);
    const double hold = service.time.mean_seconds() + (1 - service.errors) * solution.pools[p].callees_any.mean;
    out.holding_s[s] = std::max(out.holding_s[s], hold);
  }
  for (std::size_t s = 0; s < out.slots.size(); ++s) {
    const auto& service = network.services()[s];
    out.slots[s] = service.slots;
    if (service.slots > 0 || service.capacity_rps == std::numeric_limits<double>::infinity()) continue;
    out.slots[s] = static_cast<int>(std::clamp(std::floor(service.capacity_rps * out.holding_s[s] * (1 - 1e-12)) + 1, 1.0, 1e9));
  }
  return out;
}

}  // namespace bulkhead
