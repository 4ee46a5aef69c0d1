// SPDX-License-Identifier: Apache-2.0
// Lives and repairs, drawn a window at a time.
#include "models/faults/renewals.hpp"

#include <algorithm>
#include <bit>

#include "models/faults/registry.hpp"
#include "models/world/purpose.hpp"

namespace bulkhead {
namespace {

constexpr double kTurnsInWindow = 2048;  // at most, as expected; with their copies and buckets 75 KiB
constexpr double kLongest = 0x1p62;      // window, in ns
constexpr std::uint32_t kFew = 16;       // turns in a bucket
constexpr double kLivesAhead = 4096;     // drawn at once, of all targets ...
constexpr double kMostAhead = 64;        // ... and of one

bool only_takes_down(const FaultSpec& fault) {
  const FaultKind* kind = find_fault_kind(fault.kind);
  std::vector<Impairment> put;
  kind->impair(fault.values, Victims{{0}, {}, {}, false}, put);
  return put.size() == 1 && put.front().what == Effect::down;
}

bool is_its_own(const FaultSpec& fault) {
  const bool by_chance = fault.mttf && fault.mttf->has_hazard() && !fault.at && fault.any == 0 && fault.from.empty();
  const bool repaired_at_once =
      !fault.found && !fault.found_every && fault.crew.empty() && fault.repair != Distribution();
  if (!fault.repaired_as.empty()) return false;
  const bool at_one_pace = fault.active == 0 && fault.only_while.empty() && fault.acceleration.empty() &&
                           fault.repair_acceleration.empty() && fault.renews.empty() && fault.restores == 1 &&
                           fault.aged == Duration::zero();
  return by_chance && repaired_at_once && at_one_pace && only_takes_down(fault);
}

StreamKey key(std::uint64_t seed, std::uint64_t replication, Purpose purpose, const std::string& name) {
  return stream_key(seed, replication, static_cast<std::uint32_t>(purpose), name_hash(name));
}

// Failures a second of one target, in the long run.
double rate_of(const Distribution& life, const Distribution& repair) {
  return 1 / (life.mean_seconds() + repair.mean_seconds());
}

bool before(const Renewals::Turn& a, const Renewals::Turn& b) {
  return a.at != b.at ? a.at < b.at : a.subject < b.subject;
}

}  // namespace

bool Renewals::suffice(const std::vector<FaultSpec>& faults) {
  return std::all_of(faults.begin(), faults.end(), is_its_own);
}

Renewals::Renewals(const std::vector<FaultSpec>& faults, const Graph& graph, std::uint64_t seed,
                   std::uint64_t replication, Instant horizon)
    : horizon_(horizon) {
  static const Distribution kNever = Distribution::fixed(Duration::never());
  for (std::uint32_t f = 0; f < faults.size(); ++f) {
    for (const auto& target : faults[f].targets) {
      const std::string name = faults[f].name + " " + target;
      Clock clock;
      clock.life = &*faults[f].mttf;
      clock.repair = faults[f].repair ? &*faults[f].repair : &kNever;
      clock.lives = key(seed, replication, Purpose::fault_begins, name);
      clock.repairs = key(seed, replication, Purpose::fault_heals, name);
      clocks_.push_back(clock);
      subjects_.push_back({f, graph.id(target), Struck(target)});
    }
  }
  make_room();
  for (Clock& clock : clocks_) advance(clock);
}

// What a target draws at once it needs within a window, and some times within the run.
void Renewals::make_room() {
  double rate = 0;
  for (const Clock& clock : clocks_) rate += 2 * rate_of(*clock.life, *clock.repair);
  const auto targets = static_cast<double>(clocks_.size());
  const double turns = std::max(kTurnsInWindow, targets);
  const auto buckets = std::bit_ceil(static_cast<std::uint64_t>(turns));
  const double width = std::min(turns / std::max(rate, 1e-30) * 1e9, kLongest) / static_cast<double>(buckets);
  width_bits_ = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(width) | 1)) - 1;
  ends_.resize(buckets + 1);
  const double span = std::min(kLivesAhead / (rate / 2), (horizon_ - Instant::zero()).seconds() / 4);
  std::size_t room = 0;
  for (Clock& clock : clocks_) {
    const double failures = std::clamp(span * rate_of(*clock.life, *clock.repair), 1.0, kMostAhead);
    clock.ahead = static_cast<std::uint32_t>(failures);
    if (clock.ahead > Distribution::kAtOnce) clock.ahead -= clock.ahead % std::uint32_t{Distribution::kAtOnce};
    clock.drawn = room;
    room += 2 * clock.ahead;
  }
  drawn_ahead_.resize(room);
}

// `next` is the beginning of the stage that the clock is in, and becomes its end.
inline void Renewals::advance(Clock& clock) {
  Duration* const stages = drawn_ahead_.data() + clock.drawn + (clock.up ? 0 : clock.ahead);
  if (clock.at == 0) {
    const Distribution& law = clock.up ? *clock.life : *clock.repair;
    law.sample_each(clock.up ? clock.lives : clock.repairs, clock.occurrence, {stages, clock.ahead});
  }
  clock.next += stages[clock.at];
  if (clock.up && clock.next >= horizon_) clock.next = Instant::never();
}

inline void Renewals::turn(Clock& clock) {
  clock.up = !clock.up;
  if (clock.up && ++clock.at == clock.ahead) {
    clock.at = 0;
    clock.occurrence += clock.ahead;
  }
  advance(clock);
}

void Renewals::draw(Instant begin, Instant end) {
  unsorted_.clear();
  std::ranges::fill(ends_, 0);
  for (std::uint32_t s = 0; s < clocks_.size(); ++s) {
    Clock clock = clocks_[s];
    while (clock.next < end) {
      ++ends_[bucket(clock.next - begin) + 1];
      unsorted_.push_back({clock.next, s, clock.up});
      turn(clock);
    }
    clocks_[s] = clock;
  }
}

// By bucket; the few that share one are moved past one another at the end, in one sweep. Who fails and is repaired in one
// instant does so in this order.
void Renewals::sort(Instant begin) {
  const std::size_t n = unsorted_.size();
  const std::size_t buckets = ends_.size() - 1;
  const std::uint32_t most = *std::ranges::max_element(ends_);
  for (std::size_t b = 1; b < buckets; ++b) ends_[b] += ends_[b - 1];
  turns_.resize(n);
  for (const Turn& turn : unsorted_) turns_[ends_[bucket(turn.at - begin)]++] = turn;
  std::uint32_t first = 0;
  for (std::size_t b = 0; most > kFew && b < buckets; first = ends_[b++])
    if (ends_[b] > first + kFew) std::stable_sort(turns_.begin() + first, turns_.begin() + ends_[b], before);
  for (std::size_t i = 1; i < n; ++i) {
    const Turn turn = turns_[i];
    std::size_t to = i;
    for (; to > 0 && before(turn, turns_[to - 1]); --to) turns_[to] = turns_[to - 1];
    turns_[to] = turn;
  }
}

void Renewals::refill() {
  taken_ = 0;
  Instant first = Instant::never();
  for (const Clock& clock : clocks_) first = std::min(first, clock.next);
  if (first.is_never()) return turns_.clear();
  const Instant begin = std::max(first, drawn_);
  drawn_ = begin + Duration::ns(static_cast<std::int64_t>((ends_.size() - 1) << width_bits_));
  draw(begin, drawn_);
  sort(begin);
}

}  // namespace bulkhead
