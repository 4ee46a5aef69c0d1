// SPDX-License-Identifier: Apache-2.0
/// Records in the order of their names.
///
/// Cost:     names are compared in place, and each record moves once; what is in order already does not move
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace bulkhead {

template <class Named>
std::vector<Named> sorted_by_name(std::vector<Named> records) {
  const auto before = [](const Named& a, const Named& b) { return a.name < b.name; };
  if (std::is_sorted(records.begin(), records.end(), before)) return records;
  std::vector<std::uint32_t> order(records.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return before(records[a], records[b]); });
  std::vector<Named> sorted;
  sorted.reserve(records.size());
  for (const std::uint32_t i : order) sorted.push_back(std::move(records[i]));
  return sorted;
}

}  // namespace bulkhead
