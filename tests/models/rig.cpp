// SPDX-License-Identifier: Apache-2.0
// Breaking, pulling, healing by hand.
#include "tests/models/rig.hpp"

namespace bulkhead::test {
namespace {

Boots boots(const Model& model, std::uint64_t seed, std::uint64_t replication) {
  Boots out{{}, seed, replication};
  for (const auto& service : model.services) out.by_service.push_back(service.boot);
  return out;
}

}  // namespace

Rig::Rig(const Model& model, std::uint64_t seed, std::uint64_t replication)
    : plan(model),
      world(plan.estate(), boots(model, seed, replication), kernel),
      traffic(plan.network(), plan.model().topology, plan.model().cells, {model.begins, seed, replication}, world,
              kernel, plan.memory(), static_cast<Audience&>(*this)),
      faults(plan.model().faults, plan.model().crews, world, kernel, seed, replication, model.begins,
             Instant::zero() + model.horizon, static_cast<FaultOut&>(*this)) {
  kernel.start();
  traffic.start();
  faults.start();
  wait(Duration::zero());
}

void Rig::wait(Duration time) {
  kernel.run(kernel.now() + time, 1'000'000'000);
}

void Rig::put(Impairment one) {
  world.declare(one.by, "by hand " + std::to_string(one.by));
  world.put(one);
  wait(Duration::s(1));
}

Impairment Rig::put(const std::string& component, Effect what, double amount, Sticks sticks) {
  const Impairment one{Where::component(id(component)), what, amount, sticks, causes_++};
  put(one);
  return one;
}

Impairment Rig::put_path(const std::string& from, const std::string& to, Effect what, double amount, Sticks sticks) {
  const Impairment one{Where::between(id(from), id(to)), what, amount, sticks, causes_++};
  put(one);
  return one;
}

void Rig::lift(const Impairment& one) {
  world.lift(one);
  wait(Duration::s(1));
}

void Rig::pull(const std::string& component, Knob knob, double value, ActionId by) {
  world.pull({Where::component(id(component)), knob, value, by});
  wait(Duration::s(1));
}

std::uint32_t Rig::service(const std::string& name) const {
  return service_index(plan.network().services(), name);
}

PoolId Rig::pool(const std::string& name) const {
  return plan.estate().pools_in(id("pool " + name)).front();
}

EdgeId Rig::edge(const std::string& caller, const std::string& callee) const {
  const auto& net = plan.network();
  for (EdgeId e = 0; e < net.edges.size(); ++e)
    if (plan.estate().graph.name(net.caller_component(net.edges[e])) == caller &&
        net.edges[e].callee == service(callee))
      return e;
  BULKHEAD_CHECK(false, "a test asks for a call that is not there");
  return 0;
}

double Rig::success(const std::string& name) const {
  const auto& rate = ledger().services[service(name)];
  return rate.ok / rate.offered;
}

double Rig::load(const std::string& name) const {
  double sum = 0;
  for (const auto p : plan.estate().pools_of(service(name))) sum += ledger().pool_load_rps[p];
  return sum;
}

void Rig::settled(Instant, const Ledger&) {
  ++evaluations;
  if (on_settled) on_settled(*this);
}

}  // namespace bulkhead::test
