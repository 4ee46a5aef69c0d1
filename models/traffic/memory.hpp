// SPDX-License-Identifier: Apache-2.0
/// Solutions remembered by their situations. Pure functions may be remembered: no figure depends on what is.
///
/// Cost:     bounded memory; when it is full, everything is forgotten
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "models/traffic/flow.hpp"

namespace bulkhead {

class Memory {
 public:
  Memory(const Network& network, std::vector<int> slots) : network_(&network), slots_(std::move(slots)) {}

  std::shared_ptr<const Solution> of(const Situation& situation);
  const std::vector<int>& slots() const { return slots_; }

 private:
  struct Hash {
    std::size_t operator()(const std::vector<std::uint64_t>& key) const;
  };

  const Network* network_;
  std::vector<int> slots_;
  std::unordered_map<std::vector<std::uint64_t>, std::shared_ptr<const Solution>, Hash> known_;
  std::size_t numbers_ = 0;
};

}  // namespace bulkhead
