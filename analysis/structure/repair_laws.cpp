// SPDX-License-Identifier: Apache-2.0
// Laws as exponential phases.
#include <cmath>

#include "analysis/structure/repair_rules.hpp"

namespace bulkhead {
namespace {

constexpr int kMostPhases = 100;  // of a gamma; assumed
constexpr double kWhole = 1e-6;   // relative: a cv of 0.7071068 is a shape of 2

/// How many phases in a row; 0: it is not made of any.
int phases_of(const Distribution& law) {
  if (law.kind() == Distribution::Kind::exponential) return 1;
  if (law.kind() != Distribution::Kind::gamma || law.shape() > kMostPhases) return 0;
  const double whole = std::floor(law.shape() + 0.5);
  return std::fabs(law.shape() - whole) <= kWhole * whole ? static_cast<int>(whole) : 0;
}

bool add(const Distribution& law, double share, RepairLaw& out) {
  const int count = phases_of(law);
  const auto before = static_cast<std::uint16_t>(out.phases.size());
  out.starts.push_back({share, static_cast<std::uint16_t>(before + 1)});
  for (int i = 1; i <= count; ++i)
    out.phases.push_back({count / law.mean_seconds(), static_cast<std::uint16_t>(i < count ? before + i + 1 : 0)});
  return count > 0;
}

}  // namespace

std::optional<RepairLaw> in_phases(const Distribution& law) {
  RepairLaw out;
  if (law.is_fixed() && law.first() == Duration::zero()) return out;
  bool made_of_phases = !law.parts().empty() || add(law, 1, out);
  for (const MixturePart& part : law.parts()) made_of_phases = add(part.law, part.share, out) && made_of_phases;
  return made_of_phases ? std::optional(out) : std::nullopt;
}

}  // namespace bulkhead
