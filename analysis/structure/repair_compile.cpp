// SPDX-License-Identifier: Apache-2.0
// From a model to rates: what matters to an objective.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "analysis/structure/component_structure.hpp"
#include "analysis/structure/fault_events.hpp"
#include "analysis/structure/repair_alike.hpp"
#include "analysis/structure/repair_rules.hpp"
#include "analysis/structure/repair_symmetry.hpp"
#include "models/world/estate.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kMostComponents = 2'000;

class RulesCompiler {
 public:
  RulesCompiler(const Model& model, const ObjectiveSpec& objective)
      : model_(&model), objective_(&objective), declared_(declare_components(inventory(model))), graph_(declared_) {}

  CompiledRules compile() {
    gather();
    if (relevant_.size() > kMostComponents) refuse(fmt::format("it rests on more than {} components", kMostComponents));
    if (refused_.empty()) components();
    if (refused_.empty()) faults();
    if (!refused_.empty()) return {std::nullopt, refused_};
    objective();
    rules_.classes = alike_components(rules_);
    if (rules_.shocks.empty()) rules_.families = equal_groups(rules_, picked_by_name(rules_));
    const std::string left_out = at_an_instant();
    return {std::move(rules_), "", left_out};
  }

 private:
  static Inventory inventory(const Model& model) {
    return {model.topology, model.services, model.clients, model.routing, model.cells};
  }

  void refuse(const std::string& why) {
    if (refused_.empty()) refused_ = why;
  }

  /// A rate, or 0 for at once; anything else is refused.
  double rate(const Distribution& law, const std::string& of) {
    if (law.is_fixed() && law.first() == Duration::zero()) return 0;
    if (law.kind() != Distribution::Kind::exponential) refuse(of + " is not exponential");
    return 1 / law.mean_seconds();
  }

  RepairLaw law(const Distribution& given, const std::string& of) {
    const auto phases = in_phases(given);
    if (!phases) refuse(of + " is neither exponential nor made of exponential phases");
    return phases.value_or(RepairLaw());
  }

  /// The objective's components and, again and again, what they need, what shares a fault or a crew with them, and whose
  /// takeover notices their failures or says whether they stand by.
  void gather() {
    for (const std::string& name : objective_->components) add(name);
    for (std::size_t before = 0; before != relevant_.size() + chosen_.size();) {
      before = relevant_.size() + chosen_.size();
      for (const auto& name : std::vector<std::string>(relevant_.begin(), relevant_.end()))
        for (const NeedSpec& need : declared_[graph_.id(name)].needs)
          if (need.need == NeedKind::hard || need.need == NeedKind::after_grace) {
            add_all(need.of);
            if (need.takeover) add_all(need.takeover->needs);
          }
      for (const NeedGroup& group : graph_.groups())
        if (group.takeover && decides(group)) add(graph_.name(group.needer));
      for (std::uint32_t f = 0; f < model_->faults.size(); ++f) choose(f);
    }
  }

  bool decides(const NeedGroup& group) const {
    const auto counts = [&](ComponentId id) { return relevant_.count(graph_.name(id)) > 0; };
    const auto stand_by = [&](std::uint32_t f) {
      const auto& targets = model_->faults[f].targets;
      return model_->faults[f].standby && std::any_of(targets.begin(), targets.end(), [&](const auto& name) {
               return std::count(group.of.begin(), group.of.end(), graph_.id(name)) > 0;
             });
    };
    return std::any_of(group.of.begin(), group.of.end(), counts) &&
           (group.takeover->notice != Distribution::fixed(Duration::zero()) || group.takeover->uncovered ||
            std::any_of(chosen_.begin(), chosen_.end(), stand_by));
  }

  std::string at_an_instant() {
    std::vector<const FaultSpec*> such;
    for (const FaultSpec& fault : model_->faults)
      if (fault.at && takes_down(fault) &&
          std::any_of(fault.targets.begin(), fault.targets.end(),
                      [&](const auto& name) { return relevant_.count(name) > 0; }))
        such.push_back(&fault);
    if (such.empty()) return "";
    const FaultSpec& first = *such.front();
    const bool all = first.any == 0 || first.any == static_cast<int>(first.targets.size());
    const bool as_it_begins = first.at == Duration::zero() && !first.repaired_as.empty() && first.only_while.empty();
    if (such.size() > 1 || !all || !as_it_begins) return first.name;
    rules_.struck_first = struck_clocks(first);
    return "";
  }

