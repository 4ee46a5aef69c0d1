// SPDX-License-Identifier: Apache-2.0
// Doubling looks, and error halved from the last one back.
#include "analysis/gate/looks.hpp"

#include <algorithm>
#include <cmath>

namespace bulkhead {

Looks::Looks(std::uint64_t budget) {
  for (std::uint64_t at = kFirst; at < budget; at *= 2) at_.push_back(at);
  at_.push_back(budget);
}

bool Looks::due(std::uint64_t replications) const {
  return std::find(at_.begin(), at_.end(), replications) != at_.end();
}

double Looks::share(std::uint64_t replications) const {
  const auto look = std::lower_bound(at_.begin(), at_.end(), replications) - at_.begin();
  const auto before_last = static_cast<int>(at_.size()) - 1 - static_cast<int>(look);
  const bool first = look == 0;
  return std::ldexp(1.0, -(before_last + (first ? 0 : 1)));
}

}  // namespace bulkhead
