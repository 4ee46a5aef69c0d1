// SPDX-License-Identifier: Apache-2.0
/// When the gate looks at the evidence, and how much error each look may spend.
///
/// It looks at 50, 100, 200, ... replications and at the budget. Who looks often and stops at the first lucky look
/// claims too much; so the error is divided: half of it belongs to the last look, half of the rest to the one before,
/// and so on down to the first, which has as much as the second. Over all looks together a wrong verdict is as rare as
/// the confidence says (Bonferroni), and nearly all of the power of the full budget is left.
///
/// Range:    budgets from 1; below 50 there is one look
/// Source:   alpha spending after O'Brien and Fleming 1979; the shares are *assumed*
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bulkhead {

class Looks {
 public:
  static constexpr std::uint64_t kFirst = 50;

  explicit Looks(std::uint64_t budget);

  bool due(std::uint64_t replications) const;
  bool last(std::uint64_t replications) const { return replications >= at_.back(); }
  /// The share of the error that this look may spend; the shares of all looks add up to 1.
  double share(std::uint64_t replications) const;

 private:
  std::vector<std::uint64_t> at_;  ///< ascending; the last is the budget
};

}  // namespace bulkhead
