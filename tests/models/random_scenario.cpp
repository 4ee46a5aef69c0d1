// SPDX-License-Identifier: Apache-2.0
// Random models from descriptors.
#include "tests/models/random_scenario.hpp"

#include <algorithm>
#include <cmath>

#include "models/faults/registry.hpp"
#include "models/traffic/network.hpp"
#include "tests/models/builder.hpp"

namespace bulkhead::test {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t number) : draws_(stream_key(number, 0, 99, name_hash("random scenario")), 0) {}
  bool chance(double p) { return draws_.chance(p); }
  /// A whole number from low to high.
  int whole(int low, int high) { return low + static_cast<int>(draws_.uniform() * (high - low + 1)); }
  double real(double low, double high) { return low + draws_.uniform() * (high - low); }
  Duration time(Duration low, Duration high) { return Duration::from_seconds(real(low.seconds(), high.seconds())); }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(whole(0, static_cast<int>(list.size()) - 1))];
  }

 private:
  Draws draws_;
};

std::string name(int service) {
  return "s" + std::to_string(service);
}

void places(Dice& dice, RegionSpec& region) {
  if (dice.chance(0.3)) region.power = {1, 2};
  if (!dice.chance(0.4)) return;
  region.racks_per_zone = dice.whole(1, 3);
  region.hosts_per_rack = dice.whole(1, 4);
  if (dice.chance(0.5)) region.switches = {1, 2};
}

CallSpec random_call(Dice& dice, const std::string& to) {
  CallSpec out = call(to, dice.time(Duration::ms(20), Duration::s(2)), dice.whole(0, 2));
  if (dice.chance(0.2)) out.timeout = Duration::never();
  if (dice.chance(0.3)) out.need = NeedKind::soft;
  if (dice.chance(0.2)) out.times = 2;
  if (dice.chance(0.3)) out.share = dice.real(0.1, 1);
  if (dice.chance(0.3)) out.retry_budget = dice.real(0, 1);
  if (dice.chance(0.3)) out.backoff.base = Duration::ms(dice.whole(1, 100));
  out.retry_on = static_cast<unsigned>(dice.whole(0, 15));
  return out;
}

HealthCheckSpec random_check(Dice& dice) {
  HealthCheckSpec out;
  out.depth = static_cast<Depth>(dice.whole(0, 2));
  out.fail_open = dice.chance(0.7);
  out.min_healthy = dice.chance(0.5) ? dice.real(0, 0.6) : 0;
  return out;
}

void services(Dice& dice, Builder& builder) {
  const int count = dice.whole(2, 5);
  const int zones = static_cast<int>(builder.region().zones.size());
  const int cells = builder.model().routing == Routing::cell ? builder.model().cells.count : 1;
  for (int i = 0; i < count; ++i) {
    auto& service = builder.service(name(i));
    service.replicas_per_zone = dice.whole(1, 2) * cells;
    if (dice.chance(0.7)) service.capacity_rps = dice.real(50, 500);
    service.time = Distribution::exponential(dice.time(Duration::ms(1), Duration::ms(40)));
    if (dice.chance(0.2)) service.errors = dice.real(0, 0.02);
    if (dice.chance(0.3)) service.queue_limit = dice.whole(0, 20);
    service.balancing = static_cast<Balancing>(dice.whole(0, 3));
    if (dice.chance(0.3)) service.boot = Distribution::exponential(Duration::s(90));
    if (dice.chance(0.4)) service.health_check = random_check(dice);
    if (dice.chance(0.2)) service.deadline = dice.time(Duration::ms(100), Duration::s(3));
    if (dice.chance(0.2)) service.scope = static_cast<Scope>(dice.whole(1, 3));
    if (dice.chance(0.2))
      service.needs.push_back({"plane",
                               {"control-plane r"},
                               1,
                               static_cast<NeedKind>(dice.whole(0, 3)),
                               Distribution::fixed(Duration::minutes(5))});
    if (dice.chance(0.2) && zones > 1)
      service.needs.push_back({"zones", {"zone r/a", "zone r/b"}, dice.whole(1, 2), NeedKind::hard, {}});
    service.calls_in_sequence = dice.chance(0.3);
    for (int to = i + 1; to < count; ++to)
      if (dice.chance(0.5)) service.calls.push_back(random_call(dice, name(to)));
    if (i > 0 && dice.chance(0.15)) {  // a cycle of calls
      service.calls.insert(service.calls.begin(), random_call(dice, name(dice.whole(0, i - 1))));
      service.calls.front().share = 0.02;
    }
  }
}