  /// Of the fault that repairs what this one strikes.
  std::vector<std::uint32_t> struck_clocks(const FaultSpec& shock) const {
    std::vector<std::uint32_t> out;
    for (const RepairFault& fault : rules_.faults)
      for (const std::uint32_t clock : fault.clocks) {
        const std::string& target = rules_.components[rules_.clocks[clock].targets.front()].name;
        const auto& struck = shock.targets;
        if (std::count(shock.repaired_as.begin(), shock.repaired_as.end(), fault.name) > 0 &&
            std::find(struck.begin(), struck.end(), target) != struck.end())
          out.push_back(clock);
      }
    return out;
  }

  void add(const std::string& name) { relevant_.insert(name); }
  void add_all(const std::vector<std::string>& names) { relevant_.insert(names.begin(), names.end()); }

  void choose(std::uint32_t f) {
    const FaultSpec& fault = model_->faults[f];
    if (!takes_down_by_chance(fault)) return;
    const bool strikes = std::any_of(fault.targets.begin(), fault.targets.end(),
                                     [&](const auto& name) { return relevant_.count(name) > 0; });
    if (!strikes && (fault.crew.empty() || crews_.count(fault.crew) == 0)) return;
    chosen_.insert(f);
    add_all(fault.only_while);
    if (!fault.crew.empty()) crews_.insert(fault.crew);
    if (!fault.crew.empty() || fault.active > 0 || fault.standby || fault.any > 0 || !fault.acceleration.empty())
      add_all(fault.targets);
  }

  void components() {
    std::vector<ComponentId> ids;
    for (const std::string& name : relevant_) ids.push_back(graph_.id(name));
    std::sort(ids.begin(), ids.end(),
              [&](ComponentId a, ComponentId b) { return graph_.position(a) < graph_.position(b); });
    for (const ComponentId id : ids) {
      index_[graph_.name(id)] = static_cast<std::uint32_t>(rules_.components.size());
      rules_.components.push_back({graph_.name(id)});
    }
    rules_.struck_by.resize(ids.size());
    rules_.teams_of.resize(ids.size());
    for (std::size_t c = 0; c < ids.size(); ++c)
      for (const NeedSpec& need : declared_[ids[c]].needs) add_need(need, rules_.components[c]);
  }

  void add_need(const NeedSpec& need, RepairComponent& needer) {
    if (need.need != NeedKind::hard && need.need != NeedKind::after_grace) return;
    RepairNeed out{indices(need.of), need.at_least};
    out.weights = need.weights;
    if (!need.connected.empty()) add_network(need, out);
    if (need.takeover) add_takeover(need, needer, out);
    add_wait(need, needer, out);
    needer.needs.push_back(std::move(out));
  }

  void add_network(const NeedSpec& need, RepairNeed& out) {
    out.ends = indices(need.connected);
    for (const std::string& name : need.of) {
      if (name.rfind("link ", 0) != 0) continue;
      const auto [a, b, one_way] = ends_of_link(name);
      out.links.push_back({index_.at(name), index_.at(a), index_.at(b), one_way});
    }
  }

  void add_takeover(const NeedSpec& need, const RepairComponent& needer, RepairNeed& out) {
    const std::string whose = fmt::format("the takeover of {} in {}", need.name, needer.name);
    out.takeover =
        RepairTakeover{law(need.takeover->notice, whose), law(need.takeover->time, whose), need.takeover->coverage};
    if (need.takeover->fail_back) out.takeover->fail_back = law(*need.takeover->fail_back, whose);
    if (need.takeover->uncovered) out.takeover->uncovered = law(*need.takeover->uncovered, whose);
    out.takeover->to_primaries = need.takeover->to_primaries;
    out.takeover->all_serve = need.takeover->serving == Serving::all;
    out.takeover->needs = indices(need.takeover->needs);
    out.team = static_cast<std::uint32_t>(rules_.teams.size());
    const std::uint32_t first = rules_.teams.empty() ? 0 : rules_.teams.back().first + rules_.teams.back().count;
    rules_.teams.push_back({first, static_cast<std::uint32_t>(places_of(need))});
    for (const std::uint32_t id : out.of) rules_.teams_of[id].push_back(rules_.teams.back());
  }

