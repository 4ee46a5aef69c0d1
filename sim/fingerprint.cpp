// SPDX-License-Identifier: Apache-2.0
// How numbers and texts enter a fingerprint.
#include "sim/fingerprint.hpp"

#include <bit>
#include <cstddef>

namespace bulkhead {

void Fingerprint::add(double x) {
  if (x != x) {
    add(std::uint64_t{0x7FF8000000000000u});
  } else {
    add(std::bit_cast<std::uint64_t>(x == 0 ? 0.0 : x));
  }
}

void Fingerprint::add(std::string_view text) {
  add(std::uint64_t{text.size()});
  for (std::size_t begin = 0; begin < text.size(); begin += 8) {
    std::uint64_t word = 0;
    for (const char c : text.substr(begin, 8)) word = (word << 8) | static_cast<unsigned char>(c);
    add(word);
  }
}

std::string Fingerprint::hex() const {
  std::string digits(16, '0');
  for (std::size_t i = 0; i < 16; ++i) digits[i] = "0123456789abcdef"[(state_ >> (60 - 4 * i)) & 15u];
  return digits;
}

}  // namespace bulkhead
