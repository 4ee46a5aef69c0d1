// SPDX-License-Identifier: Apache-2.0
// Remembered solutions.
#include "models/traffic/memory.hpp"

#include "sim/mix.hpp"

namespace bulkhead {
namespace {

constexpr std::size_t kMostNumbers = std::size_t{12} << 20;  // about 100 MB of keys and solutions

std::size_t size_of(const Solution& solution) {
  std::size_t numbers = solution.calls.size() * 8 + solution.pools.size() * 6 + 2 * solution.good.size();
  for (const auto& pool : solution.classes) numbers += 4 + 4 * pool.size();
  for (const auto& edge : solution.arm_bad) numbers += 3 + edge.size();
  return numbers;
}

}  // namespace

std::size_t Memory::Hash::operator()(const std::vector<std::uint64_t>& key) const {
  std::uint64_t hash = key.size();
  for (const auto number : key) hash = mix64(hash ^ number) + kGolden;
  return hash;
}

std::shared_ptr<const Solution> Memory::of(const Situation& situation) {
  auto key = situation.key();
  const auto it = known_.find(key);
  if (it != known_.end()) return it->second;
  auto solution = std::make_shared<const Solution>(solve(*network_, slots_, situation));
  numbers_ += key.size() + size_of(*solution);
  if (numbers_ > kMostNumbers) {
    known_.clear();
    numbers_ = key.size() + size_of(*solution);
  }
  known_.emplace(std::move(key), solution);
  return solution;
}

}  // namespace bulkhead
