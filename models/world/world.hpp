// SPDX-License-Identifier: Apache-2.0
/// The world: what is impaired and what is pulled at this moment, folded per instance and per path.
///
/// Faults put and lift impairments, responses put and lift levers; the world folds them and hands over what changed. It knows
/// no kind, no engine, no observer. Folds are made anew from the sorted live set, never divided out again: any `down` is down,
/// survival probabilities multiply, delays are time x factors + additions, capacity factors multiply. One cause has each of its
/// effects once, however many of its targets contain the place: targets unite.
///
/// What heals returns by a process: an instance that was not alive boots for a drawn time, during which it refuses. It begins
/// to boot only while its pool's needs `for changes only` are met.
///
/// A group whose failed member is being replaced counts as unmet (models/world/takeovers.hpp); a watcher is told when a failure
/// that only a takeover's own means could see has been noticed.
///
/// Sticks: impairments on instances with `sticks_to: instance` toss one coin per instance for their whole life; `connection`
/// is kept apart for the engine (retries of one call share it); `partition` and `customer` are not folded at all: the engine
/// asks for them (`sticky()`) and mixes them outside. Of more than `kMostSticky` such causes at once the later ones are folded
/// as a share of attempts, as are those on hosts and racks.
///
/// Ensures:  after any sequence of put and lift that leaves the same live set, and boots over, the same folds, bit for bit
/// Chance:   takeovers: see there; boots: one draw per (instance, boot); coins of `instance`: one per (fault occurrence, instance)
/// Cost:     a change costs the instances that the component contains
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "models/topology/graph.hpp"
#include "models/world/estate.hpp"
#include "models/world/takeovers.hpp"
#include "models/world/vocabulary.hpp"
#include "sim/kernel.hpp"
#include "sim/random.hpp"

namespace bulkhead {

enum class Life : std::uint8_t { alive, refusing, dead };

/// What the live impairments make of an instance, or of a path.
struct Folded {
  Life life = Life::alive;
  double request_loss = 0;
  double reply_loss = 0;
  double errors = 0;
  double delay_add_s = 0;
  double delay_factor = 1;
  double capacity = 1;
  double connection_loss = 0;        ///< share of connections that lose every request
  double connection_reply_loss = 0;  ///< share of connections that lose every reply
  double connection_errors = 0;      ///< share of connections on which everything errs
  auto operator<=>(const Folded&) const = default;
};

/// What changed since the last settlement; sorted.
struct DirtySet {
  std::vector<PoolId> pools;
  bool paths = false;    ///< impairments of paths or links
  bool entries = false;  ///< entries, PoPs, routers
  bool levers = false;
  bool sticky = false;  ///< impairments that the engine mixes outside
  bool needs = false;   ///< a component went up or down: soft needs may have changed
};

/// How an instance boots: per service, and the replication's chance.
struct Boots {
  std::vector<Distribution> by_service;
  std::uint64_t seed = 0;
  std::uint64_t replication = 0;
};

/// Who is told of components, when a settlement has ended; and who answers for members of groups while it goes on.
class ComponentWatcher : public Members {
 public:
  /// Unless somebody says otherwise all start.
  bool starts(ComponentId) override { return true; }
  /// Of a group with a takeover, by its number in the graph, others hold places than before.
  virtual void moved(std::uint32_t) {}
  /// The failure of this component, which is down, is known from now on. Told of members of groups with a takeover.
  virtual void noticed(ComponentId id) = 0;
  /// A component that is watched went up or down.
  virtual void turned(ComponentId id, bool up) = 0;

 protected:
  ~ComponentWatcher() = default;
};

class World final : public Handler {
 public:
  static constexpr std::size_t kMostSticky = 8;

  World(const Estate& estate, Boots boots, Kernel& kernel);

  /// A cause's stable name ("power#3"): what its coins per instance are keyed by.
  void declare(CauseId cause, std::string_view stable_name);
  void put(const Impairment& impairment);
  void lift(const Impairment& impairment);
  /// Sets a lever; a value of 0 lifts it.
  void pull(const Lever& lever);

