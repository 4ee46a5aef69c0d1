// SPDX-License-Identifier: Apache-2.0
/// Where customers are: groups of a population that have shared every fate so far.
///
/// A population's customers have homes: an entry zone (and a cell) behind DNS, a cell behind a load balancer, a PoP (and a
/// cell) behind anycast. Within its home a customer has two coordinates in [0,1): `u` says how early it follows a lever (those
/// with u below the lever's value are away), `v` where it goes (over the other places as much as each has of the entry, evenly unless
/// the population says otherwise, and of one that is being emptied likewise over those that are left). Who is already there follows the lever of that place by its u, too; nobody new goes there. A group
/// is a rectangle in (u, v) and is cut where customers part.
///
/// A group counts what each of its customers has had since the beginning: requests offered and failed, per unit of weight. So
/// a group that is cut hands its past to both parts.
///
/// Shape:    groups in order of population and home, then of being cut off; `parent` is where a group was cut from
/// Units:    weights are shares of the population
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/traffic/network.hpp"
#include "models/world/world.hpp"

namespace bulkhead {

struct Group {
  std::uint32_t population = 0;
  std::uint32_t home = 0;           ///< index of the home: groups that began as one
  std::uint32_t home_zone = kNone;  ///< kNone: spread per request
  std::uint32_t home_cell = kNone;
  std::uint32_t pop = kNone;  ///< index of the nearest PoP
  double u0 = 0, u1 = 1, v0 = 0, v1 = 1;
  double weight = 0;
  bool dark = false;           ///< their name is not resolved any more, and they reach nobody
  std::uint32_t zone = kNone;  ///< where they enter now
  std::uint32_t cell = kNone;
  FrontId front = kNone;       ///< where their requests come in; kNone: spread over the zones' fronts
  std::vector<CauseId> meets;  ///< causes that stick to customers and have struck these, sorted
  std::uint32_t parent = kNone;
  double offered = 0;  ///< requests since the beginning, per unit of weight
  double failed = 0;
  double fail_share = 0;  ///< of their requests, now
};

class Customers {
 public:
  Customers(const Network& network, const TopologySpec& topology, const CellSpec& cells);

  /// Cuts and moves groups as levers, PoPs and sticky causes say now.
  void relocate(const World& world);
  /// So many of a population's customers, those with u below it, have no answer left while its DNS is down.
  void darken(std::uint32_t population, double share) { dark_[population] = share; }
  /// The PoPs' routes converge to what is announced now.
  void converge(const World& world);
  /// Adds every group's requests to the fronts' rates (slice-major); `rate` is by population.
  void add_rates(const World& world, const std::vector<double>& rate, std::uint32_t slices,
                 std::vector<double>& front_rps) const;
  /// Sets every group's fail share from the success of each front's requests (slice-major).
  void judge(const World& world, const std::vector<double>& front_ok, std::uint32_t slices);
  /// Time passes at these rates.
  void advance(const std::vector<double>& rate, double seconds);
  /// Where nothing is moved or struck, the parts of a home become one again. Pasts are averaged by weight.
  void merge();

  const std::vector<Group>& groups() const { return groups_; }
  /// "zone tokyo/a", "cell 3", "pop nrt", or the population's name.
  std::string home(const Group& group) const;

 private:
  void cut(std::uint32_t index, double Group::*low, double Group::*high, double at);
  void follow(const World& world, std::uint32_t index);
  void strike(const World& world);
  /// Where the group could go instead of its home, and how much of each has been emptied.
  struct Elsewhere {
    std::uint32_t place = 0;  ///< zone or cell
    double lever = 0;
    double weight = 1;  ///< how much comes in there of itself
  };
  /// Which part of what is taken from others goes to each place.
  static std::vector<double> refuges(const std::vector<Elsewhere>& places);
  static std::vector<double> edges(double low, double high, const std::vector<Elsewhere>& places);
  std::vector<Elsewhere> other_zones(const World& world, const Group& group) const;
  std::vector<Elsewhere> other_cells(const World& world, const Group& group) const;
  /// Cuts the group so that all that is left in it goes to one place; kNone: there is none.
  std::uint32_t choose(std::uint32_t index, const std::vector<Elsewhere>& others, std::uint32_t now_at);
  /// Cuts the group's v at all of these but the outermost, and says between which two it is.
  std::size_t part(std::uint32_t index, const std::vector<double>& edges);
  double lever(const World& world, const Group& group) const;
  /// The chance of each slice for the group's requests.
  double chance(const Group& group, std::uint32_t slice, const std::vector<Impairment>& causes) const;
  double through_pop(const World& world, const Group& group) const;
  bool at_home(const Group& group) const;
  void add_rate(const World& world, const Group& group, double rate, const std::vector<Impairment>& causes,
                std::uint32_t slices, std::vector<double>& front_rps) const;
  /// Shares of a region's zones for requests that are spread: of what is taken from one the open ones have each its part.
  std::vector<double> spread(const World& world, std::uint32_t population) const;

  const Network* network_;
  const TopologySpec topology_;
  const CellSpec cells_;
  std::vector<Group> groups_;
  std::vector<Group> homes_;            ///< the groups of the beginning
  std::vector<std::uint32_t> serving_;  ///< by PoP: who serves its clients
  std::vector<double> dark_;            ///< by population
  std::vector<CauseId> struck_;         ///< causes whose victims have been told apart
};

}  // namespace bulkhead
