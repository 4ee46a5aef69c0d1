// SPDX-License-Identifier: Apache-2.0
/// Traffic by the flow engine: rates between changes, evaluated once per instant and round at which something changed.
///
/// Everything that disturbs it (impairments, levers, ejections, steps of demand, converging routes) asks the world for one
/// evaluation; then the situation is rebuilt where a change reached it, solved (or remembered), and those are told whose meters
/// or probes now look otherwise.
///
/// Ensures:  the situation kept up to date change by change equals the one built anew, bit for bit (`anew`, for tests)
/// Chance:   counts: one Poisson and one binomial draw per (leaf, period); replies: one per probe whose outcome is uncertain
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "models/traffic/ledger.hpp"
#include "models/traffic/memory.hpp"
#include "models/traffic/tally.hpp"
#include "models/traffic/traffic.hpp"

namespace bulkhead {

class FlowProber;
class FlowMeter;

/// Attempts that differ in nothing that a meter tells apart: disjoint, and drawn once per period.
struct Leaf {
  std::uint32_t service = 0;
  Side side = Side::client;
  bool entry = false;
  std::uint32_t caller_zone = kNone;
  std::uint32_t callee_zone = kNone;
  std::uint32_t cell = kNone;
  Means rate;
  std::map<std::int64_t, Tally> tallies;  ///< by length of period
  auto place() const { return std::tie(service, side, entry, caller_zone, callee_zone, cell); }
};

struct FlowSettings {
  Duration begins;  ///< time of day of the run's beginning
  std::uint64_t seed = 0;
  std::uint64_t replication = 0;
};

class FlowTraffic final : public Traffic, public Census, public Handler {
 public:
  FlowTraffic(const Network& network, const TopologySpec& topology, const CellSpec& cells, const FlowSettings& settings,
              World& world, Kernel& kernel, Memory& memory, Audience& audience);
  ~FlowTraffic() override;

  /// After the kernel's start: the first evaluation and the first step of demand.
  void start();
  /// The groups of customers that nothing tells apart any more become one; for analysis, when no incident is open.
  void merge_customers() { customers_.merge(); }
  /// Brings the customers' counts up to an instant without a change (the end of the run).
  void advance(Instant now);

  std::unique_ptr<Meter> meter(const SeriesSpec& spec) override;
  std::unique_ptr<Prober> prober(const ProbeSpec& spec, OwnerId listener, std::uint64_t payload) override;
  Census& census() override { return *this; }
  void hold_against(EdgeId edge, std::uint32_t position, bool out) override;
  bool suffices_without(std::uint32_t service, std::uint32_t zone, double share) const override;
  std::uint32_t suspect_zone(std::uint32_t service) const override;
  const Network& network() const override { return *network_; }
  std::uint32_t unhealthy(std::uint32_t service, std::uint32_t zone) const override;
  void listen(std::uint32_t service, OwnerId listener, std::uint64_t payload) override;

  const Ledger& ledger() const { return ledger_; }
  const Situation& situation() const { return situation_; }
  const Solution& solution() const { return *solution_; }
  /// The situation built from nothing, as the world is now.
  Situation anew() const;
  /// The ledger's rates as they would be in another world, with everything else as it is: for attribution.
  std::vector<ServiceRate> rates_in(const World& world) const;

  void on_event(std::uint64_t payload) override;

 private:
  friend class FlowMeter;
  friend class FlowProber;
  struct Listener {
    OwnerId owner;
    std::uint64_t payload;
  };

  void settle();
  void set_rates(Situation& situation, const World& world, const Customers& customers) const;
  void step_demand();
  void watch_pops();
  void watch_dns();
  void expire(std::uint32_t population, std::uint32_t step);
  void measure_leaves();
  void refresh_probers();
  void write_ledger();
  std::vector<ServiceRate> service_rates(const Situation& situation, const Solution& solution,
                                         const Customers& customers) const;
  std::vector<double> front_ok(const Situation& situation, const Solution& solution) const;
  std::vector<std::uint32_t> leaves_of(const SeriesSpec& spec);
  Outlook outlook(const ProbeSpec& spec) const;

  const Network* network_;
  FlowSettings settings_;
  World* world_;
  Kernel* kernel_;
  Memory* memory_;
  Audience* audience_;
  OwnerId owner_;
  Customers customers_;
  Views views_;
  std::vector<EdgeId> changed_views_;
  SituationBuilder builder_;
  Situation situation_;
  std::shared_ptr<const Solution> solution_;
  Ledger ledger_;
  std::vector<double> rate_;           // by population
  std::vector<double> advanced_rate_;  // what it was at the last evaluation
  Duration convergence_;
  Instant advanced_;
  bool settled_ = false;
  std::vector<char> pop_up_;
  std::vector<char> dns_up_;              // by population; 1 where there is none
  std::vector<std::uint32_t> dns_turns_;  // how often it went up or down
  std::vector<Leaf> leaves_;
  std::vector<char> metered_;  // by service
  std::vector<FlowProber*> probers_;
  std::vector<FlowMeter*> meters_;
  std::vector<std::vector<Listener>> census_listeners_;  // by service
  std::vector<std::uint32_t> first_position_;  // by (edge, target): where its instances begin in the edge's view
};

}  // namespace bulkhead
