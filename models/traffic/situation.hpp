// SPDX-License-Identifier: Apache-2.0
/// All that a solution depends on: demand, instances in classes, rotations, paths. Equal situations have equal solutions.
///
/// Instances of a pool that are alike (same fold, seen alike by every caller) form one class, so that cost follows the
/// differences and not the replicas. An arm of an edge is the share of its attempts that goes to one class of one target.
///
/// Slices: an impairment that sticks to a partition or a customer divides all requests into those that meet it, whatever
/// they retry, and those that do not. A slice is one combination; slice 0 meets none. Each has its own rates at the fronts.
///
/// Shape:    rates and marks are slice-major: [slice * count + index]
#pragma once

#include <cstdint>
#include <vector>

#include "models/traffic/network.hpp"
#include "models/world/world.hpp"

namespace bulkhead {

struct InstanceClass {
  Folded state;
  std::uint32_t count = 0;
  bool operator==(const InstanceClass&) const = default;
};

struct Arm {
  std::uint32_t target = 0;  ///< position among the edge's targets
  std::uint32_t klass = 0;   ///< class within the target pool
  double weight = 0;         ///< share of attempts; an edge's arms sum to 1, or are empty: nobody in rotation
  bool operator==(const Arm&) const = default;
};

/// What a slice loses on the way to a target: nothing, the replies of work that is done, or the requests.
inline constexpr char kReplyLost = 1;
inline constexpr char kRequestLost = 2;

struct Situation {
  std::vector<std::vector<InstanceClass>> classes;  ///< by pool
  std::vector<std::vector<Arm>> arms;               ///< by edge
  std::vector<Folded> paths;                        ///< by (edge, target), flat like Network::targets; links included
  std::vector<char> open;                           ///< by front: its entry (and its router) is up
  std::vector<char> degraded;                       ///< by pool: a soft need is unmet
  std::vector<double> growth;                       ///< by pool: what is added to its capacity; empty: nothing anywhere
  std::uint32_t slices = 1;
  std::vector<double> front_rps;  ///< slice-major
  std::vector<char> errs;         ///< slice-major by pool: everything errs in this slice; empty with one slice
  std::vector<char> lost;         ///< slice-major by (edge, target): what is lost of everything; likewise

  /// The situation as numbers: equal keys, equal situations.
  std::vector<std::uint64_t> key() const;
  bool operator==(const Situation&) const = default;
};

/// What callers hold against instances (health checks that ejected them): one bit per (edge, target instance).
using Views = std::vector<char>;

/// The causes that stick to partitions or customers, one impairment each, by cause: bit i of a slice's number says whether
/// it meets cause i (all its impairments together: one coin per cause).
std::vector<Impairment> sticky_causes(const World& world);

/// Rebuilds those parts of a situation that a change reached.
class SituationBuilder {
 public:
  SituationBuilder(const Network& network, const World& world, const Views& views);

  /// Everything but the rates at the fronts.
  void rebuild(const DirtySet& dirty, const std::vector<EdgeId>& changed_views, Situation& situation);
  void rebuild_all(Situation& situation);
  /// The class of an instance within its pool, as of the last rebuild.
  std::uint32_t class_of(InstanceId instance) const { return class_of_[instance]; }
  /// Instances of the edge's targets that are in its rotation; fewer than `min_healthy`: all (fail open) or none.
  bool failed_open(EdgeId edge) const { return failed_open_[edge]; }

 private:
  void classify(PoolId pool, Situation& situation);
  void rotate(EdgeId edge, Situation& situation);
  void fold_paths(Situation& situation);
  void open_fronts(Situation& situation);
  void grow(Situation& situation) const;
  void slice(Situation& situation);
  void mark(const Impairment& one, std::uint32_t m, Situation& situation) const;
  Folded path(EdgeId edge, PoolId target) const;

  const Network* network_;
  const World* world_;
  const Views* views_;
  std::vector<std::uint32_t> class_of_;
  std::vector<char> failed_open_;
};

}  // namespace bulkhead
