// SPDX-License-Identifier: Apache-2.0
/// The witness of a replication: from what happens to incidents, observations, actions and metrics.
///
/// An incident lasts from the instant its objective's indicator (the expected share of successful requests, the clients' side)
/// falls below its threshold until it has recrossed it; a gap shorter than `quiet` merges two. It counts when it begins in the
/// measured span, from the end of the warm-up to the horizon; what is open after the run-off is censored. One that began during
/// the warm-up is none, also where it lasts longer. Losses are dated to the instant, in expectations.
///
/// An objective of components has the share of them that are up as its indicator, and every second counts as one request:
/// what concerns customers has no terms there, nor what concerns detection, actions and takeovers where the model has none.
///
/// Detection: the first signal that rises while it is open and whose path crosses an impairment; or an ejection after which
/// others serve its requests, so that the objective is met again. An ejection that leaves it broken detects nothing.
///
/// Attribution: the loss while one fault is active (or, while none is, after the last that healed) is that fault's; while
/// several are, each is asked what the success would be without it, and the loss is shared in proportion.
#pragma once

#include <boost/container/flat_map.hpp>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/blast.hpp"
#include "analysis/observations.hpp"
#include "analysis/record.hpp"
#include "analysis/windows.hpp"
#include "models/replication.hpp"

namespace bulkhead {

/// From where to where things are measured.
struct MeasuredSpan {
  Instant from;
  Instant to;
};

class Incidents final : public Witness {
 public:
  /// Measures from the end of the warm-up to the horizon. `told`: of how many faults the record may tell (analysis/stories.hpp).
  explicit Incidents(const Plan& plan, std::uint64_t told = std::numeric_limits<std::uint64_t>::max());
  Incidents(const Plan& plan, MeasuredSpan span, std::uint64_t told);

  /// Which replication it looks at; before the run.
  void attach(Scene& scene) { scene_ = &scene; }
  /// After the run: everything that is still open is closed or censored.
  Record take(Instant end);

  bool waiting() const override;
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

 private:
  /// Rates of one objective's service, and what they have come to.
  struct Totals {
    double offered = 0, lost = 0, degraded = 0, customer_minutes = 0;
    double takeover_lost = 0;  ///< of lost: what the structure alone would have served
    Totals& operator+=(const Totals& more) {
      offered += more.offered;
      lost += more.lost;
      degraded += more.degraded;
      customer_minutes += more.customer_minutes;
      takeover_lost += more.takeover_lost;
      return *this;
    }
  };
  using ByCause = boost::container::flat_map<CauseId, double>;
  /// Customers of one home.
  struct HomeClass {
    double offered_rps = 0, failed_rps = 0;  ///< now
    double offered = 0, failed = 0;          ///< in the measured span
  };
  struct Open {
    explicit Open(std::uint32_t number) : index(number) {}
    std::uint32_t index;  ///< among the record's incidents, where it is written as it stands at each recovery
    IncidentRow row;
    Totals before;  ///< the objective's totals when it began
    std::unique_ptr<Blast> blast;
    std::vector<Impression> impressions;
    ByCause losses;
    std::vector<std::string> people;
    std::optional<Instant> recovered;  ///< the indicator has recrossed; it may merge until `quiet` is over
  };
  struct Objective {
    explicit Objective(const ObjectiveSpec& given) : spec(given), windows(given.over, given.success) {}
    ObjectiveSpec spec;
    std::uint32_t service = kNone;  ///< kNone: of components
    std::vector<ComponentId> components;
    Windows windows;  ///< aligned to the end of the warm-up
    double offered_rps = 0, ok_rps = 0, full_rps = 0, customers_failing = 0;
    double structure_rps = 0;          ///< of components: ok, if every takeover took no time and always worked
    ByCause share;                     ///< of the loss, now
    Totals totals;                     ///< over the whole run
    Totals measured;                   ///< in the measured span: what metrics count
    double met_at_horizon = 1;         ///< is the objective met just before the horizon; of components: the share up
    ByCause losses;                    ///< requests in the measured span, of the faults that are told
    bool early = false;                ///< broken since the warm-up, so that nothing counts until that is over ...
    std::optional<Instant> early_end;  ///< ... which it is when `quiet` has passed since then
    std::optional<Open> open;
  };

  bool unmoved() const;
  void pass(Instant now);
  void pass(Objective& objective, Instant until, bool measured);
  void rate(Objective& objective, const Ledger& ledger);
  void rate_clients(Objective& objective, const Ledger& ledger);
  void rate_classes(const Ledger& ledger);
  double ok_without(const Objective& objective, CauseId cause) const;
  bool broken_early(Objective& objective, bool below, Instant t) const;
  void share(Objective& objective);
  bool only_the_entry_matters() const;
  void judge(Objective& objective, Instant now, const Ledger& ledger);
  void begin(Objective& objective, Instant now, const Ledger& ledger);
  void snapshot(Objective& objective, Instant end);
  void finish(Objective& objective);
  void prove();
  /// Returns whether anybody had not known it.
  bool saw(std::uint32_t index, const SignalScope& scope);
  void detect(Open& open, std::uint32_t index, const SignalScope& scope);
  void tell(const std::string& what, const std::string& subject, const std::string& detail);
  /// Is an incident open, or in a gap in which it may merge with what follows?
  bool counts(const Objective& objective) const;
  std::optional<std::uint32_t> open_incident() const;
  void add_metrics(Instant end);
  void add_metric(const std::string& metric, const std::string& service, double numerator, double denominator);
  void add_objective_metrics(const Objective& objective);
  void add_incident_metrics(const Objective& objective);
  void add_request_metrics(const Objective& objective);
  void add_service_metrics();
  void add_classes();
  double indicator(const Objective& objective) const;
  bool met(const Objective& objective) const;
  Instant now() const { return scene_->now(); }
  Instant begin_of_span() const { return span_.from; }
  Instant horizon() const { return span_.to; }
  bool warm(Instant t) const { return t >= begin_of_span(); }

  const Plan* plan_;
  MeasuredSpan span_;
  Scene* scene_ = nullptr;
  std::uint64_t told_;
  bool tells_ = true;  ///< no fault has gone untold
  Record record_;
  std::vector<std::uint32_t> entries_;  ///< of the faults, by cause
  Observations observations_;
  std::vector<Objective> objectives_;
  std::vector<CauseId> active_;
  std::optional<CauseId> last_healed_;
  bool clean_loss_ = false;  ///< the unimpaired world loses requests too
  bool begun_ = false;
  Instant passed_;
  Ledger rates_;  ///< since then
  double requests_ = 0, calls_ = 0, attempts_ = 0, cross_zone_ = 0;
  std::vector<double> pool_attempts_, pool_peak_;
  std::vector<HomeClass> classes_;  ///< by home
  double paid_ = 0, needed_ = 0;
  std::vector<double> indicator_at_begin_;  ///< by action
  std::vector<std::uint32_t> row_of_;       ///< by action
  std::map<std::uint32_t, std::optional<std::uint32_t>>
      risen_;                       ///< by detector: the incident that was open when it last rose
  std::vector<ActionId> unproven_;  ///< effective since the last evaluation: has it helped?
  std::optional<Instant> healed_at_;
  std::uint32_t covered_ = kNone;  ///< a service whose health checks have just ejected what failed
  double false_alarms_ = 0, needless_ = 0, people_ = 0, repairs_ = 0;
};

}  // namespace bulkhead
