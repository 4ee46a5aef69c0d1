// SPDX-License-Identifier: Apache-2.0
// What a server answers, by its class.
#include "models/traffic/flow.hpp"

namespace bulkhead {

Served serve(const Network& net, const Situation& at, const Solution& solution, std::uint32_t slice, PoolId p,
             std::uint32_t c) {
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
  const Moments own{service.time.mean_seconds() * factor + state.delay_add_s,
                    service.time.variance_s2() * factor * factor};
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

}  // namespace bulkhead
