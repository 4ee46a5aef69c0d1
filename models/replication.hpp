// SPDX-License-Identifier: Apache-2.0
/// One replication: one world, one seed, from the start to the horizon, and on until what is open has ended.
///
/// Here the shelves meet: faults strike the world, traffic is evaluated, observers look, responders act. Who measures is told of
/// all of it and changes none of it.
///
/// Errors:   a run that does not end well is an outcome (`how_it_ended`), not an error
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/detection/detector.hpp"
#include "models/detection/health.hpp"
#include "models/faults/schedule.hpp"
#include "models/marks.hpp"
#include "models/plan.hpp"
#include "models/response/responder.hpp"
#include "models/scene.hpp"
#include "models/traffic/flow_traffic.hpp"
#include "sim/fingerprint.hpp"

namespace bulkhead {

/// Everything that happens, for who measures.
class Witness : public Audience, public FaultOut, public SignalOut, public ActionOut {
 public:
  /// Is something still open that the run should go on for, after the horizon?
  virtual bool waiting() const = 0;

 protected:
  ~Witness() = default;
};

enum class Ending : std::uint8_t { completed, event_limit, no_rest, no_fixed_point, unbounded_amplification };

class Replication final : public Scene, private Witness {
 public:
  static constexpr std::uint64_t kEventLimit = 200'000'000;

  Replication(Plan& plan, std::uint64_t seed, std::uint64_t replication, Witness& witness);
  ~Replication() override;

  /// Runs to the horizon, then while the witness waits, at most until the run-off is over.
  Ending run(std::uint64_t event_limit = kEventLimit);

  Instant now() const override { return kernel_.now(); }
  bool up(ComponentId id) const override { return world_->up(id); }
  bool structurally_up(ComponentId id) const override { return world_->structurally_up(id); }
  double up_share_without(CauseId cause, const std::vector<ComponentId>& components) override;
  double ok_rps_without(CauseId cause, std::uint32_t service) override;
  const Customers* customers() const override { return traffic_->ledger().customers; }
  void merge_customers() override { traffic_->merge_customers(); }

  std::uint64_t events() const { return kernel_.events(); }
  /// Over every fault, evaluation, signal, ejection and action, with its time.
  std::uint64_t fingerprint() const { return fingerprint_.value(); }
  /// What did not come to rest: the pool and the residual, or nothing.
  const std::string& trouble() const { return trouble_; }
  FlowTraffic& traffic() { return *traffic_; }
  World& world() { return *world_; }
  Kernel& kernel() { return kernel_; }
  FaultSchedule& faults() { return *faults_; }

 private:
  bool waiting() const override { return witness_->waiting(); }
  void settled(Instant now, const Ledger& ledger) override;
  void fault_begins(CauseId cause, std::uint32_t fault, const Struck& struck) override;
  void fault_heals(CauseId cause) override;
  void signal(const Signal& signal) override;
  void datapoint(std::uint32_t detector, const SignalScope& scope, double value, bool breached) override;
  void held_back(std::uint32_t detector, const SignalScope& scope, const std::string& rule) override;
  void blinded(std::uint32_t detector) override;
  void outlook(std::uint32_t edge, InstanceId instance, double good, bool sends) override;
  void ejection(std::uint32_t edge, InstanceId instance, bool out) override;
  void decided(ActionId action, std::uint32_t response, const std::string& actor, const Step& step,
               const Signal& signal) override;
  void blocked(ActionId action, const std::string& by) override;
  void begins(ActionId action) override;
  void effective(ActionId action) override;
  void ends(ActionId action) override;
  void enter(Mark what, std::uint32_t subject);
  bool works(const std::vector<std::string>& needs) const;

  Plan* plan_;
  Witness* witness_;
  Kernel kernel_;
  Fingerprint fingerprint_;
  std::string trouble_;
  Ending trouble_kind_ = Ending::completed;
  std::unique_ptr<World> world_;
  std::unique_ptr<FlowTraffic> traffic_;
  std::unique_ptr<FaultSchedule> faults_;
  std::vector<Feed*> feeds_;
  std::vector<std::unique_ptr<HealthCheck>> health_;
  std::vector<std::unique_ptr<Detector>> detectors_;
  std::unique_ptr<Responder> responder_;
};

}  // namespace bulkhead
