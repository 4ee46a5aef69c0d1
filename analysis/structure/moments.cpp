// SPDX-License-Identifier: Apache-2.0
// Probabilities of events at a time, in the diagram.
#include "analysis/structure/moments.hpp"

#include <algorithm>
#include <boost/math/quadrature/exp_sinh.hpp>
#include <limits>
#include <set>

#include "analysis/structure/diagram.hpp"
#include "analysis/structure/fault_events.hpp"

namespace bulkhead {
namespace {

class Moments {
 public:
  Moments(const Model& model, const StructuralModel& structure, const StructuralQuestion& question)
      : model_(&model),
        structure_(&structure),
        formula_(structure.formula),
        missed_(formula_, formula_.negation(*question.met)) {
    for (const EventNo event : missed_.order())
      for (const std::uint32_t f : structure.faults[event]) faults_.insert(f);
  }

  std::string refused() const {
    if (!missed_.coherent()) return "it is not coherent";
    for (const std::uint32_t f : faults_)
      if (const std::string why = why_not_at(*model_, model_->faults[f]); !why.empty()) return why;
    return "";
  }

  double unmet(double time_s) {
    for (const EventNo event : missed_.order()) {
      double up = 1;
      for (const std::uint32_t f : structure_->faults[event]) up *= 1 - *down_at(*model_, model_->faults[f], time_s);
      missed_.assume(event, 1 - up);
    }
    return missed_.probability();
  }

  bool nothing_heals() const {
    return std::none_of(faults_.begin(), faults_.end(), [&](std::uint32_t f) { return model_->faults[f].repair; });
  }

  std::optional<double> first_outage() {
    const bool smooth = std::all_of(faults_.begin(), faults_.end(),
                                    [&](std::uint32_t f) { return model_->faults[f].mttf->has_hazard(); });
    if (!smooth) return std::nullopt;
    for (const EventNo event : missed_.order()) missed_.assume(event, structure_->faults[event].empty() ? 0 : 1);
    if (missed_.probability() < 1) return std::numeric_limits<double>::infinity();
    double scale = std::numeric_limits<double>::infinity();
    for (const std::uint32_t f : faults_) scale = std::min(scale, model_->faults[f].mttf->mean_seconds());
    constexpr double kExact = 1e-11;
    boost::math::quadrature::exp_sinh<double> over_all_time;
    return scale * over_all_time.integrate([&](double x) { return 1 - unmet(scale * x); }, kExact);
  }

 private:
  const Model* model_;
  const StructuralModel* structure_;
  Formula formula_;
  Diagram missed_;
  std::set<std::uint32_t> faults_;
};

}  // namespace

StructuralMoments structural_moments(const Model& model, const StructuralModel& structure,
                                     const StructuralQuestion& question, const std::vector<double>& times_s) {
  StructuralMoments out;
  try {
    Moments moments(model, structure, question);
    out.refused = moments.refused();
    if (!out.refused.empty()) return out;
    const bool lasting = moments.nothing_heals();
    for (const double time : times_s) {
      const double unmet = moments.unmet(time);
      out.at.push_back({time, unmet, lasting ? std::optional(unmet) : std::nullopt});
    }
    if (lasting) out.mean_time_to_first_outage_s = moments.first_outage();
  } catch (const DiagramTooLarge& error) {
    out.refused = error.what();
  }
  return out;
}

}  // namespace bulkhead
