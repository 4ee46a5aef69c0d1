// SPDX-License-Identifier: Apache-2.0
/// What a diagram says of moments: components that fail, and perhaps heal, each by itself, from new.
///
/// At a time every component is down with a probability of its own (fault_events.hpp: down_at), and the diagram puts these
/// together. Where nothing heals, what is down stays down: then the probability of being down is that of an outage so far, and
/// its complement, summed up over all time, is the mean time to the first.
///
/// Units:    seconds, probabilities
/// Errors:   `refused` says why there are no figures
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/structure/structure.hpp"

namespace bulkhead {

struct StructuralMoment {
  double time_s = 0;
  double unmet = 0;              ///< probability that the objective is not met
  std::optional<double> outage;  ///< that it has not been met at some time before; unset where something heals
};

struct StructuralMoments {
  std::vector<StructuralMoment> at;
  std::optional<double> mean_time_to_first_outage_s;  ///< where nothing heals, and each life has a density
  std::string refused;
};

/// Requires: a question with a threshold (`met`)
StructuralMoments structural_moments(const Model& model, const StructuralModel& structure,
                                     const StructuralQuestion& question, const std::vector<double>& times_s);

}  // namespace bulkhead
