// SPDX-License-Identifier: Apache-2.0
/// When faults begin and heal: one clock per plain target (or per draw of `any n of`, per path, per instant).
///
/// A clock by chance counts from the end of one repair to the next failure. Nothing begins at or after the horizon.
/// Healing takes away exactly what its occurrence put. How clocks run at a pace and are tilted: models/faults/clocks.hpp.
///
/// `active`: the first good targets by name run, the others are spares. When one that runs fails, the first spare is
/// asked to take its turn, and goes on with the age that it has. It `starts` with a probability; one that does not fails
/// then and there, and the next is asked. One that has been repaired joins the spares, new, and is asked if too few run.
/// Nobody is asked at the beginning: the first ones run; and from the horizon on all start.
///
/// `found_of_spares`: nobody knows that a spare has failed until it is found, or asked to take its turn, which it does not.
///
/// `standby`: who runs is who holds a place in the group with a takeover (models/world/takeovers.hpp), which also says who
/// is asked, and when; the clocks of all others that are good are those of spares.
///
/// The pace of a clock: 0 while any component of `only_while` is down; of a spare `dormancy` (0: a cold spare, which
/// does not age); of one that runs 1, or what `acceleration` says for the number of targets that are down by this fault.
/// The pace of a repair that is not put off: 1, or what `repair_acceleration` says for that number.
///
/// `renews`: as a repair ends the clocks of those other faults begin anew for what it has repaired, with the next life.
///
/// A shock (`repaired_as`) fails at once those of its victims whose clocks by those other faults run, and goes on with its next life.
///
/// `aged`: first lives begin at that age. `restores`: a life begins at what a repair leaves of the age at the failure (virtual age;
/// M. Kijima, "Some results for repairable systems with general repair", 1989, model II).
///
/// From failure to repair: somebody comes to know (`found`, `found_every`; where neither is given at once, or, if all
/// that the fault put down holds places in groups with a takeover, when the first of them notices); then the crew has
/// to have time (models/faults/crews.hpp) and to inspect; then the repair takes what was drawn for it. Which look
/// (`found_every`) finds it: models/faults/looks.hpp.
///
/// Chance:   (fault, target) keys the draws of failure, discovery, inspection and repair, the n-th occurrence its own
///           block, and of starts, by demand: the same in every variant
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/faults/clocks.hpp"
#include "models/faults/crews.hpp"
#include "models/faults/fault.hpp"
#include "models/faults/spec.hpp"
#include "models/world/purpose.hpp"
#include "models/world/world.hpp"
#include "sim/kernel.hpp"

namespace bulkhead {

class FaultSchedule final : public Handler, private ComponentWatcher {
 public:
  /// `faults` and `crews` must outlive the schedule. `begins`: the time of day of the start.
  FaultSchedule(const std::vector<FaultSpec>& faults, const std::vector<CrewSpec>& crews, World& world, Kernel& kernel,
                std::uint64_t seed, std::uint64_t replication, Duration begins, Instant horizon, FaultOut& out);

  /// After the kernel's start.
  void start();
  void on_event(std::uint64_t payload) override;
  /// For who tilts them.
  Clocks& clocks() { return clocks_; }

 private:
  /// Payloads that are no clock's, with a number: a crew, that has to be dispatched or comes or goes; a subject.
  static constexpr std::uint64_t kDispatch = Clocks::kNotOfClocks;
  static constexpr std::uint64_t kFound = kDispatch | std::uint64_t{1} << 62;
  static constexpr std::uint64_t kTurn = kDispatch | std::uint64_t{1} << 61;
  static constexpr std::uint64_t kLookMask = (std::uint64_t{1} << 29) - 1;  ///< of the occurrence that a look is for

  /// spare: good, and stands by; hidden: it has failed, and nobody knows; known: its repair waits or goes on.
  enum class Stage : std::uint8_t { spare, runs, hidden, known };