// Disks and a store that needs some of them, by takeover or not; a ring of links and a route through it; a service that
// needs both.
void own_parts(Dice& dice, Builder& builder) {
  auto& model = builder.model();
  const int disks = dice.whole(2, 4);
  NeedSpec some{"disks", {}, dice.whole(1, disks)};
  for (int i = 1; i <= disks; ++i) some.of.push_back("component disk/" + std::to_string(i));
  if (dice.chance(0.3)) {
    for (int i = 1; i <= disks; ++i) some.weights.push_back(dice.whole(1, 4));
    some.at_least = dice.whole(1, weight_of_all(some));
  } else if (dice.chance(0.6))
    some.takeover = TakeoverSpec{Distribution::uniform(Duration::zero(), Duration::minutes(20)),
                                 Distribution::uniform(Duration::zero(), Duration::minutes(dice.whole(0, 20))),
                                 {dice.chance(0.5) ? 1 : dice.real(0, 1)}};
  if (some.takeover && disks > 2 && dice.chance(0.3)) some.takeover->coverage.push_back(dice.real(0, 1));
  if (some.takeover && dice.chance(0.3)) some.takeover->serving = Serving::all;
  if (some.takeover && some.takeover->serving == Serving::needed && dice.chance(0.4))
    some.takeover->fail_back = Distribution::uniform(Duration::zero(), Duration::minutes(dice.whole(0, 10)));
  if (dice.chance(0.3)) some.restart = Distribution::uniform(Duration::zero(), Duration::minutes(10));
  if (dice.chance(0.2))
    some.need = NeedKind::after_grace, some.grace = Distribution::exponential(Duration::minutes(10));
  NeedSpec route{"route", {}, 1};
  route.connected = {"node n/a", "node n/c"};
  for (const char* link : {"a..n/b", "a..n/d", "b..n/c", "c..n/d"}) route.of.push_back("link n/" + std::string(link));
  for (const char* node : {"a", "b", "c", "d"}) route.of.push_back("node n/" + std::string(node));
  model.topology.components = {{"disk", disks, {}}, {"route", 0, {route}}, {"store", 0, {some}}};
  model.topology.networks = {{"n", {{"a", "b"}, {"a", "d"}, {"b", "c"}, {"c", "d"}}}};
  if (dice.chance(0.5)) model.topology.networks[0].nodes = {{"b", {{"disk", {"component disk/1"}}}}};
  if (dice.chance(0.5)) model.topology.networks[0].links[3].needs = {{"store", {"component store"}}};
  model.services[0].needs.push_back({"own",
                                     {"component route", "component store"},
                                     dice.whole(1, 2),
                                     static_cast<NeedKind>(dice.whole(0, 3)),
                                     Distribution::fixed(Duration::minutes(5))});
  if (!dice.chance(0.5)) return;
  const auto order = dice.chance(0.5) ? CrewOrder::first_come : CrewOrder::first_inspected;
  model.crews = {{"crew", dice.whole(1, 2), order, Distribution::uniform(Duration::zero(), Duration::minutes(10))}};
}

// Are they disks that the store takes over from one another?
bool taken_over(const Model& model, const std::vector<std::string>& targets) {
  const auto disk = [](const std::string& name) { return name.rfind("component disk/", 0) == 0; };
  const auto store = [](const PartSpec& part) {
    return part.name == "store" && part.needs.front().takeover &&
           part.needs.front().takeover->serving == Serving::needed;
  };
  const auto& parts = model.topology.components;
  return std::any_of(parts.begin(), parts.end(), store) && std::all_of(targets.begin(), targets.end(), disk);
}

// How a failure is found and repaired, and whose clocks run.
void random_repair(Dice& dice, const Model& model, FaultSpec& fault) {
  if (dice.chance(0.2))
    fault.found = Distribution::uniform(Duration::zero(), Duration::minutes(30));
  else if (dice.chance(0.2))
    fault.found_every = Duration::minutes(dice.whole(1, 60));
  if (fault.found_every && dice.chance(0.3))
    fault.found_staggered = fault.targets.size() > 1;
  else if (fault.found_every && dice.chance(0.3))
    fault.found_first = Duration::minutes(dice.whole(1, 90));
  if (fault.found_every && dice.chance(0.5)) {
    fault.found_misses = dice.real(0, 1);
    fault.found_coverage = dice.real(0, 1);
    fault.found_full_every = 2 * *fault.found_every;
  }
  if (!model.crews.empty() && dice.chance(0.6)) fault.crew = "crew";
  if (!fault.mttf || model.topology.components.empty()) return;
  if (fault.any == 0 && dice.chance(0.3)) fault.active = dice.whole(1, 2);
  fault.standby = fault.any == 0 && !fault.targets.empty() && taken_over(model, fault.targets) && dice.chance(0.7);
  if (fault.standby) fault.active = 0;
  if (dice.chance(0.3)) fault.only_while = {"component store"};
  const bool spares = fault.active > 0 || fault.standby;
  if (spares && dice.chance(0.5)) fault.dormancy = dice.real(0, 1);
  if (spares && dice.chance(0.5)) fault.starts = dice.real(0.2, 1);
  if (dice.chance(0.3)) fault.acceleration = {dice.real(0.5, 2), dice.real(0, 3)};
}

void clients(Dice& dice, Builder& builder) {
  for (int p = dice.whole(1, 2); p > 0; --p) {
    EntrySpec entry;
    entry.via = static_cast<Via>(dice.whole(0, builder.model().topology.edge.pops.empty() ? 1 : 2));
    entry.ttl = Duration::s(dice.whole(10, 300));
    if (entry.via == Via::load_balancer && dice.chance(0.5)) entry.cross_zone = dice.chance(0.5);
    auto& population = builder.clients(name(dice.whole(0, 1)), dice.real(10, 900), entry);
    population.name += std::to_string(p);
    population.timeout = dice.time(Duration::ms(500), Duration::s(30));
    if (dice.chance(0.15)) population.daily = {dice.real(0.1, 1), Duration::hours(dice.whole(0, 23))};
  }
}

