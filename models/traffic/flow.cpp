// SPDX-License-Identifier: Apache-2.0
// The flow engine's sweeps.
#include "models/traffic/flow.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/traffic/call.hpp"
#include "sim/math.hpp"

namespace bulkhead {
namespace {

constexpr double kNegligible = 1e-12;
constexpr double kJump = 1e-9;  // steps that small chase a jump: the solution lies in it
constexpr double kUnbounded = 1e15;
constexpr std::uint32_t kShortenAfter = 256;  // sweeps

/// How far a load goes towards its new value, and which way it went last.
struct Damping {
  double step = 1;
  double last = 0;
};

class Sweeper {
 public:
  Sweeper(const Network& network, const std::vector<int>& slots, const Situation& situation)
      : net_(network),
        slots_(slots),
        at_(situation),
        pools_(network.estate().pools.size()),
        edges_(network.edges.size()) {
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
          if (sliced_loss(net_, at_, m, e, t) == kRequestLost) continue;
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
    for (std::uint32_t t = 0; t < net_.edges[e].targets; ++t)
      load_due_[net_.targets[net_.edges[e].first_target + t]] = 1;
  }

  double own_errors(std::uint32_t m, PoolId p, const Folded& state) const {
    if (!at_.errs.empty() && at_.errs[m * pools_ + p]) return 1;
    return 1 - (1 - net_.service(net_.estate().pools[p].service).errors) * (1 - state.errors);
  }

  double all_ok(std::uint32_t m, EdgeId e) { return math::pow(call(m, e).ok, net_.edges[e].call.times); }

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
    return own_time(p, state).mean +
           (weight > 0 ? callees / weight : (1 - own_errors(0, p, state)) * pool(0, p).callees_any.mean);
  }

  // What one instance of that class serves per second, and by how many slots (0: any number).
  std::pair<double, double> station_of(PoolId p, std::uint32_t c) {
    const auto& service = net_.service(net_.estate().pools[p].service);
    const double grown = at_.growth.empty() ? 1 : 1 + at_.growth[p];
    const double slots = slots_[net_.estate().pools[p].service] * grown;
    const double rate = service.capacity_rps * at_.classes[p][c].state.capacity * grown;
    const double hold = slots > 0 ? holding(p, c) : 0;
    return {hold > 0 ? std::min(rate, slots / hold) : rate, slots > 0 ? slots : 1};
  }

  bool wait(PoolId p) {
    const auto& service = net_.service(net_.estate().pools[p].service);
    const bool shared =
        service.balancing == Balancing::least_outstanding || service.balancing == Balancing::power_of_two;
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
      const int places =
          service.queue_limit < 0
              ? -1
              : static_cast<int>(service.queue_limit * slots / std::max(1, slots_[net_.estate().pools[p].service]));
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
      if (net_.edges[e].front != kNone)
        front_due_[net_.edges[e].front] = 1;
      else
        answer_due_[net_.edges[e].caller] = 1;
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
      moved |= accept(pool(m, p), now, p);
    }
    if (!moved && !changed) return false;
    if (changed) send(p);
    if (moved) {
      wait_due_[p] = 1;
      due_above(p);
    }
    return moved || changed;
  }

  // Takes new answers; where loads alone do not bring a circle of calls to rest, only half of the way.
  bool accept(PoolResult& old, PoolResult now, PoolId p) {
    if (out_.sweeps > kExactSweeps) {
      const auto near = [](double a, double b) {
        return std::abs(a - b) <= kNegligible * std::max(std::abs(a), std::abs(b));
      };
      if (near(old.ok, now.ok) && near(old.full, now.full) && near(old.callees_ok.mean, now.callees_ok.mean) &&
          near(old.callees_any.mean, now.callees_any.mean))
        return false;
    }
    if (out_.sweeps > kShortenAfter) {
      const auto half = [](Moments a, Moments b) { return Moments{(a.mean + b.mean) / 2, (a.var + b.var) / 2}; };
      now = {(old.ok + now.ok) / 2, (old.full + now.full) / 2, half(old.callees_ok, now.callees_ok),
             half(old.callees_any, now.callees_any)};
      answer_due_[p] = 1;
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
      CallResult now = call_result(net_, at_, out_, m, e);
      auto& old = call(m, e);
      now.calls_rps = old.calls_rps;
      if (now == old) continue;
      if (now.tries != old.tries) due_below(e);
      old = now;
      changed = true;
    }
    return changed;
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
      const double through = sliced_loss(net_, at_, m, e, arm.target)
                                 ? 0
                                 : (1 - path.request_loss) * (1 - path.reply_loss) * (1 - path.errors);
      const Cut good =
          cut({served.time_ok.mean * path.delay_factor + path.delay_add_s, served.time_ok.var}, edge.timeout_s);
      const double attempts =
          calls * arm.weight * (tries.good * keep.good + tries.silent * keep.silent + tries.wrong * keep.wrong);
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
  std::vector<std::vector<double>> load_;      // by pool: slice-major by class
  std::vector<char> load_due_, wait_due_, answer_due_, front_due_;
};

}  // namespace

Solution solve(const Network& network, const std::vector<int>& slots, const Situation& situation) {
  return Sweeper(network, slots, situation).run();
}

}  // namespace bulkhead