  /// Whatever one clock strikes; its clock of failures is number 2 i, that of repairs 2 i + 1.
  struct Subject {
    std::uint32_t fault = 0;
    Victims victims;
    std::string name;  ///< "power zone tokyo/a": the fault and what it strikes
    Struck struck;     ///< at each occurrence, unless it draws its victims
    StreamKey draws;   ///< of victims
    Stage stage = Stage::spare;
    ClockId found = Crews::kNoClock;       ///< until somebody knows
    ClockId inspection = Crews::kNoClock;  ///< of a crew that goes by who came first
    StreamKey starts, looks;
    ClockId put_off = Crews::kNoClock;  ///< of its inspection or repair, which lost its hand
    std::uint64_t occurrence = 0;
    std::uint64_t demands = 0;  ///< to start, so far
    CauseId cause = 0;
    std::vector<Impairment> put;
    bool latent = false;  ///< hidden, and failed as a spare
    Duration age;         ///< with which its next life begins
  };

  /// One entry of the faults, and its subjects.
  struct Entry {
    const FaultKind* kind = nullptr;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    int running = 0;
    int down = 0;
    bool paused = false;
    std::optional<LineId> line;
    std::vector<std::uint32_t> repaired_as = {};  ///< of a shock: the entries by which its victims fail
    std::vector<std::uint32_t> renews = {};
  };

  /// What a clock after those of failures and repairs is for.
  enum class Task : std::uint8_t { found, inspected, line_inspected, part_came, arrived };
  struct Duty {
    Task task;
    std::uint32_t number;  ///< of the subject, the line, or the crew
  };

  void add_subjects(std::uint32_t fault);
  void add_subject(std::uint32_t fault, Victims victims, std::string target);
  void add_duties(std::uint32_t fault);
  void add_crew(std::uint32_t crew, const CrewSpec& spec);
  void turn(std::uint32_t crew);
  std::uint32_t entry_of(const std::string& fault) const;
  StreamKey key(Purpose purpose, const std::string& name) const;
  double pace_of(const Subject& subject) const;
  double repair_pace_of(const Subject& subject) const;
  void set_paces(std::uint32_t fault);
  void count_changed(std::uint32_t fault);
  void stand_by(std::uint32_t subject);
  void run(std::uint32_t subject);
  void staff(std::uint32_t fault);
  bool starts(Subject& subject);
  void begin(std::uint32_t subject);
  void fail(std::uint32_t subject);
  void shock(std::uint32_t subject);
  void heal(std::uint32_t subject);
  void mend(Subject& subject);
  void renew(const Subject& mended, std::uint32_t fault);
  void go_on(std::uint32_t subject);

  void await_discovery(std::uint32_t subject);
  bool await_notice(std::uint32_t subject);
  void known(std::uint32_t subject);
  void repair(std::uint32_t subject);
  void put_off(std::uint32_t subject);
  Instant next_look(std::uint32_t subject) const;
  void on_duty(const Duty& duty);
  void noticed(ComponentId id) override;
  void turned(ComponentId id, bool up) override;
  bool starts(ComponentId id) override;
  void asked(ComponentId id) override;
  void moved(std::uint32_t group) override;
  Victims drawn(const Subject& subject) const;
  void strike(Subject& subject, const Victims& victims, const Struck& struck);

  const std::vector<FaultSpec>* faults_;
  World* world_;
  Kernel* kernel_;
  OwnerId owner_;
  std::uint64_t seed_;
  std::uint64_t replication_;
  Duration begins_;
  Instant horizon_;
  FaultOut* out_;
  std::vector<Distribution> instants_;  // of the faults, "at" as a law
  Clocks clocks_;
  std::vector<Subject> subjects_;
  std::vector<Entry> entries_;
  Crews crews_;
  std::vector<Duty> duties_;                                         // by clock, after two for each subject
  std::map<ComponentId, std::vector<std::uint32_t>> pausing_;        // entries that run only while it is up
  std::map<ComponentId, std::vector<std::uint32_t>> awaiting_;       // subjects that wait for its notice
  std::map<ComponentId, std::vector<std::uint32_t>> standing_by_;    // subjects of its own, of faults with `standby`
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_takeover_;  // entries, by their group
  CauseId causes_ = 0;
};

}  // namespace bulkhead