  void add_wait(const NeedSpec& need, const RepairComponent& needer, RepairNeed& out) {
    RepairWait wait;
    if (need.need == NeedKind::after_grace)
      wait.grace = law(need.grace, fmt::format("the grace of {} without {}", needer.name, need.name));
    if (need.restart)
      wait.restart = law(*need.restart, fmt::format("the restart of {} after {}", needer.name, need.name));
    if (wait.grace.none() && wait.restart.none()) return;
    out.wait = std::move(wait);
    out.waiter = rules_.waiters++;
  }

  std::vector<std::uint32_t> indices(const std::vector<std::string>& names) const {
    std::vector<std::uint32_t> out;
    for (const std::string& name : names) out.push_back(index_.at(name));
    return out;
  }

  void faults() {
    std::map<std::string, int> crews;
    for (const CrewSpec& crew : model_->crews) {
      if (crews_.count(crew.name) == 0) continue;
      crews[crew.name] = static_cast<int>(rules_.crews.size());
      rules_.crews.push_back(compiled(crew));
    }
    for (const std::uint32_t f : chosen_) {
      const FaultSpec& spec = model_->faults[f];
      if (!spec.repaired_as.empty()) continue;
      RepairFault fault{spec.name, law(*spec.mttf, "the time to failure of " + spec.name)};
      if (spec.repair) fault.repair = law(*spec.repair, "the repair of " + spec.name);
      if (spec.repair && fault.repair.none()) refuse("the repair of " + spec.name + " takes no time");
      if (spec.found) fault.found = law(*spec.found, "the finding of " + spec.name);
      fault.found_at_once = spec.found.has_value();
      if (!fault.fail.plain() && spec.aged > Duration::zero()) refuse(fmt::format("{} begins with an age", spec.name));
      if (!fault.fail.plain() && spec.restores < 1)
        refuse(fmt::format("a repair of {} does not make as good as new", spec.name));
      fault.found_of_spares = spec.found_of_spares && !fault.found.none();
      if (spec.found_of_spares) fault.found_at_once = false;
      if (spec.found_every) refuse(fmt::format("{} is found by tests at fixed times", spec.name));
      fault.crew = spec.crew.empty() ? -1 : crews.at(spec.crew);
      fault.rank = rank_of(spec);
      fault.active = spec.active;
      fault.standby = spec.standby;
      fault.dormancy = spec.dormancy;
      fault.starts = spec.starts;
      if (!spec.acceleration.empty()) fault.acceleration = spec.acceleration;
      if (!spec.repair_acceleration.empty()) fault.repair_acceleration = spec.repair_acceleration;
      fault.only_while = indices(spec.only_while);
      rules_.heals = rules_.heals && spec.repair.has_value();
      for (const FaultSpec& other : model_->faults)
        if (!takes_down(other) && std::count(other.renews.begin(), other.renews.end(), spec.name) > 0)
          refuse(fmt::format("{} renews {}, and takes nothing down", other.name, spec.name));
      rules_.faults.push_back(std::move(fault));
      refuse_second_thoughts(spec);
      add_clocks(spec);
    }
    for (const std::uint32_t f : chosen_) {
      const FaultSpec& spec = model_->faults[f];
      if (!spec.repaired_as.empty()) add_shock(spec);
      for (const std::string& renewed : spec.renews) add_renewal(number_of(spec.name), number_of(renewed));
    }
  }

  /// One past the last where it is not among them, as what it strikes does not matter.
  std::uint32_t number_of(const std::string& fault) const {
    const auto& faults = rules_.faults;
    const auto named = [&](const RepairFault& one) { return one.name == fault; };
    return static_cast<std::uint32_t>(std::find_if(faults.begin(), faults.end(), named) - faults.begin());
  }

  void add_renewal(std::uint32_t fault, std::uint32_t renewed) {
    if (renewed < rules_.faults.size()) rules_.faults[fault].renews.push_back(renewed);
  }

  /// Whose fail-back does not start waits again when its repair has just ended: has its crew come to rest between?
  void refuse_second_thoughts(const FaultSpec& spec) {
    const bool waits = std::any_of(model_->crews.begin(), model_->crews.end(),
                                   [&](const CrewSpec& crew) { return crew.name == spec.crew && crew.begins_at > 1; });
    const bool some_fall_back = std::any_of(spec.targets.begin(), spec.targets.end(), [&](const std::string& name) {
      return relevant_.count(name) > 0 && falls_back(rules_, index_.at(name));
    });
    if (waits && some_fall_back && spec.starts < 1)
      refuse(fmt::format("{} may not start when it takes its place again, and its crew waits for company", spec.name));
  }

