// SPDX-License-Identifier: Apache-2.0
// Stream keys by Philox and the simple laws; the discrete ones are in random_counts.cpp.
#include "sim/random.hpp"

#include <Random123/philox.h>

#include <cstdint>
#include <string_view>

#include "sim/math.hpp"

namespace bulkhead {
namespace {

std::uint32_t low(std::uint64_t x) {
  return static_cast<std::uint32_t>(x);
}
std::uint32_t high(std::uint64_t x) {
  return static_cast<std::uint32_t>(x >> 32);
}
std::uint64_t join(std::uint32_t lo, std::uint32_t hi) {
  return (std::uint64_t{hi} << 32) | lo;
}

}  // namespace

std::uint64_t name_hash(std::string_view name) {
  std::uint64_t hash = 0xCBF29CE484222325u;  // FNV-1a, then mixed, since its high bits are weak for short names
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x00000100000001B3u;
  return mix64(hash);
}

// Two blocks in a chain (as CBC-MAC does): the seed is the key, the first block carries the replication, the second the
// rest.
StreamKey stream_key(std::uint64_t seed, std::uint64_t replication, std::uint32_t purpose, std::uint64_t name) {
  r123::Philox4x32 philox;
  const r123::Philox4x32::key_type key = {{low(seed), high(seed)}};
  const r123::Philox4x32::ctr_type first = philox({{low(replication), high(replication), 0, 0}}, key);
  const r123::Philox4x32::ctr_type second =
      philox({{first[0] ^ low(name), first[1] ^ high(name), first[2] ^ purpose, first[3]}}, key);
  return {join(second[0], second[1]), join(second[2], second[3])};
}

double Draws::normal() {
  return math::normal_quantile(uniform());
}

}  // namespace bulkhead