  const Estate& estate() const { return *estate_; }
  bool up(ComponentId id) const { return state_.up(id); }
  /// Would it be up if every takeover took no time and always worked?
  bool structurally_up(ComponentId id) const { return structure_ ? structure_->up(id) : state_.up(id); }
  const Takeovers& takeovers() const { return takeovers_; }
  bool needs_met(ComponentId id, NeedKind kind) const { return state_.met(id, kind); }
  const Folded& at(InstanceId id) const { return folded_[id]; }
  /// An instance that is refusing because it boots.
  bool booting(InstanceId id) const { return booting_[id] != 0; }
  /// The fold over every live impairment from any of `from` to any of `to` (sorted ids).
  Folded along(const std::vector<ComponentId>& from, const std::vector<ComponentId>& to) const;
  bool any_path() const { return !paths_.empty(); }
  /// The fold of a component itself (PoP, link, zone) without its containers.
  Folded alone(ComponentId id) const;
  /// The strongest live lever at that place.
  double lever(ComponentId at, Knob knob) const;
  const std::set<Lever>& levers() const { return levers_; }
  /// Live impairments with sticks partition or customer, sorted.
  const std::vector<Impairment>& sticky() const { return sticky_; }

  /// Who evaluates: from now on, the first disturbance since it last took the dirty set schedules it for this instant.
  void set_evaluator(OwnerId evaluator) { evaluator_ = evaluator; }
  /// Who is told; one per world.
  void set_watcher(ComponentWatcher& watcher) { watcher_ = &watcher; }
  /// From now on the watcher is told when this component goes up or down.
  void watch(ComponentId id) { watched_[id] = 1; }
  /// Something that the evaluation depends on has changed (here, or elsewhere in traffic).
  void disturb();
  /// A copy as it would be if that cause had struck nothing, at rest: nothing boots, nobody is told. For attribution.
  World without(CauseId cause) const;
  /// What `look` sees of such a world, if it asks for no more than who is up: without a copy, where who is up depends
  /// on what is down alone (no takeovers, no graces, no restarts).
  template <class Look>
  auto up_without(CauseId cause, const Look& look) {
    if (remembers_) return look(without(cause));
    set_struck(cause, false);
    const auto seen = look(std::as_const(*this));
    set_struck(cause, true);
    return seen;
  }
  /// Propagates what has been put and lifted; called by the engine before it looks.
  void settle();
  DirtySet take_dirty();

  void on_event(std::uint64_t payload) override;

 private:
  enum class Timer : std::uint64_t { boot, wait, structural_wait, takeover };

  void set_down(ComponentId id, bool down);
  void set_struck(CauseId cause, bool down);
  void schedule(Duration after, Timer timer, std::uint32_t generation, std::uint32_t subject);
  void propagate();
  bool begin_waits(GraphState& state, std::vector<std::uint32_t>& generations, Timer timer);
  Duration length(std::uint32_t group, GroupWait wait, std::uint32_t occurrence) const;
  void tell();
  bool slices(const Impairment& one) const;
  void touch(ComponentId id);
  void refold(InstanceId id);
  void begin_boot(InstanceId id);
  void rise(InstanceId id);
  using Struck = std::vector<std::pair<CauseId, Effect>>;
  std::span<const Impairment> live_on(ComponentId id) const;
  Folded fold(std::span<const Impairment> live, Folded start, InstanceId instance, Struck& struck) const;

  const Estate* estate_;
  Boots boots_;
  Kernel* kernel_;
  OwnerId owner_;
  GraphState state_;
  bool remembers_;
  std::optional<GraphState> structure_;  // without takeovers; only where there are some
  Takeovers takeovers_;
  std::vector<Impairment> on_component_;            // sorted, so by component
  std::map<Where, std::vector<Impairment>> paths_;  // each sorted
  std::vector<Impairment> sticky_;
  std::set<Lever> levers_;
  std::map<CauseId, std::uint64_t> coins_;
  std::vector<Folded> folded_;
  std::vector<char> was_alive_;
  std::vector<std::uint32_t> booting_;      // generation of the boot under way, 0: none
  std::vector<std::uint32_t> boots_begun_;  // per instance, the occurrence number
  std::vector<InstanceId> waiting_to_boot_;
  std::set<InstanceId> stale_;
  std::vector<std::uint32_t> wait_generation_;
  std::vector<std::uint32_t> structural_wait_generation_;
  ComponentWatcher* watcher_ = nullptr;
  std::vector<char> watched_;
  std::vector<ComponentId> turned_;
  OwnerId evaluator_;
  bool disturbed_ = false;
  DirtySet dirty_;
};

}  // namespace bulkhead
