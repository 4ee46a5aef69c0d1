// SPDX-License-Identifier: Apache-2.0
// Lives and repairs, drawn a window at a time.
#include "models/faults/renewals.hpp"

#include <algorithm>

#include "models/faults/registry.hpp"
#include "models/world/purpose.hpp"

namespace bulkhead {
namespace {

constexpr double kTurnsInWindow = 4096;  // with their copies 150 KiB, a part of a core's own cache

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
  return by_chance && repaired_at_once && fault.active == 0 && fault.only_while.empty() && only_takes_down(fault);
}

StreamKey key(std::uint64_t seed, std::uint64_t replication, Purpose purpose, const std::string& name) {
  return stream_key(seed, replication, static_cast<std::uint32_t>(purpose), name_hash(name));
}

// Turns a second of one target.
double rate_of(const FaultSpec& fault) {
  return 2 / (fault.mttf->mean_seconds() + (fault.repair ? fault.repair->mean_seconds() : 0));
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
  double rate = 0;
  for (std::uint32_t f = 0; f < faults.size(); ++f) {
    for (const auto& target : faults[f].targets) {
      const std::string name = faults[f].name + " " + target;
      Clock clock{Instant::zero(),
                  0,
                  true,
                  &*faults[f].mttf,
                  faults[f].repair ? &*faults[f].repair : &kNever,
                  key(seed, replication, Purpose::fault_begins, name),
                  key(seed, replication, Purpose::fault_heals, name)};
      advance(clock);
      clocks_.push_back(clock);
      subjects_.push_back({f, graph.id(target), Struck(target)});
      rate += rate_of(faults[f]);
    }
  }
  const double most = static_cast<double>(clocks_.size());
  window_ = Duration::from_seconds(std::max(kTurnsInWindow, most) / std::max(rate, 1e-30));
}

// `next` is the beginning of the stage that the clock is in, and becomes its end.
void Renewals::advance(Clock& clock) const {
  Draws draws(clock.up ? clock.lives : clock.repairs, clock.occurrence);
  clock.next += (clock.up ? clock.life : clock.repair)->sample(draws);
  if (clock.up && clock.next >= horizon_) clock.next = Instant::never();
}

void Renewals::draw_until(Instant end) {
  unsorted_.clear();
  for (std::uint32_t s = 0; s < clocks_.size(); ++s) {
    Clock& clock = clocks_[s];
    while (clock.next < end) {
      unsorted_.push_back({clock.next, s, clock.up});
      clock.occurrence += !clock.up;
      clock.up = !clock.up;
      advance(clock);
    }
  }
}

// About one turn to a bucket.
void Renewals::sort(Instant begin, Instant end) {
  const std::size_t n = unsorted_.size();
  const double scale = static_cast<double>(n) / static_cast<double>((end - begin).count());
  bucket_.resize(n);
  ends_.assign(n + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const double place = static_cast<double>((unsorted_[i].at - begin).count()) * scale;
    bucket_[i] = std::min(static_cast<std::uint32_t>(n - 1), static_cast<std::uint32_t>(place));
    ++ends_[bucket_[i] + 1];
  }
  for (std::size_t b = 1; b < n; ++b) ends_[b] += ends_[b - 1];
  turns_.resize(n);
  for (std::size_t i = 0; i < n; ++i) turns_[ends_[bucket_[i]]++] = unsorted_[i];
  std::uint32_t first = 0;
  for (std::size_t b = 0; b < n; first = ends_[b++])
    if (ends_[b] > first + 1) std::sort(turns_.begin() + first, turns_.begin() + ends_[b], before);
}

void Renewals::refill() {
  taken_ = 0;
  Instant first = Instant::never();
  for (const Clock& clock : clocks_) first = std::min(first, clock.next);
  if (first.is_never()) return turns_.clear();
  const Instant begin = std::max(first, drawn_);
  drawn_ = begin + window_;
  draw_until(drawn_);
  sort(begin, drawn_);
}

}  // namespace bulkhead
