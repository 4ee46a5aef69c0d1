// SPDX-License-Identifier: Apache-2.0
// Faults that strike one after another, and what meters and probes show of each.
#include "analysis/review/rehearsal.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "analysis/review/asked.hpp"
#include "models/faults/schedule.hpp"
#include "models/plan.hpp"
#include "models/traffic/flow_traffic.hpp"
#include "models/world/names.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kMostWork = 5'000;        // occurrences x services of a variant; assumed
constexpr Duration kApart = Duration::days(2);  // from one beginning to the next: time for graces and takeovers
constexpr Duration kLasts = Duration::days(1);  // of each
constexpr double kRounding = 1e-9;              // relative
constexpr double kGoodProbe = 0.999;            // as analysis/observations.cpp
constexpr std::uint64_t kMostEvents = 1'000'000;

Model at_peak(Model model) {
  for (PopulationSpec& population : model.clients) population.daily.trough = 1;
  return model;
}

/// The faults, each occurrence that may be by itself: `fault` is the index of its entry.
struct Occurrences {
  std::vector<std::size_t> fault;
  std::vector<FaultSpec> specs;
};

void add_occurrence(std::size_t index, FaultSpec one, Occurrences& out) {
  one.any = one.active = 0;
  one.mttf.reset();
  one.crew.clear();
  one.repaired_as.clear();
  one.only_while.clear();
  one.acceleration.clear();
  one.repair_acceleration.clear();
  one.renews.clear();
  one.aged = Duration::zero();
  one.standby = false;
  one.at = kApart * static_cast<std::int64_t>(out.specs.size() + 1);
  one.repair = Distribution::fixed(kLasts);
  out.fault.push_back(index);
  out.specs.push_back(std::move(one));
}

Occurrences occurrences_of(const Model& model) {
  Occurrences out;
  std::size_t left = kMostWork / std::max<std::size_t>(1, model.services.size());
  for (std::size_t f = 0; f < model.faults.size(); ++f) {
    const FaultSpec& fault = model.faults[f];
    const std::size_t all = fault.targets.size();
    const std::size_t at_once = fault.any > 0 ? static_cast<std::size_t>(fault.any) : fault.at ? all : 1;
    const std::size_t count = all <= at_once ? 1 : all;
    if (fault.found || fault.found_every || count > left) continue;
    left -= count;
    if (count == 1) {
      add_occurrence(f, fault, out);
      continue;
    }
    for (std::size_t first = 0; first < count; ++first) {
      FaultSpec one = fault;
      one.targets.clear();
      for (std::size_t i = 0; i < at_once; ++i) one.targets.push_back(fault.targets[(first + i) % all]);
      std::sort(one.targets.begin(), one.targets.end());
      add_occurrence(f, std::move(one), out);
    }
  }
  return out;
}

/// Whether an alarm counts all that clients and callers meet at a service, so that it sees whatever breaks its objective.
bool is_watched(const Model& model, const std::string& service) {
  const bool called = std::any_of(model.services.begin(), model.services.end(), [&](const ServiceSpec& caller) {
    return std::any_of(caller.calls.begin(), caller.calls.end(), [&](const CallSpec& c) { return c.to == service; });
  });
  const bool by_entry = !called && model.topology.edge.pops.empty();
  return std::any_of(model.detection.begin(), model.detection.end(), [&](const DetectorSpec& detector) {
    if (detector.kind != "success_rate" || detector.values.text("side") != "client" || !detector.needs.empty())
      return false;
    const std::string& split = detector.values.text("split");
    return detector.targets.front() == names::of("service", service) &&
           (split == "none" || (by_entry && split == "entry_zone"));
  });
}

/// Objectives of services of which no alarm sees all; by name.
std::vector<const ObjectiveSpec*> dark_objectives(const Model& model) {
  std::vector<const ObjectiveSpec*> out;
  for (const ObjectiveSpec& objective : model.objectives)
    if (objective.components.empty() && !is_watched(model, objective.service)) out.push_back(&objective);
  return out;
}

class Rehearsal final : private Handler, private Audience, private FaultOut {
 public:
  Rehearsal(const Model& model, std::vector<const ObjectiveSpec*> objectives, const Occurrences& occurrences);
  /// What an occurrence does that nobody sees; the occurrences are asked for in their order.
  std::optional<Unseen> strike(std::size_t occurrence);

 private:
  struct Watch {
    const DetectorSpec* spec;
    std::vector<std::unique_ptr<Meter>> meters;
    std::vector<Means> usual;
    std::vector<std::uint32_t> zones;
  };

  void on_event(std::uint64_t) override {}
  void settled(Instant, const Ledger&) override {}
  void fault_begins(CauseId, std::uint32_t, const Struck& struck) override { struck_ = struck.names; }
  void fault_heals(CauseId) override {}

  void run(Instant until) { kernel_.run(until, kMostEvents); }
  double success_of(const std::string& service) const;
  void note_harm(std::optional<Unseen>& harm) const;
  bool sees(const Watch& watch) const;
  bool probes_fail();
  bool seen();

  std::vector<const ObjectiveSpec*> objectives_;
  Plan plan_;
  Kernel kernel_;
  OwnerId owner_;
  World world_;
  FlowTraffic traffic_;
  std::vector<CrewSpec> nobody_;  // repairs what has a length of its own
  FaultSchedule faults_;
  std::vector<Watch> watches_;
  std::vector<double> usual_;  // success, by objective
  std::string struck_;
};

