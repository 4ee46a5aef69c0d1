// SPDX-License-Identifier: Apache-2.0
/// What a file says about places: regions, zones, power, racks, switches, hosts, links, edge, tools, the user's own
/// components and networks, and who needs what.
///
/// Component names are "KIND PATH" and are the stable names that order, chance and results use:
///   region R | zone R/Z | power R/Z/N | rack R/Z/NN | switch R/Z/NN/N | host R/Z/NN/NN | link R/Z..R/Z (sorted) |
///   control-plane R | control-plane R/Z | pop P | tool T | dns POPULATION | entry POPULATION@R/Z | router R |
///   cell N | service S | pool S@R/Z | pool S@R/Z/CELL (cells) | pool S@R (managed) |
///   component C | component C/N (with a count) | node N/X | link N/X..N/Y (sorted; of a network N).
/// Numbers count from 1 and are padded with zeros to one width within their group, so that sorted is numeric.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace bulkhead {

/// How a need is needed (model: hard; soft; lives on for a grace; for changes only).
enum class NeedKind { hard, soft, after_grace, changes_only };

/// Who serves in a group with a takeover: as many as are needed, and the others stand by; or all of them.
enum class Serving { needed, all };

/// How a group replaces a member in use that has failed: what notices, how long it takes, whether it works at all.
///
/// The first `at_least` members are in use, the others stand by. From the failure of a member in use until its
/// place is taken (or it is back itself) the group is unmet. Its repair begins when it is noticed; a member on standby is
/// noticed at once. A takeover that does not work leaves the group unmet until the failed member is back. When no member
/// is up any more everybody knows: repairs begin, and the next members up serve at once. Who has been replaced and comes
/// back stands by (non-revertive switching), or, with `fail_back`, takes the place of a later one again
/// (revertive); with `to_primaries` only who held a place at first does.
///
/// Where all serve nobody stands by, and a failed member is not replaced but left out: until that is done the group is
/// unmet, then it is met while enough members are up. Who is back serves again at once.
///
/// With `uncovered` a failure that the takeover does not cover is not lost on the group for good: it is noticed, and taken over at once,
/// after that time more (a reboot, a hand), and repaired from then on.
///
/// What it `needs` (a transfer switch, a control plane) must be up as it ends: until then it waits, and it is done at once when all is
/// up again. A fail-back begins only while it is up.
///
/// Whether it works may depend on how many other members are down when the failure is noticed (fault-level coverage:
/// S. Amari et al., "Optimal design of k-out-of-n:G subsystems subjected to imperfect fault-coverage", 2004).
struct TakeoverSpec {
  Distribution notice = Distribution::fixed(Duration::zero());  ///< from the failure until it is noticed
  Distribution time = Distribution::fixed(Duration::zero());    ///< from then until the other serves
  /// Chance that the takeover works at all, by the number of other members that are down; the last holds beyond.
  std::vector<double> coverage = {1};
  std::optional<Distribution> fail_back = std::nullopt;  ///< so long the group is unmet for it; unset: there is none
  Serving serving = Serving::needed;
  std::optional<Distribution> uncovered = std::nullopt;  ///< unset: the group waits for the failed member
  std::vector<std::string> needs = {};                   ///< component names, sorted
  bool to_primaries = false;                             ///< with fail_back
  bool operator==(const TakeoverSpec&) const = default;
};

/// A group "at least k of these", of component names, or by weight (weighted k of n: votes, capacities); or "these are
/// connected", over a network.
struct NeedSpec {
  std::string name;             ///< of the group, for messages
  std::vector<std::string> of;  ///< component names, sorted; where some stand by, in the order in which they serve
  int at_least = 1;
  NeedKind need = NeedKind::hard;
  /// With after_grace: how long the needer lives on without.
  Distribution grace = Distribution::fixed(Duration::zero());
  std::optional<TakeoverSpec> takeover = std::nullopt;  ///< unset: structural (time 0, coverage 1)
  /// Nodes of one network: met while paths of up nodes and links lead from the first to each of the others, which are
  /// sorted (and so is the first, where no link goes one way). `of` then holds all nodes and links of the network,
  /// sorted; `at_least` is not used.
  std::vector<std::string> connected = {};
  std::vector<int> weights =
      {};  ///< of the members, whose sum over those that are up is held against `at_least`; empty: 1
  /// How long the needer, once it has gone down for want of it, takes to start when it is met again; unset: no time.
  std::optional<Distribution> restart = std::nullopt;
  bool operator==(const NeedSpec&) const = default;
};

