// SPDX-License-Identifier: Apache-2.0
/// What an objective looks at is a share: of its requests that succeed, or of its components that are up.
#pragma once

namespace bulkhead {

/// What rounding may take from an indicator that is met exactly.
inline constexpr double kIndicatorRounding = 1e-12;

/// Where nothing is offered, nothing fails.
inline double success_share(double offered_rps, double ok_rps) {
  return offered_rps > 0 ? ok_rps / offered_rps : 1;
}

inline bool meets(double indicator, double success) {
  return indicator >= success - kIndicatorRounding;
}

}  // namespace bulkhead