  void add_shock(const FaultSpec& spec) {
    const auto n = static_cast<int>(spec.targets.size());
    if (spec.any > 0 && spec.any < n)
      return refuse(fmt::format("{} strikes {} of {} by chance", spec.name, spec.any, n));
    RepairShock all{rate(*spec.mttf, "the time to the next " + spec.name), struck_clocks(spec),
                    indices(spec.only_while)};
    std::map<std::uint32_t, std::vector<std::uint32_t>> by_target;
    for (const std::uint32_t clock : all.clocks) by_target[rules_.clocks[clock].targets.front()].push_back(clock);
    for (const auto& [target, clocks] : by_target)
      if (spec.any == 0) rules_.shocks.push_back({all.rate, clocks, all.only_while});
    if (spec.any > 0 && !all.clocks.empty()) rules_.shocks.push_back(std::move(all));
  }

  RepairCrew compiled(const CrewSpec& crew) {
    RepairCrew out{crew.count, crew.order == CrewOrder::first_inspected,
                   rate(crew.inspect, "the inspection of " + crew.name)};
    out.preempts = crew.preempts;
    out.begins_at = crew.begins_at;
    if (crew.resupply) out.resupply = rate(*crew.resupply, "the resupply of " + crew.name);
    out.parts = out.resupply > 0 ? crew.parts : 0;
    out.batch = crew.batch;
    if (crew.from) refuse(fmt::format("{} works by the clock", crew.name));
    out.travel = rate(crew.travel, "the way of " + crew.name);
    if (crew.batch && crew.count > 1)
      refuse(fmt::format("{} repairs together what waits together, with {} hands", crew.name, crew.count));
    for (const FaultSpec& fault : model_->faults)
      if (fault.crew == crew.name && fault.mttf && fault.repair && !takes_down(fault))
        refuse(fmt::format("{} also repairs {}, which takes nothing down", crew.name, fault.name));
    return out;
  }

  int rank_of(const FaultSpec& fault) const {
    for (const CrewSpec& crew : model_->crews)
      if (crew.name == fault.crew)
        return static_cast<int>(std::find(crew.priority.begin(), crew.priority.end(), fault.name) -
                                crew.priority.begin());
    return 0;
  }

  void add_clocks(const FaultSpec& spec) {
    const auto f = static_cast<std::uint32_t>(rules_.faults.size() - 1);
    const auto n = static_cast<int>(spec.targets.size());
    if (spec.any > 0 && spec.any < n)
      return refuse(fmt::format("{} strikes {} of {} by chance", spec.name, spec.any, n));
    std::vector<std::uint32_t> all;
    for (const std::string& name : spec.targets) {
      if (relevant_.count(name) == 0) continue;
      all.push_back(index_.at(name));
      if (spec.any == 0) add_clock(f, {all.back()});
    }
    if (spec.any > 0) add_clock(f, all);
  }

  void add_clock(std::uint32_t fault, std::vector<std::uint32_t> targets) {
    const auto clock = static_cast<std::uint32_t>(rules_.clocks.size());
    rules_.faults[fault].clocks.push_back(clock);
    for (const std::uint32_t id : targets) rules_.struck_by[id].push_back(clock);
    if (targets.size() == 1) rules_.components[targets.front()].clocks.push_back(clock);
    rules_.clocks.push_back({fault, std::move(targets)});
  }

  void objective() {
    constexpr double kTie = 1e-9;
    rules_.objective = indices(objective_->components);
    rules_.needed =
        static_cast<int>(std::ceil(objective_->success * static_cast<double>(rules_.objective.size()) - kTie));
  }

  const Model* model_;
  const ObjectiveSpec* objective_;
  std::vector<ComponentSpec> declared_;
  Graph graph_;
  std::set<std::string> relevant_;
  std::set<std::uint32_t> chosen_;
  std::set<std::string> crews_;
  std::map<std::string, std::uint32_t> index_;
  RepairRules rules_;
  std::string refused_;
};

}  // namespace

CompiledRules compile_repair_rules(const Model& model, const ObjectiveSpec& objective) {
  return RulesCompiler(model, objective).compile();
}

}  // namespace bulkhead