Rehearsal::Rehearsal(const Model& model, std::vector<const ObjectiveSpec*> objectives, const Occurrences& occurrences)
    : objectives_(std::move(objectives)),
      plan_(at_peak(model)),
      owner_(kernel_.enroll("rehearsal", *this)),
      world_(plan_.estate(), {std::vector<Distribution>(model.services.size()), 0, 0}, kernel_),
      traffic_(plan_.network(), plan_.model().topology, plan_.model().cells, {}, world_, kernel_, plan_.memory(),
               *this),
      faults_(occurrences.specs, nobody_, world_, kernel_, 0, 0, Duration::zero(), Instant::never(), *this) {
  for (const DetectorSpec& spec : plan_.model().detection) {
    Asked asked = asked_by(spec, plan_.network());
    Watch watch{&spec, {}, {}, std::move(asked.zones)};
    for (const SeriesSpec& series : asked.series) watch.meters.push_back(traffic_.meter(series));
    watches_.push_back(std::move(watch));
  }
  kernel_.start();
  traffic_.start();
  faults_.start();
  run(Instant::zero());
  for (Watch& watch : watches_)
    for (const auto& meter : watch.meters) watch.usual.push_back(meter->steady());
  for (const ObjectiveSpec* objective : objectives_) usual_.push_back(success_of(objective->service));
}

double Rehearsal::success_of(const std::string& service) const {
  const ServiceRate& rate = traffic_.ledger().services[service_index(plan_.model().services, service)];
  return rate.offered > 0 ? rate.ok / rate.offered : 1;
}

void Rehearsal::note_harm(std::optional<Unseen>& harm) const {
  for (std::size_t o = 0; o < objectives_.size() && !harm; ++o) {
    const double success = success_of(objectives_[o]->service);
    if (success >= objectives_[o]->success || usual_[o] < objectives_[o]->success) continue;
    harm = Unseen{0, struck_, objectives_[o]->service};
  }
}

bool Rehearsal::sees(const Watch& watch) const {
  const auto up = [&](const std::string& name) { return world_.up(plan_.estate().graph.id(name)); };
  if (!std::all_of(watch.spec->needs.begin(), watch.spec->needs.end(), up)) return false;
  for (const std::uint32_t zone : watch.zones)
    if (!world_.up(plan_.estate().zones[zone].id)) return true;
  const bool counts = watch.spec->kind == "volume";
  const auto value = [&](const Means& means) {
    const double all = means.good + means.bad;
    return counts ? all : all > 0 ? means.good / all : 1;
  };
  for (std::size_t m = 0; m < watch.meters.size(); ++m)
    if (value(watch.meters[m]->steady()) < value(watch.usual[m]) * (1 - kRounding)) return true;
  return false;
}

// One probe for all instances of a pool that are alike.
bool Rehearsal::probes_fail() {
  const Network& network = plan_.network();
  std::vector<std::unique_ptr<Prober>> probers;
  for (EdgeId e = 0; e < network.edges.size(); ++e) {
    const Edge& edge = network.edges[e];
    for (std::uint32_t t = 0; edge.first_view != kNone && t < edge.targets; ++t) {
      const Pool& pool = plan_.estate().pools[network.targets[edge.first_target + t]];
      std::set<Folded> kinds;
      for (InstanceId i = pool.first; i < pool.first + pool.count; ++i)
        if (kinds.insert(world_.at(i)).second) probers.push_back(traffic_.prober({e, t, i}, owner_, 0));
    }
  }
  world_.disturb();
  run(kernel_.now());
  return std::any_of(probers.begin(), probers.end(), [](const auto& prober) {
    const Outlook outlook = prober->outlook();
    return outlook.sends && outlook.good < kGoodProbe;
  });
}

bool Rehearsal::seen() {
  return !traffic_.ledger().converged ||
         std::any_of(watches_.begin(), watches_.end(), [&](const Watch& watch) { return sees(watch); }) ||
         probes_fail();
}

std::optional<Unseen> Rehearsal::strike(std::size_t occurrence) {
  const Instant begins = Instant::zero() + kApart * static_cast<std::int64_t>(occurrence + 1);
  std::optional<Unseen> harm;
  run(begins);
  note_harm(harm);
  if (seen()) return std::nullopt;
  run(begins + kLasts - Duration::ns(1));
  note_harm(harm);
  return !harm || seen() ? std::nullopt : harm;
}

}  // namespace

std::vector<Unseen> unseen_faults(const Reviewed& reviewed) {
  std::vector<Unseen> out;
  const Occurrences occurrences = occurrences_of(reviewed.model);
  const auto dark = dark_objectives(reviewed.model);
  if (occurrences.specs.empty() || dark.empty()) return out;
  Rehearsal rehearsal(reviewed.model, dark, occurrences);
  for (std::size_t i = 0; i < occurrences.specs.size(); ++i) {
    if (!out.empty() && out.back().fault == occurrences.fault[i]) continue;
    if (auto unseen = rehearsal.strike(i)) {
      unseen->fault = occurrences.fault[i];
      out.push_back(std::move(*unseen));
    }
  }
  return out;
}

}  // namespace bulkhead
