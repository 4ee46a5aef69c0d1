// SPDX-License-Identifier: Apache-2.0
/// What a design needs to keep its promises, as formulas: for every objective and every service of a model.
///
/// "Up" is the best that the design allows: detection and response take no time and always work. In a region,
///   * own components are up when they are not struck and their hard needs are met;
///   * a service under regional routing (or scope): as many of its instances live, over the pools of the region, as the
///     peak needs, and so for every service that it calls hard, and an entry up where clients call it;
///   * zonal: with M the fewest of Z zones that carry the peak, at least M zones stand: there every service of the call
///     tree has its M-th part of what the peak needs, rounded up, and the zone's entry is up;
///   * cell: customers have a share each; a cell stands when every service of the call tree has in it the cell's part
///     of what the peak needs; its customers are served when it stands, or, with a standby or a copy, when as many cells
///     of other zones stand as can carry the whole peak.
/// With nobody acting, customers of a zone or cell are served while their own stands, each with its equal part of the
/// peak. An instance lives when its host and its pool are up. The peak needs load / capacity instances of a service,
/// rounded up, at least one; the load is the clients' peak times the calls (times x share) that it causes, without
/// retries. A circle of calls stands when all in it do. Regions count by their load.
///
/// Not structural, and so not in here: paths and links between zones, points of presence's reach, time. Of a grace only
/// the two ends are known: it is none, or endless.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/structure/calendar.hpp"
#include "analysis/structure/caveats.hpp"
#include "analysis/structure/formula.hpp"
#include "models/model.hpp"
#include "models/world/estate.hpp"

namespace bulkhead {

/// A part of the customers with a fate of its own.
struct StructuralShare {
  std::string name;         ///< "region tokyo", "cell 3", "component disk/1"
  double weight = 1;        ///< the weights of a question add up to 1
  FormulaId up = 0;         ///< with endless graces
  FormulaId no_graces = 0;  ///< up without any grace; the same where none matters
};

struct StructuralQuestion {
  std::string name;        ///< of the service or component
  bool objective = false;  ///< a promise; else a service without one
  bool service = true;     ///< else components
  std::vector<StructuralShare> shares;
  std::vector<StructuralShare> unaided;  ///< with nobody acting; empty where that is the same
  /// As much is up as the objective's threshold asks for; unset for services without one, and where shares differ in weight.
  std::optional<FormulaId> met;
};

struct StructuralModel {
  Formula formula;
  std::vector<StructuralQuestion> questions;       ///< objectives in their order, then other services by name
  std::vector<std::string> notes;                  ///< what is left out, as sentences
  std::vector<Caveat> caveats;                     ///< what makes figures bounds: customers are cut off for longer
  std::vector<std::string> refused;                ///< by event: why its probability is none; empty: it is one
  std::vector<std::vector<std::uint32_t>> faults;  ///< by event: which faults of the model strike it
  std::vector<double> per_s;            ///< how often each event begins, while nothing refuses its probability
  std::vector<CalendarClock> calendar;  ///< of events that may be independent only at each phase of a test
};

/// Of which objectives and services a structure is asked.
enum class Questions { all, objectives };

StructuralModel structure_of(const Model& model);
/// `estate`: of this model.
StructuralModel structure_of(const Model& model, const Estate& estate, Questions asked);

}  // namespace bulkhead
