// SPDX-License-Identifier: Apache-2.0
/// What a file says about places: regions, zones, power, racks, switches, hosts, links, edge, tools, and who needs what.
///
/// Component names are "KIND PATH" and are the stable names that order, chance and results use:
///   region R | zone R/Z | power R/Z/N | rack R/Z/NN | switch R/Z/NN/N | host R/Z/NN/NN | link R/Z..R/Z (sorted) |
///   control-plane R | control-plane R/Z | pop P | tool T | dns POPULATION | entry POPULATION@R/Z | router R |
///   cell N | service S | pool S@R/Z | pool S@R/Z/CELL (cells) | pool S@R (managed).
/// Numbers count from 1 and are padded with zeros to one width within their group, so that sorted is numeric.
#pragma once

#include <string>
#include <vector>

#include "sim/time.hpp"

namespace bulkhead {

/// How a need is needed (model: hard; soft; lives on for a grace; for changes only).
enum class NeedKind { hard, soft, after_grace, changes_only };

/// A group "at least k of these", of component names.
struct NeedSpec {
  std::string name;             ///< of the group, for messages
  std::vector<std::string> of;  ///< component names, sorted
  int at_least = 1;
  NeedKind need = NeedKind::hard;
  Duration grace = Duration::zero();  ///< with after_grace: how long the needer lives on without
  bool operator==(const NeedSpec&) const = default;
};

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
  Redundancy switches;             ///< of each rack; none unless given
  bool operator==(const RegionSpec&) const = default;
};

/// An edge point of presence, announced by anycast.
struct PopSpec {
  std::string name;
  double share = 0;                ///< of the clients, those nearest to it; shares are normalised to sum 1
  std::vector<std::string> next;   ///< where its clients go when its announcement is withdrawn, in order; then any other by name
  bool operator==(const PopSpec&) const = default;
};

struct EdgeSpec {
  std::vector<PopSpec> pops;                       ///< sorted by name
  Duration convergence = Duration::s(30);          ///< from the loss of a PoP until its clients are routed elsewhere; assumed
  bool operator==(const EdgeSpec&) const = default;
};

/// A tool of an observer or responder (a pager, a dashboard): a component that can be down or cut off.
struct ToolSpec {
  std::string name;
  std::vector<NeedSpec> needs;
  bool operator==(const ToolSpec&) const = default;
};

struct TopologySpec {
  std::vector<RegionSpec> regions;  ///< sorted by name
  EdgeSpec edge;
  std::vector<ToolSpec> tools;      ///< sorted by name
  bool operator==(const TopologySpec&) const = default;
};

}  // namespace bulkhead