Value random_value(Dice& dice, const Parameter& parameter) {
  if (parameter.fallback.index() != 0 && dice.chance(0.4)) return parameter.fallback;
  switch (parameter.type) {
    case Type::ratio:
      return dice.chance(0.2) ? 1.0 : dice.real(0, 1);
    case Type::factor:
      return dice.real(parameter.low, std::min(parameter.high, 20.0));
    case Type::count:
      return static_cast<std::int64_t>(
          dice.whole(static_cast<int>(parameter.low), static_cast<int>(std::min(parameter.high, 8.0))));
    case Type::duration:
      return dice.time(Duration::zero(), Duration::ms(800));
    default:
      return parameter.fallback;
  }
}

std::vector<std::string> of_kinds(const std::vector<std::string>& names, const std::vector<std::string_view>& kinds) {
  std::vector<std::string> out;
  for (const auto& one : names)
    if (std::find(kinds.begin(), kinds.end(), std::string_view(one).substr(0, one.find(' '))) != kinds.end())
      out.push_back(one);
  return out;
}

std::vector<std::string> some(Dice& dice, std::vector<std::string> from, int most) {
  std::vector<std::string> out;
  for (int i = dice.whole(1, most); i > 0; --i) out.push_back(dice.one_of(from));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void add_fault(Dice& dice, const FaultKind& row, const std::vector<std::string>& names, Builder& builder) {
  FaultSpec fault;
  fault.kind = row.kind.name;
  fault.name = "fault-" + std::to_string(builder.model().faults.size());
  if (row.kind.targets == std::vector<std::string_view>{"path"}) {
    fault.from = some(dice, of_kinds(names, {"zone", "pool", "service", "entry", "cell"}), 2);
    fault.to = some(dice, of_kinds(names, {"zone", "pool", "service", "cell"}), 2);
    fault.both = dice.chance(0.3);
  } else {
    const auto legal = of_kinds(names, row.kind.targets);
    if (legal.empty()) return;
    fault.targets = some(dice, legal, 3);
    if (dice.chance(0.2)) fault.any = 1;
  }
  for (const auto& parameter : row.kind.parameters) fault.values.set(parameter.name, random_value(dice, parameter));
  fault.sticks = dice.chance(0.5) ? Sticks::attempt : static_cast<Sticks>(dice.whole(1, 4));
  if (dice.chance(0.5))
    fault.at = dice.time(Duration::zero(), Duration::hours(6));
  else
    fault.mttf = Distribution::exponential(Duration::hours(4));
  fault.repair = Distribution::uniform(Duration::minutes(1), Duration::hours(2));
  random_repair(dice, builder.model(), fault);
  builder.model().faults.push_back(std::move(fault));
}

// What the crew repairs first, and with which parts; it never waits for company that may not come.
void random_crew(Dice& dice, Model& model) {
  if (model.crews.empty()) return;
  CrewSpec& crew = model.crews.front();
  for (const FaultSpec& fault : model.faults)
    if (!fault.crew.empty() && dice.chance(0.5)) crew.priority.push_back(fault.name);
  if (crew.order == CrewOrder::first_inspected) crew.priority.clear();
  crew.preempts = !crew.priority.empty() && dice.chance(0.6);
  if (dice.chance(0.4)) {
    crew.parts = dice.whole(1, 3);
    crew.resupply = Distribution::uniform(Duration::zero(), Duration::hours(1));
  } else {
    crew.batch = crew.order == CrewOrder::first_come && !crew.preempts && dice.chance(0.5);
  }
}

}  // namespace

Model random_model(std::uint64_t number) {
  Dice dice(number);
  Builder builder(dice.whole(1, 3), static_cast<Routing>(dice.whole(0, 1)));
  const int zones = static_cast<int>(builder.region().zones.size());
  if (dice.chance(0.35)) builder.cells(zones * dice.whole(1, 2), dice.chance(0.5) ? Span::zone : Span::region);
  places(dice, builder.region());
  if (dice.chance(0.3))
    builder.model().topology.edge.pops = {{"fra", 0.5, {"nrt"}}, {"iad", 0.3, {}}, {"nrt", 0.2, {"iad", "fra"}}};
  services(dice, builder);
  if (dice.chance(0.4)) own_parts(dice, builder);
  clients(dice, builder);
  builder.model().horizon = Duration::hours(6);
  const auto names = target_names(builder.finish());
  const auto rows = fault_kinds();
  for (int i = dice.whole(2, 6); i > 0; --i)
    add_fault(dice, rows[static_cast<std::size_t>(dice.whole(0, static_cast<int>(rows.size()) - 1))], names, builder);
  random_crew(dice, builder.model());
  return builder.finish();
}

}  // namespace bulkhead::test