/// Of a need's member, by its position, and of all of them together.
template <class Need>
int weight_of(const Need& need, std::size_t member) {
  return need.weights.empty() ? 1 : need.weights[member];
}
template <class Need>
int weight_of_all(const Need& need) {
  return need.weights.empty() ? static_cast<int>(need.of.size())
                              : std::accumulate(need.weights.begin(), need.weights.end(), 0);
}

inline double coverage_of(const std::vector<double>& coverage, std::size_t others_down) {
  return coverage[std::min(others_down, coverage.size() - 1)];
}

/// Of a need with a takeover: how many members serve.
template <class Need>
int places_of(const Need& need) {
  return need.takeover->serving == Serving::all ? static_cast<int>(need.of.size()) : need.at_least;
}

/// "k of n" redundant parts; n = 0: not modelled.
struct Redundancy {
  int needed = 0;
  int count = 0;
  bool operator==(const Redundancy&) const = default;
};

struct RegionSpec {
  std::string name;
  std::vector<std::string> zones;  ///< names within the region, sorted
  Redundancy power;                ///< feeds of each zone; none unless given
  int racks_per_zone = 0;          ///< 0: no racks, instances stand in their zone directly
  int hosts_per_rack = 0;
  Redundancy switches;  ///< of each rack; none unless given
  bool operator==(const RegionSpec&) const = default;
};

/// An edge point of presence, announced by anycast.
struct PopSpec {
  std::string name;
  double share = 0;  ///< of the clients, those nearest to it; shares are normalised to sum 1
  std::vector<std::string>
      next;  ///< where its clients go when its announcement is withdrawn, in order; then any other by name
  bool operator==(const PopSpec&) const = default;
};

struct EdgeSpec {
  std::vector<PopSpec> pops;               ///< sorted by name
  Duration convergence = Duration::s(30);  ///< from the loss of a PoP until its clients are routed elsewhere; assumed
  bool operator==(const EdgeSpec&) const = default;
};

/// A tool of an observer or responder (a pager, a dashboard): a component that can be down or cut off.
struct ToolSpec {
  std::string name;
  std::vector<NeedSpec> needs;
  bool operator==(const ToolSpec&) const = default;
};

/// A thing of the user's own that can fail: a disk, a cooling loop, a whole subsystem.
struct PartSpec {
  std::string name;
  int count = 0;                ///< 0: one, "component NAME"; n: "component NAME/1" to "component NAME/n"
  std::vector<NeedSpec> needs;  ///< of each of them, sorted by name
  bool operator==(const PartSpec&) const = default;
};

/// A link of a network, by the names of its nodes: both ways (then they are sorted), or from the first to the second.
struct LinkSpec {
  std::string from;
  std::string to;
  bool one_way = false;
  std::vector<NeedSpec> needs = {};  ///< sorted by name
  bool operator==(const LinkSpec&) const = default;
};

/// A node of a network that needs something.
struct NodeSpec {
  std::string name;
  std::vector<NeedSpec> needs;  ///< sorted by name
  bool operator==(const NodeSpec&) const = default;
};

/// A network: its nodes are those that its links name, and both can fail.
struct NetworkSpec {
  std::string name;
  std::vector<LinkSpec> links;       ///< sorted by from, to, one_way
  std::vector<NodeSpec> nodes = {};  ///< those that need something, sorted by name
  bool operator==(const NetworkSpec&) const = default;
};

struct TopologySpec {
  std::vector<RegionSpec> regions;  ///< sorted by name
  EdgeSpec edge;
  std::vector<ToolSpec> tools;             ///< sorted by name
  std::vector<PartSpec> components = {};   ///< sorted by name
  std::vector<NetworkSpec> networks = {};  ///< sorted by name
  bool operator==(const TopologySpec&) const = default;
};

}  // namespace bulkhead
