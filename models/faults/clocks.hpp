// SPDX-License-Identifier: Apache-2.0
/// Clocks that ring after times by chance: failures, repairs, and all that lies between; each runs at a pace, and can be
/// tilted.
///
/// A clock is started anew (a life is drawn: its occurrence's own block of draws) and rings once, when it has run for
/// that life. Its pace is the running time that goes by in a unit of time: 1, less (a spare that ages slowly), more
/// (under load), or 0, where it stands and keeps what is left of its life. It may change at any instant, and the age
/// stays: the accelerated-life model. Its owner gets an event and asks `rung` which clock it was:
///
///     clocks.start(c, occurrence);                                   // from new, at pace 1
///     clocks.set_pace(c, 0.2);                                       // from now on
///     void on_event(std::uint64_t payload) {
///       if (const auto c = clocks_.rung(payload)) return ...;        // nothing: it stands, or has moved since
///     }
///
/// A payload of which `kNotOfClocks` is a part is never of a clock: owners keep theirs there.
///
/// Tilting multiplies a clock's hazard by a factor from now on, until it rings or is started; the logarithm of the
/// likelihood ratio of all that has happened is kept. With H the law's cumulative hazard and f the factor, a clock that
/// ages from a to b contributes (f - 1) (H(b) - H(a)), and one that rings while tilted -log f: under the tilted law,
/// exp(log weight) times what is counted has the expectation that counting has under the law itself. A life that was
/// drawn keeps its hazard left: H(due) - H(age) is exponential of mean 1 and independent of the past, so it is spent f
/// times as fast. Ages are running time, so a pace changes neither: it multiplies the hazard per time under both laws
/// alike.
///
/// Units:    factors positive, paces zero or positive, weights as natural logarithms; running time in whole ns, at pace 1
///           exactly the time that goes by
/// Requires: the owner is enrolled; factors only for clocks that can be tilted (a law with a hazard)
/// Ensures:  at pace 1 and without tilt, one event a start, at now + life: none if that is at or after the clock's
///           `before`
/// Chance:   one sample of the law a start, from (draws, occurrence); paces and tilts draw nothing
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/distribution.hpp"
#include "sim/kernel.hpp"

namespace bulkhead {

using ClockId = std::uint32_t;

/// What a clock's ringing is. A cause of rare events is sought among failures and slow repairs.
enum class ClockUse : std::uint8_t { failure, repair, other };

class Clocks {
 public:
  static constexpr std::uint64_t kNotOfClocks = std::uint64_t{1} << 63;

  Clocks(Kernel& kernel, OwnerId owner) : kernel_(&kernel), owner_(owner) {}

  /// A clock that rings only before that instant. The law must outlive the clocks.
  ClockId add(ClockUse use, const Distribution& law, StreamKey draws, Instant before);

  /// From new, whatever it was before; or from an age, of a law with a hazard: then what is drawn is what is left of its life.
  void start(ClockId id, std::uint64_t occurrence, double pace = 1, Duration age = Duration::zero());
  /// From now on; at 0 it stands and keeps what is left. Requires: to run, it was started and has not rung
  void set_pace(ClockId id, double pace);
  /// The clock whose turn this event is; it runs no more.
  std::optional<ClockId> rung(std::uint64_t payload);

  std::size_t size() const { return clocks_.size(); }
  bool running(ClockId id) const { return clocks_[id].pace > 0; }
  /// How long it has run, when it has just rung or been set to another pace.
  Duration age(ClockId id) const { return clocks_[id].age; }
  /// 0 also before it is started and after it has rung.
  double pace(ClockId id) const { return clocks_[id].pace; }
  ClockUse use(ClockId id) const { return clocks_[id].use; }
  const Distribution& law(ClockId id) const { return *clocks_[id].law; }

  /// How often a clock was started, changed its pace, or rang. Who tilts acts on this and on time alone: that an event
  /// has come which was none says how long its clock will still run, and a tilt that knew would be biased.
  std::uint64_t changes() const { return changes_; }
  /// The clock's own hazard per second at its pace, averaged over the next `ahead`.
  double hazard_rate(ClockId id, Duration ahead) const;
  /// Hazard times `factor` from now on; 1 is the law itself.
  void tilt(ClockId id, double factor);
  /// Rings now, in this instant's next round. Only who elides a wait that is exponential may ask for it: no weight is
  /// kept.
  void strike(ClockId id);
  /// Of everything since the weight last began anew, up to now.
  double log_weight();
  /// The weight begins anew, at 1; tilts stay.
  void restart_weight();
  /// Nothing is to come, of anybody in the kernel, but the ringing of clocks.
  bool alone() const { return kernel_->pending() == events_; }

 private:
  struct Clock {
    const Distribution* law = nullptr;
    StreamKey draws;
    Instant before;
    ClockUse use = ClockUse::other;
    double pace = 0;
    Duration age;  ///< in running time since new, at `since`
    Duration due;  ///< the age at which it rings
    Instant since;
    double factor = 1;
    Instant event = Instant::never();  ///< of the scheduled event that counts
    std::uint32_t generation = 0;      ///< ... and which one that is
  };

  static Instant ring_of(const Clock& clock);
  void advance(Clock& clock);
  void schedule(ClockId id);

  Kernel* kernel_;
  OwnerId owner_;
  std::vector<Clock> clocks_;
  double log_weight_ = 0;
  std::size_t events_ = 0;  // of ours in the kernel
  std::uint64_t changes_ = 0;
};

}  // namespace bulkhead
