// SPDX-License-Identifier: Apache-2.0
/// When a service is up, as formulas, by the routing of its calls (the rules stand in structure.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analysis/structure/component_structure.hpp"
#include "analysis/structure/structure.hpp"
#include "models/model.hpp"
#include "models/world/estate.hpp"

namespace bulkhead {

class ServiceStructure {
 public:
  ServiceStructure(const Model& model, const Estate& estate, ComponentStructure& components, Formula& formula);

  StructuralQuestion question(std::uint32_t service);
  /// Those that cannot carry their peak even with everything up: they count as if they just could.
  const std::set<std::uint32_t>& bent() const { return bent_; }

 private:
  /// Where a call is served: all of a region, a zone of it, a cell; and how many such places share the peak.
  struct Place {
    std::uint32_t region = 0;
    std::uint32_t zone = kNone;
    std::uint32_t cell = kNone;
    double parts = 1;
  };
  struct Called {
    std::uint32_t service = 0;
    Place place;
  };

  Routing towards(std::uint32_t service) const;
  Routing entering(std::uint32_t service) const;
  void regional(std::uint32_t service, std::uint32_t region, double weight, StructuralQuestion& out);
  void zonal(std::uint32_t service, std::uint32_t region, double weight, StructuralQuestion& out);
  void cells(std::uint32_t service, std::uint32_t region, double weight, StructuralQuestion& out);

  FormulaId stands(std::uint32_t service, const Place& place);
  std::vector<Called> call_tree(std::uint32_t service, const Place& place) const;
  bool callee_place(std::uint32_t callee, const Place& from, Place& to) const;
  static bool holds(const Place& place, const Pool& pool);
  FormulaId instances(std::uint32_t service, const Place& place);
  std::vector<Counted> members(const Pool& pool);
  FormulaId pool_up(const Pool& pool, const Place& place);
  FormulaId entered(std::uint32_t service, const Place& place);
  int fewest_parts(std::uint32_t service, const Place& part, int most);
  void unequal_zones(std::uint32_t service, std::uint32_t region, const std::vector<double>& carries, double weight,
                     StructuralQuestion& out);
  double part_carried(std::uint32_t service, std::uint32_t region, std::uint32_t zone);
  std::vector<double> shares_of_zones(std::uint32_t service, std::uint32_t region) const;
  double needed(std::uint32_t service, std::uint32_t region) const;

  const Model* model_;
  const Estate* estate_;
  ComponentStructure* components_;
  Formula* formula_;
  std::vector<std::vector<std::uint32_t>> callees_;
  std::vector<std::uint32_t> first_service_;  ///< that a population calls
  std::vector<std::vector<double>> load_;     ///< by region, then service: calls per second at the peak
  std::set<std::pair<std::uint32_t, std::uint32_t>> under_way_;  ///< (service, zone): a zonal call tree being made
  std::set<std::uint32_t> bent_;
};

}  // namespace bulkhead
